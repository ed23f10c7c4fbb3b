/** `planMigration`: from a directory to what would change in it. Nothing is written. */
import { audit } from '../audit/index.js';
import { MOVABLE_FORMS } from '../model/movable.js';
import type { Finding, Report } from '../model/report.js';
import type { Role } from '../model/words.js';
import { projectSource } from './checks/index.js';
import type { CodeSource } from './code.js';
import { withCompanions } from './companions.js';
import { namesThere } from './guards/index.js';
import { checkNamed } from './named.js';
import { planStores } from './planner.js';
import type { PlanSettings } from './understand.js';
import type { MigrationPlan } from './types.js';

export interface MigrateOptions extends PlanSettings {
  /** Ids or symbols; all of the choice below, where none is named. */
  readonly stores?: readonly string[];
  readonly roles?: readonly Role[];
  /** Those of which the loss costs little as well: caches, metrics. */
  readonly all?: boolean;
  readonly config?: string | false;
  /** The sources at that directory, where they are open already. */
  readonly source?: CodeSource;
}

/**
 * What a migration would change.
 * @throws WorkspaceError, ConfigError as `audit` does; MigrateError for a store that is asked for by name and is not there.
 */
export async function planMigration(root: string, options: MigrateOptions): Promise<MigrationPlan> {
  const { config, onStep } = options;
  onStep?.('auditing');
  const { report } = await audit(root, {
    ...(config === undefined ? {} : { config }),
    ...(onStep === undefined
      ? {}
      : {
          onProgress: (done: number, total: number): void => {
            onStep(`auditing ${done} of ${total} files`);
          },
        }),
  });
  const source = options.source ?? projectSource(root);
  const named = { ...report, findings: withCompanions(report.findings) };
  checkNamed(options, { report: named, isMovable, collections: () => collectionsIn(source) });
  return planFor(report, source, options);
}

/** Read as text: a name that was mistyped needs no compiler. */
function collectionsIn({ files, read }: CodeSource): ReadonlySet<string> {
  return namesThere({ files: files.map((file) => ({ text: read(file) ?? '' })) });
}

/** The same for a report and sources that are at hand. */
export function planFor(
  { findings: told, entryPoints }: Pick<Report, 'findings'> & Partial<Pick<Report, 'entryPoints'>>,
  source: CodeSource,
  options: MigrateOptions,
): MigrationPlan {
  const findings = withCompanions(told);
  const chosen = findings.filter((finding) => isMovable(finding) && isChosen(finding, options));
  return planStores(source, chosen, options, {
    entryPoints: entryPoints ?? [],
    findings: findings.filter((finding) => chosen.includes(finding) || isMovable(finding)),
  });
}

const isMovable = ({ form }: Finding): boolean => MOVABLE_FORMS.has(form);

function isChosen({ id, symbol, role, severity, reached, verdict }: Finding, options: MigrateOptions): boolean {
  const { stores, roles, all = false } = options;
  if (stores !== undefined) return stores.includes(id) || stores.includes(symbol);
  if (roles !== undefined) return roles.includes(role);
  if (reached === 'no') return false;
  return all || (verdict === 'unsafe' && (severity === 'critical' || severity === 'high'));
}

export type { MigrationPlan } from './types.js';
