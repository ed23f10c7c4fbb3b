/** What keeps a function from working on the cell of its caller: effects, and whoever uses it in a way that cannot be rewritten. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { isInside, type FunctionNode } from '../nodes.js';
import { purityOf } from '../purity.js';
import { meaningOf } from '../uses/brand.js';
import { blocked, type Accessor, type Blocked, type World } from './types.js';

const TEST = /(^|\/)(tests?|__tests__|specs?)\/|\.(test|spec)\.[cm]?[jt]sx?$/;

export function obstaclesOf(world: World, { fn, own, inner }: Accessor): Blocked[] {
  const { code, calls } = world;
  const done = new Set<ts.Node>([...own.map(({ node }) => node), ...inner]);
  const purity = purityOf(code.checker, calls, { isAccess: (node) => done.has(node), waits: () => false });
  // What it is given was there before, and a second run would find it changed.
  const [effect] = fn.body ? purity.effectsIn(fn.body, { pos: fn.body.pos, end: fn.body.end }) : [];
  const name = nameOf(fn);
  const found: Blocked[] = [];
  if (effect !== undefined)
    found.push(
      blocked(
        'NOT_REPEATABLE',
        effect,
        `\`${shortly(effect)}\` would be done again if another request comes in between`,
      ),
    );
  if (contractOf(code, fn) !== undefined)
    found.push(
      blocked(
        'ESCAPING_REF',
        fn,
        `\`${contractOf(code, fn) ?? ''}\` declares \`${name}\` as well, so it cannot take part in its caller’s step`,
      ),
    );
  const callees = new Set<ts.Node>(calls.of(fn).map(({ expression }) => lastName(expression)));
  for (const use of usesOf(code, fn)) {
    if (callees.has(use)) continue;
    if (!isNaming(use))
      found.push(
        blocked(
          'ESCAPED_FUNCTION',
          use,
          `\`${name}\` is handed on, and has to take part in the step of whoever calls it`,
        ),
      );
  }
  for (const call of calls.of(fn))
    if (TEST.test(code.nameOf(call.getSourceFile())))
      found.push(blocked('ESCAPING_REF', call, `a test calls \`${name}\`, which takes part in its caller’s step`));
  return found;
}

export const shortly = (node: ts.Node): string => {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

function lastName(callee: ts.Expression): ts.Node {
  let at = callee;
  while (ts.isParenthesizedExpression(at) || ts.isNonNullExpression(at)) at = at.expression;
  return ts.isPropertyAccessExpression(at) ? at.name : at;
}

export function declaredName(fn: FunctionNode): ts.Node | undefined {
  if (fn.name !== undefined) return fn.name;
  const { parent } = fn;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent))
    return parent.name;
  return ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left) ? parent.left.name : undefined;
}

export const nameOf = (fn: FunctionNode): string => declaredName(fn)?.getText() ?? 'the function';

/** Every place that says its name, its declaration left out. */
export function usesOf(code: Code, fn: FunctionNode): ts.Node[] {
  const name = declaredName(fn);
  const symbol = name && code.checker.getSymbolAtLocation(name);
  if (name === undefined || symbol === undefined) return [];
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) && node !== name && node.text === name.getText()) {
      const meant = ts.isIdentifier(node) ? meaningOf(code.checker, node) : code.checker.getSymbolAtLocation(node);
      if (meant === symbol) found.push(node);
    }
    node.forEachChild(visit);
  };
  for (const file of code.files) if (file.text.includes(name.getText())) visit(file);
  return found;
}

/** It is imported, exported or asked for its type there, and nothing is done with it. */
function isNaming(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isExportSpecifier(parent)) return true;
  if (ts.isExportAssignment(parent) || ts.isTypeQueryNode(parent) || ts.isBindingElement(parent)) return true;
  const holder = ts.isShorthandPropertyAssignment(parent) || ts.isPropertyAssignment(parent) ? parent.parent : node;
  const outer = holder.parent;
  if (!ts.isBinaryExpression(outer)) return false;
  return /^(module\.)?exports\b/.test(outer.left.getText());
}

/** What else declares the method: an interface, a base class, or a class that is made from this one. */
export function contractOf(code: Code, fn: FunctionNode): string | undefined {
  const owner = fn.parent;
  const name = declaredName(fn)?.getText();
  if (name === undefined) return undefined;
  if (ts.isObjectLiteralExpression(owner)) return contextOf(code, owner, name);
  if (ts.isPropertyAssignment(owner) && ts.isObjectLiteralExpression(owner.parent))
    return contextOf(code, owner.parent, name);
  const kin = ts.isPropertyDeclaration(owner) ? owner.parent : owner;
  if (!ts.isClassLike(kin)) return hasOverloads(code, fn) ? name : undefined;
  if (hasOverloads(code, fn)) return name;
  for (const clause of kin.heritageClauses ?? [])
    for (const type of clause.types)
      if (code.checker.getPropertyOfType(code.checker.getTypeAtLocation(type), name)) return type.expression.getText();
  return heirOf(code, kin, name);
}

function contextOf({ checker }: Code, literal: ts.ObjectLiteralExpression, name: string): string | undefined {
  const type = checker.getContextualType(literal);
  const property = type && checker.getPropertyOfType(type, name);
  const isOwn = property?.declarations?.some((one) => isInside(one, literal)) ?? true;
  return isOwn || type === undefined ? undefined : checker.typeToString(type);
}

function hasOverloads({ checker }: Code, fn: FunctionNode): boolean {
  const name = declaredName(fn);
  const symbol = name && checker.getSymbolAtLocation(name);
  return (
    (symbol?.declarations ?? []).filter((one) => ts.isFunctionDeclaration(one) || ts.isMethodDeclaration(one)).length >
    1
  );
}

function heirOf(code: Code, owner: ts.ClassLikeDeclaration, name: string): string | undefined {
  const symbol = owner.name && code.checker.getSymbolAtLocation(owner.name);
  let found: string | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node) && node !== owner) {
      const bases = (node.heritageClauses ?? []).flatMap(({ types }) => types);
      const isHeir = bases.some(
        ({ expression }) => ts.isIdentifier(expression) && meaningOf(code.checker, expression) === symbol,
      );
      if (isHeir && node.members.some((member) => member.name?.getText() === name))
        found ??= node.name?.text ?? 'a class';
    }
    node.forEachChild(visit);
  };
  if (symbol !== undefined) for (const file of code.files) visit(file);
  return found;
}
