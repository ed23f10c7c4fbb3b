import { spawn, type ChildProcess } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import webpack from 'webpack';
import { CHECKOUT, environment, locked, node, pack, project, rewrite } from './project.js';

const BACKENDS = [
  { backend: 'redis', peers: ['@redis/client'] },
  { backend: 'ioredis', peers: ['ioredis'] },
  { backend: 'dynamodb', peers: ['@aws-sdk/client-dynamodb'] },
  { backend: 'upstash', peers: [] },
];
const VISITS = '{"views":1}';

let tarball: string;
const directories: string[] = [];

beforeAll(async () => {
  tarball = await pack();
  directories.push(dirname(tarball));
});
afterAll(async () => {
  await Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true })));
});

async function install(consumer: string, peers: readonly string[] = []): Promise<string> {
  const directory = await project(consumer, tarball, await Promise.all(peers.map(locked)));
  directories.push(directory);
  return directory;
}

describe.each(BACKENDS)('a server with $backend and no other peer', ({ backend, peers }) => {
  let directory: string;
  beforeAll(async () => {
    directory = await install('server', peers);
    for (const file of ['main.mjs', 'main.cjs'])
      await rewrite(join(directory, file), 'adapters/redis', `adapters/${backend}`);
  });

  it.each(['main.mjs', 'main.cjs'])('runs as %s', async (file) => {
    expect(await node(file, [], { cwd: directory })).toBe(`${VISITS}\n`);
  });

  it.each(['main.mjs', 'main.cjs'])('is bundled by esbuild from %s', async (file) => {
    const { errors, warnings } = await build({
      absWorkingDir: directory,
      entryPoints: [file],
      outfile: `esbuild/${file}`,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
    });
    expect([...errors, ...warnings]).toEqual([]);
    expect(await node(`esbuild/${file.replace('.mjs', '.cjs')}`, [], { cwd: directory })).toBe(`${VISITS}\n`);
  });

  it.each(['main.mjs', 'main.cjs'])('is bundled by webpack from %s', async (file) => {
    expect(await problemsOfWebpack(directory, file)).toEqual([]);
    expect(await node('webpack/main.cjs', [], { cwd: directory })).toBe(`${VISITS}\n`);
  });
});

function problemsOfWebpack(context: string, file: string): Promise<string[]> {
  const compiler = webpack({
    context,
    entry: `./${file}`,
    mode: 'production',
    target: 'node20',
    output: { path: join(context, 'webpack'), filename: 'main.cjs', chunkFilename: '[id].cjs', clean: true },
  });
  return new Promise((resolve, reject) => {
    compiler?.run((error, stats) => {
      if (error || !stats) reject(error ?? new Error('webpack said nothing'));
      else
        resolve([...(stats.toJson().errors ?? []), ...(stats.toJson().warnings ?? [])].map(({ message }) => message));
    });
  });
}

describe('a Next.js application with Redis and no other peer', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await install('next', ['@redis/client']);
  });

  it.each(['turbopack', 'webpack'])('is built with %s and serves, on the edge over HTTP', async (bundler) => {
    const next = 'node_modules/next/dist/bin/next';
    const env = { NEXT_TELEMETRY_DISABLED: '1', COLDSTATE_ALLOW_MEMORY: '1' };
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
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022', '--module', module];
    expect(await node(tsc, [...options, 'every.mts', 'every.cts'], { cwd: directory })).toBe('');
    expect(await node(tsc, ['--version'], { cwd: directory })).toContain(version);
  });
});
