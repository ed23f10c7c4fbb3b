import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedSince } from '../../src/git/index.js';
import { temporaryDirectory } from '../cli/fake-host.js';

const env = { PATH: process.env.PATH, HOME: '/nonexistent' };

function git(cwd: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...args], { cwd, env, encoding: 'utf8' });
}

function write(root: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

function commit(root: string, files: Record<string, string>): string {
  write(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'change');
  return git(root, 'rev-parse', 'HEAD').trim();
}

function repository(): string {
  const root = temporaryDirectory();
  git(root, 'init', '-q');
  commit(root, { 'api/a.ts': '1', 'api/b.ts': '1', 'web/c.ts': '1', '.gitignore': 'dist\n' });
  return root;
}

const sorted = ({ files }: { files: ReadonlySet<string> }): string[] => [...files].sort();

describe('what changed since a branch began', () => {
  it('is what it committed, what it did not commit, and what git does not know yet', async () => {
    const root = repository();
    git(root, 'checkout', '-qb', 'feature');
    commit(root, { 'api/a.ts': '2' });
    write(root, { 'web/c.ts': '2', 'api/new file é.ts': '1', 'dist/out.js': '1' });
    expect(await changedSince(root, 'main', env)).toMatchObject({ base: 'main' });
    expect(sorted(await changedSince(root, 'main', env))).toEqual(['api/a.ts', 'api/new file é.ts', 'web/c.ts']);
  });

  it('is not what the other branch did meanwhile', async () => {
    const root = repository();
    git(root, 'checkout', '-qb', 'feature');
    commit(root, { 'api/a.ts': '2' });
    git(root, 'checkout', '-q', 'main');
    commit(root, { 'api/b.ts': '2' });
    git(root, 'checkout', '-q', 'feature');
    expect(sorted(await changedSince(root, 'main', env))).toEqual(['api/a.ts']);
  });

  it('is told of a directory in its own paths', async () => {
    const root = repository();
    write(root, { 'api/a.ts': '2', 'api/new.ts': '1', 'web/c.ts': '2' });
    expect(sorted(await changedSince(join(root, 'api'), 'HEAD', env))).toEqual(['a.ts', 'new.ts']);
  });

  it('begins where the usual branches do, or at what a pull request goes to', async () => {
    const upstream = repository();
    const root = temporaryDirectory();
    git(root, 'clone', '-q', upstream, '.');
    expect(await changedSince(root, undefined, env)).toMatchObject({ base: 'origin/HEAD' });
    git(upstream, 'branch', 'release');
    git(root, 'fetch', '-q');
    expect(await changedSince(root, undefined, { ...env, GITHUB_BASE_REF: 'release' })).toMatchObject({
      base: 'origin/release',
    });
  });

  it('is not taken from the repository of a hook', async () => {
    const root = repository();
    write(root, { 'api/a.ts': '2' });
    const hooked = { ...env, GIT_DIR: join(repository(), '.git'), GIT_INDEX_FILE: '/nonexistent/index' };
    expect(sorted(await changedSince(root, 'HEAD', hooked))).toEqual(['api/a.ts']);
  });

  it.each<[string, (root: string) => void, string | undefined, RegExp]>([
    [
      'no repository',
      (root) => {
        rmSync(join(root, '.git'), { recursive: true });
      },
      'main',
      /not a git repository.*Run it in a checkout/,
    ],
    ['no such commit', () => undefined, 'origin/mian', /no commit "origin\/mian".*git fetch origin mian/],
    [
      'nothing that looks like a base',
      (root) => git(root, 'branch', '-m', 'trunk'),
      undefined,
      /Name what to compare with/,
    ],
    [
      'a damaged index',
      (root) => {
        write(root, { '.git/index': 'no index at all' });
      },
      'main',
      /cannot list what changed since main \(.*index/,
    ],
    ['an option for a name', () => undefined, '--output=x', /no commit "--output=x"/],
    [
      'nothing in common',
      (root) => {
        git(root, 'checkout', '-q', '--orphan', 'other');
        commit(root, { 'api/a.ts': '3' });
      },
      'main',
      /nothing that main and this checkout have in common.*fetch-depth: 0/,
    ],
  ])('cannot be told with %s', async (_what, prepare, base, message) => {
    const root = repository();
    prepare(root);
    await expect(changedSince(root, base, env)).rejects.toThrow(message);
  });
});
