import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeOnRedis } from '../../adapters/test/servers/available.js';
import { startDynamoDB } from '../../adapters/test/servers/dynamodb.js';
import { startRedis } from '../../adapters/test/servers/redis.js';
import { coldstate } from '../cli/fake-host.js';
import { expectBuilt } from '../house/sources.js';
import { fixtures, type Fixture } from './fixture.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const all = await fixtures();
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A copy in which `coldstate` and its own packages are installed. */
function installed(from: string): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'coldstate-emitted-')));
  cleanups.push(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  cpSync(from, directory, { recursive: true, filter: (file) => basename(file) !== 'node_modules' });
  mkdirSync(join(directory, 'node_modules'));
  const modules = resolve('node_modules');
  for (const name of readdirSync(modules).filter((each) => !each.startsWith('.vite')))
    symlinkSync(join(modules, name), join(directory, 'node_modules', name), 'junction');
  symlinkSync(resolve('.'), join(directory, 'node_modules/coldstate'), 'junction');
  return directory;
}

const BARE = { PATH: process.env.PATH ?? '', NO_COLOR: '1', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

/** As the project would run it. */
async function vitest(directory: string, file: string, env: Readonly<Record<string, string>>) {
  const script = resolve('node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [script, 'run', file], {
    cwd: directory,
    env: { ...BARE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (child.exitCode === null) await new Promise((done) => child.once('exit', done));
  return { code: child.exitCode, said: out + error };
}

const OUTSIDE = 'outside.mjs';

/** Thirty at once differ as three hundred do. */
const withFewer = (scenario: string): string => scenario.replace(/^(@\w+ = )\d{3,}$/gm, '$130');

/** The test that the command writes for a fixture, in `test/` of its copy. */
async function emittedFor({ settings, before }: Fixture, scenario: string, env: Readonly<Record<string, string>>) {
  const cwd = installed(before);
  const file = `test/fleet.test.${readdirSync(join(before, 'test')).some((name) => name.endsWith('.ts')) ? 'ts' : 'js'}`;
  writeFileSync(join(cwd, scenario), withFewer(readFileSync(resolve(before, '..', scenario), 'utf8')));
  const alias = Object.entries(settings.alias ?? {}).flatMap(([name, to]) => ['--alias', `${name}=${to}`]);
  const services = existsSync(resolve(before, '..', OUTSIDE)) ? ['--with', OUTSIDE] : [];
  if (services.length > 0) cpSync(resolve(before, '..', OUTSIDE), join(cwd, OUTSIDE));
  const argv = ['simulate', '-s', scenario, '--seed', '42', '--no-config', ...alias, ...services, '--emit-test', file];
  const result = await coldstate(argv, { host: { cwd, env: { ...BARE, ...env } } });
  return { cwd, file, result };
}

/** Both are there; each fixture has its turn on one of them. */
const SERVERS = [
  { name: 'Redis', entry: '@coldstate/adapters/redis', start: () => startRedis() },
  { name: 'DynamoDB', entry: '@coldstate/adapters/dynamodb', start: () => startDynamoDB() },
];

/** Programs name the entry of the backend that they were migrated to. */
function moveTo(server: string, directory: string): void {
  const to = SERVERS.find(({ name }) => name === server)?.entry ?? '';
  for (const each of readdirSync(join(directory, 'src'), { recursive: true, encoding: 'utf8' })) {
    const file = join(directory, 'src', each);
    if (!statSync(file).isFile()) continue;
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/@coldstate\/adapters\/\w+/g, to));
  }
}

const cases = all
  .filter(({ after }) => after !== undefined)
  .flatMap((fixture) => fixture.settings.migrated.map((scenario) => ({ title: fixture.name, fixture, scenario })))
  .map((each, at) => ({ ...each, server: SERVERS[at % SERVERS.length]?.name ?? '' }));

/** A request that every message has to name, and the store behind it. */
const NAMED: Readonly<Record<string, readonly [request: RegExp, store: RegExp]>> = {
  cart: [/GET \/shopping-carts\/1 on [ABC]1 → 404, one instance: 200/, /carts \(src\/\S+:\d+\) held /],
  gateway: [/(GET|POST) \/\S+ on .*[ABC]1 → 401, one instance: 200/, /SessionStore\.sessions \(src\/\S+:\d+\) held /],
  shortener: [/GET \/\w+ on .*[ABC]1 → 404, one instance: 302/, /LinkRepository\.links \(src\/\S+:\d+\) held /],
  zenith: [/GET \/api\/auth on .*[ABC]1 → 401, one instance: 200/, /SessionStore\.sessions \(src\/\S+:\d+\) held /],
};

describeOnRedis('the test that --emit-test writes', () => {
  const running = new Map<string, { url: string; stop(): Promise<void> }>();
  beforeAll(async () => {
    expectBuilt();
    for (const { name, start } of SERVERS) running.set(name, await start());
  });
  afterAll(() => Promise.all([...running.values()].map((server) => server.stop())));

  it.each(cases)(
    'fails in $title before the migration, and passes after it on $server',
    async ({ title, fixture, scenario, server }) => {
      const env = { ...fixture.settings.env };
      const { cwd, file, result } = await emittedFor(fixture, scenario, env);
      expect(result.code).toBe(1);
      expect(result.stderr).toContain(`coldstate: wrote ${file}.`);
      const before = await vitest(cwd, file, env);
      const [request, store] = NAMED[title] ?? [/^$/, /^$/];
      expect(before.said).toMatch(request);
      expect(before.said).toMatch(store);
      expect(before.code).toBe(1);

      const migrated = installed(fixture.after ?? '');
      for (const each of [file, ...(existsSync(join(cwd, OUTSIDE)) ? [OUTSIDE] : [])])
        cpSync(join(cwd, each), join(migrated, each));
      moveTo(server, migrated);
      const url = running.get(server)?.url ?? '';
      const shared = { ...KEYS, COLDSTATE_URL: url, COLDSTATE_TIMEOUT_MS: '20000' };
      const after = await vitest(migrated, file, { ...env, ...shared });
      expect(after.said).toMatch(/Tests +1 passed/);
      expect(after.code).toBe(0);
    },
  );
});

const COUNTER = `import { createServer } from 'node:http';
let visits = 0;
createServer((request, response) => response.end(String((visits += 1)))).listen(3000);
`;
const VISITS = '### A visit\n# @loop for 4\nGET /`${x}`\\n\n';

describe('--emit-test', () => {
  const program = (files: Readonly<Record<string, string>>): string => {
    const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'coldstate-emitted-')));
    cleanups.push(() => {
      rmSync(cwd, { recursive: true, force: true });
    });
    const given = { 'package.json': '{ "type": "module" }', 'server.js': COUNTER, 'visits.http': VISITS, ...files };
    for (const [file, content] of Object.entries(given)) writeFileSync(join(cwd, file), content);
    return cwd;
  };
  const emit = (cwd: string, ...argv: string[]) =>
    coldstate(['simulate', 'server.js', '-s', 'visits.http', '--emit-test', 'tests/fleet/visits.test.ts', ...argv], {
      host: { cwd, env: BARE },
    });

  it('writes the scenario, the seed and the instances', async () => {
    const cwd = program({});
    const { code } = await emit(cwd, '--seed', '7', '-n', '2', '--alias', 'pg=doubles/pg.ts');
    expect(code).toBe(1);
    expect(readFileSync(join(cwd, 'tests/fleet/visits.test.ts'), 'utf8')).toMatchInlineSnapshot(`
      "// Written by \`coldstate simulate --emit-test\`.
      // It fails while instances hold what they should share. Once that has moved, run it with COLDSTATE_URL set to a backend that may be thrown away.
      import { fileURLToPath } from 'node:url';
      import { differencesIn, simulate } from 'coldstate/api';
      import { expect, it } from 'vitest';

      const root = fileURLToPath(new URL('../../', import.meta.url));

      const scenario = \`### A visit
      # @loop for 4
      GET /\\\`\\\${x}\\\`\\\\n
      \`;

      it('visits.http: 2 instances do what one instance does', async () => {
        const simulation = await simulate(root, {
          scenario: { file: 'visits.http', text: scenario },
          instances: 2,
          recycle: 0,
          seed: 7,
          isolation: 'worker',
          alias: { 'pg': 'doubles/pg.ts' },
          entry: 'server.js',
          env: process.env,
        });
        expect(differencesIn(simulation)).toEqual([]);
        expect(simulation.notes).toEqual([]);
      }, 300_000);
      "
    `);
  });

  it('writes nothing where nothing differs', async () => {
    const { code, stderr } = await emit(program({}), '-n', '1');
    expect(code).toBe(0);
    expect(stderr).toContain('nothing differs, so no test was written to tests/fleet/visits.test.ts');
  });

  it('writes its own file anew, and no other over', async () => {
    const cwd = program({});
    await emit(cwd);
    expect((await emit(cwd)).code).toBe(1);
    writeFileSync(join(cwd, 'tests/fleet/visits.test.ts'), "it('is mine', () => undefined);\n");
    const { code, stderr } = await emit(cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('was not written by coldstate. Name another file, or delete it.');
  });
});
