/** Where `await` goes: with the parentheses that it needs, with a semicolon where the line before would go on, and not at all in `return m.get(k)`. */
import { functionAround } from './functions.ts';
import {
  ancestorsOf,
  endOf,
  endsAbruptly,
  is,
  isParenthesised,
  listAround,
  outerStartOf,
  startOf,
  textOf,
  type Edit,
  type Node,
  type Tree,
} from './tree.ts';

/** `text`: what the expression becomes, where that is not its own text. */
export function awaited(tree: Tree, node: Node, text = textOf(tree, node)): Edit[] {
  const place = { start: startOf(node), end: endOf(node) };
  if (is(tree.parentOf(node), 'AwaitExpression') || isReturnedAsIs(tree, node))
    return text === textOf(tree, node) ? [] : [{ ...place, text }];
  if (isParenthesised(node) || !needsParentheses(tree, node)) return [{ ...place, text: `await ${text}` }];
  return [{ ...place, text: `${semicolonBefore(tree, node)}(await ${text})` }];
}

/** Not all of it is needed by the language; it is how formatters write it. */
export function needsParentheses({ parentOf }: Tree, node: Node): boolean {
  const parent = parentOf(node);
  if (is(parent, 'MemberExpression', 'OptionalMemberExpression')) return parent.object === node;
  if (is(parent, 'CallExpression', 'OptionalCallExpression', 'NewExpression')) return parent.callee === node;
  if (is(parent, 'TaggedTemplateExpression')) return parent.tag === node;
  if (is(parent, 'ConditionalExpression')) return parent.test === node;
  return is(
    parent,
    ...(['TSNonNullExpression', 'TSAsExpression', 'TSSatisfiesExpression', 'TSTypeAssertion'] as const),
    ...(['UnaryExpression', 'BinaryExpression', 'LogicalExpression', 'SpreadElement'] as const),
    ...(['ClassDeclaration', 'ClassExpression'] as const),
  );
}

/** An async function waits for what it returns, except that a `try` around it has ended by then. */
function isReturnedAsIs(tree: Tree, node: Node): boolean {
  const parent = tree.parentOf(node);
  if (is(parent, 'ArrowFunctionExpression')) return parent.body === node;
  if (!is(parent, 'ReturnStatement')) return false;
  const fn = functionAround(tree, node);
  for (const outer of ancestorsOf(tree, node)) {
    if (outer === fn) return true;
    if (is(outer, 'TryStatement')) return false;
  }
  return true;
}

/** `foo()⏎(await m.get(k)).x()` would call what `foo()` gives back. */
function semicolonBefore(tree: Tree, node: Node): string {
  const start = startOf(node);
  const statement = [...ancestorsOf(tree, node)].find((outer) => is(outer, 'ExpressionStatement'));
  if (statement === undefined || outerStartOf(statement) !== start) return '';
  const list = listAround(tree, statement);
  if (list === undefined) return '';
  const before = list[list.indexOf(statement) - 1] ?? directiveBefore(tree, statement);
  return before !== undefined && goesOn(tree, before) ? ';' : '';
}

function directiveBefore({ parentOf }: Tree, statement: Node): Node | undefined {
  const holder = parentOf(statement);
  return is(holder, 'BlockStatement', 'Program') ? holder.directives?.at(-1) : undefined;
}

/** What can be ended by the first character of the next line alone. */
function goesOn(tree: Tree, statement: Node): boolean {
  if (textOf(tree, statement).endsWith(';')) return false;
  if (is(statement, 'FunctionDeclaration', 'ClassDeclaration', 'BlockStatement', 'TryStatement', 'SwitchStatement'))
    return false;
  if (is(statement, 'IfStatement')) return goesOn(tree, statement.alternate ?? statement.consequent);
  if (is(statement, 'ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'LabeledStatement'))
    return goesOn(tree, statement.body);
  if (is(statement, 'ExportNamedDeclaration', 'ExportDefaultDeclaration') && statement.declaration)
    return goesOn(tree, statement.declaration);
  return !is(statement, 'TSInterfaceDeclaration', 'TSEnumDeclaration', 'TSModuleDeclaration');
}

/** Whether a function certainly waits between two places of it, one after the other. */
export function waitsBetween(tree: Tree, first: Node, second: Node): boolean {
  const fn = functionAround(tree, first);
  const waits = tree.nodes.filter(
    (node) =>
      is(node, 'AwaitExpression') &&
      functionAround(tree, node) === fn &&
      endOf(node) > endOf(first) &&
      endOf(node) <= endOf(second) &&
      !isInsideOf(first, node),
  );
  const around = new Set(ancestorsOf(tree, second));
  return waits.some((wait) => isAlwaysReached(tree, wait, around));
}

const isInsideOf = (inner: Node, outer: Node): boolean =>
  startOf(inner) >= startOf(outer) && endOf(inner) <= endOf(outer);

const CHOICES = [
  'IfStatement',
  'ConditionalExpression',
  'LogicalExpression',
  'SwitchStatement',
  'TryStatement',
] as const;
const LOOPS = ['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement'] as const;

/** No choice and no loop around it that does not hold what comes later as well. */
function isAlwaysReached(tree: Tree, wait: Node, around: ReadonlySet<Node>): boolean {
  for (const outer of ancestorsOf(tree, wait)) {
    if (around.has(outer)) return true;
    if (is(outer, ...CHOICES, ...LOOPS)) return false;
  }
  return false;
}

/** Whether both happen in one run of a function: they are not in branches that exclude each other. */
export function bothHappen(tree: Tree, first: Node, second: Node): boolean {
  const around = new Set([second, ...ancestorsOf(tree, second)]);
  let inner = first;
  let leaves = false;
  for (const outer of ancestorsOf(tree, first)) {
    if (around.has(outer)) {
      const isInLoop = [outer, ...ancestorsOf(tree, outer)]
        .slice(0, distanceToFunction(tree, outer))
        .some((node) => is(node, ...LOOPS));
      return isInLoop || !(leaves || isOtherBranch(outer, inner, second));
    }
    leaves ||= is(outer, 'IfStatement') && inner !== outer.test && endsAbruptly(inner);
    inner = outer;
  }
  return true;
}

function distanceToFunction(tree: Tree, node: Node): number {
  const fn = functionAround(tree, node);
  const line = [node, ...ancestorsOf(tree, node)];
  return fn === undefined ? line.length : line.indexOf(fn);
}

function isOtherBranch(choice: Node, branch: Node, second: Node): boolean {
  if (!is(choice, 'IfStatement', 'ConditionalExpression')) return false;
  const { consequent, alternate } = choice;
  return consequent === branch && alternate !== null && alternate !== undefined && isInsideOf(second, alternate);
}
