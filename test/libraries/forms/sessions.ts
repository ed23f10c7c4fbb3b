import { none, type Form } from '../form.js';

const redisStore = `import { RedisStore } from 'connect-redis';
import { createClient } from 'redis';
const redis = createClient({ url: process.env.REDIS_URL });
`;

export const sessions: readonly Form[] = [
  {
    package: 'express-session',
    export: 'default',
    unsafe: [
      `import session from 'express-session';
app.use(session({ secret: 's', resave: false, saveUninitialized: false }));`,
      'unsafe session critical',
    ],
    safe: `import session from 'express-session';
${redisStore}app.use(session({ secret: 's', store: new RedisStore({ client: redis }) }));`,
  },
  {
    package: 'express-session',
    export: 'MemoryStore',
    unsafe: [
      `import session from 'express-session';
const sessions = new session.MemoryStore();
app.use((req, res, next) => { sessions.get(req.headers.cookie, (error, found) => { res.locals.session = found; next(error); }); });`,
      'unsafe session critical',
    ],
    safe: none('it is the store in memory'),
  },
  {
    package: 'memorystore',
    export: 'default()',
    unsafe: [
      `import session from 'express-session';
import createMemoryStore from 'memorystore';
const MemoryStore = createMemoryStore(session);
app.use(session({ secret: 's', store: new MemoryStore({ checkPeriod: 86400000 }) }));`,
      'unsafe session critical',
    ],
    safe: none('it is the store in memory'),
  },
  {
    package: 'session-file-store',
    export: 'default()',
    unsafe: [
      `import session from 'express-session';
import createFileStore from 'session-file-store';
const FileStore = createFileStore(session);
app.use(session({ secret: 's', store: new FileStore({ path: './sessions' }) }));`,
      'unsafe session critical',
    ],
    safe: none('it is a store of files'),
  },
  {
    package: 'next-session',
    export: 'default',
    unsafe: [
      `import nextSession from 'next-session';
export const getSession = nextSession({ cookie: { maxAge: 3600 } });`,
      'unsafe session critical',
    ],
    safe: `import nextSession from 'next-session';
import { promisifyStore } from 'next-session/lib/compat';
${redisStore}export const getSession = nextSession({ store: promisifyStore(new RedisStore({ client: redis })) });`,
  },
  {
    package: '@fastify/session',
    export: 'default',
    unsafe: [
      {
        platform: 'fastify',
        files: {
          'app.ts': `import fastifySession from '@fastify/session';
import Fastify from 'fastify';
export const app = Fastify();
app.register(fastifySession, { secret: process.env.SECRET });
app.get('/', async () => 'ok');`,
        },
      },
      'unsafe session critical',
    ],
    safe: {
      platform: 'fastify',
      files: {
        'app.ts': `import fastifySession from '@fastify/session';
import Fastify from 'fastify';
${redisStore}export const app = Fastify();
app.register(fastifySession, { secret: process.env.SECRET, store: new RedisStore({ client: redis }) });
app.get('/', async () => 'ok');`,
      },
    },
  },
  {
    package: '@fastify/session',
    export: 'MemoryStore',
    unsafe: [
      {
        platform: 'fastify',
        files: {
          'app.ts': `import fastifySession from '@fastify/session';
import Fastify from 'fastify';
export const app = Fastify();
app.register(fastifySession, { secret: process.env.SECRET, store: new fastifySession.MemoryStore() });
app.get('/', async () => 'ok');`,
        },
      },
      'unsafe session critical',
    ],
    safe: none('it is the store in memory'),
  },
  {
    package: 'koa-generic-session',
    export: 'default',
    unsafe: [
      {
        platform: 'koa',
        files: {
          'app.js': `const Koa = require('koa');
const session = require('koa-generic-session');
const app = new Koa();
app.use(session());
app.use(async (ctx) => { ctx.body = ctx.session.user; });
module.exports = app;`,
        },
      },
      'unsafe session critical',
    ],
    safe: {
      platform: 'koa',
      files: {
        'app.js': `const Koa = require('koa');
const session = require('koa-generic-session');
const redisStore = require('koa-redis');
const app = new Koa();
app.use(session({ store: redisStore({ url: process.env.REDIS_URL }) }));
app.use(async (ctx) => { ctx.body = ctx.session.user; });
module.exports = app;`,
      },
    },
  },
  {
    package: 'telegraf',
    export: 'session',
    unsafe: [
      `import { session, Telegraf } from 'telegraf';
const bot = new Telegraf(process.env.BOT_TOKEN);
bot.use(session());
app.use(bot.webhookCallback('/telegram'));`,
      'unsafe session critical',
    ],
    safe: `import { Redis } from '@telegraf/session/redis';
import { session, Telegraf } from 'telegraf';
const bot = new Telegraf(process.env.BOT_TOKEN);
const store = Redis({ url: process.env.REDIS_URL });
bot.use(session({ store }));
app.use(bot.webhookCallback('/telegram'));`,
  },
  {
    package: 'grammy',
    export: 'session',
    unsafe: [
      `import { Bot, session, webhookCallback } from 'grammy';
const bot = new Bot(process.env.BOT_TOKEN);
bot.use(session({ initial: () => ({ step: 0 }) }));
app.use('/telegram', webhookCallback(bot, 'express'));`,
      'unsafe session critical',
    ],
    safe: `import { RedisAdapter } from '@grammyjs/storage-redis';
import { Bot, session } from 'grammy';
import Redis from 'ioredis';
const bot = new Bot(process.env.BOT_TOKEN);
bot.use(session({ initial: () => ({ step: 0 }), storage: new RedisAdapter({ instance: new Redis(process.env.REDIS_URL) }) }));`,
  },
  {
    package: 'botbuilder',
    export: 'MemoryStorage',
    unsafe: [
      `import { ConversationState, MemoryStorage } from 'botbuilder';
const storage = new MemoryStorage();
export const conversations = new ConversationState(storage);`,
      'unsafe session critical',
    ],
    safe: `import { ConversationState } from 'botbuilder';
import { BlobsStorage } from 'botbuilder-azure-blobs';
export const conversations = new ConversationState(new BlobsStorage(process.env.BLOBS, 'conversations'));`,
  },
  {
    package: '@slack/bolt',
    export: 'App',
    unsafe: [
      `import { App } from '@slack/bolt';
export const bolt = new App({ signingSecret: 's', clientId: 'c', clientSecret: 'c', stateSecret: 's', scopes: ['commands'] });`,
      'unsafe auth high',
    ],
    safe: `import { App } from '@slack/bolt';
import { fetchInstallation, storeInstallation } from './installations.js';
export const bolt = new App({ signingSecret: 's', clientId: 'c', clientSecret: 'c', stateSecret: 's', installationStore: { storeInstallation, fetchInstallation } });
export const single = new App({ signingSecret: 's', token: process.env.SLACK_TOKEN });`,
  },
  {
    package: '@slack/bolt',
    export: 'MemoryInstallationStore',
    unsafe: [
      `import { MemoryInstallationStore } from '@slack/bolt';
export const installations = new MemoryInstallationStore();`,
      'unsafe auth high',
    ],
    safe: none('it is the store in memory'),
  },
  {
    package: '@langchain/langgraph',
    export: 'MemorySaver',
    unsafe: [
      `import { MemorySaver, StateGraph } from '@langchain/langgraph';
import { annotation } from './annotation.js';
const checkpointer = new MemorySaver();
export const graph = new StateGraph(annotation).compile({ checkpointer });`,
      'unsafe session critical',
    ],
    safe: `import { StateGraph } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { annotation } from './annotation.js';
const checkpointer = PostgresSaver.fromConnString(process.env.DATABASE_URL);
export const graph = new StateGraph(annotation).compile({ checkpointer });`,
  },
  {
    package: 'langchain/memory',
    export: 'BufferMemory',
    unsafe: [
      `import { BufferMemory } from 'langchain/memory';
export const memory = new BufferMemory({ returnMessages: true });`,
      'unsafe session critical',
    ],
    safe: `import { RedisChatMessageHistory } from '@langchain/redis';
import { BufferMemory } from 'langchain/memory';
export const memory = new BufferMemory({ chatHistory: new RedisChatMessageHistory({ sessionId: 's', url: process.env.REDIS_URL }) });`,
  },
  {
    package: 'langchain/vectorstores/memory',
    export: 'MemoryVectorStore',
    unsafe: [
      `import { OpenAIEmbeddings } from '@langchain/openai';
import { MemoryVectorStore } from 'langchain/vectorstores/memory';
export const documents = new MemoryVectorStore(new OpenAIEmbeddings());`,
      'advisory cache low',
    ],
    safe: `import { PGVectorStore } from '@langchain/community/vectorstores/pgvector';
import { OpenAIEmbeddings } from '@langchain/openai';
export const documents = await PGVectorStore.initialize(new OpenAIEmbeddings(), { tableName: 'documents' });`,
  },
];
