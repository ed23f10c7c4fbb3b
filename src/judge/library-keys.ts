import type { ModuleFacts, Value } from '../model/facts.js';
import type { Access } from '../program/stores.js';

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
export function keyGroupsOf(accesses: readonly Access[]): readonly KeyGroup[] {
  const byPrefix = new Map<string, Access[]>();
  for (const access of accesses) {
    const prefix = access.key ? prefixOf(access.module, access.key) : '';
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), access]);
  }
  const named = [...byPrefix].filter(([prefix, own]) => prefix !== '' && own.some(fills) && own.some(looksUp));
  const isNamed = new Set(named.flatMap(([, own]) => own));
  const rest = accesses.filter((access) => !isNamed.has(access));
  const groups = named.map(([name, own]): KeyGroup => ({ name, accesses: own }));
  return rest.some(fills) ? [...groups, { name: '', accesses: rest }] : groups;
}

const fills = ({ operation }: Access): boolean => operation === 'set' || operation === 'increment';
const looksUp = ({ operation }: Access): boolean => operation === 'get' || operation === 'has';

const DEEPEST = 3;

/** `forums:all` and `forums:${id}` are keys of `forums`; '' where nothing says what a key begins with. */
function prefixOf(module: ModuleFacts, key: Value, depth = 0): string {
  const [text, isWhole] = leadOf(module, key, depth);
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
