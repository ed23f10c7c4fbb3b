/** One line a finding, for editors, scripts and agents: `file:line:column severity rule message`. */
import type { Reporter } from './reporter.js';
import { printable } from './terminal.js';
import { sentence } from './text.js';
import type { Accepted, Finding } from '../model/report.js';
import { roleNames, severityNames } from './words.js';

export const compact: Reporter = {
  name: 'compact',
  render({ findings, accepted }, { directory, unicode }) {
    const lineOf = (finding: Finding, word: string, more: string): string => {
      const file = directory === undefined ? finding.file : `${directory.replace(/[\\/]+$/, '')}/${finding.file}`;
      const { line, column, rule, role, message } = finding;
      const text = `${file}:${line}:${column} ${word} ${rule} ${roleNames[role]}: ${message}${more}`;
      return printable(text, unicode).replace(/\s+/g, ' ').trim();
    };
    const lines = [
      ...findings.map((finding) => lineOf(finding, severityNames[finding.severity], '')),
      ...accepted.map((finding) => lineOf(finding, wordOf(finding), reasonOf(finding))),
    ];
    return lines.map((line) => `${line}\n`).join('');
  },
};

function wordOf({ accepted: { by } }: Accepted): string {
  return by === 'baseline' ? 'known' : 'accepted';
}

function reasonOf(finding: Accepted): string {
  return ` (${wordOf(finding)}: ${sentence(finding.accepted.reason).replace(/\.$/, '')})`;
}
