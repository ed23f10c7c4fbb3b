/** Finds the configuration of a project and reads it. */
import { readFileSync } from 'node:fs';
import { basename, extname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFile } from '../workspace/is-file.js';
import { parseJson } from '../workspace/json.js';
import { isRecord } from '../workspace/packages.js';
import { withoutMark } from '../workspace/source-text.js';
import { checkedConfig, type ConfigFile } from './check.js';
import { ConfigError } from './errors.js';
import { lineFinder } from './lines.js';
import type { Config } from './types.js';

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json'] as const;
const MANIFEST = 'package.json';
/** The key of package.json that holds it. */
const KEY = 'coldstate';

export interface LoadedConfig extends ConfigFile {
  config: Config;
  source: ConfigSource;
}

/** Where a configuration is written down. */
export interface ConfigSource {
  /** Absolute. */
  path: string;
  text: string;
}

/**
 * `given` is a path to use instead of looking, or `false` for none at all.
 * @throws ConfigError when there is a configuration and it cannot be used.
 */
export async function loadConfig(root: string, given?: string | false): Promise<LoadedConfig | undefined> {
  const source = configSource(root, given);
  return source && configFrom(root, source, await valueOf(source, originOf(root, source)));
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

/** @throws ConfigError when the value is no configuration. */
export function configFrom(root: string, source: ConfigSource, value: unknown): LoadedConfig {
  const origin = originOf(root, source);
  return { ...origin, source, config: checkedConfig(value, origin) };
}

function originOf(root: string, { path, text }: ConfigSource): ConfigFile {
  return { file: fileOf(root, path), lineOf: lineFinder(text, basename(path) === MANIFEST ? KEY : undefined) };
}

const fileOf = (root: string, path: string): string => relative(root, path).split(sep).join('/');

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

async function valueOf({ path, text }: ConfigSource, origin: ConfigFile): Promise<unknown> {
  const extension = extname(path);
  if (!EXTENSIONS.some((known) => known === extension))
    throw new ConfigError(
      `${origin.file}: a configuration is a ${EXTENSIONS.join(', ')} file. Rename it, or choose another with --config FILE.`,
    );
  if (extension !== '.json') return evaluated(path, origin);
  const value = parsed(text, basename(path) === MANIFEST ? 'json' : 'jsonc', origin);
  if (basename(path) !== MANIFEST) return value;
  if (isRecord(value) && Object.hasOwn(value, KEY)) return value[KEY];
  throw new ConfigError(`${origin.file}: it has no key "${KEY}". Add it, or choose another file with --config FILE.`);
}

function parsed(text: string, dialect: 'json' | 'jsonc', { file }: ConfigFile): unknown {
  try {
    return parseJson(text, dialect);
  } catch (cause) {
    throw new ConfigError(`${file} is not valid JSON: ${messageOf(cause)}. Fix it, or run with --no-config.`, {
      cause,
    });
  }
}

/**
 * By jiti, whatever the extension: Node 20 does not read TypeScript, `import` would give the first version of a file for ever, and
 * `coldstate/config` has to be found where coldstate runs by npx and is not installed.
 */
async function evaluated(path: string, { file }: ConfigFile): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const jiti = createJiti(path, {
    fsCache: false,
    moduleCache: false,
    alias: { 'coldstate/config': fileURLToPath(new URL('./define.js', import.meta.url)) },
  });
  try {
    return await jiti.import(path, { default: true });
  } catch (cause) {
    throw new ConfigError(`${file} could not be loaded: ${messageOf(cause)}. Fix it, or run with --no-config.`, {
      cause,
    });
  }
}

/** The first line, without its full stop: a sentence goes on behind it. */
function messageOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return (message.split('\n', 1)[0] ?? '').replace(/\.$/, '');
}
