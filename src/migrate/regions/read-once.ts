/** One entry, read more than once and never written: one read answers all, and nobody can write between two of them. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { dressed, isInside } from '../nodes.js';
import type { Target } from '../targets.js';
import type { Access } from '../uses/access.js';
import { shorthand } from './cell.js';
import { readAt } from './result.js';
import type { Region } from './touches.js';
import { freshName, keyText } from './words.js';
import type { TextEdit } from './types.js';

export interface ReadOnce {
  readonly edits: readonly TextEdit[];
  /** The read that stays, where the code had put it into a name already. */
  readonly kept: Access | undefined;
}

/** `place`: what the read stands in front of. */
export function readOnce(
  region: Region,
  target: Target,
  code: Code,
  place: ts.Statement | undefined,
): ReadOnce | undefined {
  const { touches, key, body } = region;
  const [first] = touches;
  if (touches.length < 2 || first === undefined || touches.some(({ writes }) => writes)) return undefined;
  if (key === undefined) return isWhole(target) ? wholeOnce(region, target, place) : undefined;
  if (!touches.every(({ access }) => access?.operation === 'get' || access?.operation === 'has')) return undefined;
  // What `has` gave does not say which value there is.
  const named = first.access?.operation === 'get' ? nameOf(first.node) : undefined;
  const others = touches.slice(1);
  if (named !== undefined) {
    const scope = named.parent.parent.parent.parent;
    if (!others.every(({ node }) => isInside(node, scope))) return undefined;
    return {
      edits: others.flatMap(({ node, access }) => replaced(node, access?.operation === 'has', named.text, true)),
      kept: first.access,
    };
  }
  if (place === undefined || isDeclaredIn(code, key, place)) return undefined;
  const name = freshName(body, [singular(target.finding.symbol), 'found', 'known']);
  const receiver = first.access?.receiver.getText() ?? '';
  const isTested = touches.some(({ access, node }) => access?.operation === 'has' || isCondition(node));
  return {
    edits: [
      ...readAt(place, name, `${receiver}.get(${keyText(key)})`),
      ...touches.flatMap(({ node, access }) => replaced(node, access?.operation === 'has', name, isTested)),
    ],
    kept: undefined,
  };
}

const isWhole = ({ kind }: Target): boolean => kind === 'array' || kind === 'record' || kind === 'scalar';

/** An array or a record that is looked at twice in one step. */
function wholeOnce({ touches, body }: Region, { kind }: Target, place: ts.Statement | undefined): ReadOnce | undefined {
  const receivers = touches.flatMap(({ access }) => access?.receiver ?? []);
  const [first] = receivers;
  if (place === undefined || first === undefined || receivers.length !== touches.length) return undefined;
  const name = freshName(body, [kind === 'array' ? 'all' : 'current']);
  const read = readAt(place, name, `${first.getText()}.get()`);
  const replacements = receivers.map((node) => ({
    start: node.getStart(),
    end: node.end,
    text: shorthand(node) + name,
  }));
  return { edits: [...read, ...replacements], kept: undefined };
}

/** `const session = m.get(id)`. */
function nameOf(node: ts.Expression): ts.Identifier | undefined {
  const outer = dressed(node);
  const { parent } = outer;
  if (outer !== node || !ts.isVariableDeclaration(parent) || parent.initializer !== outer) return undefined;
  const isConst = (parent.parent.flags & ts.NodeFlags.Const) !== 0 && ts.isVariableStatement(parent.parent.parent);
  return isConst && ts.isIdentifier(parent.name) ? parent.name : undefined;
}

/** A test before it says that the value is there, so nothing else has to. */
function replaced(node: ts.Expression, isTest: boolean, name: string, isTested: boolean): TextEdit[] {
  if (isTest) {
    const outer = dressed(node);
    const { parent } = outer;
    const isNegated = ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken;
    const whole: ts.Node = isNegated ? parent : outer;
    return [{ start: whole.getStart(), end: whole.end, text: `${name} ${isNegated ? '===' : '!=='} undefined` }];
  }
  const asserted = ts.isNonNullExpression(node.parent) && isTested ? node.parent : node;
  return [{ start: asserted.getStart(), end: asserted.end, text: name }];
}

const isCondition = (node: ts.Expression): boolean => {
  const { parent } = dressed(node);
  return ts.isIfStatement(parent) || ts.isConditionalExpression(parent) || ts.isPrefixUnaryExpression(parent);
};

function isDeclaredIn({ checker }: Code, key: ts.Expression, statement: ts.Statement): boolean {
  const declares = (node: ts.Node): boolean => {
    const [declaration] = ts.isIdentifier(node) ? (checker.getSymbolAtLocation(node)?.declarations ?? []) : [];
    if (declaration !== undefined && isInside(declaration, statement)) return true;
    return node.forEachChild((child) => declares(child) || undefined) ?? false;
  };
  return declares(key);
}

/** `Auth.activeSessions` → `activeSession`. */
export function singular(symbol: string): string {
  const word =
    symbol
      .split('.')
      .at(-1)
      ?.replace(/^[#_]+/, '') ?? '';
  const one = word
    .replace(/ies$/, 'y')
    .replace(/(ss|x|ch|sh)es$/, '$1')
    .replace(/([^s])s$/, '$1')
    .replace(/(Map|Store|Cache)$/, '');
  return /^[A-Za-z_$][\w$]*$/.test(one) && one !== word ? one : 'found';
}
