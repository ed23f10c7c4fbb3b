/** An object that is walked or copied as a whole: its entries come one by one, and make a new object where one was spread. */
import { ts } from 'ts-morph';
import type { Access } from '../uses/access.js';
import { entriesRead, isWrittenOut } from '../uses/dictionary.js';
import { bodyOf } from '../nodes.js';
import { shorthand } from './cell.js';
import { singular } from './read-once.js';
import { freshName } from './words.js';
import type { Span, TextEdit } from './types.js';

export interface Walked {
  readonly edits: readonly TextEdit[];
  readonly claimed: readonly Span[];
  readonly imports: readonly string[];
}

export function walked(access: Access): Walked | undefined {
  const { parent } = access.receiver;
  if (access.target.kind !== 'object') return undefined;
  if (ts.isSpreadAssignment(parent) || isWrittenOut(access.receiver)) return copied(access, parent);
  return ts.isForInStatement(parent) ? eachOf(access, parent) : undefined;
}

/** `{ ...o }`, `res.json(o)` → `Object.fromEntries(…)`. */
function copied({ receiver }: Access, parent: ts.Node): Walked {
  const text = `Object.fromEntries(await toArray(${receiver.getText()}.entries()))`;
  const isAlone = ts.isSpreadAssignment(parent) && parent.parent.properties.length === 1;
  const node = isAlone ? parent.parent : receiver;
  const span = { start: node.getStart(), end: node.end };
  return { edits: [{ ...span, text: shorthand(receiver) + text }], claimed: [span], imports: ['toArray'] };
}

/** `for (const k in o)` → `for await (const k of o.keys())`. */
function eachOf({ receiver, target }: Access, loop: ts.ForInStatement): Walked {
  const entries = entriesRead(loop);
  const span = { start: loop.getStart(), end: receiver.end };
  const name = receiver.getText();
  if (entries === undefined) {
    const text = `for await (${loop.initializer.getText()} of ${name}.keys()`;
    return { edits: [{ ...span, text }], claimed: [span], imports: [] };
  }
  const value = freshName(bodyOf(loop), [singular(target.finding.symbol), 'value']);
  const isPaired = entries.operation === 'entries';
  const declared = isPaired ? `[${entries.name.text}, ${value}]` : value;
  const text = `for await (const ${declared} of ${name}.${entries.operation}()`;
  const reads = entries.reads.map((read) => {
    const outer = ts.isNonNullExpression(read.parent) ? read.parent : read;
    return { start: outer.getStart(), end: outer.end, text: value };
  });
  return {
    edits: [{ ...span, text }, ...reads],
    claimed: [span, ...reads.map(({ start, end }) => ({ start, end }))],
    imports: [],
  };
}
