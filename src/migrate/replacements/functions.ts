/** Functions that others call without waiting: what they read is read before, or somebody who waits does their work. */
import { ts } from 'ts-morph';
import { isTypeScript } from '../async/layout.js';
import { descendants } from '../nodes.js';
import { styleOf } from '../style.js';
import {
  asAsync,
  contentOf,
  functionAround,
  nameOfContent,
  plainName,
  storeIn,
  type ExpressionPlace,
  type Place,
} from './place.js';

const WRITES = new Set(['set', 'add', 'delete', 'clear', 'push', 'pop', 'shift', 'unshift', 'splice']);

/** All of it, in front of the call that cannot wait: its callback asks the copy. */
export function readAhead({ calls, finding, node }: Place): string | undefined {
  if (/^process\b/.test(node.getText())) return undefined;
  const called = ts.isCallExpression(node) ? calls.targetOf(node) : undefined;
  if (isWrittenIn(called ?? node, plainName(finding))) return undefined;
  const { semicolon } = styleOf(node.getSourceFile());
  const content = contentOf(finding.form, storeIn(finding, node));
  return `const ${nameOfContent(finding)} = ${content}${semicolon}`;
}

function isWrittenIn(node: ts.Node, store: string): boolean {
  return [...descendants(node)].some(
    (one) =>
      ts.isCallExpression(one) &&
      ts.isPropertyAccessExpression(one.expression) &&
      WRITES.has(one.expression.name.text) &&
      one.expression.expression.getText().endsWith(store),
  );
}

const METHOD = /^(?:get|has|set|add|delete|clear)$/;

/** `(key) => words.get(key)` for `words.get`, and a call of the store for one of the prototype. */
export function calledByName({ finding, node }: ExpressionPlace): string | undefined {
  const store = storeIn(finding, node);
  const { parent: call } = node;
  if (ts.isCallExpression(call) && call.arguments.includes(node)) {
    const [, method, how] = /\.(\w+)\.(call|bind)$/.exec(call.expression.getText()) ?? [];
    if (method === undefined || how === undefined) return undefined;
    const given = call.arguments.slice(1).map((one) => one.getText());
    return how === 'bind' ? asArrow(store, method, node) : `await ${store}.${method}(${given.join(', ')})`;
  }
  return ts.isPropertyAccessExpression(node) && METHOD.test(node.name.text)
    ? asArrow(store, node.name.text, node)
    : undefined;
}

const PARAMETERS: Readonly<Record<string, readonly string[]>> = { clear: [], set: ['key', 'value'] };

function asArrow(store: string, method: string, node: ts.Node): string {
  const names = PARAMETERS[method] ?? ['key'];
  const isTyped = isTypeScript(node.getSourceFile());
  const typed = names.map((name) => (isTyped && name === 'key' ? 'key: string' : name));
  return `(${typed.join(', ')}) => ${store}.${method}(${names.join(', ')})`;
}

/** A method in the place of a field whose initialiser reads. */
export function methodInstead({ node }: Place): string | undefined {
  const { semicolon } = styleOf(node.getSourceFile());
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isPropertyDeclaration(at) && at.initializer !== undefined) {
      const before = at.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword) === true ? 'static ' : '';
      return `${before}async ${at.name.getText()}() {\n  return ${waitingFor(node, at.initializer)}${semicolon}\n}`;
    }
    if (ts.isClassStaticBlockDeclaration(at)) {
      const text = at.body.statements.map((statement) => `  ${waitingFor(node, statement)}`).join('\n');
      return `static async start() {\n${text}\n}`;
    }
  }
  return undefined;
}

function waitingFor(node: ts.Node, around: ts.Node): string {
  const at = node.getStart() - around.getStart();
  const text = around.getText();
  if (at < 0) return text;
  const end = at + node.getText().length;
  const { parent } = node;
  const isPart =
    ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent);
  const waited = isPart ? `(await ${node.getText()})` : `await ${node.getText()}`;
  return `${text.slice(0, at)}${waited}${text.slice(end)}`;
}

/** What a component shows, from a route that can wait. */
export function servedByRoute({ finding, node }: Place): string {
  const { semicolon } = styleOf(node.getSourceFile());
  const store = plainName(finding);
  const said =
    finding.form === 'map' ? `Object.fromEntries(await toArray(${store}.entries()))` : contentOf(finding.form, store);
  return `export async function GET() {\n  return Response.json(${said})${semicolon}\n}`;
}

/** The store itself, emptied before each test. */
export function clearedBefore({ finding, node }: Place): string {
  const { semicolon } = styleOf(node.getSourceFile());
  return `beforeEach(() => ${plainName(finding)}.${CLEARING[finding.form] ?? 'clear'}())${semicolon}`;
}

const CLEARING: Readonly<Partial<Record<string, string>>> = { scalar: 'delete' };

/** A promise narrows nothing, so what it says is a boolean. */
export function narrowedLater({ node }: Place): string | undefined {
  const fn = functionAround(node);
  if (fn?.type === undefined || !ts.isTypePredicateNode(fn.type)) return undefined;
  return asAsync(fn, fn.end, [{ start: fn.type.getStart(), end: fn.type.end, text: 'Promise<boolean>' }]);
}
