/** What can go wrong around a migration: each says which file, why, and what to do next, and leaves the project as it was. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectBuilt } from '../house/sources.js';
import { coldstateMigrate } from './command.js';
import { committed, git, project, snapshot } from './projects.js';

const HITS = `const hits = new Map<string, number>();

export function count(ip: string): number {
  const n = (hits.get(ip) ?? 0) + 1;
  hits.set(ip, n);
  return n;
}
`;
const API = `import { count } from './hits.js';

export const handler = async (event: { ip: string }) => {
  if (count(event.ip) > 3) return { statusCode: 429 };
  return { statusCode: 200 };
};
`;
const BEATING = `${API}\nsetInterval(() => void fetch('https://example.org/ping'), 60_000);\n`;
const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Count:
    Type: AWS::Serverless::Function
    Properties: { Handler: src/api.handler, Runtime: nodejs20.x }
`;
const FILES = {
  'package.json': '{\n  "name": "shop",\n  "type": "module"\n}\n',
  'tsconfig.json':
    '{ "compilerOptions": { "module": "nodenext", "target": "es2022", "strict": true, "types": [], "noEmit": true }, "include": ["src"] }\n',
  'template.yaml': TEMPLATE,
  'src/hits.ts': HITS,
  'src/api.ts': API,
};
const PLAIN = {
  'package.json': '{ "name": "shop" }\n',
  'template.yaml': TEMPLATE,
  'src/hits.js': `const express = require('express');
const hits = new Map();

exports.router = express.Router();
exports.count = function count(ip) {
  const n = (hits.get(ip) || 0) + 1;
  hits.set(ip, n);
  return n;
};
`,
  'src/api.js': `const { count } = require('./hits');

exports.handler = async (event) => {
  if (count(event.ip) > 3) return { statusCode: 429 };
  return { statusCode: 200 };
};
`,
};

const WHICH = ['--to', 'redis', '--store', 'hits', '--ttl', 'hits=1h'];
const APPLY = ['apply', ...WHICH, '--yes'];

/** A PATH on which there is Node, and nothing else. */
function withoutGit(): string {
  const directory = mkdtempSync(join(tmpdir(), 'coldstate-path-'));
  symlinkSync(process.execPath, join(directory, 'node'));
  return directory;
}

/** TypeScript 7 is a program without an API: its launcher starts what does the work. */
function typescript7(root: string, launcher: string): void {
  const home = join(root, 'node_modules/typescript');
  mkdirSync(join(home, 'lib'), { recursive: true });
  writeFileSync(
    join(home, 'package.json'),
    JSON.stringify({
      name: 'typescript',
      version: '7.0.2',
      bin: { tsc: './bin/tsc' },
      exports: { './package.json': './package.json' },
    }),
  );
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin/tsc'), launcher);
}

const LAUNCHER = `const { spawnSync } = require('node:child_process');
const { status } = spawnSync(process.execPath, [${JSON.stringify(resolve('node_modules/typescript/bin/tsc'))}, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(status);
`;

describe('a migration that cannot begin', { timeout: 240_000 }, () => {
  beforeAll(expectBuilt);

  it.each([
    [['nowhere', '--to', 'redis'], 'nowhere: no such directory.'],
    [
      ['src/hits.ts', '--to', 'redis'],
      'src/hits.ts is a file. Give a directory; for one file, run `coldstate explain src/hits.ts`.',
    ],
    [
      ['--to', 'redis', '--store', 'hit'],
      '--store hit: no store of that name or id is found here. Did you mean "hits"? Found: hits.',
    ],
    [
      ['--to', 'redis', '--store', 'sessions'],
      '--store sessions: no store of that name or id is found here. Found: hits.',
    ],
    [
      ['--to', 'redis', '--ttl', 'hist=1h'],
      '--ttl hist=1h: no store of that name or id is found here. Did you mean "hits"? Found: hits.',
    ],
  ])('says what is wrong with %j', async (args, message) => {
    expect(await coldstateMigrate(project(FILES), args)).toEqual({
      code: 2,
      stdout: '',
      stderr: `coldstate: ${message}\n`,
    });
  });

  it('says of a store that no adapter can replace what it is instead, and whom it is accepted by', async () => {
    const root = project({ ...FILES, 'src/api.ts': BEATING });
    const { code, stderr } = await coldstateMigrate(root, ['--to', 'redis', '--store', 'setInterval']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'coldstate: --store setInterval: setInterval (timer) in src/api.ts:8 is nothing that an adapter takes the place of. Let the platform schedule it: EventBridge Scheduler, Vercel Cron, Cloud Scheduler. `coldstate explain src/api.ts:8` says more.\n',
    );
    writeFileSync(
      join(root, 'coldstate.config.json'),
      JSON.stringify({ stores: { 'src/hits.ts#hits': { accept: 'one instance, by decision' } } }),
    );
    expect(await coldstateMigrate(root, ['--to', 'redis', '--store', 'hits'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'coldstate: --store hits: coldstate.config.json accepts it as it is: one instance, by decision. Take that out to migrate it.\n',
    });
  });

  it('knows a store that has moved already by its name', async () => {
    const root = committed(FILES);
    expect((await coldstateMigrate(root, APPLY)).stdout).toContain('Migrated 1 store');
    git(root, 'add', '-A');
    git(root, 'commit', '-qm', 'moved');
    const there = snapshot(root);
    expect(await coldstateMigrate(root, APPLY)).toEqual({
      code: 0,
      stdout: 'Nothing to migrate. No file was changed.\n',
      stderr: '',
    });
    expect(snapshot(root)).toEqual(there);
  });

  it('has nothing to do where nothing is kept', async () => {
    const root = committed({ 'package.json': '{}', 'a.js': 'exports.handler = async () => 1;\n' });
    expect(await coldstateMigrate(root, ['--to', 'redis'])).toEqual({
      code: 0,
      stdout: 'Nothing to migrate: no store was found that an adapter would take the place of.\n',
      stderr: '',
    });
    expect((await coldstateMigrate(root, ['--to', 'redis', '--store', 'hits'])).stderr).toBe(
      'coldstate: --store hits: no store of that name or id is found here, nor any other that could move.\n',
    );
  });

  it.each([
    [
      'a file with changes that are not committed',
      (root: string) => {
        writeFileSync(join(root, 'src/hits.ts'), `// mine\n${HITS}`);
      },
      'src/hits.ts has changes that are not committed. Commit or stash them, or say --allow-dirty.',
    ],
    [
      'a file that is read-only',
      (root: string) => {
        chmodSync(join(root, 'src/hits.ts'), 0o444);
      },
      'src/hits.ts cannot be written: read-only. Nothing was written; make it writable, then run the command again.',
    ],
  ])('writes nothing over %s', async (_, spoil, message) => {
    const root = committed(FILES);
    spoil(root);
    const there = snapshot(root);
    expect(await coldstateMigrate(root, APPLY)).toEqual({ code: 2, stdout: '', stderr: `coldstate: ${message}\n` });
    expect(snapshot(root)).toEqual(there);
  });
});

describe('a migration goes on', { timeout: 240_000 }, () => {
  beforeAll(expectBuilt);

  const applied = async (root: string, env?: Readonly<Record<string, string>>): Promise<string> => {
    const before = snapshot(root);
    const { code, stdout, stderr } = await coldstateMigrate(root, APPLY, env === undefined ? {} : { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(snapshot(root)).not.toEqual(before);
    expect((await coldstateMigrate(root, ['undo'])).code).toBe(0);
    expect(snapshot(root)).toEqual(before);
    return stdout;
  };
  /** How many can move, and how the types were checked. */
  const plannedIn = async (root: string): Promise<string[]> => {
    const { stdout } = await coldstateMigrate(root, WHICH, { columns: 120 });
    const unwrapped = stdout.replace(/\n {4}/g, ' ');
    return unwrapped.split('\n').filter((line) => / can move |type check/.test(line));
  };
  const moves = (typeCheck: string): string[] => [expect.stringMatching(/^1 of 1 store can move/) as string, typeCheck];

  it('without a repository, and says what the way back is', async () => {
    expect(await applied(project(FILES))).toContain(
      'This is no git repository: `coldstate migrate undo` is the way back.',
    );
  });

  it('without git, and says that nobody looked at what is not committed', async () => {
    const root = committed(FILES);
    expect((await applied(root, { PATH: withoutGit() })).replaceAll('\n', ' ')).toContain(
      'git could not be asked what is not committed (it is not installed): `coldstate migrate undo` is the way back.',
    );
  });

  it('without a tsconfig', async () => {
    const root = committed(FILES);
    rmSync(join(root, 'tsconfig.json'));
    git(root, 'commit', '-qam', 'no tsconfig');
    expect(await plannedIn(root)).toEqual(
      moves('✔ type check: TypeScript is not installed, so it was checked with our own compiler'),
    );
  });

  it('with a tsconfig that cannot be read', async () => {
    const root = committed({ ...FILES, 'tsconfig.json': '{ "compilerOptions": { "strict": true, ' });
    expect(await plannedIn(root)).toEqual(
      moves('✔ type check: TypeScript is not installed, so it was checked with our own compiler'),
    );
  });

  it('with TypeScript 7, by running it', async () => {
    const root = committed(FILES);
    typescript7(root, LAUNCHER);
    expect(await plannedIn(root)).toEqual(moves('✔ type check: tsc 7.0.2'));
  });

  it('with a TypeScript 7 that does not start', async () => {
    const root = committed(FILES);
    typescript7(root, "throw new Error('no program for this system');\n");
    expect(await plannedIn(root)).toEqual(
      moves(
        '✔ type check: tsc 7.0.2 stops (it could not run: Error: no program for this system), so it was checked with our own compiler',
      ),
    );
  });

  it('in JavaScript without any types', async () => {
    const root = committed(PLAIN);
    expect(await plannedIn(root)).toEqual(
      moves('○ type check (not run): JavaScript without a tsconfig has no type check'),
    );
    await applied(root);
  });
});
