/**
 * `ks.reduce((sum, k) => sum + m.get(k), 0)`, wherever it stands: what it asks for each element is read where the list is, in the same expression, and
 * the callback stays as synchronous as it was.
 */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { isInside } from '../nodes.js';
import type { Draft } from './draft.js';
import { isTypeScript, semicolonBefore, wordsFor } from './layout.js';
import { innermost, isFunctionValue, within } from './sites.js';
import { isArray, isUntyped, symbolOf } from './types.js';
import type { ElementCallback, Wait } from './words.js';

export interface ReadBeside {
  readonly list: ts.Expression;
  readonly element: ts.ParameterDeclaration;
  /** Alike, so that one answer stands for all. */
  readonly reads: readonly [Wait, ...Wait[]];
  /** The callback looks at the element for something else as well. */
  readonly isElementUsed: boolean;
}

/** `onlyReads`: whether several calls of a function may be under way at a time. */
export function readBesideOf(
  { checker }: Code,
  { call, callback, method }: ElementCallback,
  waits: Iterable<Wait>,
  onlyReads: (func: ts.Node) => boolean,
): ReadBeside | undefined {
  const func = innermost(callback);
  const access = innermost(call.expression);
  if (method !== 'reduce' || call.arguments.length !== 2 || !isFunctionValue(func)) return undefined;
  if (!ts.isPropertyAccessExpression(access) || ts.isOptionalChain(call) || !onlyReads(func)) return undefined;
  const list = access.expression;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(list));
  const [, element] = func.parameters;
  if (!(isUntyped(type) || isArray(checker, type)) || func.parameters.length !== 2 || !isPlain(element))
    return undefined;
  const [first, ...more] = [...waits].filter(({ node }) => isInside(node, func.body));
  if (first === undefined || first.iterable || more.some((read) => !isAlike(read, first))) return undefined;
  const isOwn = (name: ts.Identifier): boolean => {
    const [declaration] = symbolOf(checker, name)?.declarations ?? [];
    return declaration !== undefined && declaration !== element && isInside(declaration, func);
  };
  const reads = [first, ...more] as const;
  if (reads.some(({ node }) => namesIn(node).some(isOwn))) return undefined;
  const symbol = symbolOf(checker, element.name);
  const isElementUsed = namesIn(func.body).some(
    (name) => symbolOf(checker, name) === symbol && !reads.some(({ node }) => isInside(name, node)),
  );
  return { list, element, reads, isElementUsed };
}

type Plain = ts.ParameterDeclaration & { readonly name: ts.Identifier };

const isPlain = (parameter: ts.ParameterDeclaration | undefined): parameter is Plain =>
  parameter !== undefined &&
  ts.isIdentifier(parameter.name) &&
  parameter.initializer === undefined &&
  parameter.dotDotDotToken === undefined;

const isAlike = (a: Wait, b: Wait): boolean => a.node.getText() === b.node.getText() && a.text === b.text;

const namesIn = (node: ts.Node): ts.Identifier[] => [node, ...within(node)].filter(ts.isIdentifier);

/** → `(await Promise.all(ks.map((k) => m.get(k)))).reduce((sum, value) => sum + value, 0)` */
export function readBeside(draft: Draft, { call, stores }: ElementCallback, beside: ReadBeside): void {
  const { list, element, reads, isElementUsed } = beside;
  const cause = { reason: 'the callback cannot wait, so what it asks for is read with the list', stores };
  const [{ node: read, text = read.getText() }] = reads;
  const value = draft.fresh(call, wordsFor(read));
  const item = element.name.getText();
  const pair = `[${item}, ${value}]`;
  const told = `async (${item}) => [${item}, await ${text}]${isTypeScript(call.getSourceFile()) ? ' as const' : ''}`;
  const each = isElementUsed ? told : `(${item}) => ${text}`;
  draft.around(list, `${semicolonBefore(list)}(await Promise.all(`, `.map(${each})))`, cause);
  draft.replace(element, element.getStart(), element.end, isElementUsed ? pair : value, cause);
  const sum = isElementUsed ? undefined : sumToldApart(draft.code.checker, call, read);
  if (sum !== undefined) draft.insert(call, call.expression.end, `<${sum}>`, cause);
  for (const { node, then = '' } of reads) draft.replace(node, node.getStart(), node.end, value + then, cause);
}

/** Where the start could be one of the values as well, the compiler takes the sum for one. */
function sumToldApart(checker: ts.TypeChecker, call: ts.CallExpression, read: ts.Expression): string | undefined {
  const [, start] = call.arguments;
  if (start === undefined || call.typeArguments !== undefined || !isTypeScript(call.getSourceFile())) return undefined;
  const [sum, value] = [call, read].map((one) => checker.getTypeAtLocation(one));
  if (sum === undefined || value === undefined || sum === value) return undefined;
  const isOneOfThem = checker.isTypeAssignableTo(checker.getTypeAtLocation(start), value);
  return isOneOfThem ? checker.typeToString(sum, call) : undefined;
}
