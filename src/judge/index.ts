import { createHash } from 'node:crypto';
import { MODULE, type ModuleFacts, type Value } from '../model/facts.js';
import type { Cleared, Companion, DecisionStep, Finding, ReportedAccess } from '../model/report.js';
import type { Effect, Form, Reached, Role, RuleId, Severity, Verdict } from '../model/words.js';
import type { Program } from '../program/index.js';
import { isBrowserModule } from '../program/modules.js';
import type { Access, Store } from '../program/stores.js';
import { besides, companionsOf, serves, type Judgement } from './companions.js';
import { decide } from './decide.js';
import { diskWrites } from './disk-writes.js';
import { evidenceOf, nameOf, words } from './evidence.js';
import { libraryUses } from './library-stores.js';
import type { Locate } from './locate.js';
import { declaringRoot, formOf, placeOf, type Place } from './place.js';
import { remediesOf } from './remedies.js';
import { roleOfWords } from './roles.js';
import { splitStores } from './split.js';
import { EFFECTS_OF_ROLE, oneMoreSevere, SEPARATE_UNITS, SEVERITY_OF_ROLE } from './tables.js';
import { BROWSER, timersIn, type Timer } from './timers.js';
import { requestOf, storyOf, trailOf, type Story } from './trail.js';
import { impactOf, messageOf, type Telling } from './words.js';

export interface Judged {
  findings: Finding[];
  cleared: Cleared[];
  /** How many stores were looked at. */
  stores: number;
}

export interface JudgeContext {
  program: Program;
  locate: Locate;
  /** Text of a file of the program. */
  source: (file: string) => string | undefined;
  packageOf: (file: string) => string;
  /** Files of packages that no server runs: static sites, mobile and desktop apps, extensions. */
  isIdle: (file: string) => boolean;
}

/** What is wrong with a program's state, worst first, and what is fine. */
export function judge(context: JudgeContext): Judged {
  const { program } = context;
  const judgements = program.stores
    .flatMap((store) => [...splitStores(store, program)])
    .filter(isCandidate)
    .map((store) => judgementOf(store, program));
  const timers = [...timersIn(program)];
  const drafts = [
    ...storeDrafts(judgements, timers, context),
    ...timerDrafts(timers, judgements, context),
    ...libraryDrafts(context),
    ...diskDrafts(context),
  ];
  const findings = drafts.filter((draft) => draft.verdict !== 'safe').map((draft) => findingOf(draft, context));
  const cleared = drafts.filter((draft) => draft.verdict === 'safe').map((draft) => clearedOf(draft, context));
  return { findings: findings.sort(worstFirst), cleared: cleared.sort(byPlace), stores: drafts.length };
}

/** Everything that is known of a finding or a cleared store before it is put into words and places. */
interface Draft {
  rule: RuleId;
  place: Place;
  symbol: string;
  form: Form;
  role: Role;
  verdict: Verdict;
  severity: Severity;
  effects: readonly Effect[];
  reached: Reached;
  units: readonly string[];
  writerUnits: readonly string[];
  strandedUnits: readonly string[];
  accesses: readonly Access[];
  story: Story;
  reason: string;
  decision: readonly DecisionStep[];
  companions: readonly Companion[];
  remedies: Finding['remedies'];
}

const NOTHING = {
  units: [],
  writerUnits: [],
  strandedUnits: [],
  accesses: [],
  story: {},
  decision: [],
  companions: [],
} as const satisfies Partial<Draft>;

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

function* storeDrafts(
  judgements: readonly Judgement[],
  timers: readonly Timer[],
  context: JudgeContext,
): Generator<Draft> {
  const { program, locate } = context;
  const beside = besides(judgements);
  const folded = new Set([...beside.values()].flat());
  for (const judgement of judgements) {
    if (folded.has(judgement)) continue;
    const { evidence, decision, lifetime } = judgement;
    if (decision.verdict === 'safe' && !isWorthClearing(judgement)) continue;
    const { root, store } = evidence;
    const elsewhere = root.kind === 'global' ? undefined : runsElsewhere(root.module, context);
    const place = placeOf(root, store);
    const serving = timers.filter((timer) => timer.safe === undefined && serves(timer, judgement));
    // Which units are concerned is asked of what is reported alone.
    const isReported = decision.verdict !== 'safe' && elsewhere === undefined;
    const unitsBehind = (accesses: readonly Access[]): string[] => (isReported ? unitsOf(accesses, program) : []);
    const units = unitsBehind(evidence.store.accesses);
    const makerUnits = unitsBehind(evidence.writes.filter(fills));
    const strandedUnits = unitsBehind(evidence.reads).filter((unit) => !makerUnits.includes(unit));
    const isStranded = decision.verdict === 'unsafe' && strandedUnits.length > 0 && makerUnits.length > 0;
    const isKnown = program.reach.knows(place.module.file);
    const reached: Reached = decision.isReached ? (isKnown ? 'yes' : 'unknown') : isKnown ? 'no' : 'unknown';
    yield {
      ...NOTHING,
      rule: ruleOf(judgement),
      place,
      symbol: nameOf(root),
      form: formOf(root, evidence.shape),
      role: elsewhere ? 'other' : decision.role,
      verdict: elsewhere ? 'safe' : reached === 'no' && decision.verdict === 'unsafe' ? 'advisory' : decision.verdict,
      severity: severityOf(decision.role, decision.verdict, reached, isStranded && areSeparate(makerUnits, program)),
      effects: effectsOf(judgement, serving.length > 0, isStranded),
      reached,
      units,
      writerUnits: makerUnits,
      strandedUnits,
      accesses: store.accesses,
      story: storyOf(evidence, program),
      reason:
        elsewhere ??
        (reached === 'no' && evidence.writes.length > 0 && decision.verdict !== 'safe' ? UNREACHED : decision.reason),
      decision: [
        ...decision.steps,
        ...(lifetime
          ? [{ question: 'Why does it outlive a request?', answer: LIFETIME_WORDS[lifetime.kind], evidence: [] }]
          : []),
      ],
      companions: companionsOf(judgement, beside.get(judgement) ?? [], serving, locate),
      remedies: remediesOf(decision.role, nameOf(root)),
    };
  }
}

/** Puts something there that others may look for; taking away and changing what is there does not. */
function fills({ operation, module, fn }: Access): boolean {
  return !/^(delete|clear|shift|sort|mutate-in-place)$/.test(operation) && module.functions[fn] !== undefined;
}

const UNREACHED = 'No entry point reaches what writes it.';

const LIFETIME_WORDS = {
  module: 'It stands in module scope, which lives as long as the instance.',
  global: 'It is a property of globalThis.',
  static: 'It is a static field.',
  closure: 'It belongs to a function that runs once, at start-up, and whose inner functions serve requests.',
  instance: 'It belongs to an instance that is kept for the life of the process.',
  injected: 'It belongs to a class that the framework instantiates once.',
} as const;

/** Loop variables and per-request objects are no news; what stands at module level and looks like state is. */
function isWorthClearing({ evidence, lifetime }: Judgement): boolean {
  const { root } = evidence;
  if (root.kind === 'variable' && root.variable.fn !== MODULE) return false;
  if (root.kind === 'variable' && (root.variable.declared === 'function' || root.variable.declared === 'class'))
    return false;
  if (evidence.shape === 'function') return false;
  if (root.kind === 'field') return lifetime !== undefined;
  if (root.kind === 'variable' && root.variable.declared === 'const')
    return evidence.shape !== 'scalar' && evidence.shape !== 'unknown';
  return true;
}

/** Why state is none of a server's. */
function runsElsewhere(module: ModuleFacts, { program, isIdle }: JudgeContext): string | undefined {
  if (isBrowser(module, program)) return BROWSER;
  const isLoaded = program.reach.unitsOfFile(module.file).size > 0;
  return isIdle(module.file) && !isLoaded ? 'No server runs the package that it is part of.' : undefined;
}

/** In the client's module graph alone: marked `'use client'`, or imported by nothing but such modules. */
function isBrowser(module: ModuleFacts, program: Program): boolean {
  if (isBrowserModule(module)) return true;
  if (!program.reach.knows(module.file) || program.reach.unitsOfFile(module.file).size > 0) return false;
  return [...program.modules.loading(module.file)].some((file) => {
    const importer = program.modules.get(file);
    return importer !== undefined && isBrowserModule(importer);
  });
}

function ruleOf({ evidence: { root }, decision }: Judgement): RuleId {
  if (decision.role === 'request-leak') return 'no-request-leak';
  if (root.kind === 'global') return 'no-global-state';
  return root.kind === 'field' && !root.static ? 'no-stateful-singleton' : 'no-module-state';
}

function severityOf(role: Role, verdict: Verdict, reached: Reached, isStranded: boolean): Severity {
  if (verdict !== 'unsafe' || reached === 'no') return 'low';
  const severity = SEVERITY_OF_ROLE[role];
  return isStranded ? oneMoreSevere(severity) : severity;
}

function areSeparate(units: readonly string[], program: Program): boolean {
  return program.entries.some((entry) => units.includes(entry.unit) && SEPARATE_UNITS.has(entry.platform));
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

function unitsOf(accesses: readonly Access[], program: Program): string[] {
  const units = new Set<string>();
  for (const { module, fn } of accesses) for (const unit of program.reach.unitsOf({ module, fn })) units.add(unit);
  return [...units].sort();
}

function* timerDrafts(
  timers: readonly Timer[],
  judgements: readonly Judgement[],
  { program }: JudgeContext,
): Generator<Draft> {
  for (const timer of timers) {
    const isFolded = (judgement: Judgement): boolean =>
      judgement.decision.verdict !== 'safe' && serves(timer, judgement);
    if (timer.safe === undefined && judgements.some(isFolded)) continue;
    const reach = program.reach.of({ module: timer.module, fn: timer.call.fn });
    const isBackground = timer.call.fn === MODULE || reach?.init === true || timer.repeats;
    const place: Place = { module: timer.module, at: timer.at, declaration: timer.at };
    const isSafe = timer.safe !== undefined || !timer.repeats || !isBackground;
    yield {
      ...NOTHING,
      rule: 'no-background-timer',
      place,
      symbol: timer.name,
      form: 'timer',
      role: timer.safe === BROWSER ? 'other' : 'scheduler',
      verdict: isSafe ? 'safe' : program.reach.knows(timer.module.file) ? 'unsafe' : 'advisory',
      severity: program.reach.knows(timer.module.file) ? SEVERITY_OF_ROLE.scheduler : 'low',
      effects: EFFECTS_OF_ROLE.scheduler,
      reached: program.reach.knows(timer.module.file) ? 'yes' : 'unknown',
      units: [...program.reach.unitsOfFile(timer.module.file)].sort(),
      reason:
        timer.safe ??
        (isSafe ? 'It fires once, on behalf of the work that started it.' : 'It is meant to run in the background.'),
      remedies: remediesOf('scheduler', timer.name),
    };
  }
}

function* libraryDrafts({ program }: JudgeContext): Generator<Draft> {
  for (const { store, package: name, module, call, placement, name: variable } of libraryUses(program)) {
    const reach = program.reach.of({ module, fn: call.fn });
    const isReached = program.reach.unitsOfFile(module.file).size > 0 || reach?.request === true;
    const reached: Reached = !program.reach.knows(module.file) ? 'unknown' : isReached ? 'yes' : 'no';
    const verdict: Verdict = placement === 'in-process' ? store.verdict : placement === 'shared' ? 'safe' : 'advisory';
    yield {
      ...NOTHING,
      rule: store.rule ?? 'no-in-process-library-store',
      place: { module, at: call.at, declaration: call.at },
      symbol: variable ?? name,
      form: store.rule === 'no-background-timer' ? 'timer' : store.rule === 'no-local-disk-state' ? 'disk' : 'library',
      role: store.role,
      verdict,
      severity: verdict === 'unsafe' && reached !== 'no' ? (store.severity ?? SEVERITY_OF_ROLE[store.role]) : 'low',
      effects: store.rule === 'no-local-disk-state' ? ['ephemeral-disk', 'no-durability'] : EFFECTS_OF_ROLE[store.role],
      reached,
      units: [...program.reach.unitsOfFile(module.file)].sort(),
      reason: PLACEMENT_WORDS[placement](name, store.keeps),
      remedies: [{ kind: 'library-option', ...store.remedy }],
    };
  }
}

const PLACEMENT_WORDS: Readonly<
  Record<'in-process' | 'shared' | 'fallback' | 'unknown', (name: string, keeps: string) => string>
> = {
  'in-process': (name, keeps) => `${name} keeps ${keeps} in the memory of the process unless it is given a store.`,
  shared: (name) => `${name} is given a store outside of the process.`,
  fallback: (name, keeps) => `${name} keeps ${keeps} in memory when its store is not configured.`,
  unknown: (name) => `Whether ${name} is given a store cannot be seen from here.`,
};

function* diskDrafts({ program }: JudgeContext): Generator<Draft> {
  for (const { module, call, name, pathWords, safe } of diskWrites(program)) {
    const own = words(module.functions[call.fn]?.name ?? '');
    const role = roleOfWords([...pathWords, ...own], 'entity');
    const access: Access = {
      root: { kind: 'global', id: name, name },
      path: [],
      operation: 'set',
      writes: true,
      module,
      fn: call.fn,
      at: call.at,
    };
    const units = unitsOf([access], program);
    yield {
      ...NOTHING,
      rule: 'no-local-disk-state',
      place: { module, at: call.at, declaration: call.at },
      symbol: name,
      form: 'disk',
      role,
      verdict: safe ? 'safe' : program.reach.knows(module.file) ? 'unsafe' : 'advisory',
      severity: diskSeverity(role, program.reach.knows(module.file)),
      effects: ['ephemeral-disk', 'no-durability', 'breaks-on-scale-out'],
      reached: program.reach.knows(module.file) ? 'yes' : 'unknown',
      units,
      accesses: [access],
      story: { write: access },
      reason:
        safe ??
        (program.reach.knows(module.file)
          ? 'A request writes a file that other instances and later requests will not find.'
          : 'It writes a file on the local disk; no entry point is known that would make this a request.'),
      remedies: [
        {
          kind: 'platform',
          title: 'Write to object storage (S3, R2, Blob) or to a database',
          detail: 'The local disk is read-only on most platforms, and temporary where it is not.',
        },
      ],
    };
  }
}

/** What writes files where no request is known may be a command line tool, whose disk is its own. */
function diskSeverity(role: Role, isRequest: boolean): Severity {
  if (!isRequest) return 'low';
  return SEVERITY_OF_ROLE[role] === 'low' ? 'medium' : SEVERITY_OF_ROLE[role];
}

function identify({ rule, place, symbol }: Draft, { source }: JudgeContext): string {
  const [start, end] = place.declaration;
  const declaration = (source(place.module.file) ?? '').slice(start, Math.min(end, start + 200)).replace(/\s+/g, ' ');
  const identity = [rule, place.module.file, symbol, declaration].join('\0');
  return createHash('sha256').update(identity).digest('hex').slice(0, 12);
}

function findingOf(draft: Draft, context: JudgeContext): Finding {
  const { program, locate } = context;
  const { write, read } = draft.story;
  const telling: Telling = {
    symbol: draft.symbol,
    role: draft.role,
    form: draft.form,
    writer: write && requestOf(write, program),
    reader: read && requestOf(read, program),
    writerUnits: draft.writerUnits,
    strandedUnits: draft.strandedUnits,
    areSeparate: areSeparate(draft.writerUnits, program),
  };
  const isLibrary = draft.form === 'library' || draft.form === 'timer' || draft.form === 'disk';
  return {
    id: identify(draft, context),
    rule: draft.rule,
    ...locate(draft.place.module, draft.place.at),
    symbol: draft.symbol,
    form: draft.form,
    role: draft.role,
    verdict: draft.verdict === 'unsafe' ? 'unsafe' : 'advisory',
    severity: draft.severity,
    effects: [...draft.effects],
    reached: draft.reached,
    package: context.packageOf(draft.place.module.file),
    units: [...draft.units],
    accesses: draft.accesses.map((access) => reported(access, context)),
    trail: [...trailOf(draft.form === 'disk' ? undefined : draft.place, draft.story, program, locate)],
    message: isLibrary
      ? draft.reason
      : draft.verdict === 'advisory'
        ? `${messageOf(telling)} ${draft.reason}`
        : messageOf(telling),
    impact: impactOf(draft.effects, telling),
    decision: [...draft.decision],
    remedies: draft.remedies,
    companions: [...draft.companions],
  };
}

function clearedOf(draft: Draft, context: JudgeContext): Cleared {
  return {
    id: identify(draft, context),
    ...context.locate(draft.place.module, draft.place.at),
    symbol: draft.symbol,
    form: draft.form,
    role: draft.role,
    reached: draft.reached,
    package: context.packageOf(draft.place.module.file),
    decision: [...draft.decision],
    reason: draft.reason,
  };
}

function reported(access: Access, { program, locate }: JudgeContext): ReportedAccess {
  const { module, fn, operation } = access;
  return {
    ...locate(module, access.at),
    operation,
    phase: fn !== MODULE && program.reach.of(access)?.request !== false ? 'request' : 'init',
    fn: module.functions[fn]?.name ?? '',
  };
}

const ORDER: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

function worstFirst(a: Finding, b: Finding): number {
  return ORDER[a.severity] - ORDER[b.severity] || byPlace(a, b);
}

function byPlace(a: Cleared | Finding, b: Cleared | Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
