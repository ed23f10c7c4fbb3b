/** The comment itself: what it says of a finding, and how it is known again, so that a run can take back what an earlier one wrote. */
import type { Span } from '../model/facts.js';
import type { Finding } from '../model/report.js';
import type { Severity } from '../model/words.js';
import type { Comment } from '../syntax/parse.js';
import { lineStart } from './lines.js';

/** What a comment is made of; `line` and `column` are those of the finding. */
export type Noted = Pick<Finding, 'id' | 'rule' | 'severity' | 'file' | 'line' | 'column' | 'message'>;

/** Cheap to ask of every file: without this there is no comment of ours. */
const MARK = 'TODO(coldstate ';

const KNOWN = /^\s*TODO\(coldstate [A-Z]+ [a-z-]+ (?<id>[0-9a-f]{12})\):/;

/** As reports call them, so that a search for the word finds both. */
const LABELS: Readonly<Record<Severity, string>> = {
  critical: 'CRITICAL',
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'ADVISORY',
};

export function mayBeAnnotated(text: string): boolean {
  return text.includes(MARK);
}

/** Without the marks of a comment; `line` is where the finding will stand. */
export function wordsOf({ id, rule, severity, file, message }: Noted, line: number): string {
  return `${MARK}${LABELS[severity]} ${rule} ${id}): ${harmless(message)} Run: coldstate explain ${argument(`${file}:${line}`)}`;
}

/** Whatever stands around the comment must not end with it: not the line, not the comment, not the script of a component. */
function harmless(message: string): string {
  return message
    .replace(/\s+/g, ' ')
    .trim()
    .replaceAll('*/', '* /')
    .replace(/<\/(?=script)/gi, '<\\/');
}

/** Names of routes (`[id]`, `(shop)`, `$slug`) are patterns and variables to a shell. */
function argument(place: string): string {
  return /^[\w./@%+=:,-]+$/.test(place) ? place : `'${place.replaceAll("'", String.raw`'\''`)}'`;
}

export interface OwnComment {
  id: string;
  /** With its marks. */
  text: string;
  /** What goes with it: its line, where nothing else stands on it. */
  removes: Span;
}

/** The comments of ours in a file, by the parser's word: what looks like one in a string stays. */
export function ownComments(text: string, comments: readonly Comment[]): OwnComment[] {
  return comments.flatMap(({ value, range }) => {
    const id = KNOWN.exec(value)?.groups?.id;
    return id === undefined ? [] : [{ id, text: text.slice(...range), removes: removedWith(text, range) }];
  });
}

function removedWith(text: string, [start, end]: Span): Span {
  const begins = lineStart(text, start);
  const newline = text.indexOf('\n', end);
  const lineEnd = newline < 0 ? text.length : newline + 1;
  const isBlank = (from: number, to: number) => text.slice(from, to).trim() === '';
  if (isBlank(end, lineEnd)) {
    if (isBlank(begins, start)) return [begins, lineEnd];
    // Somebody put it behind code: the space between them was made for it.
    return [begins + text.slice(begins, start).trimEnd().length, end];
  }
  return [start, text[end] === ' ' ? end + 1 : end];
}
