import { isIn, skippedWhere, type Known } from './branches.js';
import { MODULE, type FunctionId, type ModuleFacts, type Span, type TestAtom, type Value } from '../model/facts.js';
import { remembering } from '../model/lazily.js';
import { table } from '../model/table.js';
import type { Modules } from './modules.js';
import type { Resolver } from './resolve.js';

/** Code that servers and browsers share, where it asks which of them it runs in. */

type Side = 'browser' | 'server';

/** Objects that there are in browsers alone. */
const OF_BROWSERS: ReadonlySet<string> = new Set(['window', 'document', 'localStorage', 'sessionStorage']);
/** Constants that say so, by the module that they come from. */
const CONSTANTS = table<Side>({
  '$app/environment#browser': 'browser',
  'esm-env#BROWSER': 'browser',
  'esm-env#SSR': 'server',
  'react-query#isServer': 'server',
  '@tanstack/react-query#environmentManager.isServer': 'server',
  '@tanstack/query-core#environmentManager.isServer': 'server',
  '@tanstack/react-query#isServer': 'server',
  '@tanstack/query-core#isServer': 'server',
  '@tanstack/vue-query#isServer': 'server',
  '@tanstack/svelte-query#isServer': 'server',
  '@tanstack/solid-query#isServer': 'server',
  'solid-js/web#isServer': 'server',
});
const MEMBERS = table<Side>({
  'process.browser': 'browser',
  'process.client': 'browser',
  'import.meta.client': 'browser',
  'import.meta.browser': 'browser',
  'process.server': 'server',
  'import.meta.server': 'server',
  'import.meta.env.SSR': 'server',
});

/** What decides where code runs. */
interface Sides {
  modules: Modules;
  resolver: Resolver;
}

/** A place in a function. */
interface Place {
  module: ModuleFacts;
  fn: FunctionId;
  at: Span;
}

/** Whether no server comes to a place: `if (browser) …`, `if (typeof window === 'undefined') return; …` */
export function browserOnly(modules: Modules, resolver: Resolver): (place: Place) => boolean {
  const sides = { modules, resolver };
  const skippedIn = remembering((module: ModuleFacts) =>
    skippedWhere(module, (atom) => onServer(holdsIn(module, atom, sides))),
  );
  return ({ module, fn, at }) => {
    const skipped = skippedIn(module);
    if (skipped.length === 0) return false;
    const around = functionsAround(module, fn);
    return skipped.some((one) => around.has(one.fn) && isIn(at, one.span));
  };
}

const onServer = (side: Side | undefined): Known => side && side === 'server';

/** Where a comparison holds; nothing where it asks something else. */
function holdsIn(module: ModuleFacts, { value, holds }: TestAtom, sides: Sides): Side | undefined {
  if (holds === 'compare') return undefined;
  const side = truthyIn(module, value, sides);
  return holds === 'truthy' ? side : other(side);
}

function other(side: Side | undefined): Side | undefined {
  return side && (side === 'browser' ? 'server' : 'browser');
}

/** Helpers are looked through this far. */
const DEEPEST = 6;

/** Where a value is truthy: `typeof window`, `isServer`, `const onServer = typeof window === 'undefined'`, `isBrowser()`. */
function truthyIn(module: ModuleFacts, value: Value, sides: Sides, depth = 0): Side | undefined {
  const inside = (one: Value | undefined): Side | undefined =>
    one && depth < DEEPEST ? truthyIn(module, one, sides, depth + 1) : undefined;
  switch (value.kind) {
    case 'global':
      return OF_BROWSERS.has(value.name) ? 'browser' : undefined;
    case 'member':
      return MEMBERS.get(pathOf(value));
    case 'import':
      return CONSTANTS.get(`${value.source}#${value.name}`) ?? ofImported(module, value, sides, depth);
    case 'variable': {
      const { declared, values } = module.variables[value.id] ?? {};
      const isFixed = declared !== 'parameter' && values?.length === 1;
      return isFixed ? inside(values[0]) : undefined;
    }
    case 'either':
      return value.of.map(inside).find((side) => side !== undefined);
    case 'derived':
      return value.operator === '!' ? other(inside(value.of[0])) : ofTypeof(value);
    case 'call': {
      const call = module.calls[value.id];
      const known = call && CONSTANTS.get(importedAs(module, call.callee));
      if (known) return known;
      const called = call ? sides.resolver.resolve(module, call.callee).filter(({ kind }) => kind !== 'place') : [];
      const [only, ...others] = called;
      if (only?.kind !== 'function' || others.length > 0 || only.facts.returns.length !== 1) return undefined;
      const [returned] = only.facts.returns;
      return returned && depth < DEEPEST ? truthyIn(only.module, returned, sides, depth + 1) : undefined;
    }
    default:
      return undefined;
  }
}

function ofImported(
  module: ModuleFacts,
  { source, name }: Extract<Value, { kind: 'import' }>,
  sides: Sides,
  depth: number,
): Side | undefined {
  const from = sides.modules.imported(module, source);
  const [only] = from.kind === 'module' ? sides.modules.exported(from.module, name) : [];
  return only && depth < DEEPEST ? truthyIn(only.module, only.value, sides, depth + 1) : undefined;
}

/** `typeof window === 'undefined'` */
function ofTypeof({ operator, of: [asked, literal] }: Extract<Value, { kind: 'derived' }>): Side | undefined {
  if (asked?.kind !== 'derived' || asked.operator !== 'typeof' || literal?.kind !== 'literal') return undefined;
  const [named] = asked.of;
  if (named?.kind !== 'global' || !OF_BROWSERS.has(named.name)) return undefined;
  const isMissing = (literal.value === 'undefined') === operator.startsWith('=');
  return isMissing ? 'server' : 'browser';
}

function pathOf(value: Value): string {
  if (value.kind === 'global') return value.name;
  return value.kind === 'member' ? `${pathOf(value.of)}.${value.key}` : '';
}

function functionsAround({ functions }: ModuleFacts, fn: FunctionId): ReadonlySet<FunctionId> {
  const around = new Set<FunctionId>();
  for (let at = fn; at !== MODULE; at = functions[at]?.parent ?? MODULE) around.add(at);
  return around;
}

/** `@tanstack/react-query#environmentManager.isServer` */
function importedAs(module: ModuleFacts, value: Value): string {
  switch (value.kind) {
    case 'import':
      return `${value.source}#${value.name}`;
    case 'member':
      return `${importedAs(module, value.of)}.${value.key}`;
    case 'variable': {
      const [only] = module.variables[value.id]?.values ?? [];
      return only?.kind === 'import' ? importedAs(module, only) : '';
    }
    default:
      return '';
  }
}
