import type { Library, LibraryStore } from '../model/library.js';

/** Whether what waits is work that must not be lost, or only a bound on concurrency, shows in the code around it. */
const queue = {
  keeps: 'jobs that wait',
  role: 'queue',
  roleFrom: 'use',
  verdict: 'unsafe',
  remedy: {
    title: 'Send the jobs to a queue that survives the instance',
    code: `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: JSON.stringify(job) }));`,
  },
} as const satisfies Partial<LibraryStore>;

const mutex = {
  keeps: 'who holds the lock',
  role: 'lock',
  roleFrom: 'use',
  verdict: 'unsafe',
  remedy: {
    title: 'Take the lock where all instances see it',
    code: `import { lock } from '@coldstate/adapters/redis';

await lock('orders').withLock(orderId, () => charge(orderId), { leaseMs: 10_000 });`,
  },
} as const satisfies Partial<LibraryStore>;

const workerRemedy = {
  title: 'Let the queue call a function, or run the worker where processes live long',
  code: `// QStash, SQS or Cloud Tasks deliver each job to a route of yours
export async function POST(request: Request) {
  await process(await request.json());
  return new Response(null, { status: 204 });
}`,
};

export const queues: Library = {
  name: 'queues',
  title: 'Queues and locks inside the process',
  stores: [
    {
      ...queue,
      packages: ['p-queue', 'better-queue'],
      exports: ['default'],
      made: 'constructed',
      methods: { add: 'push', push: 'push' },
    },
    {
      ...queue,
      packages: ['fastq'],
      exports: ['default', 'promise'],
      made: 'called',
      source: 'fastq, index.d.ts: a worker and a concurrency are all that it takes',
      methods: { push: 'push', unshift: 'push' },
    },
    {
      ...queue,
      packages: ['async'],
      exports: ['queue', 'cargo', 'priorityQueue'],
      made: 'called',
      methods: { push: 'push' },
    },
    { ...queue, packages: ['async/queue'], exports: ['default'], made: 'called', methods: { push: 'push' } },
    {
      ...queue,
      packages: ['piscina'],
      exports: ['default', 'Piscina'],
      made: 'constructed',
      keeps: 'tasks that wait for a thread',
      methods: { run: 'push', runTask: 'push' },
    },
    {
      ...queue,
      // The jobs are in Redis; what takes them has to be awake to do so.
      packages: ['bullmq'],
      exports: ['Worker'],
      made: 'constructed',
      keeps: 'a loop that waits for jobs',
      role: 'scheduler',
      roleFrom: 'library',
      rule: 'no-background-timer',
      remedy: workerRemedy,
    },
    {
      ...queue,
      packages: ['bull'],
      exports: ['default', 'Queue'],
      made: 'constructed',
      // A queue that only takes jobs is a client of Redis.
      onlyAfter: ['process'],
      keeps: 'a loop that waits for jobs',
      role: 'scheduler',
      roleFrom: 'library',
      rule: 'no-background-timer',
      remedy: workerRemedy,
    },
    {
      ...mutex,
      packages: ['async-mutex'],
      exports: ['Mutex', 'Semaphore'],
      made: 'constructed',
      methods: { acquire: 'assign', runExclusive: 'assign', release: 'assign', isLocked: 'read' },
    },
    {
      ...mutex,
      packages: ['async-lock', 'await-lock', 'semaphore-async-await'],
      exports: ['default', 'AwaitLock', 'Lock'],
      made: 'constructed',
      methods: { acquire: 'assign', acquireAsync: 'assign', release: 'assign', isBusy: 'read' },
    },
  ],
};
