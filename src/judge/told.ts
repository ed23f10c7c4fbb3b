import { storeMadeBy } from '../libraries/placement.js';
import type { ModuleFacts, Value } from '../model/facts.js';
import { MODULE } from '../model/facts.js';
import type { Role, Verdict } from '../model/words.js';
import type { Program } from '../program/index.js';
import type { Access } from '../program/stores.js';
import { isCalledApart } from './evidence/apart.js';
import { originsOf, type Origin } from './evidence/origins.js';
import type { Evidence } from './evidence/index.js';
import { requestOf } from './trail.js';

/** Settings, containers of frameworks and emitters: what requests tell them, all requests of an instance are told. */

interface Told {
  verdict: Verdict;
  role: Role;
  reason: string;
}

const leak = (reason: string): Told => ({ verdict: 'unsafe', role: 'request-leak', reason });

export function toldAnswer(evidence: Evidence, program: Program): Told | undefined {
  const { stateful, changes } = evidence;
  if (evidence.waiters === 'own')
    return {
      verdict: 'advisory',
      role: 'lock',
      reason: 'Who waits in it is let go by the code that let it wait, on the same instance.',
    };
  if (changes.length === 0) return undefined;
  if (stateful?.kind === 'emitter') return listenedAnswer(evidence, program);
  const origins = new Set(changes.flatMap((change) => [...toldBy(change, program)]));
  if (!stateful) return strangerAnswer(evidence, origins);
  if (stateful.kind === 'container') {
    return origins.has('request') && !changes.some(isKeyed)
      ? leak("One request's data is put where every page that is rendered on the same instance reads it.")
      : undefined;
  }
  if (evidence.fallback === 'development')
    return { verdict: 'advisory', role: 'config', reason: 'Only outside of production does a request change it.' };
  if (origins.has('request') && isCalledApart(evidence.held, stateful, program))
    return {
      verdict: 'advisory',
      role: 'client',
      reason:
        'Each sign-in leaves its session in the client, and nothing asks with that; it should not be kept at all.',
    };
  return settingAnswer(changes, origins);
}

function settingAnswer(changes: readonly Access[], origins: ReadonlySet<Origin>): Told {
  if (origins.has('request')) {
    // Under names that the request says it is no data of its own: it configures.
    return changes.some((change) => !isKeyed(change))
      ? leak('A request sets it to its own data, and all other requests of the instance work with that.')
      : { verdict: 'unsafe', role: 'config', reason: 'A request configures its own instance, and no other.' };
  }
  if (changes.some(({ operation }) => operation === 'push')) {
    return { verdict: 'advisory', role: 'other', reason: 'Every request adds to it, and nothing is ever taken away.' };
  }
  if ([...origins].every((origin) => origin === 'constant' || origin === 'environment')) {
    return { verdict: 'safe', role: 'config', reason: 'Every request sets it to the same.' };
  }
  return {
    verdict: 'advisory',
    role: 'config',
    reason: 'A request sets it for all others of the instance, from what is not its own data.',
  };
}

/** Of objects that no table knows, only what says who the caller is says enough. */
function strangerAnswer({ root, held, changes }: Evidence, origins: ReadonlySet<Origin>): Told | undefined {
  const isShared = root.kind === 'global' && root.of !== undefined;
  const isClient = held.length > 0 && held.every(({ kind }) => kind === 'created');
  // What keeps data of requests by profession is judged as the store that it is.
  const isStore = held.some(
    (one) => one.kind === 'created' && storeMadeBy(one.package, one.path.join('.').replaceAll('.()', '')),
  );
  if (origins.has('caller') && !changes.some(isKeyed) && !isStore && (isShared || isClient))
    return leak('A request sets it to its own data, and all other requests of the instance work with that.');
  return isShared
    ? { verdict: 'safe', role: 'other', reason: 'What is set there does not say who set it.' }
    : undefined;
}

/** Whom nobody calls, or only the request that listens itself, misses nothing. */
function listenedAnswer({ changes, reads }: Evidence, program: Program): Told | undefined {
  const listening = new Set(
    changes.filter(({ operation }) => operation === 'add').map((one) => requestOf(one, program)),
  );
  const calling = new Set(reads.filter(({ operation }) => operation === 'get').map((one) => requestOf(one, program)));
  if (listening.size === 0)
    return { verdict: 'safe', role: 'other', reason: 'Requests only call those who listen since load.' };
  // A subscription to Redis or a change stream, which each instance has for itself.
  const isBroadcast = calling.size > 0 && [...calling].every((one) => one === undefined) && !listening.has(undefined);
  if (isBroadcast)
    return {
      verdict: 'safe',
      role: 'connection-registry',
      reason: 'What is emitted comes to every instance from outside.',
    };
  const [one] = listening;
  const isOwn = listening.size === 1 && one !== undefined && [...calling].every((other) => other === one);
  return isOwn
    ? { verdict: 'advisory', role: 'other', reason: 'Who listens and who calls is the same request.' }
    : undefined;
}

function isKeyed({ path, key }: Access): boolean {
  return path.includes('*') && key?.kind !== 'literal';
}

/** Where what is told comes from; a function tells what it knows of the code around it. */
function toldBy({ module, value }: Access, program: Program): Set<Origin> {
  if (!value) return new Set();
  const found = new Set(originsOf(module, value, program));
  for (const target of value.kind === 'function' ? [value.id] : functionsIn(module, value)) {
    for (const origin of capturedBy(module, target, program)) found.add(origin);
  }
  return found;
}

function functionsIn(module: ModuleFacts, value: Value): number[] {
  if (value.kind !== 'variable') return [];
  return (module.variables[value.id]?.values ?? []).flatMap((one) => (one.kind === 'function' ? [one.id] : []));
}

/** What a function mentions of the functions that it stands in. */
function capturedBy(module: ModuleFacts, fn: number, program: Program): Set<Origin> {
  const found = new Set<Origin>();
  const isWithin = (inner: number): boolean => {
    for (let at = inner; at !== MODULE; at = module.functions[at]?.parent ?? MODULE) if (at === fn) return true;
    return false;
  };
  for (const { of, fn: reader } of module.reads) {
    if (!isWithin(reader)) continue;
    const variable = variableIn(of);
    const owner = variable === undefined ? undefined : module.variables[variable]?.fn;
    if (owner === undefined || owner === MODULE || isWithin(owner)) continue;
    for (const origin of originsOf(module, of, program)) found.add(origin);
  }
  return found;
}

function variableIn(value: Value): number | undefined {
  if (value.kind === 'member') return variableIn(value.of);
  return value.kind === 'variable' ? value.id : undefined;
}
