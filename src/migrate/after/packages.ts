/** Which package a file belongs to, and how its packages are installed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parseJson } from '../../workspace/index.js';

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

/** By what is nearest: a `packageManager` field, or a lockfile, of the package or of the workspace around it. */
export function installerFor(directory: string): Installer {
  for (let at = directory; ; at = dirname(at)) {
    const manager = declared(at) ?? locked(at);
    if (manager !== undefined) return { manager, directory: at };
    if (at === dirname(at) || existsSync(join(at, '.git'))) return { manager: 'npm', directory };
  }
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

export function manifestIn(directory: string): Readonly<Record<string, unknown>> {
  try {
    const manifest = parseJson(readFileSync(join(directory, 'package.json'), 'utf8'), 'json');
    return typeof manifest === 'object' && manifest !== null ? (manifest as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** As one types it from the root: `(cd services/api && pnpm install)`. */
export function installCommand(root: string, { manager, directory }: Installer): string {
  const inside = relative(root, directory).split(sep).join('/');
  return inside === '' ? `${manager} install` : `(cd ${inside} && ${manager} install)`;
}
