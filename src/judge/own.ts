import { MODULE, type FunctionId, type ModuleFacts, type Value } from '../model/facts.js';
import type { Role, Verdict } from '../model/words.js';
import type { Access } from '../program/stores.js';
import type { FunctionRef } from '../program/targets.js';
import { handleMadeBy } from '../libraries/placement.js';
import { TIMERS } from '../program/builtins.js';
import type { Program } from '../program/index.js';
import type { Evidence } from './evidence/index.js';
import { nameOf, words } from './evidence/names.js';
import type { Origin } from './evidence/origins.js';
import { isHandleValue } from './handles.js';

/** What an instance notes down about itself: each has its own, and may. */

interface Own {
  verdict: Verdict;
  role: Role;
  reason: string;
  isAuxiliary?: true;
}

/** States of a process or of its connections, which are each instance's own. */
const LIFECYCLE =
  /^(connected|disconnected|initiali[sz]ed|inited|ready|booted|loaded|started|bootstrapped|registered|configured|warm(ed)?|cold|shutdown|shutting|stopping|closing|closed|healthy|draining)$/;

/** Parts of a process that are started once, and whether they are: `isBotRunning`. */
const OF_PARTS = /^(bots?|servers?|clients?|sockets?|listeners?|consumers?)$/;
const GOES_ON = /^(running|launch(ed|ing)?|polling|listening|starting)$/;

/** What is counted of a connection: what went wrong with it. */
const OF_CONNECTION = /^(failures?|failed|fails?|errors?|retry|retries|pings?|reconnect\w*|backoff)$/;

/** `{ client, pingFailures, pingTimer }`: a connection, and what the instance knows about it. */
function isConnectionRecord({ store, valueOrigins }: Evidence, writes: readonly Access[], program: Program): boolean {
  const origins: readonly Origin[] = ['request', 'caller', 'awaited'];
  if (origins.some((origin) => valueOrigins.has(origin))) return false;
  const own = new Set(store.roots.map(({ id }) => id));
  const parts = writes.filter(({ path }) => path.length > 0);
  const isPart = ({ module, path, operation, value }: Access): boolean => {
    if (path.length !== 1 || path[0] === '*') return false;
    if (operation === 'increment') return words(path[0] ?? '').some((word) => OF_CONNECTION.test(word));
    return (
      value !== undefined &&
      (value.kind === 'literal' || isTimer(module, value) || isHandleValue(module, value, program, own))
    );
  };
  const isConnection = ({ module, value }: Access): boolean =>
    value !== undefined &&
    program
      .resolve(module, value)
      .some((one) => one.kind === 'created' && handleMadeBy(one.package, one.path.join('.')) !== undefined);
  return parts.length > 0 && parts.every(isPart) && parts.some(isConnection);
}

function isTimer(module: ModuleFacts, value: Value): boolean {
  const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
  return callee?.kind === 'global' && TIMERS.has(callee.name);
}

/** Functions that say nothing of a request, which the instance calls itself: `onReconnect(() => { adapter = null })`. */
function areOwnListeners({ keyOrigins }: Evidence, writes: readonly Access[], program: Program): boolean {
  const isFixed = [...keyOrigins].every((origin) => origin === 'constant' || origin === 'environment');
  const added = writes.filter(({ value, operation }) => value && operation !== 'delete');
  return (
    added.length > 0 &&
    added.every(({ module, value, operation }) => {
      const isAdded = operation === 'push' || operation === 'add' || (operation === 'set' && isFixed);
      const held = value && isAdded ? program.resolve(module, value) : [];
      return held.length > 0 && held.every((one) => one.kind === 'function' && !remembers(one));
    })
  );
}

/** Whether a function mentions what belongs to a call of a function that it stands in. */
function remembers({ module, fn }: FunctionRef): boolean {
  const isWithin = (inner: FunctionId): boolean => {
    for (let at = inner; at !== MODULE; at = module.functions[at]?.parent ?? MODULE) if (at === fn) return true;
    return false;
  };
  const isOutside = (value: Value): boolean => {
    switch (value.kind) {
      case 'variable': {
        const owner = module.variables[value.id]?.fn ?? MODULE;
        return owner !== MODULE && !isWithin(owner);
      }
      case 'member':
      case 'awaited':
        return isOutside(value.of);
      case 'either':
      case 'copy':
      case 'derived':
        return value.of.some(isOutside);
      default:
        return value.kind === 'this';
    }
  };
  return (
    module.calls.some((call) => isWithin(call.fn) && [call.callee, ...call.args].some(isOutside)) ||
    module.reads.some((read) => isWithin(read.fn) && isOutside(read.of)) ||
    module.writes.some((write) => isWithin(write.fn) && isOutside(write.target))
  );
}

/** What a process is connected to, and whether it is. */
const OF_SERVER =
  /^(db|database|redis|mongo\w*|mysql|postgres\w*|pg|sql\w*|prisma|kafka|rabbit\w*|amqp|mqtt|nats|broker|cache|connections?|conn|dynamo\w*|ddb|firestore|supabase|table|bucket|smtp)$/;
const IS_THERE =
  /^(connected|disconnected|online|offline|up|down|ready|available|unavailable|healthy|unhealthy|alive)$/;

const STANDS_IN = /^(memory|fallback|degraded|offline)$/;
const TURNS_AWAY: ReadonlySet<number> = new Set([401, 402, 403, 409, 423, 429]);

/** `isConnected`, `isRedisOffline`: whoever sets it, and who is told that a server is away, each instance has a connection of its own. */
function connectionAnswer({ nameWords, refusals }: Evidence, writes: readonly Access[]): Own | undefined {
  const own = [...nameWords];
  const isNamed = own.some((word) => IS_THERE.test(word)) && own.some((word) => OF_SERVER.test(word));
  // `memoryMode`, `usingFallback`: what it does without the server.
  const isWithout = own.some((word) => STANDS_IN.test(word)) && own.some((word) => /^(mode|using|use|is)$/.test(word));
  const isConnection = isNamed || isWithout || own.some((word) => /^(connected|disconnected)$/.test(word));
  // What a missing server has cannot be found; who is turned away is so for another reason.
  const isAway = ![...refusals.decided].some((status) => TURNS_AWAY.has(status));
  return isConnection && isAway && areSwitches(writes) ? IS_RUNNING : undefined;
}

const areSwitches = (writes: readonly Access[]): boolean =>
  writes.every(({ path, value }) => path.length === 0 && value?.kind === 'literal' && typeof value.value === 'boolean');

/** What is noted down of a service that the instance calls: `{ available, lastError, errorCount, lastSuccessAt }`. */
const OF_HEALTH =
  /^(?:is)?(?:\w*available|\w*healthy|up|down|online|offline|degraded)$|^(?:last|recent)(?:error|success|failure|check)\w*$|^(?:error|failure|fail|retry|success|retries|consecutive)\w*$|^status$/i;
const OF_LAST_TRY =
  /^_?last(?=\w*(?:connect|sync|check|fetch|refresh|poll))\w*(?:error|success|failure|attempt|target|status)(?:at)?$/i;
const OF_FAILURE = /error|fail|health|available|degraded/i;

function isHealthRecord({ root, shape, fields, valueOrigins, refusals }: Evidence): boolean {
  const names = [...fields];
  const isRefusing = [...refusals.decided].some((status) => status < 500);
  if (valueOrigins.has('request') || isRefusing) return false;
  // `lastConnectionError`, `lastSyncFailureAt`: one of them by itself.
  if (shape === 'scalar' || shape === 'unknown') return OF_LAST_TRY.test(nameOf(root).split('.').at(-1) ?? '');
  if (names.length < 2) return false;
  return names.every((name) => OF_HEALTH.test(name)) && names.some((name) => OF_FAILURE.test(name));
}

const IS_RUNNING: Own = {
  verdict: 'safe',
  role: 'other',
  reason: 'It says whether this instance is connected, ready or stopping.',
  isAuxiliary: true,
};

export function ownAnswer(
  evidence: Evidence,
  role: Role,
  writes: readonly Access[],
  program: Program,
): Own | undefined {
  if (isConnectionRecord(evidence, writes, program))
    return { verdict: 'safe', role: 'client', reason: 'A connection of this instance, and what it knows about it.' };
  if (!evidence.stateful && areOwnListeners(evidence, writes, program))
    return {
      verdict: 'advisory',
      role: 'other',
      reason: 'Functions of the instance that it calls itself; none of them knows of a request.',
    };
  if (evidence.isOwnLoad)
    return {
      verdict: 'advisory',
      role: 'other',
      reason: 'It counts what this instance has in hand, or whose turn it is: each instance may do so for itself.',
    };
  if (evidence.underWay === 'shared' && areSwitches(writes))
    return {
      verdict: 'advisory',
      role: 'lock',
      reason: 'Who comes while this instance is at it waits for the same work; without that it is done twice.',
      isAuxiliary: true,
    };
  if (isHealthRecord(evidence))
    return {
      verdict: 'advisory',
      role: 'other',
      reason: 'It says how a service is doing as this instance has seen it; the next one finds out for itself.',
    };
  const connected = connectionAnswer(evidence, writes);
  if (connected) return connected;
  if (evidence.refusals.decided.size > 0) return undefined;
  const isTime = evidence.shape === 'scalar' || evidence.shape === 'unknown';
  if (role === 'cleanup' && isTime)
    return {
      verdict: 'advisory',
      role,
      reason: 'When this instance last tidied up: each does so on its own, at worst more often than it has to.',
      isAuxiliary: true,
    };
  const isSwitched = writes.every(({ value }) => value?.kind === 'literal' && typeof value.value === 'boolean');
  const own = [...evidence.nameWords];
  const isPart = own.some((word) => OF_PARTS.test(word)) && own.some((word) => GOES_ON.test(word));
  // What a route switches itself, `gameStarted`, is no state of the instance.
  const isRouted = writes.some(({ module, fn }) => program.isEntry({ module, fn }));
  const isLifecycle = !isRouted && (isPart || own.some((word) => LIFECYCLE.test(word)));
  return isSwitched && isLifecycle ? IS_RUNNING : undefined;
}
