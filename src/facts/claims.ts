/**
 * Comments that make a claim about the store they stand at: `// coldstate: per-instance, safe because each instance may have its own`. They are
 * facts like any other; whether the claim has an object is for the judge.
 */
import type { ClaimFacts, Span } from '../model/facts.js';
import type { Comment } from '../syntax/parse.js';

/** Cheap to ask of every file: without this word there is nothing to look for. */
export function mayHoldClaims(text: string): boolean {
  return text.includes(MARK);
}

export function claimsIn(text: string, comments: readonly Comment[]): ClaimFacts[] {
  const blocks = blocksOf(text, comments);
  return blocks.flatMap((block) => {
    const claimed = claimOf(block.lines);
    if (claimed === undefined) return [];
    const { reason } = claimed;
    return [{ at: block.at, about: aboutOf(text, block), ...(reason === undefined ? {} : { reason }) }];
  });
}

/** A comment, or line comments under each other that read as one. */
interface Block {
  at: Span;
  lines: string[];
  /** Code stands before it on its line. */
  trails: boolean;
}

function blocksOf(text: string, comments: readonly Comment[]): Block[] {
  const blocks: Block[] = [];
  for (const { value, range } of comments) {
    const isLine = text.startsWith('//', range[0]);
    const lines = isLine ? [value] : value.split(/\r\n|\n|\r/);
    const before = blocks.at(-1);
    const bare = lines.map((line) => line.replace(/^[\s*!]+/, '').trimEnd());
    const trails = /\S/.test(text.slice(lineStart(text, range[0]), range[0]));
    const follows = before && !before.trails && !trails && isLine && text.startsWith('//', before.at[0]);
    // A blank line or code in between parts them, and so does the beginning of another claim.
    if (follows && /^[^\S\n]*\r?\n[^\S\n]*$/.test(text.slice(before.at[1], range[0])) && !begins(bare[0])) {
      before.at = [before.at[0], range[1]];
      before.lines.push(...bare);
    } else blocks.push({ at: [...range], lines: bare, trails });
  }
  return blocks;
}

const MARK = 'coldstate:';
/** What `migrate --mark` and `annotate` write says why something is as it is, and claims nothing. */
const OWN = /^(?:coldstate: [A-Z_]+:|TODO\(coldstate )/;
const begins = (line = ''): boolean => line.startsWith(MARK) || OWN.test(line);
const CLAIM = /^coldstate:\s*per-instance\b.*?\bbecause\b(?<reason>.*)/is;

/** `undefined` for a comment that is not ours. */
function claimOf(lines: readonly string[]): { reason?: string } | undefined {
  const first = lines.findIndex(begins);
  if (first < 0 || OWN.test(lines[first] ?? '')) return undefined;
  const end = lines.findIndex((line, index) => index > first && (line === '' || line.startsWith('@')));
  const claim = lines.slice(first, end < 0 ? undefined : end).join(' ');
  const reason = CLAIM.exec(claim)?.groups?.reason?.trim();
  // `because …` as in the documentation is no reason.
  return reason !== undefined && /\p{L}/u.test(reason) ? { reason } : {};
}

/** The code before it on its line, or else what follows. */
function aboutOf(text: string, { at, trails }: Block): Span {
  if (trails) return [lineStart(text, at[0]), at[0]];
  const next = /^(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/.exec(text.slice(at[1]))?.[0].length ?? 0;
  return [at[1] + next, at[1] + next];
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}
