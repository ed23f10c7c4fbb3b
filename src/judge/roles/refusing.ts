import {
  all,
  answers,
  any,
  decides,
  decidesNearby,
  does,
  filedUnder,
  hasField,
  isCounted,
  isKeyed,
  isRefilled,
  isScalar,
  isToldByRequests,
  leadsTo,
  named,
  nearby,
  not,
  onPresence,
  saysText,
  type Clue,
} from './clue.js';

/** Code that answers 429 may look into other things as well: what a limit is counted in decides about it, or is named after it. */
const isOfLimits = all(
  isKeyed,
  any(
    decides(429),
    decidesNearby(429),
    named(
      /^(rate|ratelimit\w*|limit(s|er)?|throttl\w*|quota\w*|requests?|ips?|hits|attempts?|bucket(s)?|windows?|cooldowns?)$/,
    ),
    hasField('resetAt', 'resetTime', 'windowStart', 'lastRefill'),
  ),
);

/** What turns requests away: limits, lists of who is blocked, codes and attempts. */
export const REFUSING: readonly Clue[] = [
  {
    role: 'rate-limit',
    weight: 3,
    says: 'code around it is named after limits',
    isContext: true,
    when: nearby(/^(rate|ratelimit\w*|limit(s|er|ed)?|throttl\w*|quota\w*)$/),
  },
  {
    role: 'rate-limit',
    weight: 9,
    says: 'what is in it decides about an answer of 429',
    when: all(decides(429), any(isCounted, all(isToldByRequests, decidesNearby(429), not(isRefilled)))),
  },
  {
    role: 'rate-limit',
    weight: 6,
    says: 'each key has a count that is held against a limit, and begins again after some time',
    when: ({ isCountedToLimit }) => isCountedToLimit,
  },
  { role: 'rate-limit', weight: 3, says: 'requests are answered with 429', when: all(isOfLimits, answers(429)) },
  { role: 'rate-limit', weight: 1, says: 'callers answer with 429', when: all(isOfLimits, leadsTo(429)) },
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
    when: all(isOfLimits, saysText(/too many (requests|attempts)|rate.?limit|slow down/)),
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
  {
    role: 'security',
    weight: 6,
    says: 'entries are filed under codes that are good for one use',
    when: filedUnder(/^(otps?|totps?|csrf|nonces?|challenges?|pkce)$/),
  },
  { role: 'security', weight: 1, says: 'requests are refused with 401 or 403', when: answers(401, 403) },
  {
    role: 'security',
    weight: 6,
    says: 'who is in it is refused with 401 or 403',
    when: all(
      onPresence(401, 403),
      not(isScalar),
      does('add', 'set', 'push', 'assign', 'mutate-in-place'),
      // What is loaded from elsewhere is a copy, whoever it turns away.
      isToldByRequests,
      not(isRefilled),
    ),
  },
];
