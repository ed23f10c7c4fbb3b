/** Finds the configuration of a project. By itself, because most projects have none, and what a configuration means is known to all platforms. */
import { readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { isFile } from '../workspace/is-file.js';
import { parseJson } from '../workspace/json.js';
import { isRecord } from '../workspace/packages.js';
import { withoutMark } from '../workspace/source-text.js';
import { ConfigError } from './errors.js';

export const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json'] as const;
export const MANIFEST = 'package.json';
/** The key of package.json that holds it. */
export const KEY = 'coldstate';

/** Where a configuration is written down. */
export interface ConfigSource {
  /** Absolute. */
  path: string;
  text: string;
}

/** @throws ConfigError when there is one and it cannot be read, or there are several. */
export function configSource(root: string, given?: string | false): ConfigSource | undefined {
  if (given === false) return undefined;
  const chosen = given ?? found(root);
  if (chosen === undefined) return undefined;
  // What evaluates it knows no current directory.
  const path = resolve(chosen);
  return { path, text: textOf(path, fileOf(root, path)) };
}

export const fileOf = (root: string, path: string): string => relative(root, path).split(sep).join('/');

/** Of several, none would be the right one. */
function found(root: string): string | undefined {
  const names = EXTENSIONS.map((extension) => `coldstate.config${extension}`).filter((name) =>
    isFile(join(root, name)),
  );
  const all = [...names, ...(manifestHasIt(root) ? [MANIFEST] : [])];
  if (all.length > 1)
    throw new ConfigError(
      `there is more than one configuration: ${all.map((name) => (name === MANIFEST ? `${MANIFEST} (its key "${KEY}")` : name)).join(' and ')}. Keep one, or choose with --config FILE.`,
    );
  return all[0] === undefined ? undefined : join(root, all[0]);
}

/** A manifest that cannot be read is reported with the packages. */
function manifestHasIt(root: string): boolean {
  try {
    const manifest = parseJson(withoutMark(readFileSync(join(root, MANIFEST), 'utf8')), 'json');
    return isRecord(manifest) && Object.hasOwn(manifest, KEY);
  } catch {
    return false;
  }
}

function textOf(path: string, file: string): string {
  try {
    return withoutMark(readFileSync(path, 'utf8'));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : message;
    throw new ConfigError(`${file}: the configuration cannot be read: ${reason}. Check --config.`, { cause });
  }
}
