/** Which packages a workspace takes in: npm, yarn and bun list them in the manifest of its root, pnpm in a file of its own. */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseDocument } from 'yaml';
import { manifestIn } from './manifest.js';

/** `directory` below `root`. */
export function listsPackage(root: string, directory: string): boolean {
  const inside = relative(root, directory).split(sep).join('/');
  const globs = [...globsOfManifest(root), ...globsOfPnpm(root)].map((glob) => glob.replace(/^(!?)\.\//, '$1'));
  const [without, within] = [
    globs.filter((glob) => glob.startsWith('!')),
    globs.filter((glob) => !glob.startsWith('!')),
  ];
  const isOne = (glob: string): boolean => patternOf(glob.replace(/^!/, '')).test(inside);
  return within.some(isOne) && !without.some(isOne);
}

function globsOfManifest(root: string): string[] {
  const { workspaces } = manifestIn(root);
  const isNested = typeof workspaces === 'object' && workspaces !== null && 'packages' in workspaces;
  const globs = isNested ? workspaces.packages : workspaces;
  return Array.isArray(globs) ? globs.filter((glob) => typeof glob === 'string') : [];
}

function globsOfPnpm(root: string): string[] {
  const file = join(root, 'pnpm-workspace.yaml');
  if (!existsSync(file)) return [];
  // What YAML cannot read, pnpm cannot either.
  const content: unknown = parseDocument(readFileSync(file, 'utf8')).toJS();
  const packages = typeof content === 'object' && content !== null && 'packages' in content ? content.packages : [];
  return Array.isArray(packages) ? packages.filter((glob) => typeof glob === 'string') : [];
}

const WORDS: Readonly<Record<string, string>> = {
  ...{ '**/': '(?:.*/)?', '/**': '(?:/.*)?', '**': '.*', '*': '[^/]*', '?': '[^/]', '{': '(?:', '}': ')', ',': '|' },
};

function patternOf(glob: string): RegExp {
  const source = glob
    .replace(/\/+$/, '')
    .replace(/\*\*\/|\/\*\*$|\*\*|[*?{},]|[.+^$()|[\]\\]/g, (part) => WORDS[part] ?? `\\${part}`);
  return new RegExp(`^${source}$`);
}
