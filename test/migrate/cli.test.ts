import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Host, Output } from '../../src/cli/host.js';
import { run } from '../../src/cli/main.js';
import type { Prompt } from '../../src/cli/migrate-prompt.js';
import type { PlanOptions } from '../../src/cli/migrate-request.js';
import { withEdits } from '../../src/migrate/edits.js';
import type { MigrationPlan } from '../../src/migrate/types.js';
import { expectBuilt } from '../house/sources.js';
import { committed, edit, git, plan, project, refusedStore, snapshot, storePlan } from './projects.js';

const HITS = `const hits = new Map();
const seen = new Map();

exports.count = function count(ip) {
  const n = (hits.get(ip) || 0) + 1;
  hits.set(ip, n);
  return n;
};

exports.look = async function look(ip) {
  return seen.get(ip);
};
`;
const GUARD = `const guards = new Map();

class Guard {
  constructor(name) {
    this.rule = guards.get(name);
  }
}
module.exports = { Guard };
`;
const API = `const { count } = require('./hits');

exports.handler = async (event) => {
  if (count(event.ip) > 3) return { statusCode: 429 };
  return { statusCode: 200 };
};
`;
const TEST = `const { handler } = require('../src/api');
handler({ ip: '1' }).then(({ statusCode }) => process.exit(statusCode === 200 && !require('node:fs').existsSync('broken') ? 0 : 1));
`;

const FILES = {
  'package.json': '{\n  "name": "shop",\n  "dependencies": {\n    "express": "^5.0.0"\n  }\n}\n',
  'package-lock.json': '{}\n',
  'src/hits.js': HITS,
  'src/api.js': API,
  'src/guard.js': GUARD,
  'test/run.js': TEST,
  '.env.example': 'PORT=3000\n',
};

const reason = 'the read and the write become one operation';
const EDITS = [
  edit('src/api.js', API, 'count(event.ip)', '(await count(event.ip))', { reason: '`count` is asynchronous now' }),
  edit(
    'src/hits.js',
    HITS,
    'const hits = new Map();',
    "const { sharedMap } = require('@coldstate/adapters/redis');\nconst hits = sharedMap('hits', { role: 'counter' });",
    { reason: 'the store is shared' },
  ),
  edit('src/hits.js', HITS, 'const seen = new Map();', "const seen = sharedMap('seen');", {
    reason: 'the store is shared',
    stores: ['s2'],
  }),
  edit('src/hits.js', HITS, 'function count', 'async function count', { reason }),
  edit(
    'src/hits.js',
    HITS,
    'const n = (hits.get(ip) || 0) + 1;\n  hits.set(ip, n);\n  return n;',
    'return hits.increment(ip);',
    { reason },
  ),
];

const PLAN = plan({
  stores: [
    storePlan({
      file: 'src/hits.js',
      adapter: {
        constructor: 'sharedMap',
        name: 'hits',
        options: [['role', "'counter'"]],
        because: ['role: it counts requests, and nobody pays for one more'],
      },
      functions: [{ name: 'count', file: 'src/hits.js', line: 4, column: 17 }],
      files: ['src/hits.js', 'src/api.js'],
      removed: ['sweep timer'],
      warnings: [
        {
          store: 's1',
          code: 'RACE',
          why: '`handler` decides on the count that it read',
          file: 'src/api.js',
          line: 4,
          column: 7,
        },
      ],
    }),
    storePlan({
      file: 'src/hits.js',
      store: 's2',
      symbol: 'seen',
      role: 'cache',
      line: 2,
      callSites: 0,
      adapter: { constructor: 'sharedMap', name: 'seen', options: [], because: [] },
    }),
  ],
  refused: [refusedStore({ file: 'src/guard.js', line: 5, column: 17 })],
  edits: EDITS,
});

const everything: Prompt = {
  isPossible: () => true,
  choose: (stores) => Promise.resolve(stores.map(({ store }) => store)),
  confirm: () => Promise.resolve(true),
};
const nobody: Prompt = {
  isPossible: () => false,
  choose: () => Promise.reject(new Error('asked')),
  confirm: () => Promise.reject(new Error('asked')),
};

async function migrate(
  root: string,
  args: readonly string[],
  { made = PLAN, prompt = nobody, tty = false }: { made?: MigrationPlan; prompt?: Prompt; tty?: boolean } = {},
) {
  const out: string[] = [];
  const err: string[] = [];
  const asked: PlanOptions[] = [];
  const output = (to: string[]): Output => ({ isTTY: tty, columns: 100, write: (text) => to.push(text) });
  const host: Host = {
    cwd: root,
    env: { PATH: process.env.PATH },
    platform: 'linux',
    today: () => '2026-11-27',
    now: () => 0,
    stdout: output(out),
    stderr: output(err),
  };
  const load = () =>
    Promise.resolve((_root: string, options: PlanOptions) => {
      asked.push(options);
      return Promise.resolve(made);
    });
  const code = await run(['migrate', ...args], host, () => Promise.reject(new Error('no audit')), { load, prompt });
  return { code, stdout: out.join(''), stderr: err.join(''), asked };
}

const REDIS = ['--to', 'redis'];
const APPLY = ['apply', ...REDIS, '--yes'];
const ids = (text: string): string => text.replaceAll(/\d{8}-\d{9}-[0-9a-f]{4}/g, 'ID');

describe('coldstate migrate', { timeout: 120_000 }, () => {
  beforeAll(expectBuilt);

  it('plans, refusals first, and writes nothing', async () => {
    const root = committed(FILES);
    const { code, stdout, stderr } = await migrate(root, REDIS);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatchSnapshot();
    expect(snapshot(root)).toEqual(FILES);
    expect(existsSync(join(root, '.coldstate'))).toBe(false);
  });

  it('says a note that concerns two stores at the first of them, and points to it at the other', async () => {
    const why = 'what `hits` says decides about `seen`, and can change in between';
    const note = { code: 'CROSS_STORE', why, file: 'src/api.js', line: 4, column: 7 } as const;
    const stores = PLAN.stores.map((store) => ({ ...store, warnings: [{ ...note, store: store.store }] }));
    const { stdout } = await migrate(committed(FILES), REDIS, { made: { ...PLAN, stores } });
    expect(stdout.replaceAll(/\s+/g, ' ').split('decides about').length - 1).toBe(1);
    expect(stdout).toMatch(/note +CROSS_STORE, as at `?hits`?/);
  });

  it('shows a patch grouped by store that git applies', async () => {
    const root = committed(FILES);
    const { code, stdout, stderr } = await migrate(root, ['diff', ...REDIS]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'coldstate: refused, and not in this diff: guards. `coldstate migrate plan --to redis` says why.\n',
    );
    expect(stdout).toMatchSnapshot();
    writeFileSync(join(root, 'a.patch'), stdout);
    git(root, 'apply', 'a.patch');
    expect(readFileSync(join(root, 'src/hits.js'), 'utf8')).toBe(
      withEdits(
        HITS,
        EDITS.filter(({ file }) => file === 'src/hits.js'),
      ),
    );
    expect(readFileSync(join(root, 'src/api.js'), 'utf8')).toContain('(await count(event.ip)) > 3');
  });

  it('applies, tells what to do next, and undoes all of it', async () => {
    const root = committed(FILES);
    const { code, stdout } = await migrate(root, [...APPLY, '--mark']);
    expect(code).toBe(1);
    expect(stdout).toMatchSnapshot();
    expect(readFileSync(join(root, 'MIGRATION.md'), 'utf8')).toMatchSnapshot();
    expect(readFileSync(join(root, 'package.json'), 'utf8')).toMatchSnapshot();
    expect(readFileSync(join(root, '.env.example'), 'utf8')).toMatchSnapshot();
    expect(readFileSync(join(root, 'src/guard.js'), 'utf8')).toContain(
      '    // coldstate: CTOR: the constructor of Guard calls guards.get\n    this.rule = guards.get(name);',
    );
    expect(git(root, 'grep', '-nE', '// coldstate: [A-Z_]+:')).toMatch(/^src\/guard\.js:5:/);
    const undone = await migrate(root, ['undo']);
    expect(undone).toMatchObject({ code: 0, stderr: '' });
    expect(ids(undone.stdout)).toMatchSnapshot();
    expect(snapshot(root)).toEqual(FILES);
    expect(await migrate(root, ['undo'])).toMatchObject({
      code: 2,
      stderr: 'coldstate: there is no migration to undo here.\n',
    });
  });

  it('marks a refusal once', async () => {
    const root = committed(FILES);
    const made = plan({ refused: PLAN.refused });
    await migrate(root, [...APPLY, '--mark'], { made });
    const marked = readFileSync(join(root, 'src/guard.js'), 'utf8');
    git(root, 'commit', '-qam', 'marks');
    const again = plan({ refused: [refusedStore({ file: 'src/guard.js', line: 6, column: 17 })] });
    expect((await migrate(root, [...APPLY, '--mark'], { made: again })).code).toBe(1);
    expect(readFileSync(join(root, 'src/guard.js'), 'utf8')).toBe(marked);
  });

  it('applies what is chosen, and checks that as a program of its own', async () => {
    const root = committed(FILES);
    const hitsAlone: Prompt = { ...everything, choose: () => Promise.resolve(['s1']) };
    const { code } = await migrate(root, ['apply', ...REDIS], { prompt: hitsAlone });
    expect(code).toBe(1);
    expect(readFileSync(join(root, 'src/hits.js'), 'utf8')).toContain('const seen = new Map();');
    const goneAway: Prompt = { ...everything, choose: () => Promise.resolve(undefined) };
    git(root, 'add', '-A');
    git(root, 'commit', '-qm', 'one');
    const left = await migrate(root, ['apply', ...REDIS], { prompt: goneAway, made: plan({ stores: PLAN.stores }) });
    expect(left).toMatchObject({ code: 2, stderr: 'coldstate: nothing was written.\n' });
  });

  it('asks on a terminal alone', async () => {
    const root = committed(FILES);
    expect(await migrate(root, ['apply', ...REDIS])).toMatchObject({
      code: 2,
      stderr:
        'coldstate: there is no terminal to ask on. Say --yes to apply all that is planned, and --store or --role to choose.\n',
    });
  });

  it('refuses a dirty repository before it plans', async () => {
    const root = committed(FILES);
    writeFileSync(join(root, 'src/api.js'), `${API}\n`);
    const { code, stderr, asked } = await migrate(root, APPLY);
    expect({ code, stderr, asked }).toEqual({
      code: 2,
      asked: [],
      stderr: 'coldstate: src/api.js has changes that are not committed. Commit or stash them, or say --allow-dirty.\n',
    });
  });

  it('undoes what breaks the tests', async () => {
    const root = committed(FILES);
    const tests = ['--test-command', 'node test/run.js'];
    const { code, stderr, stdout } = await migrate(root, [...APPLY, ...tests]);
    // The adapters are not installed in this project, so its tests cannot pass afterwards.
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: 'The tests passed before and fail after, on memory: everything is as it was. Their output is above.\n',
    });
    expect(stderr).toContain('coldstate: node test/run.js (before, on memory)\n');
    expect(snapshot(root)).toEqual(FILES);
  });

  it('keeps what it wrote where the tests failed before as well', async () => {
    const root = committed({ ...FILES, broken: '' });
    const { stdout } = await migrate(root, [...APPLY, '--test-command', 'node test/run.js']);
    expect(stdout).toContain('The tests failed before, and fail now: they say nothing about the migration.');
    expect(existsSync(join(root, 'MIGRATION.md'))).toBe(true);
  });

  it('verifies what is there, and says which tools did', async () => {
    const root = committed(FILES);
    await migrate(root, APPLY);
    const { code, stdout } = await migrate(root, ['verify']);
    expect(code).toBe(0);
    expect(stdout).toMatchSnapshot();
    writeFileSync(join(root, 'src/api.js'), API);
    const broken = await migrate(root, ['verify']);
    expect(broken.code).toBe(1);
    expect(broken.stdout).toMatchSnapshot();
  });

  it('prints plans and results as JSON', async () => {
    const root = committed(FILES);
    const json = async (...args: string[]) =>
      JSON.parse((await migrate(root, [...args, '--json'])).stdout) as Record<string, unknown>;
    expect(await json(...REDIS)).toMatchObject({
      schema: 1,
      to: 'redis',
      edits: EDITS,
      checks: [{ check: 'syntax', outcome: 'passed' }, {}, {}, {}, {}],
    });
    expect(await json('diff', ...REDIS)).toMatchObject({
      patch: expect.stringContaining('diff --git a/src/hits.js') as string,
    });
    expect(await json(...APPLY)).toMatchObject({
      schema: 1,
      applied: [{ store: 's1' }, { store: 's2' }],
      refused: [{ store: 'r1' }],
    });
    expect(await json('undo')).toMatchObject({ undone: { removed: ['MIGRATION.md'] } });
  });

  it('hands to the planner what was asked', async () => {
    const root = committed(FILES);
    const { asked } = await migrate(root, [
      'plan',
      '--to',
      'dynamodb',
      '--store',
      'a',
      '--store',
      'b',
      '--role',
      'session',
      '--all',
      '--accept-volatile',
      '--ttl',
      'a=7d',
      '--no-config',
    ]);
    expect(asked).toMatchObject([
      {
        to: 'dynamodb',
        stores: ['a', 'b'],
        roles: ['session'],
        all: true,
        acceptVolatile: true,
        ttl: new Map([['a', '7d']]),
        config: false,
      },
    ]);
  });

  it.each([
    [['plan'], 'where to? Say --to redis or --to dynamodb.'],
    [['--to', 'rediss'], '--to: unknown backend "rediss". Did you mean "redis"? Known: redis, dynamodb.'],
    [['aply', ...REDIS], 'unknown verb "aply". Did you mean "apply"? Known: plan, diff, apply, verify, undo.'],
    [['plan', ...REDIS, '--ttl', 'a=soon'], '--ttl a=soon: write it as STORE=7d, with one of ms, s, m, h, d, w.'],
    [['plan', ...REDIS, '--role', 'sesion'], '--role: unknown role "sesion". Did you mean "session"?'],
    [['verify', '--against', 'redis://x'], '--against says where the tests run: give them, too, with --test-command.'],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, stderr } = await migrate(project(FILES), args);
    expect(code).toBe(2);
    expect(stderr).toContain(`coldstate: ${message}`);
  });

  it('repeats what was asked in the commands that it proposes', async () => {
    const root = committed({ ...FILES, 'ci/coldstate.json': '{}' });
    const asked = ['-c', 'ci/coldstate.json', '--ttl', 'hits=1h', '--adapters-spec', '^0.1.0'];
    const { stdout } = await migrate(root, [...REDIS, ...asked, '--test-command', 'npm test']);
    expect(stdout.split('\n').filter((line) => line.startsWith('  $ '))).toEqual([
      '  $ coldstate migrate diff --to redis --ttl hits=1h -c ci/coldstate.json',
      "  $ coldstate migrate apply --to redis --ttl hits=1h -c ci/coldstate.json --adapters-spec '^0.1.0' --test-command 'npm test'",
      "  $ coldstate migrate apply --to redis --ttl hits=1h -c ci/coldstate.json --adapters-spec '^0.1.0' --test-command 'npm test' --mark",
    ]);
  });

  it('has nothing to do the second time', async () => {
    const root = committed(FILES);
    const { code, stdout } = await migrate(root, APPLY, { made: plan({}) });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Nothing to migrate. No file was changed.\n' });
    expect(snapshot(root)).toEqual(FILES);
  });

  it('lets everything be chosen', async () => {
    const root = committed(FILES);
    expect((await migrate(root, ['apply', ...REDIS], { prompt: everything })).stdout).toContain('Migrated 2 stores');
  });

  it('explains itself', async () => {
    expect((await migrate(project(FILES), ['--help'])).stdout).toMatchSnapshot();
  });
});
