import { auditRead } from '../audit/judged.js';
import type { Finding } from '../model/report.js';
import { readModule } from '../reading/module.js';
import { defaultParser } from '../syntax/parse.js';
import { openFile } from '../workspace/index.js';
import { certainIn } from './certain.js';

/**
 * The judgement of a file by itself: its text, where it lies in its package, and what the package says of the platform it runs on. Whatever
 * another file could turn round stays unsaid.
 */
export function judgedAlone(path: string, text: string, cwd: string): Finding[] {
  const opened = openFile(path, text, cwd);
  if (!opened) return [];
  const read = readModule(defaultParser(), opened.file, text);
  if (!('facts' in read)) return [];
  const { facts, lines } = read;
  const { report } = auditRead({ opened, source: () => text, facts: [facts], diagnostics: [], lines });
  return certainIn(report, facts, opened);
}
