/**
 * The self-check that catches a misplaced edit: what no edit touches must stand in the new tree as it stood in the old one. Each token keeps its
 * kind and text; each node keeps its tokens and its parent, where nodes that an edit added or removed do not count; statements begin where they
 * began; and what takes the place of an expression is one expression, in the same place.
 */
import { ts } from 'ts-morph';
import { withEdits } from '../edits.js';
import type { Edit } from '../types.js';
import type { Failure } from './failures.js';
import { isInserted, isTouched, moved, replacedRanges, type Replaced } from './ranges.js';
import { parsed, tokensOf, type Token, type Tree } from './tree.js';

export function structureFailures(file: string, before: string, edits: readonly Edit[]): Failure[] {
  const after = withEdits(before, edits);
  const replaced = replacedRanges(edits);
  const compared: Compared = {
    replaced,
    old: tokensOf(parsed(file, before), (token) => !isTouched(replaced, token)),
    new: tokensOf(parsed(file, after), (token) => !isInserted(replaced, token)),
  };
  const problems = [
    ...splitTokens(compared),
    ...lostTokens(compared),
    ...movedNodes(compared),
    ...lostStatements(compared),
    ...torn(compared),
  ];
  return distinctLines(problems.map(({ at, why }) => ({ check: 'structure', file, ...placeIn(after, at), why })));
}

interface Compared {
  readonly replaced: readonly Replaced[];
  readonly old: Tree;
  readonly new: Tree;
}

/** `at`: in the new text. */
interface Problem {
  readonly at: number;
  readonly why: string;
}

/** An edit that begins or ends within a word was made for another text. */
function* splitTokens({ replaced, old }: Compared): Generator<Problem> {
  for (const { old: range, new: now } of replaced) {
    const split = [range.start, range.end].map((at) => old.within(at)).find((token) => token !== undefined);
    if (split !== undefined) yield { at: now.start, why: `the edit begins or ends within \`${split.text}\`` };
  }
}

function* lostTokens({ replaced, old, new: made }: Compared): Generator<Problem> {
  for (const token of old.kept) {
    const at = moved(replaced, token.start);
    const found = made.at(at);
    if (found?.kind !== token.kind || found.text !== token.text)
      yield { at, why: `\`${token.text}\` would be read as ${found ? `\`${found.text}\`` : 'part of something else'}` };
  }
}

/** Nodes are known by their punctuation and keywords: two are the same when they own the same. */
function* movedNodes({ replaced, old, new: made }: Compared): Generator<Problem> {
  for (const token of old.kept) {
    const at = moved(replaced, token.start);
    const twin = made.at(at);
    if (twin === undefined) continue;
    // A name or a literal owns nothing: it is told by what is around it.
    const node = token.isMark ? token.owner : undefined;
    const other = token.isMark ? twin.owner : undefined;
    const around = node ? old.parentOf(node) : old.ownerAround(token);
    const aroundNow = other ? made.parentOf(other) : made.ownerAround(twin);
    // `n += 1;` may become `const count = await n.increment();`: its end is all that is left of it.
    if (token.text === ';' && node && isRewritten(node)) continue;
    if (node && other && node.kind !== other.kind && !old.isReshaped(node) && !made.isReshaped(other)) {
      yield { at, why: `\`${token.text}\` would belong to something else` };
    } else if (!isSame(around, aroundNow)) {
      yield { at, why: `\`${snippet(node ?? token.node)}\` would be part of something else` };
    }
  }

  /** From its first word on. */
  function isRewritten(node: ts.Node): boolean {
    const start = node.getStart();
    const isBegun = ({ edit, old: range }: Compared['replaced'][number]) =>
      range.start === start && (range.end > start || /^(?:const|let) /.test(edit.text));
    return ts.isStatement(node) && replaced.some(isBegun);
  }

  function isSame(around: ts.Node | undefined, now: ts.Node | undefined): boolean {
    if (around === undefined || now === undefined) return around === now;
    const places = new Set(made.marksOf(now).map(({ start }) => start));
    return old.marksOf(around).some(({ start }) => places.has(moved(replaced, start)));
  }
}

/** Without semicolons two statements can become one. */
function* lostStatements({ replaced, old, new: made }: Compared): Generator<Problem> {
  const starts = [...made.statements].sort((a, b) => a - b);
  const has = (from: number, to: number) => starts.some((start) => start >= from && start <= to);
  for (const start of old.statements) {
    const behind = replaced.filter(
      ({ old: range }) => range.start === start || (range.start < start && range.end > start),
    );
    const first = behind[0];
    const last = behind.at(-1);
    if (first === undefined || last === undefined) {
      if (!isTouched(replaced, { start, end: start + 1 }) && !has(moved(replaced, start), moved(replaced, start)))
        yield { at: moved(replaced, start), why: 'what begins here would belong to the statement before' };
      continue;
    }
    const isRemoved = behind.every(({ edit }) => edit.text.trim() === '') && last.old.end > start;
    // The token after an insertion may be the statement's own first one still.
    if (!isRemoved && !has(first.new.start, last.new.end))
      yield { at: first.new.start, why: 'what begins here would belong to the statement before' };
  }
}

/** `a && EDITED` with `b || c` in its place would be another expression. */
function* torn({ replaced, old, new: made }: Compared): Generator<Problem> {
  for (const { edit, old: range, new: now } of replaced) {
    if (range.start === range.end || edit.text.trim() === '') continue;
    const expression = old.expressionAt(range);
    if (expression === undefined || replaced.some((other) => other.edit !== edit && touches(other, range))) continue;
    // A semicolon in front belongs to the line before.
    const leading = /^[\s;]*/.exec(edit.text)?.[0].length ?? 0;
    const exact = { start: now.start + leading, end: now.start + edit.text.trimEnd().length };
    if (!made.isNode(exact))
      yield { at: now.start, why: `\`${edit.text.trim()}\` would be torn apart by what is around it` };
  }

  function touches({ old: other }: Replaced, range: { start: number; end: number }): boolean {
    return other.start <= range.end && other.end >= range.start;
  }
}

function snippet(node: ts.Node): string {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

export function placeIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** One misplaced edit upsets many tokens: one a line is enough to say so. */
function distinctLines(failures: readonly Failure[]): Failure[] {
  const byLine = new Map<number, Failure>();
  for (const failure of failures) if (!byLine.has(failure.line)) byLine.set(failure.line, failure);
  return [...byLine.values()];
}

export type { Token };
