/** Versions of packages as a file of the project sees them. */
import { dirname, join } from 'node:path/posix';
import type { SettleOptions } from './words.js';

const FIELDS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** What is installed, else what the nearest package.json that mentions it declares. `read` is relative to the root. */
export function versionsFrom(read: (file: string) => string | undefined): NonNullable<SettleOptions['versionOf']> {
  return (file, packageName) => {
    for (let folder = dirname(file); ; folder = dirname(folder)) {
      const installed = manifestIn(read, join(folder, 'node_modules', packageName))?.version;
      if (typeof installed === 'string') return installed;
      const declared = declaredIn(manifestIn(read, folder), packageName);
      if (declared !== undefined) return declared;
      if (folder === '.' || folder === '/') return undefined;
    }
  };
}

type Manifest = Readonly<Record<string, unknown>>;

function manifestIn(read: (file: string) => string | undefined, folder: string): Manifest | undefined {
  const text = read(join(folder, 'package.json'));
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    // A manifest that does not parse declares nothing.
    return undefined;
  }
}

function declaredIn(manifest: Manifest | undefined, packageName: string): string | undefined {
  for (const field of FIELDS) {
    const version = (manifest?.[field] as Record<string, unknown> | undefined)?.[packageName];
    if (typeof version === 'string') return version;
  }
  return undefined;
}
