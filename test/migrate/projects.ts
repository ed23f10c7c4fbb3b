/** Small projects on the disk, for tests of what is written there. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Machine } from '../../src/migrate/apply/index.js';
import type { Edit, MigrationPlan, RefusedStore, StorePlan } from '../../src/migrate/types.js';

export const machine: Machine = {
  node: process.execPath,
  env: process.env,
  pid: process.pid,
  isRunning: (pid) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  },
};

export function project(files: Readonly<Record<string, string | Buffer>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'coldstate-migrate-')));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

export function git(root: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false'];
  return execFileSync('git', [...identity, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export function committed(files: Readonly<Record<string, string | Buffer>>): string {
  const root = project(files);
  git(root, 'init', '-q');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'start');
  return root;
}

/** Lets a project use packages of this checkout. */
export function install(root: string, ...packages: string[]): void {
  for (const name of packages) {
    mkdirSync(dirname(join(root, 'node_modules', name)), { recursive: true });
    symlinkSync(resolve('node_modules', name), join(root, 'node_modules', name));
  }
}

/** Every file below, `.git` and packages left out. */
export function snapshot(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(?:\.git|node_modules|\.coldstate)\//.test(path));
  return Object.fromEntries(files.sort().map((path) => [path.slice(root.length + 1), readFileSync(path, 'latin1')]));
}

/** An edit by what it replaces, which must be there once; with `at`, an insertion before or after it. */
export function edit(
  file: string,
  source: string,
  find: string,
  text: string,
  {
    stores = ['s1'],
    reason = 'the call is awaited',
    where,
  }: { stores?: string[]; reason?: string; where?: 'before' | 'after' } = {},
): Edit {
  const found = source.indexOf(find);
  if (found < 0 || source.includes(find, found + 1)) throw new Error(`not there once: ${find}`);
  const start = where === 'after' ? found + find.length : found;
  return { file, start, end: where ? start : found + find.length, text, reason, stores };
}

export function storePlan(overrides: Partial<StorePlan> & Pick<StorePlan, 'file'>): StorePlan {
  return {
    store: 's1',
    symbol: 'hits',
    form: 'map',
    role: 'counter',
    line: 1,
    column: 1,
    adapter: {
      constructor: 'sharedMap',
      name: 'hits',
      typeArguments: 'number',
      options: [['role', "'counter'"]],
      because: [],
    },
    functions: [],
    callSites: 1,
    files: [overrides.file],
    removed: [],
    warnings: [],
    ...overrides,
  };
}

export function refusedStore(overrides: Partial<RefusedStore> & Pick<RefusedStore, 'file'>): RefusedStore {
  const place = { file: overrides.file, line: overrides.line ?? 1, column: overrides.column ?? 1 };
  return {
    ...{ store: 'r1', symbol: 'guards', form: 'map', role: 'security', ...place },
    refusals: [
      {
        ...{ store: 'r1', code: 'CTOR', ...place },
        why: 'the constructor of Guard calls guards.get',
        advice: 'Make the object in an async function, after reading.',
        replacement: 'static async create() {\n  return new Guard(await guards.get(name));\n}',
      },
    ],
    ...overrides,
  };
}

export function plan(overrides: Partial<MigrationPlan>): MigrationPlan {
  return {
    ...{ schema: 1, to: 'redis', entryPoints: [], accesses: [], stores: [], refused: [] },
    ...{ edits: [], created: [], dependencies: [] },
    ...overrides,
  };
}
