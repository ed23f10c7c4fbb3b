/**
 * Whether code that goes through a store relies on what its keys are: `user.toUpperCase()` of a `Map<string, …>`. The collection then has the type of its
 * keys as a second argument; elsewhere it would say nothing that is not said by each access.
 */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { descendants, dressed, isFunction, undressed } from '../nodes.js';
import type { Touch } from './accesses.js';
import { isUntyped } from './keys.js';
import { meaningOf } from './references.js';
import type { StoreShape } from './types.js';

export function keyTypeNeeded(code: Code, shape: StoreShape, touches: readonly Touch[]): string | undefined {
  const type = keyTypeOf(code, shape, touches);
  if (type === undefined) return undefined;
  return touches.some((touch) => shows(touch) && isRelied(touch, code, touches)) ? type : undefined;
}

function keyTypeOf({ checker }: Code, shape: StoreShape, touches: readonly Touch[]): string | undefined {
  const { kind, keyType, declaration } = shape;
  if (kind === 'object') {
    // An object makes text of what it is given; a shared map keeps numbers.
    const isText = ({ key }: Touch) =>
      key === undefined || (checker.getTypeAtLocation(key).flags & ts.TypeFlags.StringLike) !== 0;
    return touches.every(isText) ? 'string' : undefined;
  }
  if (kind !== 'map' || keyType === undefined || isUntyped(keyType)) return undefined;
  const text = checker.typeToString(keyType, declaration, ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType);
  return /^(?:string \| number|number \| string)$/.test(text) ? undefined : text;
}

const WITH_KEYS: ReadonlySet<string> = new Set(['iterate', 'entries', 'keys', 'forEach']);

const shows = ({ method }: Touch): boolean => WITH_KEYS.has(method);

function isRelied({ node, method }: Touch, code: Code, touches: readonly Touch[]): boolean {
  const isKeys = method === 'keys' || (method === 'iterate' && ts.isForInStatement(dressed(node).parent));
  if (method === 'forEach') return ofCallback(node, [0, 1], (name) => isNameRelied(name, code, touches));
  return isFlowRelied(dressed(node), isKeys, code, touches);
}

/** Along `[...m.keys()].filter(…).map(…)`, until something else than keys or entries comes out. */
function isFlowRelied(at: ts.Expression, isKeys: boolean, code: Code, touches: readonly Touch[]): boolean {
  const { parent } = at;
  const byName = (name: ts.BindingName) => {
    const key = isKeys ? name : keyOfPair(name);
    return key !== undefined && isNameRelied(key, code, touches);
  };
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) {
    const { initializer } = parent;
    return !ts.isVariableDeclarationList(initializer) || initializer.declarations.some(({ name }) => byName(name));
  }
  if (ts.isSpreadElement(parent) && ts.isArrayLiteralExpression(parent.parent))
    return isFlowRelied(dressed(parent.parent), isKeys, code, touches);
  if (ts.isPropertyAccessExpression(parent)) {
    const { text } = parent.name;
    if (text === 'length' || text === 'size') return false;
    const call = dressed(parent).parent;
    if (!ts.isCallExpression(call)) return true;
    if (SHOWS_ELEMENT.has(text)) {
      const isGivenOn = SAME.has(text) && isFlowRelied(dressed(call), isKeys, code, touches);
      return isGivenOn || ofCallback(call, [0, 0], byName);
    }
    return text === 'join' ? false : !SAME.has(text) || isFlowRelied(dressed(call), isKeys, code, touches);
  }
  if (!ts.isCallExpression(parent) || !parent.arguments.includes(at)) return true;
  const callee = parent.expression.getText();
  if (callee === 'Array.from')
    return parent.arguments.length > 1
      ? ofCallback(parent, [1, 0], byName)
      : isFlowRelied(dressed(parent), isKeys, code, touches);
  return !TAKES_ANYTHING.test(callee);
}

const SHOWS_ELEMENT: ReadonlySet<string> = new Set([
  ...['map', 'filter', 'forEach', 'some', 'every', 'find', 'findIndex', 'flatMap', 'sort', 'toSorted'],
]);
const SAME: ReadonlySet<string> = new Set(['filter', 'slice', 'sort', 'toSorted', 'reverse', 'toReversed']);
const TAKES_ANYTHING =
  /^(?:JSON\.stringify|Object\.fromEntries|console\.\w+|String|Response\.json|(?:res|reply)\.(?:json|send))$/;

/** Of the callback at one place, its parameter; what is given by name may rely on anything. */
function ofCallback(
  call: ts.Expression,
  [argument, parameter]: readonly [number, number],
  isNamed: (name: ts.BindingName) => boolean,
): boolean {
  const given = ts.isCallExpression(call) ? call.arguments[argument] : undefined;
  const callback = given && undressed(given);
  if (callback === undefined || !isFunction(callback)) return callback !== undefined;
  const name = callback.parameters[parameter]?.name;
  return name !== undefined && isNamed(name);
}

/** `key` of `[key, value]`; a pair with one name is relied on as a whole. */
function keyOfPair(name: ts.BindingName): ts.BindingName | undefined {
  if (!ts.isArrayBindingPattern(name)) return name;
  const [first] = name.elements;
  return first !== undefined && ts.isBindingElement(first) ? first.name : undefined;
}

function isNameRelied(name: ts.BindingName, { checker }: Code, touches: readonly Touch[]): boolean {
  if (!ts.isIdentifier(name)) return true;
  const symbol = meaningOf(checker, name);
  const uses = [...descendants(name.getSourceFile())].filter(
    (node) => ts.isIdentifier(node) && node !== name && node.text === name.text && meaningOf(checker, node) === symbol,
  );
  return uses.some((use) => !takesEither(use as ts.Identifier, touches));
}

/** Where text and numbers are the same: in a template, in a comparison, as a key of the store. */
function takesEither(use: ts.Identifier, touches: readonly Touch[]): boolean {
  const { parent } = use;
  if (ts.isTemplateSpan(parent)) return true;
  if (ts.isBinaryExpression(parent)) return EQUALITY.has(parent.operatorToken.kind);
  return (
    touches.some(({ key }) => key === use) || (ts.isCallExpression(parent) && parent.expression.getText() === 'String')
  );
}

const EQUALITY: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);
