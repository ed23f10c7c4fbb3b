/** What git says of the files to be written: changes that are not committed would be mixed with ours. */
import { run, type Machine } from './machine.js';

export interface GitState {
  /** False where there is no git, or the directory is in no repository. */
  readonly known: boolean;
  /** Tracked files with changes that are not committed, and files to be written that git does not know; relative to the root. */
  readonly dirty: readonly string[];
}

export async function gitState(machine: Machine, root: string, written: readonly string[]): Promise<GitState> {
  const git = (...args: string[]) => run(withoutGitVariables(machine), 'git', args, { cwd: root });
  const inside = await git('rev-parse', '--show-prefix');
  if (inside.status !== 0) return { known: false, dirty: [] };
  const prefix = inside.stdout.replace(/\r?\n$/, '');
  // Paths are those of the repository, whatever the directory.
  const status = await git('--no-optional-locks', 'status', '--porcelain=v1', '-z', '--untracked-files=all', '--', '.');
  if (status.status !== 0) return { known: false, dirty: [] };
  const ours = new Set(written);
  const dirty = entriesOf(status.stdout)
    .map(({ code, path }) => ({ code, file: path.startsWith(prefix) ? path.slice(prefix.length) : path }))
    .filter(({ code, file }) => code !== '??' || ours.has(file));
  return { known: true, dirty: dirty.map(({ file }) => file) };
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

/** Inside of a git hook these name another repository, or an index that is being written. */
function withoutGitVariables(machine: Machine): Machine {
  return {
    ...machine,
    env: Object.fromEntries(Object.entries(machine.env).filter(([name]) => !name.startsWith('GIT_'))),
  };
}
