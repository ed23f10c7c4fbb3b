import {
  all,
  answers,
  any,
  countsPerKey,
  decides,
  does,
  filedUnder,
  hasField,
  isBesideSockets,
  isGuard,
  isKeyed,
  isScalar,
  isTakenBack,
  leadsTo,
  named,
  nearby,
  not,
  onMiss,
  type Clue,
} from './clue.js';
import { COLLECTED } from './collected.js';
import { REFUSING } from './refusing.js';
import { WORK } from './work.js';

/** What a bot calls the place in its questions that somebody has come to. */
const STEPS = ['step', 'stage', 'currentStep', 'awaiting', 'awaitingInput', 'waitingFor', 'paso', 'etapa'];

/** What code does, and what stands around it. */
export const CLUES: readonly Clue[] = [
  {
    role: 'cleanup',
    weight: 20,
    says: 'it is named after the time of the last cleanup',
    when: all(
      isScalar,
      named(/^(cleanup|cleaned|sweep|swept|purged?|pruned?|evicted|vacuum(ed)?|gc)$/),
      named(/^(last|at|time|timestamp|next|since|when)$/),
    ),
  },
  {
    role: 'connection-registry',
    weight: 15,
    says: 'who listens to it stays on this instance',
    when: ({ stateful }) => stateful?.kind === 'emitter',
  },
  {
    role: 'connection-registry',
    weight: 9,
    says: 'requests wait in it for what another one brings',
    when: ({ waiters }) => waiters === 'answered',
  },
  {
    role: 'security',
    weight: 8,
    says: 'that it is good for one use is its point',
    when: all(
      ({ skipsKnown }) => skipsKnown,
      any(
        named(/^(nonces?|codes?|tokens?|otps?|challenges?|jtis?)$/),
        filedUnder(/^(nonces?|otps?|challenges?|jtis?)$/),
      ),
    ),
  },
  {
    role: 'security',
    weight: 8,
    says: 'it is named after fingerprints, and what is known is turned away',
    when: all(named(/^fingerprints?$/), any(isGuard, decides(401, 403, 409, 429))),
  },
  {
    role: 'counter',
    weight: 2,
    says: 'it is named after counts',
    when: all(
      named(/^(counts?|clicks?|views?|visits?|hits?|plays?|downloads?|likes?|votes?|totals?|tally|scores?)$/),
      any(isScalar, ({ counts }) => counts),
    ),
  },
  {
    role: 'security',
    weight: 10,
    says: 'it counts failed logins',
    when: all(named(/^fail(ed|ures?)$/), named(/^(logins?|attempts?|auth|passwords?|pins?|signins?)$/)),
  },
  ...WORK,
  {
    role: 'session',
    weight: 7,
    says: 'records say how far somebody has come in a conversation',
    when: all(isKeyed, does('get', 'read'), hasField(...STEPS)),
  },
  {
    role: 'session',
    weight: 8,
    says: 'it keeps what was said in conversations with a model',
    when: all(isKeyed, hasField('role'), hasField('content', 'parts')),
  },
  {
    role: 'session',
    weight: 7,
    says: 'what somebody has begun waits in it for their next message',
    when: all(
      named(/^(pending|awaiting|draft|drafts|unfinished)$/),
      ({ shape }) => shape === 'map',
      filedUnder(/^(users?|uid|chat|from|sender|phone)$/),
      does('get'),
      does('set'),
      does('delete'),
    ),
  },
  {
    role: 'rate-limit',
    weight: 6,
    says: 'it holds when each key was last served',
    when: all(
      isKeyed,
      named(/^(last|recent|debounc\w*|cooldowns?|throttl\w*)$/),
      ({ valueOrigins, counts }) => !counts && valueOrigins.has('clock') && !valueOrigins.has('awaited'),
      ({ fields }) => fields.size <= 2,
    ),
  },
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
    when: all(
      named(/^(cache(s|d)?|memo(ized)?|lookups?|lru)$/),
      not(any(onMiss(401, 403, 404, 410), decides(409, 429), isGuard)),
    ),
  },
  ...REFUSING,

  {
    role: 'session',
    weight: 2,
    says: 'code around it is about sessions',
    isContext: true,
    when: nearby(/^sessions?$/),
  },
  { role: 'session', weight: 4, says: 'entries are filed under sessions', when: filedUnder(/^(sessions?|sid)$/) },
  {
    role: 'rate-limit',
    weight: 2,
    says: 'it counts by address',
    when: all(
      filedUnder(/^(ip|ips|client|identifier|fingerprint)$/),
      any(({ counts }) => counts, answers(429), decides(429)),
    ),
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
  {
    role: 'rate-limit',
    weight: 7,
    says: 'each address has a count of its own until that starts again',
    when: all(
      named(/^(rate|ratelimit\w*|limit(s|er)?|throttl\w*|quota\w*)$/),
      filedUnder(/^(ip|ips|address|fingerprint)$/),
      ({ counts }) => counts,
      hasField('resetAt', 'resetTime', 'reset', 'windowStart', 'firstRequest', 'lastRefill'),
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

  ...COLLECTED,
  {
    role: 'connection-registry',
    weight: 9,
    says: 'it holds who is there, beside a library that keeps connections open',
    when: all(named(/^(clients?|connected|online|active|presence|sockets?)$/), not(isScalar), isBesideSockets),
  },
  {
    role: 'connection-registry',
    weight: 5,
    says: 'it is named after clients that stay connected',
    when: all(
      named(/^(clients?|connected|online|active|presence)$/),
      not(isScalar),
      ({ texts, contextWords }) =>
        texts.some((text) => text.includes('event-stream')) ||
        [...contextWords].some((word) =>
          /^(sse|ws|websocket|socket|stream|subscribe|broadcast|connect|publish)$/.test(word),
        ),
    ),
  },

  {
    role: 'cache',
    weight: 8,
    says: 'a miss is filled from a slower source',
    // A number that goes on from what was found there is no copy of it, nor is what is counted up from nothing.
    when: all(
      ({ recomputes }) => recomputes,
      not(all(isScalar, does('increment'))),
      ({ countsFromNothing }) => !countsFromNothing,
    ),
  },
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
      ({ valueOrigins: from, recomputes }) => !recomputes && (from.has('request') || from.has('parameter')),
    ),
  },
  {
    role: 'entity',
    weight: 3,
    says: 'what requests brought is listed',
    when: all(
      ({ shape }) => shape === 'set',
      does('add'),
      not(isTakenBack),
      not(isGuard),
      ({ valueOrigins }) => valueOrigins.has('request'),
      does('read', 'iterate'),
      ({ recomputes }) => !recomputes,
    ),
  },
  { role: 'entity', weight: 3, says: 'a missing record is answered with 404 or 410', when: leadsTo(404, 410) },
];
