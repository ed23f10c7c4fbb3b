/**
 * What may be done twice. A transaction runs its body again after a conflict, so only what shows nothing outside may stand in it: locals, pure
 * calls, the clock and chance are fine; answers, logs and requests are not.
 */
import { ts } from 'ts-morph';
import type { Calls } from './calls.js';
import {
  CHANGING,
  LANGUAGE_FILE,
  PURE_CLASSES,
  PURE_FUNCTIONS,
  PURE_MODULES,
  PURE_OBJECTS,
  READING,
  WORLD,
} from './known-effects.js';
import {
  descendants,
  dressed,
  isFunction,
  ownDescendants,
  rootOf,
  undressed,
  writtenBy,
  type FunctionNode,
} from './nodes.js';

/** Statements that run together. */
export interface Home {
  readonly pos: number;
  readonly end: number;
}

export interface Purity {
  /**
   * What in `node` must not be done twice, nested functions left out unless they are called here. Its own accesses are for the caller to judge.
   * `home`: what is declared in there is made anew each time, so it may be changed.
   */
  readonly effectsIn: (node: ts.Node, home?: Home) => readonly ts.Node[];
}

/** `isAccess`: what the transaction does itself, which is done over. `waits`: calls that wait, which a transaction cannot. */
export function purityOf(
  checker: ts.TypeChecker,
  calls: Calls,
  { isAccess, waits }: { isAccess: (node: ts.Node) => boolean; waits: (node: ts.Node) => boolean },
): Purity {
  const pure = new Map<FunctionNode, boolean>();

  function isPureFunction(fn: FunctionNode): boolean {
    const known = pure.get(fn);
    if (known !== undefined) return known;
    // While it is looked at, it is held to be pure: what it calls of itself says nothing new.
    pure.set(fn, true);
    const result = fn.body !== undefined && fn.asteriskToken === undefined && effectsIn(fn.body, fn).length === 0;
    pure.set(fn, result);
    return result;
  }

  function effectsIn(node: ts.Node, home: Home = node): ts.Node[] {
    const effects: ts.Node[] = [];
    const visit = (at: ts.Node): void => {
      if (isFunction(at) && at !== node) {
        if (isCalledInPlace(at)) for (const part of [at.body]) if (part) visit(part);
        return;
      }
      if (isEffect(at, home)) effects.push(at);
      else at.forEachChild(visit);
    };
    visit(node);
    return effects;
  }

  function isEffect(node: ts.Node, home: Home): boolean {
    if (ts.isAwaitExpression(node) || ts.isYieldExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier))
      return true;
    if (waits(node)) return true;
    if (isAccess(node)) return false;
    if (ts.isCallExpression(node)) return !isPureCall(node) || changesAnother(node, home);
    if (ts.isNewExpression(node)) return !isPureNew(node);
    if (ts.isTaggedTemplateExpression(node)) return node.tag.getText() !== 'String.raw';
    const written = writtenBy(node);
    if (written === undefined || isOwnTo(written, home)) return false;
    // To give something the same value again changes nothing more; to add to it does.
    const isInFunction = isFunction(home as ts.Node) || ts.isBlock(home as ts.Node);
    return isInFunction || !isSetAnew(node, written, home);
  }

  /** `podium.push(player)`, where `podium` was there before. */
  function changesAnother(call: ts.CallExpression, home: Home): boolean {
    const callee = undressed(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || !CHANGING.has(callee.name.text)) return false;
    const root = rootOf(callee);
    return !isAccess(call) && !isOwnTo(root, home) && !isAccess(root) && ts.isIdentifier(root);
  }

  /** It changes nothing but what was made in there. */
  function isOwnTo(written: ts.Expression, home: Home): boolean {
    let root = undressed(written);
    // `stats.hits++`: the entry itself is what is read there.
    while (
      !isAccess(root) &&
      (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root) || ts.isCallExpression(root))
    )
      root = undressed(root.expression);
    if (isAccess(root) || root.kind === ts.SyntaxKind.ThisKeyword) return root.kind !== ts.SyntaxKind.ThisKeyword;
    if (!ts.isIdentifier(root)) return true;
    const [declaration] = checker.getSymbolAtLocation(root)?.declarations ?? [];
    return declaration !== undefined && declaration.pos >= home.pos && declaration.end <= home.end;
  }

  function isPureCall(call: ts.CallExpression): boolean {
    const callee = undressed(call.expression);
    const target = calls.targetOf(call);
    if (target !== undefined) return isPureFunction(target);
    if (ts.isIdentifier(callee)) return PURE_FUNCTIONS.has(callee.text) ? isGlobal(callee) : isPureImport(callee);
    if (!ts.isPropertyAccessExpression(callee)) return false;
    const root = rootOf(callee);
    if (ts.isIdentifier(root) && PURE_OBJECTS.has(root.text) && isGlobal(root)) return true;
    if (ts.isIdentifier(root) && root.text === 'crypto' && isGlobal(root)) return true;
    if (isUntyped(callee.expression) && READING.has(callee.name.text)) return true;
    return isLanguageMethod(callee) || (ts.isIdentifier(root) && isPureImport(root, callee.name.text));
  }

  const isUntyped = (node: ts.Expression): boolean => (checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) !== 0;

  function isPureNew(node: ts.NewExpression): boolean {
    const callee = undressed(node.expression);
    if (ts.isIdentifier(callee) && PURE_CLASSES.has(callee.text) && isGlobal(callee)) return true;
    const target = calls.targetOf(node);
    if (target !== undefined) return onlySetsItself(target);
    return ts.isIdentifier(callee) && isErrorLike(node);
  }

  const isErrorLike = (node: ts.NewExpression): boolean => {
    const type = checker.getTypeAtLocation(node);
    return ['name', 'message', 'stack'].every((name) => checker.getPropertyOfType(type, name) !== undefined);
  };

  /** A constructor writes to `this`, which is new each time. */
  function onlySetsItself(fn: FunctionNode): boolean {
    if (fn.body === undefined) return false;
    return [...ownDescendants(fn.body)].every((node) => {
      if (ts.isCallExpression(node)) return node.expression.kind === ts.SyntaxKind.SuperKeyword || isPureCall(node);
      const written = writtenBy(node);
      return written === undefined || undressed(written).getText().startsWith('this.');
    });
  }

  const isGlobal = (name: ts.Identifier): boolean => {
    const declarations = checker.getSymbolAtLocation(name)?.declarations;
    return declarations === undefined || declarations.every((one) => one.getSourceFile().isDeclarationFile);
  };

  /** Found in the language's own declarations, so that it belongs to a value and not to the world. */
  function isLanguageMethod(callee: ts.PropertyAccessExpression): boolean {
    const declarations = checker.getSymbolAtLocation(callee.name)?.declarations ?? [];
    if (declarations.length === 0) return false;
    return declarations.every((one) => LANGUAGE_FILE.test(one.getSourceFile().fileName) && !isOfTheWorld(one));
  }

  function isPureImport(root: ts.Identifier, member = root.text): boolean {
    const [declaration] = checker.getSymbolAtLocation(root)?.declarations ?? [];
    const specifier = declaration && moduleOf(declaration);
    const pureNames = specifier === undefined ? undefined : PURE_MODULES[specifier.replace(/^node:/, '')];
    if (pureNames === undefined) return false;
    const imported =
      declaration && ts.isImportSpecifier(declaration) ? (declaration.propertyName ?? declaration.name).text : member;
    return pureNames === 'all' || pureNames.has(imported);
  }

  return { effectsIn: (node, home) => effectsIn(node, home) };
}

/** `x = v` that is done whatever happens, where nothing else in the step looks at `x`. */
function isSetAnew(node: ts.Node, written: ts.Expression, home: Home): boolean {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  const { parent: statement } = node;
  const isInStep = (at: ts.Node): boolean => at.pos >= home.pos && at.end <= home.end;
  if (!ts.isExpressionStatement(statement) || isInStep(statement.parent)) return false;
  const name = written.getText();
  return [...descendants(statement.parent)].every((inner) => {
    if (!isInStep(inner)) return true;
    if (isExit(inner)) return inner.pos >= statement.end;
    return inner === written || inner.getText() !== name;
  });
}

const isExit = (node: ts.Node): boolean =>
  ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isBreakOrContinueStatement(node);

function isOfTheWorld(declaration: ts.Declaration): boolean {
  const { parent } = declaration;
  return ts.isInterfaceDeclaration(parent) && WORLD.has(parent.name.text);
}

function moduleOf(declaration: ts.Declaration): string | undefined {
  for (let at: ts.Node = declaration; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isImportDeclaration(at)) return ts.isStringLiteral(at.moduleSpecifier) ? at.moduleSpecifier.text : undefined;
    if (ts.isVariableDeclaration(at) && at.initializer) {
      const call = [...descendants(at.initializer)].find(ts.isCallExpression);
      const [argument] = call?.expression.getText() === 'require' ? call.arguments : [];
      return argument && ts.isStringLiteral(argument) ? argument.text : undefined;
    }
  }
  return undefined;
}

/** `items.map((item) => …)`: it runs here and now. */
function isCalledInPlace(fn: FunctionNode): boolean {
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return false;
  const outer = dressed(fn);
  return (
    ts.isCallExpression(outer.parent) && (outer.parent.arguments.includes(outer) || outer.parent.expression === outer)
  );
}
