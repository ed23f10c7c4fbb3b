import type { Value } from '../model/facts.js';
import type { Override } from '../model/overrides.js';
import type { Accepted, Cleared, Diagnostic, Finding } from '../model/report.js';
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
import { withMachinery } from './machinery.js';
import { overridden } from './overrides.js';
import { declaringRoot } from './place.js';
import { plainSteps } from './telling.js';
import { keepsTimers, timersIn } from './timers.js';

export type { JudgeContext };

export interface Judged {
  findings: Finding[];
  /** Findings in servers that run for months: they are counted, not listed. */
  longLived: Finding[];
  cleared: Cleared[];
  accepted: Accepted[];
  /** What the configuration and comments say of stores to no effect. */
  diagnostics: Diagnostic[];
  /** How many stores were looked at. */
  stores: number;
}

/** What is wrong with a program's state, worst first, and what is fine. */
export function judge(context: JudgeContext, overrides: readonly Override[] = []): Judged {
  const { program } = context;
  const frozen = frozenDrafts(context);
  const uses = libraryUses(program);
  const bound = [...boundHandles(program)];
  // What is told as frozen, as a package's store or as a handle in the wrong place is not cleared as a constant or a handle beside that.
  const told = new Set([...frozen.roots, ...[...uses, ...bound].flatMap(({ roots }) => roots.map(({ id }) => id))]);
  const judgements = withMachinery(
    program.stores.filter(isCandidate).map((store) => judgementOf(store, program)),
    program,
  ).filter(({ evidence, decision }) => decision.verdict !== 'safe' || !told.has(evidence.root.id));
  const timers = [...timersIn(program)];
  const found = [
    ...storeDrafts(judgements, timers, context),
    ...timerDrafts(timers, judgements, context),
    ...libraryDrafts(uses, context),
    ...boundDrafts(bound, context),
    ...diskDrafts(context),
    ...frozen.drafts,
    ...workDrafts(judgements, context),
  ]
    .map((draft) => deployed(draft, context))
    .map((draft) => (draft.decision.length > 0 ? draft : { ...draft, decision: plainSteps(draft) }));
  const { drafts, accepted, diagnostics } = overridden(found, overrides, context);
  const judged: Judged = {
    ...{ findings: [], longLived: [], cleared: [], accepted: [], diagnostics },
    stores: drafts.length,
  };
  for (const draft of drafts) {
    const acceptance = accepted.get(draft);
    if (draft.verdict === 'safe') {
      judged.cleared.push(clearedOf(draft, context));
    } else if (acceptance) {
      judged.accepted.push({ ...findingOf(draft, context), accepted: acceptance });
    } else if (isLongLived(draft.place.module, context)) {
      judged.longLived.push(findingOf(draft, context));
      judged.cleared.push(clearedOf({ ...draft, reached: 'no', reason: LONG_LIVED }, context));
    } else {
      judged.findings.push(findingOf(draft, context));
    }
  }
  judged.findings.sort(worstFirst);
  judged.accepted.sort(worstFirst);
  judged.cleared.sort(byPlace);
  return judged;
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
