import { claimsIn, mayHoldClaims } from '../facts/claims.js';
import { factsOf } from '../facts/index.js';
import { lineStarts } from '../judge/locate.js';
import type { ModuleFacts } from '../model/facts.js';
import type { Diagnostic } from '../model/report.js';
import { defaultParser, type Parser } from '../syntax/parse.js';
import { scriptsOf } from '../syntax/scripts.js';
import type { Opened } from '../workspace/index.js';

/** From the files of a project to the facts of its modules. */

export function sourceReader({ sourceText }: Opened): (file: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (texts.has(file)) return texts.get(file);
    const read = sourceText(file);
    const text = 'text' in read ? read.text : undefined;
    texts.set(file, text);
    return text;
  };
}

/** Files between two looks at the clock of whoever waits. */
const PROGRESS_STEP = 50;

export async function readAll(
  { workspace }: Opened,
  source: (file: string) => string | undefined,
  onProgress: ((done: number, total: number) => void) | undefined,
): Promise<{ facts: ModuleFacts[]; diagnostics: Diagnostic[]; lines: number }> {
  const parser = defaultParser();
  const facts: ModuleFacts[] = [];
  const diagnostics: Diagnostic[] = [];
  let lines = 0;
  for (const [done, file] of workspace.sources.entries()) {
    if (done % PROGRESS_STEP === 0 && onProgress) {
      onProgress(done, workspace.sources.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const text = source(file);
    if (text === undefined) continue;
    const read = readModule(parser, file, text);
    if ('facts' in read) {
      facts.push(read.facts);
      lines += lineStarts(text).length;
    } else {
      diagnostics.push(read.diagnostic);
    }
  }
  return { facts, diagnostics, lines };
}

function readModule(parser: Parser, file: string, text: string): { facts: ModuleFacts } | { diagnostic: Diagnostic } {
  const complaint = (message: string, offset = 0): { diagnostic: Diagnostic } => {
    const line = lineStarts(text.slice(0, offset)).length;
    return { diagnostic: { file, line, kind: 'parse', message } };
  };
  try {
    const scripts = scriptsOf(file, text);
    const { program, comments, problem } = parser.parse(file, scripts.text);
    if (!program) return complaint(problem?.message ?? 'could not be parsed', problem?.offset);
    const facts = factsOf(file, program, { perComponent: scripts.perComponent });
    if (comments && mayHoldClaims(scripts.text)) facts.claims = claimsIn(scripts.text, comments());
    return { facts };
  } catch (error) {
    // Generated code can nest deeper than any stack: one such file must not end the audit.
    if (error instanceof RangeError) return complaint('is nested too deeply to be analysed');
    throw error;
  }
}
