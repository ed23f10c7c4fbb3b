/** A record that strays from the step that read it: changed where it is kept, or kept as the copy that it is. */
import { ts } from 'ts-morph';
import { isAssignment, isStep, rootOf, undressed } from '../nodes.js';
import { styleOf } from '../style.js';
import { hasKeys, keyOf, statementOf, storeIn, type ExpressionPlace } from './place.js';

const CHANGES = /^(?:push|unshift|pop|shift|splice|sort|reverse|fill|set|add|delete|clear)$/;

/** `await users.update(id, (user) => { … })` */
export function changedInPlace({ code, finding, node }: ExpressionPlace): string | undefined {
  const changed = changedBy(node);
  const root = changed && rootOf(changed);
  const statement = root && statementOf(node);
  if (root === undefined || !ts.isIdentifier(root) || statement === undefined) return undefined;
  const store = storeIn(finding, node);
  if (root.text === store) return undefined;
  const key = hasKeys(finding) ? `${keyOf(code.checker, root) ?? 'key'}, ` : '';
  const text = statement.getText().replace(/\n\s*/g, '\n  ');
  return [
    `await ${store}.update(${key}(${root.text}) => {`,
    `  if (${root.text} === undefined) return;`,
    `  ${text}`,
    '});',
  ].join('\n');
}

function changedBy(node: ts.Expression): ts.Expression | undefined {
  const bare = undressed(node);
  if (isAssignment(bare)) return bare.left;
  if (isStep(bare)) return bare.operand;
  if (ts.isDeleteExpression(bare)) return bare.expression;
  if (!ts.isCallExpression(bare) || !ts.isPropertyAccessExpression(bare.expression)) return undefined;
  return CHANGES.test(bare.expression.name.text) ? bare.expression.expression : undefined;
}

/** `result[slab] = structuredClone(history)` */
export function keptAsCopy({ node }: ExpressionPlace): string | undefined {
  const statement = statementOf(node);
  if (statement === undefined || ts.isBlock(statement)) return undefined;
  const text = statement.getText();
  if (text.split('\n').length > 6) return `structuredClone(${node.getText()})`;
  const kept = isAssignment(node) ? node.right : node;
  const at = kept.getStart() - statement.getStart();
  return `${text.slice(0, at)}structuredClone(${kept.getText()})${text.slice(at + kept.getText().length)}`;
}

/** `cells[sheet][row] = value`, of which only the first key is an entry. */
export function pathWritten({ finding, node }: ExpressionPlace): string | undefined {
  const changed = changedBy(node);
  const path: (ts.PropertyAccessExpression | ts.ElementAccessExpression)[] = [];
  for (let at = changed && undressed(changed); at !== undefined; at = undressed(at.expression)) {
    if (!ts.isPropertyAccessExpression(at) && !ts.isElementAccessExpression(at)) break;
    path.unshift(at);
  }
  const [entry] = path;
  if (entry === undefined || path.length < 2) return undefined;
  const key = ts.isElementAccessExpression(entry) ? entry.argumentExpression.getText() : `'${entry.name.text}'`;
  const at = entry.getText().length;
  const { semicolon } = styleOf(node.getSourceFile());
  return [
    `await ${storeIn(finding, node)}.update(${key}, (entry) => {`,
    `  entry${node.getText().slice(at)}${semicolon}`,
    `})${semicolon}`,
  ].join('\n');
}
