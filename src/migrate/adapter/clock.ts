/**
 * Comparisons of a part of an entry with the clock, in all their arrangements: `now > e.resetAt`, `now - e.at < W`, `e.at + W < Date.now()`. Each says
 * when an entry ends: at a time that is a field of it, plus something that does not change.
 */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { undressed } from '../nodes.js';
import { isConstant, textThere, type Scope } from './constants.js';
import type { Entries, Path } from './entries.js';
import { meaningOf } from './references.js';

export interface End {
  readonly path: Path;
  /** `+ WINDOW_MS`; '' where the field is the end itself. */
  readonly plus: string;
  readonly unit: 'ms' | 's';
  readonly kind: 'number' | 'date' | 'text';
  /** It may be missing. */
  readonly isOptional: boolean;
  /** Whether the comparison is true once the entry is over, or as long as it is not. */
  readonly isOver: boolean;
  readonly at: ts.BinaryExpression;
}

/** When an entry is over: at the latest or the earliest of several ends. */
export type Ending = { readonly end: End } | { readonly which: 'max' | 'min'; readonly of: readonly Ending[] };

export interface Clockwork {
  readonly code: Code;
  readonly entries: Entries;
  /** Of the `from` of a lifetime. */
  readonly scope: Scope;
}

const ORDER: Readonly<Partial<Record<ts.SyntaxKind, 1 | -1>>> = {
  [ts.SyntaxKind.GreaterThanToken]: 1,
  [ts.SyntaxKind.GreaterThanEqualsToken]: 1,
  [ts.SyntaxKind.LessThanToken]: -1,
  [ts.SyntaxKind.LessThanEqualsToken]: -1,
};

export function isComparison(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && ORDER[node.operatorToken.kind] !== undefined;
}

interface Summand {
  readonly node: ts.Expression;
  readonly sign: 1 | -1;
}

export function endIn(node: ts.BinaryExpression, { code, entries, scope }: Clockwork): End | undefined {
  const order = ORDER[node.operatorToken.kind];
  if (order === undefined) return undefined;
  const summands = [...summandsOf(node.left, 1, code), ...summandsOf(node.right, -1, code)];
  const clocks = summands.filter((summand) => clockOf(code, summand.node) !== undefined);
  const others = summands.filter((summand) => !clocks.includes(summand));
  const parts = others.filter(({ node: part }) => entries.pathOf(part) !== undefined);
  const [clock] = clocks;
  const [part] = parts;
  if (clock === undefined || part === undefined || clocks.length > 1 || parts.length > 1) return undefined;
  const path = entries.pathOf(part.node);
  if (path === undefined || part.sign === clock.sign) return undefined;
  let plus = '';
  for (const rest of others) {
    if (rest === part) continue;
    const text = textThere(rest.node, scope);
    if (text === undefined) return undefined;
    // `now - at > W` has W on the other side of the clock.
    plus += ` ${rest.sign === clock.sign ? '-' : '+'} ${/[-+?]/.test(text) ? `(${text})` : text}`;
  }
  const { kind, isOptional } = kindOf(part.node, code.checker);
  return {
    ...{ path, plus: plus.trim(), unit: clockOf(code, clock.node) ?? 'ms', at: node, kind },
    // A list may be empty.
    isOptional: isOptional || /\.at\(-?\d+\)$/.test(path),
    isOver: clock.sign * order > 0,
  };
}

function summandsOf(node: ts.Expression, sign: 1 | -1, code: Code): Summand[] {
  const bare = undressed(node);
  if (ts.isBinaryExpression(bare) && clockOf(code, bare) === undefined) {
    const { kind } = bare.operatorToken;
    if (kind === ts.SyntaxKind.PlusToken || kind === ts.SyntaxKind.MinusToken) {
      const second = kind === ts.SyntaxKind.PlusToken ? sign : sign === 1 ? -1 : 1;
      return [...summandsOf(bare.left, sign, code), ...summandsOf(bare.right, second, code)];
    }
  }
  // `const age = now - entry.at;`
  const declared = ts.isIdentifier(bare) ? meaningOf(code.checker, bare)?.valueDeclaration : undefined;
  if (declared && ts.isVariableDeclaration(declared) && declared.initializer && isConstant(declared)) {
    const initializer = undressed(declared.initializer);
    if (ts.isBinaryExpression(initializer) && clockOf(code, initializer) === undefined) {
      const inner = summandsOf(initializer, sign, code);
      if (inner.some(({ node: part }) => clockOf(code, part) !== undefined)) return inner;
    }
  }
  return [{ node: bare, sign }];
}

const CLOCK_NAMES: Readonly<Record<string, 'ms' | 's'>> = {
  ...{ now: 'ms', nowMs: 'ms', currentTime: 'ms' },
  ...{ nowSec: 's', nowSeconds: 's', nowInSeconds: 's' },
};

/** What the clock says, in which unit. */
export function clockOf(code: Code, node: ts.Expression): 'ms' | 's' | undefined {
  const bare = undressed(node);
  const text = bare.getText().replace(/\s/g, '');
  if (
    /^(?:Date\.now\(\)|newDate\(\)|newDate\(\)\.(?:getTime|valueOf)\(\)|\+newDate\(\)|Number\(newDate\(\)\))$/.test(
      text,
    )
  )
    return 'ms';
  if (ts.isCallExpression(bare) && /^(?:Math\.\w+|Number|new Date)$/.test(bare.expression.getText()))
    return bare.arguments[0] && clockOf(code, bare.arguments[0]);
  if (ts.isBinaryExpression(bare)) {
    const left = clockOf(code, bare.left);
    const right = bare.right.getText().replaceAll('_', '');
    if (left === 'ms' && bare.operatorToken.kind === ts.SyntaxKind.SlashToken && right === '1000') return 's';
    return bare.operatorToken.kind === ts.SyntaxKind.BarToken && right === '0' ? left : undefined;
  }
  if (!ts.isIdentifier(bare)) return undefined;
  const declared = meaningOf(code.checker, bare)?.valueDeclaration;
  if (declared === undefined) return undefined;
  if (ts.isVariableDeclaration(declared))
    return declared.initializer && isConstant(declared) ? clockOf(code, declared.initializer) : undefined;
  if (!ts.isParameter(declared)) return undefined;
  return (declared.initializer && clockOf(code, declared.initializer)) ?? CLOCK_NAMES[bare.text];
}

function kindOf(node: ts.Expression, checker: ts.TypeChecker): Pick<End, 'kind' | 'isOptional'> {
  const bare = undressed(node);
  const isMethod = ts.isCallExpression(bare) && ts.isPropertyAccessExpression(bare.expression);
  const source =
    isMethod && /^(?:getTime|valueOf)$/.test(bare.expression.name.text) ? undressed(bare.expression.expression) : bare;
  if (ts.isNewExpression(source)) return { kind: 'text', isOptional: false };
  const symbol = ts.isPropertyAccessExpression(source) ? checker.getSymbolAtLocation(source.name) : undefined;
  // What is declared: a check before may have narrowed it here.
  const type = symbol ? checker.getTypeOfSymbol(symbol) : checker.getTypeAtLocation(source);
  const present = checker.getNonNullableType(type);
  const isOptional = present !== type;
  if (source !== bare || present.getSymbol()?.name === 'Date') return { kind: 'date', isOptional };
  return { kind: present.flags & ts.TypeFlags.StringLike ? 'text' : 'number', isOptional };
}

/** A condition that only asks whether something is there, by its path from the entry. */
export interface Presence {
  readonly present: Path;
}

/** What a condition that deletes says of the end, if it asks for nothing else. `isTrue`: whether it deletes when it holds. */
export function endingOf(
  condition: ts.Expression,
  isTrue: boolean,
  clockwork: Clockwork,
): Ending | Presence | undefined {
  const bare = undressed(condition);
  if (ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.ExclamationToken)
    return endingOf(bare.operand, !isTrue, clockwork);
  if (isComparison(bare)) {
    const end = endIn(bare, clockwork);
    return end?.isOver === isTrue ? { end } : undefined;
  }
  if (ts.isBinaryExpression(bare) && isLogical(bare)) {
    const isAnd = bare.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
    const left = endingOf(bare.left, isTrue, clockwork);
    const right = endingOf(bare.right, isTrue, clockwork);
    return left && right && combined(left, right, isAnd === isTrue ? 'max' : 'min');
  }
  if (ts.isCallExpression(bare)) {
    const answer = answerOf(bare, clockwork.code);
    if (answer !== undefined) return endingOf(answer, isTrue, clockwork);
  }
  const present = presenceIn(bare, clockwork);
  return present === undefined ? undefined : { present };
}

function isLogical({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
}

/** `entry.lockedUntil && entry.lockedUntil < now` asks for one thing; `entry.done && entry.at < limit` for two. */
function combined(
  left: Ending | Presence,
  right: Ending | Presence,
  which: 'max' | 'min',
): Ending | Presence | undefined {
  if ('present' in left && 'present' in right) {
    if (left.present === '') return right;
    return right.present === '' || right.present === left.present ? left : undefined;
  }
  if ('present' in left) return 'present' in right || !isPartOf(left, right) ? undefined : right;
  if ('present' in right) return isPartOf(right, left) ? left : undefined;
  return { which, of: [left, right] };
}

function isPartOf({ present }: Presence, ending: Ending): boolean {
  return endsOf(ending).some(({ path }) => path.startsWith(present));
}

/** `entry`, `entry.lockedUntil`, `entry !== undefined`. */
function presenceIn(node: ts.Expression, { entries }: Clockwork): Path | undefined {
  const path = entries.pathOf(node);
  if (path !== undefined || !ts.isBinaryExpression(node)) return path;
  const isAsking = /^[!=]==?$/.test(node.operatorToken.getText()) && /^(?:undefined|null)$/.test(node.right.getText());
  return isAsking ? entries.pathOf(node.left) : undefined;
}

/** What a function of one expression answers: `const isExpired = (entry) => entry.expiresAt < Date.now()`. */
function answerOf(call: ts.CallExpression, { checker }: Code): ts.Expression | undefined {
  const declaration = checker.getResolvedSignature(call)?.declaration;
  if (declaration === undefined || !('body' in declaration)) return undefined;
  const body = declaration.body as ts.Node | undefined;
  if (body === undefined) return undefined;
  if (!ts.isBlock(body)) return ts.isExpression(body) ? body : undefined;
  const [only, ...more] = body.statements;
  return only && more.length === 0 && ts.isReturnStatement(only) ? only.expression : undefined;
}

export function endsOf(ending: Ending): End[] {
  return 'end' in ending ? [ending.end] : ending.of.flatMap(endsOf);
}

/** `{ from: (entry) => entry.resetAt, unit: 'ms' }` */
export function fromText(ending: Ending): string {
  const ends = endsOf(ending);
  const name = nameFor(ends);
  const [only, ...more] = ends;
  if (only !== undefined && more.length === 0 && only.plus === '' && only.kind !== 'text') {
    // Without an end there is no lifetime, which is said by undefined alone.
    const missing = only.isOptional ? ' ?? undefined' : '';
    const unit = only.kind === 'date' ? 'date' : only.unit;
    return `{ from: (${name}) => ${name}${only.path}${missing}, unit: '${unit}' }`;
  }
  const unit = ends.every((end) => end.unit === 's') ? 's' : 'ms';
  if (only?.isOptional === true && more.length === 0 && !only.path.includes('(')) {
    // What has no end is never over, and was not over in 1970.
    const certain: Ending = { end: { ...only, isOptional: false } };
    const field = `${name}${only.path}`;
    return `{ from: (${name}) => (${field} == null ? undefined : ${render(certain, name, unit)}), unit: '${unit}' }`;
  }
  return `{ from: (${name}) => ${render(ending, name, unit)}, unit: '${unit}' }`;
}

function render(ending: Ending, name: string, unit: 'ms' | 's'): string {
  if (!('end' in ending))
    return `Math.${ending.which}(${ending.of.map((part) => render(part, name, unit)).join(', ')})`;
  const { path, plus, kind, isOptional, unit: own } = ending.end;
  const field = `${name}${path}`;
  const times: Record<End['kind'], string> = {
    number: isOptional ? `${field} ?? 0` : field,
    date: isOptional ? `${field}?.getTime() ?? 0` : `${field}.getTime()`,
    text: isOptional ? `new Date(${field} ?? 0).getTime()` : `new Date(${field}).getTime()`,
  };
  const time = times[kind];
  const isCompound = time.includes('??') && kind !== 'text';
  const sum = plus === '' ? time : `${isCompound ? `(${time})` : time} ${plus}`;
  if (own === unit) return sum;
  return plus === '' && !isCompound ? `${sum} * 1000` : `(${sum}) * 1000`;
}

function nameFor(ends: readonly End[]): string {
  const paths = ends.map(({ path }) => path);
  const names = paths.every((path) => path === '')
    ? ['time']
    : paths.every((path) => /^[.[](?:at\(|\d)/.test(path))
      ? ['times', 'list']
      : ['entry', 'value'];
  const texts = ends.map(({ plus }) => plus).join(' ');
  return [...names, 'kept'].find((name) => !new RegExp(`\\b${name}\\b`).test(texts)) ?? 'kept';
}
