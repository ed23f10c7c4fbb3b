/** Behind the declaration of each store that the audit found, a line that lets the instance read it: `…(id, () => sessions)`. */
import MagicString from 'magic-string';
import type { TSESTree } from '@typescript-eslint/utils';
import type { Finding } from '../model/report.js';
import { defaultParser } from '../syntax/parse.js';

const REGISTER = "globalThis[Symbol.for('coldstate.simulate.probes')]?.";

/** The text with its probes; as it was where there is nothing to look at. */
export function withProbes(file: string, text: string, stores: readonly Finding[]): string {
  const { program } = stores.length === 0 ? {} : defaultParser().parse(file, text);
  if (program === undefined) return text;
  const edited = new MagicString(text);
  const lines = lineStarts(text);
  for (const { id, line, column } of stores) {
    const path = pathTo(program, (lines[line - 1] ?? 0) + column - 1);
    for (const { at, code } of probeOf(path, id, text)) edited.appendLeft(at, code);
  }
  return edited.toString();
}

interface Insertion {
  readonly at: number;
  readonly code: string;
}

/** From the innermost node outwards: the first that says how its value is read. */
function probeOf(path: readonly TSESTree.Node[], id: string, text: string): Insertion[] {
  for (const [depth, node] of path.entries()) {
    const read = (value: string): string => `${REGISTER}(${JSON.stringify(id)}, () => ${value});`;
    switch (node.type) {
      case 'VariableDeclarator': {
        const statement = statementAround(path.slice(depth));
        return statement && node.id.type === 'Identifier'
          ? [{ at: statement.range[1], code: `\n${read(node.id.name)}` }]
          : [];
      }
      case 'PropertyDefinition': {
        // A field more would be seen by whoever lists the fields: the value is told as it is made.
        const owner = node.static ? ownerOf(path.slice(depth)) : 'this';
        const key = memberOf(node, text);
        if (node.value === null || owner === undefined || key === undefined) return [];
        const told = `${REGISTER}(${JSON.stringify(id)}, () => ${owner}${key})`;
        return [
          { at: node.value.range[0], code: `(${told}, ` },
          { at: node.value.range[1], code: ')' },
        ];
      }
      case 'AssignmentExpression': {
        const statement = path[depth + 1];
        if (statement?.type !== 'ExpressionStatement') return [];
        return [{ at: statement.range[1], code: `\n${read(text.slice(...node.left.range))}` }];
      }
      default:
    }
  }
  return [];
}

function memberOf({ key, computed }: TSESTree.PropertyDefinition, text: string): string | undefined {
  const name = text.slice(...key.range);
  if (computed) return `[${name}]`;
  return key.type === 'Identifier' || key.type === 'PrivateIdentifier' ? `.${name}` : `[${name}]`;
}

function ownerOf(path: readonly TSESTree.Node[]): string | undefined {
  const owner = path.find((node) => node.type === 'ClassDeclaration');
  return owner?.id?.name;
}

/** The statement of a declaration, with `export` where that stands before it; none in the head of a loop. */
function statementAround([, declaration, around]: readonly TSESTree.Node[]): TSESTree.Node | undefined {
  if (declaration?.type !== 'VariableDeclaration') return undefined;
  if (around?.type === 'ExportNamedDeclaration') return around;
  return around !== undefined && ['Program', 'BlockStatement', 'StaticBlock'].includes(around.type)
    ? declaration
    : undefined;
}

/** The nodes that hold an offset, the innermost first. */
function pathTo(program: TSESTree.Node, offset: number): TSESTree.Node[] {
  const path: TSESTree.Node[] = [];
  let node: TSESTree.Node | undefined = program;
  while (node !== undefined) {
    path.unshift(node);
    node = childrenOf(node).find(({ range }) => range[0] <= offset && offset < range[1]);
  }
  return path;
}

function childrenOf(node: TSESTree.Node): TSESTree.Node[] {
  return Object.entries(node)
    .filter(([key]) => key !== 'parent')
    .flatMap(([, value]) => [value as unknown].flat())
    .filter(
      (value): value is TSESTree.Node =>
        typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string',
    )
    .map((child) => ('range' in child ? child : withRange(child)));
}

/** The fast parser says `start` and `end`. */
function withRange(node: object): TSESTree.Node {
  const { start, end } = node as { start: number; end: number };
  return Object.assign(node, { range: [start, end] }) as TSESTree.Node;
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((found) => found.index + found[0].length)];
}
