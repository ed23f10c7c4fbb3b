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
      source: 'prom-client, index.js and lib/counter.js of an early version: a metric counts in its own `values`',
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
    {
      // Events wait in the process to be sent together, on a timer that does not run while it is frozen.
      packages: ['posthog-node', '@segment/analytics-node'],
      exports: ['PostHog', 'Analytics'],
      made: 'constructed',
      keeps: 'events that wait to be sent',
      role: 'metrics',
      roleFrom: 'library',
      verdict: 'advisory',
      safe: [
        { options: ['flushAt', 'maxEventsInBatch'], is: [1] },
        { after: ['flush', 'shutdown', 'shutdownAsync', 'closeAndFlush', 'captureImmediate'] },
      ],
      safeBecause: 'sends each event at once, or what waits when it is told to',
      remedy: {
        title: 'Send each event at once, or flush before the answer ends',
        code: `const posthog = new PostHog(key, { flushAt: 1, flushInterval: 0 });`,
      },
    },
    {
      packages: ['@opentelemetry/sdk-trace-base', '@opentelemetry/sdk-trace-node', '@opentelemetry/sdk-logs'],
      exports: ['BatchSpanProcessor', 'BatchLogRecordProcessor'],
      made: 'constructed',
      keeps: 'spans that wait to be exported',
      role: 'metrics',
      roleFrom: 'library',
      verdict: 'advisory',
      safe: [{ after: ['forceFlush', 'shutdown'] }],
      safeBecause: 'exports what waits when it is told to',
      remedy: {
        title: 'Flush before the answer ends, or export each span at once',
        code: `await provider.forceFlush();`,
      },
    },
  ],
};
