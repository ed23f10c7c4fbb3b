/** `audit --plan FILE`: a plan that `coldstate migrate plan --json` wrote, brought into the form in which a report shows it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { causeOf, UsageError } from './failure.js';
import type { MigrationPlan, StorePlan } from '../migrate/types.js';
import type { MigrationPreview, PreviewedStore } from '../report/migration.js';

const COMMAND = '`coldstate migrate plan --to redis --json > FILE`';

export function readPlan(file: string, cwd: string): MigrationPlan {
  const plan = parsed(file, cwd);
  if (!isPlan(plan)) throw new UsageError(`--plan: ${file} is no plan of a migration. Write one with ${COMMAND}.`);
  return plan;
}

function parsed(file: string, cwd: string): unknown {
  try {
    // What a terminal of Windows writes may begin with a byte order mark.
    return JSON.parse(readFileSync(resolve(cwd, file), 'utf8').replace(/^\ufeff/, '')) as unknown;
  } catch (error) {
    throw new UsageError(`--plan: cannot read ${file}: ${causeOf(error)}. Write one with ${COMMAND}.`, {
      cause: error,
    });
  }
}

function isPlan(value: unknown): value is MigrationPlan {
  const plan = (typeof value === 'object' ? value : undefined) as
    Partial<Record<keyof MigrationPlan, unknown>> | undefined;
  return plan?.schema === 1 && [plan.stores, plan.refused, plan.edits, plan.created].every(Array.isArray);
}

/** Loaded when there is a plan: an audit needs nothing of migrations. */
export async function previewOf(
  plan: MigrationPlan,
  source: (file: string) => string | undefined,
  file: string,
): Promise<MigrationPreview> {
  const { storePatches } = await import('../migrate/show/diff.js');
  const { hunkHead } = await import('../migrate/apply/patch.js');
  const textOf = (path: string): string | undefined => source(path)?.replace(/^\ufeff/, '');
  const foreign = plan.edits.find((edit) => edit.end > (textOf(edit.file)?.length ?? -1));
  if (foreign)
    throw new UsageError(`--plan: ${foreign.file} is not what ${file} was made for. Make it anew with ${COMMAND}.`);
  const patches = new Map(storePatches(plan, textOf).map(({ store, files }) => [store?.store, files]));
  return {
    to: plan.to,
    stores: plan.stores.map((store) => ({
      ...summaryOf(store),
      files: (patches.get(store.store) ?? []).map(({ file: path, hunks }) => ({
        file: path,
        hunks: hunks.map(({ reason, ...hunk }) => ({ head: hunkHead(hunk), reason, lines: hunk.lines })),
      })),
    })),
    refused: plan.refused.map(({ store, refusals }) => ({ id: store, refusals })),
  };
}

function summaryOf(store: StorePlan): Omit<PreviewedStore, 'files'> {
  const { adapter, functions, callSites, removed, warnings } = store;
  return {
    id: store.store,
    adapter: `${adapter.constructor}('${adapter.name}')`,
    functions: functions.map(({ name }) => name),
    ...{ callSites, removed, warnings },
  };
}
