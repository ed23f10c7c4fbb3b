import { reportOf } from '../audit/judged.js';
import type { Finding } from '../model/report.js';
import { readModule } from '../reading/module.js';
import { isByHand, openFile } from '../workspace/index.js';
import { certainIn, type AuditedFile } from './certain.js';
import { isOfPage, mayBeOfServer } from './server.js';
import type { LintedText } from './text.js';
import { mayFind } from './worth.js';

/**
 * The judgement of a file by itself: its text, where it lies in its package, and what the package says of the platform it runs on. Whatever
 * another file could turn round stays unsaid.
 */
export function judgedAlone(linted: LintedText): Finding[] {
  const audited = auditedAlone(linted);
  return audited ? certainIn(audited) : [];
}

/** What an audit would say if there were no other file; nothing of what no server runs, or cannot hold a finding. */
export function auditedAlone({ path, text, cwd, parser }: LintedText): AuditedFile | undefined {
  if (isOfPage(text) || !isByHand(text)) return undefined;
  const opened = openFile(path, text, cwd);
  if (!opened || !mayBeOfServer(opened.file, text, () => opened.packageOf(opened.file))) return undefined;
  const read = readModule(parser, opened.file, text);
  if (!('facts' in read) || !mayFind(read.facts)) return undefined;
  const { facts, lines } = read;
  const report = reportOf({ opened, source: () => text, facts: [facts], diagnostics: [], lines });
  return { report, facts, text, opened };
}
