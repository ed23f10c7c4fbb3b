/** Steps that were one because nothing else ran meanwhile: as one transaction, in another order, or under a lock that all instances share. */
import { ts } from 'ts-morph';
import type { Finding } from '../../model/report.js';
import { nameOf } from '../adapter/names.js';
import { bodyOf, descendants } from '../nodes.js';
import { styleOf } from '../style.js';
import { hasKeys, keyAround, plainName, statementOf, storeIn, type ExpressionPlace, type Place } from './place.js';

/** What cannot be done twice, given back by the transaction and done once that is through. */
export function afterCommit({ finding, node }: ExpressionPlace): string | undefined {
  const effect = ts.isCallExpression(node.parent) && node.parent.expression === node ? node.parent : node;
  const statement = statementOf(effect);
  if (statement === undefined || ts.isBlock(statement)) return undefined;
  const text = (ts.isExpressionStatement(statement) ? statement.expression : effect).getText();
  const { semicolon } = styleOf(node.getSourceFile());
  const key = hasKeys(finding) ? `${keyAround(finding, node)}, ` : '';
  const arrow = /^await\b/.test(text) ? 'async () =>' : '() =>';
  return [
    `const after = await ${storeIn(finding, node)}.transact(${key}(cell) => {`,
    '  // the step as it was, with `cell.get()` and `cell.set(…)`',
    `  return ${arrow} ${text.replace(/^await\s+/, '')}${semicolon}`,
    `})${semicolon}`,
    `await after?.()${semicolon}`,
  ].join('\n');
}

/** What is looked at and what is changed, in one transaction, which says whether it was done. */
export function inOneStep({ finding, node }: ExpressionPlace): string | undefined {
  const { semicolon } = styleOf(node.getSourceFile());
  const key = hasKeys(finding) ? `${keyAround(finding, node)}, ` : '';
  const statement = statementOf(node);
  if (statement === undefined) return undefined;
  return [
    `const isDone = await ${storeIn(finding, node)}.transact(${key}(cell) => {`,
    '  // what is asked, and what follows from it, both kept in `cell`',
    `  return true${semicolon}`,
    `})${semicolon}`,
    `if (isDone) ${shortOf(statement)}`,
  ].join('\n');
}

const shortOf = (statement: ts.Statement): string => {
  const text = statement.getText();
  return text.includes('\n') ? '{ … }' : text;
};

/** An entry under what is looked for, which one caller alone can make. */
export function takenIfFree({ finding, node }: ExpressionPlace): string | undefined {
  const { semicolon } = styleOf(node.getSourceFile());
  const store = storeIn(finding, node);
  const body = bodyOf(node);
  const own = [...descendants(body)].filter(ts.isCallExpression);
  const isOf = (call: ts.CallExpression, method: string): boolean => call.expression.getText() === `${store}.${method}`;
  const write = own.find((call) => isOf(call, 'set') && call.pos >= node.end);
  const [key, value] = write?.arguments ?? [];
  if (key === undefined || value === undefined) return underLock(finding, node);
  const loop = node.parent;
  if ((ts.isWhileStatement(loop) || ts.isDoStatement(loop)) && loop.expression === node)
    return `while (!(await ${store}.setIfAbsent(${key.getText()}, ${value.getText()}))) ${bodyText(loop.statement)}`;
  if (own.some((call) => isOf(call, 'get') && call.getStart() === node.getStart())) return underLock(finding, node);
  const asked = askedOf(node);
  const index = `${plainName(finding)}By${asked === undefined ? 'Other' : capital(asked.name)}`;
  return [
    `const ${index} = sharedMap('${nameOf(finding).replace(/[^.]*$/, index)}')${semicolon}`,
    `if (await ${index}.setIfAbsent(${asked?.value ?? 'key'}, ${key.getText()})) await ${write?.getText() ?? ''}${semicolon}`,
  ].join('\n');
}

const bodyText = (statement: ts.Statement): string =>
  ts.isBlock(statement) && statement.statements.length === 1
    ? (statement.statements[0]?.getText() ?? '')
    : statement.getText();

const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** `email` and `event.email` of `user.email === event.email`. */
function askedOf(node: ts.Expression): { readonly name: string; readonly value: string } | undefined {
  const scope = statementOf(node) ?? node;
  for (const one of descendants(scope)) {
    if (!ts.isBinaryExpression(one) || one.operatorToken.kind !== ts.SyntaxKind.EqualsEqualsEqualsToken) continue;
    if (ts.isPropertyAccessExpression(one.left)) return { name: one.left.name.text, value: one.right.getText() };
  }
  return undefined;
}

/** Two entries that change together, one caller at a time. */
function underLock(finding: Finding, node: ts.Node): string {
  const { semicolon } = styleOf(node.getSourceFile());
  const name = `${nameOf(finding)}.step`;
  return [
    `await lock('${name}').withLock('all', async () => {`,
    '  // the step as it was, with `await` at each use of the store',
    `}, { leaseMs: 10_000, waitMs: 5_000 })${semicolon}`,
  ].join('\n');
}

/** Listeners that are waited for, one after the other, as `emit` called them. */
export function listenersInTurn({ node }: ExpressionPlace): string | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const [event, ...given] = node.arguments.map((one) => one.getText());
  const { semicolon } = styleOf(node.getSourceFile());
  const emitter = node.expression.expression.getText();
  return `for (const listener of ${emitter}.listeners(${event ?? ''})) await listener(${given.join(', ')})${semicolon}`;
}

/** Held for as long as a lease, after which it is free again whatever became of its holder. */
export function underLease({ finding, node }: Place): string {
  const { semicolon } = styleOf(node.getSourceFile());
  const name = plainName(finding).replace(/^#/, '');
  return [
    `const ${name} = lock('${nameOf(finding)}')${semicolon}`,
    `await ${name}.withLock(${hasKeys(finding) ? 'key' : "'all'"}, async () => {`,
    '  // the work',
    `}, { leaseMs: 300_000 })${semicolon}`,
  ].join('\n');
}

/** What a promise gives is kept, and callers in one process still share one computation. */
export function keptOnce({ code, finding, node }: Place): string | undefined {
  const symbol = code.checker.getSymbolAtLocation(node);
  const type = symbol && code.checker.typeToString(code.checker.getTypeOfSymbolAtLocation(symbol, node));
  if (type === undefined || finding.form !== 'map' || !/\bPromise</.test(type)) return undefined;
  const { semicolon } = styleOf(node.getSourceFile());
  return `const value = await ${plainName(finding)}.getOrSet(key, () => compute(key))${semicolon}`;
}
