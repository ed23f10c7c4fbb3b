import {
  AdapterError,
  configure,
  createState,
  lock,
  rateLimiter,
  sequence,
  sessionStore,
  sharedCounter,
  sharedList,
  sharedMap,
  sharedRecord,
  sharedSet,
  sharedValue,
} from '@coldstate/adapters';
import { cases, runCase } from '@coldstate/adapters/conformance';
import { copy } from '@coldstate/adapters/copy';
import { sharedMap as mapOnDynamo } from '@coldstate/adapters/dynamodb';
import { expressRateLimitStore, type HitStore } from '@coldstate/adapters/express-rate-limit';
import { expressStore } from '@coldstate/adapters/express-session';
import { sharedMap as mapOnIoredis } from '@coldstate/adapters/ioredis';
import { sharedMap as mapOnMemory } from '@coldstate/adapters/memory';
import { sharedMap as mapOnRedis } from '@coldstate/adapters/redis';
import { sharedMap as mapOnUpstash } from '@coldstate/adapters/upstash';

interface Link {
  url: string;
  clicks: number;
  daily: Record<string, number>;
}

interface Login {
  user: string;
  cart: string[];
}

configure({ namespace: 'shop', timeoutMs: 500, onError: (error) => report(error.code, error.outcome) });

const links = sharedMap<Link>('links', { fields: true, ttl: { s: 3600 } });
const seen = sharedSet('seen', { ttl: { ms: 1500 } });
const jobs = sharedList<{ id: number }>('jobs', { cap: 100 });
const visits = sharedCounter('visits');
const totals = sharedRecord<{ clicks: number; byDay: Record<string, number> }>('totals');
const motd = sharedValue<string>('motd');
const limiter = rateLimiter('api', { algorithm: 'sliding', limit: 10, windowMs: 1000 });
const sessions = sessionStore<Login>('sessions', { userOf: (login) => login.user, rolling: true });
const ids = sequence('ids', { block: 10 });
const locks = lock('jobs');
const state = createState({ url: 'memory:' });

export async function every(): Promise<string> {
  await links.set('a', { url: '/', clicks: 0, daily: {} });
  const isPatched: boolean = await links.patch('a', { increment: { clicks: 1 }, set: { url: '/new' } });
  const clicks: number = await links.transact('a', (cell) => cell.get()?.clicks ?? 0);
  for await (const [key, link] of links) report(key, link.url);
  const isNew: boolean = await seen.add('a');
  const length: number = await jobs.push({ id: 1 });
  const [job] = await jobs.drain(1);
  const count: number = await visits.increment();
  await totals.increment('byDay.mon');
  const text: string = await motd.getOrSet(() => 'hello');
  const { allowed } = await limiter.consume('1.2.3.4', { cost: 2 });
  const { id } = await sessions.create({ user: 'ann', cart: [] });
  const left: number = await sessions.destroyUser('ann');
  const code: string = await ids.nextBase62();
  const lease = await locks.acquire('nightly', { leaseMs: 1000 });
  await lease?.release();
  await state.sharedMap<number>('n').increment('n');
  await state.close();
  report(isPatched, clicks, isNew, length, job?.id, count, text, allowed, id, left, code);
  // @ts-expect-error -- a link needs its URL: what is stored is typed
  await links.set('a', { clicks: 0 });
  return (await mapOnMemory<string>('m').get('a')) ?? '';
}

export const others = [mapOnRedis, mapOnIoredis, mapOnUpstash, mapOnDynamo].map((map) => map<number>('others').name);

/** What express-session gives its stores to extend. */
class Store {
  createSession(): object {
    return {};
  }
}
export const store = expressStore({ Store }, sessions);

/** What express-rate-limit and hono-rate-limiter ask of a store. */
interface LimiterStore {
  init?: (options: { windowMs: number; limit: number }) => void;
  get?: (key: string) => Promise<{ totalHits: number; resetTime: Date | undefined } | undefined>;
  increment: (key: string) => Promise<{ totalHits: number; resetTime: Date | undefined }>;
  decrement: (key: string) => Promise<void> | void;
  resetKey: (key: string) => Promise<void> | void;
  localKeys?: boolean;
  prefix?: string;
}
export const hits: LimiterStore & HitStore = expressRateLimitStore(mapOnRedis('hits', { role: 'rate-limit' }));

export async function move(): Promise<number> {
  for (const one of cases) await runCase(one, { open: (namespace) => createState({ url: 'memory:', namespace }) });
  return (await copy({ from: 'redis://old', to: 'redis://new', namespace: 'shop' })).entries;
}

export function codeOf(error: unknown): string {
  return error instanceof AdapterError ? error.code : 'none';
}

function report(...values: unknown[]): void {
  void values;
}
