import type { TSESTree } from '@typescript-eslint/utils';
import type { BranchFacts, TestAtom, Value } from '../model/facts.js';
import { derived, spanOf, type Context, type Node } from './context.js';
import { elementOf, evaluate } from './expressions.js';

type Join = BranchFacts['join'];

/** Conditions, taken apart into comparisons of single values. */
export interface Condition {
  value: Value;
  test: TestAtom[];
  join?: Join;
}

export function conditionOf(node: Node, cx: Context): Condition {
  switch (node.type) {
    case 'LogicalExpression':
      return logical(node, cx);
    case 'UnaryExpression':
      if (node.operator === '!') return opposite(conditionOf(node.argument, cx));
      break;
    case 'BinaryExpression':
      if (COMPARISONS.has(node.operator)) return comparison(node, cx);
      break;
    case 'ChainExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      return conditionOf(node.expression, cx);
    default:
  }
  const value = evaluate(node, cx);
  return { value, test: [{ value, holds: 'truthy' }] };
}

const JOINS = { '&&': 'and', '||': 'or', '??': 'nullish' } as const;

export function logical(node: TSESTree.LogicalExpression, cx: Context): Condition {
  const first = conditionOf(node.left, cx);
  // The right side of `a || b` and `a ?? b` runs when `a` is missing.
  addBranch(cx, node, JOINS[node.operator], node.operator === '&&' ? first : opposite(first), node.right);
  const second = conditionOf(node.right, cx);
  return {
    value: { kind: 'either', of: [first.value, second.value] },
    test: [...first.test, ...second.test],
    join: joined([first.join, second.join], JOINED[node.operator]),
  };
}

const JOINED = { '&&': 'and', '||': 'or', '??': 'mixed' } as const;

function joined(parts: readonly Join[], by: NonNullable<Join>): NonNullable<Join> {
  return parts.every((part) => part === undefined || part === by) ? by : 'mixed';
}

const OPPOSITE_JOIN = { and: 'or', or: 'and', mixed: 'mixed' } as const;

/** `!(a && b)` is `!a || !b`. */
function opposite({ value, test, join }: Condition): Condition {
  return { value: derived('!', [value]), test: test.map(negated), ...(join ? { join: OPPOSITE_JOIN[join] } : {}) };
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
/** The same comparison with its sides exchanged. */
const MIRRORED: Record<string, string> = {
  '==': '==',
  '===': '===',
  '!=': '!=',
  '!==': '!==',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function comparison(node: TSESTree.BinaryExpression, cx: Context): Condition {
  const left = evaluate(node.left, cx);
  const right = evaluate(node.right, cx);
  const value = derived(node.operator, [left, right]);
  // `city in weather` asks whether `weather[city]` is there.
  if (node.operator === 'in') return { value, test: [{ value: elementOf(right, left, cx), holds: 'truthy' }] };
  // `undefined === cached`, `5 <= attempts`
  const mirrored = left.kind === 'literal' && right.kind !== 'literal' ? MIRRORED[node.operator] : undefined;
  const atom = mirrored ? atomOf(right, mirrored, left) : atomOf(left, node.operator, right);
  return { value, test: [atom] };
}

function atomOf(compared: Value, operator: string, other: Value): TestAtom {
  const isTypeof = compared.kind === 'derived' && compared.operator === 'typeof';
  const value = isTypeof ? (compared.of[0] ?? compared) : compared;
  // `x == null`, `x === undefined` and `typeof x === 'undefined'` ask whether x is there.
  const asksPresence = other.kind === 'literal' && (other.value == null || (isTypeof && other.value === 'undefined'));
  if (asksPresence && operator.startsWith('=')) return { value, holds: 'falsy' };
  if (asksPresence && operator.startsWith('!')) return { value, holds: 'truthy' };
  return { value, holds: 'compare', operator: isTypeof ? `typeof ${operator}` : operator, other };
}

function negated(atom: TestAtom): TestAtom {
  if (atom.holds === 'truthy') return { ...atom, holds: 'falsy' };
  if (atom.holds === 'falsy') return { ...atom, holds: 'truthy' };
  const { operator = '' } = atom;
  const not = operator.startsWith('not ') ? operator.slice('not '.length) : `not ${operator}`;
  return { ...atom, operator: OPPOSITE[operator] ?? not };
}

export function addBranch(
  cx: Context,
  node: Node,
  kind: BranchFacts['kind'],
  { test, join }: Pick<Condition, 'test' | 'join'>,
  then: Node,
  otherwise?: Node | null,
): void {
  cx.facts.branches.push({
    at: spanOf(node),
    fn: cx.fn,
    kind,
    test,
    ...(join ? { join } : {}),
    then: spanOf(then),
    thenExits: exits(then),
    ...(otherwise ? { else: spanOf(otherwise) } : {}),
  });
}

/** Whether control never leaves a statement at its end. */
function exits(node: Node): boolean {
  switch (node.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return true;
    case 'BlockStatement':
      return node.body.some(exits);
    case 'SwitchCase':
      return node.consequent.some(exits);
    case 'IfStatement':
      return exits(node.consequent) && node.alternate !== null && exits(node.alternate);
    case 'TryStatement':
      if (node.finalizer && exits(node.finalizer)) return true;
      return exits(node.block) && (!node.handler || exits(node.handler.body));
    default:
      return false;
  }
}
