/** What only the old declaration and the code that went have named: a type that nobody uses any more goes with them. */
import { ts } from 'ts-morph';
import { meaningOf, referencesTo } from '../../adapter/references.js';
import { rangeOf } from '../../adapter/ranges.js';
import type { Removal } from '../../adapter/index.js';
import type { Code } from '../../code.js';
import { descendants } from '../../nodes.js';
import type { Target } from '../../targets.js';
import type { Span } from '../types.js';

/** `gone`: ranges of the declaration's file that are rewritten. */
export function typesLeftOver(
  code: Code,
  { declaration, initializer, annotation }: Target,
  gone: readonly Span[],
): Removal[] {
  const file = declaration.getSourceFile();
  const spans = [
    ...gone,
    ...[initializer, annotation].flatMap((node) => (node ? { start: node.pos, end: node.end } : [])),
  ];
  const isGone = (node: ts.Node): boolean =>
    node.getSourceFile() === file && spans.some(({ start, end }) => start <= node.getStart() && node.end <= end);
  const named = [...descendants(file)].filter(
    (node): node is ts.Identifier => ts.isIdentifier(node) && ts.isTypeReferenceNode(node.parent) && isGone(node),
  );
  const types = new Set(named.flatMap((name) => meaningOf(code.checker, name)?.declarations ?? []));
  return [...types].flatMap((type) => {
    if (!ts.isInterfaceDeclaration(type) && !ts.isTypeAliasDeclaration(type)) return [];
    const isOwn = type.getSourceFile() === file && !(ts.getModifiers(type) ?? []).some(isExport);
    if (!isOwn || !referencesTo(code, type.name).every(isGone)) return [];
    const range = rangeOf(type);
    // What stands above the first statement may speak of the file.
    const start = file.statements[0] === type ? type.getStart() : range.start;
    const what = `${ts.isInterfaceDeclaration(type) ? 'interface' : 'type'} \`${type.name.text}\``;
    return [{ file: code.nameOf(file), start, end: range.end, what, reason: 'nothing else uses it' }];
  });
}

const isExport = ({ kind }: ts.Modifier): boolean => kind === ts.SyntaxKind.ExportKeyword;
