/** Code to paste where a record strays, an effect stands in the way, or a function takes a whole store: what stands there, written for a store that answers with copies. */
import { ts } from 'ts-morph';
import type { Finding } from '../model/report.js';
import { nameOf } from './adapter/names.js';
import { isTypeScript } from './async/layout.js';
import { formatOf } from './async/modules.js';
import type { Calls } from './calls.js';
import type { Code } from './code.js';
import { bodyOf, descendants, isAssignment, isStep, rootOf, undressed } from './nodes.js';
import { styleOf } from './style.js';
import type { Refusal, RefusalCode } from './types.js';

interface Place {
  readonly code: Code;
  readonly calls: Calls;
  readonly checker: ts.TypeChecker;
  readonly finding: Finding;
  /** The largest expression that begins where the refusal points. */
  readonly node: ts.Expression;
}

const WRITTEN: Readonly<Partial<Record<RefusalCode, (place: Place) => string | undefined>>> = {
  ESCAPING_REF: ({ node, ...place }) => changedInPlace({ node, ...place }) ?? keptAsCopy(node),
  MIXED_ARGUMENT: withCollection,
  NOT_REPEATABLE: afterCommit,
  SEEDED: filledOneByOne,
  UNKNOWN_USE: replacedAsAWhole,
};

export function withReplacement(code: Code, calls: Calls, finding: Finding, refusal: Refusal): Refusal {
  const write = WRITTEN[refusal.code];
  const node = refusal.replacement === undefined && write !== undefined ? expressionAt(code, refusal) : undefined;
  const replacement = node && write?.({ code, calls, checker: code.checker, finding, node });
  return replacement === undefined ? refusal : { ...refusal, replacement };
}

function expressionAt(code: Code, { file: name, line, column }: Refusal): ts.Expression | undefined {
  const file = code.file(name);
  if (file === undefined || line > file.getLineStarts().length) return undefined;
  const start = file.getPositionOfLineAndCharacter(line - 1, column - 1);
  const find = (node: ts.Node): ts.Expression | undefined => {
    if (ts.isExpression(node) && node.getStart(file) === start) return node;
    return node.forEachChild((child) => (child.pos <= start && start < child.end ? find(child) : undefined));
  };
  return find(file);
}

const CHANGES = /^(?:push|unshift|pop|shift|splice|sort|reverse|fill|set|add|delete|clear)$/;

/** `await users.update(id, (user) => { … })` */
function changedInPlace({ checker, finding, node }: Place): string | undefined {
  const changed = changedBy(node);
  const root = changed && rootOf(changed);
  const statement = root && statementOf(node);
  if (root === undefined || !ts.isIdentifier(root) || statement === undefined) return undefined;
  const store = storeIn(finding, node);
  if (root.text === store) return undefined;
  const key = hasKeys(finding) ? `${keyOf(checker, root) ?? 'key'}, ` : '';
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

function statementOf(node: ts.Node): ts.Statement | undefined {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) if (ts.isStatement(at)) return at;
  return undefined;
}

const hasKeys = ({ form }: Finding): boolean => form !== 'scalar' && form !== 'array';

/** `this.sessions` in a class, else the name alone. */
function storeIn({ symbol }: Finding, at: ts.Node): string {
  const [owner, name] = symbol.split('.').slice(-2);
  if (name === undefined) return owner ?? symbol;
  for (let node = at; !ts.isSourceFile(node); node = node.parent)
    if (ts.isClassLike(node)) return node.name?.text === owner ? `this.${name}` : name;
  return name;
}

/** `id` of `const user = users.get(id)` and of `for (const [id, user] of users)`. */
function keyOf(checker: ts.TypeChecker, root: ts.Identifier): string | undefined {
  const declaration = checker.getSymbolAtLocation(root)?.valueDeclaration;
  if (declaration === undefined) return undefined;
  if (ts.isBindingElement(declaration) && ts.isArrayBindingPattern(declaration.parent)) {
    const [first] = declaration.parent.elements;
    return first !== undefined && first !== declaration && ts.isBindingElement(first)
      ? first.name.getText()
      : undefined;
  }
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) return undefined;
  let made = undressed(declaration.initializer);
  if (ts.isBinaryExpression(made)) made = undressed(made.left);
  if (ts.isElementAccessExpression(made)) return made.argumentExpression.getText();
  if (!ts.isCallExpression(made) || !ts.isPropertyAccessExpression(made.expression)) return undefined;
  return made.expression.name.text === 'get' ? made.arguments[0]?.getText() : undefined;
}

/** `result[slab] = structuredClone(history)` */
function keptAsCopy(node: ts.Expression): string | undefined {
  const statement = statementOf(node);
  if (statement === undefined || ts.isBlock(statement)) return undefined;
  const text = statement.getText();
  if (text.split('\n').length > 6) return `structuredClone(${node.getText()})`;
  const kept = isAssignment(node) ? node.right : node;
  const at = kept.getStart() - statement.getStart();
  return `${text.slice(0, at)}structuredClone(${kept.getText()})${text.slice(at + kept.getText().length)}`;
}

/** What cannot be done twice, given back by the transaction and done once that is through. */
function afterCommit({ finding, node }: Place): string | undefined {
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

/** `known = new Set(ids)`: one value that is stored at once, of which each reader makes the Set or Map again. */
function replacedAsAWhole({ finding, node }: Place): string | undefined {
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

/** The key of an access of the store in the same function. */
function keyAround(finding: Finding, node: ts.Node): string {
  const store = storeIn(finding, node);
  const isAccess = (one: ts.Node): one is ts.CallExpression =>
    ts.isCallExpression(one) &&
    ts.isPropertyAccessExpression(one.expression) &&
    one.expression.expression.getText() === store &&
    one.arguments.length > 0;
  const [access] = [...descendants(bodyOf(node))].filter(isAccess);
  return access?.arguments[0]?.getText() ?? 'key';
}

/** The function with the collection in the place of the Map, or the call with what is in it now. */
function withCollection({ calls, finding, node }: Place): string | undefined {
  const { parent: call } = node;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return undefined;
  const index = call.arguments?.indexOf(node) ?? -1;
  const fn = index < 0 ? undefined : calls.targetOf(call);
  const parameter = fn?.parameters[index];
  if (fn?.body === undefined || parameter === undefined) return withContent(call, node, finding);
  const { name, type } = parameter;
  const text = fn.getText();
  const at = (part: ts.Node): readonly [number, number] => [part.getStart() - fn.getStart(), part.end - fn.getStart()];
  const collection = type && /^(Map|Set)<(?:.*,\s*)?([^,]+)>$/s.exec(type.getText());
  const given = fn.type !== undefined && !/^Promise\b/.test(fn.type.getText()) ? fn.type : undefined;
  const [typeAt, typeEnd] = type && collection ? at(type) : [0, 0];
  const [resultAt, resultEnd] = given ? at(given) : [at(fn.body)[0], at(fn.body)[0]];
  const made = [
    text.slice(0, typeAt),
    collection ? `Shared${collection[1] ?? ''}<${collection[2] ?? ''}>` : '',
    text.slice(typeEnd, resultAt),
    given ? `Promise<${given.getText()}>` : '',
    text.slice(resultEnd, at(fn.body)[0]),
  ].join('');
  const isAsync = /^(?:export\s+)?(?:default\s+)?async\b/.test(made);
  const line = isAsync ? made : made.replace(/^((?:export\s+)?(?:default\s+)?)/, '$1async ');
  const rest = `// as it was, with \`await\` at each use of \`${name.getText()}\``;
  return `${line.trim()} {\n  ${rest}\n}`;
}

/** `new Map([[k, v], …])` as an empty Map, and what a module sets when it is loaded: only a module that can wait may do that. */
function filledOneByOne({ code, checker, node: made }: Place): string | undefined {
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
  const type = isTyped ? undefined : checker.typeToString(checker.getTypeAtLocation(made), made);
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

const contentOf = (form: Finding['form'], store: string): string => CONTENT[form]?.(store) ?? `await ${store}.get()`;

const CONTENT: Readonly<Record<string, (store: string) => string>> = {
  map: (store) => `new Map(await toArray(${store}.entries()))`,
  set: (store) => `new Set(await toArray(${store}.values()))`,
};

function withContent(call: ts.CallExpression | ts.NewExpression, node: ts.Expression, finding: Finding): string {
  const store = node.getText();
  const content = contentOf(finding.form, store);
  const at = node.getStart() - call.getStart();
  const text = call.getText();
  return `${text.slice(0, at)}${content}${text.slice(at + store.length)};`;
}
