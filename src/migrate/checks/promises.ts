/**
 * The promise audit: every expression that is a promise, a list of promises or an asynchronous iterable is waited for, or goes where somebody
 * waits. The compiler finds none of the forms in which that is forgotten (`!p`, `${p}`, `JSON.stringify(p)`, a predicate that is asynchronous),
 * so what may be done with a promise is a short list, and everything else is told.
 */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { handling, iterating } from './promise-uses.js';
import { callbackProblem } from './promise-callbacks.js';
import { waitingOf } from './promise-types.js';

export interface Forgotten {
  readonly file: string;
  /** Into the text that was audited. */
  readonly at: number;
  readonly line: number;
  readonly column: number;
  readonly why: string;
  /** What stays the same when code around it moves: two with one key are the same problem. */
  readonly key: string;
}

export function forgottenPromises(code: Code, files: readonly ts.SourceFile[] = code.files): Forgotten[] {
  return files.filter((file) => !file.isDeclarationFile).flatMap((file) => [...forgottenIn(code, file)]);
}

function* forgottenIn(code: Code, file: ts.SourceFile): Generator<Forgotten> {
  const nodes: ts.Node[] = [file];
  const found: { node: ts.Node; why: string }[] = [];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const why = problemOf(code, node);
    if (why !== undefined) found.push({ node, why });
    ts.forEachChild(node, (child) => void nodes.push(child));
  }
  found.sort((a, b) => a.node.getStart() - b.node.getStart());
  for (const { node, why } of found) {
    const at = node.getStart();
    const { line, character } = file.getLineAndCharacterOfPosition(at);
    const text = oneLine(node.getText());
    const name = code.nameOf(file);
    yield {
      ...{ file: name, at, line: line + 1, column: character + 1 },
      why: `\`${text.length > 60 ? `${text.slice(0, 59)}…` : text}\` ${why}`,
      key: [name, outlineOf(node), why, outlineOf(statementOf(node)).slice(0, 200)].join('\0'),
    };
  }
}

function problemOf(code: Code, node: ts.Node): string | undefined {
  if (ts.isFunctionLike(node) && ts.isExpression(node)) return callbackProblem(code.checker, node);
  if (!isValue(node)) return undefined;
  const callback = callbackProblem(code.checker, node);
  if (callback !== undefined) return callback;
  const waiting = waitingOf(code.checker, code.checker.getTypeAtLocation(node));
  if (waiting === undefined) return undefined;
  return waiting === 'stream' ? iterating(node) : handling(code.checker, node, waiting);
}

/** Expressions that make or name a value; what only passes one on (parentheses, `a ? b : c`) is looked through from inside. */
function isValue(node: ts.Node): node is ts.Expression {
  if (ts.isIdentifier(node)) return isRead(node);
  return (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isArrayLiteralExpression(node)
  );
}

/** As a value: no declaration, no name of a property, no type. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) || ts.isEnumMember(parent))
    return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent))
    return parent.initializer === node;
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return parent.right === node;
  if ('name' in parent && parent.name === node) return false;
  return ts.isExpression(parent) || READING.has(parent.kind);
}

/** What is no expression itself, and evaluates one. */
const READING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ReturnStatement,
  ts.SyntaxKind.ExpressionStatement,
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.SwitchStatement,
  ts.SyntaxKind.CaseClause,
  ts.SyntaxKind.ThrowStatement,
  ts.SyntaxKind.TemplateSpan,
  ts.SyntaxKind.SpreadAssignment,
  ts.SyntaxKind.ComputedPropertyName,
  ts.SyntaxKind.ExportAssignment,
  ts.SyntaxKind.JsxExpression,
  ts.SyntaxKind.JsxSpreadAttribute,
]);

/** What functions in it do is no part of it: `test('counts', () => …)` is the same call when its body waits. */
function outlineOf(node: ts.Node): string {
  const start = node.getStart();
  const bodies: ts.Node[] = [];
  const collect = (child: ts.Node): void => {
    if (ts.isFunctionLike(child) && child.getStart() > start) bodies.push(child);
    else ts.forEachChild(child, collect);
  };
  ts.forEachChild(node, collect);
  const parts = bodies.map(({ pos }, at) =>
    node.getSourceFile().text.slice(at === 0 ? start : (bodies[at - 1]?.end ?? start), pos),
  );
  const rest = node.getSourceFile().text.slice(bodies.at(-1)?.end ?? start, node.end);
  return oneLine([...parts, rest].join('…'));
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

function statementOf(node: ts.Node): ts.Node {
  let at = node;
  while (!ts.isStatement(at) && !ts.isSourceFile(at.parent)) at = at.parent;
  return at;
}
