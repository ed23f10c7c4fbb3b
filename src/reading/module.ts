import { claimsIn, mayHoldClaims } from '../facts/claims.js';
import { factsOf } from '../facts/index.js';
import type { ModuleFacts } from '../model/facts.js';
import { lineStarts } from '../model/lines.js';
import type { Diagnostic } from '../model/report.js';
import type { Parser } from '../syntax/parse.js';
import { scriptsOf } from '../syntax/scripts.js';

/** What one file says, or why it could not be read. Plain data. */
export type ModuleRead = { facts: ModuleFacts; lines: number } | { diagnostic: Diagnostic };

/** From one text to its facts. */
export function readModule(parser: Parser, file: string, text: string): ModuleRead {
  const complaint = (message: string, offset = 0): ModuleRead => {
    const line = lineStarts(text.slice(0, offset)).length;
    return { diagnostic: { file, line, kind: 'parse', message } };
  };
  try {
    const scripts = scriptsOf(file, text);
    const { program, comments, problem } = parser.parse(file, scripts.text);
    if (!program) return complaint(problem?.message ?? 'could not be parsed', problem?.offset);
    const facts = factsOf(file, program, { perComponent: scripts.perComponent });
    if (comments && mayHoldClaims(scripts.text)) facts.claims = claimsIn(scripts.text, comments());
    return { facts, lines: lineStarts(text).length };
  } catch (error) {
    // Generated code can nest deeper than any stack: one such file must not end the audit.
    if (error instanceof RangeError) return complaint('is nested too deeply to be analysed');
    throw error;
  }
}
