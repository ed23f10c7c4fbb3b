/** The plugin in a flat ESLint configuration that is there already: two insertions, and every other byte as it was. */
import type { TSESTree } from '@typescript-eslint/utils';
import { defaultParser } from '../syntax/parse.js';

const IMPORT = "import coldstate from 'coldstate';";
const PRESET = 'coldstate.configs.recommended';

/** A whole configuration, for a project that has none and for readers who paste. */
export const LINT_BLOCK = `${IMPORT}\n\nexport default [\n  // …\n  ${PRESET},\n];\n`;

/** Undefined where the configuration is written in a way that nothing can safely be added to. */
export function withPlugin(file: string, text: string): string | undefined {
  const { program } = defaultParser().parse(file, text);
  const list = program && exportedList(program);
  if (!program || !list) return undefined;
  const at = list.span[1] - 1;
  const between = betweenLast(list, text);
  // A comma that is missing belongs right behind the element, which a comment follows.
  if (list.items.length > 0 && !withoutComments(between).includes(',') && between.trim() !== '') return undefined;
  const withPreset = text.slice(0, at).trimEnd() + addition(list, text) + text.slice(at);
  const imports = program.body.filter(({ type }) => type === 'ImportDeclaration');
  const last = imports.at(-1);
  const end = last && spanOf(last)[1];
  return end === undefined
    ? `${IMPORT}\n\n${withPreset}`
    : `${withPreset.slice(0, end)}\n${withQuotesOf(text, IMPORT)}${withPreset.slice(end)}`;
}

/** What stands between the last element and the bracket: a comma that may be missing, and the layout of the elements before. */
function addition({ items, span }: List, text: string): string {
  const last = items.at(-1);
  const between = betweenLast({ items, span }, text);
  if (!last) return PRESET;
  const hasComma = withoutComments(between).includes(',');
  const isOnLines = between.includes('\n');
  if (!isOnLines) return `${hasComma ? '' : ','} ${PRESET}`;
  const lineStart = text.lastIndexOf('\n', last[0]) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  const closing =
    text
      .slice(0, span[1] - 1)
      .split('\n')
      .at(-1) ?? '';
  return `${hasComma ? '' : ','}\n${indent}${PRESET}${hasComma ? ',' : ''}\n${closing.trim() === '' ? closing : ''}`;
}

function betweenLast({ items, span }: List, text: string): string {
  const last = items.at(-1);
  return last ? text.slice(last[1], span[1] - 1) : '';
}

type Span = readonly [number, number];

interface List {
  items: readonly Span[];
  span: Span;
}

/** The parsers name it differently. */
function spanOf(node: TSESTree.Node): Span {
  const { start, end, range } = node as unknown as { start: number; end: number; range?: Span };
  return range ?? [start, end];
}

/** `export default […]`, by name or through `defineConfig(…)` and its like, whose list or whose arguments the elements are. */
function exportedList(program: TSESTree.Program): List | undefined {
  const exported = program.body.find((node) => node.type === 'ExportDefaultDeclaration');
  return exported && listIn(exported.declaration, program);
}

function listIn(node: TSESTree.Node, program: TSESTree.Program): List | undefined {
  switch (node.type) {
    case 'ArrayExpression':
      return { items: node.elements.filter((element) => element !== null).map(spanOf), span: spanOf(node) };
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return listIn(node.expression, program);
    case 'Identifier': {
      const value = valueOf(node.name, program);
      return value && listIn(value, program);
    }
    case 'CallExpression': {
      const { callee, arguments: items } = node;
      const name = callee.type === 'MemberExpression' ? callee.property : callee;
      // Of other functions nobody knows what their arguments are.
      if (name.type !== 'Identifier' || !/^(?:defineConfig|config)$/.test(name.name)) return undefined;
      const [only] = items;
      return only?.type === 'ArrayExpression' && items.length === 1
        ? listIn(only, program)
        : { items: items.map(spanOf), span: spanOf(node) };
    }
    default:
      return undefined;
  }
}

function valueOf(name: string, { body }: TSESTree.Program): TSESTree.Node | undefined {
  const declared = body
    .filter((node) => node.type === 'VariableDeclaration')
    .flatMap((node): readonly TSESTree.VariableDeclarator[] => node.declarations)
    .find(({ id }) => id.type === 'Identifier' && id.name === name);
  return declared?.init ?? undefined;
}

function withoutComments(text: string): string {
  return text.replace(/\/\/[^\n]*|\/\*[^]*?\*\//g, '');
}

/** As the imports around it are written. */
function withQuotesOf(text: string, statement: string): string {
  const isDouble = text.includes('from "') && !text.includes("from '");
  const hasSemicolons = /from ['"][^'"]+['"];/.test(text);
  const quoted = isDouble ? statement.replaceAll("'", '"') : statement;
  return hasSemicolons ? quoted : quoted.replace(/;$/, '');
}
