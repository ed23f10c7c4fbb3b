import { ANY_KEY, type CallFacts, type ModuleFacts, type Value } from '../model/facts.js';
import { table } from '../model/table.js';
import type { Operation } from '../model/words.js';
import type { Access, Resolve } from './stores.js';

/** A store that is replaced by a changed copy of itself is changed as the copy was: `rows = [...rows, row]` is a push. */

interface Change {
  operation: Operation;
  path?: readonly string[];
  key?: Value;
  value?: Value;
}

/** Longer chains of copies than this are nobody's. */
const DEEPEST = 6;

/** What a method of a list does to the copy that it gives, where its arguments do not matter. */
const CHANGES_COPY: ReadonlyMap<string, Operation> = table({
  filter: 'delete',
  map: 'mutate-in-place',
  with: 'set',
  toSpliced: 'shift',
  toSorted: 'sort',
  toReversed: 'sort',
  sort: 'sort',
  reverse: 'sort',
});

/** Methods of a list, and functions of the host, whose result is what they are given in another form. */
const GIVES_CONTENTS = new Set([
  ...['entries', 'values', 'flat'],
  ...['Object.entries', 'Object.fromEntries', 'Array.from', 'structuredClone'],
]);

/** The changes that an assignment to the whole of a store makes; the access itself where it is no copy of what was there. */
export function changesBy(access: Access, resolve: Resolve): readonly Access[] {
  const { path, operation, write, value, module, root } = access;
  if (path.length > 0 || operation !== 'assign' || write?.operator !== '=' || !value) return [access];
  const isOwn = (one: Value): boolean =>
    resolve(module, one).some(
      (target) => target.kind === 'place' && target.root.id === root.id && target.path.length === 0 && !target.copied,
    );
  const changes = changesIn(value, { module, isOwn }, 0);
  if (!changes || changes.length === 0) return [access];
  const { fn, at } = access;
  return changes.map((change) => ({ root, path, writes: true, module, fn, at, write, ...change }));
}

interface Copying {
  module: ModuleFacts;
  /** Whether a value is the store itself. */
  isOwn: (value: Value) => boolean;
}

/** What a value differs in from the store, or `undefined` where it is none made of it. */
function changesIn(value: Value, cx: Copying, depth: number): readonly Change[] | undefined {
  if (depth > DEEPEST) return undefined;
  const again = (one: Value): readonly Change[] | undefined => changesIn(one, cx, depth + 1);
  switch (value.kind) {
    case 'array':
      return ofList(cx.module.arrays[value.id]?.elements ?? [], again);
    case 'object':
      return ofRecord(cx.module, value.id, again);
    case 'copy': {
      // `const { [key]: _, ...others } = rows`, where `[...rows]` stands in the elements of a list.
      const changes = first(value.of, again);
      return changes && [...changes, { operation: 'delete' }];
    }
    case 'either': {
      const changes = value.of.map(again);
      return changes.every((one) => one !== undefined) ? changes.flat() : undefined;
    }
    case 'call':
      return ofCall(cx.module.calls[value.id], cx, again);
    case 'variable': {
      if (cx.isOwn(value)) return [];
      const { declared, values = [] } = cx.module.variables[value.id] ?? {};
      const [only] = values;
      return declared === 'const' && values.length === 1 && only ? again(only) : undefined;
    }
    default:
      return cx.isOwn(value) ? [] : undefined;
  }
}

type Again = (value: Value) => readonly Change[] | undefined;

function first(values: readonly Value[], again: Again): readonly Change[] | undefined {
  for (const value of values) {
    const changes = again(value);
    if (changes) return changes;
  }
  return undefined;
}

/** `[...rows, row]` */
function ofList(elements: readonly Value[], again: Again): readonly Change[] | undefined {
  const spread = elements.map((element) => (element.kind === 'copy' ? first(element.of, again) : undefined));
  if (spread.every((changes) => changes === undefined)) return undefined;
  return elements.flatMap((value, position) => spread[position] ?? [{ operation: 'push', value } as const]);
}

/** `{ ...rows, [key]: row }` */
function ofRecord(module: ModuleFacts, id: number, again: Again): readonly Change[] | undefined {
  const properties = module.objects[id]?.properties ?? [];
  const spread = properties.map(({ key, value }) => (key === '...' ? again(value) : undefined));
  if (spread.every((changes) => changes === undefined)) return undefined;
  return properties.flatMap(({ key, index, value }, position): readonly Change[] => {
    const changes = spread[position];
    if (changes) return changes;
    const path = [key === '...' ? ANY_KEY : key];
    const named: Value | undefined = index ?? (key === '...' ? undefined : { kind: 'literal', value: key });
    return [{ operation: 'set', path, value, ...(named ? { key: named } : {}) }];
  });
}

function ofCall(call: CallFacts | undefined, cx: Copying, again: Again): readonly Change[] | undefined {
  if (!call) return undefined;
  const { callee, args } = call;
  const [given, second] = args;
  if (call.new) return given && callee.kind === 'global' ? ofNew(cx.module, callee.name, given, again) : undefined;
  if (callee.kind === 'global') return given && GIVES_CONTENTS.has(callee.name) ? again(given) : undefined;
  if (callee.kind !== 'member') return undefined;
  const { of, key } = callee;
  if (of.kind === 'global') return given && GIVES_CONTENTS.has(`${of.name}.${key}`) ? again(given) : undefined;
  const before = again(of);
  if (!before) return undefined;
  const operation = CHANGES_COPY.get(key);
  if (operation) return [...before, { operation }];
  switch (key) {
    case 'slice':
      return given ? [...before, { operation: 'shift' }] : before;
    case 'concat':
      return [...before, ...args.map((value): Change => ({ operation: 'push', value }))];
    // Of a `new Map(rows)`: of the store itself it would be no assignment.
    case 'set':
      return given && second && [...before, { operation: 'set', key: given, value: second }];
    case 'add':
      return given && [...before, { operation: 'add', value: given }];
    default:
      return GIVES_CONTENTS.has(key) ? before : undefined;
  }
}

/** `new Set([...seen, id])`, `new Map([...rows, [id, row]])` */
function ofNew(module: ModuleFacts, name: string, given: Value, again: Again): readonly Change[] | undefined {
  if (name !== 'Map' && name !== 'Set') return undefined;
  return again(given)?.map((change): Change => {
    const { operation, value } = change;
    if (operation !== 'push' || !value) return change;
    if (name === 'Set') return { operation: 'add', value };
    const [key, held] = value.kind === 'array' ? (module.arrays[value.id]?.elements ?? []) : [];
    return { operation: 'set', ...(key ? { key } : {}), ...(held ? { value: held } : {}) };
  });
}
