import { none, type Form } from '../form.js';

const queued = (made: string, imports: string, push: string): Form['unsafe'] => [
  `${imports}
import { deliver } from './mail.js';
const mails = ${made};
app.post('/mails', (req, res) => {
  ${push};
  res.sendStatus(202);
});`,
  'unsafe queue high',
];
const noStore = none('a queue inside the process has no store; what waits has to be handed to one outside');
const locked = (made: string, imports: string, run: string): Form['unsafe'] => [
  `${imports}
import { charge } from './payments.js';
const orders = ${made};
app.post('/orders/:id/pay', async (req, res) => {
  ${run}
  res.sendStatus(204);
});`,
  'unsafe lock high',
];
const noLock = none('a lock inside the process excludes nobody on another instance');

export const queues: readonly Form[] = [
  {
    package: 'p-queue',
    export: 'default',
    unsafe: queued(
      'new PQueue({ concurrency: 2 })',
      `import PQueue from 'p-queue';`,
      'mails.add(() => deliver(req.body))',
    ),
    safe: noStore,
  },
  {
    package: 'fastq',
    export: 'promise',
    unsafe: queued('fastq.promise(deliver, 1)', `import fastq from 'fastq';`, 'mails.push(req.body)'),
    safe: noStore,
  },
  {
    package: 'async',
    export: 'queue',
    unsafe: queued('async.queue(deliver, 1)', `import async from 'async';`, 'mails.push(req.body)'),
    safe: noStore,
  },
  {
    package: 'async/queue',
    export: 'default',
    unsafe: queued('queue(deliver, 1)', `import queue from 'async/queue';`, 'mails.push(req.body)'),
    safe: noStore,
  },
  {
    package: 'piscina',
    export: 'default',
    unsafe: queued(`new Piscina({ filename: './worker.js' })`, `import Piscina from 'piscina';`, 'mails.run(req.body)'),
    safe: noStore,
  },
  {
    package: 'async-mutex',
    export: 'Mutex',
    unsafe: locked(
      'new Mutex()',
      `import { Mutex } from 'async-mutex';`,
      'await orders.runExclusive(() => charge(req.params.id));',
    ),
    safe: noLock,
  },
  {
    package: 'async-lock',
    export: 'default',
    unsafe: locked(
      'new AsyncLock()',
      `import AsyncLock from 'async-lock';`,
      'await orders.acquire(req.params.id, () => charge(req.params.id));',
    ),
    safe: noLock,
  },
  {
    package: 'proper-lockfile',
    export: 'lock',
    unsafe: [
      `import lockfile from 'proper-lockfile';
import { write } from './report.js';
app.post('/report', async (req, res) => {
  const release = await lockfile.lock('report.json');
  await write(req.body);
  await release();
  res.sendStatus(204);
});`,
      'unsafe lock high',
    ],
    safe: noLock,
  },
];

export const metrics: readonly Form[] = [
  {
    package: 'prom-client',
    export: 'Counter',
    unsafe: [
      `import { Counter, register } from 'prom-client';
const orders = new Counter({ name: 'orders_total', help: 'orders' });
app.post('/orders', (req, res) => { orders.inc(); res.sendStatus(204); });
app.get('/metrics', async (req, res) => { res.send(await register.metrics()); });`,
      'unsafe metrics medium',
    ],
    safe: none('a registry in the process has no store; measurements have to be pushed'),
  },
  {
    package: 'posthog-node',
    export: 'PostHog',
    unsafe: [
      `import { PostHog } from 'posthog-node';
const posthog = new PostHog(process.env.POSTHOG_KEY);
app.post('/signup', (req, res) => { posthog.capture({ distinctId: req.body.id, event: 'signup' }); res.sendStatus(204); });`,
      'advisory metrics low',
    ],
    safe: `import { PostHog } from 'posthog-node';
const posthog = new PostHog(process.env.POSTHOG_KEY, { flushAt: 1, flushInterval: 0 });
app.post('/signup', (req, res) => { posthog.capture({ distinctId: req.body.id, event: 'signup' }); res.sendStatus(204); });`,
  },
  {
    package: '@opentelemetry/sdk-trace-base',
    export: 'BatchSpanProcessor',
    unsafe: [
      `import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { exporter } from './exporter.js';
export const processor = new BatchSpanProcessor(exporter);`,
      'advisory metrics low',
    ],
    safe: `import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { exporter } from './exporter.js';
const processor = new BatchSpanProcessor(exporter);
export const flush = () => processor.forceFlush();`,
  },
];
