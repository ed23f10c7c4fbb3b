import type { CallFacts, ClassFacts, FunctionFacts, FunctionId, ModuleFacts, Span, Variable } from '../model/facts.js';
import { keptIn } from '../model/lazily.js';
import type { StatefulEntry } from '../model/library.js';
import type { Located } from './modules.js';

/** A function of the program; `MODULE` as id stands for the code of the module itself. */
export interface FunctionRef {
  module: ModuleFacts;
  fn: FunctionId;
}

/**
 * What holds state: the thing that a store is declared as. One root may be reached under many names; `id` is equal for equal roots.
 */
export type Root =
  | { kind: 'variable'; id: string; module: ModuleFacts; variable: Variable }
  | {
      kind: 'field';
      id: string;
      module: ModuleFacts;
      class: ClassFacts;
      classId: number;
      name: string;
      static: boolean;
    }
  /** A property of `globalThis`, or of an object of the host or of a package that everybody shares (`process.env`, `axios.defaults`). */
  | { kind: 'global'; id: string; name: string; of?: SharedObject }
  /** A property of an object that is a store of its own; `values` is all that the program puts there. */
  | { kind: 'property'; id: string; of: Root; module: ModuleFacts; name: string; at: Span; values: readonly Located[] };

export interface SharedObject {
  /** `global` for the host's. */
  package: string;
  /** What the tables say about it. */
  entry?: StatefulEntry;
}

/** A call, and the module whose facts it is one of. */
export interface CallSite {
  module: ModuleFacts;
  call: CallFacts;
}

/** What an expression may mean when the program runs. */
export type Target =
  /** State, or something inside it. A `copied` place shares the elements of the state but not its container. */
  | { kind: 'place'; root: Root; path: readonly string[]; copied?: boolean }
  /** `by` is the call that made it, where it calls what that call hands over. */
  | { kind: 'function'; module: ModuleFacts; fn: FunctionId; facts: FunctionFacts; by?: CallSite }
  | { kind: 'class'; module: ModuleFacts; id: number; facts: ClassFacts }
  | { kind: 'instance'; module: ModuleFacts; id: number; facts: ClassFacts }
  | { kind: 'module'; module: ModuleFacts }
  | { kind: 'object'; module: ModuleFacts; id: number }
  | { kind: 'array'; module: ModuleFacts; id: number }
  /** A name of a package, or a member of it. */
  | { kind: 'external'; package: string; path: readonly string[] }
  /** What a call of a package's function or class gave, or a member of that. */
  | { kind: 'created'; package: string; path: readonly string[]; module: ModuleFacts; call: CallFacts }
  /** A host object: `['Map']`, `['process', 'env']`. */
  | { kind: 'global'; path: readonly string[] }
  /** A new instance of a built-in class: `new Map()`. */
  | { kind: 'builtin'; name: string; module: ModuleFacts; call: CallFacts }
  | { kind: 'literal'; value: string | number | boolean | null | undefined }
  | { kind: 'regexp'; flags: string }
  | { kind: 'derived' };

export function variableRoot(module: ModuleFacts, id: number): Root {
  const variable = module.variables[id];
  if (!variable) throw new RangeError(`variable ${id} of ${module.file}`);
  return { kind: 'variable', id: `${module.file}#${id}`, module, variable };
}

export function fieldRoot(module: ModuleFacts, classId: number, name: string, isStatic: boolean): Root {
  const facts = module.classes[classId];
  if (!facts) throw new RangeError(`class ${classId} of ${module.file}`);
  const id = `${module.file}#class${classId}${isStatic ? '.' : '#'}${name}`;
  return { kind: 'field', id, module, class: facts, classId, name, static: isStatic };
}

export function globalRoot(name: string): Root {
  return { kind: 'global', id: `globalThis.${name}`, name };
}

export function sharedRoot(name: string, of: SharedObject): Root {
  return { kind: 'global', id: `${of.package}:${name}`, name, of };
}

export function propertyRoot(of: Root, name: string, module: ModuleFacts, at: Span, values: readonly Located[]): Root {
  return { kind: 'property', id: `${of.id}.${name}`, of, module, name, at, values };
}

/** What a property is a part of, at whatever remove; any other root is its own. */
export function outermost(root: Root): Exclude<Root, { kind: 'property' }> {
  return root.kind === 'property' ? outermost(root.of) : root;
}

/** `export const ordersTool = tool`: what is declared elsewhere has a name of its own here. */
export function isOtherName(root: Root): boolean {
  const values = root.kind === 'variable' ? root.variable.values : [];
  return values.length > 0 && values.every(({ kind }) => kind === 'variable' || kind === 'import');
}

/** A name is asked for far more often than there are functions, and to put it together is dear. */
const functionKeys = new WeakMap<ModuleFacts, string[]>();
const noKeys = (): string[] => [];

export function functionKey({ module, fn }: FunctionRef): string {
  const keys = keptIn(functionKeys, module, noKeys);
  // `MODULE` comes first.
  return (keys[fn + 1] ??= `${module.file}#${fn}`);
}

export function siteKey({ module, call }: CallSite): string {
  return `${module.file}:${call.at[0]}`;
}

/** Whether two targets have one key, told without making it. */
export function isSame(a: Target, b: Target): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'place' && b.kind === 'place')
    return a.root.id === b.root.id && a.copied === b.copied && areSame(a.path, b.path);
  if (a.kind === 'external' && b.kind === 'external') return a.package === b.package && areSame(a.path, b.path);
  if (a.kind === 'literal' && b.kind === 'literal') return String(a.value) === String(b.value);
  return targetKey(a) === targetKey(b);
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((step, at) => step === b[at]);
}

export function targetKey(target: Target): string {
  switch (target.kind) {
    case 'place':
      return `place ${target.root.id} ${target.path.join('.')} ${String(target.copied)}`;
    case 'function':
      return target.by ? `function ${functionKey(target)} by ${siteKey(target.by)}` : `function ${functionKey(target)}`;
    case 'class':
    case 'instance':
    case 'object':
    case 'array':
      return `${target.kind} ${target.module.file}#${target.id}`;
    case 'module':
      return `module ${target.module.file}`;
    case 'external':
      return `external ${target.package} ${target.path.join('.')}`;
    case 'created':
      return `created ${target.package} ${target.path.join('.')} ${target.module.file}:${target.call.at[0]}`;
    case 'global':
      return `global ${target.path.join('.')}`;
    case 'builtin':
      return `builtin ${target.name} ${target.module.file}:${target.call.at[0]}`;
    case 'literal':
      return `literal ${String(target.value)}`;
    default:
      return target.kind;
  }
}
