import { expect, test } from 'vitest';
import { requestBound } from '../../src/libraries/request-bound.js';
import { handleMadeBy, storePackages } from '../../src/libraries/placement.js';

/** Packages that are known to keep data in the process by default, or that are often taken for such. */
const PACKAGES = `
  express-session session-file-store connect-sqlite3 level-session-store nedb-session-store express-nedb-session cluster-store memorystore
  next-session @fastify/session koa-session cookie-session iron-session
  express-rate-limit @express-rate-limit/cluster-memory-store precise-memory-rate-limit rate-limit-sqlite
  express-slow-down express-brute lambda-rate-limiter @fastify/rate-limit hono-rate-limiter @nestjs/throttler rate-limiter-flexible
  better-auth better-auth-rate-limiter koa-ratelimit bottleneck limiter p-throttle p-limit
  keyv cache-manager @nestjs/cache-manager node-cache lru-cache memory-cache quick-lru @isaacs/ttlcache tiny-lru flat-cache
  lodash.memoize memoizee p-memoize mem unstorage nitropack/runtime
  @apollo/server @apollo/utils.keyvaluecache @envelop/response-cache @graphql-yoga/plugin-response-cache dataloader next
  graphql-subscriptions graphql-yoga @trpc/server socket.io ws better-sse @modelcontextprotocol/sdk/server/streamableHttp.js
  @slack/bolt telegraf grammy botbuilder @langchain/langgraph @langchain/core/chat_history langchain/memory
  node-cron cron node-schedule toad-scheduler croner bree @nestjs/schedule
  p-queue fastq better-queue async piscina bull bullmq
  async-mutex async-lock semaphore-async-await await-lock proper-lockfile
  lowdb json-server node-persist nedb lokijs level conf better-sqlite3 sqlite3 node:sqlite
  multer formidable winston pino-roll log4js morgan
  prom-client posthog-node @segment/analytics-node @opentelemetry/sdk-trace-base
  passport-oauth2 i18next axios moment zustand pinia @tanstack/react-query @apollo/client
  @netlify/blobs postgres pg mysql2 redis ioredis
`
  .trim()
  .split(/\s+/);

/** Why a package needs no entry of its own. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'koa-session': 'keeps sessions in the cookie; a store of its own is always given',
  'cookie-session': 'keeps sessions in the cookie',
  'iron-session': 'keeps sessions in the cookie',
  next: 'its cache is shared on the platforms that are audited; who runs it on servers of their own configures cacheHandler',
  '@trpc/server': 'subscriptions read an EventEmitter of the program, which is a store of the program',
  'pino-roll': 'is named by a string in the options of pino, where the entry of pino looks for it',
  morgan: 'writes to a stream of the program: fs.createWriteStream is told as a local file',
  'passport-oauth2': 'keeps its state in the session of express-session, which has an entry',
  i18next: 'its language is changed, not made: a change of an imported object',
  axios: 'its defaults are changed, not made: a change of an imported object',
  moment: 'its locale is changed, not made: a change of an imported object',
  zustand: 'a store of the program, made by a function of a framework',
};

test('every package that is known to keep data has an entry, or a reason to have none', () => {
  const bound = new Set(requestBound.flatMap(({ packages }) => packages));
  const isCovered = (name: string): boolean => storePackages.has(name) || bound.has(name);
  expect(PACKAGES.filter((name) => !isCovered(name) && !(name in ELSEWHERE))).toEqual([]);
  expect(Object.keys(ELSEWHERE).filter((name) => isCovered(name))).toEqual([]);
});

test('sessions in cookies are handles', () => {
  for (const name of ['koa-session', 'cookie-session', 'iron-session'])
    expect(handleMadeBy(name, 'default')).toBeDefined();
});
