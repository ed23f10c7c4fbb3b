/** A number that is counted up and down: each step is one operation, and what comes back is read where the number would be. */
import { ts } from 'ts-morph';
import { dressed, isAssignment, isInside, isStep, isUnused, undressed } from '../nodes.js';
import type { Access } from '../uses/access.js';
import { shorthand } from './cell.js';
import type { Promised } from './direct.js';
import { orderIn, type MayPrecede } from './order.js';
import { readBefore, readsAnswered } from './result.js';
import { NO_PART, together, type Part, type Setting } from './special.js';
import { regionsIn } from './touches.js';
import { freshName, standsAlone } from './words.js';
import { rangeOf } from './range.js';
import type { TextEdit } from './types.js';

interface Step {
  readonly access: Access;
  readonly kind: 'read' | 'count' | 'set';
  /** What comes back is looked at. */
  readonly isUsed: boolean;
  /** `n++`: what is looked at is the number before. */
  readonly isBefore: boolean;
  readonly edits: readonly TextEdit[];
  readonly text?: string;
}

export function numberWord(access: Access, accesses: readonly Access[]): string | undefined {
  const kind = stepOf(access, accesses)?.kind;
  return kind === undefined ? undefined : WORDS[kind];
}

const WORDS: Readonly<Record<Step['kind'], string>> = { read: 'read', count: 'increment', set: 'set' };

export function countedIn(setting: Setting): Part | undefined {
  const { code, calls, accesses, body } = setting;
  const steps: Step[] = [];
  for (const access of accesses) {
    if (
      accesses.some(
        ({ node }) =>
          node !== access.node && isAssignment(node) && isInside(access.node, node) && isOwnSum(node, accesses),
      )
    )
      continue;
    const step = stepOf(access, accesses);
    if (step === undefined || !countsNumbers(code.checker, step)) return undefined;
    steps.push(step);
  }
  const mayPrecede = orderIn(body);
  const isWrite = ({ kind }: Step): boolean => kind !== 'read';
  for (const before of steps)
    for (const after of steps) {
      if (!isWrite(after) || !mayPrecede(before.access.node, after.access.node)) continue;
      // What was read may decide what is written; and of what is set and then counted on, nobody is to see the half.
      if (before.kind === 'read' || before.kind === 'set' || before.isUsed) return undefined;
    }
  const stepsOf = (nodes: readonly ts.Node[]): Step[] => steps.filter(({ access }) => nodes.includes(access.node));
  const regions = regionsIn(code, calls, accesses, () => false);
  return together(regions.map(({ touches }) => inOneGo(stepsOf(touches.map(({ node }) => node)), setting, mayPrecede)));
}

function inOneGo(steps: readonly Step[], { body, isChangedBetween }: Setting, mayPrecede: MayPrecede): Part {
  const isChanged = isChangedBetween(
    body,
    steps.map(({ access }) => access.node),
  );
  const reads = steps.filter(({ kind }) => kind === 'read');
  const writes = steps.filter(({ kind }) => kind !== 'read');
  const [write] = writes;
  const written = together(writes.map(writtenStep));
  if (reads.length === 0) return written;
  const follows = (a: Step, b: Step): boolean => mayPrecede(a.access.node, b.access.node);
  if (write === undefined) {
    const isOneRun = reads.every((read, i) => i === 0 || (reads[0] !== undefined && follows(reads[0], read)));
    if (isOneRun && !isChanged) return readTogether(reads, body);
    return together([...reads.map(readStep), isChanged && reads.length > 1 ? racing(reads) : NO_PART]);
  }
  if (!reads.some((read) => writes.some((one) => follows(one, read))))
    return together([written, ...reads.map(readStep)]);
  const nodes = reads.map(({ access }) => access.node);
  const answered =
    writes.length === 1 && write.kind === 'count' && !write.isBefore && !isChanged
      ? readsAnswered(write.access.node, nodes, body, ['count', 'sum'])
      : undefined;
  if (answered !== undefined) return together([{ ...NO_PART, edits: answered }, written]);
  return together([written, ...reads.map(readStep), racing(reads)]);
}

function racing([first]: readonly Step[]): Part {
  const why = 'another request may count between what is counted here and what is read';
  const warnings = first === undefined ? [] : [{ code: 'RACE' as const, why, node: first.access.node }];
  return { ...NO_PART, warnings };
}

function writtenStep({ access, edits, text, isUsed, isBefore }: Step): Part {
  const { node } = access;
  if (isUsed && isBefore) {
    const back = node.getText().includes('++') ? '- 1' : '+ 1';
    const sum = `(await ${text ?? ''}) ${back}`;
    const span = { start: node.getStart(), end: node.end };
    return { ...NO_PART, edits: [{ ...span, text: standsAlone(node) ? sum : `(${sum})` }], claimed: [span] };
  }
  const promised: Promised[] = [{ node, ...(text === undefined ? {} : { text }) }];
  return { ...NO_PART, edits, promised };
}

function readStep({ access: { receiver } }: Step): Part {
  const name = shorthand(receiver);
  const start = receiver.getStart();
  const edits = name === '' ? [] : [{ start, end: start, text: name }];
  return { ...NO_PART, edits, promised: [{ node: receiver, text: `${receiver.getText()}.get()` }] };
}

/** One read answers all. */
function readTogether(reads: readonly Step[], body: Setting['body']): Part {
  const [first] = reads;
  const range = rangeOf({
    touches: reads.map(({ access }) => ({ node: access.node, access, reads: true, writes: false })),
    body,
  });
  const [statement] = range?.statements ?? [];
  if (first === undefined || statement === undefined || reads.length === 1) return together(reads.map(readStep));
  const name = freshName(body, ['count', 'current']);
  const nodes = reads.map(({ access }) => access.receiver);
  const read = readBefore(statement, nodes, name, `${first.access.receiver.getText()}.get()`);
  const replaced = reads.map(({ access: { receiver } }) => ({
    start: receiver.getStart(),
    end: receiver.end,
    text: shorthand(receiver) + name,
  }));
  return { ...NO_PART, edits: [...read, ...replaced] };
}

function stepOf(access: Access, accesses: readonly Access[]): Step | undefined {
  const { node, receiver, operation } = access;
  const plain = { access, isUsed: false, isBefore: false, edits: [] };
  if (operation === 'read') return { ...plain, kind: 'read' };
  if (operation !== 'assign') return undefined;
  const isUsed = !isUnused(dressed(node));
  const name = receiver.getText();
  if (isStep(node)) {
    const method = node.operator === ts.SyntaxKind.PlusPlusToken ? 'increment' : 'decrement';
    return {
      ...plain,
      kind: 'count',
      isUsed,
      isBefore: isUsed && ts.isPostfixUnaryExpression(node),
      text: `${name}.${method}()`,
    };
  }
  if (!isAssignment(node)) return undefined;
  const sum = sumOf(node, accesses);
  if (sum !== undefined) return { ...plain, kind: 'count', isUsed, ...called(node, `${name}.${sum.method}`, sum.by) };
  const readsItself = accesses.some((other) => other !== access && isInside(other.node, node.right));
  if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken || isUsed || readsItself) return undefined;
  if (node.right.getText() === '0') return { ...plain, kind: 'set', text: `${name}.reset()` };
  return { ...plain, kind: 'set', ...called(node, `${name}.set`, node.right) };
}

/** The argument keeps its text, so that what waits in it is awaited there. */
function called(node: ts.BinaryExpression, method: string, argument: ts.Expression): Pick<Step, 'edits' | 'text'> {
  if (argument.getText() === '1' && !method.endsWith('.set')) return { edits: [], text: `${method}()` };
  const edits = [
    { start: node.getStart(), end: argument.getStart(), text: `${method}(` },
    { start: argument.end, end: node.end, text: ')' },
  ];
  return { edits };
}

interface Sum {
  readonly method: 'increment' | 'decrement';
  readonly by: ts.Expression;
}

/** `n += k`, `n = n + k`, `n = k + n`, `n -= k`, `n = n - k`; `k` does not look at `n`. */
function sumOf(node: ts.BinaryExpression, accesses: readonly Access[]): Sum | undefined {
  const isOwn = (expression: ts.Expression): boolean =>
    accesses.some((access) => access.node === undressed(expression));
  const isFree = (expression: ts.Expression): boolean => !accesses.some((access) => isInside(access.node, expression));
  const { kind } = node.operatorToken;
  if (kind === ts.SyntaxKind.PlusEqualsToken || kind === ts.SyntaxKind.MinusEqualsToken) {
    const method = kind === ts.SyntaxKind.PlusEqualsToken ? 'increment' : 'decrement';
    return isFree(node.right) ? { method, by: node.right } : undefined;
  }
  const value = undressed(node.right);
  if (kind !== ts.SyntaxKind.EqualsToken || !ts.isBinaryExpression(value)) return undefined;
  const { left, right, operatorToken } = value;
  const isPlus = operatorToken.kind === ts.SyntaxKind.PlusToken;
  if (!isPlus && operatorToken.kind !== ts.SyntaxKind.MinusToken) return undefined;
  if (isOwn(left) && isFree(right)) return { method: isPlus ? 'increment' : 'decrement', by: right };
  return isPlus && isOwn(right) && isFree(left) ? { method: 'increment', by: left } : undefined;
}

function isOwnSum(node: ts.BinaryExpression, accesses: readonly Access[]): boolean {
  return accesses.some((access) => access.node === node) && sumOf(node, accesses) !== undefined;
}

/** Text that is added to a number joins it, where a counter would refuse it. */
function countsNumbers(checker: ts.TypeChecker, { access, kind }: Step): boolean {
  const { node } = access;
  if (kind === 'read' || !isAssignment(node)) return true;
  const isNumber = (type: ts.Type): boolean =>
    type.isUnion() ? type.types.every(isNumber) : (type.flags & ts.TypeFlags.NumberLike) !== 0;
  return [...operandsOf(node.right)].every((operand) => isNumber(checker.getTypeAtLocation(operand)));
}

const operandsOf = (value: ts.Expression): readonly ts.Expression[] => {
  const bare = undressed(value);
  return ts.isBinaryExpression(bare) ? [bare.left, bare.right] : [bare];
};
