import type { Role } from '../model/words.js';
import { nameOf, words, type Evidence } from './evidence.js';

/**
 * What a store is for, by weighted evidence. What code does weighs more than what it is called: an answer of 429 outweighs any name.
 * The role with the most weight wins; of equals, the one that comes first. A contributor adds a line, never a branch.
 */
interface Clue {
  role: Role;
  weight: number;
  /** What the clue is, for `coldstate explain`. */
  says: string;
  /** It speaks of the surroundings alone, and decides nothing by itself. */
  isContext?: true;
  when: (evidence: Evidence) => boolean;
}

/** A clue that the name of a store gives. It weighs more where the name ends in it: `metricsHistory` is a history. */
interface NameClue extends Omit<Clue, 'when'> {
  names: RegExp;
}

const HEAD_NOUN = 2;

const named =
  (pattern: RegExp) =>
  ({ nameWords }: Evidence): boolean =>
    [...nameWords].some((word) => pattern.test(word));

const nearby =
  (pattern: RegExp) =>
  ({ contextWords }: Evidence): boolean =>
    [...contextWords].some((word) => pattern.test(word));

const hasField =
  (...names: string[]) =>
  ({ fields }: Evidence): boolean =>
    names.some((name) => fields.has(name));

const answers =
  (...statuses: number[]) =>
  (evidence: Evidence): boolean =>
    statuses.some((status) => evidence.statuses.get(status) === 0);

const onMiss =
  (...statuses: number[]) =>
  ({ missStatuses }: Evidence): boolean =>
    statuses.some((status) => missStatuses.has(status));

const leadsTo =
  (...statuses: number[]) =>
  (evidence: Evidence): boolean =>
    statuses.some((status) => evidence.statuses.has(status));

const does =
  (...operations: Parameters<Evidence['operations']['has']>[0][]) =>
  (evidence: Evidence): boolean =>
    operations.some((operation) => evidence.operations.has(operation));

const saysText =
  (pattern: RegExp) =>
  ({ texts }: Evidence): boolean =>
    texts.some((text) => pattern.test(text));

const all =
  (...clues: ((evidence: Evidence) => boolean)[]) =>
  (evidence: Evidence): boolean =>
    clues.every((clue) => clue(evidence));

const any =
  (...clues: ((evidence: Evidence) => boolean)[]) =>
  (evidence: Evidence): boolean =>
    clues.some((clue) => clue(evidence));

const not =
  (clue: (evidence: Evidence) => boolean) =>
  (evidence: Evidence): boolean =>
    !clue(evidence);

/** Accessed by a key that changes from request to request. */
const isKeyed = ({ shape, store }: Evidence): boolean =>
  shape === 'map' || shape === 'set' || store.accesses.some(({ path }) => path.includes('*'));
const isScalar = ({ shape }: Evidence): boolean => shape === 'scalar' || shape === 'unknown';
const countsPerKey = all(
  isKeyed,
  ({ counts }) => counts,
  ({ fields }) => fields.size <= 2,
);

const SWITCHES = [true, false];

export const NAMES: readonly NameClue[] = [
  {
    role: 'rate-limit',
    weight: 4,
    says: 'it is named after limits',
    names: /^(rate|ratelimit\w*|limit(s|er)?|throttl\w*|quota\w*)$/,
  },
  {
    role: 'security',
    weight: 3,
    says: 'it is named after codes or verification',
    names: /^(verif\w*|codes?|reset|magic|confirmations?|invalid(ated)?|blocked|replay\w*)$/,
  },
  { role: 'session', weight: 6, says: 'it is named after sessions', names: /^(sessions?|sids?|logins?)$/ },
  {
    role: 'session',
    weight: 2,
    says: 'it is named after conversations or protocol state',
    names: /^(conversations?|dialogs?|wizards?|chats?|carts?|baskets?)$/,
  },
  {
    role: 'lock',
    weight: 4,
    says: 'it remembers what was already done',
    names: /^(processed|handled|seen|dedupe\w*|idempoten\w*|delivered|duplicates?)$/,
  },
  {
    role: 'history',
    weight: 5,
    says: 'it is named after a history',
    names: /^(history|histor\w*|logs?|events?|recent|audit|activit(y|ies)|timeline|visits?|entries|trail)$/,
  },
  {
    role: 'feature-flag',
    weight: 5,
    says: 'it is named after features',
    names: /^(flags?|features?|toggles?|experiments?|rollouts?|maintenance)$/,
  },
  {
    role: 'counter',
    weight: 2,
    says: 'it is named after counts',
    names: /^(counts?|clicks?|views?|likes?|votes?|totals?|tally|scores?)$/,
  },
  {
    role: 'security',
    weight: 6,
    says: 'it is named after a security control',
    names:
      /^(otps?|nonces?|csrf|challenges?|attempts?|lockouts?|revoked|revocations?|blacklist(ed)?|blocklist(ed)?|denylist(ed)?|banned|pkce|totp|captchas?|fingerprints?)$/,
  },
  {
    role: 'auth',
    weight: 5,
    says: 'it is named after accounts and permissions',
    names: /^(staff|admins?|accounts?|credentials?|passwords?|tokens?|keys?|permissions?|grants?|refresh|apikeys?)$/,
  },
  {
    role: 'user-data',
    weight: 5,
    says: 'it is named after users and what is theirs',
    names: /^(users?|profiles?|customers?|members?|players?|preferences?|favou?rites?|wishlists?|balances?|wallets?)$/,
  },
  {
    role: 'lock',
    weight: 5,
    says: 'it is named after locks or work in flight',
    names:
      /^(locks?|locked|leases?|mutex(es)?|inflight|flight|processing|busy|running|syncing|executing|refreshing|claim(s|ed)?)$/,
  },
  {
    role: 'metrics',
    weight: 5,
    says: 'it is named after measurements',
    names:
      /^(metrics?|stats?|statistics|latenc\w*|timings?|usage|counters?|telemetry|performance|perf|health|gauges?|analytics)$/,
  },
  {
    role: 'queue',
    weight: 6,
    says: 'it is named after work that waits',
    names:
      /^(queues?|jobs?|tasks?|batch(es)?|outbox|backlog|buffer(s|ed)?|pending|scheduled|alerts?|notifications?|messages?|uploads?|workers?)$/,
  },
  {
    role: 'connection-registry',
    weight: 5,
    says: 'it is named after connections',
    names:
      /^(connections?|sockets?|subscribers?|subscriptions?|listeners?|transports?|peers?|rooms?|streams?|channels?|controllers?|emitters?)$/,
  },
  {
    role: 'config',
    weight: 5,
    says: 'it is named after configuration',
    names:
      /^(configs?|settings?|secrets?|options?|env|allowlist|jwks|parameters?|translations?|locales?|templates?|registry)$/,
  },
];

export const CLUES: readonly Clue[] = [
  {
    role: 'lock',
    weight: 3,
    says: 'it is switched on before work and off after it',
    when: all(isScalar, ({ writes }) =>
      SWITCHES.every((on) => writes.some(({ value }) => value?.kind === 'literal' && value.value === on)),
    ),
  },
  { role: 'lock', weight: 3, says: 'requests are turned away while it is held', when: onMiss(409, 423, 429, 503) },
  {
    role: 'rate-limit',
    weight: 2,
    says: 'it counts requests or addresses',
    when: all(
      named(/^(requests?|ips?|clients?|hits|visitors?|bucket(s)?)$/),
      any(
        isKeyed,
        ({ counts }) => counts,
        ({ shape }) => shape === 'array',
      ),
    ),
  },
  {
    role: 'cache',
    weight: 5,
    says: 'it is named after a cache, and nobody is refused because of a miss',
    when: all(named(/^(cache(s|d)?|memo(ized)?|lookups?|lru)$/), not(onMiss(401, 403, 404, 410))),
  },
  {
    role: 'rate-limit',
    weight: 3,
    says: 'code around it is named after limits',
    isContext: true,
    when: nearby(/^(rate|ratelimit\w*|limit(s|er|ed)?|throttl\w*|quota\w*)$/),
  },
  { role: 'rate-limit', weight: 3, says: 'what is in it decides about an answer of 429', when: onMiss(429) },
  { role: 'rate-limit', weight: 3, says: 'requests are answered with 429', when: all(isKeyed, answers(429)) },
  { role: 'rate-limit', weight: 3, says: 'callers answer with 429', when: all(isKeyed, leadsTo(429)) },
  {
    role: 'rate-limit',
    weight: 3,
    says: 'records hold a count and the time of its reset',
    when: all(
      hasField('count', 'hits', 'tokens', 'requests'),
      hasField(
        'resetAt',
        'resetTime',
        'reset',
        'windowStart',
        'firstRequest',
        'start',
        'expiresAt',
        'lastRefill',
        'timestamp',
        'first',
      ),
    ),
  },
  {
    role: 'rate-limit',
    weight: 2,
    says: 'somebody is told that there were too many requests',
    when: all(isKeyed, saysText(/too many (requests|attempts)|rate.?limit|slow down/)),
  },

  {
    role: 'security',
    weight: 2,
    says: 'code around it is about codes, attempts or verification',
    isContext: true,
    when: nearby(/^(otp|nonce|csrf|challenge|verif\w*|lockout|attempts?|oauth|blacklist\w*|revoke\w*)$/),
  },
  {
    role: 'security',
    weight: 3,
    says: 'records hold a secret or failed attempts',
    when: hasField(
      'otp',
      'nonce',
      'attempts',
      'challenge',
      'codeVerifier',
      'verificationCode',
      'lockedUntil',
      'failedAttempts',
      'lockUntil',
    ),
  },
  { role: 'security', weight: 1, says: 'requests are refused with 401 or 403', when: answers(401, 403) },

  {
    role: 'session',
    weight: 2,
    says: 'code around it is about sessions',
    isContext: true,
    when: nearby(/^sessions?$/),
  },
  {
    role: 'session',
    weight: 3,
    says: 'records belong to a user and expire',
    when: all(
      hasField('userId', 'user', 'email', 'uid'),
      hasField('expiresAt', 'expires', 'expiry', 'lastAccess', 'lastSeen', 'lastAccessed', 'createdAt'),
    ),
  },
  { role: 'session', weight: 3, says: 'a missing record is answered with 401', when: onMiss(401) },

  {
    role: 'auth',
    weight: 2,
    says: 'code around it is about authentication',
    isContext: true,
    when: nearby(/^(auth|authenticat\w*|authoriz\w*|staff)$/),
  },
  {
    role: 'auth',
    weight: 2,
    says: 'records hold a password or permissions',
    when: hasField('passwordHash', 'password', 'hash', 'permissions', 'role', 'roles', 'salt'),
  },
  {
    role: 'user-data',
    weight: 2,
    says: 'records describe a person',
    when: all(hasField('name', 'email', 'phone'), isKeyed),
  },

  { role: 'lock', weight: 3, says: 'a busy resource is answered with 409', when: answers(409) },
  {
    role: 'lock',
    weight: 2,
    says: 'keys are added and taken away again around work',
    when: all(({ shape }) => shape === 'set', does('add'), does('delete')),
  },

  {
    role: 'id-sequence',
    weight: 6,
    says: 'it is named after ids and is counted up',
    when: all(
      isScalar,
      does('increment'),
      named(/^(id|ids|seq|sequence|serial|issued|nextid|lastid|next|uid|order|number|no)$/),
    ),
  },
  {
    role: 'id-sequence',
    weight: 3,
    says: 'code around it makes ids or codes',
    when: all(isScalar, does('increment'), nearby(/^(ids?|codes?|sequence|serial|generate|slug|issue|mint)$/)),
  },
  {
    role: 'id-sequence',
    weight: 2,
    says: 'it only ever counts up',
    when: all(isScalar, does('increment'), ({ writes }) => writes.every(({ operation }) => operation === 'increment')),
  },

  {
    role: 'metrics',
    weight: 2,
    says: 'code around it measures',
    isContext: true,
    when: nearby(/^(metrics?|monitor\w*|stats?|telemetry|performance|analytics|health)$/),
  },
  {
    role: 'metrics',
    weight: 1,
    says: 'records hold totals and averages',
    when: hasField('total', 'average', 'avg', 'successful', 'failed', 'totalRequests', 'errorRate', 'min', 'max'),
  },
  {
    role: 'history',
    weight: 2,
    says: 'it is a list whose oldest entries are dropped',
    when: all(({ shape }) => shape === 'array', does('push'), does('shift')),
  },
  {
    role: 'queue',
    weight: 3,
    says: 'it is filled and drained',
    when: all(
      ({ shape }) => shape === 'array',
      does('push'),
      does('shift', 'assign', 'clear'),
      nearby(/^(flush\w*|drain\w*|process\w*|deliver\w*|dispatch|send|enqueue|dequeue|batch)$/),
    ),
  },
  {
    role: 'connection-registry',
    weight: 2,
    says: 'it is named after clients that stay connected',
    when: all(
      named(/^(clients?|connected|online|active|presence)$/),
      ({ texts, contextWords }) =>
        texts.some((text) => text.includes('event-stream')) ||
        [...contextWords].some((word) =>
          /^(sse|ws|websocket|socket|stream|subscribe|broadcast|connect|publish)$/.test(word),
        ),
    ),
  },

  { role: 'cache', weight: 5, says: 'a miss is filled from a slower source', when: ({ recomputes }) => recomputes },
  {
    role: 'cache',
    weight: 2,
    says: 'code around it is a cache',
    isContext: true,
    when: nearby(/^(cache(s|d)?|memo\w*|lru)$/),
  },

  {
    role: 'security',
    weight: 5,
    says: 'it keeps the state that an OAuth flow has to come back with',
    when: all(isKeyed, named(/^states?$/), nearby(/^(oauth\d?|pkce|csrf|redirect|authorize|callback)$/)),
  },
  {
    role: 'other',
    weight: 15,
    says: 'it is the state of a circuit breaker, which each instance may have for itself',
    when: any(named(/^(breaker|circuit)$/), nearby(/^(breaker|circuit)$/)),
  },

  { role: 'counter', weight: 4, says: 'it is counted up', when: all(isScalar, does('increment')) },
  { role: 'counter', weight: 3, says: 'it counts per key', when: all(countsPerKey, not(named(/cache/))) },

  {
    role: 'entity',
    weight: 3,
    says: 'records are filed under a key and looked up later',
    when: all(
      isKeyed,
      ({ shape }) => shape !== 'set' && shape !== 'array',
      does('set', 'mutate-in-place'),
      does('get', 'has', 'read', 'iterate'),
      not(({ recomputes }) => recomputes),
    ),
  },
  {
    role: 'entity',
    weight: 3,
    says: 'records of requests are collected in a list',
    when: all(
      ({ shape }) => shape === 'array',
      does('push'),
      ({ valueOrigins }) => valueOrigins.has('request') || valueOrigins.has('parameter'),
    ),
  },
  { role: 'entity', weight: 3, says: 'a missing record is answered with 404 or 410', when: leadsTo(404, 410) },
];

/** Words that say how something is kept rather than what it is. */
const CONTAINER_WORDS =
  /^(maps?|sets?|lists?|arrays?|stores?|tables?|data|index|by|dict|objects?|state|local|global|memory|in|per|info|values?)$/;

function* namedClues(evidence: Evidence): Generator<Omit<Clue, 'when'>> {
  const head = words(nameOf(evidence.root)).findLast((word) => !CONTAINER_WORDS.test(word)) ?? '';
  for (const { names, ...clue } of NAMES) {
    if (names.test(head)) yield { ...clue, weight: clue.weight + HEAD_NOUN };
    else if (named(names)(evidence)) yield clue;
  }
}

export interface RoleDecision {
  role: Role;
  score: number;
  clues: readonly { role: Role; weight: number; says: string }[];
}

export function roleOf(evidence: Evidence): RoleDecision {
  const clues = [...namedClues(evidence), ...CLUES.filter(({ when }) => when(evidence))];
  const scores = new Map<Role, number>();
  const proven = new Set(clues.filter(({ isContext }) => !isContext).map(({ role }) => role));
  for (const { role, weight } of clues.filter((clue) => proven.has(clue.role)))
    scores.set(role, (scores.get(role) ?? 0) + weight);
  const [best] = [...scores].sort(([, a], [, b]) => b - a);
  return best ? { role: best[0], score: best[1], clues } : { role: 'other', score: 0, clues: [] };
}

/** The role that words alone suggest, where there is no code to look at: paths of files. */
export function roleOfWords(names: readonly string[], otherwise: Role): Role {
  const scores = new Map<Role, number>();
  for (const word of names) {
    for (const [role, pattern] of WORDS_OF_FILES) if (pattern.test(word)) scores.set(role, (scores.get(role) ?? 0) + 1);
  }
  return [...scores].sort(([, a], [, b]) => b - a)[0]?.[0] ?? otherwise;
}

const WORDS_OF_FILES: readonly (readonly [Role, RegExp])[] = [
  ['history', /^(logs?|history|activit(y|ies)|audit|events?|track\w*|visits?)$/],
  ['session', /^sessions?$/],
  ['metrics', /^(metrics?|stats|analytics|usage)$/],
  ['cache', /^(cache|cached|tmp)$/],
  ['config', /^(configs?|settings)$/],
  ['user-data', /^(users?|profiles?|uploads?|avatars?)$/],
  ['entity', /^(leads?|orders?|posts?|items?|votes?|data|db|records?|submissions?|messages?)$/],
];
