/** The way back: what the last migration wrote is replaced by what was there, byte for byte. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listed } from '../../report/text.js';
import { realPath, type Change } from './files.js';
import { commit, contentOf, readJournal, stateOf, undoHome, type CommitOptions, type Journal } from './journal.js';
import { MigrateError, type Machine } from './machine.js';

export interface Recorded {
  readonly journal: Journal;
  /** As the migration found them and left them. */
  readonly changes: readonly Change[];
}

/** The last migration that was applied and not undone. */
export function lastRecord(root: string): Recorded | undefined {
  const home = undoHome(root);
  if (!existsSync(home)) return undefined;
  for (const name of readdirSync(home).sort().reverse()) {
    const directory = join(home, name);
    const journal = readJournal(directory);
    if (journal === undefined) continue;
    const changes = journal.entries.map(({ file, mode }, at) => ({
      ...{ file, mode: mode ?? undefined },
      before: contentOf(directory, at, 'before'),
      after: contentOf(directory, at, 'after'),
    }));
    return { journal, changes };
  }
  return undefined;
}

export interface Undone {
  readonly restored: readonly string[];
  readonly removed: readonly string[];
  readonly about: readonly string[];
}

export function undo(machine: Machine, root: string, onWritten?: CommitOptions['onWritten']): Undone {
  const record = lastRecord(root);
  if (record === undefined) throw new MigrateError('there is no migration to undo here.');
  const { journal, changes } = record;
  const foreign = journal.entries.filter((entry) => stateOf(realPath(root, entry.file), entry) !== 'after');
  if (foreign.length > 0)
    throw new MigrateError(
      `${listed(foreign.map(({ file }) => file))} changed since the migration, and undoing would lose that. Nothing was changed. \`git apply .coldstate/undo/${journal.id}.patch\` takes back what it can.`,
    );
  const back = changes.map(({ file, mode, before, after }): Change => ({ file, mode, before: after, after: before }));
  commit(machine, root, back, {
    ...{ kind: 'undo', of: journal.id, about: journal.about },
    ...(onWritten === undefined ? {} : { onWritten }),
  });
  const names = (made: boolean) =>
    changes.filter(({ before }) => (before === undefined) === made).map(({ file }) => file);
  return { restored: names(false), removed: names(true), about: journal.about };
}
