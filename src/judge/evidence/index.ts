import type { ModuleFacts, Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import { lazily } from '../../model/lazily.js';
import type { StatefulEntry } from '../../model/library.js';
import type { Operation } from '../../model/words.js';
import type { Access, Store } from '../../program/stores.js';
import type { FunctionRef, Root, Target } from '../../program/targets.js';
import { callersToo, contextWords, functionsAround, textsIn, type Around } from './around.js';
import { belongsTo, lookedUpIn } from './belongs.js';
import { isOfEmulator } from './emulators.js';
import { fallbackOf, makersOf, type Fallback } from './fallback.js';
import { isOfWorkGoingOn, isTurn } from './load.js';
import { asksOf, comingUp } from './lookups.js';
import { skipsKnown } from './guards.js';
import { isOnlyLogged } from './logs.js';
import { machineryOf, type Machinery } from './machinery.js';
import { isBuiltOnce, isMemo } from './memo.js';
import { calleeName, nameOf, words } from './names.js';
import { originsOf, originsOfKey, type Origin } from './origins.js';
import { isInit, isOnOwnObject, isOwnInitialiser, isRequest, isUnreached } from './phase.js';
import { heldBy, shapeOf, type Shape } from './shape.js';
import { recomputesOnMiss } from './refills.js';
import { refusalsOf, statusesOf, type Refusals } from './statuses.js';
import { changesOf, statefulOf } from './stateful.js';
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
  /** Words of its name, its class and its file, and of the functions that access it, lower case. */
  nameWords: ReadonlySet<string>;
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

/**
 * `as`: what a package's container is used like, which what made it does not tell. Most stores are constants, which a look at their writes shows:
 * the rest is worked out when somebody asks for it.
 */
export function evidenceOf(store: Store, root: Root, program: Program, as?: Shape): Evidence {
  const isOwn = (access: Access): boolean => isOwnInitialiser(access) || isOnOwnObject(access, program);
  const all = store.accesses.filter(
    (access) => !isOwn(access) && !program.isBrowserOnly(access) && !isOfEmulator(access, program),
  );
  const requested = all.filter((access) => access.writes && isRequest(access, program));
  // Where no request writes, the evidence is what code that nothing reaches would do.
  const isReached = requested.length > 0;
  const writes = isReached ? requested : all.filter((access) => access.writes && isUnreached(access, program));
  const isRead = (access: Access): boolean =>
    !access.writes && (isRequest(access, program) || (!isReached && isUnreached(access, program)));
  // What nothing writes is safe, whatever stands around it.
  const telling = writes.length > 0 ? all : [];
  const isLookedUp = lookedUpIn(store, program);
  const belongs = belongsTo(store, isLookedUp, program);
  const comesUpIn = comingUp(store, program);
  const asks = asksOf(store, belongs, comesUpIn, program);
  const evidence: Evidence = lazily<Evidence>({
    store: () => store,
    root: () => root,
    writes: () => writes,
    isReached: () => isReached,
    held: () => store.roots.flatMap((one) => heldBy(one, program)),
    shape: () => as ?? shapeOf(store, evidence.held),
    reads: () => all.filter(isRead),
    isReadByRequests: () => all.some((access) => !access.writes && isRequest(access, program)),
    initWrites: () => store.accesses.filter((access) => access.writes && (isOwn(access) || isInit(access, program))),
    functions: () => functionsAround(telling, program),
    operations: () => new Set(all.map(({ operation }) => operation)),
    nameWords: () => new Set(store.roots.flatMap((one) => words(nameOf(one)))),
    contextWords: () => contextWords(store, root, evidence.functions),
    keyWords: () => new Set(telling.flatMap(({ module, key }) => (key ? words(calleeName(module, key)) : []))),
    fields: () => fieldsOf(all, program),
    statuses: () => statusesOf(evidence.functions),
    refusals: () => {
      const told = callersToo(usersOf(telling, program), handsOn, program);
      return refusalsOf(
        told.filter(({ ref: { module, fn } }) => comesUpIn(module.functions[fn])),
        asks,
      );
    },
    keyOrigins: () => originsIn(writes, ({ key }) => key, originsOfKey, program),
    valueOrigins: () => originsIn(writes, ({ value }) => value, originsOf, program),
    recomputes: () => recomputesOnMiss(store, writes, { asks, belongs, isLookedUp }, program),
    isWeak: () => evidence.held.some((target) => target.kind === 'builtin' && target.name.startsWith('Weak')),
    holdsPromises: () => holdsPromises(writes, program),
    isHandedOut: () => isHandedOut(store, evidence.functions, program),
    waiters: () => waitersOf(store, writes, program),
    machinery: () =>
      machineryOf(
        {
          ...{ accesses: all, writes, waiters: evidence.waiters, chains: evidence.chains },
          isRefusing: evidence.refusals.onPresence.size > 0,
        },
        program,
      ),
    skipsKnown: () => skipsKnown(store, writes, asks, program),
    chains: () => writes.some((access) => chainsOn(access, store, program)),
    counts: () => writes.some((access) => countsOn(access, belongs)),
    fallback: () => {
      const fallback = fallbackOf(writes, makersOf(root, evidence.held, program), belongs, program);
      // A setting stands in for nothing, whatever the code around it asks for.
      return evidence.stateful?.kind === 'setting' && fallback !== 'development' ? undefined : fallback;
    },
    isOwnLoad: () => isOfWorkGoingOn(writes) || isTurn(store, evidence.functions, asks, belongs),
    isOnlyLogged: () => isOnlyLogged(store, evidence.reads, program),
    isMemo: () =>
      isMemo(store, writes, program) ||
      (isBuiltOnce(writes, program) && !isAskedFor(evidence.keyOrigins, evidence.valueOrigins)),
    stateful: () => statefulOf(root, evidence.held, program),
    changes: () => changesOf(writes, root, evidence.stateful),
    texts: () => textsIn(evidence.functions.filter(({ distance }) => distance === 0)),
  });
  return evidence;

  function handsOn({ module, fn }: FunctionRef): boolean {
    const facts = module.functions[fn];
    return comesUpIn(facts) && (facts?.returns ?? []).some((value) => asks(module, value));
  }
}

/** Seen through wrappers: what counts is who looks something up, and what is stored. */
function usersOf(accesses: readonly Access[], program: Program): Around {
  const used = accesses.flatMap((access) => [...throughWrappers(access, program)]);
  return functionsAround(used, program);
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
