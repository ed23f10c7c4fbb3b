/** What becomes of a function as a value: kept, called for each element, accepted by something that waits, or handed to what does not. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { isExecutorAwaited } from './executors.js';
import { shortText, type Reason } from './notes.js';
import { receptionOf, type Reception } from './receivers.js';
import { innermost, isFunctionValue, isHandled, outermost, within } from './sites.js';
import { acceptsPromise, declaredBy, expectedAt, isArray, isOwnDeclaration, isUntyped, symbolOf } from './types.js';

export type Position =
  /** Whoever calls it is found by the signature. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'accepted'; readonly reception: Reception }
  | {
      readonly kind: 'elements';
      readonly call: ts.CallExpression;
      readonly callback: ts.Expression;
      readonly method: string;
    }
  | {
      readonly kind: 'expectation';
      readonly style: 'expect' | 'assert';
      readonly call: ts.CallExpression;
      readonly callback: ts.Expression;
    }
  | { readonly kind: 'executor'; readonly func: ts.ArrowFunction | ts.FunctionExpression }
  | { readonly kind: 'refused'; readonly reason: Reason };

const KEPT: Position = { kind: 'kept' };

const SELECTS = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.CommaToken,
]);

/** The expression whose value the function may be: `admin ? listAll : listOwn`. */
function whole(expression: ts.Expression): ts.Expression {
  const at = outermost(expression);
  const { parent } = at;
  const selected =
    (ts.isConditionalExpression(parent) && parent.condition !== at) ||
    (ts.isBinaryExpression(parent) && SELECTS.has(parent.operatorToken.kind));
  return selected ? whole(parent) : at;
}

export function positionOf(code: Code, value: ts.Expression): Position {
  const at = whole(value);
  const { parent } = at;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent))
    return parent.expression === at ? KEPT : argumentPosition(code, parent, at);
  if (ts.isPropertyAccessExpression(parent)) return ofBound(code, parent);
  if (ts.isJsxExpression(parent)) return inJsx(code, parent, at);
  if (ts.isDecorator(parent))
    return refused(
      'INITIALISER',
      at,
      'a decorator is applied when its class is made',
      'Take the store out of the decorator.',
    );
  return keptPosition(code, at);
}

function refused(code: Reason['code'], at: ts.Node, cause: string, advice: string, replacement?: string): Position {
  const why = `${shortText(at)} will wait, and ${cause}`;
  return { kind: 'refused', reason: { code, why, advice, ...(replacement !== undefined && { replacement }) } };
}

function ofBound(code: Code, access: ts.PropertyAccessExpression): Position {
  if (access.name.text !== 'bind' || !ts.isCallExpression(access.parent)) return KEPT;
  const position = positionOf(code, access.parent);
  const typed = access.parent.arguments.length <= 1;
  return position.kind === 'kept' && !typed
    ? refused(
        'ESCAPED_FUNCTION',
        access.parent,
        'the calls of what is bound cannot be found',
        'Write it as an arrow function.',
      )
    : position;
}

const ACTIONS = new Set(['action', 'formAction']);

function inJsx(code: Code, { parent }: ts.JsxExpression, at: ts.Expression): Position {
  const name = ts.isJsxAttribute(parent) ? parent.name.getText() : '';
  if (ACTIONS.has(name) || expectedAt(code.checker, at).some((signature) => acceptsPromise(code.checker, signature)))
    return KEPT;
  return refused(
    'REACT_SYNC',
    at,
    'a component calls it without waiting',
    'Read the store in a route handler or a server component, and pass what it says.',
  );
}

function keptPosition(code: Code, at: ts.Expression): Position {
  const { checker } = code;
  const { parent } = at;
  if (isOfProxy(at)) return proxyTrap(at);
  const outside = expectedAt(checker, at).filter((signature) => {
    const contract = declaredBy(signature);
    return contract !== undefined && !isOwnDeclaration(code, contract);
  });
  const strict = outside.find((signature) => !acceptsPromise(checker, signature) && !isOpen(checker, signature));
  if (strict) {
    const type = checker.signatureToString(strict);
    return refused(
      'EXTERNAL_CONTRACT',
      at,
      `its type comes from outside of the project: ${type}`,
      'Give it a type of the project’s own that returns a promise, or keep this store in memory.',
    );
  }
  return assignedToAny(checker, parent, at)
    ? refused(
        'ESCAPED_FUNCTION',
        at,
        `${shortText((parent as ts.BinaryExpression).left)} says nothing about who calls it`,
        'Export the function and import it where it is called.',
      )
    : KEPT;
}

/** Where the author does not care what comes back, nobody uses it either. */
function isOpen(checker: ts.TypeChecker, signature: ts.Signature): boolean {
  const flags = checker.getReturnTypeOfSignature(signature).flags;
  return (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Void)) !== 0;
}

function assignedToAny(checker: ts.TypeChecker, parent: ts.Node, at: ts.Node): boolean {
  if (!ts.isBinaryExpression(parent) || parent.right !== at) return false;
  if (parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  const left = parent.left.getText();
  if (/^(module\.)?exports\b/.test(left)) return false;
  return isUntyped(checker.getTypeAtLocation(parent.left));
}

const isOfProxy = (at: ts.Expression): boolean => {
  const object = ts.isPropertyAssignment(at.parent) ? at.parent.parent : undefined;
  return object !== undefined && isProxyHandler(object);
};

export const isProxyHandler = (object: ts.Node): boolean =>
  ts.isNewExpression(object.parent) && object.parent.expression.getText() === 'Proxy';

const proxyTrap = (at: ts.Node): Position =>
  refused(
    'PROTOCOL',
    at,
    'a trap of a Proxy has to answer at once',
    'Replace the Proxy by an object with asynchronous methods.',
  );

function argumentPosition(code: Code, call: ts.CallExpression | ts.NewExpression, at: ts.Expression): Position {
  const { checker } = code;
  const callee = innermost(call.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  if (ts.isNewExpression(call) && name === 'Promise') return executor(call, at);
  const expectation = ts.isCallExpression(call) && expectationOf(call, at, name);
  if (expectation) return expectation;
  const signature = checker.getResolvedSignature(call);
  const declaration = signature && declaredBy(signature);
  const expected = expectedAt(checker, at);
  if (declaration && isOwnDeclaration(code, declaration)) return givenToOwn(code, declaration, call, at, expected);
  if (isHook(name)) return hookPosition(name, at, call);
  const reception = receptionOf(checker, call, at);
  if (reception?.takes === 'refuses')
    return refused(
      'SYNC_CALLBACK',
      at,
      `${reception.what} does not wait for it`,
      'Do the work before or after, in code that can wait.',
    );
  if (reception) return { kind: 'accepted', reception };
  if (expected.some((each) => acceptsPromise(checker, each)))
    return { kind: 'accepted', reception: { takes: 'waits' } };
  const elements = ts.isCallExpression(call) && elementsOf(checker, call, at);
  if (elements) return elements;
  if (expected.some((each) => givesBack(checker, each)) && isHandled(call))
    return { kind: 'accepted', reception: { takes: 'waits' } };
  return refused(
    isFunctionValue(innermost(at)) ? 'SYNC_CALLBACK' : 'ESCAPED_FUNCTION',
    at,
    `${shortText(callee)}${typeOf(checker, expected)} does not wait for it`,
    'Read what is needed before the call and give the callback values; write after it.',
    name.startsWith('replace') ? replaceText(call, at) : undefined,
  );
}

const typeOf = (checker: ts.TypeChecker, [expected]: readonly ts.Signature[]): string =>
  expected === undefined ? '' : `, which expects ${checker.signatureToString(expected)},`;

/** `<T>(work: () => T) => T`: with a promise in, a promise comes out. */
function givesBack(checker: ts.TypeChecker, { declaration }: ts.Signature): boolean {
  const type = declaration?.type;
  return type !== undefined && ts.isTypeNode(type) && checker.getTypeFromTypeNode(type).isTypeParameter();
}

function executor(made: ts.NewExpression, at: ts.Expression): Position {
  const func = innermost(at);
  if (isFunctionValue(func) && isExecutorAwaited(made, at)) return { kind: 'executor', func };
  const replacement = 'const value = await …; // then resolve(value), outside of the executor';
  return refused(
    'SYNC_CALLBACK',
    at,
    'an executor of `new Promise` loses what it rejects with',
    'Wait first and make the promise afterwards, or return the promise there is.',
    replacement,
  );
}

function replaceText(call: ts.CallExpression | ts.NewExpression, at: ts.Expression): string | undefined {
  const callee = innermost(call.expression);
  const pattern = call.arguments?.[0];
  if (!ts.isPropertyAccessExpression(callee) || pattern === undefined) return undefined;
  const text = callee.expression.getText();
  return [
    `const found = [...${text}.matchAll(${pattern.getText()})];`,
    `const texts = await Promise.all(found.map((match) => (${at.getText()})(...match)));`,
    `${text}.${callee.name.text}(${pattern.getText()}, () => texts.shift() ?? '')`,
  ].join('\n');
}

const isHook = (name: string): boolean => /^use[A-Z]/.test(name);
const FETCHING_HOOKS = new Set(['useSWR', 'useSWRMutation', 'useSWRImmutable']);

function hookPosition(name: string, at: ts.Expression, call: ts.CallExpression | ts.NewExpression): Position {
  return FETCHING_HOOKS.has(name) && call.arguments?.[1] === at
    ? { kind: 'accepted', reception: { takes: 'waits' } }
    : refused(
        'REACT_SYNC',
        at,
        `${name} runs while a component renders`,
        'Read the store on the server, and pass what it says to the component.',
      );
}

const THROWS = new Set(['throws', 'doesNotThrow']);

function expectationOf(call: ts.CallExpression, at: ts.Expression, name: string): Position | undefined {
  if (THROWS.has(name) && call.arguments[0] === at) return { kind: 'expectation', style: 'assert', call, callback: at };
  if (name !== 'expect') return undefined;
  let check: ts.Node = call;
  let matcher = '';
  while (ts.isPropertyAccessExpression(check.parent)) {
    check = check.parent;
    matcher = (check as ts.PropertyAccessExpression).name.text;
  }
  const whole = check.parent;
  if (matcher === '' || !ts.isCallExpression(whole) || whole.expression !== check) return undefined;
  // `expect(send).toHaveBeenCalledWith(id)` asks about it, and calls it no more than `toBe` does.
  return matcher.startsWith('toThrow') ? { kind: 'expectation', style: 'expect', call: whole, callback: at } : KEPT;
}

/** What a project's own function does with a function it is given: types link the two, and without types its own body tells. */
function givenToOwn(
  code: Code,
  declaration: ts.SignatureDeclaration | ts.ParameterDeclaration,
  call: ts.CallExpression | ts.NewExpression,
  at: ts.Expression,
  expected: readonly ts.Signature[],
): Position {
  const { checker } = code;
  const contracts = expected.map(declaredBy);
  if (contracts.some((contract) => contract && isOwnDeclaration(code, contract))) return KEPT;
  if (expected.some((signature) => acceptsPromise(checker, signature))) return KEPT;
  const parameter = ts.isParameter(declaration) ? undefined : declaration.parameters[call.arguments?.indexOf(at) ?? -1];
  if (parameter && ts.isParameter(parameter)) {
    const uses = usesOf(checker, parameter, declaration);
    if (uses.every(({ called }) => called) && (expected.length === 0 || uses.every(({ handled }) => handled)))
      return KEPT;
    const reception = uses.map(({ node }) => receptionOfUse(checker, node)).find((found) => found !== undefined);
    if (reception && reception.takes !== 'refuses') return { kind: 'accepted', reception };
  }
  return refused(
    'ESCAPED_FUNCTION',
    at,
    `${shortText(innermost(call.expression))} takes it as something that does not wait`,
    'Declare the parameter as a function that returns a promise, and wait for it there.',
  );
}

function receptionOfUse(checker: ts.TypeChecker, use: ts.Identifier): Reception | undefined {
  const { parent } = use;
  return ts.isCallExpression(parent) && parent.expression !== use ? receptionOf(checker, parent, use) : undefined;
}

function usesOf(checker: ts.TypeChecker, parameter: ts.ParameterDeclaration, owner: ts.Node) {
  const symbol = symbolOf(checker, parameter.name);
  const uses: { node: ts.Identifier; called: boolean; handled: boolean }[] = [];
  for (const node of within(owner)) {
    if (!ts.isIdentifier(node) || node === parameter.name || symbolOf(checker, node) !== symbol) continue;
    const called = ts.isCallExpression(node.parent) && node.parent.expression === node;
    uses.push({ node, called, handled: called && isHandled(node.parent) });
  }
  return uses;
}

const ELEMENT_METHODS = new Set('map flatMap filter some every find findIndex forEach sort reduce'.split(' '));
const ITERATED = new Set(['Set', 'Map', 'ReadonlySet', 'ReadonlyMap']);

export function elementsOf(checker: ts.TypeChecker, call: ts.CallExpression, at: ts.Expression): Position | undefined {
  const callee = innermost(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  if (callee.getText() === 'Array.from' && call.arguments[1] === at)
    return { kind: 'elements', call, callback: at, method: 'from' };
  const method = callee.name.text;
  if (!ELEMENT_METHODS.has(method) || call.arguments[0] !== at) return undefined;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(callee.expression));
  const name = (type.symbol as ts.Symbol | undefined)?.name ?? '';
  const known = isUntyped(type) || isArray(checker, type) || (method === 'forEach' && ITERATED.has(name));
  return known ? { kind: 'elements', call, callback: at, method } : undefined;
}
