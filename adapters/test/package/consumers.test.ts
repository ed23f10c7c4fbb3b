import { spawn, type ChildProcess } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import webpack from 'webpack';
import { startDynamoDB } from '../servers/dynamodb.js';
import { startRedis } from '../servers/redis.js';
import { startUpstashBridge } from '../servers/upstash-bridge.js';
import { CHECKOUT, environment, locked, node, pack, project, rewrite } from './project.js';

const PEERS = {
  redis: ['@redis/client'],
  ioredis: ['ioredis'],
  upstash: [],
  dynamodb: ['@aws-sdk/client-dynamodb'],
};
type Backend = keyof typeof PEERS;
const BACKENDS = Object.keys(PEERS) as Backend[];

const VISITS = '{"views":1}';

let tarball: string;
let urls: Record<Backend, string>;
const directories: string[] = [];
const servers: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  tarball = await pack();
  directories.push(dirname(tarball));
  const redis = await startRedis();
  const bridge = await startUpstashBridge(redis.url);
  const dynamodb = await startDynamoDB();
  servers.push(bridge, redis, dynamodb);
  urls = { redis: redis.url, ioredis: redis.url, upstash: bridge.url, dynamodb: dynamodb.url };
});
afterAll(async () => {
  for (const server of servers) await server.stop();
  await Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true })));
});

async function install(consumer: string, peers: readonly string[] = []): Promise<string> {
  const directory = await project(consumer, tarball, await Promise.all(peers.map(locked)));
  directories.push(directory);
  return directory;
}

describe.each(BACKENDS)('a server on %s, with its peer and no other', (backend) => {
  let directory: string;
  beforeAll(async () => {
    directory = await install('server', PEERS[backend]);
    for (const file of ['main.mjs', 'main.cjs'])
      await rewrite(join(directory, file), 'adapters/redis', `adapters/${backend}`);
  });

  const run = (file: string) =>
    // The AWS SDK warns of Node 20.
    node(file, [], { cwd: directory, env: { COLDSTATE_URL: urls[backend], NODE_NO_WARNINGS: '1' } });

  it.each(['main.mjs', 'main.cjs'])('runs as %s', async (file) => {
    expect(await run(file)).toBe(`${VISITS}\n`);
  });

  it.each(['main.mjs', 'main.cjs'])('is bundled by esbuild from %s', async (file) => {
    const { errors, warnings } = await build({
      absWorkingDir: directory,
      entryPoints: [file],
      outfile: 'esbuild/main.cjs',
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
    });
    expect([...errors, ...warnings]).toEqual([]);
    expect(await run('esbuild/main.cjs')).toBe(`${VISITS}\n`);
  });

  it.each(['main.mjs', 'main.cjs'])('is bundled by webpack from %s', async (file) => {
    expect(await problemsOfWebpack(directory, file)).toEqual([]);
    expect(await run('webpack/main.cjs')).toBe(`${VISITS}\n`);
  });
});

/** Those of the project and of ours. What a client says of optional packages of its own, it says without us as well. */
function problemsOfWebpack(context: string, file: string): Promise<string[]> {
  const compiler = webpack({
    context,
    entry: `./${file}`,
    mode: 'production',
    target: 'node20',
    optimization: { minimize: false },
    output: { path: join(context, 'webpack'), filename: 'main.cjs', chunkFilename: '[id].cjs', clean: true },
  });
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      const { errors = [], warnings = [] } =
        stats?.toJson({ all: false, errors: true, warnings: true, ids: true }) ?? {};
      const ours = [...errors, ...warnings].filter(
        ({ moduleName = '' }) => !/node_modules\/(?!@coldstate\/)/.test(moduleName),
      );
      if (error) reject(error);
      else resolve(ours.map(({ message }) => message));
    });
  });
}

describe('a server with every backend and no peer', () => {
  it.each(['main.mjs', 'main.cjs'])('runs on memory as %s', async (file) => {
    const directory = await install('server');
    await rewrite(join(directory, file), 'adapters/redis', 'adapters');
    expect(await node(file, [], { cwd: directory })).toBe(`${VISITS}\n`);
  });
});

describe('a Next.js application with Redis and no other peer', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await install('next', PEERS.redis);
  });

  it.each(['turbopack', 'webpack'])('is built with %s and serves, on the edge over HTTP', async (bundler) => {
    const next = 'node_modules/next/dist/bin/next';
    const env = { NEXT_TELEMETRY_DISABLED: '1', COLDSTATE_URL: urls.redis, COLDSTATE_URL_ENTITY: urls.upstash };
    const said = await node(next, ['build', `--${bundler}`], { cwd: directory, env });
    expect(said).not.toMatch(/not found|can't resolve|warn|not supported/i);

    const server = spawn(process.execPath, [next, 'start', '--port', '0'], {
      cwd: directory,
      env: { ...environment(), ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const origin = await originOf(server);
      for (const route of ['visits', 'edge']) {
        expect(await (await fetch(`${origin}/api/${route}`)).text()).toBe(VISITS);
      }
    } finally {
      server.kill();
    }
  });
});

async function originOf({ stdout }: ChildProcess): Promise<string> {
  if (stdout) {
    for await (const line of createInterface(stdout)) {
      const [origin] = /http:\/\/localhost:\d+/.exec(line) ?? [];
      if (origin !== undefined) return origin;
    }
  }
  throw new Error('the server ended before it said where it listens');
}

describe('jest in a CommonJS project', () => {
  it('requires the package and passes', async () => {
    const directory = await install('jest');
    expect(await node('node_modules/jest/bin/jest.js', ['--ci'], { cwd: directory })).toMatch(
      /^Tests: +1 passed, 1 total$/m,
    );
  });
});

describe('a project in TypeScript, without any peer', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await install('types');
    await cp(join(directory, 'every.mts'), join(directory, 'every.cts'));
  });

  it.each([
    ['5.9', 'node16'],
    ['5.9', 'nodenext'],
    ['6.0', 'node16'],
    ['6.0', 'nodenext'],
  ])('checks with TypeScript %s and module %s, as ES module and as CommonJS', async (version, module) => {
    const tsc = join(CHECKOUT, 'node_modules', version === '5.9' ? 'typescript-5.9' : 'typescript', 'bin/tsc');
    expect(await node(tsc, ['--project', '.', '--module', module], { cwd: directory })).toBe('');
    expect(await node(tsc, ['--version'], { cwd: directory })).toContain(version);
  });
});
