/** A loop that changes the records it meets: each entry is changed in a step of its own, and what was deleted meanwhile stays deleted. */
import { ts } from 'ts-morph';
import { isInside } from '../nodes.js';
import type { Purity } from '../purity.js';
import { indentAt, styleOf } from '../style.js';
import { exitsOf } from './range.js';
import type { Region } from './touches.js';
import { freshName } from './words.js';
import type { Span, TextEdit } from './types.js';

export interface EachEntry {
  readonly edits: readonly TextEdit[];
  readonly claimed: readonly Span[];
}

export function eachEntry({ touches, body }: Region, purity: Purity): EachEntry | undefined {
  const [listing] = touches.flatMap(({ access }) => access ?? []);
  const loop = listing && loopOver(listing.node);
  if (loop === undefined || listing === undefined) return undefined;
  const { statement: block } = loop;
  const statements = ts.isBlock(block) ? block.statements : [block];
  if (!touches.every(({ access, node }) => access === listing || isInside(node, block))) return undefined;
  const names = namesOf(loop, listing.operation === 'values');
  if (names === undefined || exitsOf({ statements }).length > 0) return undefined;
  if (statements.some((statement) => purity.effectsIn(statement, block).length > 0)) return undefined;

  const file = body.getSourceFile();
  const { newline, indent, semicolon } = styleOf(file);
  const key = names.key ?? freshName(body, ['key']);
  const receiver = listing.receiver.getText();
  const [first] = statements;
  const last = statements.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const outer = newline + indentAt(file.text, first.getStart());
  const head = `for await (const ${key} of ${receiver}.keys()) `;
  const open = `await ${receiver}.update(${key}, (${names.value}) => {${outer}${indent}if (${names.value} === undefined) return${semicolon}${outer}${indent}`;
  const lines = file.getLineStarts().filter((at) => at > first.getStart() && at < last.end);
  const edits = [
    ...(first === block
      ? [{ start: loop.getStart(), end: first.getStart(), text: head + open }]
      : [
          { start: loop.getStart(), end: block.getStart(), text: head },
          { start: first.getStart(), end: first.getStart(), text: open },
        ]),
    ...lines.map((at) => ({ start: at, end: at, text: indent })),
    { start: last.end, end: last.end, text: `${outer}})${semicolon}` },
  ];
  return { edits, claimed: [{ start: loop.getStart(), end: block.end }] };
}

function loopOver(node: ts.Expression): ts.ForOfStatement | undefined {
  const { parent } = node;
  return ts.isForOfStatement(parent) && parent.expression === node ? parent : undefined;
}

/** `const notice` or `const [id, notice]`. */
function namesOf(loop: ts.ForOfStatement, isValues: boolean): { key: string | undefined; value: string } | undefined {
  const { initializer } = loop;
  const [declaration] = ts.isVariableDeclarationList(initializer) ? initializer.declarations : [];
  const name = declaration?.name;
  if (name === undefined) return undefined;
  if (isValues) return ts.isIdentifier(name) ? { key: undefined, value: name.text } : undefined;
  if (!ts.isArrayBindingPattern(name)) return undefined;
  const [key, value] = name.elements.map((element) =>
    ts.isBindingElement(element) && ts.isIdentifier(element.name) ? element.name.text : undefined,
  );
  return value === undefined ? undefined : { key, value };
}
