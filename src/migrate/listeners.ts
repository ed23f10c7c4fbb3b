/** Where a function is given to whoever calls it: as a callback, as the listener of an event, by its name. */
import { ts } from 'ts-morph';
import { usesOf } from './accessors/obstacles.js';
import type { Code } from './code.js';
import { dressed, isAssignment, type FunctionNode } from './nodes.js';

/** A function where it stands, if that is an expression, and where it is given by its name. */
export const valuesOf = (code: Code, fn: FunctionNode): readonly ts.Expression[] => [
  ...(ts.isExpression(fn) && !ts.isVariableDeclaration(fn.parent) ? [dressed(fn)] : []),
  ...usesOf(code, fn)
    .flatMap((name) => (ts.isIdentifier(name) ? asValue(name) : []))
    .filter((value) => !isCallee(value)),
];

/** `this.left` and `this.left.bind(this)`, where `left` stands. */
function asValue(name: ts.Identifier): ts.Expression {
  const { parent } = name;
  const member = ts.isPropertyAccessExpression(parent) && parent.name === name ? parent : name;
  const bind = member.parent;
  const isBound = ts.isPropertyAccessExpression(bind) && bind.name.text === 'bind' && ts.isCallExpression(bind.parent);
  return isBound ? bind.parent : member;
}

const isCallee = (value: ts.Expression): boolean =>
  ts.isCallExpression(value.parent) && value.parent.expression === value;

/** `rooms.forEach(leave)`, `setTimeout(() => leave(room), GRACE_MS)`: it runs because of what is around. */
export const callWith = (value: ts.Expression): ts.CallExpression | undefined =>
  ts.isCallExpression(value.parent) && value.parent.arguments.includes(value) ? value.parent : undefined;

const LISTENING: ReadonlySet<string> = new Set([
  ...['on', 'once', 'addListener', 'prependListener', 'addEventListener', 'off', 'removeListener', 'addHook'],
]);

export interface Heard {
  readonly event: string;
  readonly emitter: ts.Expression;
}

/** `close` of `socket.on('close', fn)`, `socket.addEventListener('close', fn)` and `socket.onclose = fn`. */
export function heardBy(value: ts.Expression): Heard | undefined {
  const { parent } = value;
  if (isAssignment(parent) && parent.right === value && ts.isPropertyAccessExpression(parent.left)) {
    const event = /^on([a-z]+)$/.exec(parent.left.name.text)?.[1];
    return event === undefined ? undefined : { event, emitter: parent.left.expression };
  }
  const call = callWith(value);
  if (call === undefined || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const [name] = call.arguments;
  const { expression: emitter, name: method } = call.expression;
  const isListener = LISTENING.has(method.text) && name !== undefined && ts.isStringLiteralLike(name);
  return isListener ? { event: name.text, emitter } : undefined;
}
