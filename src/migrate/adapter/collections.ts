/** From what a store is and what is done to it to the collection that takes its place: the first row that fits. */
import { ts } from 'ts-morph';
import type { Role } from '../../model/words.js';
import { dressed, isStep, undressed } from '../nodes.js';
import type { Touch } from './accesses.js';
import type { ShapeKind, StoreShape } from './types.js';

export interface CollectionKind {
  readonly constructor: string;
  readonly because: string;
  /** Of `ttl`: from each value, one for all, or none at all. */
  readonly life: 'each' | 'all' | 'none';
  readonly isTyped: boolean;
  /** That it has by itself. */
  readonly role?: Role;
}

interface Row {
  readonly kind: ShapeKind;
  readonly fits: (facts: CollectionFacts) => boolean;
  readonly collection: CollectionKind;
}

export interface CollectionFacts {
  readonly shape: StoreShape;
  readonly touches: readonly Touch[];
  readonly role: Role;
  /** What is still done to it once housekeeping is gone. */
  readonly operations: ReadonlySet<string>;
  /** Its value where it is declared. */
  readonly initializer: ts.Expression | undefined;
  readonly isNumber: boolean;
}

const always = () => true;

/** What `sharedList` does in one step; whoever does more works on the whole array. */
const OF_LISTS: ReadonlySet<string> = new Set([
  ...[
    'push',
    'unshift',
    'pop',
    'shift',
    'at',
    'slice',
    'length',
    'iterate',
    'read',
    'clear',
    'get',
    'size',
    'drain',
    'trim',
  ],
  ...[
    'map',
    'filter',
    'find',
    'findLast',
    'some',
    'every',
    'forEach',
    'includes',
    'indexOf',
    'join',
    'reduce',
    'findIndex',
  ],
  ...['flatMap', 'concat', 'entries', 'values', 'keys', 'toSorted', 'toReversed', 'escape', 'has'],
]);

const ROWS: readonly Row[] = [
  {
    kind: 'map',
    fits: always,
    collection: { constructor: 'sharedMap', because: 'it is a Map', life: 'each', isTyped: true },
  },
  {
    kind: 'object',
    fits: always,
    collection: {
      constructor: 'sharedMap',
      because: 'it is an object used as a dictionary',
      life: 'each',
      isTyped: true,
    },
  },
  {
    kind: 'set',
    fits: always,
    collection: { constructor: 'sharedSet', because: 'it is a Set', life: 'all', isTyped: true },
  },
  {
    kind: 'array',
    fits: ({ operations }) => [...operations].every((operation) => OF_LISTS.has(operation)),
    collection: {
      constructor: 'sharedList',
      because: 'it is an array that is written at its ends alone',
      life: 'all',
      isTyped: true,
    },
  },
  {
    kind: 'array',
    fits: always,
    collection: {
      constructor: 'sharedValue',
      because: 'it is an array that is changed in the middle, so it is kept as a whole',
      life: 'each',
      isTyped: true,
    },
  },
  {
    kind: 'record',
    fits: always,
    collection: { constructor: 'sharedRecord', because: 'it is one object with fields', life: 'each', isTyped: true },
  },
  {
    kind: 'scalar',
    fits: (facts) => facts.isNumber && sequenceStart(facts) !== undefined,
    collection: {
      ...{ constructor: 'sequence', because: 'each use takes the next number, and nothing else is done with it' },
      ...{ life: 'none', isTyped: false, role: 'id-sequence' },
    },
  },
  {
    kind: 'scalar',
    fits: ({ isNumber, initializer, operations, role }) =>
      isNumber &&
      startOf(initializer) === 0 &&
      (operations.has('increment') || operations.has('step') || role === 'counter'),
    collection: {
      constructor: 'sharedCounter',
      because: 'it is a number that is counted up or down from 0',
      life: 'none',
      isTyped: false,
    },
  },
  {
    kind: 'scalar',
    fits: always,
    collection: { constructor: 'sharedValue', because: 'it is one value', life: 'each', isTyped: true },
  },
];

export function collectionFor(facts: CollectionFacts): CollectionKind | undefined {
  return ROWS.find(({ kind, fits }) => kind === facts.shape.kind && fits(facts))?.collection;
}

function startOf(initializer: ts.Expression | undefined): number | undefined {
  const bare = initializer && undressed(initializer);
  return bare && ts.isNumericLiteral(bare) ? Number(bare.text) : undefined;
}

/** The first number that is handed out, where every use is `++n`, or every use `n++`, and what comes back is used. */
export function sequenceStart({
  touches,
  initializer,
}: Pick<CollectionFacts, 'touches' | 'initializer'>): number | undefined {
  const start = startOf(initializer);
  if (start === undefined || touches.length === 0) return undefined;
  const forms = new Set(touches.map(({ node }) => formOf(node)));
  if (forms.size !== 1) return undefined;
  if (forms.has('before')) return start + 1;
  return forms.has('after') && start >= 0 ? start : undefined;
}

function formOf(node: ts.Expression): 'before' | 'after' | 'other' {
  if (!isStep(node) || node.operator !== ts.SyntaxKind.PlusPlusToken || ts.isExpressionStatement(dressed(node).parent))
    return 'other';
  return ts.isPrefixUnaryExpression(node) ? 'before' : 'after';
}

/** What needs all entries side by side. */
const OF_COLLECTIONS: ReadonlySet<string> = new Set([
  ...['size', 'iterate', 'clear', 'keys', 'values', 'entries', 'forEach', 'length', 'pop'],
]);

export function needsCollection(operations: ReadonlySet<string>): string | undefined {
  return [...operations].find((operation) => OF_COLLECTIONS.has(operation));
}

/** Methods under the names of `StoreShape.operations`. */
export function operationsLeft(
  { operations }: StoreShape,
  touches: readonly Touch[],
  left: readonly Touch[],
): ReadonlySet<string> {
  if (touches.length === left.length) return operations;
  const named = (list: readonly Touch[]) => new Set(list.flatMap(({ method }) => [method, ...(ALSO[method] ?? [])]));
  const [before, after] = [named(touches), named(left)];
  return new Set([...operations].filter((operation) => !before.has(operation) || after.has(operation)));
}

const ALSO: Readonly<Record<string, readonly string[]>> = {
  ...{
    keys: ['iterate'],
    values: ['iterate'],
    entries: ['iterate'],
    forEach: ['iterate'],
    step: ['increment', 'assign'],
  },
  ...{ iterate: ['keys', 'values', 'entries', 'forEach'], at: ['get'], length: ['size'], size: ['length'] },
};
