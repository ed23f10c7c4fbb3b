/** What a configuration says. */
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseJson } from '../workspace/json.js';
import { isRecord } from '../workspace/packages.js';
import { checkedConfig, type ConfigFile } from './check.js';
import { ConfigError } from './errors.js';
import { lineFinder } from './lines.js';
import { moduleAt } from './module.js';
import { configSource, EXTENSIONS, fileOf, KEY, MANIFEST, type ConfigSource } from './source.js';
import type { Config } from './types.js';

export interface LoadedConfig extends ConfigFile {
  config: Config;
  source: ConfigSource;
}

/**
 * `given` is a path to use instead of looking, or `false` for none at all.
 * @throws ConfigError when there is a configuration and it cannot be used.
 */
export async function loadConfig(root: string, given?: string | false): Promise<LoadedConfig | undefined> {
  const source = configSource(root, given);
  return source && loadFrom(root, source);
}

/** @throws ConfigError when it cannot be used. */
export async function loadFrom(root: string, source: ConfigSource): Promise<LoadedConfig> {
  return configFrom(root, source, await valueOf(source, originOf(root, source)));
}

/** @throws ConfigError when the value is no configuration. */
export function configFrom(root: string, source: ConfigSource, value: unknown): LoadedConfig {
  const origin = originOf(root, source);
  return { ...origin, source, config: checkedConfig(value, origin) };
}

function originOf(root: string, { path, text }: ConfigSource): ConfigFile {
  return { file: fileOf(root, path), lineOf: lineFinder(text, basename(path) === MANIFEST ? KEY : undefined) };
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

/** `coldstate/config` has to be found where coldstate runs by npx and is not installed. */
async function evaluated(path: string, { file }: ConfigFile): Promise<unknown> {
  try {
    const alias = { 'coldstate/config': fileURLToPath(new URL('./define.js', import.meta.url)) };
    return await moduleAt(path, { alias, default: true });
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
