/** Where a container is kept, and how the operations on it are written there. */
import { paramsOf, type Language, type Param } from './language.js';
import type { Names } from './names.js';

export interface Op {
  name: string;
  params: readonly Param[];
  isAsync?: boolean;
  body: (here: string) => string;
}

export interface Stage {
  names: Names;
  language: Language;
  init: string;
  /** The place itself is assigned to. */
  isBare: boolean;
  ops: readonly Op[];
}

export interface Written {
  text: string;
  /** Names that other modules need. */
  exports: readonly string[];
  /** How an operation is called; its first name is one of `exports`. */
  call: (op: string) => string;
  /** A module of its own that the text imports all exports of. */
  data?: { text: string; exports: readonly string[] };
  /** What each request does first, where it has a store of its own. */
  perRequest?: (imported: (name: string) => string) => string;
}

export interface Home {
  name: string;
  /** Takes a container that is assigned to as a whole. */
  takesBare: boolean;
  /** All operations hang on one exported object. */
  isObject: boolean;
  isPerRequest?: true;
  write: (stage: Stage) => Written;
}

export const head = ({ isAsync }: Op): string => (isAsync ? 'async ' : '');
export const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');
export const braces = (body: string): string => `{\n${indent(body)}\n}`;

export const declared = (op: Op, { language }: Stage, here: string): string =>
  `${head(op)}function ${op.name}(${paramsOf(language, op.params)}) ${braces(op.body(here))}`;
export const arrow = (op: Op, { language }: Stage, here: string): string =>
  `const ${op.name} = ${head(op)}(${paramsOf(language, op.params)}) => ${braces(op.body(here))};`;
export const method = (op: Op, { language }: Stage, here: string, prefix = ''): string =>
  `${prefix}${head(op)}${op.name}(${paramsOf(language, op.params)}) ${braces(op.body(here))}`;

export const each = (stage: Stage, write: (op: Op) => string, separator = '\n'): string =>
  stage.ops.map(write).join(separator);
export const opNames = ({ ops }: Stage): string[] => ops.map(({ name }) => name);
export const itself = (op: string): string => op;
export const binding = ({ isBare }: Stage): string => (isBare ? 'let' : 'const');

/** Operations are functions of the module, around a declaration. */
export function functions(stage: Stage, declaration: string, here: string, write = declared): Written {
  return {
    text: `${declaration}\n${each(stage, (op) => write(op, stage, here))}`,
    exports: opNames(stage),
    call: itself,
  };
}

/** Operations are methods of one object. */
export const object = (stage: Stage, text: string): Written => ({
  text,
  exports: [stage.names.rows],
  call: (op) => `${stage.names.rows}.${op}`,
});

export const classOf = (stage: Stage, fields: string, here: string): string =>
  `class ${stage.names.Class} {\n${indent(`${fields}\n${each(stage, (op) => method(op, stage, here))}`)}\n}`;
export const methodsOf = (stage: Stage, here: string): string => each(stage, (op) => method(op, stage, here), ',\n');
export const asAny = (stage: Stage): string => (stage.language.isTyped ? '(globalThis as any)' : 'globalThis');
