import { MODULE } from '../../model/facts.js';
import { inFunction } from '../../program/in-function.js';
import type { Program } from '../../program/index.js';
import type { Access, Store } from '../../program/stores.js';
import { functionKey, type FunctionRef, type Root } from '../../program/targets.js';
import { words } from './names.js';

/** The functions around a store, and the words and texts that stand in them. */

/** Functions that access a store, and those that call them, at `distance` 0 and 1. */
export type Around = readonly { ref: FunctionRef; distance: 0 | 1 }[];

export function functionsAround(accesses: readonly Access[], program: Program): Around {
  const found = new Map<string, { ref: FunctionRef; distance: 0 | 1 }>();
  for (const { module, fn } of accesses) {
    if (fn === MODULE) continue;
    found.set(functionKey({ module, fn }), { ref: { module, fn }, distance: 0 });
    for (const ref of aroundCallback({ module, fn })) {
      const key = functionKey(ref);
      if (!found.has(key)) found.set(key, { ref, distance: 0 });
    }
  }
  for (const { ref } of [...found.values()]) {
    for (const caller of program.callersOf(ref)) {
      const key = functionKey(caller);
      if (caller.fn !== MODULE && !found.has(key)) found.set(key, { ref: caller, distance: 1 });
    }
  }
  return [...found.values()];
}

/** A callback belongs to the function that it stands in. */
function aroundCallback({ module, fn }: FunctionRef): readonly FunctionRef[] {
  const { parent = MODULE, kind } = module.functions[fn] ?? {};
  return parent !== MODULE && (kind === 'arrow' || kind === 'function') ? [{ module, fn: parent }] : [];
}

/** Whoever is given an answer hands it on this often. */
const MOST_HANDS = 8;

/** A function that is given an answer, and through how many hands. */
export interface Handed {
  ref: FunctionRef;
  hands: number;
}

/** Those around, who calls them, and who is given an answer that those hand on. */
export function callersToo(
  functions: Around,
  handsOn: (ref: FunctionRef) => boolean,
  program: Program,
): readonly Handed[] {
  const found = new Map<string, Handed>(
    functions.map(({ ref, distance }) => [functionKey(ref), { ref, hands: distance }]),
  );
  let newest: readonly Handed[] = [...found.values()];
  for (let hands = 0; hands < MOST_HANDS && newest.length > 0; hands++) {
    const next: Handed[] = [];
    for (const one of newest) {
      if (hands > 0 && !handsOn(one.ref)) continue;
      for (const caller of [...program.callersOf(one.ref), ...aroundCallback(one.ref)]) {
        const key = functionKey(caller);
        if (caller.fn === MODULE || found.has(key)) continue;
        const handed = { ref: caller, hands: one.hands + 1 };
        found.set(key, handed);
        next.push(handed);
      }
    }
    newest = next;
  }
  return [...found.values()];
}

export function contextWords(store: Store, root: Root, functions: Around): Set<string> {
  const file = root.kind === 'global' ? (store.accesses[0]?.module.file ?? '') : root.module.file;
  const own = words(
    file
      .split('/')
      .slice(-2)
      .join('/')
      .replace(/\.\w+$/, ''),
  );
  const named = functions.flatMap(({ ref: { module, fn } }) => words(module.functions[fn]?.name ?? ''));
  const owner = root.kind === 'variable' ? root.module.functions[root.variable.fn]?.name : undefined;
  return new Set([...own, ...named, ...words(owner ?? '')]);
}

export function textsIn(functions: Around): string[] {
  const texts: string[] = [];
  for (const { ref } of functions) {
    const { module, fn } = ref;
    for (const call of inFunction(module.calls, fn)) {
      for (const argument of call.args)
        if (argument.kind === 'literal' && typeof argument.value === 'string') texts.push(argument.value.toLowerCase());
    }
    for (const object of inFunction(module.objects, fn)) {
      for (const { value } of object.properties)
        if (value.kind === 'literal' && typeof value.value === 'string') texts.push(value.value.toLowerCase());
    }
  }
  return texts;
}
