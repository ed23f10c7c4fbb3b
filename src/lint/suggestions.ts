import type { Rule, SourceCode } from 'eslint';
import type { Finding } from '../model/report.js';
import { movedInside } from './moved-inside.js';

/** Edits that a person may take over with one key. None is a fix: each says something that only a person can know. */

const KINDS = {
  accept: { message: 'Accept it with a comment that says why each instance may have its own.', edit: accepted },
  move: { message: 'Move it into the function, which alone uses it.', edit: movedInside },
} as const satisfies Record<string, { message: string; edit: Edit }>;

export type SuggestionKind = keyof typeof KINDS;

type Edit = (finding: Finding, code: SourceCode) => Rule.ReportFixer | undefined;

export const messageOf = (kind: SuggestionKind): string => KINDS[kind].message;

export function suggestionsFor(
  finding: Finding,
  code: SourceCode,
  kinds: readonly SuggestionKind[],
): Rule.SuggestionReportDescriptor[] {
  return kinds.flatMap((kind) => {
    const fix = KINDS[kind].edit(finding, code);
    return fix ? [{ messageId: kind, fix }] : [];
  });
}

/** What may stand before a name that is declared, where a comment above the line cannot end up inside of something. */
const DECLARING = /^\s*(?:(?:export|declare|const|let|var|private|public|protected|static|readonly|this\.)\s*)*#?$/;

/** The reason is left open: until somebody gives one, the comment accepts nothing. */
function accepted({ line, column, endLine }: Finding, code: SourceCode): Rule.ReportFixer | undefined {
  const text = code.lines[line - 1] ?? '';
  if (line !== endLine || !DECLARING.test(text.slice(0, column - 1))) return undefined;
  const indent = /^\s*/.exec(text)?.[0] ?? '';
  const at = code.getIndexFromLoc({ line, column: 0 });
  return (fixer) => fixer.insertTextBeforeRange([at, at], `${indent}// coldstate: per-instance, safe because …\n`);
}
