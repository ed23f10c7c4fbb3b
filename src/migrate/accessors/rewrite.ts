/** The accessor itself: its key gives way to a cell, and its accesses to what the cell does. */
import { ts } from 'ts-morph';
import { localUsesOf } from '../local-names.js';
import { isInside } from '../nodes.js';
import { cellEdits } from '../regions/cell.js';
import { freshName } from '../regions/words.js';
import type { TextEdit } from '../regions/types.js';
import type { Access } from '../uses/access.js';
import { constantOf, isSteady, namesIn, parameterOf } from './keys.js';
import { cellTypeIn, type CellType } from './cell-type.js';
import { shortly } from './obstacles.js';
import { blocked, type Accessor, type Blocked, type World } from './types.js';

/** What becomes of each parameter, and so of each argument. */
export interface Signature {
  readonly fates: readonly ('keep' | 'cell' | 'drop')[];
  /** A constant that only gave the key a name. */
  readonly needless: readonly ts.VariableStatement[];
}

export function signatureOf({ code: { checker } }: World, accessor: Accessor, inKey: readonly ts.Node[]): Signature {
  const { fn } = accessor;
  const parameters = new Set(
    accessor.key.flatMap((part) => (typeof part === 'string' ? [] : (parameterOf(checker, part)?.parameter ?? []))),
  );
  const constants = new Set<ts.VariableDeclaration>();
  const isGone = (node: ts.Node): boolean =>
    inKey.some((key) => isInside(node, key)) || [...constants].some((constant) => isInside(node, constant));
  for (const key of inKey)
    for (const name of namesIn(key)) {
      const constant = constantOf(checker, name);
      if (!constant?.initializer || !ts.isIdentifier(constant.name) || !isSteady(constant.initializer)) continue;
      if (localUsesOf(checker, constant.name).every(isGone)) constants.add(constant);
    }
  const fates = fn.parameters.map((parameter) => {
    const { name } = parameter;
    if (!parameters.has(parameter) || !ts.isIdentifier(name)) return 'keep' as const;
    return localUsesOf(checker, name).every(isGone) ? ('drop' as const) : ('keep' as const);
  });
  const first = fates.indexOf('drop');
  const needless = [...constants].flatMap(({ parent: list }) =>
    ts.isVariableDeclarationList(list) && ts.isVariableStatement(list.parent) && list.declarations.length === 1
      ? [list.parent]
      : [],
  );
  return { fates: fates.map((fate, i) => (i === first ? 'cell' : fate)), needless };
}

/** The same for a list of parameters and for one of arguments. */
export function listEdits(nodes: readonly ts.Node[], { fates }: Signature, cell: string, open: number): TextEdit[] {
  const edits: TextEdit[] = [];
  if (!fates.includes('cell'))
    edits.push({
      start: nodes[0]?.getStart() ?? open,
      end: nodes[0]?.getStart() ?? open,
      text: nodes.length > 0 ? `${cell}, ` : cell,
    });
  for (const [i, node] of nodes.entries()) {
    const fate = fates[i] ?? 'keep';
    if (fate === 'cell') edits.push({ start: node.getStart(), end: node.end, text: cell });
    if (fate === 'drop') edits.push({ start: nodes[i - 1]?.end ?? node.getStart(), end: node.end, text: '' });
  }
  return edits;
}

export interface Rewritten {
  readonly edits: readonly TextEdit[];
  readonly type: CellType | undefined;
}

export function rewritten(
  world: World,
  accessor: Accessor,
  signature: Signature,
  inner: readonly Access[],
): Rewritten | Blocked {
  const { fn, own } = accessor;
  const file = fn.getSourceFile();
  const cell = freshName(fn, ['cell']);
  const isTyped = /\.[cm]?tsx?$/.test(file.fileName);
  const type = isTyped ? cellTypeIn(world, fn) : undefined;
  if (isTyped && type === undefined)
    return blocked('ESCAPING_REF', fn, 'what its records are cannot be said in this file');
  const edits: TextEdit[] = [];
  for (const access of [...own, ...inner]) {
    const changed = cellEdits(access, cell);
    if (changed === undefined)
      return blocked('UNKNOWN_USE', access.node, `\`${shortly(access.node)}\` has no counterpart in a transaction`);
    edits.push(...changed);
  }
  const parameter = type === undefined ? cell : `${cell}: ${type.text}`;
  const [first] = fn.parameters;
  const open = openOf(fn);
  const isBare = first !== undefined && file.text[open - 1] !== '(';
  const list = listEdits(fn.parameters, signature, parameter, open);
  edits.push(...(isBare && !signature.fates.includes('cell') ? parenthesised(first, cell) : list));
  edits.push(...signature.needless.map(lineOf), ...documented(fn, signature, cell));
  return { edits, type };
}

/** `id => …` */
const parenthesised = (first: ts.Node, cell: string): TextEdit[] => [
  { start: first.getStart(), end: first.getStart(), text: `(${cell}, ` },
  { start: first.end, end: first.end, text: ')' },
];

function openOf(fn: ts.FunctionLikeDeclaration): number {
  const [first] = fn.parameters;
  if (first !== undefined) {
    const before = fn.getSourceFile().text.slice(fn.getStart(), first.getStart());
    return first.getStart() - (/\s*$/.exec(before)?.[0].length ?? 0);
  }
  return fn.getSourceFile().text.indexOf('(', fn.name?.end ?? fn.getStart()) + 1;
}

/** A statement with its line. */
function lineOf(statement: ts.Statement): TextEdit {
  const { text } = statement.getSourceFile();
  let start = statement.getStart();
  while (start > 0 && /[ \t]/.test(text[start - 1] ?? '')) start--;
  const end = /^[ \t]*\r?\n/.exec(text.slice(statement.end))?.[0].length ?? 0;
  return { start: end === 0 ? statement.getStart() : start, end: statement.end + end, text: '' };
}

/** `@param {string} id` speaks of what is not there any more. */
function documented(fn: ts.FunctionLikeDeclaration, { fates }: Signature, cell: string): TextEdit[] {
  return fn.parameters.flatMap((parameter, i) =>
    fates[i] !== 'cell'
      ? []
      : ts.getJSDocParameterTags(parameter).map(({ name, typeExpression }) => ({
          start: typeExpression?.getStart() ?? name.getStart(),
          end: name.end,
          text: cell,
        })),
  );
}

/** A call as it stands in a step, and what it must not do twice. */
export function callEdits(call: ts.CallExpression, signature: Signature, cell: string): TextEdit[] {
  return listEdits(call.arguments, signature, cell, call.arguments.pos);
}
