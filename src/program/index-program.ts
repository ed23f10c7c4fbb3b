import { append } from '../model/append.js';
import { ANY_KEY, type CallFacts, type ModuleFacts, type Value } from '../model/facts.js';
import { GLOBAL_OBJECTS } from './builtins.js';
import { closuresIn, type Closures } from './closures.js';
import type { Located, Modules } from './modules.js';
import { functionKey, type Target } from './targets.js';

/** Look-ups over the whole program that resolving needs. */
export interface ProgramIndex {
  /** Values assigned to properties of `globalThis`, by name. */
  globals: ReadonlyMap<string, readonly Located[]>;
  /** `file#object` to the variable of that file which the object literal initialises. */
  holders: ReadonlyMap<string, number>;
  /** `file#class#name` (instance) or `file#class.name` (static) to the values assigned through `this`. */
  fields: ReadonlyMap<string, readonly Value[]>;
  /** `file#variable.name` to the values assigned to that member of the variable; `file#variable.*` to those assigned to any. */
  members: ReadonlyMap<string, readonly Value[]>;
  /** `file#variable` to the function and position whose parameter it is. */
  parameters: ReadonlyMap<string, { fn: number; position: number }>;
  /** Function to the call that it is handed to as an argument. */
  passed: ReadonlyMap<string, CallFacts>;
  /** Interface name to instances of the classes that implement it. */
  implementers: ReadonlyMap<string, readonly Target[]>;
  closures: Closures;
}

/** One pass over all facts for the look-ups that resolving needs. */
export function indexProgram(modules: Modules): ProgramIndex {
  const globals = new Map<string, Located[]>();
  const holders = new Map<string, number>();
  const fields = new Map<string, Value[]>();
  const members = new Map<string, Value[]>();
  const parameters = new Map<string, { fn: number; position: number }>();
  const passed = new Map<string, CallFacts>();
  const implementers = new Map<string, Target[]>();

  for (const module of modules.all()) {
    for (const { target, value } of module.writes) {
      if (!value || target.kind !== 'member') continue;
      if (isGlobalObject(module, target.of)) append(globals, target.key, { module, value });
      if (target.of.kind === 'variable') {
        const variable = `${module.file}#${target.of.id}`;
        append(members, `${variable}.${target.key}`, value);
        if (target.key !== ANY_KEY) append(members, `${variable}.${ANY_KEY}`, value);
      }
      if (target.of.kind === 'this') append(fields, fieldKey(module, target.of.of, target.key), value);
    }
    module.variables.forEach((variable, id) => {
      for (const value of variable.values.flatMap(alternatives)) {
        if (value.kind === 'object') holders.set(`${module.file}#${value.id}`, id);
      }
    });
    module.functions.forEach((facts, fn) => {
      facts.parameters.forEach((variable, position) => parameters.set(`${module.file}#${variable}`, { fn, position }));
    });
    for (const call of module.calls) {
      for (const argument of call.args) {
        if (argument.kind === 'function') passed.set(functionKey({ module, fn: argument.id }), call);
      }
    }
    module.classes.forEach((facts, id) => {
      for (const { name } of facts.implements) append(implementers, name, { kind: 'instance', module, id, facts });
    });
  }
  return { globals, holders, fields, members, parameters, passed, implementers, closures: closuresIn(modules) };
}

function fieldKey(module: ModuleFacts, of: Extract<Value, { kind: 'this' }>['of'], name: string): string {
  if (of.kind === 'instance') return `${module.file}#${of.class}#${name}`;
  if (of.kind === 'static') return `${module.file}#${of.class}.${name}`;
  return `${module.file}#${of.kind}`;
}

/** `globalThis`, or a variable that is a typed name for it: `const g = globalThis as unknown as Globals`. */
export function isGlobalObject(module: ModuleFacts, value: Value): boolean {
  if (value.kind === 'global') return GLOBAL_OBJECTS.has(value.name);
  if (value.kind !== 'variable') return false;
  const values = module.variables[value.id]?.values ?? [];
  return values.length === 1 && values[0]?.kind === 'global' && GLOBAL_OBJECTS.has(values[0].name);
}

function alternatives(value: Value): readonly Value[] {
  return value.kind === 'either' ? value.of.flatMap(alternatives) : [value];
}
