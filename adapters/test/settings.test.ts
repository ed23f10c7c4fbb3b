/** What can be set, and what is said of settings that make no sense. Nothing of this needs a server. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeAll, configure, createState, sharedMap, type AdapterError } from '../src/index.js';
import { createState as createRedisState } from '../src/redis.js';

/** What the process would be told by its host; the variables of this machine must not decide. */
const HOST = [
  'NODE_ENV',
  'COLDSTATE_URL',
  'REDIS_URL',
  'VERCEL',
  'VERCEL_ENV',
  'K_SERVICE',
  'AWS_LAMBDA_FUNCTION_NAME',
];

beforeEach(() => {
  for (const name of HOST) vi.stubEnv(name, '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await closeAll();
});

async function refusal(settings: Parameters<typeof createState>[0]): Promise<string> {
  const error = await createState(settings)
    .sharedMap('m')
    .get('x')
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  expect(error).toMatchObject({ name: 'ConfigError', code: 'CONFIG' });
  return (error as AdapterError).message;
}

describe('memory', () => {
  it('is what development and tests get when nothing is set', async () => {
    const map = createState().sharedMap<number>('m');
    await map.set('a', 1);
    expect(await map.get('a')).toBe(1);
  });

  it('is refused in production, with the variable to set', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(await refusal({})).toMatchInlineSnapshot(
      `"COLDSTATE_URL is not set and NODE_ENV is "production": memory is lost with each instance and shared by none. Set COLDSTATE_URL to redis://…, https://… or dynamodb://TABLE?region=…, or COLDSTATE_ALLOW_MEMORY=1 if losing this state is acceptable."`,
    );
  });

  it.each([
    ['AWS_LAMBDA_FUNCTION_NAME', 'AWS Lambda'],
    ['VERCEL', 'Vercel'],
    ['NETLIFY', 'Netlify'],
    ['K_SERVICE', 'Cloud Run'],
  ])('is refused where %s says that this is %s', async (variable, platform) => {
    vi.stubEnv(variable, '1');
    expect(await refusal({})).toContain(platform);
    expect(await refusal({ url: 'memory:' })).toContain('The URL is "memory:"');
    expect(await refusal({ url: ' MEMORY:' })).toContain(platform);
  });

  it('is allowed in production by who says that losing it is acceptable', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(await createState({ allowMemory: true }).sharedMap('m').get('x')).toBeUndefined();
    vi.stubEnv('COLDSTATE_ALLOW_MEMORY', '1');
    expect(await createState().sharedMap('m').get('x')).toBeUndefined();
  });

  it('is one for all collections of a process, whichever entry they come from', async () => {
    const { sharedMap: another } = await import('../src/redis.js');
    await sharedMap<number>('one').set('a', 1);
    expect(await another<number>('one').get('a')).toBe(1);
  });
});

describe('the URL', () => {
  it('of a role wins over the common one', async () => {
    vi.stubEnv('COLDSTATE_URL', 'redis://127.0.0.1:1');
    vi.stubEnv('COLDSTATE_URL_RATE_LIMIT', 'memory:');
    const state = createState({ urls: { session: 'memory:' } });
    expect((await state.rateLimiter('l', { limit: 1, windowMs: 1000 }).consume('a')).degraded).toBe(false);
    expect(await state.sessionStore('s').get('x')).toBeUndefined();
    await expect(state.sharedMap('m').get('x')).rejects.toMatchObject({ code: 'UNAVAILABLE', backend: 'redis' });
  });

  it('in code wins over all variables, those of roles and of the mirror too', async () => {
    for (const name of ['COLDSTATE_URL', 'COLDSTATE_URL_SESSION', 'COLDSTATE_MIRROR_URL', 'REDIS_URL']) {
      vi.stubEnv(name, 'redis://127.0.0.1:1');
    }
    const told: string[] = [];
    const state = createState({ url: 'memory:', onDegraded: ({ message }) => told.push(message) });
    await state.sessionStore('s').create({});
    expect(await state.sharedMap('m').get('x')).toBeUndefined();
    expect(told).toEqual([]);
  });

  it('that is set to nothing is not set', async () => {
    vi.stubEnv('COLDSTATE_URL', 'redis://127.0.0.1:1');
    vi.stubEnv('COLDSTATE_URL_SESSION', '');
    vi.stubEnv('COLDSTATE_MIRROR_URL', ' ');
    await expect(createState().sessionStore('s').get('x')).rejects.toMatchObject({ backend: 'redis' });
  });

  it('is REDIS_URL where nothing else is set', async () => {
    vi.stubEnv('REDIS_URL', 'redis://127.0.0.1:1');
    await expect(createState().sharedMap('m').get('x')).rejects.toMatchObject({ backend: 'redis' });
  });

  it.each([
    ['nonsense', /not "nonsense"/],
    ['mongodb://host', /not "mongodb:"/],
    ['redis:', /names no host/],
    ['dynamodb://x', /names no table/],
  ])('%s is refused with what is known', async (url, message) => {
    expect(await refusal({ url })).toMatch(message);
  });

  it('of another backend than the imported one says which entry to import', async () => {
    const map = createRedisState({ url: 'dynamodb://table?region=eu-west-1' }).sharedMap('m');
    await expect(map.get('x')).rejects.toThrow(/import the entry of that backend/);
  });
});

describe('other settings', () => {
  it.each([
    [{ timeoutMs: 0 }, /timeoutMs is an integer/],
    [{ timeoutMs: NaN }, /timeoutMs is an integer/],
    [{ timeoutMs: 3e9 }, /timeoutMs is an integer/],
    [{ namespace: 'a\nb' }, /A namespace is 1 to/],
    [{ redis: {} }, /takes a client or cluster/],
  ])('%o is refused', async (settings, message) => {
    expect(await refusal(settings)).toMatch(message);
  });

  it('a timeout that is no number is named with its variable', async () => {
    vi.stubEnv('COLDSTATE_TIMEOUT_MS', 'soon');
    expect(await refusal({})).toContain('COLDSTATE_TIMEOUT_MS is a number of milliseconds, not "soon"');
  });

  it('a preview deployment needs a namespace of its own', async () => {
    vi.stubEnv('VERCEL_ENV', 'preview');
    expect(await refusal({ allowMemory: true })).toContain('Set COLDSTATE_NAMESPACE for previews');
    expect(await createState({ namespace: 'pr-7' }).sharedMap('m').get('x')).toBeUndefined();
  });

  it('namespaces do not see each other', async () => {
    configure({ namespace: 'a' });
    await sharedMap<number>('m').set('x', 1);
    configure({ namespace: 'b' });
    expect(await sharedMap<number>('m').get('x')).toBeUndefined();
    configure({ namespace: 'a' });
    expect(await sharedMap<number>('m').get('x')).toBe(1);
  });

  it('are read when the first operation runs, not when a collection is made', async () => {
    const map = createState().sharedMap<number>('m');
    vi.stubEnv('COLDSTATE_URL', 'nonsense');
    await expect(map.get('x')).rejects.toMatchObject({ code: 'CONFIG' });
  });

  it('onError hears of what rejected, onDegraded of what was answered without the backend', async () => {
    const heard: string[] = [];
    const state = createState({
      url: 'redis://127.0.0.1:1',
      onError: ({ code, op }) => heard.push(`error ${code} ${op ?? ''}`),
      onDegraded: ({ code, op }) => heard.push(`degraded ${code} ${op ?? ''}`),
    });
    await expect(state.sharedMap('m').get('x')).rejects.toThrow();
    expect(await state.sharedMap('m', { role: 'cache' }).get('x')).toBeUndefined();
    expect(heard).toEqual(['error UNAVAILABLE get', 'error UNAVAILABLE get', 'degraded UNAVAILABLE get']);
  });
});

describe('collections', () => {
  const state = createState({ url: 'memory:' });

  it.each([
    ['a map without a name', () => state.sharedMap('')],
    ['a map with a layout that does not exist', () => state.sharedMap('m', { layout: 'both' as never })],
    ['a map with half a shard', () => state.sharedMap('m', { shards: 1.5 })],
    ['a map with a ttl of nothing', () => state.sharedMap('m', { ttl: { ms: 0 } })],
    ['a map with a ttl without unit', () => state.sharedMap('m', { ttl: 5 as never })],
    ['a map with a ttl and a retain', () => state.sharedMap('m', { ttl: { s: 1 }, retain: { s: 1 } })],
    ['a list with a cap of zero', () => state.sharedList('l', { cap: 0 })],
    ['a limiter of an unknown kind', () => state.rateLimiter('l', { algorithm: 'bucket' as never })],
    ['a limiter with a limit of -1', () => state.rateLimiter('l', { limit: -1 })],
    ['a sequence with blocks of zero', () => state.sequence('s', { block: 0 })],
    ['sessions with a ttl without end', () => state.sessionStore('s', { ttl: { s: Infinity } })],
  ])('%s is refused where it is declared', (_, declare) => {
    expect(declare).toThrow(expect.objectContaining({ code: 'CONFIG' }));
  });
});
