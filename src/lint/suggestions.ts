import type { Rule, SourceCode } from 'eslint';
import type { Finding } from '../model/report.js';
import { frozen } from './frozen.js';
import { movedInside } from './moved-inside.js';

/** Edits that a person may take over with one key. None is a fix: each says something that only a person can know. */

const KINDS = {
  accept: { message: 'Accept it with a comment that says why each instance may have its own.', edit: accepted },
  freeze: { message: 'Freeze it, so that whatever changes it fails.', edit: frozen },
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

/** The reason is left open: until somebody gives one, the comment accepts nothing. */
function accepted({ line }: Finding, code: SourceCode): Rule.ReportFixer | undefined {
  const [indent = ''] = /^\s*/.exec(code.lines[line - 1] ?? '') ?? [];
  const at = code.getIndexFromLoc({ line, column: 0 });
  if (!isBetweenTokens(code, at + indent.length)) return undefined;
  return (fixer) => fixer.insertTextBeforeRange([at, at], `${indent}// coldstate: per-instance, safe because …\n`);
}

/** A line that begins inside of a template or of markup would take a comment for its own text. */
function isBetweenTokens(code: SourceCode, at: number): boolean {
  return code.getTokenByRangeStart(at) !== null && !code.getNodeByRangeIndex(at)?.type.startsWith('JSX');
}
