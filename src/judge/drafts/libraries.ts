import { MODULE } from '../../model/facts.js';
import type { DecisionStep } from '../../model/report.js';
import type { Effect, Form, Reached, Role, RuleId, Severity, Verdict } from '../../model/words.js';
import type { Program } from '../../program/index.js';
import type { Locate } from '../locate.js';
import type { LibraryUse } from '../library-stores.js';
import { judgedByUse, type ByUse } from '../library-use.js';
import { EFFECTS_OF_ROLE, oneLessSevere, oneMoreSevere, SEVERITY_OF_ROLE } from '../tables.js';
import { messageOf } from '../words.js';
import { requestOf, storyOf } from '../trail.js';
import { partedDrafts } from './library-parts.js';
import { areSeparate, NOTHING, spreadOf, type Draft, type JudgeContext, type Spread } from './draft.js';

/** Stores that packages make. */

export function* libraryDrafts(uses: readonly LibraryUse[], context: JudgeContext): Generator<Draft> {
  for (const use of uses) yield* partedDrafts(use, (part) => draftOf(part, context), context);
}

function draftOf(use: LibraryUse, { program, locate }: JudgeContext): Draft {
  const { store, module, at, name = use.package } = use;
  const byUse = judgedByUse(use, program);
  const { role, verdict, reason } = judgementOf(use, byUse);
  const fallback = verdict === 'unsafe' ? fallbackOf(use, byUse) : undefined;
  const spread = verdict === 'safe' ? undefined : spreadAt(use, byUse, program);
  const reached = reachedOf(use, program);
  const isStranded =
    verdict === 'unsafe' && spread !== undefined && spread.strandedUnits.length > 0 && spread.writerUnits.length > 0;
  const story = byUse ? storyOf(byUse.evidence, program) : {};
  const draft: Draft = {
    ...NOTHING,
    ...spread,
    rule: fallback ? 'no-memory-fallback' : (store.rule ?? ruleOf(role)),
    place: { module, at, declaration: at },
    symbol: name,
    form: formOf(use),
    role,
    verdict: verdict === 'unsafe' && reached === 'no' ? 'advisory' : verdict,
    severity: severityOf({ use, byUse, role, verdict, reached, fallback, isStranded, spread }, program),
    effects: effectsOf(use, role, isStranded),
    reached,
    accesses: use.accesses,
    story,
    reason,
    decision: decisionOf(use, byUse, reason, locate),
    fallback,
    remedies: [{ kind: 'library-option', ...store.remedy }],
  };
  return { ...draft, message: byUse?.isDecided && verdict !== 'safe' ? messageBy(draft, program) : undefined };
}

/** What is wrong, by what the code does with it, and which package's container it is. */
function messageBy(draft: Draft, program: Program): string {
  const { write, read } = draft.story;
  const said = messageOf({
    ...draft,
    writer: write && requestOf(write, program),
    reader: read && requestOf(read, program),
    areSeparate: areSeparate(draft.writerUnits, program),
  });
  return `${said} ${draft.reason}`;
}

function judgementOf(use: LibraryUse, byUse: ByUse | undefined): { role: Role; verdict: Verdict; reason: string } {
  const { store, package: name, placement, notes, partOf } = use;
  if (partOf) return { role: store.role, verdict: 'safe', reason: PART_WORDS[partOf](name) };
  if (placement === 'shared') {
    const reason = `${name} ${store.safeBecause ?? 'is given a store outside of the process'}`;
    const halves = notes.length > 0 ? `, but ${notes.join(', and ')}` : '';
    return { role: store.role, verdict: notes.length > 0 ? 'advisory' : 'safe', reason: `${reason}${halves}.` };
  }
  if (byUse) return byUse;
  const verdict = placement === 'unknown' ? 'advisory' : store.verdict;
  return { role: store.role, verdict, reason: PLACEMENT_WORDS[placement](name, store.keeps) };
}

const PLACEMENT_WORDS: Readonly<
  Record<'in-process' | 'fallback' | 'unknown', (name: string, keeps: string) => string>
> = {
  'in-process': (name, keeps) => `${name} keeps ${keeps} in the memory of the process unless it is given a store.`,
  fallback: (name, keeps) => `${name} keeps ${keeps} in memory when its store is not configured.`,
  unknown: (name) => `Whether ${name} is given a store cannot be seen from here.`,
};

const PART_WORDS: Readonly<Record<NonNullable<LibraryUse['partOf']>, (name: string) => string>> = {
  insurance: (name) => `${name} only stands in while the store that it insures does not answer.`,
  tier: (name) => `${name} is a first level in front of a store outside of the process.`,
};

function fallbackOf({ placement, module, call }: LibraryUse, byUse: ByUse | undefined): Draft['fallback'] {
  // Nothing of it runs in production, wherever it would keep its data.
  if (byUse?.evidence.fallback === 'development') return 'development';
  if (placement !== 'fallback') return undefined;
  const [start, end] = call?.at ?? [0, 0];
  const isProduction = module.branches.some(
    ({ at, test }) =>
      at[0] >= start &&
      at[1] <= end &&
      test.some(
        ({ other }) => other?.kind === 'literal' && (other.value === 'production' || other.value === 'development'),
      ),
  );
  return isProduction ? 'development' : 'not-configured';
}

function ruleOf(role: Role): RuleId {
  return role === 'request-leak' ? 'no-request-leak' : 'no-in-process-library-store';
}

function formOf({ store }: LibraryUse): Form {
  if (store.rule === 'no-background-timer') return 'timer';
  return store.rule === 'no-local-disk-state' ? 'disk' : 'library';
}

/** Written by a request, where its accesses are known; otherwise loaded or made on behalf of one. */
function reachedOf({ store, module, fn, accesses }: LibraryUse, program: Program): Reached {
  if (!program.reach.knows(module.file)) return 'unknown';
  const isRequested = (at: { module: typeof module; fn: number }): boolean => program.reach.of(at)?.request === true;
  const writes = accesses.filter((access) => access.writes);
  // What a package does by itself, on hooks and resolvers of its own, shows in no call of ours.
  if (store.roleFrom === 'use' && writes.length > 0) return writes.some((one) => isRequested(one)) ? 'yes' : 'no';
  const isLoaded = program.reach.unitsOfFile(module.file).size > 0;
  return isLoaded || (fn !== MODULE && isRequested({ module, fn })) ? 'yes' : 'no';
}

function spreadAt({ module }: LibraryUse, byUse: ByUse | undefined, program: Program): Spread {
  const spread = byUse ? spreadOf(byUse.evidence, program) : undefined;
  if (spread && spread.units.length > 0) return spread;
  return { units: [...program.reach.unitsOfFile(module.file)].sort(), writerUnits: [], strandedUnits: [] };
}

interface Weighed {
  use: LibraryUse;
  byUse: ByUse | undefined;
  role: Role;
  verdict: Verdict;
  reached: Reached;
  fallback: Draft['fallback'];
  isStranded: boolean;
  spread: Spread | undefined;
}

function severityOf(weighed: Weighed, program: Program): Severity {
  const { use, byUse, role, verdict, reached, fallback, isStranded, spread } = weighed;
  if (verdict !== 'unsafe' || reached === 'no') return 'low';
  const isOfLibrary = role === use.store.role && use.store.severity !== undefined;
  const severity = byUse?.severity ?? (isOfLibrary && use.store.severity ? use.store.severity : SEVERITY_OF_ROLE[role]);
  if (fallback === 'development') return oneLessSevere(severity);
  return isStranded && areSeparate(spread?.writerUnits ?? [], program) ? oneMoreSevere(severity) : severity;
}

function effectsOf({ store }: LibraryUse, role: Role, isStranded: boolean): Effect[] {
  const own: readonly Effect[] =
    store.rule === 'no-local-disk-state' ? ['ephemeral-disk', 'no-durability'] : EFFECTS_OF_ROLE[role];
  return [...own, ...(isStranded ? (['unit-duplicate'] as const) : [])];
}

function decisionOf(use: LibraryUse, byUse: ByUse | undefined, reason: string, locate: Locate): DecisionStep[] {
  const { store, package: name, placement } = use;
  const where: DecisionStep = {
    question: 'Where does the package keep its data?',
    answer: WHERE_WORDS[placement],
    evidence: [name, ...use.notes],
  };
  const kind: DecisionStep = { question: 'What is it for?', answer: byUse?.role ?? store.role, evidence: [] };
  return [where, ...(byUse?.steps?.(locate) ?? [{ ...kind, evidence: [reason] }])];
}

const WHERE_WORDS: Readonly<Record<LibraryUse['placement'], string>> = {
  'in-process': 'In the process, or on its disk.',
  shared: 'In a store outside of the process.',
  fallback: 'In the process, when its store is not configured.',
  unknown: 'It cannot be seen from here.',
};
