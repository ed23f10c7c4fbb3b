/**
 * `let instance = null;`, assigned when it is first needed: in JavaScript its type is lost for whoever gets it from a function, and with it who calls
 * what. So the checker is told what is assigned, as a `@type` comment would tell it. The text and the tree stay as they are.
 */
import { ts } from 'ts-morph';
import { isFunction } from './nodes.js';

/** As the parser leaves it with a declaration, once the comments in front of it were looked at. */
type WithTags = ts.VariableDeclaration & { jsDoc?: ts.JSDoc[] & { jsDocCache?: readonly ts.JSDocTag[] } };

const NULLISH = /^(?:null|undefined|void 0)$/;

/** For a file of JavaScript that was just parsed. */
export function tellLazyTypes(file: ts.SourceFile): void {
  if (!/\.[cm]?jsx?$/.test(file.fileName)) return;
  const lazy = file.statements.flatMap((statement) =>
    ts.isVariableStatement(statement) ? statement.declarationList.declarations.filter(isLazy) : [],
  );
  if (lazy.length === 0) return;
  const assigned = assignedIn(file, new Set(lazy.map(({ name }) => name.text)));
  for (const declaration of lazy) {
    const values = assigned.get(declaration.name.text) ?? [];
    const types = values.map((value) => typeOf(value));
    if (types.length === 0 || types.includes(undefined)) continue;
    tell(declaration, [...new Set([...types, 'null'])].join(' | '));
  }
}

type Lazy = ts.VariableDeclaration & { readonly name: ts.Identifier };

function isLazy(declaration: ts.VariableDeclaration): declaration is Lazy {
  const { name, initializer, parent } = declaration;
  if (!ts.isIdentifier(name) || (parent.flags & ts.NodeFlags.Const) !== 0) return false;
  if (ts.getJSDocType(declaration) !== undefined) return false;
  return initializer === undefined || NULLISH.test(initializer.getText());
}

/** What is assigned to each name, but for nothing; a name that means something else somewhere is left out. */
function assignedIn(file: ts.SourceFile, names: ReadonlySet<string>): Map<string, ts.Expression[]> {
  const assigned = new Map<string, ts.Expression[]>();
  const hidden = new Set<string>();
  const visit = (node: ts.Node, depth: number): void => {
    if (isDeclared(node) && depth > 0) hidden.add(node.name.getText());
    if (ts.isBinaryExpression(node) && ts.isIdentifier(node.left) && names.has(node.left.text) && assigns(node)) {
      const { text } = node.left;
      if (!NULLISH.test(node.right.getText())) assigned.set(text, [...(assigned.get(text) ?? []), node.right]);
    }
    const inner = depth + Number(isFunction(node));
    node.forEachChild((child) => {
      visit(child, inner);
    });
  };
  visit(file, 0);
  const isClear = (value: ts.Expression): boolean => !hidden.has(leftmost(value)?.text ?? '');
  return new Map([...assigned].filter(([name, values]) => !hidden.has(name) && values.every(isClear)));
}

const ASSIGNING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
]);

const assigns = ({ operatorToken }: ts.BinaryExpression): boolean => ASSIGNING.has(operatorToken.kind);

const isDeclared = (node: ts.Node): node is ts.NamedDeclaration & { readonly name: ts.Node } =>
  (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)) && ts.isIdentifier(node.name);

/** `Store` of `new Store(…)` and `stores.create(…)`. */
function leftmost(value: ts.Expression): ts.Identifier | undefined {
  let at: ts.Expression = value;
  while (!ts.isIdentifier(at)) {
    const isChain =
      ts.isNewExpression(at) ||
      ts.isCallExpression(at) ||
      ts.isPropertyAccessExpression(at) ||
      ts.isAwaitExpression(at);
    if (!isChain) return undefined;
    at = (at as ts.NewExpression).expression;
  }
  return at;
}

/** What the language itself makes is followed by its own means, and what it holds is told by nobody. */
const BUILT_IN: ReadonlySet<string> = new Set([
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'Array',
  'Object',
  'Promise',
  'Date',
]);

/** In words of types, where there are any for it. */
function typeOf(value: ts.Expression): string | undefined {
  if (ts.isAwaitExpression(value)) {
    const awaited = typeOf(value.expression);
    return awaited && `Awaited<${awaited}>`;
  }
  if (!ts.isNewExpression(value) && !ts.isCallExpression(value)) return undefined;
  const name = entityName(value.expression);
  if (name === undefined || name === 'require' || BUILT_IN.has(name)) return undefined;
  return ts.isNewExpression(value) ? `InstanceType<typeof ${name}>` : `ReturnType<typeof ${name}>`;
}

function entityName(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.name)) return undefined;
  const before = entityName(node.expression);
  return before && `${before}.${node.name.text}`;
}

function tell(declaration: WithTags, type: string): void {
  const told = ts.createSourceFile('told.js', `/** @type {${type}} */ let told;`, ts.ScriptTarget.Latest, true);
  const [statement] = told.statements;
  const tag =
    statement && ts.getJSDocTypeTag((statement as ts.VariableStatement).declarationList.declarations[0] ?? statement);
  if (tag === undefined) return;
  // Names in it mean what they mean where the variable is.
  (tag as { parent: ts.Node }).parent = declaration;
  declaration.jsDoc = Object.assign([...(declaration.jsDoc ?? [])], { jsDocCache: [tag] });
}
