/**
 * A step on one entry, run with names in place of numbers. What it stores and answers in each situation is what it is; how it is written no longer
 * matters. Whatever is not understood ends the run: then nothing is known of it.
 */
import { ts } from 'ts-morph';
import type { Code } from '../../code.js';
import { meaningOf } from '../../adapter/references.js';
import { descendants, isFunction, isInside, undressed, writtenBy, type FunctionNode } from '../../nodes.js';
import type { Access } from '../../uses/access.js';
import { isFixed } from './fixed.js';
import { NOTHING, NOW, ELEMENT, TIME, Unclear, type Texts, type Value, type World } from './values.js';
import { constant, isConstant, isOrder, named, negated, plus, type Sum } from './sums.js';

export interface Script {
  readonly code: Code;
  /** The function that it is all of, or a part. */
  readonly fn: FunctionNode;
  readonly accesses: readonly Access[];
}

const unclear = (): never => {
  throw new Unclear();
};

export interface Runner {
  readonly value: (node: ts.Expression) => Value;
  /** What it returns, if it does. */
  readonly run: (statements: readonly ts.Statement[]) => Value | undefined;
}

const CLOCK = /^(?:Date\.now\(\)|newDate\(\)\.(?:getTime|valueOf)\(\)|\+newDate\(\)|Number\(newDate\(\)\))$/;

export function runnerIn({ code, fn, accesses }: Script, world: World, texts: Texts): Runner {
  const { checker } = code;
  const names = new Map<ts.Symbol, Value>();
  const accessOf = (node: ts.Node): Access | undefined => accesses.find((access) => access.node === node);
  const hasAccess = (node: ts.Node): boolean => accesses.some((access) => isInside(access.node, node));

  function value(expression: ts.Expression): Value {
    const node = undressed(expression);
    const access = accessOf(node);
    if (access !== undefined) return accessed(access);
    if (CLOCK.test(node.getText().replace(/\s/g, ''))) return sumOf(named(NOW));
    if (ts.isNumericLiteral(node)) return literal(node);
    if (node.kind === ts.SyntaxKind.TrueKeyword) return { kind: 'boolean', value: true };
    if (node.kind === ts.SyntaxKind.FalseKeyword) return { kind: 'boolean', value: false };
    if (ts.isIdentifier(node)) return node.text === 'undefined' ? NOTHING : nameValue(node);
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return unary(node);
    if (ts.isBinaryExpression(node)) return binary(node);
    if (ts.isConditionalExpression(node)) return value(isTrue(value(node.condition)) ? node.whenTrue : node.whenFalse);
    if (ts.isPropertyAccessExpression(node)) return member(node);
    if (ts.isObjectLiteralExpression(node)) return record(node);
    if (ts.isArrayLiteralExpression(node)) return list(node);
    if (ts.isCallExpression(node)) return method(node);
    return unclear();
  }

  function accessed({ operation, value: stored }: Access): Value {
    if (operation === 'get') return world.entry;
    if (operation === 'has') return { kind: 'boolean', value: world.entry.kind !== 'undefined' };
    if (operation === 'delete') world.entry = NOTHING;
    else if (operation === 'set' && stored !== undefined) world.entry = value(stored);
    else unclear();
    return NOTHING;
  }

  function literal(node: ts.NumericLiteral): Value {
    const number = Number(node.text);
    texts.set(String(number), node);
    return sumOf(constant(number));
  }

  function nameValue(node: ts.Identifier): Value {
    const symbol = meaningOf(checker, node);
    return (symbol && names.get(symbol)) ?? fixed(node);
  }

  /** What has one value throughout, and goes by its text. */
  function fixed(node: ts.Expression): Value {
    if (!isFixed(node, code, fn)) return unclear();
    const text = node.getText();
    texts.set(text, node);
    return sumOf(named(text));
  }

  function unary(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): Value {
    if (node.operator === ts.SyntaxKind.ExclamationToken)
      return { kind: 'boolean', value: !isTrue(value(node.operand)) };
    const before = numberOf(value(node.operand));
    if (node.operator === ts.SyntaxKind.MinusToken) return sumOf(negated(before));
    const isUp = node.operator === ts.SyntaxKind.PlusPlusToken;
    if (!isUp && node.operator !== ts.SyntaxKind.MinusMinusToken) return unclear();
    const after = sumOf(plus(before, constant(1), isUp ? 1 : -1));
    assign(node.operand, after);
    return ts.isPrefixUnaryExpression(node) ? after : sumOf(before);
  }

  function binary(node: ts.BinaryExpression): Value {
    const { left, right } = node;
    const operator = node.operatorToken.getText();
    if (operator === '=') return assign(left, value(right));
    if (operator === '+=' || operator === '-=')
      return assign(left, sumOf(plus(numberOf(value(left)), numberOf(value(right)), operator === '+=' ? 1 : -1)));
    if (operator === '&&' || operator === '||') {
      const first = value(left);
      return isTrue(first) === (operator === '&&') ? value(right) : first;
    }
    if (operator === '??') {
      const first = value(left);
      return first.kind === 'undefined' ? value(right) : first;
    }
    if (/^[!=]==?$/.test(operator)) return compared(node, operator.startsWith('='));
    if (isOrder(operator)) {
      const [a, b] = [value(left), value(right)];
      // Whatever is compared with undefined, the answer is no.
      if (a.kind === 'undefined' || b.kind === 'undefined') return { kind: 'boolean', value: false };
      return { kind: 'boolean', value: world.decide(plus(numberOf(a), numberOf(b), -1), operator) };
    }
    if (operator === '+' || operator === '-')
      return sumOf(plus(numberOf(value(left)), numberOf(value(right)), operator === '+' ? 1 : -1));
    return operator === '*' || operator === '/' ? fixed(node) : unclear();
  }

  /** With nothing, which is all that can be told without numbers. */
  function compared({ left, right }: ts.BinaryExpression, isEqual: boolean): Value {
    const sides = [value(left), value(right)];
    const present = sides.filter(({ kind }) => kind !== 'undefined');
    if (present.length === 2) return unclear();
    return { kind: 'boolean', value: (present.length === 0) === isEqual };
  }

  function assign(target: ts.Expression, next: Value): Value {
    const node = undressed(target);
    if (ts.isIdentifier(node)) {
      const symbol = meaningOf(checker, node);
      if (symbol === undefined || !names.has(symbol)) return unclear();
      names.set(symbol, next);
      return next;
    }
    if (!ts.isPropertyAccessExpression(node)) return unclear();
    const owner = value(node.expression);
    if (owner.kind !== 'record') return unclear();
    owner.fields.set(node.name.text, next);
    return next;
  }

  function member(node: ts.PropertyAccessExpression): Value {
    if (isFixed(node, code, fn)) return fixed(node);
    const owner = value(node.expression);
    if (owner.kind === 'undefined' && ts.isOptionalChain(node)) return NOTHING;
    if (owner.kind === 'record') return owner.fields.get(node.name.text) ?? unclear();
    if (owner.kind !== 'list' || node.name.text !== 'length' || !owner.isRecent) return unclear();
    return sumOf(plus(world.recent, constant(owner.added)));
  }

  function record(node: ts.ObjectLiteralExpression): Value {
    const fields = new Map<string, Value>();
    for (const property of node.properties) {
      if (ts.isShorthandPropertyAssignment(property)) fields.set(property.name.text, nameValue(property.name));
      else if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name))
        fields.set(property.name.text, value(property.initializer));
      else if (ts.isSpreadAssignment(property)) {
        const source = value(property.expression);
        if (source.kind !== 'record') return unclear();
        for (const [name, field] of source.fields) fields.set(name, field);
      } else return unclear();
    }
    return { kind: 'record', fields };
  }

  /** `[]`, `[now]`, `[...recent, now]`. */
  function list(node: ts.ArrayLiteralExpression): Value {
    const [first, ...more] = node.elements;
    if (first !== undefined && ts.isSpreadElement(first)) {
      const source = value(first.expression);
      if (source.kind !== 'list') return unclear();
      return { ...source, added: source.added + more.filter(isNow).length + (more.every(isNow) ? 0 : unclear()) };
    }
    if (!node.elements.every(isNow)) return unclear();
    return { kind: 'list', isRecent: world.entry.kind === 'undefined', added: node.elements.length };
  }

  const isNow = (node: ts.Expression): boolean => {
    const added = value(node);
    return added.kind === 'sum' && isConstant(plus(added.sum, named(NOW), -1)) && added.sum.constant === 0;
  };

  function method(node: ts.CallExpression): Value {
    const callee = node.expression;
    const [argument, ...more] = node.arguments;
    if (!ts.isPropertyAccessExpression(callee) || argument === undefined || more.length > 0) return unclear();
    const owner = value(callee.expression);
    if (owner.kind === 'undefined' && callee.questionDotToken !== undefined) return NOTHING;
    if (owner.kind !== 'list') return unclear();
    if (callee.name.text === 'filter') return filtered(owner, argument);
    if (callee.name.text !== 'push' || !isNow(argument)) return unclear();
    owner.added += 1;
    return owner.isRecent ? sumOf(plus(world.recent, constant(owner.added))) : NOTHING;
  }

  /** Only those that are young enough. */
  function filtered(owner: Value & { kind: 'list' }, callback: ts.Expression): Value {
    const keeps = isFunction(callback) ? callback.body : undefined;
    const [parameter] = isFunction(callback) ? callback.parameters : [];
    if (owner.added > 0 || keeps === undefined || ts.isBlock(keeps)) return unclear();
    if (parameter === undefined || !ts.isIdentifier(parameter.name)) return unclear();
    const symbol = checker.getSymbolAtLocation(parameter.name);
    if (symbol === undefined) return unclear();
    names.set(symbol, sumOf(named(ELEMENT)));
    return isTrue(value(keeps)) ? { kind: 'list', isRecent: true, added: 0 } : unclear();
  }

  function isTrue(tested: Value): boolean {
    if (tested.kind === 'boolean') return tested.value;
    if (tested.kind === 'undefined') return false;
    if (tested.kind !== 'sum') return true;
    if (isConstant(tested.sum)) return tested.sum.constant !== 0;
    // A time is never zero.
    return [...tested.sum.terms.keys()].every((name) => name === NOW || name === TIME) || unclear();
  }

  function run(statements: readonly ts.Statement[]): Value | undefined {
    for (const statement of statements) {
      const returned = step(statement);
      if (returned !== undefined) return returned;
    }
    return undefined;
  }

  function step(statement: ts.Statement): Value | undefined {
    if (ts.isBlock(statement)) return run(statement.statements);
    if (ts.isReturnStatement(statement)) return statement.expression ? value(statement.expression) : NOTHING;
    if (ts.isIfStatement(statement)) {
      const branch = isTrue(value(statement.expression)) ? statement.thenStatement : statement.elseStatement;
      return branch && step(branch);
    }
    if (ts.isExpressionStatement(statement)) value(statement.expression);
    else if (ts.isVariableStatement(statement)) statement.declarationList.declarations.forEach(declare);
    else unclear();
    return undefined;
  }

  function declare({ name, initializer }: ts.VariableDeclaration): void {
    const symbol = ts.isIdentifier(name) ? checker.getSymbolAtLocation(name) : undefined;
    if (symbol === undefined) {
      if (initializer === undefined || hasAccess(initializer)) unclear();
      return;
    }
    const known = initializer === undefined ? NOTHING : attempted(initializer);
    // What is done on the way would be lost with the step; before it, it stays.
    if (known === undefined && initializer !== undefined && !isBefore(initializer) && !isQuiet(initializer)) unclear();
    names.set(symbol, known ?? sumOf(named(name.getText())));
  }

  const isBefore = (node: ts.Node): boolean => accesses.every((access) => node.end <= access.node.pos);

  /** What cannot be worked out, and has nothing to do with the store, goes by the name that it gets. */
  function attempted(initializer: ts.Expression): Value | undefined {
    if (hasAccess(initializer)) return value(initializer);
    try {
      return value(initializer);
    } catch (error) {
      if (error instanceof Unclear) return undefined;
      throw error;
    }
  }

  return { value, run };
}

const sumOf = (sum: Sum): Value => ({ kind: 'sum', sum });

function numberOf(value: Value): Sum {
  return value.kind === 'sum' ? value.sum : unclear();
}

const isQuiet = (node: ts.Node): boolean =>
  ![...descendants(node)].some(
    (inner) =>
      ts.isCallExpression(inner) ||
      ts.isNewExpression(inner) ||
      ts.isAwaitExpression(inner) ||
      ts.isTaggedTemplateExpression(inner) ||
      writtenBy(inner) !== undefined,
  );
