/** From findings to a plan: each store whole or not at all. A store that cannot move is taken out with its reasons, and the rest is planned anew. */
import type { Finding } from '../model/report.js';
import { namesOf, type Removal } from './adapter/index.js';
import { callsIn } from './calls.js';
import { codeCache, openCode, type CodeSource } from './code.js';
import { importsOf, namesThere, NOTHING_REPORTED, type Reported, type World } from './guards/index.js';
import { isOfLibrary, joinedDependencies, needsOf } from './library-stores.js';
import { withReplacement } from './replacements/index.js';
import type { AdapterChoice, MigrationPlan, PlannedAccess, Refusal, RefusedStore, StorePlan } from './types.js';
import { understand, type Known, type PlanSettings, type Understood } from './understand.js';
import { rewriteAll, type Attempt } from './rewrite.js';

export function planStores(
  given: CodeSource,
  findings: readonly Finding[],
  settings: PlanSettings,
  reported: Reported = NOTHING_REPORTED,
): MigrationPlan {
  const source = given.cache === undefined ? { ...given, cache: codeCache() } : given;
  const { onStep } = settings;
  onStep?.('reading types');
  const code = openCode(source);
  const calls = callsIn(code);
  const world: World = { code, source, calls, reported, imports: importsOf(code, source) };
  const known: Known = {
    source,
    code,
    calls,
    settings,
    world,
    names: namesOf(reported.findings ?? findings, namesThere(code)),
  };
  const refused = new Map<string, RefusedStore>();
  const refuse = (finding: Finding, refusals: readonly Refusal[]): void => {
    const { id, symbol, form, role, file, line, column } = finding;
    const before = refused.get(id)?.refusals ?? [];
    const told = refusals.map((refusal) => withReplacement(code, calls, finding, refusal));
    refused.set(id, { store: id, symbol, form, role, file, line, column, refusals: [...before, ...told] });
  };

  const understood: Understood[] = [];
  const own = findings.filter((finding) => !isOfLibrary(finding));
  const { stores, bonds } = understand(known, own);
  for (const one of stores) {
    if ('refusals' in one) refuse(one.finding, one.refusals);
    else understood.push(one);
  }
  // Each round takes out a store at least: what it would have made asynchronous is no reason against the others.
  for (let left = understood, libraries = findings.filter(isOfLibrary); ;) {
    onStep?.(`rewriting ${left.length + libraries.length} stores`);
    const attempt = rewriteAll(known, left, libraries, bonds);
    if (attempt.refusals.length === 0) return planOf(known, findings, left, attempt, [...refused.values()]);
    const reasons = decisive(attempt.refusals);
    const out = new Set(reasons.map(({ store }) => store));
    for (const finding of [...left.map(({ target }) => target.finding), ...libraries])
      if (out.has(finding.id))
        refuse(
          finding,
          reasons.filter(({ store }) => store === finding.id),
        );
    left = left.filter(({ target }) => !out.has(target.store));
    libraries = libraries.filter(({ id }) => !out.has(id));
  }
}

/** Changes that meet may meet no more when a store is out that cannot move anyhow. */
function decisive(refusals: readonly Refusal[]): readonly Refusal[] {
  const first = refusals.filter(({ code }) => code !== 'UNVERIFIED');
  return first.length > 0 ? first : refusals;
}

function planOf(
  { settings, world }: Known,
  findings: readonly Finding[],
  stores: readonly Understood[],
  attempt: Attempt,
  refused: readonly RefusedStore[],
): MigrationPlan {
  const { edits, created, libraries } = attempt;
  const own = stores.map(({ target, choice, removals }) => storePlan(target.finding, choice, removals, attempt));
  return {
    schema: 1,
    to: settings.to,
    entryPoints: world.reported.entryPoints,
    accesses: findings.flatMap(accessesOf),
    stores: [...own, ...libraries.given.map(({ finding, choice }) => storePlan(finding, choice, [], attempt))],
    refused,
    edits,
    created,
    dependencies: joinedDependencies([...needsOf(settings.to, own), ...libraries.dependencies]),
  };
}

const accessesOf = ({ id, accesses }: Finding): PlannedAccess[] =>
  accesses.flatMap(({ phase, file, line, column }) => (phase === 'request' ? [{ store: id, file, line, column }] : []));

function storePlan(
  { id, symbol, form, role, file, line, column }: Finding,
  adapter: AdapterChoice,
  removals: readonly Removal[],
  attempt: Attempt,
): StorePlan {
  return {
    ...{ store: id, symbol, form, role, file, line, column, adapter },
    functions: attempt.functions
      .filter(({ stores }) => stores.includes(id))
      .map((fn) => ({ name: fn.name, file: fn.file, line: fn.line, column: fn.column })),
    callSites: attempt.callSites.get(id) ?? 0,
    files: [...new Set(attempt.edits.filter(({ stores }) => stores.includes(id)).map((edit) => edit.file))],
    removed: removals.map(({ what }) => what),
    warnings: attempt.warnings.filter(({ store }) => store === id),
  };
}
