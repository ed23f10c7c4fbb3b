import { auditRead } from '../audit/judged.js';
import type { Finding } from '../model/report.js';
import { readModule } from '../reading/module.js';
import { isByHand, openFile } from '../workspace/index.js';
import { certainIn } from './certain.js';
import { isOfPage, mayBeOfServer } from './server.js';
import type { LintedText } from './text.js';
import { mayFind } from './worth.js';

/**
 * The judgement of a file by itself: its text, where it lies in its package, and what the package says of the platform it runs on. Whatever
 * another file could turn round stays unsaid.
 */
export function judgedAlone({ path, text, cwd, parser }: LintedText): Finding[] {
  if (isOfPage(text) || !isByHand(text)) return [];
  const opened = openFile(path, text, cwd);
  if (!opened || !mayBeOfServer(opened.file, text, () => opened.packageOf(opened.file))) return [];
  const read = readModule(parser, opened.file, text);
  if (!('facts' in read) || !mayFind(read.facts)) return [];
  const { facts, lines } = read;
  const { report } = auditRead({ opened, source: () => text, facts: [facts], diagnostics: [], lines });
  return certainIn(report, facts, opened);
}
