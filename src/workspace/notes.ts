import type { Diagnostic } from '../model/report.js';

/** Why a source file is left out of the audit. */
export type SkipReason =
  'tests' | 'declarations' | 'ignored' | 'configured' | 'minified' | 'too large' | 'binary' | 'unreadable';

/**
 * What the workspace has to say besides its files. Some of it is known only when a file is read, and a file may be read twice, so notes are
 * kept by file and handed out in an order that does not depend on who asked first.
 */
export interface Notes {
  skip(path: string, reason: SkipReason): void;
  report(diagnostic: Diagnostic): void;
  skipped(): Record<string, number>;
  diagnostics(): Diagnostic[];
}

export function createNotes(): Notes {
  const reasons = new Map<string, SkipReason>();
  const reported = new Map<string, Diagnostic>();
  return {
    skip: (path, reason) => void reasons.set(path, reason),
    report: (diagnostic) =>
      void reported.set(`${diagnostic.file}\0${diagnostic.kind}\0${diagnostic.message}`, diagnostic),
    skipped() {
      const counts: Record<string, number> = {};
      for (const reason of [...reasons.values()].sort()) counts[reason] = (counts[reason] ?? 0) + 1;
      return counts;
    },
    diagnostics: () => [...reported.keys()].sort().flatMap((key) => reported.get(key) ?? []),
  };
}
