/** An array that is written at its ends: each step is an operation of a shared list, and what was cut by hand is cut by the list. */
import { ts } from 'ts-morph';
import { flowOf, isPlain } from '../flow.js';
import { localUsesOf } from '../local-names.js';
import { dressed, isFunction, isInside, isUnused, undressed } from '../nodes.js';
import type { Access } from '../uses/access.js';
import { shorthand } from './cell.js';
import { isCutWhole } from './list-cap.js';
import { listStepOf, type ListStep } from './list-steps.js';
import { orderIn, type MayPrecede } from './order.js';
import { rangeOf } from './range.js';
import { readBefore, readsAnswered } from './result.js';
import { NO_PART, together, type Part, type Setting } from './special.js';
import { regionsIn, type Touch } from './touches.js';
import { freshName } from './words.js';

export const listWord = (access: Access, accesses: readonly Access[]): string | undefined =>
  listStepOf(access, othersThan(access, accesses))?.word;

const othersThan = (access: Access, accesses: readonly Access[]): Access[] => accesses.filter((one) => one !== access);

export function listedIn(setting: Setting): Part | undefined {
  const { code, calls, accesses, body } = setting;
  const steps = stepsOf(accesses);
  if (steps === undefined || steps.some((step) => changesWhatIsKept(setting, step))) return undefined;
  if (!isCutWhole(setting, steps)) return undefined;
  const mayPrecede = orderIn(body);
  const warnings = partialWrites(steps, mayPrecede);
  if (warnings === undefined) return undefined;
  const regions = regionsIn(code, calls, accesses, () => false);
  const parts = regions.map(({ touches }) => {
    const own = steps.filter(({ access }) => touches.some((touch) => touch.access === access));
    return inOneGo(own, touches, setting, mayPrecede);
  });
  return together([...parts, warnings]);
}

/** What is a part of another step (`list.length` in `list[list.length - 1]`) is none itself. */
function stepsOf(accesses: readonly Access[]): ListStep[] | undefined {
  const steps: ListStep[] = [];
  for (const access of accesses) {
    const step = listStepOf(access, othersThan(access, accesses));
    if (step !== undefined) steps.push(step);
    else if (!accesses.some((outer) => outer !== access && isInside(access.node, outer.node))) return undefined;
  }
  const isPart = ({ access }: ListStep): boolean =>
    steps.some((outer) => outer.access !== access && swallows(outer, access));
  const whole = steps.filter((step) => !isPart(step));
  const isCovered = (access: Access): boolean => whole.some((step) => step.access === access || swallows(step, access));
  return accesses.every(isCovered) ? whole : undefined;
}

/** The text of the inner one is not there any more. */
function swallows({ access, promised, edits }: ListStep, inner: Access): boolean {
  if (access === inner || !isInside(inner.receiver, promised.node)) return false;
  if (promised.text !== undefined && promised.node !== access.receiver) return true;
  return edits.some(({ start, end }) => start <= inner.receiver.getStart() && inner.receiver.end <= end);
}

/** Nobody writes by what was read before; of several writes, undefined where others could come to see or undo a part. */
function partialWrites(steps: readonly ListStep[], mayPrecede: MayPrecede): Part | undefined {
  const warnings: Part['warnings'][number][] = [];
  for (const before of steps)
    for (const after of steps) {
      if (after.kind === 'read' || !mayPrecede(before.access.node, after.access.node)) continue;
      if (before.kind !== 'append' || !isUnused(dressed(before.promised.node))) return undefined;
      if (after.kind !== 'append' && after.kind !== 'cut') return undefined;
      const why =
        after.kind === 'cut'
          ? 'a failure between what is added and what is cut leaves more than there should be'
          : 'a failure between two writes leaves the first';
      warnings.push({ code: 'PARTIAL_WRITE', why, node: after.access.node });
    }
  return { ...NO_PART, warnings };
}

function inOneGo(
  steps: readonly ListStep[],
  touches: readonly Touch[],
  { body, isChangedBetween }: Setting,
  mayPrecede: MayPrecede,
): Part {
  const isChanged = isChangedBetween(
    body,
    steps.map(({ access }) => access.node),
  );
  const reads = steps.filter(({ kind }) => kind === 'read');
  const writes = steps.filter(({ kind }) => kind !== 'read');
  const written = together(writes.map(placed));
  const [write] = writes;
  const [first] = reads;
  if (first === undefined) return written;
  const follows = (a: ListStep, b: ListStep): boolean => mayPrecede(a.access.node, b.access.node);
  if (write === undefined) {
    const isOneRun = reads.every((read) => read === first || follows(first, read));
    const once = reads.length > 1 && isOneRun && !isChanged ? readOnce(reads, touches, body) : undefined;
    return once ?? together([...reads.map(placed), isChanged && reads.length > 1 ? racing(first) : NO_PART]);
  }
  if (!reads.some((read) => writes.some((one) => follows(one, read)))) return together([written, ...reads.map(placed)]);
  const isCount = reads.every(({ word }) => word === 'length');
  const answered =
    writes.length === 1 && write.kind === 'append' && isCount && !isChanged
      ? readsAnswered(
          write.promised.node,
          reads.map(({ promised }) => promised.node),
          body,
          ['length', 'count'],
        )
      : undefined;
  if (answered !== undefined) return together([{ ...NO_PART, edits: answered }, written]);
  return together([written, ...reads.map(placed), racing(first)]);
}

function racing({ access: { node } }: ListStep): Part {
  const why = 'another request may change the list between what is written here and what is read';
  return { ...NO_PART, warnings: [{ code: 'RACE', why, node }] };
}

const placed = ({ promised, edits }: ListStep): Part => ({ ...NO_PART, promised: [promised], edits });

/** `const all = await list.slice();`: one copy that all look at. */
function readOnce(reads: readonly ListStep[], touches: readonly Touch[], body: Setting['body']): Part | undefined {
  const [statement] = rangeOf({ touches, body })?.statements ?? [];
  const [first] = reads;
  if (statement === undefined || first === undefined) return undefined;
  const isCount = reads.every(({ word }) => word === 'length');
  const name = freshName(body, isCount ? ['length', 'count'] : ['all']);
  const call = `${first.access.receiver.getText()}.${isCount ? 'length' : 'slice'}()`;
  const read = readBefore(
    statement,
    reads.map(({ access }) => access.receiver),
    name,
    call,
  );
  const replaced = reads.map(({ access: { receiver, node } }) => {
    const place = isCount ? node : receiver;
    return { start: place.getStart(), end: place.end, text: shorthand(receiver) + name };
  });
  return { ...NO_PART, edits: [...read, ...replaced] };
}

/** An item that is in the list is changed: the list would keep it as it was. */
function changesWhatIsKept(setting: Setting, step: ListStep): boolean {
  return step.kind === 'append' ? addedAreChanged(setting, step) : step.kind === 'read' && readIsChanged(setting, step);
}

function readIsChanged({ code, calls }: Setting, { access, isAlias }: ListStep): boolean {
  const { checker } = code;
  const list = checker.getTypeAtLocation(access.receiver);
  const item = checker.getIndexTypeOfType(list, ts.IndexKind.Number);
  const { mutations } = flowOf(code, calls, [access.receiver]);
  const ofItems = isAlias ? mutations : mutations.filter((mutation) => !isOfCopy(mutation));
  if (isAlias) return ofItems.length > 0;
  return ofItems.length > 0 && !(item !== undefined && isPlain(item));
}

/** `list.filter(…).sort()` sorts what `filter` made. */
function isOfCopy(mutation: ts.Expression): boolean {
  if (!ts.isCallExpression(mutation) || !ts.isPropertyAccessExpression(mutation.expression)) return false;
  const changed = undressed(mutation.expression.expression);
  if (ts.isArrayLiteralExpression(changed)) return true;
  if (!ts.isCallExpression(changed) || !ts.isPropertyAccessExpression(changed.expression)) return false;
  return COPYING.has(changed.expression.name.text);
}

const COPYING: ReadonlySet<string> = new Set([
  ...['slice', 'filter', 'map', 'concat', 'flat', 'flatMap', 'toSorted', 'toReversed', 'toSpliced', 'from'],
  ...['sort', 'reverse'],
]);

/** `list.push(entry); entry.done = true;` */
function addedAreChanged({ code, calls, body }: Setting, { promised: { node } }: ListStep): boolean {
  const names = ts.isCallExpression(node)
    ? node.arguments.map((argument) => undressed(argument)).filter(ts.isIdentifier)
    : [];
  return names.some((name) => {
    const [declaration] = code.checker.getSymbolAtLocation(name)?.declarations ?? [];
    if (declaration === undefined || isPlain(code.checker.getTypeAtLocation(name))) return false;
    if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
    if (!isInside(declaration, body)) return false;
    const uses = localUsesOf(code.checker, declaration.name).filter((use) => use.pos > node.end || isNested(use, body));
    return flowOf(code, calls, uses).mutations.length > 0;
  });
}

function isNested(node: ts.Node, body: ts.Node): boolean {
  for (let at = node.parent; at !== body; at = at.parent) if (isFunction(at)) return true;
  return false;
}
