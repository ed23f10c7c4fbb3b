/**
 * How long an entry lives, as the code itself says: an end that is written in it, a timer that deletes it, a sweep by age, an age that is asked for where
 * it is read. What was forgotten in memory has to be forgotten in a store that outlives every deploy.
 */
import { ts } from 'ts-morph';
import type { Role } from '../../model/words.js';
import { bodyOf, descendants, isFunction, isInside } from '../nodes.js';
import { placeOf } from '../code.js';
import { endIn, endingOf, endsOf, fromText, isComparison, type End, type Ending } from './clock.js';
import { lifetimeOf } from '../../model/duration.js';
import { textThere } from './constants.js';
import type { Chore, Household } from './housekeeping.js';
import { MUST_FORGET } from './noticed.js';
import { toldApart } from './told-apart.js';

export interface Lifetime {
  /** `retain` where what is over is told from what is not there, and so has to be seen. */
  readonly option: 'ttl' | 'retain';
  readonly text: string;
  readonly because: string;
}

/** The housekeeping that a lifetime does itself: with another end than that of a sweep or a timer, what these delete would stay. */
export function choresOfLifetime(lifetime: Lifetime, source: LifetimeSource): Chore[] {
  if (fromCommand(source)?.because !== lifetime.because) return [...source.chores];
  return source.chores.filter(({ kind }) => kind === 'eviction');
}

export interface LifetimeSource {
  readonly household: Household;
  /** That nobody would miss. */
  readonly chores: readonly Chore[];
  /** Those that somebody would miss say nothing of how long an entry lives. */
  readonly noticed: readonly Chore[];
  readonly role: Role;
  /** The collection takes one length for all, not an end from each value. */
  readonly isFixed: boolean;
  /** `--ttl`. */
  readonly given: string | undefined;
}

type Attempt = (source: LifetimeSource) => Lifetime | undefined;

/** In this order: what stands in the entry is exact, what the command line says is a person's guess. */
const ATTEMPTS: readonly Attempt[] = [fromEnd, fromTimeout, fromSweep, fromAge, fromCommand];

export function lifetimeFrom(source: LifetimeSource): Lifetime | undefined {
  for (const attempt of ATTEMPTS) {
    const found = attempt(source);
    if (found === undefined) continue;
    const isIgnored = source.given !== undefined && attempt !== fromCommand;
    return isIgnored ? { ...found, because: `${found.because}; --ttl is not needed` } : found;
  }
  return undefined;
}

/** Where forgetting is what the store is for, a comparison with the clock is enough; elsewhere something has to be deleted because of it. */
const FORGETS: ReadonlySet<Role> = new Set([
  'session',
  'security',
  'rate-limit',
  'lock',
  'cache',
  'auth',
  'connection-registry',
]);
const DURABLE_NAMES = /expir|exp$|reset|until|valid|ttl|deadline|end|clear|unlock/i;

function fromEnd(source: LifetimeSource): Lifetime | undefined {
  if (source.isFixed) return undefined;
  const swept = sweptEnding(source);
  const reads = readEnds(source);
  const isNamed = [...(swept ? endsOf(swept) : []), ...reads].some((end) => end.plus === '');
  if (!isNamed) return undefined;
  const ending = swept ?? latestOf(reads);
  return ending && told(ending, source, swept ? 'what is over is swept by' : 'it is compared with the clock:');
}

function fromTimeout({ household, chores }: LifetimeSource): Lifetime | undefined {
  const chore = chores.find(({ kind }) => kind === 'timeout');
  if (chore?.delay === undefined) return undefined;
  const ms = textThere(chore.delay, { ...household.scope, isLazy: false });
  if (ms === undefined) return undefined;
  return {
    option: 'ttl',
    text: `{ ms: ${ms} }`,
    because: `a timer deletes each entry after \`${ms}\` ms (line ${placeOf(household.code, chore.statement).line})`,
  };
}

function fromSweep(source: LifetimeSource): Lifetime | undefined {
  const swept = sweptEnding(source);
  return swept && told(swept, source, 'what is too old is swept by');
}

function fromAge(source: LifetimeSource): Lifetime | undefined {
  const latest = latestOf(readEnds(source));
  return latest && told(latest, source, 'its age is asked for where it is read:');
}

function fromCommand({ given }: LifetimeSource): Lifetime | undefined {
  const text = given === undefined ? undefined : lifetimeOf(given);
  return text === undefined ? undefined : { option: 'ttl', text, because: `--ttl says ${given ?? ''}` };
}

function told(ending: Ending, { isFixed, household, chores }: LifetimeSource, how: string): Lifetime | undefined {
  const [first] = endsOf(ending);
  if (first === undefined) return undefined;
  const text = isFixed ? fixedText(endsOf(ending)) : fromText(ending);
  if (text === undefined) return undefined;
  const comparison = first.at.getText().replace(/\s+/g, ' ');
  const because = `${how} \`${comparison}\` (line ${placeOf(household.code, first.at).line})`;
  const apart = isFixed
    ? undefined
    : toldApart(
        comparisonsOf(household, chores).filter((end) => isOneOf(end, ending)),
        household,
      );
  if (apart === undefined) return { option: 'ttl', text, because };
  const { line } = placeOf(household.code, apart);
  return { option: 'retain', text, because: `${because}; what is over has an answer of its own (line ${line})` };
}

const isOneOf = ({ path, plus }: End, ending: Ending): boolean =>
  endsOf(ending).some((end) => end.path === path && end.plus === plus);

/** Of a list or a set, whose members have no end of their own: as long as the oldest may be. */
function fixedText(ends: readonly End[]): string | undefined {
  const [end, ...more] = ends;
  const added = /^\+ (.+)$/.exec(end?.plus ?? '')?.[1];
  if (end === undefined || added === undefined || more.some(({ plus }) => plus !== end.plus)) return undefined;
  return `{ ${end.unit}: ${added} }`;
}

/** Several sweeps of one store: the first to come. */
function sweptEnding({ chores }: LifetimeSource): Ending | undefined {
  const endings = distinct(chores.filter(({ kind }) => kind === 'sweep').flatMap((chore) => chore.endings));
  const [only] = endings;
  return endings.length < 2 ? only : { which: 'min', of: endings };
}

function latestOf(ends: readonly End[]): Ending | undefined {
  const endings = distinct(ends.map((end) => ({ end })));
  const [only] = endings;
  return endings.length < 2 ? only : { which: 'max', of: endings };
}

function distinct(endings: readonly Ending[]): Ending[] {
  const byText = new Map(endings.map((ending) => [fromText(ending), ending] as const));
  return [...byText.values()];
}

/** Comparisons of parts of an entry with the clock, outside of sweeps, that say when it is as good as gone. */
function readEnds({ household, chores, noticed, role }: LifetimeSource): End[] {
  const ends = comparisonsOf(household, [...chores, ...noticed]).filter((end) => isLife(end, role, household));
  return MUST_FORGET.has(role) || isAskedEverywhere(ends, household) ? ends : [];
}

function comparisonsOf(household: Household, chores: readonly Chore[]): End[] {
  const files = new Set(household.touches.map(({ receiver }) => receiver.getSourceFile()));
  return [...files]
    .flatMap((file) => [...descendants(file)])
    .filter(isComparison)
    .filter((node) => !chores.some(({ statement }) => isInside(node, statement)))
    .flatMap((node) => endIn(node, household) ?? []);
}

/** Who reads an entry without asking whether it is over would miss it, once it is hidden. */
function isAskedEverywhere(ends: readonly End[], { touches }: Household): boolean {
  const asking = new Set(ends.map(({ at }) => bodyOf(at)));
  return touches.every(({ method, node }) => !READS_ENTRY.has(method) || asking.has(bodyOf(node)));
}

const READS_ENTRY: ReadonlySet<string> = new Set(['get', 'has', 'values', 'entries', 'forEach', 'iterate']);

function isLife(end: End, role: Role, household: Household): boolean {
  if (mayBeOpen(end)) return false;
  if (deletesBecauseOf(end, household)) return true;
  return FORGETS.has(role) && (end.plus !== '' || end.path === '' || DURABLE_NAMES.test(end.path));
}

/** `lockedUntil: 0` is no end: an entry that begins so lives until something happens to it, and is counted with meanwhile. */
function mayBeOpen({ at, path }: End): boolean {
  const field = /\.(\w+)$/.exec(path)?.[1];
  return field !== undefined && new RegExp(`\\b${field}\\s*[:=]\\s*(?:0|null)\\b`).test(at.getSourceFile().text);
}

/** `if (entry.expiresAt < now) { m.delete(key); … }`, where nothing else is asked for. */
function deletesBecauseOf({ at, isOver }: End, household: Household): boolean {
  for (let node: ts.Node = at; !ts.isSourceFile(node) && !isFunction(node); node = node.parent) {
    const { parent } = node;
    if (!ts.isIfStatement(parent) || parent.expression !== node) continue;
    const branch = isOver ? parent.thenStatement : parent.elseStatement;
    const ending = endingOf(parent.expression, isOver, household);
    if (branch === undefined || ending === undefined || 'present' in ending) return false;
    return household.touches.some(({ method, node: access }) => method === 'delete' && isInside(access, branch));
  }
  return false;
}
