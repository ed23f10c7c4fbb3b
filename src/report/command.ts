/** Commands that a reader can paste, for a finding. */
import { storageFor, type Storage } from '../advice/storage.js';
import { LASTING_ROLES, MOVABLE_FORMS } from '../model/movable.js';
import type { Finding, Report } from '../model/report.js';

type Target = 'redis' | 'dynamodb';

/** The one that moves a store of this report, to where it should live among the others. */
export function migrateCommandIn(
  report: Pick<Report, 'findings' | 'platforms'>,
  directory: string | undefined,
): (finding: Finding) => string | undefined {
  const storage = storageFor(report);
  return (finding) => migrateCommand([finding], report.findings, { to: targetOf(finding, storage), directory });
}

/** The one that moves these stores; nothing where there is nothing to move. */
export function migrateCommand(
  chosen: readonly Finding[],
  findings: readonly Finding[],
  { to = usualTarget(chosen), directory }: { to?: Target; directory?: string | undefined } = {},
): string | undefined {
  const stores = chosen.filter(isMoved).map(({ symbol, id }) => {
    const isAlone = findings.filter((finding) => finding.symbol === symbol).length === 1;
    return ` --store ${quoted(isAlone ? symbol : id)}`;
  });
  const at = directory === undefined ? '' : ` ${quoted(directory)}`;
  return stores.length === 0 ? undefined : `coldstate migrate${at} --to ${to}${stores.join('')}`;
}

/** Of a store by itself, where nothing is known of the others: one that Redis could lose does not go there. */
const usualTarget = (chosen: readonly Finding[]): Target =>
  chosen.some(({ role }) => LASTING_ROLES.has(role)) ? 'dynamodb' : 'redis';

/** Of a store among the others of its project. A store whose first remedy is another one has no choice made for it. */
export function targetOf(finding: Finding, { choiceOf }: Storage): Target {
  const choice = choiceOf(finding);
  if (!choice) return usualTarget([finding]);
  return choice.backend === 'database' ? 'dynamodb' : 'redis';
}

function isMoved({ form, remedies }: Finding): boolean {
  return MOVABLE_FORMS.has(form) && remedies.some(({ kind }) => kind === 'adapter' || kind === 'library-option');
}

export function explainCommand({ file, line }: Finding, directory: string | undefined): string {
  const place = quoted(`${file}:${line}`);
  return `coldstate explain ${place}${directory === undefined ? '' : ` --dir ${quoted(directory)}`}`;
}

/** Routes of Next.js and SvelteKit (`[id]`, `(group)`, `$slug`) mean something to a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
