import { readdirSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { isOutputDirectory, isSource } from './file-kinds.js';
import { isFile } from './is-file.js';
import { IGNORE_FILES, inheritedRules, isIgnored, rulesWithin, type IgnoreRules } from './ignore-rules.js';

export interface Listing {
  /** Every file below the root that no rule ignores, sorted. */
  files: string[];
  /** Source files that a rule names one by one; those of ignored directories are never seen. */
  ignored: string[];
  /** Directories that could not be opened, with the system's reason. */
  unreadable: { dir: string; reason: string }[];
}

/**
 * Walks with `readdir` alone: a glob library would match patterns that the ignore rules decide anyway, and could not prune by nested
 * `.gitignore` files on its way down.
 */
export function listFiles(root: string): Listing {
  const listing: Listing = { files: [], ignored: [], unreadable: [] };
  visit(root, '', inheritedRules(root), listing);
  listing.files.sort();
  return listing;
}

function visit(root: string, dir: string, inherited: IgnoreRules, listing: Listing): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(join(root, dir), { withFileTypes: true });
  } catch (error) {
    if (dir === '') throw error;
    listing.unreadable.push({ dir, reason: (error as Error).message });
    return;
  }
  const has = (names: readonly string[]) => entries.some((entry) => names.includes(entry.name));
  const isPackage = has(['package.json']);
  const rules = has(IGNORE_FILES) ? rulesWithin(inherited, root, dir) : inherited;
  for (const entry of entries) {
    const path = dir ? `${dir}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      if (!isOutputDirectory(path, isPackage) && !isIgnored(rules, `${path}/`)) visit(root, path, rules, listing);
    } else if (isListed(root, path, entry)) {
      if (!isIgnored(rules, path)) listing.files.push(path);
      else if (isSource(path)) listing.ignored.push(path);
    }
  }
}

/**
 * Links to directories are not followed: they may lead in circles, and what they show inside the project is listed at its real place,
 * where the resolver finds it. The same goes for linked sources; a linked `Dockerfile` still says something about where it stands.
 */
function isListed(root: string, path: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  return !isSource(path) && isFile(join(root, path));
}
