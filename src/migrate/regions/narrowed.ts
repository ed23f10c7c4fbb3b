/** What a check before a step says of a property is forgotten in a function: what the step needs of it is read before. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { endsAbruptly, isInside, isStatementList, ownDescendants, undressed, writtenBy, type Body } from '../nodes.js';
import { freshName } from './words.js';
import type { Span, TextEdit } from './types.js';

export interface Narrowed {
  /** `const { digest } = event`, one for each object. */
  readonly declarations: readonly string[];
  readonly edits: readonly TextEdit[];
}

/** `replaced`: ranges of which the text goes anyway. */
export function narrowedIn(
  code: Code,
  body: Body,
  statements: readonly ts.Statement[],
  replaced: readonly Span[],
): Narrowed {
  const [first] = statements;
  if (first === undefined) return { declarations: [], edits: [] };
  const checks = checksBefore(first, body);
  const reads = statements
    .flatMap((statement) => [...ownDescendants(statement)])
    .filter((node): node is Read => isRead(node) && !replaced.some((span) => isWithin(node, span)))
    .filter((read) => checks.has(read.getText()) && isNarrowed(code, read) && !isDeclaredIn(code, read, statements));
  const names = new Map<string, { root: string; name: string; local: string }>();
  for (const read of reads) {
    const text = read.getText();
    const name = read.name.text;
    if (!names.has(text)) names.set(text, { root: read.expression.getText(), name, local: freshName(body, [name]) });
  }
  const byRoot = new Map<string, string[]>();
  for (const { root, name, local } of names.values())
    byRoot.set(root, [...(byRoot.get(root) ?? []), name === local ? name : `${name}: ${local}`]);
  return {
    declarations: [...byRoot].map(([root, parts]) => `const { ${parts.join(', ')} } = ${root}`),
    edits: reads.map((read) => {
      const local = names.get(read.getText())?.local ?? read.getText();
      // `{ text: event.text }` is `{ text }` then.
      const { parent } = read;
      const isSame = ts.isPropertyAssignment(parent) && parent.initializer === read && parent.name.getText() === local;
      const place = isSame ? parent : read;
      return { start: place.getStart(), end: place.end, text: local };
    }),
  };
}

type Read = ts.PropertyAccessExpression & { readonly expression: ts.Identifier; readonly name: ts.Identifier };

function isRead(node: ts.Node): node is Read {
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression) || !ts.isIdentifier(node.name))
    return false;
  const { parent } = node;
  return writtenBy(parent) !== node && !(ts.isCallExpression(parent) && parent.expression === node);
}

const isWithin = (node: ts.Node, { start, end }: Span): boolean =>
  start < end && start <= node.getStart() && node.end <= end;

/** Properties of which a check is known to have gone well where the statement stands. */
function checksBefore(statement: ts.Statement, body: Body): ReadonlySet<string> {
  const found = new Set<string>();
  const take = (condition: ts.Expression): void => {
    for (const node of ownDescendants(condition)) if (isRead(node) && isAsked(node)) found.add(node.getText());
  };
  for (let at: ts.Node = statement; at !== body && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && at !== parent.expression) take(parent.expression);
    if (!isStatementList(parent)) continue;
    for (const before of parent.statements)
      if (before.end <= at.pos && ts.isIfStatement(before) && endsAbruptly(before.thenStatement))
        take(before.expression);
  }
  return found;
}

/** Whether it is there: `a.b`, `!a.b`, `a.b !== undefined`. */
function isAsked(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isIfStatement(parent) || ts.isPrefixUnaryExpression(parent)) return true;
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken) return true;
  const other = undressed(parent.left === node ? parent.right : parent.left).getText();
  return other === 'undefined' || other === 'null';
}

/** Without types the check is all there is to go by. */
function isNarrowed({ checker }: Code, read: Read): boolean {
  if (!/\.[cm]?tsx?$/.test(read.getSourceFile().fileName)) return true;
  const symbol = checker.getSymbolAtLocation(read.name);
  if (symbol === undefined) return false;
  const declared = checker.getTypeOfSymbol(symbol);
  const here = checker.getTypeAtLocation(read);
  return checker.getNonNullableType(declared) !== declared && checker.getNonNullableType(here) === here;
}

function isDeclaredIn({ checker }: Code, { expression }: Read, statements: readonly ts.Statement[]): boolean {
  const [declaration] = checker.getSymbolAtLocation(expression)?.declarations ?? [];
  return declaration === undefined || statements.some((statement) => isInside(declaration, statement));
}
