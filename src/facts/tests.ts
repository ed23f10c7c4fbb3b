import type { BranchFacts, TestAtom } from '../model/facts.js';
import { spanOf, type Context, type Node } from './context.js';
import { evaluate } from './expressions.js';

/**
 * Conditions, taken apart into comparisons of single values. Which of them were joined by `&&` and which by `||` is not kept: what
 * matters later is that a branch is taken because something is missing, or because a number passed a limit.
 */
export function testOf(node: Node, cx: Context): TestAtom[] {
  switch (node.type) {
    case 'LogicalExpression':
      return [...testOf(node.left, cx), ...testOf(node.right, cx)];
    case 'UnaryExpression':
      if (node.operator === '!') return testOf(node.argument, cx).map(negated);
      break;
    case 'BinaryExpression':
      if (COMPARISONS.has(node.operator)) return [comparison(node.left, node.operator, node.right, cx)];
      break;
    case 'ChainExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
      return testOf(node.expression, cx);
    default:
  }
  return [{ value: evaluate(node, cx), holds: 'truthy' }];
}

const COMPARISONS = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>=', 'in', 'instanceof']);
const OPPOSITE: Record<string, string> = {
  '==': '!=',
  '===': '!==',
  '!=': '==',
  '!==': '===',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

function comparison(left: Node, operator: string, right: Node, cx: Context): TestAtom {
  const isTypeof = left.type === 'UnaryExpression' && left.operator === 'typeof';
  const value = evaluate(isTypeof ? left.argument : left, cx);
  const other = evaluate(right, cx);
  // `x == null`, `x === undefined` and `typeof x === 'undefined'` ask whether x is there.
  const asksPresence = other.kind === 'literal' && (other.value == null || (isTypeof && other.value === 'undefined'));
  if (asksPresence && operator.startsWith('=')) return { value, holds: 'falsy' };
  if (asksPresence && operator.startsWith('!')) return { value, holds: 'truthy' };
  return { value, holds: 'compare', operator: isTypeof ? `typeof ${operator}` : operator, other };
}

function negated(atom: TestAtom): TestAtom {
  if (atom.holds === 'truthy') return { ...atom, holds: 'falsy' };
  if (atom.holds === 'falsy') return { ...atom, holds: 'truthy' };
  const operator = atom.operator ?? '';
  return { ...atom, operator: OPPOSITE[operator] ?? `not ${operator}` };
}

export function addBranch(
  cx: Context,
  node: Node,
  kind: BranchFacts['kind'],
  test: TestAtom[],
  then: Node,
  otherwise?: Node | null,
): void {
  cx.facts.branches.push({
    at: spanOf(node),
    fn: cx.fn,
    kind,
    test,
    then: spanOf(then),
    thenExits: exits(then),
    ...(otherwise ? { else: spanOf(otherwise) } : {}),
  });
}

const EXITS = new Set(['ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement']);

/** Whether control never leaves a statement at its end. */
function exits(node: Node): boolean {
  if (node.type === 'BlockStatement') {
    const last = node.body.at(-1);
    return last !== undefined && exits(last);
  }
  if (node.type === 'IfStatement') return exits(node.consequent) && node.alternate !== null && exits(node.alternate);
  return EXITS.has(node.type);
}
