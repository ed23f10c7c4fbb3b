import { append } from '../model/append.js';
import type { ModuleFacts, Value } from '../model/facts.js';
import type { Program } from '../program/index.js';
import type { Access } from '../program/stores.js';
import { asCallersMakeIt, FARTHEST_WRAPPER } from './evidence/wrappers.js';

/** One container that serves several ends, each under keys of its own: `otp:…` beside `article:…`. */

/** What is filed under one kind of keys and looked up under them too; without a name, all the rest. */
export interface KeyGroup {
  name: string;
  accesses: readonly Access[];
}

/**
 * Groups of accesses that have nothing to do with each other. A group stands by itself where its keys show both who fills it and who looks
 * it up; what is not that plain stays together.
 */
export function keyGroupsOf(all: readonly Access[], program: Program): readonly KeyGroup[] {
  const accesses = all.flatMap((access) => whereNamed(access, program, 0));
  const byPrefix = new Map<string, Access[]>();
  for (const access of accesses) {
    const prefix = prefixOf(access);
    append(byPrefix, prefix, access);
  }
  const named = [...byPrefix].filter(([prefix, own]) => prefix !== '' && own.some(fills) && own.some(looksUp));
  const isNamed = new Set(named.flatMap(([, own]) => own));
  const rest = accesses.filter((access) => !isNamed.has(access));
  const groups = named.map(([name, own]): KeyGroup => ({ name, accesses: own }));
  return rest.some(fills) ? [...groups, { name: '', accesses: rest }] : groups;
}

/** In `const keep = (key, value) => cache.set(key, value)` the key says nothing; those that callers pass do. */
function whereNamed(access: Access, program: Program, distance: number): readonly Access[] {
  if (prefixOf(access) !== '' || distance === FARTHEST_WRAPPER) return [access];
  const sites = asCallersMakeIt(access, program).flatMap((site) => whereNamed(site, program, distance + 1));
  return sites.some((site) => prefixOf(site) !== '') ? sites : [access];
}

const fills = ({ operation }: Access): boolean => operation === 'set' || operation === 'increment';
const looksUp = ({ operation }: Access): boolean => operation === 'get' || operation === 'has';

const DEEPEST = 3;

/** `forums:all` and `forums:${id}` are keys of `forums`; '' where nothing says what a key begins with. */
function prefixOf({ module, key }: Access): string {
  if (!key) return '';
  const [text, isWhole] = leadOf(module, key, 0);
  const [prefix = '', ...others] = text.split(/[:/|#]/);
  // `user${id}` and `users` could be the same.
  return others.length > 0 || isWhole ? prefix : '';
}

/** The text that a key begins with, and whether that is all of it. */
function leadOf(module: ModuleFacts, key: Value, depth: number): [text: string, isWhole: boolean] {
  if (key.kind === 'literal') return [typeof key.value === 'string' ? key.value : '', true];
  if (key.kind === 'derived') {
    const [first] = key.of;
    if (key.operator === 'template') return [key.lead ?? '', false];
    return key.operator === '+' && first && depth < DEEPEST
      ? [leadOf(module, first, depth + 1)[0], false]
      : ['', false];
  }
  const variable = key.kind === 'variable' ? module.variables[key.id] : undefined;
  const [only, ...others] = variable?.declared === 'parameter' ? [] : (variable?.values ?? []);
  return only && others.length === 0 && depth < DEEPEST ? leadOf(module, only, depth + 1) : ['', false];
}
