/**
 * Every path through a function, followed into the functions that it calls: branches give a range, loops a share for each turn. What is answered
 * early counts as a short path.
 */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { implementersIn } from '../contracts.js';
import { CONSTRUCTORS, COSTS, ITERATION } from '../costs.js';
import { isFunction, undressed, type FunctionNode } from '../nodes.js';
import type { Destination } from '../types.js';
import { both, costOf, FREE, manyTimes, maybe, oneOf, sumOf, type Cost } from './cost.js';

export interface Walk {
  readonly ofFunction: (fn: FunctionNode) => Cost;
  /** Whether a call is one of a collection's operations. */
  readonly isOperation: (node: ts.Node) => boolean;
  /** Functions that an expression in the place of a handler stands for: itself, what a wrapper is given and gives. */
  readonly handlersIn: (node: ts.Node) => readonly FunctionNode[];
}

/** The ways out of a piece of code; one that is not there cannot be taken. */
interface Ways {
  readonly on?: Cost;
  /** `return` and `throw`. */
  readonly out?: Cost;
  /** `break` and `continue`. */
  readonly off?: Cost;
}

const THROUGH: Ways = { on: FREE };

export function walkOf(code: Code, to: Destination): Walk {
  const { checker } = code;
  const known = new Map<FunctionNode, Cost>();
  const open = new Set<FunctionNode>();
  const again = new Set<FunctionNode>();
  let implementers: ReturnType<typeof implementersIn> | undefined;

  function ofFunction(fn: FunctionNode): Cost {
    const before = known.get(fn);
    if (before !== undefined) return before;
    if (open.has(fn)) {
      again.add(fn);
      return FREE;
    }
    open.add(fn);
    const body = fn.body === undefined ? FREE : ts.isBlock(fn.body) ? total(statements(fn.body)) : expression(fn.body);
    const defaults = sumOf(
      fn.parameters.map(({ initializer }) => (initializer ? maybe(expression(initializer)) : FREE)),
    );
    open.delete(fn);
    const once = both(defaults, body);
    const whole = again.has(fn) ? both(once, manyTimes(once)) : once;
    const cost = { ...whole, functions: new Set([...whole.functions, fn]) };
    known.set(fn, cost);
    return cost;
  }

  const total = ({ on, out, off }: Ways): Cost => [on, out, off].filter(isThere).reduce(oneOf);

  function statements(block: { readonly statements: readonly ts.Statement[] }): Ways {
    return block.statements.reduce((ways, one) => then(ways, () => statement(one)), THROUGH);
  }

  function statement(node: ts.Statement): Ways {
    if (ts.isBlock(node)) return statements(node);
    if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) return { out: parts(node) };
    if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) return { off: FREE };
    if (ts.isIfStatement(node))
      return then({ on: expression(node.expression) }, () =>
        ways(statement(node.thenStatement), node.elseStatement ? statement(node.elseStatement) : THROUGH),
      );
    if (ts.isIterationStatement(node, false)) return loop(node);
    if (ts.isSwitchStatement(node)) return switched(node);
    if (ts.isTryStatement(node)) return tried(node);
    if (ts.isLabeledStatement(node)) return statement(node.statement);
    return { on: parts(node) };
  }

  function loop(node: ts.IterationStatement): Ways {
    const { head, turn, isCertain } = loopParts(node);
    const body = then({ on: turn }, () => statement(node.statement));
    const one = [body.on, body.off]
      .filter(isThere)
      .reduce<Cost | undefined>((a, b) => (a ? oneOf(a, b) : b), undefined);
    const turns = one === undefined ? FREE : manyTimes(one);
    const first = isCertain && one !== undefined ? both(one, turns) : turns;
    // What goes on for ever ends where something breaks it off.
    const ends = isEndless(node) ? body.off !== undefined : true;
    return {
      ...(ends ? { on: both(head, first) } : {}),
      ...(body.out === undefined ? {} : { out: both(head, both(turns, body.out)) }),
    };
  }

  function loopParts(node: ts.IterationStatement): { head: Cost; turn: Cost; isCertain: boolean } {
    if (ts.isForStatement(node)) {
      const head = both(node.initializer ? parts(node.initializer) : FREE, FREE);
      const turn = sumOf([node.condition, node.incrementor].map((one) => (one ? expression(one) : FREE)));
      return { head, turn, isCertain: node.condition === undefined };
    }
    if (ts.isForOfStatement(node)) {
      const store = node.awaitModifier && collectionOf(undressed(node.expression));
      const head = store ? costOf(ITERATION, to, store.name) : expression(node.expression);
      return { head, turn: FREE, isCertain: false };
    }
    if (ts.isForInStatement(node)) return { head: expression(node.expression), turn: FREE, isCertain: false };
    const condition = (node as ts.WhileStatement | ts.DoStatement).expression;
    const cost = expression(condition);
    // It is asked once more than it is true.
    if (ts.isDoStatement(node)) return { head: FREE, turn: cost, isCertain: true };
    return { head: isEndless(node) ? FREE : cost, turn: cost, isCertain: isEndless(node) };
  }

  function switched({ expression: of, caseBlock }: ts.SwitchStatement): Ways {
    const { clauses } = caseBlock;
    const hasDefault = clauses.some(ts.isDefaultClause);
    const entered = clauses.map((_, at) =>
      clauses.slice(at).reduce((all, clause) => then(all, () => statements(clause)), THROUGH),
    );
    const inside = [...entered, ...(hasDefault ? [] : [THROUGH])].reduce(ways, {});
    const { off, ...rest } = inside;
    return then({ on: expression(of) }, () => ways(rest, off === undefined ? {} : { on: off }));
  }

  function tried({ tryBlock, catchClause, finallyBlock }: ts.TryStatement): Ways {
    const inside = statements(tryBlock);
    const caught = catchClause ? statements(catchClause.block) : {};
    // It may have failed anywhere.
    const failed = catchClause ? then({ on: maybe(total(inside)) }, () => caught) : {};
    const all = ways(inside, failed);
    return finallyBlock ? then(all, () => statements(finallyBlock), true) : all;
  }

  /** Everything that is evaluated below a node. */
  function parts(node: ts.Node): Cost {
    const costs: Cost[] = [];
    ts.forEachChild(node, (child) => {
      costs.push(expression(child));
    });
    return sumOf(costs);
  }

  function expression(node: ts.Node): Cost {
    if (isFunction(node) || ts.isTypeNode(node) || ts.isIdentifier(node)) return FREE;
    if (ts.isClassLike(node)) return FREE;
    if (ts.isConditionalExpression(node))
      return both(expression(node.condition), oneOf(expression(node.whenTrue), expression(node.whenFalse)));
    if (ts.isBinaryExpression(node) && SHORT.has(node.operatorToken.kind))
      return both(expression(node.left), maybe(expression(node.right)));
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) return call(node);
    return parts(node);
  }

  function call(node: ts.CallExpression | ts.NewExpression): Cost {
    const args = node.arguments ?? [];
    const given = sumOf(args.map(expression));
    const callee = undressed(node.expression);
    const operation = ts.isCallExpression(node) ? operationOf(callee) : undefined;
    const method = ts.isPropertyAccessExpression(callee)
      ? callee.name.text
      : ts.isIdentifier(callee)
        ? callee.text
        : '';
    const reached = operation === undefined ? targetsOf(node).map(ofFunction) : [];
    const own = operation ?? (reached.length === 0 ? FREE : reached.reduce(oneOf));
    const callbacks = args.map((one) => callback(method, one));
    const whole = sumOf([expression(node.expression), given, own, ...callbacks]);
    return ts.isCallExpression(node) && node.questionDotToken !== undefined ? maybe(whole) : whole;
  }

  /** What a function that is handed on costs where it is handed to. */
  function callback(method: string, argument: ts.Expression): Cost {
    const handed = undressed(argument);
    const fn = isFunction(handed) ? handed : ts.isIdentifier(handed) ? functionNamed(handed) : undefined;
    if (fn === undefined) return FREE;
    const often = CALLBACKS[method];
    if (often === 'never') return FREE;
    const cost = ofFunction(fn);
    return often === 'once' ? cost : often === 'each' ? manyTimes(cost) : maybe(cost);
  }

  function operationOf(callee: ts.Expression): Cost | undefined {
    if (!ts.isPropertyAccessExpression(callee)) return undefined;
    const store = collectionOf(undressed(callee.expression));
    const operation = store && COSTS[store.constructor]?.[callee.name.text];
    return store && operation && costOf(operation, to, store.name);
  }

  /** By its type; its name is that of its declaration, wherever it was imported from. */
  function collectionOf(receiver: ts.Expression): { constructor: string; name: string } | undefined {
    const type = checker.getNonNullableType(checker.getTypeAtLocation(receiver));
    const constructor = (type.isUnion() ? type.types : [type])
      .map((one) => CONSTRUCTORS[(one.aliasSymbol ?? one.getSymbol())?.name ?? ''])
      .find(isThere);
    if (constructor === undefined) return undefined;
    return { constructor, name: declaredName(receiver) ?? receiver.getText() };
  }

  function declaredName(receiver: ts.Expression): string | undefined {
    const symbol = checker.getSymbolAtLocation(receiver);
    const real = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const declaration = real?.valueDeclaration as (ts.Declaration & { initializer?: ts.Expression }) | undefined;
    const assigned =
      declaration && ts.isBinaryExpression(declaration.parent) && declaration.parent.left === (declaration as ts.Node)
        ? declaration.parent.right
        : undefined;
    const made = declaration?.initializer ?? assigned;
    const name = made && ts.isCallExpression(made) ? made.arguments[0] : undefined;
    return name && ts.isStringLiteralLike(name) ? name.text : undefined;
  }

  function targetsOf(node: ts.CallExpression | ts.NewExpression): readonly FunctionNode[] {
    const declaration = checker.getResolvedSignature(node)?.declaration;
    if (declaration === undefined || !code.isOwn(declaration.getSourceFile())) return [];
    if (isFunction(declaration) && declaration.body !== undefined) return [declaration];
    const symbol = 'symbol' in declaration ? (declaration.symbol as ts.Symbol | undefined) : undefined;
    const own = symbol?.declarations?.find((one): one is FunctionNode => isFunction(one) && one.body !== undefined);
    implementers ??= implementersIn(code);
    return own ? [own] : [...(implementers.get(declaration) ?? [])];
  }

  function functionNamed(name: ts.Node): FunctionNode | undefined {
    const symbol = checker.getSymbolAtLocation(name);
    const real = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const declaration = real?.valueDeclaration;
    if (declaration === undefined || !code.isOwn(declaration.getSourceFile())) return undefined;
    if (isFunction(declaration)) return declaration;
    const made = ts.isVariableDeclaration(declaration) && declaration.initializer;
    return made && isFunction(undressed(made)) ? (undressed(made) as FunctionNode) : undefined;
  }

  function handlersIn(node: ts.Node, depth = 0): readonly FunctionNode[] {
    if (depth > 5) return [];
    const at = ts.isExpression(node) ? undressed(node) : node;
    if (isFunction(at)) return [at];
    if (ts.isCallExpression(at))
      return [...targetsOf(at).flatMap(givenBack), ...at.arguments.flatMap((one) => handlersIn(one, depth + 1))];
    if (ts.isObjectLiteralExpression(at))
      return at.properties.flatMap((one) =>
        handlersIn(ts.isPropertyAssignment(one) ? one.initializer : one, depth + 1),
      );
    if (ts.isArrayLiteralExpression(at)) return at.elements.flatMap((one) => handlersIn(one, depth + 1));
    if (ts.isVariableDeclaration(at)) return at.initializer ? handlersIn(at.initializer, depth + 1) : [];
    if (ts.isExportAssignment(at)) return handlersIn(at.expression, depth + 1);
    if (ts.isBinaryExpression(at)) return handlersIn(at.right, depth + 1);
    if (!ts.isIdentifier(at) && !ts.isPropertyAccessExpression(at)) return [];
    const symbol = checker.getSymbolAtLocation(at);
    const real = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const declaration = real?.valueDeclaration;
    if (declaration === undefined || !code.isOwn(declaration.getSourceFile())) return [];
    return handlersIn(
      ts.isPropertyAccessExpression(declaration) || ts.isIdentifier(declaration) ? declaration.parent : declaration,
      depth + 1,
    );
  }

  return {
    ofFunction,
    isOperation: (node) => ts.isCallExpression(node) && operationOf(undressed(node.expression)) !== undefined,
    handlersIn,
  };
}

/** A wrapper's own function: `(handler) => async (request) => …`. */
function givenBack(fn: FunctionNode): FunctionNode[] {
  const { body } = fn;
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return isFunction(undressed(body)) ? [undressed(body) as FunctionNode] : [];
  return body.statements.flatMap((one) => {
    const made = ts.isReturnStatement(one) && one.expression ? undressed(one.expression) : undefined;
    return made && isFunction(made) ? [made] : [];
  });
}

function then(before: Ways, next: () => Ways, always = false): Ways {
  const { on, out, off } = before;
  if (on === undefined && !always) return before;
  const after = next();
  const along = (from: Cost | undefined): Ways => (from === undefined ? {} : map(after, (cost) => both(from, cost)));
  if (!always) return ways(along(on), { ...(out ? { out } : {}), ...(off ? { off } : {}) });
  const leaving = after.on ?? FREE;
  return ways(along(on), {
    ...(out ? { out: both(out, leaving) } : {}),
    ...(off ? { off: both(off, leaving) } : {}),
  });
}

function map({ on, out, off }: Ways, change: (cost: Cost) => Cost): Ways {
  return {
    ...(on ? { on: change(on) } : {}),
    ...(out ? { out: change(out) } : {}),
    ...(off ? { off: change(off) } : {}),
  };
}

function ways(a: Ways, b: Ways): Ways {
  const pick = (x: Cost | undefined, y: Cost | undefined) => (x && y ? oneOf(x, y) : (x ?? y));
  const [on, out, off] = [pick(a.on, b.on), pick(a.out, b.out), pick(a.off, b.off)];
  return { ...(on ? { on } : {}), ...(out ? { out } : {}), ...(off ? { off } : {}) };
}

const isThere = <T>(value: T | undefined): value is T => value !== undefined;

const SHORT: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);

/** How often the one that is called calls what it is given; what is not named here may or may not. */
const CALLBACKS: Readonly<Record<string, 'once' | 'each' | 'never'>> = {
  ...{ then: 'once', withLock: 'once', transaction: 'once', run: 'once' },
  ...{ forEach: 'each', map: 'each', flatMap: 'each', filter: 'each', some: 'each', every: 'each', find: 'each' },
  ...{ findIndex: 'each', reduce: 'each', sort: 'each', from: 'each' },
  // A cell is memory, and what listens or waits for a time is no part of this request.
  ...{ transact: 'never', update: 'never', on: 'never', once: 'never', addEventListener: 'never' },
  ...{ setTimeout: 'never', setInterval: 'never', setImmediate: 'never' },
};

function isEndless(node: ts.IterationStatement): boolean {
  if (ts.isForStatement(node)) return node.condition === undefined;
  return ts.isWhileStatement(node) && node.expression.kind === ts.SyntaxKind.TrueKeyword;
}
