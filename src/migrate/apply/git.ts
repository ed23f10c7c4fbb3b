/** What git says of the files to be written: changes that are not committed would be mixed with ours. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withoutGitVariables } from '../../git/index.js';
import { run, type Machine, type Ran } from './machine.js';

export interface GitState {
  /** Why git cannot say: there is no repository, or there is one and git does not answer. */
  readonly unknown?: string;
  /** Tracked files with changes that are not committed, and files to be written that git does not know; relative to the root. */
  readonly dirty: readonly string[];
}

export async function gitState(machine: Machine, root: string, written: readonly string[]): Promise<GitState> {
  const git = (...args: string[]) =>
    run({ ...machine, env: withoutGitVariables(machine.env) }, 'git', args, { cwd: root });
  const inside = await git('rev-parse', '--show-prefix');
  if (inside.status !== 0) return { unknown: whyUnknown(root, inside), dirty: [] };
  const prefix = inside.stdout.replace(/\r?\n$/, '');
  // Paths are those of the repository, whatever the directory.
  const status = await git('--no-optional-locks', 'status', '--porcelain=v1', '-z', '--untracked-files=all', '--', '.');
  if (status.status !== 0) return { unknown: whyUnknown(root, status), dirty: [] };
  const ours = new Set(written);
  const dirty = entriesOf(status.stdout)
    .map(({ code, path }) => ({ code, file: path.startsWith(prefix) ? path.slice(prefix.length) : path }))
    .filter(({ code, file }) => code !== '??' || ours.has(file));
  return { dirty: dirty.map(({ file }) => file) };
}

/** Where there is a repository, that nobody looked at what is not committed must not be taken for a clean one. */
function whyUnknown(root: string, { status, stderr }: Ran): string {
  if (!isInRepository(root)) return 'This is no git repository';
  const cause = status === undefined ? 'it is not installed' : (stderr.trim().split('\n')[0] ?? '').replace(/\.$/, '');
  return `git could not be asked what is not committed (${cause})`;
}

function isInRepository(directory: string): boolean {
  if (existsSync(join(directory, '.git'))) return true;
  return directory !== dirname(directory) && isInRepository(dirname(directory));
}

/** `XY path\0`, and for a rename the old path as an entry of its own after it. */
function entriesOf(output: string): { code: string; path: string }[] {
  const parts = output.split('\0').filter((part) => part !== '');
  const entries: { code: string; path: string }[] = [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    const code = part.slice(0, 2);
    entries.push({ code, path: part.slice(3) });
    if (/[RC]/.test(code)) at++;
  }
  return entries;
}
