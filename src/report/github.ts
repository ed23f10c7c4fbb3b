/**
 * Annotations for GitHub Actions: the worst findings beside their lines, as many as GitHub shows. The rest is in the summary of the step,
 * which the host writes to the file that GitHub names.
 */
import { reachesGate, type RenderContext, type Reporter } from './reporter.js';
import { printable } from './terminal.js';
import { capitalised, counted } from './text.js';
import { roleNames, severityNames } from './words.js';
import type { Finding } from '../model/report.js';

/** GitHub keeps the first ten of each kind of a step. */
const SHOWN = 10;

export const github: Reporter = {
  name: 'github',
  render({ findings }, context) {
    const { failOn } = context;
    // Worst first, as reports list them.
    const errors = findings.filter(({ severity }) => reachesGate(severity, failOn));
    const warnings = findings.filter(({ severity }) => !reachesGate(severity, failOn) && severity !== 'low');
    const lines = [
      ...errors.slice(0, SHOWN).map((finding) => annotation('error', finding, context)),
      ...warnings.slice(0, SHOWN).map((finding) => annotation('warning', finding, context)),
    ];
    const rest = findings.length - lines.length;
    const note = rest > 0 ? [`${counted(rest, 'more finding')} in the summary of this step.`] : [];
    return [...lines, ...note].map((line) => `${line}\n`).join('');
  },
};

function annotation(kind: 'error' | 'warning', finding: Finding, context: RenderContext): string {
  const { file, line, column, endLine, endColumn, symbol, role, severity, message, remedies } = finding;
  const { repositoryPath = '' } = context;
  const [remedy] = remedies;
  const properties = {
    file: printable(repositoryPath === '' ? file : `${repositoryPath}/${file}`, true),
    line,
    endLine,
    // GitHub takes columns within one line only.
    ...(endLine === line ? { col: column, endColumn } : {}),
    title: `${capitalised(severityNames[severity])}: ${printable(symbol, true)}, ${roleNames[role]}`,
  };
  const text = [message, ...(remedy ? [`Fix: ${remedy.title}`] : [])].join('\n');
  const said = Object.entries(properties).map(([name, value]) => `${name}=${escapedProperty(String(value))}`);
  return `::${kind} ${said.join(',')}::${escapedData(printable(text, true))}`;
}

const inData: Readonly<Record<string, string>> = { '%': '%25', '\r': '%0D', '\n': '%0A' };
const inProperties: Readonly<Record<string, string>> = { ...inData, ':': '%3A', ',': '%2C' };

function escapedData(text: string): string {
  return text.replace(/[%\r\n]/g, (character) => inData[character] ?? character);
}

function escapedProperty(text: string): string {
  return text.replace(/[%\r\n:,]/g, (character) => inProperties[character] ?? character);
}

/**
 * Other formats as they may stand in a log of GitHub Actions, which obeys lines that begin with `::` and whatever stands behind `##[`. The names
 * and the code in a report are the audited project's.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^(\s*:)(?=:)/gm, '$1 ').replaceAll('##[', '## [');
}
