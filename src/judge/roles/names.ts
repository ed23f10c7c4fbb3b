import type { Role } from '../../model/words.js';
import type { Clue } from './clue.js';

/** A clue that the name of a store gives. It weighs more where the name ends in it: `metricsHistory` is a history. */
export interface NameClue extends Omit<Clue, 'when'> {
  names: RegExp;
}

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
    names: /^(verif\w*|codes?|reset|magic|confirmations?|invalid(ated)?|replay\w*)$/,
  },
  { role: 'session', weight: 6, says: 'it is named after sessions', names: /^(sessions?|sids?|logins?)$/ },
  {
    role: 'session',
    weight: 2,
    says: 'it is named after conversations or protocol state',
    names: /^(conversations?|dialogs?|wizards?|chats?)$/,
  },
  {
    role: 'lock',
    weight: 4,
    says: 'it remembers what was already done',
    names:
      /^(processed|handled|used|seen|sent|emailed|notified|redeemed|fired|dedupe\w*|idempoten\w*|delivered|duplicates?)$/,
  },
  {
    role: 'history',
    weight: 5,
    says: 'it is named after a history',
    names: /^(history|histor\w*|logs?|events?|recent|audit|activit(y|ies)|timeline|trail|incidents?)$/,
  },
  {
    role: 'feature-flag',
    weight: 5,
    says: 'it is named after features',
    names: /^(flags?|features?|toggles?|experiments?|rollouts?|maintenance)$/,
  },
  {
    role: 'security',
    weight: 6,
    says: 'it is named after a security control',
    names:
      /^(otps?|nonces?|csrf|challenges?|attempts?|lockouts?|blocked|revoked|revocations?|blacklist(ed)?|blocklist(ed)?|denylist(ed)?|banned|pkce|totp|captchas?)$/,
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
    names:
      /^(users?|usernames?|emails?|people|guests?|attendees?|participants?|profiles?|customers?|members?|players?|preferences?|favou?rites?|wishlists?|carts?|baskets?|balances?|wallets?)$/,
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
      /^(queues?|jobs?|tasks?|batch(es)?|outbox|backlog|pending|progress|scheduled|alerts?|notifications?|messages?|uploads?|workers?)$/,
  },
  { role: 'queue', weight: 3, says: 'it is named after a buffer', names: /^buffer(s|ed)?$/ },
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

/** The role that words alone suggest, where there is no code to look at: paths of files. Of equals the last: `user-activities` are activities. */
export function roleOfWords(names: readonly string[], otherwise: Role): Role {
  const roles = [...new Set(names.toReversed())].flatMap((word) => roleOfWord(word) ?? []);
  const votesFor = (role: Role): number => roles.filter((one) => one === role).length;
  const [best] = roles.toSorted((a, b) => votesFor(b) - votesFor(a));
  return best ?? otherwise;
}

const roleOfWord = (word: string): Role | undefined => WORDS_OF_FILES.find(([, pattern]) => pattern.test(word))?.[0];

const WORDS_OF_FILES: readonly (readonly [Role, RegExp])[] = [
  ['lock', /^(locks?|locked|lockfile|mutex|leases?)$/],
  ['security', /^(codes?|otps?|nonces?|attempts?|lockouts?|blocklist|blacklist)$/],
  ['history', /^(logs?|history|activit(y|ies)|audit|events?|track\w*|visits?)$/],
  ['session', /^sessions?$/],
  ['metrics', /^(metrics?|stats|analytics|usage)$/],
  ['cache', /^(cache|cached)$/],
  ['config', /^(configs?|settings|cookies?|credentials?)$/],
  [
    'user-data',
    /^(users?|profiles?|uploads?|avatars?|documents?|docs|attachments?|photos?|images?|media|conversions?)$/,
  ],
  ['entity', /^(leads?|orders?|posts?|items?|votes?|submissions?|messages?)$/],
];
