import { pureMadeBy } from '../libraries/placement.js';
import type { Role, Verdict } from '../model/words.js';
import type { Evidence } from './evidence/index.js';
import { SECRETS } from './evidence/names.js';
import {
  isFilledWhereRead,
  isDecidedHere,
  isFilledWhileMade,
  isKeyed,
  isNeverRead,
  isOfEnvironment,
  isOfNoRequest,
  isOnlyTakenFrom,
  isStepsAlong,
  isToldSwitch,
  keepsRecords,
  MAY_BE_OF_REQUESTS,
} from './filling.js';
import { isHandleValue, isNothing } from './handles.js';
import { ownAnswer } from './own.js';
import { toldAnswer } from './told.js';
import { machineryAnswer } from './machinery.js';
import type { RoleDecision } from './roles/index.js';
import {
  contentsOfIt,
  fillingOfIt,
  lifeOfIt,
  missesOfIt,
  originsOfIt,
  readsOfIt,
  whoRunsIt,
  writesOfIt,
  type Tell,
  type Witness,
} from './telling.js';

/** The steps by which an expert decides about one store, in their order: each gives its answer or passes the store on. */

export interface Answer {
  verdict: Verdict;
  role: Role;
  /** Why, in one sentence. */
  reason: string;
  /** It serves whatever else its functions do: a time stamp, a flag. */
  isAuxiliary?: true;
  /** It keeps what cannot leave the process, and what only serves it is no data either. */
  isMachinery?: true;
}

export interface Case extends Witness {
  role: RoleDecision;
}

export interface Step {
  question: string;
  /** Said when the step passes the store on. */
  otherwise: string;
  /** The facts behind the answer. */
  evidence?: Tell;
  decide(one: Case): Answer | undefined;
}

const safe = (role: Role, reason: string): Answer => ({ verdict: 'safe', role, reason });

export const STEPS: readonly Step[] = [
  {
    question: 'Does anything write it after it is made?',
    evidence: writesOfIt,
    otherwise: 'Yes, outside of module evaluation.',
    decide: (one) => {
      const { evidence, writes } = one;
      if (writes.length > 0) return undefined;
      const isHandle = evidence.shape === 'created' || evidence.shape === 'instance';
      if (isHandle && evidence.initWrites.length === 0)
        return safe(handleRole(evidence), 'Made once and used by every request; nothing reassigns it.');
      const kept = one.role.role === 'config' ? 'config' : 'constant';
      if (evidence.initWrites.length > 0) return safe(kept, 'Written only while its module loads.');
      return safe(kept, 'Never written after it is made.');
    },
  },
  {
    question: 'Does it outlive one request?',
    evidence: lifeOfIt,
    otherwise: 'Yes.',
    decide: ({ lifetime, writes }) => {
      if (!lifetime) return safe('other', 'Each request has its own.');
      return isFilledWhileMade(lifetime, writes) ? safe('other', 'Each call makes one, and fills it.') : undefined;
    },
  },
  {
    question: 'Does anything that runs change it?',
    evidence: whoRunsIt,
    otherwise: 'Yes, or nothing that runs reads it either.',
    decide: ({ evidence, program }) => {
      if (isOnlyTakenFrom(evidence, program))
        return safe('constant', 'Requests only take away from it, and nobody calls what would put anything in.');
      const isMade = evidence.initWrites.length > 0 || evidence.held.length > 0;
      if (evidence.isReached || !evidence.isReadByRequests || !isMade) return undefined;
      return safe('constant', 'Requests read it, and only code that no request runs changes it.');
    },
  },
  {
    question: 'Does it live as long as something else?',
    otherwise: 'No.',
    decide: ({ evidence }) =>
      evidence.isWeak
        ? safe('other', 'A weak collection: its entries live as long as the objects they belong to.')
        : undefined,
  },
  {
    question: 'Does a request tell it something for everybody who uses it?',
    otherwise: 'No.',
    decide: ({ evidence, program }) => toldAnswer(evidence, program),
  },
  {
    question: 'Is it a handle rather than data?',
    evidence: contentsOfIt,
    otherwise: 'No, it holds data.',
    decide: ({ evidence, writes, program }) => {
      const ofProcess = machineryAnswer(evidence);
      if (ofProcess) return ofProcess;
      if (isOfEnvironment(evidence))
        return safe('client', 'The platform hands it out with each request, and it is the same each time.');
      const assignments = writes.filter(({ operation }) => operation === 'assign' || operation === 'set');
      // `delete globalThis.pool`: what is taken away as a whole is made anew.
      const others = writes.filter(({ operation, path }) => operation === 'delete' && path.length === 0);
      if (assignments.length + others.filter(({ write }) => write).length !== writes.length) return undefined;
      // Handles filed under keys are data, unless a missing one is simply made anew.
      if (writes.some(isKeyed) && (!isFilledWhereRead(evidence) || keepsRecords(evidence, program))) return undefined;
      const own = new Set(evidence.store.roots.map(({ id }) => id));
      const isHandle = assignments.every(
        ({ module, value }) => value === undefined || isHandleValue(module, value, program, own),
      );
      // What is closed by requests may have been opened before any of them came.
      const opened = [...assignments, ...evidence.initWrites.filter(({ operation }) => operation === 'assign')];
      const isOpened = opened.some(
        ({ module, value }) => value && !isNothing(value) && isHandleValue(module, value, program, own),
      );
      if (!isHandle || !isOpened) return undefined;
      return safe(
        writes.some(isKeyed) ? 'client' : handleRole(evidence),
        'A connection or object that is made once per instance and reused, as the platforms recommend.',
      );
    },
  },
  {
    question: 'Is it a flag that only ever changes once?',
    otherwise: 'No.',
    decide: ({ evidence, writes }) => {
      if (evidence.shape !== 'scalar' && evidence.shape !== 'unknown') return undefined;
      const values = new Set(writes.map(({ value }) => (value?.kind === 'literal' ? value.value : writes)));
      if (values.size !== 1 || values.has(writes) || writes.some(({ operation }) => operation !== 'assign'))
        return undefined;
      return {
        verdict: 'safe',
        role: 'other',
        isAuxiliary: true,
        reason: 'A flag that is set once per instance, such as a first call or a warning already given.',
      };
    },
  },
  {
    question: 'Does it say how the instance itself is doing?',
    otherwise: 'No.',
    decide: ({ evidence, role, writes, program }) => ownAnswer(evidence, role.role, writes, program),
  },
  {
    question: 'Is it filled once, when first needed?',
    evidence: fillingOfIt,
    otherwise: 'No, it changes from request to request.',
    decide: (one) => {
      const { evidence, writes } = one;
      if (!evidence.isMemo) return undefined;
      const { role } = one;
      const isOfAll = role.role === 'config' || role.role === 'feature-flag';
      // `if (slot && slot.key === key) return slot.value`: whoever asks for another is given another.
      const isSlot = role.role === 'cache' && evidence.recomputes && evidence.isComparedByKey;
      if (evidence.valueOrigins.has('request') && !isOfAll && !isSlot) {
        return {
          verdict: 'unsafe',
          role: 'request-leak',
          reason: 'The first request fills it with its own data and all later ones are given that.',
        };
      }
      const isLoaded =
        evidence.valueOrigins.has('awaited') || writes.some(({ write }) => write?.value?.kind === 'awaited');
      const kept: Role = role.role === 'cache' ? 'cache' : 'config';
      if (evidence.valueOrigins.has('random') && [...evidence.nameWords].some((word) => SECRETS.test(word))) {
        return {
          verdict: 'unsafe',
          role: 'security',
          reason: 'Each instance makes one at random: what one has signed, hashed or encrypted, the next refuses.',
        };
      }
      if (!isLoaded) return safe(kept, 'Computed once per instance from what does not change between requests.');
      return {
        verdict: 'advisory',
        role: kept,
        reason: 'Loaded once per instance and kept: what changes at the source is seen late.',
      };
    },
  },
  {
    question: 'Does anyone read it?',
    evidence: readsOfIt,
    otherwise: 'Yes.',
    decide: ({ evidence, writes, role }) => {
      const isUnread = evidence.reads.length === 0 && !evidence.chains && evidence.root.kind !== 'global';
      const isReplaced = writes.every(({ operation }) => operation === 'assign' || operation === 'increment');
      if (!(isUnread && isReplaced) && !isNeverRead(evidence)) return undefined;
      return { verdict: 'advisory', role: role.role, reason: 'It is written and never read.' };
    },
  },
  {
    question: 'Does anything but a log depend on it?',
    otherwise: 'Yes.',
    decide: ({ evidence }) =>
      evidence.isOnlyLogged
        ? safe('other', 'What it says goes to the log of its instance and nowhere else.')
        : undefined,
  },
  {
    question: 'Who wrote the value?',
    evidence: originsOfIt,
    otherwise: 'No single caller: nothing of one request is parked for the next.',
    decide: ({ evidence, writes, role }) => {
      const isScalar = evidence.shape === 'scalar' || evidence.shape === 'unknown' || evidence.shape === 'object';
      const replaced = writes.filter(({ operation, path, value }) => {
        const isPart = operation === 'set' && path.length === 1 && path[0] !== '*';
        return value !== undefined && ((operation === 'assign' && path.length === 0) || isPart);
      });
      if (!isScalar || replaced.length !== writes.length) return undefined;
      if (replaced.every(({ value }) => value && isNothing(value))) return undefined;
      if (
        evidence.valueOrigins.has('request') &&
        !evidence.valueOrigins.has('caller') &&
        isToldSwitch(evidence, writes)
      )
        return {
          verdict: 'unsafe',
          role: 'feature-flag',
          reason: 'A request switches it on its own instance, and no other.',
        };
      if (evidence.valueOrigins.has('request') && !isStepsAlong(writes) && !MAY_BE_OF_REQUESTS.has(role.role)) {
        return {
          verdict: 'unsafe',
          role: 'request-leak',
          reason: "One request's data is parked where the next request on the same instance reads it.",
        };
      }
      const isClock = [...evidence.valueOrigins].every(
        (origin) => origin === 'clock' || origin === 'constant' || origin === 'computed',
      );
      if (isClock && evidence.valueOrigins.has('clock')) {
        return {
          verdict: 'advisory',
          role: role.role,
          reason: 'A time stamp of this instance alone.',
          isAuxiliary: true,
        };
      }
      return undefined;
    },
  },
  {
    question: 'What happens on a miss?',
    evidence: missesOfIt,
    otherwise: 'The answer, the limit or the data is wrong.',
    decide: ({ evidence, role }) => {
      const isRefilled = evidence.holdsPromises || (role.role === 'cache' && evidence.recomputes);
      if (isRefilled && evidence.valueOrigins.has('caller') && !evidence.keyOrigins.has('caller')) {
        return {
          verdict: 'unsafe',
          role: 'request-leak',
          reason: 'It keeps what was fetched for one caller under a key that does not say for whom.',
        };
      }
      const isShared = evidence.shape === 'map' || (evidence.isHandedOut && !evidence.chains);
      // Who is turned away because of it shares nothing: it keeps others out.
      if (evidence.holdsPromises && isShared && evidence.refusals.onPresence.size === 0) {
        return {
          verdict: 'advisory',
          role: 'cache',
          reason: 'Concurrent callers on one instance share work in flight; without that it is done twice.',
        };
      }
      if (role.role === 'entity' && isOfNoRequest(evidence))
        return {
          verdict: 'advisory',
          role: 'cache',
          reason: 'What is in it, and under which names, no request brought: each instance finds it out for itself.',
        };
      if (role.role === 'cache')
        return {
          verdict: 'advisory',
          role: 'cache',
          reason: 'A miss is filled again from its source; losing it costs time.',
        };
      // What an administrator sends has no other source than the request that sent it.
      const isSent = evidence.valueOrigins.has('request') && !evidence.recomputes;
      // Nor is there a source of what code has decided in the course of a request.
      const isSwitched = role.role === 'feature-flag' && isDecidedHere(evidence);
      if ((role.role === 'config' || role.role === 'feature-flag') && !isSent && !isSwitched) {
        return {
          verdict: 'advisory',
          role: role.role,
          reason: 'It can be loaded again; instances may differ for a while.',
        };
      }
      if (role.role === 'other' || (role.role === 'lock' && role.score < 5 && evidence.refusals.decided.size === 0)) {
        return {
          verdict: 'advisory',
          role: role.role,
          reason: 'It changes at request time, each instance for itself; nothing shows that an answer depends on it.',
        };
      }
      return undefined;
    },
  },
];

function handleRole({ nameWords, shape, held }: Evidence): Role {
  if ([...nameWords].some((word) => /^(config|settings|options|env)$/.test(word))) return 'config';
  const made = held.flatMap((target) => (target.kind === 'created' ? [target] : []));
  // A schema is no client, nor is a function that was wrapped.
  if (made.length > 0 && made.every(({ package: name, path }) => pureMadeBy(name, path.join('.')) !== undefined))
    return 'constant';
  if (made.some(({ call }) => call.args.some(({ kind }) => kind === 'function')) && made.every(({ call }) => !call.new))
    return 'other';
  return shape === 'created' || shape === 'unknown' ? 'client' : 'other';
}
