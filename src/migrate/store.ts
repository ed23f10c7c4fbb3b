/** One store: everything that is done to it, turned into operations of a shared collection, or the reasons why not. */
import { ts } from 'ts-morph';
import type { Calls } from './calls.js';
import { placeOf, type Code } from './code.js';
import { bodyOf, descendants } from './nodes.js';
import { decisions, refusalAt, strays } from './objections.js';
import { purityOf, type Purity } from './purity.js';
import { direct, type Promised } from './regions/direct.js';
import { eachEntry } from './regions/each.js';
import { GUARDING } from './cross.js';
import { idiomIn } from './regions/idioms/index.js';
import { orderIn } from './regions/order.js';
import { readOnce } from './regions/read-once.js';
import { rangeOf } from './regions/range.js';
import { placeOfRead } from './regions/result.js';
import { regionsIn, touchOf, type Region } from './regions/touches.js';
import { transaction } from './regions/transact.js';
import type { Span, TextEdit } from './regions/types.js';
import { readsOfWritten } from './regions/written.js';
import { hasEntries, type Target } from './targets.js';
import type { Edit, Refusal, RefusalCode, Warning } from './types.js';
import type { Access } from './uses/access.js';

export interface StoreRewrite {
  readonly edits: readonly Edit[];
  readonly promised: readonly (Promised & { readonly store: string })[];
  /** Ranges that are rewritten here alone. */
  readonly claimed: readonly (Span & { readonly file: string })[];
  /** Names to import, by the file that needs them. */
  readonly imports: readonly { readonly file: ts.SourceFile; readonly name: string; readonly store: string }[];
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
  /** Statements that became the body of a transaction. */
  readonly wrapped?: readonly Wrapped[];
}

export interface Wrapped extends Span {
  readonly file: string;
  readonly node: ts.Node;
  readonly store: string;
  /** What the entry is called in it. */
  readonly cell: string;
  /** What is done within it; the rest is done once it is committed. */
  readonly claimed: readonly Span[];
  /** What moves in by a step, once for each time that it is here. */
  readonly indented: readonly Span[];
  /** What it becomes: the same step of another store that its expressions stand for as well is no other step. */
  readonly edits: readonly TextEdit[];
}

export interface Surroundings {
  readonly code: Code;
  readonly calls: Calls;
  /** A promise from now on: an access of any store that moves, a call of a function that waits. */
  readonly waits: (node: ts.Node) => boolean;
  readonly isOwn: (target: Target, node: ts.Node) => boolean;
}

export function rewriteStore(target: Target, accesses: readonly Access[], around: Surroundings): StoreRewrite {
  const { code, calls } = around;
  const regions = regionsIn(code, calls, accesses, () => false);
  const steps = regions.map((region) => rewriteRegion(target, accesses, region, around)).reduce(merged, NOTHING);
  // What relies on the order of all looks at all anyway.
  const isOrdered = steps.refusals.some(({ code: refusal }) => refusal === 'ORDER');
  const further = [
    ...(isOrdered ? [] : decisions(target, accesses, around.code)),
    ...strays(target, accesses, regions, around),
  ];
  return { ...steps, refusals: [...steps.refusals, ...further] };
}

export const NOTHING: StoreRewrite = { edits: [], promised: [], claimed: [], imports: [], refusals: [], warnings: [] };

function rewriteRegion(
  target: Target,
  accesses: readonly Access[],
  region: Region,
  around: Surroundings,
): StoreRewrite {
  const [first] = region.touches;
  if (first !== undefined && region.touches.every(({ access }) => access === undefined))
    return refusing(
      target,
      around.code,
      first.node,
      'ESCAPING_REF',
      'a record is changed that was read before something was waited for',
    );
  if (isOfAll(target, region)) return acrossEntries(target, region, around);
  const idiom = asIdiom(target, region, around);
  if (idiom !== undefined) return idiom;
  if (!isOneStep(region)) {
    return asOneRead(target, accesses, region, around) ?? oneByOne(target, region, around);
  }
  const written = asWritten(target, region, around);
  if (written !== undefined) return written;
  const step = asTransaction(target, region, around);
  const isStuck = step.refusals.length > 0 && step.refusals.every(({ code }) => IN_THE_MIDDLE.has(code));
  return isStuck && looksBehind(target, region) ? loosened(target, region, around) : step;
}

/** What stands between the first access and the last, and can neither be done twice nor later. */
const IN_THE_MIDDLE: ReadonlySet<RefusalCode> = new Set(['NOT_REPEATABLE', 'CROSS_STORE']);

/** Nothing is written after anything else, so that what others do in between neither decides nor shows the half of it. */
function looksBehind({ finding }: Target, { touches, body }: Region): boolean {
  const mayPrecede = orderIn(body);
  const writes = touches.filter((touch) => touch.writes);
  return (
    !GUARDING.has(finding.role) &&
    touches.every(({ access, reads, writes: isWrite }) => access !== undefined && !(reads && isWrite)) &&
    touches.every((touch) => writes.every((write) => write === touch || !mayPrecede(touch.node, write.node)))
  );
}

function loosened(target: Target, region: Region, around: Surroundings): StoreRewrite {
  const parts = oneByOne(target, region, around);
  const read = region.touches.find(({ reads }) => reads)?.node ?? region.body;
  const why = 'others can write between what is written here and what is read';
  return {
    ...parts,
    warnings: [...parts.warnings, { ...placeOf(around.code, read), store: target.store, code: 'RACE', why }],
  };
}

function asWritten(target: Target, region: Region, around: Surroundings): StoreRewrite | undefined {
  if (target.kind !== 'scalar' && target.kind !== 'record' && target.kind !== 'array') return undefined;
  const edits = readsOfWritten(region, (node) => [...descendants(node)].some(around.waits));
  return edits && { ...NOTHING, edits: placed(target, region, around, edits, 'what was just written needs no read') };
}

/** It concerns no entry more than another. */
const isOfAll = ({ kind }: Target, { key }: Region): boolean =>
  key === undefined && (hasEntries(kind) || kind === 'set');

function acrossEntries(target: Target, region: Region, around: Surroundings): StoreRewrite {
  const changed = region.touches.find(({ access }) => access === undefined);
  if (changed === undefined) return oneByOne(target, region, around);
  const loop = eachEntry(region, purityFor(region, around));
  if (loop === undefined)
    return refusing(
      target,
      around.code,
      changed.node,
      'ESCAPING_REF',
      'a record is changed that was found among all of them',
    );
  const file = around.code.nameOf(region.body.getSourceFile());
  const why = 'each entry is changed by itself, so a failure leaves some changed and some not';
  return {
    ...NOTHING,
    edits: placed(target, region, around, loop.edits, 'each record is changed in a step of its own'),
    claimed: loop.claimed.map((span) => ({ ...span, file })),
    warnings: [{ ...placeOf(around.code, changed.node), store: target.store, code: 'PARTIAL_WRITE', why }],
  };
}

/** In a callback, under a key that may be the same, or by a function that is called: what was read before is no answer then. */
function isWrittenBetween(
  accesses: readonly Access[],
  { touches }: Region,
  { calls, waits }: Surroundings,
  place: ts.Statement | undefined,
): boolean {
  const [first] = touches;
  const last = touches.at(-1);
  if (first === undefined || last === undefined) return false;
  // What stands before the first read may come after the one that is made for all.
  const start = place?.getStart() ?? first.node.end;
  const isBetween = (node: ts.Node): boolean => node.getStart() >= start && node.end <= last.node.pos;
  const inFile = first.node.getSourceFile();
  if (accesses.some((one) => one.node.getSourceFile() === inFile && isBetween(one.node) && touchOf(one).writes))
    return true;
  return [...descendants(bodyOf(first.node))].some(
    (node) => ts.isCallExpression(node) && isBetween(node) && waits(node) && calls.targetOf(node) !== undefined,
  );
}

function asOneRead(
  target: Target,
  accesses: readonly Access[],
  region: Region,
  around: Surroundings,
): StoreRewrite | undefined {
  const [statement] = rangeOf(region)?.statements ?? [];
  const nodes = region.touches.map(({ node }) => node);
  const places = statement === undefined ? [undefined] : [statement, placeOfRead(statement, nodes)];
  const free = places.findIndex((place) => !isWrittenBetween(accesses, region, around, place));
  if (free < 0) return undefined;
  const once = readOnce(region, target, around.code, places[free]);
  if (once === undefined) return undefined;
  const edits = placed(target, region, around, once.edits, 'one read answers all');
  const kept = once.kept && direct(once.kept);
  const promised = kept !== undefined && 'promised' in kept ? kept.promised : [];
  return { ...NOTHING, edits, promised: promised.map((one) => ({ ...one, store: target.store })) };
}

function asIdiom(target: Target, region: Region, around: Surroundings): StoreRewrite | undefined {
  const purity = purityFor(region, around);
  const isPure = (node: ts.Node): boolean => purity.effectsIn(node).length === 0;
  const idiom = idiomIn({ code: around.code, target, region, isPure });
  if (idiom === undefined) return undefined;
  const file = around.code.nameOf(region.body.getSourceFile());
  const place = placeOf(around.code, region.touches[0]?.node ?? region.body);
  return {
    ...NOTHING,
    edits: placed(target, region, around, idiom.edits, 'the collection has one operation for it'),
    claimed: idiom.claimed.map((span) => ({ ...span, file })),
    warnings: idiom.warnings.map((warning) => ({ ...place, ...warning, store: target.store })),
  };
}

function placed(
  target: Target,
  { body }: Region,
  { code }: Surroundings,
  edits: readonly TextEdit[],
  reason: string,
): Edit[] {
  const file = code.nameOf(body.getSourceFile());
  return edits.map((edit) => ({ ...edit, file, reason, stores: [target.store] }));
}

function purityFor({ touches }: Region, around: Surroundings): Purity {
  const own = new Set<ts.Node>(touches.map(({ node }) => node));
  const waits = (node: ts.Node): boolean => !own.has(node) && around.waits(node);
  return purityOf(around.code.checker, around.calls, { isAccess: (node) => own.has(node), waits });
}

/** What is written depends on what was read, or a record is changed where it lies. */
function isOneStep({ touches }: Region): boolean {
  const [first] = touches;
  if (first !== undefined && touches.length === 1)
    return first.access === undefined || (first.access.accessor === undefined && first.reads && first.writes);
  return touches.some(({ writes }) => writes) && touches.some(({ reads }) => reads);
}

function asTransaction(target: Target, region: Region, around: Surroundings): StoreRewrite {
  const own = new Set<ts.Node>(region.touches.map(({ node }) => node));
  const waits = (node: ts.Node): boolean => !own.has(node) && around.waits(node);
  const purity = purityFor(region, around);
  // In callbacks too: what waits for all of them waits here.
  const anyWait = (node: ts.Node): boolean => [...descendants(node)].some(waits);
  const isOwn = (node: ts.Node): boolean => around.isOwn(target, node) && !own.has(node);
  const result = transaction(region, { code: around.code, calls: around.calls, purity, waits: anyWait, isOwn });
  if ('code' in result) return refusing(target, around.code, result.node, result.code, result.why);
  const file = around.code.nameOf(region.body.getSourceFile());
  const edits = placed(target, region, around, result.edits, 'the steps on one entry stay one step');
  const starts = edits.map(({ start }) => start);
  const ends = edits.map(({ end }) => end);
  const wrapped = [
    {
      file,
      start: Math.min(...starts),
      end: Math.max(...ends),
      node: region.body,
      store: target.store,
      edits: result.edits,
      cell: result.cell,
      claimed: result.claimed,
      indented: result.indented,
    },
  ];
  return { ...NOTHING, edits, claimed: result.claimed.map((span) => ({ ...span, file })), wrapped };
}

function oneByOne(target: Target, { touches, body }: Region, { code }: Surroundings): StoreRewrite {
  const parts = touches.map(({ access, node }): StoreRewrite => {
    if (access === undefined)
      return refusing(
        target,
        code,
        node,
        'ESCAPING_REF',
        'a record is changed after another request may have changed it',
      );
    const answer = direct(access);
    if ('code' in answer) return refusing(target, code, node, answer.code, answer.why);
    const file = body.getSourceFile();
    const own = { file: code.nameOf(file), reason: 'the call waits for the answer', stores: [target.store] };
    return {
      ...NOTHING,
      edits: answer.edits.map((edit: TextEdit) => ({ ...edit, ...own })),
      promised: answer.promised.map((one) => ({ ...one, store: target.store })),
      claimed: (answer.claimed ?? []).map((span) => ({ ...span, file: code.nameOf(file) })),
      imports: answer.imports.map((name) => ({ file, name, store: target.store })),
      warnings: answer.warning ? [{ ...placeOf(code, node), ...answer.warning, store: target.store }] : [],
    };
  });
  return parts.reduce(merged, NOTHING);
}

export function merged(a: StoreRewrite, b: StoreRewrite): StoreRewrite {
  return {
    edits: [...a.edits, ...b.edits],
    promised: [...a.promised, ...b.promised],
    claimed: [...a.claimed, ...b.claimed],
    imports: [...a.imports, ...b.imports],
    refusals: [...a.refusals, ...b.refusals],
    warnings: [...a.warnings, ...b.warnings],
    wrapped: [...(a.wrapped ?? []), ...(b.wrapped ?? [])],
  };
}

/** A step that begins before another is over cannot be in a transaction of its own, so the other stays: without it, this one may move. */
export function nested(code: Code, wrapped: readonly Wrapped[]): Refusal[] {
  const isAround = (outer: Wrapped) =>
    wrapped.some(
      (inner) =>
        inner !== outer &&
        inner.file === outer.file &&
        outer.claimed.some(({ start, end }) => start < inner.end && inner.start < end) &&
        isBefore(outer, inner) &&
        !isSameStep(inner, outer),
    );
  const why = 'another step begins before what belongs to this one is over';
  const advice = 'Put the two steps into functions of their own.';
  return wrapped.filter(isAround).map(({ store, node }) => ({
    ...placeOf(code, node),
    ...{ store, code: 'NOT_REPEATABLE', why, advice },
  }));
}

const isBefore = (a: Span, b: Span): boolean => a.start <= b.start && b.start < a.end;

export const isSameStep = (a: Wrapped, b: Wrapped): boolean =>
  a.store !== b.store &&
  a.edits.length === b.edits.length &&
  a.edits.every(({ start, end, text }, at) => {
    const other = b.edits[at];
    return other?.start === start && other.end === end && other.text === text;
  });

function refusing(target: Target, code: Code, node: ts.Node, refusal: RefusalCode, why: string): StoreRewrite {
  return { ...NOTHING, refusals: [refusalAt(target, code, node, refusal, why)] };
}
