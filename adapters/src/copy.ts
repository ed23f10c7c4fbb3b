/**
 * Moves what one backend holds to another while the program runs: set `COLDSTATE_MIRROR_URL` to the new one, so that every write reaches both; copy
 * what was there before; compare; swap the two URLs. Copying reads each thing as it is at that moment and looks again afterwards, so it may run
 * beside the program's writes, be broken off, and be run twice.
 */
import { holdingName, type Backend, type Collection, type Holding } from './backend.js';
import { memoryData } from './backends/memory.js';
import type { Connection } from './connection.js';
import { connectionTo } from './create-state.js';
import { environment } from './environment.js';
import { ConfigError, ValueTooLargeError } from './errors.js';
import { dynamodbSchemes } from './schemes/dynamodb-later.js';
import { eitherRedisSchemes } from './schemes/either-redis.js';
import { upstashSchemes } from './schemes/upstash.js';
import { isSame, sync } from './sync.js';

export interface CopyOptions {
  readonly from: string;
  readonly to: string;
  readonly namespace: string;
  /** Where a copy that was broken off had come to, as its last progress said. */
  readonly cursor?: string | undefined;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CopyProgress) => void;
}

export interface CopyProgress {
  readonly phase: 'copy' | 'verify';
  readonly entries: number;
  readonly lists: number;
  /** To go on from, in phase `copy`; undefined when all is copied. */
  readonly cursor: string | undefined;
}

export interface CopyResult {
  readonly entries: number;
  readonly lists: number;
  /** What was not the same when it was compared, and was copied once more. The program's own writes in between are among them. */
  readonly repaired: number;
  /** What is still not the same: names of entries and lists, at most 100. */
  readonly differing: readonly string[];
  /** What the target does not take, being larger than it allows. */
  readonly tooLarge: readonly string[];
  /** What the target holds in this namespace and the source does not. */
  readonly onlyInTarget: number;
}

/** Slower than a program's calls: bringing one entry takes several round trips to two backends. */
const TIMEOUT_MS = 10_000;
const AT_ONCE = 16;
const MOST_NAMED = 100;

export async function copy(options: CopyOptions): Promise<CopyResult> {
  const [from, to] = [connect(options.from, options), connect(options.to, options)];
  if (normal(options.from) === normal(options.to)) throw new ConfigError('Source and target are the same.');
  try {
    return await copyBetween(from, to, options);
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
}

async function copyBetween(from: Connection, to: Connection, options: CopyOptions): Promise<CopyResult> {
  const source = await from.backend();
  const tooLarge = new Set<string>();
  const bring = async (holding: Holding) => {
    try {
      await askFor(to, holding, (target) => sync(source, target, holding));
    } catch (error) {
      // All else that can go wrong would go wrong again with the next one; this is about this one alone.
      if (!(error instanceof ValueTooLargeError)) throw error;
      tooLarge.add(holdingName(holding));
    }
  };

  await eachPage(from, 'copy', options, options.cursor, (holdings) => inParallel(holdings, bring));

  const found = { entries: 0, lists: 0, repaired: 0, onlyInTarget: 0 };
  const differing: string[] = [];
  const compare = async (holding: Holding) => {
    // What a deletion left behind is an address without an entry.
    if (!(await holds(from, holding))) return;
    found[holding.type === 'entry' ? 'entries' : 'lists']++;
    const same = () => askFor(to, holding, (target) => isSame(source, target, holding));
    if (tooLarge.has(holdingName(holding)) || (await same())) return;
    await bring(holding);
    if (tooLarge.has(holdingName(holding))) return;
    found.repaired++;
    if (!(await same()) && differing.length < MOST_NAMED) differing.push(holdingName(holding));
  };
  await eachPage(from, 'verify', options, undefined, (holdings) => inParallel(holdings, compare));

  const lookFor = async (holding: Holding) => {
    if ((await holds(to, holding)) && !(await holds(from, holding))) found.onlyInTarget++;
  };
  const silent = { ...options, onProgress: () => undefined };
  await eachPage(to, 'verify', silent, undefined, (holdings) => inParallel(holdings, lookFor));
  return { ...found, differing, tooLarge: [...tooLarge] };
}

function holds(connection: Connection, holding: Holding): Promise<boolean> {
  return askFor(connection, holding, async ({ entries, lists }) =>
    holding.type === 'entry'
      ? (await entries.get(holding.place)) !== undefined
      : (await lists.length(holding.list)) > 0,
  );
}

async function eachPage(
  connection: Connection,
  phase: CopyProgress['phase'],
  { namespace, signal, onProgress }: CopyOptions,
  start: string | undefined,
  visit: (holdings: Holding[]) => Promise<void>,
): Promise<void> {
  const seen = { entries: 0, lists: 0 };
  let cursor = start;
  do {
    signal?.throwIfAborted();
    const at = cursor;
    const send = (backend: Backend) => backend.holdings(namespace, at);
    const page = await connection.call({ op: phase, collection: everything(namespace), repeat: 'read', send });
    await visit(page.holdings);
    for (const { type } of page.holdings) seen[type === 'entry' ? 'entries' : 'lists']++;
    cursor = page.cursor;
    onProgress?.({ phase, ...seen, cursor });
  } while (cursor !== undefined);
}

function askFor<T>(of: Connection, holding: Holding, send: (backend: Backend) => Promise<T>): Promise<T> {
  const collection = holding.type === 'entry' ? holding.place.collection : holding.list;
  const key = holding.type === 'entry' ? { key: holding.place.key } : {};
  return of.call({ op: 'copy', collection, repeat: 'repeatable', send, ...key });
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function connect(url: string, { timeoutMs = TIMEOUT_MS }: CopyOptions): Connection {
  if (url.startsWith('memory:')) throw new ConfigError('memory: is that of another process: it cannot be copied.');
  const openers = { entry: 'copy', schemes: { ...eitherRedisSchemes, ...upstashSchemes, ...dynamodbSchemes } };
  const context = { timeoutMs, memory: memoryData(), clients: {}, environment: environment() };
  return connectionTo(url, openers, context, { timeoutMs, onError: undefined, mirror: undefined });
}

/** What is no URL is refused where it is opened, with what is known. */
function normal(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}

function everything(namespace: string): Collection {
  return { namespace, kind: 'namespace', name: namespace, layout: 'entries', shards: 1 };
}
