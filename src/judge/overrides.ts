/**
 * What the team knows and code does not show: roles, severities, and what may stay as it is. It comes last, over whatever was decided, and is
 * told like any other step, so that nobody wonders later why a store is quiet.
 */
import { append } from '../model/append.js';
import { nearest } from '../model/nearest.js';
import type { Authority, Override } from '../model/overrides.js';
import type { Accepted, Companion, DecisionStep, Diagnostic } from '../model/report.js';
import type { Role, Severity, Verdict } from '../model/words.js';
import { areSeparate, type Draft, type JudgeContext } from './drafts/draft.js';
import { identify } from './finding.js';
import { remediesOf } from './remedies.js';
import { EFFECTS_OF_ROLE, oneLessSevere, oneMoreSevere, SEVERITY_OF_ROLE } from './tables.js';

export interface Overridden {
  drafts: Draft[];
  /** Those of `drafts` that are accepted, and why. */
  accepted: ReadonlyMap<Draft, Accepted['accepted']>;
  /** Overrides that change nothing, and claims without a reason. */
  diagnostics: Diagnostic[];
}

export function overridden(
  drafts: readonly Draft[],
  overrides: readonly Override[],
  context: JudgeContext,
): Overridden {
  const claims = claimsOf(context);
  const all = [...overrides, ...claims.overrides];
  // Nearly every project has none.
  if (all.length === 0) return { drafts: [...drafts], accepted: new Map(), diagnostics: claims.diagnostics };
  const applied = new Map<Draft, Override[]>();
  const idle: Diagnostic[] = [];
  for (const override of all) {
    const meant = drafts.filter((draft) => isMeant(draft, override, context));
    const useful = meant.filter(({ verdict }) => verdict !== 'safe');
    if (useful.length === 0) idle.push(withoutEffect(override, meant, drafts, context));
    for (const draft of useful) append(applied, draft, override);
  }
  const accepted = new Map<Draft, Accepted['accepted']>();
  const changed = drafts.map((draft) => {
    const own = applied.get(draft) ?? [];
    const one = own.reduce((before, override) => changedBy(before, override, context), draft);
    const acceptance = own.find(({ accept }) => accept !== undefined);
    if (acceptance?.accept !== undefined) accepted.set(one, { ...authorityOf(acceptance), reason: acceptance.accept });
    return one;
  });
  return { drafts: changed, accepted, diagnostics: [...claims.diagnostics, ...idle] };
}

/** Comments that claim something with a reason, and those that forgot it. */
function claimsOf({ program, locate }: JudgeContext): { overrides: Override[]; diagnostics: Diagnostic[] } {
  const overrides: Override[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const module of program.modules.all()) {
    for (const { at, about, reason } of module.claims ?? []) {
      const { file, line } = locate(module, at);
      if (reason === undefined) diagnostics.push({ file, line, kind: 'config', message: NO_REASON });
      else overrides.push({ by: 'comment', file, line, store: { file, at: about }, accept: reason });
    }
  }
  return { overrides, diagnostics };
}

const NO_REASON =
  'this comment accepts nothing, for it gives no reason. Write `coldstate: per-instance, safe because` and why.';

const ID = /^[\da-f]{12}$/;

function isMeant(draft: Draft, { store }: Override, context: JudgeContext): boolean {
  const { module, at, declaration } = draft.place;
  if (typeof store === 'string') {
    if (ID.test(store)) return identify(draft, context) === store;
    const { file, symbol } = namedBy(store);
    return module.file === file && draft.symbol === symbol;
  }
  if (module.file !== store.file) return false;
  const lineAt = (offset: number): number => context.locate(module, [offset, offset]).line;
  const lines = [lineAt(store.at[0]), lineAt(store.at[1])];
  // A comment may stand above the statement, beside the name, or behind the end of it.
  return [declaration[0], at[0], declaration[1]].some((offset) => lines.includes(lineAt(offset)));
}

function namedBy(store: string): { file: string; symbol: string } {
  const [file = '', ...symbol] = store.replace(/^\.\//, '').split('#');
  return { file, symbol: symbol.join('#') };
}

function changedBy(draft: Draft, override: Override, context: JudgeContext): Draft {
  const { role, severity, accept } = override;
  const withRole = role === undefined ? draft : givenRole(draft, role, override, context);
  const withSeverity = severity === undefined ? withRole : givenSeverity(withRole, severity, override);
  return accept === undefined
    ? withSeverity
    : withStep(withSeverity, { question: 'May it stay as it is?', answer: `Yes, because ${accept}`, by: override });
}

/** Everything that follows from the role follows from this one; what the code adds to it (timers, units) stays. */
function givenRole(draft: Draft, role: Role, by: Authority, { program }: JudgeContext): Draft {
  const verdict = verdictOf(role, draft);
  const ofFormer = EFFECTS_OF_ROLE[draft.role];
  const added = draft.effects.filter((effect) => !ofFormer.includes(effect));
  const isStranded = draft.strandedUnits.length > 0 && areSeparate(draft.writerUnits, program);
  const changed: Draft = {
    ...draft,
    role,
    verdict,
    severity: verdict === 'unsafe' ? adjusted(SEVERITY_OF_ROLE[role], draft, isStranded) : 'low',
    effects: [...new Set([...EFFECTS_OF_ROLE[role], ...added])],
    remedies: remediesOf(role, draft.symbol, draft.form),
    reason: draft.reached === 'no' ? draft.reason : `${placeOf(by)} says that it is ${role}.`,
  };
  return withStep(changed, {
    question: 'What does the team say it is for?',
    answer: `${role} instead of ${draft.role}: ${verdict}, ${changed.severity}`,
    by,
  });
}

/** Whether configuration can be loaded again shows in the code alone. */
const AS_IT_WAS: ReadonlySet<Role> = new Set(['config', 'feature-flag']);

function verdictOf(role: Role, { reached, verdict }: Draft): Verdict {
  if (reached === 'no' || SEVERITY_OF_ROLE[role] === 'low') return 'advisory';
  return AS_IT_WAS.has(role) ? verdict : 'unsafe';
}

function adjusted(severity: Severity, { fallback }: Draft, isStranded: boolean): Severity {
  if (fallback === 'development') return oneLessSevere(severity);
  return isStranded ? oneMoreSevere(severity) : severity;
}

function givenSeverity(draft: Draft, severity: Severity, by: Authority): Draft {
  const verdict = severity === 'low' ? 'advisory' : 'unsafe';
  const reason = verdict === draft.verdict ? draft.reason : `${placeOf(by)} gives it this severity.`;
  return withStep(
    { ...draft, severity, verdict, reason },
    { question: 'How much does the team say it matters?', answer: `${severity} instead of ${draft.severity}`, by },
  );
}

function withStep(draft: Draft, { by, ...step }: Pick<DecisionStep, 'question' | 'answer'> & { by: Authority }): Draft {
  const said = by.by === 'config' ? 'the configuration says so' : 'a comment says so';
  return { ...draft, decision: [...draft.decision, { ...step, evidence: [`${said}, ${placeOf(by)}`] }] };
}

function authorityOf({ by, file, line }: Authority): Authority {
  return { by, file, ...(line === undefined ? {} : { line }) };
}

function placeOf({ file, line }: Authority): string {
  return line === undefined ? file : `${file}:${line}`;
}

function withoutEffect(
  override: Override,
  meant: readonly Draft[],
  drafts: readonly Draft[],
  context: JudgeContext,
): Diagnostic {
  const [safe] = meant;
  const { by, store } = override;
  const subject = typeof store === 'string' ? `stores: \`${store}\`` : 'this comment';
  const why = safe
    ? `${subject} changes nothing, for \`${safe.symbol}\` is safe: ${safe.reason}`
    : typeof store === 'string'
      ? `${subject} is no store that was found. ${hintFor(store, drafts)}`
      : `${subject} stands at no store that was found. ${hintAt(override, drafts, context)}`;
  const advice = safe ? ` Take it out${by === 'comment' ? ' or write it in other words' : ''}.` : '';
  const { file, line } = authorityOf(override);
  return { file, kind: 'config', message: `${why}${advice}`, ...(line === undefined ? {} : { line }) };
}

function hintAt({ file, line: commented = 0 }: Override, drafts: readonly Draft[], { locate }: JudgeContext): string {
  const isBelow = ({ line }: Companion): boolean => line === commented || line === commented + 1;
  const holder = drafts.find(({ place, companions }) => place.module.file === file && companions.some(isBelow));
  if (!holder) return 'Put it on the line of the declaration, or above it.';
  const { line } = locate(holder.place.module, holder.place.at);
  return `What stands there goes with \`${holder.symbol}\` (line ${line}): put it there.`;
}

function hintFor(store: string, drafts: readonly Draft[]): string {
  if (!store.includes('#'))
    return 'Stores are named as file#symbol, such as `src/lib/limiter.ts#windows`, or by the id of their finding.';
  const { file, symbol } = namedBy(store);
  const inFile = drafts.filter(({ place }) => place.module.file === file);
  const holder = inFile.find(({ companions }) => companions.some((one) => one.symbol === symbol));
  if (holder) return `It goes with \`${holder.symbol}\`: write \`${file}#${holder.symbol}\`.`;
  const names = inFile.map((draft) => draft.symbol);
  const guess =
    inFile.length > 0
      ? nearest(symbol, names)
      : nearest(
          store,
          drafts.map((draft) => `${draft.place.module.file}#${draft.symbol}`),
        );
  if (guess !== undefined) return `Did you mean \`${inFile.length > 0 ? `${file}#${guess}` : guess}\`?`;
  return names.length > 0
    ? `Stores of that file: ${[...new Set(names)].join(', ')}.`
    : 'No store was found in that file.';
}
