/**
 * From the text of a file and its findings to the text with a comment above each. What an earlier run wrote is taken out first and the rest put in
 * anew, so a second run changes nothing, and taking all of them out gives back every byte.
 */
import type { Span } from '../model/facts.js';
import { defaultParser, type Comment, type Parser, type Program } from '../syntax/parse.js';
import { scriptsOf } from '../syntax/scripts.js';
import { mayBeAnnotated, ownComments, wordsOf, type Noted, type OwnComment } from './comment.js';
import { lineStart, newlinesBefore } from './lines.js';
import { layoutOf, placeFor, type Place } from './place.js';

export type { Noted } from './comment.js';
export { mayBeAnnotated } from './comment.js';

/** What the audit says of one file. */
export interface Findings {
  noted: readonly Noted[];
  /** What else it names there by text: accepted and cleared stores, whose ids must stay as well. */
  named: readonly Pick<Noted, 'line' | 'column'>[];
}

export interface Annotated {
  text: string;
  /** Ids. */
  added: string[];
  refreshed: string[];
  removed: string[];
}

export type Annotate = (file: string, text: string, findings: Findings) => Annotated | undefined;

/** `undefined` from what it gives: the text does not parse, so comments cannot be told from strings. */
export function annotator(parser: Parser = defaultParser()): Annotate {
  return (file, text, findings) => annotated(parser, file, text, findings);
}

function annotated(parser: Parser, file: string, text: string, { noted, named }: Findings): Annotated | undefined {
  const parsed = read(parser, file, text);
  if (!parsed) return undefined;
  const old = mayBeAnnotated(text) ? ownComments(text, parsed.comments) : [];
  const bare = without(text, old);
  const clean = old.length === 0 ? parsed : read(parser, file, bare);
  if (!clean) return undefined;
  const layout = layoutOf(bare, clean.program, clean.comments);
  const offsetOf = offsets(text);
  const inBare = (place: Pick<Noted, 'line' | 'column'>) => before(offsetOf(place), old);
  const others = [...noted, ...named].map(inBare);
  const written = noted
    .flatMap((finding) => {
      const offset = inBare(finding);
      const place = placeFor(offset, layout, others);
      return place ? [{ finding, offset, place }] : [];
    })
    .sort((a, b) => a.place.at - b.place.at || a.offset - b.offset || (a.finding.id < b.finding.id ? -1 : 1));
  const lineOf = (offset: number) =>
    newlinesBefore(bare, offset) + written.filter((one) => isAbove(one.place, offset, bare)).length;
  const fresh = written.map(({ finding, offset, place }) => ({
    id: finding.id,
    at: place.at,
    ...commentAt(place, wordsOf(finding, lineOf(offset) + 1), bare),
  }));
  return { text: withInserted(bare, fresh), ...compared(old, fresh) };
}

interface Read {
  program: Program;
  comments: readonly Comment[];
}

function read(parser: Parser, file: string, text: string): Read | undefined {
  try {
    const { program, comments } = parser.parse(file, scriptsOf(file, text).text);
    return program && { program, comments: comments?.() ?? [] };
  } catch (error) {
    // Generated code can nest deeper than any stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function without(text: string, comments: readonly OwnComment[]): string {
  let rest = '';
  let end = 0;
  for (const { removes } of comments) {
    rest += text.slice(end, removes[0]);
    end = removes[1];
  }
  return rest + text.slice(end);
}

/** Where an offset is once the comments are gone. */
function before(offset: number, comments: readonly OwnComment[]): number {
  return comments.reduce(
    (at, { removes: [start, end] }) => at - (Math.min(end, offset) - Math.min(start, offset)),
    offset,
  );
}

function offsets(text: string): (place: Pick<Noted, 'line' | 'column'>) => number {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  return ({ line, column }) => Math.min((starts[line - 1] ?? text.length) + column - 1, text.length);
}

/** Whether it moves the line of an offset down. */
function isAbove({ at, indent }: Place, offset: number, text: string): boolean {
  return indent !== undefined && at <= lineStart(text, offset);
}

/** `text`: as the parser will give it back; `inserted`: with what stands around it. */
function commentAt({ at, indent }: Place, words: string, bare: string): { text: string; inserted: string } {
  if (indent === undefined) return { text: `/* ${words} */`, inserted: `/* ${words} */ ` };
  return { text: `// ${words}`, inserted: `${indent}// ${words}${lineEndAt(bare, at)}` };
}

/** As the lines around it end. */
function lineEndAt(text: string, at: number): string {
  const newline = at > 0 ? at - 1 : text.indexOf('\n');
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
}

interface Fresh {
  id: string;
  at: number;
  text: string;
  inserted: string;
}

function withInserted(bare: string, comments: readonly Fresh[]): string {
  let result = '';
  let end = 0;
  for (const { at, inserted } of comments) {
    result += bare.slice(end, at) + inserted;
    end = at;
  }
  return result + bare.slice(end);
}

/** One that moved counts as refreshed. */
function compared(old: readonly OwnComment[], fresh: readonly Fresh[]): Omit<Annotated, 'text'> {
  const placeOfOld = ({ removes }: { removes: Span }) => before(removes[0], old);
  const isKept = ({ id, at, text }: Fresh) =>
    old.some((one) => one.id === id && one.text === text && placeOfOld(one) === at);
  const isOld = ({ id }: Fresh) => old.some((one) => one.id === id);
  const ids = (comments: readonly { id: string }[]) => comments.map(({ id }) => id);
  return {
    added: ids(fresh.filter((one) => !isOld(one))),
    refreshed: ids(fresh.filter((one) => isOld(one) && !isKept(one))),
    removed: ids(old.filter(({ id }) => !fresh.some((one) => one.id === id))),
  };
}
