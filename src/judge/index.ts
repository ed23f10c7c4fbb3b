import type { Value } from '../model/facts.js';
import type { Cleared, Finding } from '../model/report.js';
import type { Severity } from '../model/words.js';
import type { Program } from '../program/index.js';
import type { Store } from '../program/stores.js';
import type { Judgement } from './companions.js';
import { decide } from './decide.js';
import { deployed, isLongLived } from './deployment.js';
import { boundDrafts } from './drafts/bound.js';
import { diskDrafts } from './drafts/disk.js';
import type { JudgeContext } from './drafts/draft.js';
import { frozenDrafts } from './drafts/frozen.js';
import { libraryDrafts } from './drafts/libraries.js';
import { storeDrafts } from './drafts/stores.js';
import { timerDrafts } from './drafts/timers.js';
import { workDrafts } from './drafts/work.js';
import { evidenceOf } from './evidence/index.js';
import { boundHandles } from './bound-handles.js';
import { clearedOf, findingOf } from './finding.js';
import { libraryUses } from './library-stores.js';
import { declaringRoot } from './place.js';
import { splitStores } from './split.js';
import { keepsTimers, timersIn } from './timers.js';

export type { JudgeContext };

export interface Judged {
  findings: Finding[];
  /** Findings in servers that run for months: they are counted, not listed. */
  longLived: Finding[];
  cleared: Cleared[];
  /** How many stores were looked at. */
  stores: number;
}

/** What is wrong with a program's state, worst first, and what is fine. */
export function judge(context: JudgeContext): Judged {
  const { program } = context;
  const frozen = frozenDrafts(context);
  const uses = libraryUses(program);
  const bound = [...boundHandles(program)];
  // What is told as frozen, as a package's store or as a handle in the wrong place is not cleared as a constant or a handle beside that.
  const told = new Set([...frozen.roots, ...[...uses, ...bound].flatMap(({ roots }) => roots.map(({ id }) => id))]);
  const judgements = program.stores
    .flatMap((store) => [...splitStores(store, program)])
    .filter(isCandidate)
    .map((store) => judgementOf(store, program))
    .filter(({ evidence, decision }) => decision.verdict !== 'safe' || !told.has(evidence.root.id));
  const timers = [...timersIn(program)];
  const drafts = [
    ...storeDrafts(judgements, timers, context),
    ...timerDrafts(timers, judgements, context),
    ...libraryDrafts(uses, context),
    ...boundDrafts(bound, context),
    ...diskDrafts(context),
    ...frozen.drafts,
    ...workDrafts(context),
  ].map((draft) => deployed(draft, context));
  const unsafe = drafts.filter((draft) => draft.verdict !== 'safe');
  const counted = unsafe.filter(({ place }) => isLongLived(place.module, context));
  const findings = unsafe.filter((draft) => !counted.includes(draft)).map((draft) => findingOf(draft, context));
  const longLived = counted.map((draft) => findingOf(draft, context));
  const cleared = [
    ...drafts.filter((draft) => draft.verdict === 'safe'),
    ...counted.map((draft) => ({ ...draft, reached: 'no' as const, reason: LONG_LIVED })),
  ].map((draft) => clearedOf(draft, context));
  return { findings: findings.sort(worstFirst), longLived, cleared: cleared.sort(byPlace), stores: drafts.length };
}

const LONG_LIVED =
  'It lives in a server that runs for months, and is counted there: a restart or a second instance would lose it.';

/** Imports, functions and classes are no state unless somebody writes properties on them. */
function isCandidate({ roots, accesses }: Store): boolean {
  return roots.some((root) => {
    if (root.kind !== 'variable') return true;
    const { declared, name, values } = root.variable;
    if (name === '' || declared === 'parameter') return false;
    // `const fs = require('fs')` is an import.
    if (declared === 'const' && values.length > 0 && values.every(isImported)) return false;
    if (declared !== 'function' && declared !== 'class') return true;
    return accesses.some((access) => access.writes && access.path.length > 0);
  });
}

function isImported(value: Value): boolean {
  return value.kind === 'import' || (value.kind === 'member' && isImported(value.of));
}

function judgementOf(store: Store, program: Program): Judgement {
  const root = declaringRoot(store);
  const evidence = evidenceOf(store, root, program);
  const lifetime = program.lifetimeOf(root);
  const decision = decide(evidence, lifetime, program);
  const isOfTimers = decision.verdict === 'unsafe' && keepsTimers(evidence.writes, program);
  return { evidence, lifetime, decision: isOfTimers ? { ...decision, ...OF_TIMERS } : decision };
}

/** What the timers do is judged by itself. */
const OF_TIMERS = {
  verdict: 'advisory',
  role: 'scheduler',
  reason: 'It keeps handles of timers, which another instance could not clear.',
  isAuxiliary: true,
} as const;

const ORDER: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

function worstFirst(a: Finding, b: Finding): number {
  return ORDER[a.severity] - ORDER[b.severity] || byPlace(a, b);
}

function byPlace(a: Cleared | Finding, b: Cleared | Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
