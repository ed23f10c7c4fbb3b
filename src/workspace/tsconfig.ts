import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isFile } from './is-file.js';
import { JsonError, parseJson } from './json.js';
import type { Notes } from './notes.js';
import { isRecord } from './packages.js';
import { pathPattern, type PathMapping } from './path-mapping.js';
import { withoutMark } from './source-text.js';

/**
 * `paths` and `baseUrl` of tsconfig.json and jsconfig.json. We read them ourselves, for two reasons: oxc-resolver refuses every import
 * below a tsconfig whose `extends` cannot be found, which is each project that is audited before `npm install`; and it applies `paths` only
 * to files that `include` names, where bundlers apply them to all.
 */
export interface TsconfigReader {
  /** Of a config file, by its absolute path; `undefined` when it is broken. */
  mapping(file: string): PathMapping | undefined;
}

/** Finds what a bare `extends` names: the absolute path of a file in a package. */
export type FindPackageConfig = (directory: string, specifier: string) => string | undefined;

/** A value with the directory of the config that wrote it, because relative paths stay relative to that. */
interface Placed<T> {
  dir: string;
  value: T;
}

interface Layer {
  baseUrl?: Placed<string>;
  paths?: Placed<Record<string, unknown>>;
  references?: string[];
}

/** Written by `svelte-kit sync`, `nuxt prepare` and their like before a build; the aliases in them are known by convention. */
const GENERATED = /(?:^|\/)\.(?:svelte-kit|nuxt|output|astro|react-router|vinxi|wxt)\//;

export function createTsconfigReader(root: string, notes: Notes, findPackageConfig: FindPackageConfig): TsconfigReader {
  const layers = new Map<string, Layer | undefined>();
  const missing = new Set<string>();

  function layer(file: string): Layer | undefined {
    // Entered before it is read, so that configs which extend each other come to an end.
    if (!layers.has(file)) layers.set(file, undefined).set(file, readLayer(file));
    return layers.get(file);
  }

  function readLayer(file: string): Layer | undefined {
    const config = readConfig(root, file, notes);
    if (!config) return undefined;
    const dir = dirname(file);
    const merged: Layer = {};
    for (const specifier of [config.extends].flat()) {
      if (typeof specifier !== 'string') continue;
      const base = extended(dir, specifier);
      if (base !== undefined) Object.assign(merged, layer(base));
      else reportMissing(file, specifier);
    }
    const options = isRecord(config.compilerOptions) ? config.compilerOptions : {};
    if (typeof options.baseUrl === 'string') merged.baseUrl = { dir, value: options.baseUrl };
    if (isRecord(options.paths)) merged.paths = { dir, value: options.paths };
    merged.references = referencesOf(dir, config.references);
    return merged;
  }

  function extended(dir: string, specifier: string): string | undefined {
    if (!/^(?:\.{0,2}\/|\.{1,2}$|[A-Za-z]:)/.test(specifier)) return findPackageConfig(dir, specifier);
    const path = resolve(dir, specifier);
    return [path, `${path}.json`, join(path, 'tsconfig.json')].find(isFile);
  }

  function reportMissing(file: string, specifier: string): void {
    const target = specifier.startsWith('.') ? resolve(dirname(file), specifier) : specifier;
    if (GENERATED.test(specifier) || missing.has(target)) return;
    missing.add(target);
    const path = shown(root, file);
    const message = `${path} extends "${specifier}", which was not found; path aliases that it may declare are not followed. Install the project's dependencies, or check the path`;
    notes.report({ file: path, kind: 'config', message });
  }

  return {
    mapping(file) {
      const own = layer(file);
      if (!own) return undefined;
      // A solution-style config holds nothing itself and leaves `paths` to the configs it references (Vite's tsconfig.app.json).
      const parts = own.paths || own.baseUrl ? [file] : [file, ...(own.references ?? [])];
      const mappings = parts.flatMap((part) => toMapping(layer(part), dirname(part)));
      const base = mappings.find((mapping) => mapping.base !== undefined)?.base;
      return { patterns: mappings.flatMap(({ patterns }) => patterns), ...(base === undefined ? {} : { base }) };
    },
  };
}

function toMapping(layer: Layer | undefined, leaf: string): PathMapping[] {
  if (!layer) return [];
  const place = ({ dir, value }: Placed<string>) =>
    value.startsWith('${configDir}') ? join(leaf, value.slice('${configDir}'.length)) : resolve(dir, value);
  const { baseUrl, paths } = layer;
  const base = baseUrl && place(baseUrl);
  const patterns = Object.entries(paths?.value ?? {}).map(([key, targets]) => {
    const places = [targets].flat().filter((target) => typeof target === 'string');
    return pathPattern(
      key,
      places.map((value) => place({ dir: base ?? paths?.dir ?? leaf, value })),
    );
  });
  return [{ patterns, ...(base === undefined ? {} : { base }) }];
}

function referencesOf(dir: string, references: unknown): string[] {
  if (!Array.isArray(references)) return [];
  return references.flatMap((reference: unknown) => {
    if (!isRecord(reference) || typeof reference.path !== 'string') return [];
    const path = resolve(dir, reference.path);
    return [path, join(path, 'tsconfig.json')].filter(isFile).slice(0, 1);
  });
}

/** The object that a JSON config file with comments holds; a broken one is reported and left out. */
export function readConfig(root: string, file: string, notes: Notes): Record<string, unknown> | undefined {
  const path = shown(root, file);
  try {
    const text = withoutMark(readFileSync(file, 'utf8'));
    const config = text.trim() ? parseJson(text, 'jsonc') : {};
    if (isRecord(config)) return config;
    notes.report({ file: path, kind: 'config', message: `${path} is not a JSON object; it is left out of account` });
  } catch (error) {
    const { message } = error as Error;
    const line = error instanceof JsonError ? { line: error.line } : {};
    notes.report({
      file: path,
      kind: 'config',
      message: `${path} could not be read (${message}); its path aliases are not followed`,
      ...line,
    });
  }
  return undefined;
}

/** A path as the report names it; configs above the root start with `../`. */
function shown(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}
