/**
 * What a connection of this process leaves behind is taken away when it ends. Another instance never hears of that end, and one that dies takes
 * nothing away: such state is worth something only as long as the process has the connection, so it stays there.
 */
import { ts } from 'ts-morph';
import { isTest } from '../../workspace/file-kinds.js';
import type { Code } from '../code.js';
import { flowOf } from '../flow.js';
import { callWith, heardBy, valuesOf } from '../listeners.js';
import { bodyOf, dressed, isAssignment, isEmptyValue, isStep, undressed, writtenBy, type Body } from '../nodes.js';
import { touchOf } from '../regions/touches.js';
import type { Access } from '../uses/access.js';
import { refusalOf, type Guard, type Surroundings } from './types.js';

const ADVICE =
  'Keep it beside the connections, in the process that has them. What other instances have to know is sent to them: an adapter of the socket library, or publish and subscribe.';

export const connections: Guard = (around) => {
  const accesses = around.uses.filter((use): use is Access => 'operation' in use);
  const undone = accesses.flatMap((access) => undoneBy(around, access).map((undo) => ({ access, undo })));
  for (const { access, undo } of undone) {
    const end = endAround(around, undo);
    if (end === undefined || !(ENDS.has(end.event) || isWhole(access, undo))) continue;
    const isUndo = ({ node }: Access): boolean => undone.some((one) => one.access.node === node);
    const others = accesses.filter((one) => touchOf(one).writes && !isUndo(one));
    // What is put there by anybody else is more than the connection's.
    if (!others.every(({ node }) => comesFrom(around, node, end.home))) continue;
    const why = `\`${textOf(undo)}\` takes back what belongs to a connection of this process, on \`${end.event}\``;
    return [refusalOf(around, undo, 'NO_ADAPTER', why, ADVICE)];
  }
  return [];
};

/** Where an access, or a change of the record that it gives, takes something away. */
function undoneBy({ code, calls }: Surroundings, { node, operation }: Access): readonly ts.Expression[] {
  if (operation === 'delete' || operation === 'clear') return [node];
  if (operation === 'get') return flowOf(code, calls, [node]).mutations.filter(takesAway);
  return [node, dressed(node).parent].filter(ts.isExpression).filter(takesAway).slice(0, 1);
}

const REMOVING: ReadonlySet<string> = new Set(['delete', 'clear', 'splice']);

function takesAway(node: ts.Node): boolean {
  if (isStep(node)) return node.operator === ts.SyntaxKind.MinusMinusToken;
  if (ts.isDeleteExpression(node)) return true;
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return REMOVING.has(node.expression.name.text);
  const written = writtenBy(node);
  if (written === undefined || !isAssignment(node)) return false;
  const value = undressed(node.right);
  if (node.operatorToken.kind === ts.SyntaxKind.MinusEqualsToken || isEmptyValue(value)) return true;
  // `clients = clients.filter((one) => one !== client)`, `count = Math.max(0, count - 1)`
  const before = written.getText();
  if (!value.getText().includes(before)) return false;
  return /\.filter\(|\.toSpliced\(/.test(value.getText()) || value.getText().includes(`${before} - `);
}

/** Of sockets, requests, responses, event sources and child processes; a stream of a request ends when it was read, which is no such end. */
const ENDS: ReadonlySet<string> = new Set([
  ...['close', 'closed', 'disconnect', 'disconnected', 'disconnecting', 'abort', 'aborted', 'exit'],
]);

/** With a new connection all begins anew. */
const BEGINS: ReadonlySet<string> = new Set(['open', 'connect', 'connected', 'ready', 'reconnect']);

const isWhole = ({ operation }: Access, undo: ts.Expression): boolean =>
  operation === 'clear' || (isAssignment(undo) && isEmptyValue(undo.right));

interface End {
  readonly event: string;
  /** What has the connection: it listens for its end. */
  readonly home: Body;
}

/** The event of a connection on which an expression runs. */
function endAround(around: Surroundings, node: ts.Node): End | undefined {
  const seen = new Set<ts.Node>();
  const visit = (at: ts.Node): End | undefined => {
    const fn = bodyOf(at);
    if (ts.isSourceFile(fn) || seen.has(fn)) return undefined;
    seen.add(fn);
    const values = valuesOf(around.code, fn);
    for (const value of values) {
      const heard = heardBy(value);
      if (heard === undefined) continue;
      const { event, emitter } = heard;
      const isMeant = (ENDS.has(event) || BEGINS.has(event)) && !isOfProgram(around.code, emitter);
      return isMeant ? { event, home: bodyOf(value) } : undefined;
    }
    const places = [...values.flatMap((value) => callWith(value) ?? []), ...around.calls.of(fn)];
    return places.map(visit).find((end) => end !== undefined);
  };
  return visit(node);
}

/** Nothing but a function, and what it calls or listens with, gets there. */
function comesFrom({ code, calls }: Surroundings, node: ts.Node, home: Body): boolean {
  const seen = new Set<ts.Node>();
  const visit = (at: ts.Node): boolean => {
    const fn = bodyOf(at);
    if (fn === home || seen.has(fn)) return true;
    if (ts.isSourceFile(fn)) return false;
    seen.add(fn);
    const places = [...valuesOf(code, fn), ...calls.of(fn)].filter((one) => !isTest(code.nameOf(one.getSourceFile())));
    return places.length > 0 && places.every(visit);
  };
  return visit(node);
}

/** An emitter of the program says what it likes: its `close` may be that of an auction. */
function isOfProgram({ checker, isOwn }: Code, emitter: ts.Expression): boolean {
  const type = checker.getTypeAtLocation(emitter);
  const symbol = type.getSymbol();
  if (symbol?.name === 'EventEmitter') return true;
  return symbol?.declarations?.some((one) => isOwn(one.getSourceFile()) && ts.isClassLike(one)) === true;
}

const textOf = (node: ts.Node): string => {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};
