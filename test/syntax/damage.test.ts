import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/facts/index.js';
import { oxcParser } from '../../src/syntax/parse.js';
import { realSources, snippetSources, type Source } from './corpus.js';

/** What people save half way through a thought. A problem is a fine answer, an exception is none: it would end the whole audit. */
const CUTS = 20;
/** Lines lost, and lines repeated. */
const LINES = 6;

const parser = oxcParser();

describe('damaged text never throws', () => {
  it.each(snippetSources)('in $file', (source) => {
    for (const text of damaged(source)) attempt({ file: source.file, text });
  });

  it('in real programs', { timeout: 600_000 }, () => {
    let parsed = 0;
    let attempts = 0;
    for (const source of realSources()) {
      for (const text of damaged(source)) {
        attempts++;
        if (attempt({ file: source.file, text })) parsed++;
      }
    }
    // Otherwise the parser alone would have been tested.
    expect(parsed).toBeGreaterThan(attempts / 20);
  });
});

function attempt({ file, text }: Source): boolean {
  try {
    const { program, problem } = parser.parse(file, text);
    if (!program && !problem) throw new TypeError('neither a program nor a problem');
    if (program) factsOf(file, program);
    return program !== undefined;
  } catch (error) {
    throw new Error(`${file} damaged to:\n${text}`, { cause: error });
  }
}

function* damaged({ file, text }: Source): Generator<string> {
  const random = seeded(file);
  for (let cut = 0; cut < CUTS; cut++) yield text.slice(0, Math.floor(random() * text.length));
  const lines = text.split('\n');
  for (let count = 0; count < LINES; count++) {
    const at = Math.floor(random() * lines.length);
    yield lines.toSpliced(at, 1).join('\n');
    yield lines.toSpliced(at, 0, lines[at] ?? '').join('\n');
  }
}

/** Mulberry32, seeded with the name of the file: each file is damaged the same way on every run. */
function seeded(name: string): () => number {
  let state = 0;
  for (const character of name) state = (Math.imul(state, 31) + character.charCodeAt(0)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
