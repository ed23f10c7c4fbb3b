/**
 * What stays in memory and is seen by more than one request: variables of modules, fields of objects that live as long as they do, variables of
 * functions that run when a module is loaded, and records that come out of any of these.
 */
import { ts } from 'ts-morph';
import { isTest } from '../../workspace/file-kinds.js';
import type { Calls } from '../calls.js';
import type { Code } from '../code.js';
import { instancesOf } from '../guards/instances.js';
import {
  bodyOf,
  dressed,
  isAssignment,
  isFunction,
  isInside,
  ownDescendants,
  undressed,
  type FunctionNode,
} from '../nodes.js';
import { keyText } from '../regions/words.js';

export type Member = ts.PropertyAccessExpression | ts.ElementAccessExpression;

export const isMember = (node: ts.Node): node is Member =>
  ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);

/** A place in memory: a variable or field, and of what it holds the entry, where one is named. */
export interface Slot {
  readonly symbol: ts.Symbol;
  /** The object that has the field, as written; without it any. */
  readonly owner?: string | undefined;
  /** As written; without it any. */
  readonly key?: string | undefined;
}

/** The key of what is looked at on the way to something in it: only what changes the whole changes that. */
export const ON_THE_WAY = '';

export interface Memory {
  /** What is looked at, or given another value. */
  readonly slotOf: (expression: ts.Expression) => Slot | undefined;
  /** What an object holds, of which a method or a member is used. */
  readonly contentsOf: (object: ts.Expression, key?: string) => Slot | undefined;
}

/** `isMoved`: expressions that stand for a store that moves, which is in memory no more. */
export function memoryOf(code: Code, calls: Calls, isMoved: (node: ts.Node) => boolean): Memory {
  const { checker } = code;
  const shared = new Map<ts.Symbol | FunctionNode | ts.ClassLikeDeclaration, boolean>();
  /** While it is looked at it is held not to be. */
  const known = (of: ts.Symbol | FunctionNode | ts.ClassLikeDeclaration, ask: () => boolean): boolean => {
    const before = shared.get(of);
    if (before !== undefined) return before;
    shared.set(of, false);
    const answer = ask();
    shared.set(of, answer);
    return answer;
  };

  const isOwn = (node: ts.Node): boolean => code.isOwn(node.getSourceFile());
  const isOfProgram = (node: ts.Node): boolean => isOwn(node) && !isTest(code.nameOf(node.getSourceFile()));

  /** It is called where a module is loaded, by itself or by who calls it. */
  const runsOnLoad = (fn: FunctionNode): boolean =>
    known(fn, () => {
      const called = dressed(fn as ts.Expression).parent;
      const inPlace = ts.isCallExpression(called) && undressed(called.expression) === (fn as ts.Node) ? [called] : [];
      return [...calls.of(fn), ...inPlace].filter(isOfProgram).some(isOnLoad);
    });
  const isOnLoad = (node: ts.Node): boolean => {
    const body = bodyOf(node);
    return ts.isSourceFile(body) || runsOnLoad(body);
  };

  /** Its objects are made once, by a framework, or kept where others find them. */
  const isKeptClass = (owner: ts.ClassLikeDeclaration): boolean =>
    known(owner, () => {
      const { single, open } = instancesOf(code, calls, owner);
      return single.length > 0 || open.length === 0 || open.some((made) => isOnLoad(made) || isKept(made));
    });
  /** `pools.set(id, new Pool())`, `this.pool = new Pool()`. */
  const isKept = (made: ts.Expression): boolean => {
    const outer = dressed(made);
    const { parent } = outer;
    if (isAssignment(parent) && parent.right === outer) return slotOf(parent.left) !== undefined;
    if (!ts.isCallExpression(parent) || parent.expression === outer) return false;
    const callee = undressed(parent.expression);
    return ts.isPropertyAccessExpression(callee) && isShared(callee.expression);
  };

  const variableOf = (node: ts.Node): ts.Symbol | undefined => {
    const { parent } = node;
    const symbol = ts.isShorthandPropertyAssignment(parent)
      ? checker.getShorthandAssignmentValueSymbol(parent)
      : checker.getSymbolAtLocation(node);
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  };

  /** Declared by the program outside of what runs for one request. */
  const isSharedVariable = (symbol: ts.Symbol): boolean => {
    const declaration = symbol.valueDeclaration;
    if (declaration === undefined || !isOwn(declaration)) return false;
    if (!ts.isVariableDeclaration(declaration) && !ts.isBindingElement(declaration)) return false;
    const body = bodyOf(declaration);
    return ts.isSourceFile(body) ? !isTest(code.nameOf(body)) : runsOnLoad(body);
  };

  /** A name of one request for what others see: `const bucket = buckets.get(ip)`. */
  const isAlias = (symbol: ts.Symbol): boolean =>
    known(symbol, () => {
      const declaration = symbol.valueDeclaration;
      if (declaration === undefined || !isOfProgram(declaration)) return false;
      if (ts.isParameter(declaration)) return argumentsFor(declaration).some(isShared);
      if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
      const loop = declaration.parent.parent;
      const from = ts.isForOfStatement(loop) ? loop.expression : declaration.initializer;
      return from !== undefined && isShared(from);
    });
  const argumentsFor = (parameter: ts.ParameterDeclaration): ts.Expression[] => {
    const fn = parameter.parent;
    if (!isFunction(fn)) return [];
    const index = fn.parameters.indexOf(parameter);
    return calls.of(fn).flatMap((call) => (isOfProgram(call) ? (call.arguments[index] ?? []) : []));
  };

  /** An object that others see as well. */
  const isShared = (expression: ts.Expression): boolean => {
    const node = undressed(expression);
    if (isMoved(node)) return false;
    if (ts.isIdentifier(node)) {
      const symbol = variableOf(node);
      if (symbol === undefined) return false;
      if (symbol.flags & ts.SymbolFlags.Class) return isOwnSymbol(symbol);
      return isSharedVariable(symbol) || isAlias(symbol);
    }
    if (node.kind === ts.SyntaxKind.ThisKeyword) return isSharedThis(node);
    if (isMember(node)) return isShared(node.expression);
    if (ts.isBinaryExpression(node)) return isShared(node.left) || isShared(node.right);
    if (ts.isConditionalExpression(node)) return isShared(node.whenTrue) || isShared(node.whenFalse);
    if (!ts.isCallExpression(node)) return false;
    const target = calls.targetOf(node);
    if (target !== undefined) return givesShared(target);
    const callee = undressed(node.expression);
    return ts.isPropertyAccessExpression(callee) && HANDING_OUT.has(callee.name.text) && isShared(callee.expression);
  };
  const isOwnSymbol = ({ valueDeclaration: declaration }: ts.Symbol): boolean =>
    declaration !== undefined && isOfProgram(declaration);

  const isSharedThis = (node: ts.Node): boolean => {
    for (let at = node; !ts.isSourceFile(at); at = at.parent) {
      if (ts.isClassLike(at.parent) && ts.isClassElement(at))
        return (ts.getCombinedModifierFlags(at) & ts.ModifierFlags.Static) !== 0 || isKeptClass(at.parent);
    }
    return false;
  };

  const given = new Map<FunctionNode, boolean>();
  const givesShared = (fn: FunctionNode): boolean => {
    const before = given.get(fn);
    if (before !== undefined) return before;
    given.set(fn, false);
    const { body } = fn;
    const answer =
      body !== undefined &&
      (ts.isBlock(body)
        ? [...ownDescendants(body)].some(
            (node) => ts.isReturnStatement(node) && node.expression !== undefined && isShared(node.expression),
          )
        : isShared(body));
    given.set(fn, answer);
    return answer;
  };

  const slotOf = (expression: ts.Expression): Slot | undefined => {
    const node = undressed(expression);
    if (isMoved(node)) return undefined;
    if (ts.isIdentifier(node)) {
      const symbol = variableOf(node);
      return symbol !== undefined && isSharedVariable(symbol) ? { symbol } : undefined;
    }
    if (!isMember(node) || !isShared(node.expression)) return undefined;
    if (ts.isElementAccessExpression(node)) return contentsOf(node.expression, keyText(node.argumentExpression));
    const symbol = variableOf(node.name);
    const declaration = symbol?.valueDeclaration;
    if (symbol === undefined || declaration === undefined || !isOwn(declaration))
      return contentsOf(node.expression, LENGTHS.has(node.name.text) ? undefined : `'${node.name.text}'`);
    return ts.isVariableDeclaration(declaration) ? { symbol } : { symbol, owner: undressed(node.expression).getText() };
  };

  const contentsOf = (object: ts.Expression, key?: string): Slot | undefined => {
    const node = undressed(object);
    if (!isShared(node)) return undefined;
    if (ts.isIdentifier(node)) {
      const symbol = variableOf(node);
      return symbol && { symbol, key };
    }
    if (isMember(node)) {
      const slot = slotOf(node);
      return slot && { ...slot, key: key ?? slot.key };
    }
    const callee = ts.isCallExpression(node) ? undressed(node.expression) : undefined;
    return callee !== undefined && ts.isPropertyAccessExpression(callee) ? contentsOf(callee.expression) : undefined;
  };

  return { slotOf, contentsOf };
}

/** What gives out a record that stays where it was. */
const HANDING_OUT: ReadonlySet<string> = new Set(['get', 'at', 'find', 'findLast', 'values', 'entries']);
/** They change with any entry. */
const LENGTHS: ReadonlySet<string> = new Set(['length', 'size']);

export const isSameSlot = (a: Slot, b: Slot): boolean =>
  a.symbol === b.symbol && isSameOrAny(a.owner, b.owner) && isSameOrAny(a.key, b.key);

const isSameOrAny = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

/** The declaration is of the function itself, so that nobody outside knows it. */
export const isLocalTo = ({ symbol }: Slot, fn: ts.Node): boolean =>
  symbol.valueDeclaration !== undefined && isInside(symbol.valueDeclaration, fn);
