import { MODULE, type ModuleFacts } from '../../model/facts.js';
import type { Effect, Reached, RuleId, Severity, Verdict } from '../../model/words.js';
import { outermost } from '../../program/targets.js';
import { besides, companionsOf, serves, type Judgement } from '../companions.js';
import { isChangedOnPages, isOfPages } from '../evidence/browser.js';
import { nameOf } from '../evidence/names.js';
import { formOf, placeOf } from '../place.js';
import { remediesOf } from '../remedies.js';
import { EFFECTS_OF_ROLE, oneLessSevere, oneMoreSevere, SEVERITY_OF_ROLE } from '../tables.js';
import { BROWSER, type Timer } from '../timers.js';
import { storyOf } from '../trail.js';
import { areSeparate, spreadOf, type Draft, type JudgeContext, type Spread } from './draft.js';

/** Stores of the program's own: variables, fields, properties of globalThis. */

export function* storeDrafts(
  judgements: readonly Judgement[],
  timers: readonly Timer[],
  context: JudgeContext,
): Generator<Draft> {
  const { program, locate } = context;
  const beside = besides(judgements);
  const folded = new Set([...beside.values()].flat());
  for (const judgement of judgements) {
    if (folded.has(judgement)) continue;
    const { evidence, decision } = judgement;
    if (decision.verdict === 'safe' && !isWorthClearing(judgement)) continue;
    const { root, store } = evidence;
    const form = formOf(root, evidence.shape);
    const elsewhere = elsewhereOf(judgement, context);
    const isShared = root.kind === 'global' && root.of !== undefined && evidence.changes.length > 0;
    const place = placeOf(root, isShared ? { ...store, accesses: evidence.changes } : store);
    const serving = timers.filter((timer) => timer.safe === undefined && serves(timer, judgement));
    // Which units are concerned is asked of what is reported alone.
    const isReported = decision.verdict !== 'safe' && elsewhere === undefined;
    const { units, writerUnits: makerUnits, strandedUnits } = isReported ? spreadOf(evidence, program) : NOWHERE;
    const isStranded = decision.verdict === 'unsafe' && strandedUnits.length > 0 && makerUnits.length > 0;
    const isKnown = program.reach.knows(place.module.file);
    const reached: Reached = decision.isReached ? (isKnown ? 'yes' : 'unknown') : isKnown ? 'no' : 'unknown';
    yield {
      rule: ruleOf(judgement),
      place,
      symbol: nameOf(root),
      form,
      role: elsewhere ? 'other' : decision.role,
      verdict: elsewhere ? 'safe' : reached === 'no' && decision.verdict === 'unsafe' ? 'advisory' : decision.verdict,
      severity: severityOf(judgement, reached, isStranded && areSeparate(makerUnits, program)),
      effects: effectsOf(judgement, serving.length > 0, isStranded),
      fallback: evidence.fallback,
      reached,
      units,
      writerUnits: makerUnits,
      strandedUnits,
      accesses: store.accesses,
      story: storyOf(evidence, program),
      reason:
        elsewhere ??
        (reached === 'no' && evidence.writes.length > 0 && decision.verdict !== 'safe' ? UNREACHED : decision.reason),
      decision: decision.steps(locate),
      companions: companionsOf(judgement, beside.get(judgement) ?? [], serving, locate),
      remedies: remediesOf(decision.role, nameOf(root), form),
    };
  }
}

const NOWHERE: Spread = { units: [], writerUnits: [], strandedUnits: [] };

const UNREACHED = 'No entry point reaches what writes it.';

/** Loop variables and per-request objects are no news; what stands at module level and looks like state is. */
function isWorthClearing({ evidence, lifetime }: Judgement): boolean {
  const { root } = evidence;
  const around = outermost(root);
  if (around.kind === 'variable' && around.variable.fn !== MODULE) return false;
  if (root.kind === 'variable' && (root.variable.declared === 'function' || root.variable.declared === 'class'))
    return false;
  if (root.kind === 'global' && root.of) return root.of.entry !== undefined;
  if (evidence.shape === 'function') return false;
  if (root.kind === 'field') return lifetime !== undefined;
  if (root.kind === 'variable' && root.variable.declared === 'const')
    return evidence.shape !== 'scalar' && evidence.shape !== 'unknown';
  return true;
}

/** What belongs to everybody is where it is changed; nobody declares it. */
function elsewhereOf({ evidence, decision }: Judgement, context: JudgeContext): string | undefined {
  const { root, writes } = evidence;
  const { verdict, isReached } = decision;
  if (root.kind !== 'global') {
    const isOnPage =
      !isReached && verdict !== 'safe' && context.program.reach.knows(root.module.file) && writes.length > 0;
    const elsewhere = runsElsewhere(root.module, verdict, context);
    return elsewhere ?? (isOnPage && isChangedOnPages(root.module, context.program) ? BROWSER : undefined);
  }
  const reasons = root.of ? writes.map(({ module }) => runsElsewhere(module, verdict, context)) : [];
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

/** Why state is none of a server's. What is safe for a reason of its own keeps that reason, unless it is a browser's. */
function runsElsewhere(
  module: ModuleFacts,
  verdict: Verdict,
  { program, idleReason }: JudgeContext,
): string | undefined {
  if (isOfPages(module, program)) return BROWSER;
  const isLoaded = program.reach.unitsOfFile(module.file).size > 0;
  return isLoaded || verdict === 'safe' ? undefined : idleReason(module.file);
}

function ruleOf({ evidence: { root, fallback }, decision }: Judgement): RuleId {
  if (fallback && decision.verdict === 'unsafe') return 'no-memory-fallback';
  if (decision.role === 'request-leak') return 'no-request-leak';
  const around = outermost(root);
  if (around.kind === 'global')
    return around.of && around.of.package !== 'global' ? 'no-stateful-singleton' : 'no-global-state';
  return around.kind === 'field' && !around.static ? 'no-stateful-singleton' : 'no-module-state';
}

function severityOf({ decision, evidence }: Judgement, reached: Reached, isStranded: boolean): Severity {
  if (decision.verdict !== 'unsafe' || reached === 'no') return 'low';
  const severity = SEVERITY_OF_ROLE[decision.role];
  // Meant for development, it does harm only where somebody forgets to say that this is production.
  if (evidence.fallback === 'development') return oneLessSevere(severity);
  return isStranded ? oneMoreSevere(severity) : severity;
}

function effectsOf({ evidence, decision }: Judgement, isTimed: boolean, isStranded: boolean): Effect[] {
  const counts = evidence.operations.has('increment') || evidence.operations.has('mutate-in-place');
  const ofRole = EFFECTS_OF_ROLE[decision.role];
  return [
    ...ofRole,
    ...(counts && !ofRole.includes('lost-updates') && decision.verdict === 'unsafe' && decision.role !== 'rate-limit'
      ? (['lost-updates'] as const)
      : []),
    ...(isTimed ? (['timer-never-fires'] as const) : []),
    ...(isStranded ? (['unit-duplicate'] as const) : []),
  ];
}
