/**
 * Steps on an array, a number or a Set as operations of the collection that is made for it, if every one of them is such an operation and none
 * decides by what another one read. Otherwise the store moves as one value.
 */
import type { ts } from 'ts-morph';
import type { Removal } from '../adapter/index.js';
import { touchesOf } from '../adapter/accesses.js';
import type { Calls } from '../calls.js';
import { placeOf, type Code } from '../code.js';
import { bodyOf, type Body } from '../nodes.js';
import type { StoreRewrite } from '../store.js';
import type { Target } from '../targets.js';
import type { AdapterChoice, Edit, WarningCode } from '../types.js';
import type { Access } from '../uses/access.js';
import { changesBetween, type ChangedBetween } from './between.js';
import { countedIn, numberWord } from './counter.js';
import type { Promised } from './direct.js';
import { listWord, listedIn } from './list.js';
import { numberedIn } from './sequence.js';
import { membersIn } from './set.js';
import type { Span, TextEdit } from './types.js';

/** What one function does, as operations. */
export interface Part {
  readonly edits: readonly TextEdit[];
  readonly promised: readonly Promised[];
  readonly claimed: readonly Span[];
  readonly imports: readonly string[];
  readonly warnings: readonly { readonly code: WarningCode; readonly why: string; readonly node: ts.Node }[];
}

export const NO_PART: Part = { edits: [], promised: [], claimed: [], imports: [], warnings: [] };

export function together(parts: readonly Part[]): Part {
  return {
    edits: parts.flatMap(({ edits }) => edits),
    promised: parts.flatMap(({ promised }) => promised),
    claimed: parts.flatMap(({ claimed }) => claimed),
    imports: parts.flatMap(({ imports }) => imports),
    warnings: parts.flatMap(({ warnings }) => warnings),
  };
}

/** A store whose steps are to be found in one function. */
export interface Setting {
  readonly code: Code;
  readonly calls: Calls;
  readonly target: Target;
  readonly choice: AdapterChoice;
  readonly body: Body;
  /** Of this function, what goes with removed code left out. */
  readonly accesses: readonly Access[];
  readonly isChangedBetween: ChangedBetween;
  /** Accesses in statements that go because the collection cuts by itself. */
  readonly cuts: readonly Access[];
}

/** Undefined where something is done that the collection has no operation for. */
type Specialist = (setting: Setting) => Part | undefined;

const SPECIALISTS: Readonly<Record<string, Specialist>> = {
  sharedList: listedIn,
  sharedCounter: countedIn,
  sequence: numberedIn,
  sharedSet: membersIn,
};

export interface Chosen {
  readonly choice: AdapterChoice;
  readonly removals: readonly Removal[];
}

export interface Special extends Chosen {
  readonly accesses: readonly Access[];
  readonly rewrite: StoreRewrite;
}

export function specialised(
  target: Target,
  accesses: readonly Access[],
  { choice, removals }: Chosen,
  { code, calls }: { readonly code: Code; readonly calls: Calls },
): Special | undefined {
  const specialist = SPECIALISTS[choice.constructor];
  if (specialist === undefined) return undefined;
  const isIn = (node: ts.Node, some: readonly Removal[]): boolean =>
    some.some(
      ({ file, start, end }) =>
        file === code.nameOf(node.getSourceFile()) && start <= node.getStart() && node.end <= end,
    );
  const left = accesses.filter(({ node }) => !isIn(node, removals));
  const cuts = accesses.filter(({ node }) =>
    isIn(
      node,
      removals.filter(({ what }) => what === 'cut'),
    ),
  );
  let rewrite: StoreRewrite = { edits: [], promised: [], claimed: [], imports: [], refusals: [], warnings: [] };
  const isChangedBetween = changesBetween(calls, left);
  const own: AdapterChoice = { ...choice, options: optionsOf(choice) };
  for (const body of new Set([...left, ...cuts].map(({ node }) => bodyOf(node)))) {
    const inBody = (some: readonly Access[]): Access[] => some.filter(({ node }) => bodyOf(node) === body);
    const common = { code, calls, target, choice: own, body, isChangedBetween };
    const part = specialist({ ...common, accesses: inBody(left), cuts: inBody(cuts) });
    if (part === undefined) return undefined;
    rewrite = withPart(rewrite, part, body, target, code);
  }
  return { choice: own, removals, accesses: left, rewrite };
}

/** A sequence has a role of its own. */
const optionsOf = ({ constructor, options }: AdapterChoice): AdapterChoice['options'] =>
  constructor === 'sequence' ? options.filter(([name]) => name !== 'role') : options;

function withPart(known: StoreRewrite, part: Part, body: Body, { store }: Target, code: Code): StoreRewrite {
  const source = body.getSourceFile();
  const file = code.nameOf(source);
  const reason = 'the collection has an operation for it';
  const edits = part.edits.map((edit): Edit => ({ ...edit, file, reason, stores: [store] }));
  return {
    edits: [...known.edits, ...edits],
    promised: [...known.promised, ...part.promised.map((one) => ({ ...one, store }))],
    claimed: [...known.claimed, ...part.claimed.map((span) => ({ ...span, file }))],
    imports: [...known.imports, ...part.imports.map((name) => ({ file: source, name, store }))],
    refusals: known.refusals,
    warnings: [
      ...known.warnings,
      ...part.warnings.map(({ node, ...warning }) => ({ ...placeOf(code, node), ...warning, store })),
    ],
  };
}

/** What is done, in the words in which collections are chosen: `push`, `clear`, `increment`. */
export function wordsOf(target: Target, accesses: readonly Access[]): ReadonlySet<string> {
  const wordOf = target.kind === 'array' ? listWord : target.kind === 'scalar' ? numberWord : () => undefined;
  return new Set(
    accesses.flatMap((access) => {
      const word = wordOf(access, accesses);
      if (word !== undefined) return word;
      return touchesOf({ kind: target.kind, uses: [access.receiver] }).map(({ method }) => method);
    }),
  );
}
