/** Commands that a reader can paste, for a finding. */
import { LASTING_ROLES, MOVABLE_FORMS } from '../model/movable.js';
import type { Finding } from '../model/report.js';

type Target = 'redis' | 'dynamodb';

/** The one that moves these stores; nothing where there is nothing to move. */
export function migrateCommand(
  chosen: readonly Finding[],
  findings: readonly Finding[],
  { to = targetOf(chosen), directory }: { to?: Target; directory?: string | undefined } = {},
): string | undefined {
  const stores = chosen.filter(isMoved).map(({ symbol, id }) => {
    const isAlone = findings.filter((finding) => finding.symbol === symbol).length === 1;
    return ` --store ${quoted(isAlone ? symbol : id)}`;
  });
  const at = directory === undefined ? '' : ` ${quoted(directory)}`;
  return stores.length === 0 ? undefined : `coldstate migrate${at} --to ${to}${stores.join('')}`;
}

const targetOf = (chosen: readonly Finding[]): Target =>
  chosen.some(({ role }) => LASTING_ROLES.has(role)) ? 'dynamodb' : 'redis';

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
