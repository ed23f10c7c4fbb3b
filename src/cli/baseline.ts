/** `coldstate baseline`: accept what is found today, so that a run fails for what is new; and take out what is gone. */
import { audited } from './audit.js';
import type { AuditFunction } from './engine.js';
import { UsageError } from './failure.js';
import { EXIT, type ExitCode, type Host } from './host.js';
import {
  BASELINE_FILE,
  isDay,
  prunedBaseline,
  readBaseline,
  renewedBaseline,
  writeBaseline,
  type Known,
  type Terms,
} from '../baseline/index.js';
import type { Report } from '../model/report.js';
import { goneName } from '../report/known.js';
import { counted, grouped } from '../report/text.js';
import { printable } from '../report/terminal.js';

export interface BaselineRequest extends Terms {
  root: string;
  config: string | false | undefined;
  prune: boolean;
}

export async function runBaseline(request: BaselineRequest, host: Host, audit: AuditFunction): Promise<ExitCode> {
  const before = readBaseline(request.root)?.entries;
  if (request.prune && before === undefined)
    throw new UsageError(`--prune: there is no ${BASELINE_FILE} to prune. \`coldstate baseline\` writes one.`);
  checkTerms(request, host.today());
  const { report } = await audited(request, host, audit);
  const said = request.prune ? prune(request, report, before ?? []) : renew(request, report, before, host.today());
  host.stdout.write(printable(said, true));
  return EXIT.clean;
}

function checkTerms({ until, reason, prune: isPruning }: BaselineRequest, today: string): void {
  if (isPruning && (until ?? reason) !== undefined)
    throw new UsageError('--prune only takes entries out: --reason and --until do not go with it.');
  if (reason?.trim() === '')
    throw new UsageError('--reason is empty. Say why these findings may wait, or leave it out.');
  if (until === undefined) return;
  if (!isDay(until)) throw new UsageError(`--until "${until}" is no day. Write it as 2027-01-31.`);
  if (until < today) throw new UsageError(`--until ${until} is over already. Name a day to come.`);
}

function renew(request: BaselineRequest, report: Report, before: readonly Known[] | undefined, today: string): string {
  const { reason, until, root } = request;
  const terms = { ...(reason === undefined ? {} : { reason }), ...(until === undefined ? {} : { until }) };
  const { entries, added, renewed, gone } = renewedBaseline(report, before ?? [], terms, today);
  if (entries.length === 0)
    return `Nothing is found here, so there is nothing to accept: no ${BASELINE_FILE} is written.\n`;
  writeBaseline(root, entries);
  const known = entries.length - added.length - renewed.length - gone.length;
  const parts = [
    `${grouped(added.length)} new`,
    ...(renewed.length > 0 ? [`${grouped(renewed.length)} accepted again, their day was over`] : []),
    ...(known > 0 ? [`${grouped(known)} known before`] : []),
  ];
  return [
    `${BASELINE_FILE}: ${counted(entries.length - gone.length, 'finding')} accepted (${parts.join(', ')}). \`coldstate audit\` fails for others from now on.`,
    ...(gone.length > 0 ? [`${counted(gone.length, 'entry', 'entries')} found no more:`, ...listOf(gone)] : []),
    ...(gone.length > 0 ? ['`coldstate baseline --prune` takes them out.'] : []),
    '',
  ].join('\n');
}

function prune({ root }: BaselineRequest, report: Report, before: readonly Known[]): string {
  const { entries, gone } = prunedBaseline(report, before);
  if (gone.length === 0) return `${BASELINE_FILE}: every entry is still found, nothing to take out.\n`;
  writeBaseline(root, entries);
  return [`${BASELINE_FILE}: ${counted(gone.length, 'entry', 'entries')} taken out:`, ...listOf(gone), ''].join('\n');
}

function listOf(entries: readonly Known[]): string[] {
  return entries.map((entry) => `  ${goneName(entry)}`);
}
