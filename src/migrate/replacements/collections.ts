/** What a function or a declaration holds that is a Map, a Set or a list now, written for the collection that takes its place. */
import { ts } from 'ts-morph';
import type { Finding } from '../../model/report.js';
import { nameOf } from '../adapter/names.js';
import { isTypeScript } from '../async/layout.js';
import { formatOf } from '../async/modules.js';
import { descendants, isAssignment, undressed } from '../nodes.js';
import type { TextEdit } from '../regions/types.js';
import { styleOf } from '../style.js';
import { asAsync, contentOf, storeIn, type ExpressionPlace, type Place } from './place.js';

/** `known = new Set(ids)`: one value that is stored at once, of which each reader makes the Set or Map again. */
export function replacedAsAWhole({ finding, node }: ExpressionPlace): string | undefined {
  const bare = undressed(node);
  if (!isAssignment(bare) || (finding.form !== 'set' && finding.form !== 'map')) return undefined;
  const { semicolon, quote } = styleOf(node.getSourceFile());
  const store = bare.left.getText();
  const made = undressed(bare.right);
  const [given] = ts.isNewExpression(made) ? (made.arguments ?? []) : [];
  const members = ts.isNewExpression(made) ? (given ? `[...${given.getText()}]` : '[]') : `[...${made.getText()}]`;
  const kind = finding.form === 'set' ? 'Set' : 'Map';
  const name = `${quote}${nameOf(finding)}${quote}`;
  return [
    `const ${store.replace(/^this\./, '')} = sharedValue(${name}, { initial: () => [] })${semicolon}`,
    `await ${store}.set(${members})${semicolon}`,
    `const all = new ${kind}(await ${store}.get())${semicolon}`,
  ].join('\n');
}

/** The function with the collection in the place of the Map, or the call with what is in it now. */
export function withCollection({ calls, finding, node }: ExpressionPlace): string | undefined {
  const { parent: call } = node;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return undefined;
  const index = call.arguments?.indexOf(node) ?? -1;
  const fn = index < 0 ? undefined : calls.targetOf(call);
  const parameter = fn?.parameters[index];
  if (fn?.body === undefined || parameter === undefined) return callWithContent(call, node, finding);
  const { name, type } = parameter;
  const collection = type && /^(Map|Set)<(?:.*,)?([^,]+)>$/s.exec(type.getText());
  const given = fn.type !== undefined && !/^Promise\b/.test(fn.type.getText()) ? fn.type : undefined;
  const changes = [
    ...(type && collection ? [over(type, `Shared${collection[1] ?? ''}<${collection[2]?.trim() ?? ''}>`)] : []),
    ...(given ? [over(given, `Promise<${given.getText()}>`)] : []),
  ];
  const line = asAsync(fn, fn.body.getStart(), changes);
  const rest = `// as it was, with \`await\` at each use of \`${name.getText()}\``;
  return `${line.trim()} {\n  ${rest}\n}`;
}

const over = (node: ts.Node, text: string): TextEdit => ({ start: node.getStart(), end: node.end, text });

/** `new Map([[k, v], …])` as an empty Map, and what a module sets when it is loaded: only a module that can wait may do that. */
export function filledOneByOne({ code, node: made }: ExpressionPlace): string | undefined {
  const { parent: declaration } = made;
  const file = made.getSourceFile();
  if (!ts.isNewExpression(made) || made.expression.getText() !== 'Map' || formatOf(code, file) !== 'esm')
    return undefined;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return undefined;
  const statement = declaration.parent.parent;
  const isAlone = ts.isVariableStatement(statement) && statement.declarationList.declarations.length === 1;
  const entries = isAlone && ts.isSourceFile(statement.parent) ? entriesOf(made) : undefined;
  if (entries === undefined) return undefined;
  const isTyped = !isTypeScript(file) || declaration.type !== undefined || made.typeArguments !== undefined;
  const typed = isTyped ? made.typeArguments : undefined;
  const type = isTyped ? undefined : code.checker.typeToString(code.checker.getTypeAtLocation(made), made);
  const empty = type ?? `Map${typed ? `<${typed.map((one) => one.getText()).join(', ')}>` : ''}`;
  const before = statement.getText().slice(0, made.getStart() - statement.getStart());
  const { semicolon } = styleOf(file);
  const sets = entries.map(([key, value]) => `${declaration.name.getText()}.set(${key}, ${value})${semicolon}`);
  return [`${before}new ${empty}()${semicolon}`, '', ...sets].join('\n');
}

/** Where all of them stand there, each under a key of its own. */
function entriesOf(made: ts.NewExpression): [key: string, value: string][] | undefined {
  const list = made.arguments?.[0];
  if (list === undefined || !ts.isArrayLiteralExpression(list)) return undefined;
  const entries = list.elements.flatMap((entry): [string, string][] => {
    const [key, value] = ts.isArrayLiteralExpression(entry) ? entry.elements : [];
    return key && value && ![key, value].some(ts.isSpreadElement) ? [[key.getText(), value.getText()]] : [];
  });
  const isWhole =
    entries.length === list.elements.length && new Set(entries.map(([key]) => key)).size === entries.length;
  return isWhole ? entries : undefined;
}

/** `JSON.stringify(rooms)` with what is in it now. */
export function withContent({ finding, node }: ExpressionPlace): string | undefined {
  const store = storeIn(finding, node);
  const given = [...descendants(node)].find((one) => ts.isExpression(one) && one.getText() === store) ?? node;
  if (!ts.isExpression(given) || given.getText() !== store) return undefined;
  const { parent: call } = given;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return undefined;
  return call.arguments?.includes(given) === true ? callWithContent(call, given, finding) : undefined;
}

function callWithContent(call: ts.CallExpression | ts.NewExpression, node: ts.Expression, finding: Finding): string {
  const store = node.getText();
  const content = contentOf(finding.form, store);
  const at = node.getStart() - call.getStart();
  const text = call.getText();
  return `${text.slice(0, at)}${content}${text.slice(at + store.length)};`;
}

/** `const { size } = players` would never change; a call answers with what is there by then. */
export function readWhereNeeded({ finding, node }: Place): string | undefined {
  const declaration = ts.isVariableDeclaration(node.parent) ? node.parent : node;
  const pattern = ts.isVariableDeclaration(declaration) ? declaration.name : node;
  if (!ts.isObjectBindingPattern(pattern)) return undefined;
  const { semicolon } = styleOf(node.getSourceFile());
  const store = storeIn(finding, node);
  return pattern.elements
    .map(
      ({ name, propertyName }) =>
        `const ${name.getText()} = await ${store}.${(propertyName ?? name).getText()}()${semicolon}`,
    )
    .join('\n');
}

/** `const all = m.set(k, v)`: what is set is a statement of its own, and whoever needs the store names it. */
export function setAlone({ finding, node }: ExpressionPlace): string | undefined {
  const call = ts.isPropertyAccessExpression(node) ? node.expression : node;
  const outer = ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) ? callOf(call) : call;
  if (!ts.isCallExpression(outer)) return undefined;
  const { semicolon } = styleOf(node.getSourceFile());
  const after = ts.isPropertyAccessExpression(outer.parent) ? outer.parent.name.text : undefined;
  const read = after === undefined ? [] : [`await ${storeIn(finding, node)}.${after}()${semicolon}`];
  return [`await ${outer.getText()}${semicolon}`, ...read].join('\n');
}

/** `m.set(k, v)` of `m.set(k, v).size`. */
function callOf(call: ts.CallExpression): ts.Expression {
  const { expression } = call;
  const inner = ts.isPropertyAccessExpression(expression) ? undressed(expression.expression) : expression;
  return ts.isCallExpression(inner) ? inner : call;
}
