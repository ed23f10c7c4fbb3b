import { none, type Form } from '../form.js';

const noStore = none('a schedule inside the process has no store; the platform has to schedule');
const scheduled = (code: string): Form['unsafe'] => [
  `${code}
export const started = true;`,
  'unsafe scheduler high',
];

export const realtime: readonly Form[] = [
  {
    package: 'graphql-subscriptions',
    export: 'PubSub',
    unsafe: [
      `import { PubSub } from 'graphql-subscriptions';
const pubsub = new PubSub();
app.post('/orders', async (req, res) => { await pubsub.publish('ORDERS', req.body); res.sendStatus(204); });`,
      'unsafe connection-registry high',
    ],
    safe: `import { RedisPubSub } from 'graphql-redis-subscriptions';
const pubsub = new RedisPubSub({ connection: process.env.REDIS_URL });
app.post('/orders', async (req, res) => { await pubsub.publish('ORDERS', req.body); res.sendStatus(204); });`,
  },
  {
    package: 'graphql-yoga',
    export: 'createPubSub',
    unsafe: [
      `import { createPubSub } from 'graphql-yoga';
export const pubSub = createPubSub();`,
      'unsafe connection-registry high',
    ],
    safe: `import { createRedisEventTarget } from '@graphql-yoga/redis-event-target';
import { createPubSub } from 'graphql-yoga';
import Redis from 'ioredis';
const redis = new Redis(process.env.REDIS_URL);
export const pubSub = createPubSub({ eventTarget: createRedisEventTarget({ publishClient: redis, subscribeClient: redis }) });`,
  },
  {
    package: 'socket.io',
    export: 'Server',
    unsafe: [
      `import { createServer } from 'node:http';
import { Server } from 'socket.io';
const io = new Server(createServer(app));
io.on('connection', (socket) => { socket.on('chat', (text) => io.emit('chat', text)); });`,
      'unsafe connection-registry high',
    ],
    safe: none('with an adapter the rooms are shared; the connections themselves never are'),
    half: [
      `import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import { Server } from 'socket.io';
const publisher = createClient({ url: process.env.REDIS_URL });
const io = new Server(createServer(app), { adapter: createAdapter(publisher, publisher.duplicate()) });
io.on('connection', (socket) => { socket.on('chat', (text) => io.emit('chat', text)); });`,
      /connections themselves stay with their instance/,
    ],
  },
  {
    package: 'better-sse',
    export: 'createChannel',
    unsafe: [
      `import { createChannel, createSession } from 'better-sse';
const ticks = createChannel();
app.get('/ticks', async (req, res) => { ticks.register(await createSession(req, res)); });
app.post('/ticks', (req, res) => { ticks.broadcast(req.body); res.sendStatus(204); });`,
      'unsafe connection-registry high',
    ],
    safe: none('the connections stay with their instance'),
  },
  {
    package: 'ws',
    export: 'WebSocketServer',
    unsafe: [
      `import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
const wss = new WebSocketServer({ server: createServer(app) });
app.post('/news', (req, res) => {
  wss.clients.forEach((client) => client.send(req.body));
  res.sendStatus(204);
});`,
      'unsafe connection-registry high',
    ],
    safe: `import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
const wss = new WebSocketServer({ server: createServer(app) });
wss.on('connection', (socket) => { socket.on('message', (text) => socket.send(text)); });`,
  },
  {
    package: '@modelcontextprotocol/sdk/server/streamableHttp.js',
    export: 'StreamableHTTPServerTransport',
    unsafe: [
      `import { randomUUID } from 'node:crypto';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => randomUUID() });
app.post('/mcp', async (req, res) => { await transport.handleRequest(req, res, req.body); });`,
      'unsafe session critical',
    ],
    safe: `import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
app.post('/mcp', async (req, res) => { await transport.handleRequest(req, res, req.body); });`,
  },
];

export const schedulers: readonly Form[] = [
  {
    package: 'node-cron',
    export: 'schedule',
    unsafe: scheduled(`import cron from 'node-cron';
import { sweep } from './sweep.js';
cron.schedule('0 * * * *', sweep);`),
    safe: noStore,
  },
  {
    package: 'node-schedule',
    export: 'scheduleJob',
    unsafe: scheduled(`import schedule from 'node-schedule';
import { sweep } from './sweep.js';
schedule.scheduleJob('0 * * * *', sweep);`),
    safe: noStore,
  },
  {
    package: 'node-schedule',
    export: 'Job',
    unsafe: scheduled(`import { Job } from 'node-schedule';
import { sweep } from './sweep.js';
const job = new Job(sweep);
job.schedule('0 * * * *');`),
    safe: noStore,
  },
  {
    package: 'cron',
    export: 'CronJob',
    unsafe: scheduled(`import { CronJob } from 'cron';
import { sweep } from './sweep.js';
new CronJob('0 * * * *', sweep, null, true);`),
    safe: noStore,
  },
  {
    package: 'cron',
    export: 'CronJob.from',
    unsafe: scheduled(`import { CronJob } from 'cron';
import { sweep } from './sweep.js';
CronJob.from({ cronTime: '0 * * * *', onTick: sweep, start: true });`),
    safe: noStore,
  },
  {
    package: 'croner',
    export: 'Cron',
    unsafe: scheduled(`import { Cron } from 'croner';
import { sweep } from './sweep.js';
new Cron('0 * * * *', sweep);`),
    safe: noStore,
  },
  {
    package: 'toad-scheduler',
    export: 'ToadScheduler',
    unsafe: scheduled(`import { SimpleIntervalJob, Task, ToadScheduler } from 'toad-scheduler';
import { sweep } from './sweep.js';
const scheduler = new ToadScheduler();
scheduler.addSimpleIntervalJob(new SimpleIntervalJob({ hours: 1 }, new Task('sweep', sweep)));`),
    safe: noStore,
  },
  {
    package: 'bree',
    export: 'default',
    unsafe: scheduled(`import Bree from 'bree';
const bree = new Bree({ jobs: [{ name: 'sweep', interval: '1h' }] });
await bree.start();`),
    safe: noStore,
  },
  {
    package: '@nestjs/schedule',
    export: 'ScheduleModule.forRoot',
    unsafe: [
      {
        platform: 'nest',
        files: {
          'src/app.module.ts': `import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
@Module({ imports: [ScheduleModule.forRoot()] })
export class AppModule {}`,
        },
      },
      'unsafe scheduler high',
    ],
    safe: noStore,
  },
  {
    package: 'bull',
    export: 'default',
    unsafe: scheduled(`import Queue from 'bull';
import { deliver } from './mail.js';
const mails = new Queue('mail', process.env.REDIS_URL);
mails.process(async (job) => deliver(job.data));`),
    safe: `import Queue from 'bull';
const mails = new Queue('mail', process.env.REDIS_URL);
app.post('/mails', async (req, res) => { await mails.add(req.body); res.sendStatus(202); });`,
  },
  {
    package: 'bullmq',
    export: 'Worker',
    unsafe: scheduled(`import { Worker } from 'bullmq';
import { deliver } from './mail.js';
new Worker('mail', async (job) => deliver(job.data), { connection: { host: process.env.REDIS_HOST } });`),
    safe: `import { Queue } from 'bullmq';
const mails = new Queue('mail', { connection: { host: process.env.REDIS_HOST } });
app.post('/mails', async (req, res) => { await mails.add('welcome', req.body); res.sendStatus(202); });`,
  },
];
