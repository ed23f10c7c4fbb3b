/** What happens to calls and connections when Redis does: restarts, failovers, hangs, lost replies. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createClient } from '@redis/client';
import { Cluster, Redis } from 'ioredis';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Backend, Place } from '../src/backend.js';
import { redisBackend } from '../src/backends/redis/backend.js';
import { ioRedisClientPort } from '../src/backends/redis/ioredis-client.js';
import { ioRedisPort } from '../src/backends/redis/ioredis.js';
import { nodeRedisPort } from '../src/backends/redis/node-redis.js';
import { upstashPort } from '../src/backends/redis/upstash.js';
import { describeOnRedis } from './servers/available.js';
import { freePort, startRedis, startRedisCluster, type RedisServer } from './servers/redis.js';
import { startProxy } from './servers/tcp-proxy.js';
import { startUpstashBridge } from './servers/upstash-bridge.js';

const timeout = 1000;
const place: Place = {
  collection: { namespace: 'shop', kind: 'map', name: 'carts', layout: 'entries', shards: 1 },
  key: 'ada',
};
const one = new Map([['v', '1']]);
const set = (backend: Backend, nonce = 'n') => backend.entries.set(place, one, 'never', nonce);
const add = (backend: Backend, id?: string) =>
  backend.entries.patch(place, {
    set: new Map(),
    increment: new Map([['v', 1]]),
    containers: [],
    nonce: 'n',
    expiry: 'never',
    renews: false,
    ifExists: false,
    operation: id === undefined ? undefined : { id, rememberMs: 60_000 },
  });

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
function later<T extends { stop(): unknown }>(started: T): T {
  cleanups.push(() => started.stop());
  return started;
}

/** As the calls of collections are sent: what is late is given up, and the connection with it. */
async function inTime<T>(backend: Backend, call: Promise<T>): Promise<T | 'failed'> {
  const late = Symbol('late');
  const answer = await Promise.race([call.catch(() => 'failed' as const), sleep(timeout, late)]);
  if (answer !== late) return answer;
  backend.onTimeout();
  return 'failed';
}

const libraries = [
  { name: 'node-redis', port: nodeRedisPort },
  { name: 'ioredis', port: ioRedisPort },
];

describeOnRedis.each(libraries)('With $name', ({ name, port }) => {
  function open(url: string): Backend {
    const backend = redisBackend(port(url, { timeout }));
    cleanups.push(() => backend.close());
    return backend;
  }

  it('a script that the server forgot is sent again', async () => {
    const server = later(await startRedis());
    const backend = open(server.url);
    await add(backend);
    await server.command('SCRIPT', 'FLUSH');
    await Promise.all([add(backend), add(backend)]);
    expect(await backend.entries.get(place)).toEqual(new Map([['v', '3']]));
    await server.command('SCRIPT', 'FLUSH');
    await backend.entries.setMany([0, 1].map((i) => ({ place, fields: one, expiry: 'never', nonce: `${i}` })));
    expect(await backend.entries.get(place)).toEqual(one);
  });

  it('a replica refuses and is left behind for the master', async () => {
    const [master, replica] = [later(await startRedis()), later(await startRedis())];
    // The name of the database goes on leading to the old address until the failover is through: a proxy stands for it.
    const proxy = later(await startProxy(replica.port));
    const backend = open(proxy.url);
    await set(backend);
    await replica.command('REPLICAOF', '127.0.0.1', `${master.port}`);
    await expect(set(backend)).rejects.toMatchObject({ kind: 'unavailable', outcome: 'not-applied' });
    await sleep(1100);
    proxy.redirect(master.port);
    await expect(set(backend)).rejects.toMatchObject({ kind: 'unavailable', outcome: 'not-applied' });
    await set(backend);
    expect(await master.command('EXISTS', '{shop:map:carts:ada}')).toBe(':1');
  });

  it('a server that was killed and is back serves the same backend', async () => {
    const server = later(await startRedis({ durable: true }));
    const backend = open(server.url);
    await set(backend);
    await server.kill();
    await sleep(20);
    for (let i = 0; i < 3; i++) {
      await expect(set(backend, `${i}`)).rejects.toMatchObject({ kind: 'unavailable', outcome: 'not-applied' });
    }
    await server.restart();
    expect(await backend.entries.get(place)).toEqual(one);
  });

  it('a server that hangs keeps nobody: what is in flight ends with the reset, what comes then connects anew', async () => {
    const server = later(await startRedis());
    const backend = open(server.url);
    await set(backend);
    server.pause();
    const inFlight = set(backend).catch((error: unknown) => error);
    await sleep(50);
    backend.onTimeout();
    expect(await inFlight).toMatchObject({ kind: 'unavailable', outcome: 'unknown' });

    // The kernel takes the connection, and nothing answers on it.
    const began = Date.now();
    const failures = await Promise.all(
      Array.from({ length: 50 }, () => backend.entries.get(place).catch((e: unknown) => e)),
    );
    if (name === 'node-redis') expect(failures[0]).toMatchObject({ kind: 'unavailable' });
    expect(Date.now() - began).toBeLessThan(timeout * 2);
    server.resume();
    expect(await backend.entries.get(place)).toEqual(one);
  });

  it('a call that waits for a connection was surely not sent', async () => {
    const proxy = later(await startProxy(await freePort(), { hang: true }));
    const backend = open(proxy.url);
    const waiting = set(backend).catch((error: unknown) => error);
    await sleep(30);
    backend.onTimeout();
    expect(await waiting).toMatchObject({ kind: 'unavailable' });
  });

  it('more calls than memory is for are refused', async () => {
    const server = later(await startRedis());
    const backend = open(server.url);
    await set(backend);
    server.pause();
    const calls = Array.from({ length: 10_100 }, () => set(backend).catch((error: unknown) => error));
    expect(await calls.at(-1)).toMatchObject({ kind: 'unavailable', outcome: 'not-applied' });
    backend.onTimeout();
    await Promise.all(calls);
    server.resume();
    await set(backend);
  });

  it('with lost replies, swaps and operations are done once', async () => {
    const server = later(await startRedis());
    const proxy = later(await startProxy(server.port, {}, 7));
    const backend = open(proxy.url);
    await backend.entries.set(place, new Map([['v', '0']]), 'never', 'first');
    proxy.faults.lostReplies = 0.1;

    const again = async <T>(call: () => Promise<T>): Promise<T> => {
      for (;;) {
        try {
          return await call();
        } catch (error) {
          expect(error).toMatchObject({ kind: 'unavailable' });
        }
      }
    };
    for (let i = 0; i < 100; i++) {
      const { fields, nonce } = await again(() => backend.entries.read(place));
      const next = new Map([['v', String(Number(fields?.get('v')) + 1)]]);
      const swap = { expected: nonce, next, nonce: `swap ${i}`, history: [], expiry: 'keep' as const };
      expect(await again(() => backend.entries.swap(place, swap))).toEqual({ applied: true });
      await again(() => add(backend, `add ${i}`));
    }
    expect(proxy.lost()).toBeGreaterThan(10);
    proxy.faults.lostReplies = 0;
    expect((await backend.entries.get(place))?.get('v')).toBe('200');
  });

  it('a cluster that is taken for a server says how to take it', async () => {
    const cluster = later(await startRedisCluster());
    const backend = open(cluster.nodes[0]?.url ?? '');
    const places = Array.from({ length: 20 }, (_, i): Place => ({ ...place, key: `user ${i}` }));
    const failure: unknown = await backend.entries.getMany(places).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'misconfigured', outcome: 'not-applied' });
    expect(String(failure)).toContain('add ?cluster=1');
  });

  it('a wrong password is no outage', async () => {
    const server = later(await startRedis({ args: ['--requirepass', 'secret'] }));
    const { port: number } = server;
    const wrong = open(`redis://:wrong@127.0.0.1:${number}`);
    await expect(set(wrong)).rejects.toMatchObject({ kind: 'misconfigured', outcome: 'not-applied' });
    const none = open(server.url);
    await expect(set(none)).rejects.toMatchObject({ kind: 'misconfigured', outcome: 'not-applied' });
    await set(open(`redis://:secret@127.0.0.1:${number}`));
  });

  it('nothing is asked of the server that looks at all its keys', async () => {
    const server = later(await startRedis());
    const monitor = createClient({ url: server.url });
    await monitor.connect();
    const seen: string[] = [];
    await monitor.monitor((line) => seen.push(line));
    const backend = open(server.url);
    const collection = { ...place.collection, layout: 'collection' as const };
    await set(backend);
    await backend.entries.set({ collection, key: 'a' }, one, 'never', 'n');
    await backend.entries.page(collection, undefined);
    await backend.entries.size(collection);
    expect(await backend.entries.clear(collection)).toBe(true);
    await sleep(50);
    monitor.destroy();
    const commands = seen.map((line) => /"([^"]*)"/.exec(line)?.[1]?.toUpperCase());
    expect(commands).toContain('EVALSHA');
    for (const forbidden of ['KEYS', 'SCAN', 'FLUSHDB', 'WATCH', 'MULTI']) expect(commands).not.toContain(forbidden);
  });

  it('a node of a cluster that dies takes only its own entries with it, and comes back', async () => {
    const cluster = later(await startRedisCluster());
    const backend = open(cluster.url);
    const places = Array.from({ length: 30 }, (_, i): Place => ({ ...place, key: `user ${i}` }));
    for (const at of places) await backend.entries.set(at, one, 'never', 'n');
    await sleep(1100);
    await cluster.nodes[2]?.kill();
    await sleep(20);
    for (let round = 0; round < 3; round++) {
      const answers = await Promise.all(places.map((at) => inTime(backend, backend.entries.get(at))));
      expect(answers.filter((answer) => answer === 'failed').length).toBeLessThan(20);
    }
    await cluster.nodes[2]?.restart();
    // It has lost its entries, but not its slots.
    const readAll = () => inTime(backend, backend.entries.getMany(places));
    await expect.poll(readAll, { timeout: 5000 }).toHaveLength(30);
    for (const at of places) await backend.entries.set(at, one, 'never', 'n');
  });
});

describeOnRedis("Through the application's ioredis", () => {
  /** A client as it is by default, all of whose connections lead through proxies. */
  const clients = {
    async server() {
      const proxy = later(await startProxy(later(await startRedis()).port, {}, 3));
      return { client: new Redis(proxy.url), proxies: [proxy] };
    },
    async cluster() {
      const { nodes } = later(await startRedisCluster());
      const proxies = await Promise.all(nodes.map(async ({ port }) => later(await startProxy(port, {}, 3))));
      const natMap = Object.fromEntries(
        nodes.map(({ port }, at) => [`127.0.0.1:${port}`, { host: '127.0.0.1', port: proxies[at]?.port ?? 0 }]),
      );
      return { client: new Cluster([{ host: '127.0.0.1', port: proxies[0]?.port ?? 0 }], { natMap }), proxies };
    },
  };

  it.each(['server', 'cluster'] as const)('nothing counts twice where replies are lost (%s)', async (of) => {
    const { client, proxies } = await clients[of]();
    client.on('error', () => undefined);
    const backend = redisBackend(ioRedisClientPort(client));
    cleanups.push(() => {
      client.disconnect();
      return backend.close();
    });
    await set(backend);
    for (const { faults } of proxies) faults.lostReplies = 0.1;
    let done = 1;
    for (let i = 0; i < 100; i++) {
      await add(backend).then(
        () => done++,
        (error: unknown) => {
          expect(error).toMatchObject({ kind: 'unavailable' });
        },
      );
    }
    for (const { faults } of proxies) faults.lostReplies = 0;
    expect(proxies.reduce((sum, proxy) => sum + proxy.lost(), 0)).toBeGreaterThan(5);
    await expect.poll(() => backend.entries.get(place).catch(() => 'not yet')).not.toBe('not yet');
    const counted = Number((await backend.entries.get(place))?.get('v'));
    expect(counted).toBeGreaterThanOrEqual(done);
    expect(counted).toBeLessThanOrEqual(101);
  });
});

describeOnRedis('Over HTTP', () => {
  it('the status of a refusal says what it means', async () => {
    const server = later(await startRedis());
    const bridge = later(await startUpstashBridge(server.url));
    const backend = redisBackend(upstashPort(bridge.url, { timeout }), { name: 'upstash' });
    await set(backend);
    const expected = {
      401: { kind: 'misconfigured', outcome: 'not-applied' },
      413: { kind: 'too-large', outcome: 'not-applied' },
      429: { kind: 'throttled', outcome: 'not-applied' },
      500: { kind: 'unavailable', outcome: 'unknown' },
    };
    for (const [status, failure] of Object.entries(expected)) {
      bridge.refuse(Number(status));
      await expect(set(backend)).rejects.toMatchObject(failure);
      await expect(backend.entries.getMany([place, place])).rejects.toMatchObject(failure);
    }
    bridge.refuse(undefined);
    bridge.hang(true);
    await expect(set(backend)).rejects.toMatchObject({ kind: 'unavailable', outcome: 'unknown' });
    bridge.hang(false);
    const stranger = redisBackend(upstashPort(bridge.url.replace(bridge.token, 'other'), { timeout }));
    await expect(set(stranger)).rejects.toMatchObject({ kind: 'misconfigured' });
    const down = redisBackend(upstashPort(`http://:t@127.0.0.1:${await freePort()}`, { timeout }));
    await expect(set(down)).rejects.toMatchObject({ kind: 'unavailable', outcome: 'not-applied' });
    const bare = new URL(bridge.url);
    bare.password = '';
    await set(redisBackend(upstashPort(bare.href, { timeout, token: bridge.token })));
  });
});

/** Programs of their own, since only a process can show that it ends. */
describeOnRedis('A process', () => {
  let directory: string;
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
    // Beside the package, so that what it imports is found.
    directory = mkdtempSync(join(fileURLToPath(new URL('.', import.meta.url)), '.idle-'));
    const source = fileURLToPath(new URL('../src/backends/redis/', import.meta.url));
    await build({
      stdin: {
        contents: `
          export { redisBackend } from '${source}backend.ts';
          export { nodeRedisPort } from '${source}node-redis.ts';
          export { ioRedisPort } from '${source}ioredis.ts';`,
        resolveDir: directory,
      },
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      outfile: join(directory, 'redis.mjs'),
    });
  });
  afterAll(async () => {
    rmSync(directory, { recursive: true, force: true });
    await server.stop();
  });

  /** Runs code with a `backend`; how it ended and how long after the code had run. */
  async function run(
    port: string,
    url: string,
    code: string,
    onOutput = (): unknown => undefined,
  ): Promise<{ exit: number | null; lingered: number }> {
    const program = `
      import { ${port}, redisBackend } from ${JSON.stringify(join(directory, 'redis.mjs'))};
      const backend = redisBackend(${port}(${JSON.stringify(url)}, { timeout: 1000 }));
      const place = ${JSON.stringify(place)};
      // What the guard above a backend does: as long as a call is pending, the process is alive.
      const busy = setTimeout(() => undefined, 60_000);
      ${code}
      clearTimeout(busy);
      console.log('ran');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let ran = Date.now();
    child.stdout.on('data', () => (ran = Date.now()));
    child.stdout.once('data', onOutput);
    const [exit] = (await once(child, 'exit')) as [number | null];
    return { exit, lingered: Date.now() - ran };
  }

  const ports = ['nodeRedisPort', 'ioRedisPort'];

  it.each(ports)('ends by itself with an idle connection (%s)', async (port) => {
    const { exit, lingered } = await run(port, server.url, 'await backend.entries.get(place);');
    expect(exit).toBe(0);
    expect(lingered).toBeLessThan(500);
  });

  it.each(ports)('ends by itself with an idle cluster (%s)', async (port) => {
    const cluster = later(await startRedisCluster());
    const { exit, lingered } = await run(port, cluster.url, 'await backend.entries.get(place);');
    expect(exit).toBe(0);
    expect(lingered).toBeLessThan(500);
  });

  it.each(ports)('ends by itself after an outage (%s)', async (port) => {
    const own = later(await startRedis());
    const proxy = later(await startProxy(own.port));
    const code = `
      await backend.entries.get(place);
      console.log('connected');
      await new Promise((resolve) => setTimeout(resolve, 300));
      await backend.entries.get(place).catch(() => undefined);
      await backend.entries.get(place).catch(() => undefined);`;
    const { exit, lingered } = await run(port, proxy.url, code, () => own.kill());
    expect(exit).toBe(0);
    expect(lingered).toBeLessThan(500);
  });

  it.each(ports)('ends by itself while it connects in vain (%s)', async (port) => {
    const proxy = later(await startProxy(await freePort(), { hang: true }));
    const code = `
      const call = backend.entries.get(place).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 200));`;
    const { exit, lingered } = await run(port, proxy.url, code);
    expect(exit).toBe(0);
    expect(lingered).toBeLessThan(1500);
  });
});
