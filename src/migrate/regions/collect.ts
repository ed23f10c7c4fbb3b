/**
 * Effects in the middle of a step: they are written down in a list as the body runs, and made in that order once it is committed. What they are told
 * has to be what it is then, so what may change before is worked out at once.
 */
import { ts } from 'ts-morph';
import { meaningOf } from '../adapter/references.js';
import { flowOf, isPlain } from '../flow.js';
import { localUsesOf } from '../local-names.js';
import {
  descendants,
  isFunction,
  isInside,
  isStatementList,
  ownDescendants,
  rootOf,
  writtenBy,
  type Body,
} from '../nodes.js';
import { CHANGING } from '../known-effects.js';
import type { Home } from '../purity.js';
import { orderIn } from './order.js';
import { exitsOf } from './range.js';
import type { Region } from './touches.js';
import type { Surroundings } from './transact.js';
import { around, type Layout, type TextEdit } from './types.js';
import { freshName, isOfObject } from './words.js';

export interface Collecting {
  readonly body: Body;
  /** The name of the list. */
  readonly later: string;
  /** A promise from now on. */
  readonly waits: (node: ts.Node) => boolean;
  /** An access of the same store. */
  readonly isOwn: (node: ts.Node) => boolean;
  /** Whether it gives the same once all is committed. `own`: what it declares itself. */
  readonly isSettled: (node: ts.Node, own?: Home) => boolean;
  /** What it shows outside of itself. */
  readonly effectsOf: (node: ts.Node, home: Home) => readonly ts.Node[];
  /** Whether its value, once worked out, stays what it is. */
  readonly isFixed: (node: ts.Expression) => boolean;
  /** A name for a value that is kept, another one each time. */
  readonly nameFor: () => string;
}

export function collectingIn(region: Region, around: Surroundings): Collecting {
  const { body, touches } = region;
  const mayPrecede = orderIn(body);
  const { checker } = around.code;
  let kept = 0;
  return {
    body,
    later: freshName(body, ['later']),
    waits: around.waits,
    isOwn: around.isOwn,
    isSettled: (node, own) => isSettled(region, around, node, own),
    effectsOf: (node, home) => around.purity.effectsIn(node, home),
    isFixed: (node) =>
      around.purity.effectsIn(node).length === 0 &&
      (isPlain(checker.getTypeAtLocation(node)) ||
        !touches.some((touch) => touch.writes && mayPrecede(node, touch.node))),
    nameFor: () => freshName(body, [kept++ === 0 ? 'value' : `value${kept}`]),
  };
}

/** Nothing that it names is given another value meanwhile or changed, and no record is looked at. */
function isSettled({ touches, flow, body }: Region, around: Surroundings, effect: ts.Node, own?: Home): boolean {
  const { code, calls } = around;
  const uses = new Set<ts.Node>([...flow.uses, ...touches.map(({ node }) => node)]);
  return [...descendants(effect)].every((node) => {
    if (uses.has(node)) return false;
    if (!ts.isIdentifier(node) || isOfObject(node)) return true;
    const [declaration] = meaningOf(code.checker, node)?.declarations ?? [];
    if (declaration === undefined || !isInside(declaration, body)) return true;
    if (own !== undefined && declaration.pos >= own.pos && declaration.end <= own.end) return true;
    const isNaming =
      ts.isVariableDeclaration(declaration) || ts.isParameter(declaration) || ts.isBindingElement(declaration);
    const named = isNaming ? declaration.name : undefined;
    if (named === undefined || !ts.isIdentifier(named)) return isFunction(declaration);
    if (localUsesOf(code.checker, named).some((use) => writtenBy(use.parent) === use)) return false;
    return flowOf(code, calls, [named]).mutations.every((change) => change.end <= effect.pos);
  });
}

export interface Collected {
  readonly edits: readonly TextEdit[];
  /** It is an operation of another store, which is awaited when its turn comes. */
  readonly isAsync: boolean;
}

/** `log('done');` → `later.push(() => log('done'));`. Undefined for what cannot wait. */
export function collected(effect: ts.Node, collecting: Collecting, layout: Layout): Collected | undefined {
  const { parent } = effect;
  if (!ts.isExpressionStatement(parent) || parent.expression !== effect) return undefined;
  if ([...ownDescendants(effect)].some(ts.isAwaitExpression)) return undefined;
  const { later, isSettled, waits, isOwn, body } = collecting;
  const isAsync = waits(effect);
  // Done to the same store, it belongs to the step.
  if (isAsync ? [...descendants(effect)].some(isOwn) : isLookedAtBehind(effect, body)) return undefined;
  const start = effect.getStart();
  if (isSettled(parent.expression)) {
    const [opens, closes] = writtenBy(effect) === undefined ? ['', ''] : ['{ ', `${layout.semicolon} }`];
    const open = { start, end: start, text: `${later}.push(() => ${opens}` };
    const close = { start: effect.end, end: effect.end, text: `${closes})` };
    return { edits: isAsync ? aroundStatement(parent, later, layout) : [open, close], isAsync };
  }
  // What the other store makes of its own call is not known here.
  const edits = ts.isCallExpression(effect) && !isAsync ? toldNow(effect, parent, collecting, layout) : undefined;
  return edits && { edits, isAsync };
}

export interface CollectedRun {
  readonly edits: readonly TextEdit[];
  readonly statements: readonly ts.Statement[];
}

/** `const lines = notes.get(k) ?? []; lines.push(x); notes.set(k, lines);`: a step of another store in several statements, from the first of `rest`. */
export function collectedRun(
  rest: readonly ts.Statement[],
  collecting: Collecting,
  layout: Layout,
): CollectedRun | undefined {
  const [first] = rest;
  if (first === undefined || !ts.isVariableStatement(first) || !collecting.waits(first)) return undefined;
  const statements = rest.slice(0, lengthOfRun(rest));
  const last = statements.at(-1);
  if (last === undefined || exitsOf({ statements }).length > 0) return undefined;
  const home = { pos: first.pos, end: last.end };
  const { waits, isOwn, isSettled, effectsOf, later } = collecting;
  const isKept = statements.every((statement) => {
    const nodes = [statement, ...descendants(statement)];
    if (nodes.some((node) => isOwn(node) || ts.isAwaitExpression(node) || ts.isThrowStatement(node))) return false;
    return isSettled(statement, home) && effectsOf(statement, home).every(waits);
  });
  if (!isKept) return undefined;
  const start = first.getStart();
  const reach = around(start, last.end);
  const { line, semicolon } = layout;
  const edits = [
    { start, end: start, text: `${later}.push(async () => {${line(start, 1)}`, reach },
    { start: last.end, end: last.end, text: `${line(start)}})${semicolon}`, reach: -reach },
  ];
  return { edits, statements };
}

/** Up to the last statement that names what one of them declares. */
function lengthOfRun(rest: readonly ts.Statement[]): number {
  const names = new Set<string>();
  let length = 0;
  for (let at = 0; at <= length && at < rest.length; at++) {
    const statement = rest[at];
    if (statement !== undefined && ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations)
        for (const one of [name, ...descendants(name)]) if (ts.isIdentifier(one)) names.add(one.text);
    const isNaming = (one: ts.Statement): boolean =>
      [...descendants(one)].some((node) => ts.isIdentifier(node) && names.has(node.text));
    length = Math.max(length, rest.findLastIndex(isNaming));
  }
  return length + 1;
}

/** What it changes is looked at before it would be made. */
function isLookedAtBehind(effect: ts.Node, body: Body): boolean {
  const changed = writtenBy(effect) ?? receiverOfChange(effect);
  const root = changed && rootOf(changed);
  if (root === undefined || !ts.isIdentifier(root)) return false;
  return [...descendants(body)].some(
    (node) => ts.isIdentifier(node) && node.text === root.text && node.pos >= effect.end,
  );
}

function receiverOfChange(effect: ts.Node): ts.Expression | undefined {
  if (!ts.isCallExpression(effect) || !ts.isPropertyAccessExpression(effect.expression)) return undefined;
  return CHANGING.has(effect.expression.name.text) ? effect.expression.expression : undefined;
}

/** `later.push(async () => { … });`: what the other store needs for it may be more than an expression. */
function aroundStatement(statement: ts.Statement, later: string, { line, semicolon }: Layout): TextEdit[] {
  const { end } = statement;
  const start = statement.getStart();
  const reach = around(start, end);
  const open = `${later}.push(async () => {${line(start, 1)}`;
  return [
    { start, end: start, text: open, reach },
    { start: end, end, text: `${line(start)}})${semicolon}`, reach: -reach },
  ];
}

/** `log(cell.get());` → `const value = cell.get(); later.push(() => log(value));`. What is told stays where it is, whatever becomes of it. */
function toldNow(
  call: ts.CallExpression,
  statement: ts.ExpressionStatement,
  { later, isSettled, isFixed, nameFor }: Collecting,
  { semicolon, line }: Layout,
): TextEdit[] | undefined {
  const open = call.arguments.filter((argument) => !isSettled(argument));
  if (!isSettled(call.expression) || !open.every(isFixed)) return undefined;
  const text = call.getSourceFile().text;
  const start = call.getStart();
  const needsBlock = !isStatementList(statement.parent);
  const separator = needsBlock ? '; ' : semicolon + line(start);
  const edits: TextEdit[] = [];
  let at = start;
  let told = '';
  for (const [i, argument] of open.entries()) {
    const name = nameFor();
    const first = argument.getStart();
    told += text.slice(at, first) + name;
    const before = i > 0 ? separator : needsBlock ? '{ ' : '';
    edits.push({ start: at, end: first, text: `${before}const ${name} = ` });
    at = argument.end;
  }
  const end = needsBlock ? statement.end : call.end;
  const close = needsBlock ? '; }' : '';
  edits.push({ start: at, end, text: `${separator}${later}.push(() => ${told}${text.slice(at, call.end)})${close}` });
  return edits;
}
