/** What is done to an object beside naming an entry: its own keys walked, copied and counted, and what its prototype or an unknown path has to do with it. */
import { ts } from 'ts-morph';
import { dressed, isAssignment, isStep } from '../nodes.js';
import type { Target } from '../targets.js';
import type { Access, Use } from './access.js';

/** `o.toString` is no entry. */
const OF_PROTOTYPE: ReadonlySet<string> = new Set([
  ...['constructor', 'isPrototypeOf', 'propertyIsEnumerable', 'toLocaleString', 'toString', 'valueOf', '__proto__'],
]);

type Member = ts.PropertyAccessExpression | ts.ElementAccessExpression;

const isMember = (node: ts.Node): node is Member =>
  ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);

/** Undefined where an entry is named in the common way. */
export function entryUse(target: Target, receiver: ts.Expression, member: Member): Use | undefined {
  if (ts.isPropertyAccessExpression(member)) {
    const { parent } = member;
    const [key] = ts.isCallExpression(parent) && parent.expression === member ? parent.arguments : [];
    if (member.name.text === 'hasOwnProperty' && key !== undefined)
      return made(target, receiver, parent as ts.CallExpression, 'has', key);
    if (OF_PROTOTYPE.has(member.name.text)) {
      const why = `\`${member.getText()}\` is of its prototype`;
      return { target, receiver, escape: 'IDENTITY', why };
    }
  }
  const written = writtenBelow(member);
  if (written !== undefined && written.filter(isUnknown).length > 1) {
    const why = `\`${(written.at(-1) ?? member).getText()}\` is written, of which only the first key is an entry`;
    return { target, receiver, escape: 'NESTED_WRITE', why };
  }
  const loop = loopOfOwn(receiver, member);
  // The loop hands the entry out itself.
  return loop !== undefined && entriesRead(loop) !== undefined ? { target, receiver, alias: true } : undefined;
}

/** `[row][column]` of `cells[sheet][row][column] = value`. */
function writtenBelow(member: Member): Member[] | undefined {
  const below: Member[] = [];
  let at = dressed(member);
  while (isMember(at.parent) && at.parent.expression === at) {
    below.push(at.parent);
    at = dressed(at.parent);
  }
  const { parent } = at;
  const isWritten = (isAssignment(parent) && parent.left === at) || isStep(parent) || ts.isDeleteExpression(parent);
  return isWritten ? below : undefined;
}

const isUnknown = (member: Member): boolean =>
  ts.isElementAccessExpression(member) &&
  !ts.isStringLiteralLike(member.argumentExpression) &&
  !ts.isNumericLiteral(member.argumentExpression);

/** The object as a whole. */
export function wholeUse(target: Target, receiver: ts.Expression, parent: ts.Node): Use | undefined {
  if (ts.isForInStatement(parent) && parent.expression === receiver)
    return made(target, receiver, receiver, entriesRead(parent)?.operation ?? 'keys');
  if (ts.isSpreadAssignment(parent) || isWrittenOut(receiver)) return made(target, receiver, receiver, 'entries');
  if (!ts.isCallExpression(parent)) return undefined;
  const callee = parent.expression.getText();
  const [first, second] = parent.arguments;
  if (first !== receiver) return undefined;
  if (OWN.has(callee) && second !== undefined) return made(target, receiver, parent, 'has', second);
  const { parent: member } = dressed(parent);
  if (!LISTED.has(callee) || !ts.isPropertyAccessExpression(member) || member.name.text !== 'length') return undefined;
  return made(target, receiver, member, 'size');
}

/** `res.json(o)`, `JSON.stringify({ votes: o })`: text is made of it on the spot. */
export function isWrittenOut(receiver: ts.Expression): boolean {
  let at: ts.Node = receiver;
  while (
    ts.isPropertyAssignment(at.parent) ||
    ts.isShorthandPropertyAssignment(at.parent) ||
    ts.isObjectLiteralExpression(at.parent) ||
    ts.isArrayLiteralExpression(at.parent)
  )
    at = at.parent;
  const { parent } = at;
  if (!ts.isCallExpression(parent) || parent.expression === at) return false;
  const callee = parent.expression;
  return ts.isPropertyAccessExpression(callee) && WRITERS.has(callee.name.text);
}

const WRITERS: ReadonlySet<string> = new Set(['json', 'send', 'stringify']);

const OWN: ReadonlySet<string> = new Set(['Object.hasOwn', 'Object.prototype.hasOwnProperty.call']);
const LISTED: ReadonlySet<string> = new Set(['Object.keys', 'Object.values', 'Object.entries']);

function made(
  target: Target,
  receiver: ts.Expression,
  node: ts.Expression,
  operation: Access['operation'],
  key?: ts.Expression,
): Access {
  return { target, receiver, node, operation, key, value: undefined };
}

export interface EntriesRead {
  /** `entries` where the key is used by itself as well. */
  readonly operation: 'values' | 'entries';
  readonly name: ts.Identifier;
  /** `o[k]`. */
  readonly reads: readonly ts.ElementAccessExpression[];
}

/** `for (const k in o) total += o[k]`: of each entry only what it holds is looked at. */
export function entriesRead(loop: ts.ForInStatement): EntriesRead | undefined {
  const { initializer, expression, statement } = loop;
  const [declaration] = ts.isVariableDeclarationList(initializer) ? initializer.declarations : [];
  const name = declaration?.name;
  if (name === undefined || !ts.isIdentifier(name)) return undefined;
  const reads: ts.ElementAccessExpression[] = [];
  let others = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name.text) {
      const { parent } = node;
      const isRead =
        ts.isElementAccessExpression(parent) &&
        parent.argumentExpression === node &&
        parent.expression.getText() === expression.getText();
      if (isRead) reads.push(parent);
      else if (!(ts.isPropertyAccessExpression(parent) && parent.name === node)) others++;
    }
    node.forEachChild(visit);
  };
  visit(statement);
  if (reads.length === 0 || !reads.every(isLookedAt)) return undefined;
  return { operation: others > 0 ? 'entries' : 'values', name, reads };
}

/** Nothing keeps it or changes it. */
function isLookedAt(read: ts.ElementAccessExpression): boolean {
  let at = dressed(read);
  while (isMember(at.parent) && at.parent.expression === at) at = dressed(at.parent);
  const { parent } = at;
  if (ts.isBinaryExpression(parent)) return !isAssignment(parent) || (parent.right === at && !ts.isIdentifier(at));
  return (
    ts.isTemplateSpan(parent) ||
    ts.isIfStatement(parent) ||
    ts.isConditionalExpression(parent) ||
    (ts.isPrefixUnaryExpression(parent) && !isStep(parent))
  );
}

/** The `for (const k in o)` around `o[k]`. */
function loopOfOwn(receiver: ts.Expression, member: Member): ts.ForInStatement | undefined {
  if (!ts.isElementAccessExpression(member) || !ts.isIdentifier(member.argumentExpression)) return undefined;
  const { text } = member.argumentExpression;
  for (let at: ts.Node = member; !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isForInStatement(at) || at.expression.getText() !== receiver.getText()) continue;
    const [declaration] = ts.isVariableDeclarationList(at.initializer) ? at.initializer.declarations : [];
    if (declaration?.name.getText() === text) return at;
  }
  return undefined;
}
