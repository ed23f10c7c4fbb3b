/** Holds what a configuration file gave against the table of what it may give. */
import { unknownName } from '../model/nearest.js';
import { isRecord } from '../workspace/packages.js';
import { ConfigError } from './errors.js';
import { CONFIG, type Shape } from './shape.js';
import type { Config } from './types.js';

/** One thing that is wrong. */
interface Complaint {
  message: string;
  /** Words of the file near it, the nearest first. */
  near: readonly string[];
}

/** A file as far as messages about it need it. */
export interface ConfigFile {
  /** Relative to the audited root. */
  file: string;
  /** Where a word of it stands, if it stands there as it is. */
  lineOf: (word: string) => number | undefined;
}

/** @throws ConfigError that names everything that is wrong at once. */
export function checkedConfig(value: unknown, file: ConfigFile): Config {
  const complaints = [...complaintsAbout(value, CONFIG, [])].map((complaint) => placed(complaint, file));
  if (complaints.length > 0) throw new ConfigError(complaints.join('\n'));
  return value as Config;
}

function placed({ message, near }: Complaint, { file, lineOf }: ConfigFile): string {
  const line = near.map(lineOf).find((one) => one !== undefined);
  return `${file}${line === undefined ? '' : `:${line}`}: ${message}`;
}

type Path = readonly (string | number)[];

function* complaintsAbout(value: unknown, shape: Shape, path: Path): Generator<Complaint> {
  const complain = (message: string, ...near: string[]): Complaint => ({ message, near: [...near, ...wordsOf(path)] });
  const mistyped = complain(`${nameOf(path)} is ${described(value)}; expected ${shape.says}.`);
  switch (shape.kind) {
    case 'text':
      if (typeof value !== 'string') yield mistyped;
      else if (value.trim() === '') yield complain(`${nameOf(path)} is empty; expected ${shape.says}.`);
      return;
    case 'name':
      if (typeof value !== 'string') yield mistyped;
      else if (!shape.names.includes(value))
        yield complain(`${nameOf(path)}: ${unknownName(shape.what, value, shape.names)}`, value);
      return;
    case 'list':
      if (!Array.isArray(value)) yield mistyped;
      else for (const [index, item] of value.entries()) yield* complaintsAbout(item, shape.of, [...path, index]);
      return;
    case 'record':
      if (!isRecord(value)) yield mistyped;
      else for (const [key, one] of Object.entries(value)) yield* complaintsAbout(one, shape.of, [...path, key]);
      return;
    case 'object':
      if (!isRecord(value)) yield mistyped;
      else yield* complaintsAboutKeys(value, shape, path);
      return;
    case 'either': {
      const fitting = shape.of.find((one) => hasTypeOf(one, value));
      if (fitting) yield* complaintsAbout(value, fitting, path);
      else yield mistyped;
    }
  }
}

function* complaintsAboutKeys(
  value: Record<string, unknown>,
  { keys, needsOne, says }: Extract<Shape, { kind: 'object' }>,
  path: Path,
): Generator<Complaint> {
  // What is undefined is not there: `failOn: process.env.CI ? 'high' : undefined`.
  const given = Object.entries(value).filter(([, one]) => one !== undefined);
  const where = path.length === 0 ? '' : `${nameOf(path)}: `;
  for (const [key, one] of given) {
    const shape = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (shape) yield* complaintsAbout(one, shape, [...path, key]);
    else yield { message: where + unknownName('key', key, Object.keys(keys)), near: [key, ...wordsOf(path)] };
  }
  if (needsOne && given.length === 0)
    yield { message: `${nameOf(path)} says nothing; expected ${says}.`, near: wordsOf(path) };
}

function hasTypeOf({ kind }: Shape, value: unknown): boolean {
  return kind === 'text' || kind === 'name' ? typeof value === 'string' : isRecord(value);
}

/** `stores["src/lib/limiter.ts#windows"].role` */
function nameOf(path: Path): string {
  if (path.length === 0) return 'the configuration';
  return path
    .map((step, index) =>
      typeof step === 'string' && /^[\w$]+$/.test(step)
        ? index === 0
          ? step
          : `.${step}`
        : `[${JSON.stringify(step)}]`,
    )
    .join('');
}

/** The innermost first, whole words before those that every file has. */
function wordsOf(path: Path): string[] {
  return path.filter((step) => typeof step === 'string').reverse();
}

function described(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${value}`;
  return typeof value === 'object' ? 'an object' : typeof value === 'undefined' ? 'missing' : `a ${typeof value}`;
}
