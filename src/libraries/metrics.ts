import type { Library } from '../model/library.js';

export const metrics: Library = {
  name: 'metrics',
  title: 'Metrics that wait to be scraped',
  stores: [
    {
      packages: ['prom-client'],
      exports: ['Counter', 'Gauge', 'Histogram', 'Summary'],
      made: 'constructed',
      keeps: 'counts since the instance started',
      role: 'metrics',
      roleFrom: 'library',
      verdict: 'unsafe',
      severity: 'medium',
      methods: {
        inc: 'increment',
        dec: 'increment',
        observe: 'increment',
        set: 'assign',
        reset: 'clear',
        labels: 'get',
      },
      remedy: {
        title: 'Push metrics instead of being scraped: one instance in many answers the scrape',
        code: `import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const metrics = new Metrics({ namespace: 'shop' });
metrics.addMetric('orders', MetricUnit.Count, 1);`,
      },
    },
  ],
};
