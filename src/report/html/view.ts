/** What all sections look things up in, worked out once for a report. */
import type { Report } from '../../model/report.js';
import { storageFor, type Storage } from '../../advice/storage.js';
import type { MigrationPreview } from '../migration.js';
import type { SimulationPreview } from '../simulation.js';
import type { RenderContext } from '../reporter.js';
import { codeFile, type CodeFile } from './code.js';
import { unitsByRequest, type UnitOf } from './story.js';

export interface View {
  readonly report: Report;
  /** An analysed file, scanned for its colours; undefined where its text is gone. */
  readonly file: (path: string) => CodeFile | undefined;
  readonly unitOf: UnitOf;
  readonly storage: Storage;
  readonly migration: MigrationPreview | undefined;
  readonly simulation: SimulationPreview | undefined;
  /** The audited directory, where commands have to name it. */
  readonly directory: string | undefined;
}

export function viewOf(report: Report, { source, directory, migration, simulation }: RenderContext): View {
  // A file with many findings is asked for many times.
  const files = new Map<string, CodeFile | undefined>();
  return {
    report,
    directory,
    migration,
    simulation,
    storage: storageFor(report),
    unitOf: unitsByRequest(report),
    file: (path) => {
      if (!files.has(path)) {
        const text = source(path);
        files.set(path, text === undefined ? undefined : codeFile(text));
      }
      return files.get(path);
    },
  };
}
