/** From answers that differ to what a reader wants to know: which step, who answered what, and the store behind it. */
import type { Finding, Report } from '../model/report.js';
import { SEVERITIES, type Role } from '../model/words.js';
import { differencesOf, type Difference } from './compare/differences.js';
import type { Masks } from './compare/masks.js';
import type { Played, PlayedStep } from './play.js';
import type { Divergence, Event, Suspect } from './types.js';
import type { Digest } from './wire.js';

/** The one instance: what it answered, twice, and on what the two runs do not agree. */
export interface Reference {
  readonly steps: readonly PlayedStep[];
  readonly again: readonly PlayedStep[];
  readonly masks: readonly Masks[];
}

/** Undefined where the fleet did what one instance does. */
export function divergenceIn(
  at: number,
  seed: number,
  fleet: readonly PlayedStep[],
  reference: Reference,
  report: Report,
): Divergence | undefined {
  const there = fleet[at];
  const wanted = reference.steps[at];
  if (there === undefined || wanted === undefined) return undefined;
  const isOrdered = !fleet.slice(0, at).some(({ step }) => step.parallel);
  const differences = differencesOf(there, wanted, reference.masks[at] ?? new Set(), isOrdered);
  const expectations = brokenOnly(there, wanted);
  if (differences.length === 0 && expectations.length === 0) return undefined;
  const shown = differences.length > 0 ? differences : [{ at: there.requests.length - 1, there: '', reference: '' }];
  const stores = suspectsOf(shown, at, there, reference, report);
  const ids = stores.map(({ id }) => id);
  const differingIn = (request: number): Pick<Event, 'differing'> => {
    const differing = seenAlone(there, ids).filter((id) => contentsOf(id, request, at, there, reference) !== undefined);
    return differing.length === 0 ? {} : { differing };
  };
  return {
    step: there.step.title,
    line: there.step.line,
    seeds: [seed],
    requests: there.requests.length,
    different: differences.length,
    expectations,
    timeline: [
      ...before(at, shown, ids, fleet),
      ...shown.slice(0, MOST_SHOWN).map((each) => ({ ...eventOf(there, each, ids), ...differingIn(each.at) })),
    ],
    stores,
  };
}

function brokenOnly(there: PlayedStep, wanted: PlayedStep): Divergence['expectations'] {
  return there.step.expectations.flatMap(({ text, line }, at) => {
    const got = there.shortfalls[at];
    return got === undefined || wanted.shortfalls[at] !== undefined ? [] : [{ text, line, got }];
  });
}

const MOST_SHOWN = 4;
const MOST_SUSPECTS = 3;

/** Stores that held something else where the answer came from, those that the request used before all others. */
function suspectsOf(
  differences: readonly Difference[],
  at: number,
  there: PlayedStep,
  reference: Reference,
  report: Report,
): Suspect[] {
  const seen = report.findings.flatMap((finding) => {
    const evidence = differences.flatMap((each) => contentsOf(finding.id, each.at, at, there, reference) ?? [])[0];
    return evidence === undefined ? [] : [{ finding, ...evidence }];
  });
  const closest = Math.min(...seen.map(({ distance }) => distance));
  const statuses = new Set(
    differences
      .map(({ there: came, reference: wanted }) => [statusIn(came), statusIn(wanted)])
      .filter(([came, wanted]) => came !== wanted)
      .flat(),
  );
  const near = seen.filter(({ distance }) => distance === closest);
  const spokenOf = near.filter(({ finding }) => isSpokenOf(finding, statuses));
  const told = (spokenOf.length > 0 ? spokenOf : near)
    .sort((a, b) => weightOf(a.finding) - weightOf(b.finding))
    .slice(0, MOST_SUSPECTS);
  if (told.length > 0)
    return told.map(({ finding, held, wanted }) => ({
      ...suspect(finding, 'contents'),
      there: held,
      reference: wanted,
    }));
  const route = `${there.step.request.method} ${there.step.request.target.split('?')[0] ?? ''}`;
  const reached = report.findings.filter(({ trail }) => trail.some(({ note }) => note.includes(route)));
  return reached.slice(0, MOST_SUSPECTS).map((finding) => suspect(finding, 'route'));
}

const statusIn = (text: string): string => text.slice(0, 3);

/** What a status says of the stores behind it. */
const SPEAKS_OF: Readonly<Record<string, readonly Role[]>> = {
  401: ['session', 'auth', 'security'],
  403: ['session', 'auth', 'security'],
  404: ['entity', 'user-data', 'session'],
  409: ['entity', 'user-data', 'lock', 'id-sequence'],
  410: ['entity', 'user-data'],
  423: ['security', 'lock'],
  429: ['rate-limit', 'security'],
};

const isSpokenOf = ({ role }: Finding, statuses: ReadonlySet<string>): boolean =>
  [...statuses].some((status) => SPEAKS_OF[status]?.includes(role));

/** What loses nothing but time explains an answer last. */
const weightOf = ({ verdict, severity }: Finding): number =>
  (verdict === 'advisory' ? 10 : 0) + SEVERITIES.indexOf(severity);

interface Contents {
  readonly held: string;
  readonly wanted: string;
  /** 0: the answer was made with it. 1: that of the reference was. 2: nobody saw it used. */
  readonly distance: number;
}

function contentsOf(
  id: string,
  request: number,
  at: number,
  there: PlayedStep,
  reference: Reference,
): Contents | undefined {
  const mine = answeredIn(there, request);
  const theirs = answeredIn(reference.steps[at], request);
  const [held, wanted] = [mine?.stores[id], theirs?.stores[id]];
  if (held === undefined || wanted === undefined || isAlike(held, wanted, isStable(id, at, request, reference)))
    return undefined;
  const distance = mine?.used.includes(id) ? 0 : theirs?.used.includes(id) ? 1 : 2;
  return { held: held.shows, wanted: wanted.shows, distance };
}

/** What parallel requests met and changed depends on who came first, which no seed decides. */
const seenAlone = ({ step }: Pick<PlayedStep, 'step'>, ids: readonly string[]): readonly string[] =>
  step.parallel ? [] : ids;

const answeredIn = (step: PlayedStep | undefined, request: number): Played['answered'] =>
  step?.requests[request]?.answered;

/** What two runs of one instance do not agree on cannot be held against a third: there only the number of entries counts. */
function isAlike(mine: Digest, theirs: Digest, stable: boolean): boolean {
  return mine.size === theirs.size && (!stable || mine.hash === theirs.hash);
}

/** Parallel requests meet stores in any order, so the last that came alone tells. */
function isStable(id: string, at: number, request: number, { steps, again }: Reference): boolean {
  const alone = steps.slice(0, at + 1).findLastIndex(({ step }) => !step.parallel);
  const which = alone === at ? request : 0;
  return answeredIn(steps[alone], which)?.stores[id]?.hash === answeredIn(again[alone], which)?.stores[id]?.hash;
}

function suspect({ id, symbol, file, line, role, severity, message }: Finding, evidence: Suspect['evidence']): Suspect {
  return { id, symbol, file, line, role, severity, message, evidence };
}

const MOST_BEFORE = 3;

/** The requests that changed the same stores before, the last of each step; and the deploys since. */
function before(
  at: number,
  differences: readonly Difference[],
  ids: readonly string[],
  fleet: readonly PlayedStep[],
): Event[] {
  const first = differences[0]?.at ?? 0;
  const events = fleet.slice(0, at + 1).flatMap((step, index): Event[] => {
    const earlier = index === at ? step.requests.slice(0, step.step.parallel ? 0 : first) : step.requests;
    const last = earlier
      .map(({ answered }, n) => ({ answered, n }))
      .findLast(({ answered }) => answered?.written.some((id) => ids.includes(id)));
    const deploy: Event[] = step.step.deploy
      ? [{ kind: 'deploy', step: step.step.title, request: '', instance: '', cold: false, answer: '' }]
      : [];
    return [...deploy, ...(last === undefined ? [] : [eventOf(step, { at: last.n }, ids)])];
  });
  const shown = events.slice(-MOST_BEFORE);
  return shown.every(({ kind }) => kind === 'deploy') ? [...lastOf(fleet[at - 1], ids), ...shown] : shown;
}

function lastOf(step: PlayedStep | undefined, ids: readonly string[]): Event[] {
  return step === undefined ? [] : [eventOf(step, { at: step.requests.length - 1 }, ids)];
}

function eventOf(
  { step, requests }: PlayedStep,
  { at, there, reference }: Partial<Difference> & { at: number },
  ids: readonly string[],
): Event {
  const { request, answered } = requests[at] ?? {};
  const written = seenAlone({ step }, ids).filter((id) => answered?.written.includes(id));
  const missing = request === undefined ? 'not sent: what it needs never came' : answered?.missing;
  return {
    kind: 'request',
    step: step.title,
    request:
      request === undefined ? `${step.request.method} ${step.request.target}` : `${request.method} ${request.target}`,
    instance: answered?.instance ?? '',
    cold: answered?.cold ?? false,
    answer: missing ?? (there === undefined || there === '' ? String(answered?.answer.status ?? '') : there),
    ...(reference === undefined || reference === '' || reference === there ? {} : { reference }),
    ...(written.length === 0 ? {} : { written }),
  };
}
