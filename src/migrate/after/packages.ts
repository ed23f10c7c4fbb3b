/** Which package a file belongs to, and how its packages are installed. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { manifestIn } from './manifest.js';
import { listsPackage } from './workspaces.js';

export type Manager = 'npm' | 'pnpm' | 'yarn' | 'bun';

const LOCKFILES: readonly (readonly [file: string, manager: Manager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

/** Directory of the innermost `package.json` around a file, relative to the root; undefined where there is none inside of it. */
export function ownerOf(root: string, file: string): string | undefined {
  for (let dir = dirname(file); ; dir = dirname(dir)) {
    if (existsSync(join(root, dir, 'package.json'))) return dir === '.' ? '' : dir;
    if (dir === '.') return undefined;
  }
}

export interface Installer {
  readonly manager: Manager;
  /** Where the command is run: the workspace, if the package is part of one. Absolute. */
  readonly directory: string;
}

/**
 * A workspace that lists the package and has a lockfile installs it, whatever lockfile was left in the package. Else what is nearest decides: a
 * `packageManager` field, or a lockfile, of the package or of what is around it.
 */
export function installerFor(directory: string): Installer {
  const around = directoriesAround(directory);
  const isWorkspace = (at: string): boolean =>
    at !== directory && locked(at) !== undefined && listsPackage(at, directory);
  for (const at of [...around.filter(isWorkspace), ...around]) {
    const manager = declared(at) ?? locked(at);
    if (manager !== undefined) return { manager, directory: at };
  }
  return { manager: 'npm', directory };
}

/** From the package to the repository that it is in. */
function directoriesAround(directory: string): string[] {
  const isLast = directory === dirname(directory) || existsSync(join(directory, '.git'));
  return [directory, ...(isLast ? [] : directoriesAround(dirname(directory)))];
}

function declared(directory: string): Manager | undefined {
  const { packageManager } = manifestIn(directory);
  const name =
    typeof packageManager === 'string' ? /^(?:npm|pnpm|yarn|bun)(?=@|$)/.exec(packageManager)?.[0] : undefined;
  return name as Manager | undefined;
}

function locked(directory: string): Manager | undefined {
  const names = new Set(existsSync(directory) ? readdirSync(directory) : []);
  return LOCKFILES.find(([file]) => names.has(file))?.[1];
}

/** As one types it from the root: `(cd services/api && pnpm install)`. */
export function installCommand(root: string, { manager, directory }: Installer): string {
  const inside = relative(root, directory).split(sep).join('/');
  return inside === '' ? `${manager} install` : `(cd ${inside} && ${manager} install)`;
}
