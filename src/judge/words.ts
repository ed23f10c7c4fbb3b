import type { Effect, Form, Role } from '../model/words.js';

/** The sentences of findings. Everything else in this folder decides; only this file speaks. */

export interface Telling {
  symbol: string;
  role: Role;
  form: Form;
  /** Requests that write and read it: `POST /links`. */
  writer?: string | undefined;
  reader?: string | undefined;
  /** Units that write it, and units that read it without ever writing it. */
  writerUnits: readonly string[];
  strandedUnits: readonly string[];
  /** When it stands in for something durable. */
  fallback?: keyof typeof FALLBACK_WORDS | undefined;
  /** Whether the platform certainly runs units in processes of their own. */
  areSeparate: boolean;
}

/** What a store of a role keeps, and what its users will see. */
const ROLE_WORDS: Readonly<Record<Role, { keeps: string; seen: string }>> = {
  session: { keeps: 'sessions', seen: 'Users are logged out whenever their next request meets another instance.' },
  auth: {
    keeps: 'accounts or permissions',
    seen: 'Changes are known to one instance only and gone after the next cold start.',
  },
  'user-data': {
    keeps: 'data of users',
    seen: 'What a user saved is missing on every other instance and gone after the next cold start.',
  },
  entity: {
    keeps: 'records that requests create',
    seen: 'A record that was just created is "not found" on every other instance.',
  },
  'rate-limit': {
    keeps: 'the counts of a rate limit',
    seen: 'The limit holds per instance, so clients get a multiple of it, and it starts again with every cold start.',
  },
  security: {
    keeps: 'the state of a security check',
    seen: 'The check passes or fails depending on which instance answers.',
  },
  counter: { keeps: 'a count', seen: 'Each instance counts for itself, and the count is lost with it.' },
  metrics: { keeps: 'measurements', seen: 'What is reported is one instance’s share since its last cold start.' },
  history: { keeps: 'a history', seen: 'Each instance remembers its own part, and forgets it when it stops.' },
  queue: { keeps: 'work that still has to be done', seen: 'What waits in it when the instance stops is never done.' },
  lock: {
    keeps: 'a lock or a list of what was done',
    seen: 'Another instance does the same work at the same time, or again.',
  },
  'id-sequence': {
    keeps: 'a sequence of ids',
    seen: 'Instances hand out the same ids, and records overwrite each other.',
  },
  cache: { keeps: 'a cache', seen: 'Every instance fills its own; entries can be stale on one and fresh on another.' },
  config: { keeps: 'configuration', seen: 'A change reaches each instance at another time.' },
  client: { keeps: 'a client', seen: 'Nothing breaks.' },
  'connection-registry': {
    keeps: 'open connections',
    seen: 'A message sent on one instance does not reach clients that are connected to another.',
  },
  'request-leak': {
    keeps: 'data of the current request',
    seen: 'The next or a concurrent request on the same instance can be given somebody else’s data.',
  },
  'feature-flag': { keeps: 'feature flags', seen: 'A flag switched on one instance stays as it was on the others.' },
  scheduler: {
    keeps: 'a schedule',
    seen: 'It does not run while the instance is frozen, and runs once per instance while it is not.',
  },
  cleanup: { keeps: 'a clean-up timer', seen: 'It does not run while the instance is frozen.' },
  constant: { keeps: 'a constant', seen: 'Nothing breaks.' },
  other: { keeps: 'state that changes at request time', seen: 'Each instance has its own value.' },
};

export const seenOf = (role: Role): string => ROLE_WORDS[role].seen;

const FALLBACK_WORDS = {
  'not-configured': 'It is used where the durable store is not configured, and nothing says so.',
  fails: 'It is used when the durable store fails, and nothing says so.',
  development: 'It is meant for development: production depends on an environment variable being set.',
} as const;

export function messageOf({ symbol, role, form, writer, reader, fallback }: Telling): string {
  const { keeps, seen } = ROLE_WORDS[role];
  const who = [writer && `${writer} writes it`, reader && reader !== writer && `${reader} reads it`]
    .filter(Boolean)
    .join(', ');
  const where = form === 'disk' ? 'on the local disk of one instance' : 'in the memory of one instance';
  const when = fallback ? ` ${FALLBACK_WORDS[fallback]}` : '';
  return `${symbol} keeps ${keeps} ${where}${who ? `: ${who}` : ''}. ${seen}${when}`;
}

const IMPACTS: Readonly<Record<Effect, (telling: Telling) => string>> = {
  'cold-start-loss': ({ symbol, writer }) =>
    `A new instance starts with an empty ${symbol}${writer ? `: what ${writer} stored is gone` : ''}.`,
  'instance-divergence': ({ symbol, writer, reader }) =>
    writer && writer === reader
      ? `Each instance has its own ${symbol}: what one ${writer} writes, the next one on another instance does not see.`
      : writer && reader
        ? `Each instance has its own ${symbol}: what ${writer} writes on one, ${reader} does not see on another.`
        : `Each instance has its own ${symbol}, and they drift apart.`,
  'lost-updates': ({ symbol }) => `Updates of ${symbol} made on different instances are never brought together.`,
  'no-durability': ({ symbol }) => `A deploy, a crash or scaling in deletes ${symbol}; there is no other copy.`,
  'breaks-on-scale-out': ({ role }) =>
    role === 'rate-limit'
      ? 'With n instances a client is allowed n times the limit.'
      : 'The more instances run, the more requests meet one that does not have the data.',
  'cross-request-leak': ({ symbol }) => `What one request leaves in ${symbol}, another on the same instance can read.`,
  'timer-never-fires': () => 'Between requests the instance is frozen or throttled: the timer fires late or never.',
  'ephemeral-disk': () => 'The disk is read-only or belongs to one instance, and is gone with it.',
  'unit-duplicate': ({ symbol, writerUnits, strandedUnits, areSeparate }) =>
    `${listed(strandedUnits)} read${strandedUnits.length === 1 ? 's' : ''} ${symbol}, which only ${listed(writerUnits)} fill${writerUnits.length === 1 ? 's' : ''}: ${areSeparate ? 'they run in separate processes and never share memory' : 'they are bundled apart, and each bundle can have a copy of its own'}.`,
  'frozen-at-init': ({ symbol }) => `${symbol} is computed once per instance and never again.`,
  'work-after-response': () => 'Work that is still running when the response is sent may never finish.',
};

export function impactOf(effects: readonly Effect[], telling: Telling): string[] {
  return effects.map((effect) => IMPACTS[effect](telling));
}

const MOST_NAMES = 3;

function listed(names: readonly string[]): string {
  if (names.length > MOST_NAMES)
    return `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
  return names.length < 2 ? (names[0] ?? 'another unit') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
