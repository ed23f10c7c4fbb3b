/**
 * One file as Babel sees it. jscodeshift's parser is asked directly: recast hands it a text whose tabs and line ends are changed already, so that the
 * places in its tree are not those on disk.
 */
import type { ASTNode } from 'jscodeshift';
import getParser from 'jscodeshift/src/getParser.js';

export type Node = ASTNode;
export type Kind = Node['type'];
export type Of<K extends Kind> = Extract<Node, { type: K }>;

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Tree {
  readonly path: string;
  readonly source: string;
  readonly program: Of<'Program'>;
  /** All of them, outer before inner, as they are written. */
  readonly nodes: readonly Node[];
  readonly parentOf: (node: Node) => Node | undefined;
}

/** What Babel adds to every node. */
interface Placed {
  readonly start: number;
  readonly end: number;
  readonly extra?: { readonly parenthesized?: boolean; readonly parenStart?: number };
}

const placed = (node: Node): Placed => node as unknown as Placed;

export const startOf = (node: Node): number => placed(node).start;
export const endOf = (node: Node): number => placed(node).end;
export const isParenthesised = (node: Node): boolean => placed(node).extra?.parenthesized === true;
/** With the parentheses that stand around it. */
export const outerStartOf = (node: Node): number => placed(node).extra?.parenStart ?? startOf(node);

export function parse(path: string, source: string): Tree {
  // `<T>value` casts and JSX exclude each other; everything else is read alike.
  const parser = getParser(/\.[cm]?ts$/.test(path) ? 'ts' : 'tsx');
  const { program } = parser.parse(source) as Of<'File'>;
  const parents = new Map<Node, Node>();
  const nodes: Node[] = [];
  const visit = (node: Node): void => {
    nodes.push(node);
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      visit(child);
    }
  };
  visit(program);
  return { path, source, program, nodes, parentOf: (node) => parents.get(node) };
}

const NO_CHILDREN: ReadonlySet<string> = new Set([
  ...['loc', 'extra', 'errors', 'tokens', 'comments', 'leadingComments', 'trailingComments', 'innerComments'],
]);

function childrenOf(node: Node): Node[] {
  return Object.entries(node)
    .filter(([name]) => !NO_CHILDREN.has(name))
    .flatMap(([, value]: [string, unknown]) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter(isNode)
    .sort((a, b) => startOf(a) - startOf(b));
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

export function is<K extends Kind>(node: Node | null | undefined, ...kinds: readonly K[]): node is Of<K> {
  return node !== null && node !== undefined && (kinds as readonly string[]).includes(node.type);
}

export const textOf = ({ source }: Tree, node: Node): string => source.slice(startOf(node), endOf(node));

export const isInside = (node: Node, outer: Node): boolean =>
  startOf(node) >= startOf(outer) && endOf(node) <= endOf(outer);

export const within = ({ nodes }: Tree, outer: Node): Node[] => nodes.filter((node) => isInside(node, outer));

export function* ancestorsOf({ parentOf }: Tree, node: Node): Generator<Node> {
  for (let at = parentOf(node); at !== undefined; at = parentOf(at)) yield at;
}

const CLOTHES = ['TSNonNullExpression', 'TSAsExpression', 'TSSatisfiesExpression', 'TSTypeAssertion'] as const;

/** `value!` and `value as T` are the same value in other clothes. */
export function undressed(node: Node): Node {
  let at = node;
  while (is(at, ...CLOTHES)) at = at.expression;
  return at;
}

export function dressed({ parentOf }: Tree, node: Node): Node {
  let at = node;
  for (let outer = parentOf(at); is(outer, ...CLOTHES); outer = parentOf(at)) at = outer;
  return at;
}

/** `f();`: nobody looks at what comes back. */
export const isUnused = ({ parentOf }: Tree, node: Node): boolean => is(parentOf(node), 'ExpressionStatement');

export const isNumber = (node: Node | null | undefined, value?: number): boolean =>
  is(node, 'NumericLiteral') && (value === undefined || node.value === value);

export const lineOf = ({ source }: Tree, node: Node): number => source.slice(0, startOf(node)).split('\n').length;

/** A statement with the line break and the space before it. */
export function wholeLine({ source }: Tree, node: Node): Edit {
  const before = /(?:\r?\n)?[ \t]*$/.exec(source.slice(0, startOf(node)))?.[0] ?? '';
  return { start: startOf(node) - before.length, end: endOf(node), text: '' };
}

export const replaced = (node: Node, text: string): Edit => ({ start: startOf(node), end: endOf(node), text });

/** Statements that run one after the other, and who holds them. */
export function listAround(tree: Tree, node: Node): readonly Node[] | undefined {
  const outer = tree.parentOf(node);
  if (is(outer, 'BlockStatement', 'Program', 'StaticBlock')) return outer.body;
  return is(outer, 'SwitchCase') ? outer.consequent : undefined;
}

export function siblingOf(tree: Tree, statement: Node, by: -1 | 1): Node | undefined {
  const list = listAround(tree, statement);
  return list?.[list.indexOf(statement) + by];
}

/** `x` and `{ x; }`. */
export function soleStatement(statement: Node): Node | undefined {
  if (!is(statement, 'BlockStatement')) return statement;
  return statement.body.length === 1 ? statement.body[0] : undefined;
}

/** No statement after it in its list is reached. */
export function endsAbruptly(statement: Node | null | undefined): boolean {
  if (is(statement, 'ReturnStatement', 'ThrowStatement', 'BreakStatement', 'ContinueStatement')) return true;
  if (is(statement, 'BlockStatement')) return endsAbruptly(statement.body.at(-1));
  return is(statement, 'IfStatement') && endsAbruptly(statement.consequent) && endsAbruptly(statement.alternate);
}

/** `string, Session` of `Map<string, Session>`, in a type or behind `new`; Babel and its types call it by two names. */
export function typeArgumentsOf(node: Node | null | undefined): readonly Node[] {
  const { typeParameters, typeArguments = typeParameters } = (node ?? {}) as Readonly<Record<string, unknown>>;
  return isNode(typeArguments) && is(typeArguments, 'TSTypeParameterInstantiation') ? typeArguments.params : [];
}
