/** Uses that no shared collection can stand for, and which refusal each of them is. */
import { ts } from 'ts-morph';
import type { Calls } from '../calls.js';
import { isAssignment, ownDescendants, undressed } from '../nodes.js';
import type { Target } from '../targets.js';
import type { RefusalCode } from '../types.js';
import type { Escape } from './access.js';
import { textOf } from './members.js';

/** Functions that look at the fields of an object, of which a Map has none. */
const OBJECT_ITSELF =
  /^(?:JSON\.stringify|structuredClone|(?:\w+\.)?(?:isDeepStrictEqual|serialize|cloneDeep|isMap|isSet)|Object\.(?:is|assign|freeze|keys|entries|values))$/;

export function asksWhichObject(receiver: ts.Expression, parent: ts.Node, calls: Calls): boolean {
  if (!ts.isCallExpression(parent) || parent.expression === receiver) return false;
  if (OBJECT_ITSELF.test(parent.expression.getText())) return true;
  const fn = calls.targetOf(parent);
  const name = fn?.parameters[parent.arguments.indexOf(receiver)]?.name;
  if (fn?.body === undefined || name === undefined || !ts.isIdentifier(name)) return false;
  return [...ownDescendants(fn.body)].some(
    (node) =>
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword &&
      node.left.getText() === name.text,
  );
}

/** Why what is not understood cannot be moved. */
export function escapeOf(receiver: ts.Expression, target: Target, calls: Calls): Escape | undefined {
  const { parent } = receiver;
  const escape = (code: RefusalCode, why: string): Escape => ({ target, receiver, escape: code, why });
  if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name))
    return escape('LIVE_PROPERTY', `\`${textOf(parent)}\` takes it apart`);
  if (ts.isBinaryExpression(parent) || ts.isTypeOfExpression(parent) || ts.isPrefixUnaryExpression(parent))
    return escape('IDENTITY', `\`${textOf(parent)}\` asks which object it is`);
  if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent))
    return escape('RETURNS_STORE', 'it is handed out as a whole');
  if (ts.isCallExpression(parent) && /\.(bind|call|apply)$/.test(parent.expression.getText()))
    return escape('DETACHED_METHOD', `\`${textOf(parent)}\` takes a method off it`);
  if (asksWhichObject(receiver, parent, calls))
    return escape('IDENTITY', `\`${textOf(parent)}\` looks at the object itself`);
  if (ts.isSpreadAssignment(parent))
    return escape('IDENTITY', `\`${textOf(parent)}\` spreads the object, not its entries`);
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent))
    return escape('MIXED_ARGUMENT', `\`${textOf(parent)}\` gets it as a whole`);
  if (ts.isVariableDeclaration(parent) || isAssignment(parent))
    return escape('FLOWS_TO_ANY', `\`${textOf(parent)}\` gives it another type`);
  return undefined;
}

/** A function that returns what `set` gave it: the Map, until it waits. */
export function givesBackSet(call: ts.CallExpression, calls: Calls): boolean {
  const body = calls.targetOf(call)?.body;
  if (body === undefined) return false;
  const isSet = (node: ts.Expression | undefined): boolean =>
    node !== undefined && ts.isCallExpression(node) && /\.(set|add)$/.test(node.expression.getText());
  if (!ts.isBlock(body)) return isSet(undressed(body));
  return [...ownDescendants(body)].some(
    (node) => ts.isReturnStatement(node) && isSet(node.expression && undressed(node.expression)),
  );
}
