import type { Container, Need } from './containers.js';
import type { Param } from './language.js';
import type { Names } from './names.js';

/**
 * What an expert says without hesitating. `loud`: unsafe and reached; `advisory`: named, but not loud; `quiet`: anything but loud (safe, or
 * advisory where only latency or freshness is lost, or not a store at all).
 */
export type Truth = 'loud' | 'advisory' | 'quiet';

/** A container in its home. */
export interface Data {
  get: (key?: string) => string;
  has: (key?: string) => string;
  /** Statements, as `add` and `delete`; `block` puts them behind an `if`. */
  set: (key: string, value: string) => string;
  add: (value: string) => string;
  delete: (key?: string) => string;
}

export function dataIn(container: Container, here: string): Data {
  return {
    get: (key = '') => container.get(here, key),
    has: (key = '') => container.has(here, key),
    set: (key, value) => container.set(here, key, value),
    add: (value) => container.set(here, value, value),
    delete: (key = '') => container.delete(here, key),
  };
}

/** Finds the record of `key` or puts `fresh` there; the record is called `entry` afterwards. */
export interface Guard {
  name: string;
  write: (data: Data, key: string, fresh: string) => string;
}

export interface RoleOp {
  name: string;
  params: readonly Param[];
  isAsync?: boolean;
  body: (data: Data) => string;
}

export interface External {
  name: string;
  from: string;
}

/** What a handler has at hand. */
export interface Io {
  /** The request itself. */
  request: string;
  input: (name: string) => string;
  answer: (status: number, value: string) => string;
}

export interface Route {
  verb: 'GET' | 'POST' | 'DELETE' | 'PUT';
  /** Below the path of the store: '' or a word. */
  path: string;
  body: (io: Io, call: (op: string, ...args: string[]) => string) => string;
}

export interface Role {
  name: string;
  truth: Truth;
  need: Need;
  entries?: readonly (readonly [key: string, value: string])[];
  /** What its module imports from elsewhere. */
  needs?: readonly External[];
  ops: (names: Names, guard: Guard) => readonly RoleOp[];
  routes: (names: Names) => readonly Route[];
  /** Runs while modules are loaded, after the store is made. */
  atLoad?: (names: Names, call: (op: string, ...args: string[]) => string) => string;
}

export const block = (statements: string): string => `{\n${statements.replace(/^(?=.)/gm, '  ')}\n}`;

export const text = (name: string): Param => ({ name, type: 'string' });
export const anything = (name: string): Param => ({ name, type: 'any' });

export const GUARDS: readonly Guard[] = [
  {
    name: 'if (!entry)',
    write: (data, key, fresh) =>
      `let entry = ${data.get(key)};\nif (!entry) {\n  entry = ${fresh};\n  ${data.set(key, 'entry')}\n}`,
  },
  {
    name: 'if (!has)',
    write: (data, key, fresh) =>
      `if (!(${data.has(key)})) ${block(data.set(key, fresh))}\nconst entry = ${data.get(key)};`,
  },
  {
    name: '??',
    write: (data, key, fresh) => `const entry = ${data.get(key)} ?? ${fresh};\n${data.set(key, 'entry')}`,
  },
  {
    name: '||',
    write: (data, key, fresh) =>
      `const entry = (${data.get(key)}) || ${fresh};\nif (!(${data.has(key)})) ${block(data.set(key, 'entry'))}`,
  },
  {
    name: '?:',
    write: (data, key, fresh) =>
      `const found = ${data.get(key)};\nconst entry = found ? found : ${fresh};\n${data.set(key, 'entry')}`,
  },
  {
    name: '??=',
    write: (data, key, fresh) => `let entry = ${data.get(key)};\nentry ??= ${fresh};\n${data.set(key, 'entry')}`,
  },
  {
    name: 'switch',
    write: (data, key, fresh) =>
      `switch (${data.has(key)}) {\n  case false:\n    ${data.set(key, fresh)}\n    break;\n  default:\n}\nconst entry = ${data.get(key)};`,
  },
  {
    name: 'try … finally',
    write: (data, key, fresh) =>
      `let entry = ${data.get(key)};\ntry {\n  entry = entry ?? ${fresh};\n} finally {\n  ${data.set(key, 'entry')}\n}`,
  },
];
