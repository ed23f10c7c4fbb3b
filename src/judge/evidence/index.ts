import type { ModuleFacts, Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import { inFunction } from '../../program/in-function.js';
import { keepersOf } from '../../program/lifetime.js';
import { lazyKind } from '../../model/lazily.js';
import type { StatefulEntry } from '../../model/library.js';
import type { Operation } from '../../model/words.js';
import type { Access, Store } from '../../program/stores.js';
import type { FunctionRef, Root, Target } from '../../program/targets.js';
import { callersToo, contextWords, functionsAround, textsIn, type Around } from './around.js';
import { belongsTo, lookedUpIn, type Belongs } from './belongs.js';
import { isOfEmulator } from './emulators.js';
import { fallbackOf, makersOf, type Fallback } from './fallback.js';
import { isOfWorkGoingOn, isTurn } from './load.js';
import { keyWordsOf } from './key-words.js';
import { isCountedToLimit } from './limits.js';
import { asksOf, comingUp, type Asks, type ComesUpIn } from './lookups.js';
import { skipsKnown } from './guards.js';
import { isOnlyLogged } from './logs.js';
import { machineryOf, type Machinery } from './machinery.js';
import { isLookedInto, type Maker } from './mentions.js';
import { isBuiltOnce, isComparedByKey, isMemo } from './memo.js';
import { contentWords, nameOf } from './names.js';
import { originsOf, originsOfKey, type Origin } from './origins.js';
import { isInit, isOnOwnObject, isOwnInitialiser, isRequest, isUnreached } from './phase.js';
import { heldBy, shapeOf, type Shape } from './shape.js';
import { recomputesOnMiss } from './refills.js';
import { NO_REFUSALS, refusalsOf, refusing, statusesOf, type Refusals } from './statuses.js';
import { changesOf, statefulOf } from './stateful.js';
import { underWayOf, type UnderWay } from './under-way.js';
import { waitersOf, type Waiters } from './waiters.js';
import { chainsOn, countsOn, holdsPromises, isHandedOut } from './work.js';
import { throughWrappers } from './wrappers.js';

/** Everything about one store that decides its role and verdict, gathered once. */
export interface Evidence {
  store: Store;
  root: Root;
  shape: Shape;
  held: readonly Target[];
  /** Writes and reads on behalf of requests; where no request writes, those of code that no entry point reaches. */
  writes: readonly Access[];
  reads: readonly Access[];
  /** Whether a request writes it. */
  isReached: boolean;
  isReadByRequests: boolean;
  /** Writes while modules are loaded or an instance is made. */
  initWrites: readonly Access[];
  /** Functions that access it, and those that call them, `distance` 0 and 1. */
  functions: Around;
  operations: ReadonlySet<Operation>;
  /** The words of each name: its own, and for the field of an object those under which such objects are kept, `otpCodes = new Expiring()`. */
  names: readonly (readonly string[])[];
  nameWords: ReadonlySet<string>;
  /** Words of its file and of the functions that access it, lower case. */
  contextWords: ReadonlySet<string>;
  /** Words of what entries are filed under: `sessions.set(sessionId, …)`. */
  keyWords: ReadonlySet<string>;
  /** Property names of the records in it. */
  fields: ReadonlySet<string>;
  /** HTTP statuses that the functions around it answer with. */
  statuses: ReadonlyMap<number, 0 | 1>;
  /** Those that what is in it, or is not, decides. */
  refusals: Refusals;
  keyOrigins: ReadonlySet<Origin>;
  valueOrigins: ReadonlySet<Origin>;
  /** A miss is filled by asking a slower source: the function that looks up also awaits or calls something and stores what it gave. */
  recomputes: boolean;
  /** It holds its keys weakly: what it says lives as long as the object that it is said of. */
  isWeak: boolean;
  /** It only ever holds promises of work that is going on. */
  holdsPromises: boolean;
  /** Functions return what is in it. */
  isHandedOut: boolean;
  /** Requests wait in it, and for whom. */
  waiters: Waiters | undefined;
  /** It keeps what cannot leave the process. */
  machinery: Machinery | undefined;
  /** What is in it already is left alone: `if (seen.has(id)) return; seen.add(id)`. */
  skipsKnown: boolean;
  /** It is the end of a chain of promises: `tail = tail.then(work)`. */
  chains: boolean;
  /** What is written is what was there before and a number. */
  counts: boolean;
  /** Records are given what it has counted to as their id. */
  isGivenAsId: boolean;
  /** What is counted starts from nothing here: no slower source has it. */
  countsFromNothing: boolean;
  /** Whether it holds what is asked for is told by a part of it: `slot.key === key`. */
  isComparedByKey: boolean;
  /** It holds, per key, a count up to a limit that begins again with time. */
  isCountedToLimit: boolean;
  /** It is on while work goes on, of which no second is begun. */
  underWay: UnderWay | undefined;
  /** It stands in for something durable, and when. */
  fallback: Fallback | undefined;
  /** A number by which the instance shares out its own work. */
  isOwnLoad: boolean;
  /** What is read from it goes to a log alone, or decides whether one is written. */
  isOnlyLogged: boolean;
  /** Filled once, when first needed, and kept: `client ??= create()`. */
  isMemo: boolean;
  /** What the tables say about the object that it is, or is part of: a setting, a container of a framework, an emitter. */
  stateful: StatefulEntry | undefined;
  /** Writes by which requests change such an object. */
  changes: readonly Access[];
  /** Lower-case texts of literals in the functions that access it. */
  texts: readonly string[];
}

interface Subject {
  store: Store;
  root: Root;
  program: Program;
  /** What a package's container is used like, which what made it does not tell. */
  as: Shape | undefined;
}

/** What the evidence is made of, and nobody else asks for. */
interface Within {
  /** Accesses that count: none of the browser, of an emulator, or by which an object makes itself. */
  all: readonly Access[];
  requested: readonly Access[];
  /** What nothing writes is safe, whatever stands around it: then none. */
  telling: readonly Access[];
  isLookedUp: Belongs;
  belongs: Belongs;
  comingUp: ReadonlySet<Maker>;
  comesUpIn: ComesUpIn;
  asks: Asks;
}

/** Most stores are constants, which a look at their writes shows: the rest is worked out when somebody asks for it. */
export function evidenceOf(store: Store, root: Root, program: Program, as?: Shape): Evidence {
  return evidenceOn({ store, root, program, as });
}

const evidenceOn = lazyKind<Subject, Omit<Evidence, keyof Subject> & Within>({
  all: ({ store, program }) =>
    store.accesses.filter(
      (access) => !isOwn(access, program) && !program.isBrowserOnly(access) && !isOfEmulator(access, program),
    ),
  requested: ({ all, program }) => all.filter((access) => access.writes && isRequest(access, program)),
  telling: ({ writes, all }) => (writes.length > 0 ? all : []),
  isLookedUp: ({ store, program }) => lookedUpIn(store, program),
  belongs: ({ store, isLookedUp, program }) => belongsTo(store, isLookedUp, program),
  comingUp: ({ store, program }) => comingUp(store, program),
  comesUpIn: (self) => (maker) =>
    maker !== undefined && (self.comingUp.has(maker) || !isLookedInto(maker, self.program)),
  asks: ({ store, belongs, comesUpIn, program }) => asksOf(store, belongs, comesUpIn, program),
  isReached: ({ requested }) => requested.length > 0,
  // Where no request writes, the evidence is what code that nothing reaches would do.
  writes: ({ isReached, requested, all, program }) =>
    isReached ? requested : all.filter((access) => access.writes && isUnreached(access, program)),
  held: ({ store, program }) => store.roots.flatMap((one) => heldBy(one, program)),
  shape: ({ as, store, held, program }) => as ?? shapeOf(store, held, program),
  reads: ({ all, isReached, program }) =>
    all.filter(
      (access) => !access.writes && (isRequest(access, program) || (!isReached && isUnreached(access, program))),
    ),
  isReadByRequests: ({ all, program }) => all.some((access) => !access.writes && isRequest(access, program)),
  initWrites: ({ store, program }) =>
    store.accesses.filter((access) => access.writes && (isOwn(access, program) || isInit(access, program))),
  functions: ({ telling, program }) => functionsAround(telling, program),
  operations: ({ all }) => new Set(all.map(({ operation }) => operation)),
  names: ({ root, program }) => {
    const own = contentWords(nameOf(root));
    const given = keepersOf(program.lifetimeOf(root)).map((one) => contentWords(nameOf(one)));
    // `const visitLog = new VisitLog()` says nothing that the class does not.
    return [own, ...given.map((words) => words.filter((word) => !own.includes(word)))];
  },
  nameWords: ({ names, store }) => new Set([...names, ...store.roots.map((one) => contentWords(nameOf(one)))].flat()),
  contextWords: ({ store, root, functions }) => contextWords(store, root, functions),
  keyWords: ({ telling, program }) => new Set(telling.flatMap((access) => [...keyWordsOf(access, program)])),
  fields: ({ all, program }) => fieldsOf(all, program),
  statuses: ({ functions, program }) => statusesOf(functions, program),
  refusals: (self) => {
    const { telling, comesUpIn, asks, program } = self;
    const refusers = refusing(program);
    if (telling.length === 0 || ![...self.comingUp].some((maker) => refusers.has(maker))) return NO_REFUSALS;
    const handsOn = ({ module, fn }: FunctionRef): boolean => {
      const facts = module.functions[fn];
      return comesUpIn(facts) && (facts?.returns ?? []).some((value) => asks(module, value));
    };
    const told = callersToo(usersOf(telling, program), handsOn, program);
    return refusalsOf(
      told.filter(({ ref: { module, fn } }) => comesUpIn(module.functions[fn])),
      asks,
      program,
    );
  },
  keyOrigins: ({ writes, program }) => originsIn(writes, ({ key }) => key, originsOfKey, program),
  valueOrigins: ({ writes, program }) => originsIn(writes, ({ value }) => value, originsOf, program),
  recomputes: ({ store, writes, asks, belongs, isLookedUp, program }) =>
    recomputesOnMiss(store, writes, { asks, belongs, isLookedUp }, program),
  isWeak: ({ held, writes, program }) =>
    held.some((target) => target.kind === 'builtin' && target.name.startsWith('Weak')) &&
    !isKeyedByEnvironment(writes, program),
  holdsPromises: ({ writes, isLookedUp, belongs, program }) =>
    holdsPromises(writes, (module, value) => isLookedUp(module, value) || belongs(module, value), program),
  isHandedOut: ({ store, functions, program }) => isHandedOut(store, functions, program),
  waiters: ({ store, writes, program }) => waitersOf(store, writes, program),
  machinery: (self) => {
    const { all, writes, waiters, chains, program } = self;
    const isRefusing = (): boolean => self.refusals.onPresence.size > 0;
    return machineryOf({ accesses: all, writes, waiters, chains, isRefusing }, program);
  },
  skipsKnown: ({ store, writes, asks, program }) => skipsKnown(store, writes, asks, program),
  chains: ({ store, writes, program }) => writes.some((access) => chainsOn(access, store, program)),
  counts: ({ writes, belongs }) => writes.some((access) => countsOn(access, belongs)),
  isGivenAsId: ({ functions, counts, belongs }) =>
    counts &&
    functions.some(
      ({ ref: { module, fn }, distance }) =>
        distance === 0 &&
        inFunction(module.objects, fn).some(({ properties }) =>
          properties.some(({ key, value }) => /^_?id$|Id$/.test(key) && belongs(module, value)),
        ),
    ),
  countsFromNothing: ({ counts, writes, program }) => {
    const filling = writes.filter(({ operation, value }) => value && /^(set|assign|push)$/.test(operation));
    const from = originsIn(filling.length > 0 ? filling : writes, ({ value }) => value, originsOf, program);
    return counts && !from.has('awaited');
  },
  isComparedByKey: ({ store, reads }) => isComparedByKey(store, reads),
  isCountedToLimit: ({ functions, writes, program }) => isCountedToLimit(functions, writes, program),
  underWay: ({ store, writes, program }) => underWayOf(store, writes, program),
  fallback: ({ root, held, stateful, writes, belongs, program }) => {
    const fallback = fallbackOf(writes, makersOf(root, held, program), belongs, program);
    // A setting stands in for nothing, whatever the code around it asks for.
    return stateful?.kind === 'setting' && fallback !== 'development' ? undefined : fallback;
  },
  isOwnLoad: ({ store, writes, functions, asks, belongs }) =>
    isOfWorkGoingOn(writes) || isTurn(store, functions, asks, belongs),
  isOnlyLogged: ({ store, reads, program }) => isOnlyLogged(store, reads, program),
  isMemo: (self) =>
    isMemo(self.store, self.writes, self.program) ||
    (isBuiltOnce(self.writes, self.program) && !isAskedFor(self.keyOrigins, self.valueOrigins)),
  stateful: ({ root, held, program }) => statefulOf(root, held, program),
  changes: ({ writes, root, stateful }) => changesOf(writes, root, stateful),
  texts: ({ functions }) => textsIn(functions.filter(({ distance }) => distance === 0)),
});

function isOwn(access: Access, program: Program): boolean {
  return isOwnInitialiser(access) || isOnOwnObject(access, program);
}

/** Seen through wrappers: what counts is who looks something up, and what is stored. */
function usersOf(accesses: readonly Access[], program: Program): Around {
  const used = accesses.flatMap((access) => [...throughWrappers(access, program)]);
  return functionsAround(used, program);
}

/** The environment of a Worker lives as long as its isolate: `buckets.set(env, new Map())`. */
function isKeyedByEnvironment(writes: readonly Access[], program: Program): boolean {
  const own = writes.filter(({ path, key }) => path.length === 0 && key !== undefined);
  const from = originsIn(own, ({ key }) => key, originsOfKey, program);
  return from.size === 1 && from.has('environment');
}

/** Something of a request went into it. */
function isAskedFor(...origins: readonly ReadonlySet<Origin>[]): boolean {
  return origins.some((one) => one.has('request') || one.has('caller') || one.has('parameter'));
}

/** Names of the properties of what is stored: keys of the records written, and members read from or written to the elements. */
function fieldsOf(accesses: readonly Access[], program: Program): Set<string> {
  const fields = new Set<string>();
  for (const access of accesses) {
    for (const key of access.path) if (key !== '*' && !/^\d+$/.test(key)) fields.add(key);
    for (const { module, id } of recordsIn(access, program)) {
      for (const { key } of module.objects[id]?.properties ?? []) if (key !== '...') fields.add(key);
    }
  }
  return fields;
}

function recordsIn({ module, value }: Access, program: Program): { module: ModuleFacts; id: number }[] {
  if (!value) return [];
  return program.resolve(module, value).flatMap((target) => (target.kind === 'object' ? [target] : []));
}

function originsIn(
  accesses: readonly Access[],
  pick: (access: Access) => Value | undefined,
  of: typeof originsOf,
  program: Program,
): Set<Origin> {
  const found = new Set<Origin>();
  for (const access of accesses) {
    const value = pick(access);
    if (value) for (const origin of of(access.module, value, program)) found.add(origin);
  }
  return found;
}
