/** A field of a class is one store for each object: how many there are, and where each is made. */
import { ts } from 'ts-morph';
import { isTest } from '../../workspace/file-kinds.js';
import { bodyOf, descendants, dressed, isAssignment, isFunction, isInside, type FunctionNode } from '../nodes.js';
import type { Calls } from '../calls.js';
import type { Code } from '../code.js';
import type { Target } from '../targets.js';

export interface Instances {
  /** Where objects are made that live as long as the module, one each. */
  readonly single: readonly ts.NewExpression[];
  /** Where it is not known how many are made. */
  readonly open: readonly ts.NewExpression[];
}

/** The class that has the store as a field of its objects. */
export function classOf({ declaration }: Target): ts.ClassLikeDeclaration | undefined {
  if (ts.isPropertyDeclaration(declaration)) {
    const isStatic = (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Static) !== 0;
    return isStatic ? undefined : declaration.parent;
  }
  if (!ts.isBinaryExpression(declaration) || !declaration.left.getText().startsWith('this.')) return undefined;
  for (let at: ts.Node = declaration; !ts.isSourceFile(at); at = at.parent) if (ts.isClassLike(at)) return at;
  return undefined;
}

export function instancesOf(code: Code, calls: Calls, owner: ts.ClassLikeDeclaration): Instances {
  const family = familyOf(code, owner);
  const single: ts.NewExpression[] = [];
  const open: ts.NewExpression[] = [];
  for (const file of code.files) {
    if (isTest(code.nameOf(file)) || !file.text.includes('new ')) continue;
    for (const node of descendants(file)) {
      if (!ts.isNewExpression(node) || !makes(code, node, family)) continue;
      (isMadeOnce(code, calls, node, new Set()) ? single : open).push(node);
    }
  }
  return { single, open };
}

/** The class and those that extend it. */
function familyOf({ checker, files }: Code, owner: ts.ClassLikeDeclaration): Set<ts.Node> {
  const family = new Set<ts.Node>([owner]);
  const classes = files.flatMap((file) =>
    file.text.includes('extends') ? [...descendants(file)].filter(ts.isClassLike) : [],
  );
  for (const known of family)
    for (const one of classes) {
      const base = one.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
      if (base && declared(checker, base.expression) === known) family.add(one);
    }
  return family;
}

function declared(checker: ts.TypeChecker, node: ts.Expression): ts.Node | undefined {
  const symbol = checker.getSymbolAtLocation(node);
  const meant = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = meant?.valueDeclaration;
  if (
    declaration &&
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer &&
    ts.isClassExpression(declaration.initializer)
  )
    return declaration.initializer;
  return declaration;
}

/** `new this()` and `new Base()` alike. */
function makes({ checker }: Code, node: ts.NewExpression, family: ReadonlySet<ts.Node>): boolean {
  const made = declared(checker, node.expression);
  if (made !== undefined) return family.has(made);
  const type = checker.getTypeAtLocation(node).getSymbol()?.valueDeclaration;
  return type !== undefined && family.has(type);
}

const LOOPS: ReadonlySet<ts.SyntaxKind> = new Set([
  ...[ts.SyntaxKind.ForStatement, ts.SyntaxKind.ForOfStatement, ts.SyntaxKind.ForInStatement],
  ...[ts.SyntaxKind.WhileStatement, ts.SyntaxKind.DoStatement],
]);

/** Once for each module that is loaded: at its top level, behind `??=`, or in a function that is called so. */
export function isMadeOnce(code: Code, calls: Calls, node: ts.Expression, seen: Set<ts.Node>): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  const body = bodyOf(node);
  for (let at: ts.Node = node; at !== body; at = at.parent) {
    if (LOOPS.has(at.kind)) return false;
    if (ts.isPropertyDeclaration(at)) return isOfOne(code, calls, at, seen);
  }
  if (ts.isSourceFile(body)) return true;
  if (isLazy(code, node)) return true;
  if (ts.isConstructorDeclaration(body)) return false;
  const callers = calls.of(body).filter((call) => !isTest(code.nameOf(call.getSourceFile())));
  return (
    callers.length === 1 && isCalledByNameAlone(body) && callers.every((call) => isMadeOnce(code, calls, call, seen))
  );
}

/** The field of an object is made with it. */
function isOfOne(code: Code, calls: Calls, property: ts.PropertyDeclaration, seen: Set<ts.Node>): boolean {
  if ((ts.getCombinedModifierFlags(property) & ts.ModifierFlags.Static) !== 0) return true;
  const { single, open } = instancesOf(code, calls, property.parent);
  return open.length === 0 && single.length === 1 && !seen.has(single[0] ?? property);
}

const isCalledByNameAlone = (fn: FunctionNode): boolean =>
  ts.isFunctionDeclaration(fn) || ts.isMethodDeclaration(fn) || ts.isVariableDeclaration(fn.parent);

/** `instance ??= new Cache()`, `if (!instance) instance = new Cache()`. */
function isLazy({ checker }: Code, node: ts.Expression): boolean {
  const outer = dressed(node).parent;
  if (!isAssignment(outer) || outer.right !== dressed(node)) return false;
  const kept = checker.getSymbolAtLocation(outer.left)?.valueDeclaration;
  if (kept === undefined || isInFunction(kept, node)) return false;
  if (outer.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return true;
  const name = outer.left.getText();
  for (let at: ts.Node = outer; !isFunction(at) && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isIfStatement(at.parent) && at.parent.thenStatement === at && at.parent.expression.getText().includes(name))
      return true;
    if (ts.isBinaryExpression(at.parent) && at.parent.right === at && at.parent.left.getText() === name) return true;
  }
  return false;
}

const isInFunction = (declaration: ts.Node, node: ts.Node): boolean => {
  const body = bodyOf(node);
  return !ts.isSourceFile(body) && isInside(declaration, body);
};
