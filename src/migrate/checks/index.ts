/** Everything that is verified before a byte is written. A store that fails is refused with what was found; the others go on without its edits. */
import { plannedTexts, refusing, withoutStores } from '../apply/changes.js';
import type { Machine } from '../apply/machine.js';
import type { CodeSource } from '../code.js';
import { byFile } from '../edits.js';
import type { MigrationPlan } from '../types.js';
import { refusalsFor, type BlameContext } from './blame.js';
import type { Trial } from './culprits.js';
import { CHECKS, type CheckName, type CheckReport, type Failure } from './failures.js';
import { routeCosts, type RouteCost } from '../routes/index.js';
import { inspector, type Inspector, type Texts } from './inspect.js';
import { importsOf } from './source.js';
import { structureFailures } from './structure.js';
import { syntaxFailures } from './syntax.js';

export { CHECKS, type CheckName, type CheckReport, type Failure } from './failures.js';
export { importsAdapters } from './adapter-types.js';
export { projectSource } from './source.js';
export type { RouteCost } from '../routes/index.js';

export interface CheckOptions {
  readonly source: CodeSource;
  readonly machine: Machine;
  readonly onStep?: (what: string) => void;
}

export interface Checked {
  readonly plan: MigrationPlan;
  readonly reports: readonly CheckReport[];
  readonly routes: readonly RouteCost[];
}

export async function checkPlan(plan: MigrationPlan, options: CheckOptions): Promise<Checked> {
  if (plan.stores.length === 0) return { plan, reports: [], routes: [] };
  const before: Texts = new Map([
    ...plan.edits.map(({ file }) => [file, options.source.read(file)] as const),
    ...plan.created.map(({ file }) => [file, undefined] as const),
  ]);
  const inspect = inspector({ ...options, before, toInstall: plan.dependencies.map(({ name }) => name) });
  try {
    return await checkedBy(inspect, plan, before, options);
  } finally {
    inspect.close();
  }
}

async function checkedBy(
  inspect: Inspector,
  first: MigrationPlan,
  before: Texts,
  { source, onStep }: CheckOptions,
): Promise<Checked> {
  const failed = new Map<CheckName, number>();
  const notes = new Map<CheckName, CheckReport>();
  let plan = first;
  // Each round refuses a store at least.
  while (plan.stores.length > 0) {
    const after: Texts = new Map([...before, ...plannedTexts(plan, (file) => before.get(file))]);
    const found = await firstFailures(inspect, plan, before, after, notes, onStep);
    if (found.length === 0) {
      return {
        plan,
        reports: reportsOf(failed, notes),
        routes: routeCosts(inspect.code(after), plan, (file) => before.get(file) ?? source.read(file)),
      };
    }
    const refusals = await refusalsFor(
      found,
      blameContext(inspect, plan, after, source),
      found.every(({ check }) => ASKED_AGAIN.has(check)) ? trialOf(inspect, plan, found, before, after) : undefined,
    );
    const isNew = new Set(plan.stores.map(({ store }) => store));
    const fresh = refusals.filter(({ store }) => isNew.has(store));
    const check = found[0]?.check ?? 'syntax';
    failed.set(check, (failed.get(check) ?? 0) + new Set(fresh.map(({ store }) => store)).size);
    // Nobody can be named: then nobody is trusted.
    const all = plan.stores.flatMap(({ store }) => refusals.slice(0, 1).map((refusal) => ({ ...refusal, store })));
    plan = refusing(plan, fresh.length > 0 ? fresh : all);
  }
  return { plan, reports: reportsOf(failed, notes), routes: [] };
}

/** Cheap checks first: what does not parse needs no compiler. */
async function firstFailures(
  inspect: Inspector,
  plan: MigrationPlan,
  before: Texts,
  after: Texts,
  notes: Map<CheckName, CheckReport>,
  onStep: CheckOptions['onStep'],
): Promise<readonly Failure[]> {
  const note = (check: CheckName, text: string) => notes.set(check, { check, outcome: 'passed', note: text });
  onStep?.(CHECKS.syntax);
  const syntax = [...after].flatMap(([file, text = '']) => syntaxFailures(file, before.get(file) ?? '', text));
  note('syntax', '');
  if (syntax.length > 0) return syntax;
  const structure = [...byFile(plan.edits)].flatMap(([file, edits]) =>
    structureFailures(file, before.get(file) ?? '', edits),
  );
  note('structure', '');
  if (structure.length > 0) return structure;
  const tools = inspect.begin(after);
  const promises = inspect.promises(after);
  note('promises', '');
  await tools;
  if (promises.length > 0) return promises;
  for (const check of ['types', 'lint'] as const) {
    const { failures, report } = await inspect[check](after);
    notes.set(check, report);
    if (failures.length > 0) return failures;
  }
  return [];
}

function reportsOf(failed: ReadonlyMap<CheckName, number>, notes: ReadonlyMap<CheckName, CheckReport>): CheckReport[] {
  return (Object.keys(CHECKS) as CheckName[]).flatMap((check) => {
    const report = notes.get(check);
    if (report === undefined) return [];
    return [failed.has(check) ? { ...report, outcome: 'failed' as const } : report];
  });
}

const ASKED_AGAIN: ReadonlySet<CheckName> = new Set(['promises', 'types']);

function trialOf(
  inspect: Inspector,
  plan: MigrationPlan,
  found: readonly Failure[],
  before: Texts,
  after: Texts,
): Trial {
  const again = inspect.again(found, after);
  return (stores, failures) => {
    const some = withoutStores(plan, (store) => !stores.includes(store));
    return again(failures, new Map([...before, ...plannedTexts(some, (file) => before.get(file))]));
  };
}

function blameContext(inspect: Inspector, plan: MigrationPlan, after: Texts, source: CodeSource): BlameContext {
  return {
    plan,
    textOf: (file) => (after.has(file) ? after.get(file) : source.read(file)),
    importsOf: (name) => {
      const file = inspect.code(after).file(name);
      return file === undefined ? [] : importsOf(file).flatMap(({ text }) => source.resolve(name, text) ?? []);
    },
  };
}

/** Of texts that are written already: nothing is refused, everything is told. */
export async function verifyTexts(
  before: Texts,
  after: Texts,
  options: CheckOptions,
): Promise<{ failures: Failure[]; reports: CheckReport[] }> {
  const inspect = inspector({ ...options, before });
  try {
    const tools = inspect.begin(after);
    const promises = inspect.promises(after);
    await tools;
    const outcome = promises.length === 0 ? ('passed' as const) : ('failed' as const);
    const rest = [await inspect.types(after), await inspect.lint(after)];
    return {
      failures: [...promises, ...rest.flatMap(({ failures }) => failures)],
      reports: [{ check: 'promises', outcome, note: '' }, ...rest.map(({ report }) => report)],
    };
  } finally {
    inspect.close();
  }
}
