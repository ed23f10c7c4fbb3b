/**
 * The audit follows bindings, the migration asks the checker for types. What the one saw and the other did not is a use that would be left as it is,
 * and a store that goes where its type is lost has uses that nobody sees.
 */
import { ts } from 'ts-morph';
import { descendants, dressed } from '../nodes.js';
import type { Alias } from '../uses/access.js';
import { nodeOf, refusalOf, type Guard, type Surroundings } from './types.js';

const ADVICE = 'Import the store where it is used, or leave annotations out on the way, so that its type is known.';

export const unseen: Guard = (around) => [...lost(around), ...missed(around), ...namedAlike(around)];

function lost(around: Surroundings) {
  return around.uses
    .filter((use): use is Alias => 'alias' in use)
    .flatMap(({ receiver }) => {
      const end = whereTypeIsLost(receiver);
      if (end === undefined) return [];
      const why = `\`${textOf(end)}\` takes it where its type is lost`;
      return [refusalOf(around, receiver, 'FLOWS_TO_ANY', why, ADVICE)];
    });
}

/** An object or a list that holds the store is followed as long as nothing says its type anew. */
function whereTypeIsLost(receiver: ts.Expression): ts.Node | undefined {
  let at: ts.Expression = dressed(receiver);
  let isHeld = false;
  for (;;) {
    const { parent } = at;
    if (ts.isShorthandPropertyAssignment(parent) || (ts.isPropertyAssignment(parent) && parent.initializer === at))
      at = dressed(parent.parent);
    else if (ts.isArrayLiteralExpression(parent)) at = dressed(parent);
    else break;
    isHeld = true;
  }
  const { parent } = at;
  if (ts.isShorthandPropertyAssignment(receiver.parent) && !isHeld) return undefined;
  if (isHeld && (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== at)
    return KEEPING.has(parent.expression.getText()) ? undefined : parent;
  if (isHeld && ts.isVariableDeclaration(parent) && parent.type !== undefined) return parent;
  if (isHeld && ts.isPropertyDeclaration(parent) && parent.type !== undefined) return parent;
  return undefined;
}

/** What comes back is of the type of what went in. */
const KEEPING: ReadonlySet<string> = new Set(['Object.freeze', 'Object.seal', 'Object.assign', 'Promise.all']);

/** Reads are often names that lead to the store; what is done to it has to be known. */
function missed(around: Surroundings) {
  const { code, target, uses } = around;
  const known = [...uses.map(nodeOf), target.declaration, ...(target.without ?? [])];
  const names = new Set([target.name.text, ...uses.map(({ receiver }) => lastName(receiver))]);
  return target.finding.accesses.flatMap((access) => {
    const file = code.file(access.file);
    if (file === undefined || access.operation === 'read' || access.operation === 'escape') return [];
    const start = file.getPositionOfLineAndCharacter(access.line - 1, access.column - 1);
    const end = file.getPositionOfLineAndCharacter(access.endLine - 1, access.endColumn - 1);
    const isKnown = known.some((node) => node.getSourceFile() === file && node.pos < end && start < node.end);
    if (isKnown) return [];
    const node = nodeFrom(file, start, end);
    if (node === undefined || !isStoreByName(node, names)) return [];
    return [
      refusalOf(around, node, 'FLOWS_TO_ANY', `\`${textOf(node)}\` uses it, and its type is not known here`, ADVICE),
    ];
  });
}

/** Of what the report tells only that it is there: where something unknown has a member of its name, that may be it. */
function namedAlike(around: Surroundings) {
  const { code, target } = around;
  const { name, finding } = target;
  if (finding.accesses.length > 0) return [];
  const isMeant = (node: ts.Node): node is ts.PropertyAccessExpression =>
    ts.isPropertyAccessExpression(node) &&
    node.name.text === name.text &&
    code.checker.getSymbolAtLocation(node.name) === undefined;
  const found = code.files.flatMap((file) =>
    file.text.includes(name.text) ? [...descendants(file)].filter(isMeant) : [],
  );
  return found.map((node) =>
    refusalOf(around, node, 'FLOWS_TO_ANY', `\`${textOf(node)}\` may be it, and its type is not known here`, ADVICE),
  );
}

function nodeFrom(file: ts.SourceFile, start: number, end: number): ts.Node | undefined {
  const find = (node: ts.Node): ts.Node | undefined => {
    if (node.pos > start || node.end < end) return undefined;
    return node.forEachChild(find) ?? (node.getStart() === start && node.end === end ? node : undefined);
  };
  return find(file);
}

/** Records that come out of it are used by the same words, and followed elsewhere: the name says which is meant. */
function isStoreByName(node: ts.Node, names: ReadonlySet<string>): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression, name } = node.expression;
  return STORE_METHODS.has(name.text) && names.has(lastName(expression));
}

const lastName = (node: ts.Expression): string =>
  node
    .getText()
    .split(/[.?#]+/)
    .at(-1) ?? '';

const STORE_METHODS: ReadonlySet<string> = new Set([
  ...['get', 'has', 'set', 'add', 'delete', 'clear', 'forEach', 'keys', 'values', 'entries'],
]);

const textOf = (node: ts.Node): string => {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};
