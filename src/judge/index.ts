import type { Value } from '../model/facts.js';
import type { Override } from '../model/overrides.js';
import type { Accepted, Cleared, Diagnostic, Finding } from '../model/report.js';
import type { Severity } from '../model/words.js';
import type { Program } from '../program/index.js';
import type { Store } from '../program/stores.js';
import type { Judgement } from './companions.js';
import { decide } from './decide.js';
import { diskDrafts } from './drafts/disk.js';
import type { JudgeContext } from './drafts/draft.js';
import { libraryDrafts } from './drafts/libraries.js';
import { storeDrafts } from './drafts/stores.js';
import { timerDrafts } from './drafts/timers.js';
import { evidenceOf } from './evidence/index.js';
import { clearedOf, findingOf } from './finding.js';
import { overridden } from './overrides.js';
import { declaringRoot } from './place.js';
import { splitStores } from './split.js';
import { plainSteps } from './telling.js';
import { timersIn } from './timers.js';

export type { JudgeContext };

export interface Judged {
  findings: Finding[];
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
  const judgements = program.stores
    .flatMap((store) => [...splitStores(store, program)])
    .filter(isCandidate)
    .map((store) => judgementOf(store, program));
  const timers = [...timersIn(program)];
  const found = [
    ...storeDrafts(judgements, timers, context),
    ...timerDrafts(timers, judgements, context),
    ...libraryDrafts(context),
    ...diskDrafts(context),
  ].map((draft) => (draft.decision.length > 0 ? draft : { ...draft, decision: plainSteps(draft) }));
  const { drafts, accepted, diagnostics } = overridden(found, overrides, context);
  const judged: Judged = { findings: [], cleared: [], accepted: [], diagnostics, stores: drafts.length };
  for (const draft of drafts) {
    const acceptance = accepted.get(draft);
    if (draft.verdict === 'safe') judged.cleared.push(clearedOf(draft, context));
    else if (acceptance) judged.accepted.push({ ...findingOf(draft, context), accepted: acceptance });
    else judged.findings.push(findingOf(draft, context));
  }
  judged.findings.sort(worstFirst);
  judged.accepted.sort(worstFirst);
  judged.cleared.sort(byPlace);
  return judged;
}

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
  return { evidence, lifetime, decision: decide(evidence, lifetime, program) };
}

const ORDER: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

function worstFirst(a: Finding, b: Finding): number {
  return ORDER[a.severity] - ORDER[b.severity] || byPlace(a, b);
}

function byPlace(a: Cleared | Finding, b: Cleared | Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
