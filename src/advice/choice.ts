/** Redis or DynamoDB: what the use of each store, its role and the platform say for each, and which of them weighs more for all together. */
import { LASTING_ROLES } from '../model/movable.js';
import type { Finding, ReportedPlatform } from '../model/report.js';
import type { Role } from '../model/words.js';
import type { Usage } from './usage.js';

export type Shared = 'redis' | 'database';

export interface Choice {
  backend: Shared;
  /** What speaks for it, the heaviest first. */
  because: readonly string[];
  /** What speaks for the other one. */
  against: readonly string[];
}

/** What is known of a store when it is asked where it should live. */
export interface Case {
  finding: Finding;
  usage: Usage;
  platforms: readonly ReportedPlatform[];
}

interface Reason {
  for: Shared;
  weight: number;
  holds: (one: Case) => boolean;
  says: string;
}

const isOneOf = (...roles: Role[]): ((role: Role) => boolean) => {
  const set = new Set(roles);
  return (role) => set.has(role);
};

const expires = isOneOf('session', 'rate-limit', 'security', 'cache', 'lock');
const isHot = isOneOf('rate-limit', 'counter', 'metrics');
const AWS_FUNCTIONS = new Set(['lambda', 'lambda-edge', 'lambda-managed']);

/** From how many units on a store stands in the way of most requests. */
const MANY_UNITS = 3;

const LOSES =
  'losing it is losing data: DynamoDB has it in three zones before it answers, Redis keeps what its persistence saved';

const REASONS: readonly Reason[] = [
  {
    for: 'database',
    weight: 9,
    holds: ({ finding: { role } }) => LASTING_ROLES.has(role),
    says: LOSES,
  },
  {
    for: 'database',
    weight: 6,
    holds: ({ finding: { role } }) => role === 'history',
    says: LOSES,
  },
  {
    for: 'database',
    weight: 2,
    holds: ({ finding: { role } }) => role === 'id-sequence',
    says: 'a number that is given twice overwrites something, so the counter must not go back when a server fails over',
  },
  {
    for: 'database',
    weight: 2,
    holds: ({ platforms }) => platforms.some(({ name }) => AWS_FUNCTIONS.has(name)),
    says: 'the functions run on Lambda: DynamoDB needs neither a VPC nor a server, and is paid by request',
  },
  {
    for: 'redis',
    weight: 3,
    holds: ({ usage }) => usage.isList,
    says: 'a list: Redis has them, in DynamoDB the whole list is one item that each push writes again',
  },
  {
    for: 'redis',
    weight: 3,
    holds: ({ finding: { role }, usage }) =>
      isHot(role) && usage.uses.some((use) => use === 'count' || use === 'update'),
    says: 'counted on a hot key: one key of DynamoDB takes a thousand writes a second at most',
  },
  {
    for: 'redis',
    weight: 2,
    holds: ({ usage }) => usage.uses.includes('scan'),
    says: 'read as a whole: one hash in Redis, in DynamoDB a query that pays for every entry',
  },
  {
    for: 'redis',
    weight: 1,
    holds: ({ finding: { role } }) => expires(role),
    says: 'it expires: Redis forgets it in time, DynamoDB deletes it within days, until then each read has to check',
  },
  {
    for: 'redis',
    weight: 1,
    holds: ({ finding: { role, units } }) => expires(role) && units.length >= MANY_UNITS,
    says: 'it stands in the way of most requests: less than a millisecond, against one to five',
  },
];

/** How much more must speak for the other backend before a store lives apart from the rest: two backends are two to run and to pay. */
const APART = 3;

const TOGETHER = 'it lives with the other stores: one backend is less to run than two';

/** One backend for all stores, but for those that have good reason to live elsewhere. */
export function choose(cases: readonly Case[]): Choice[] {
  const reasons = cases.map((one) => REASONS.filter((reason) => reason.holds(one)).sort((a, b) => b.weight - a.weight));
  // What would live apart in any case weighs no more than what just about would.
  const votes = reasons.map((own) => Math.max(-APART, Math.min(APART, leaning(own))));
  const usual: Shared = votes.reduce((sum, vote) => sum + vote, 0) > 0 ? 'database' : 'redis';
  return reasons.map((own) => {
    const towards = leaning(own);
    const backend: Shared = towards >= APART ? 'database' : towards <= -APART ? 'redis' : usual;
    const saying = (isChosen: boolean): string[] =>
      own.filter((reason) => (reason.for === backend) === isChosen).map(({ says }) => says);
    const because = saying(true);
    const isOutweighed = cases.length > 1 && (backend === 'database' ? towards < 0 : towards > 0);
    return {
      backend,
      because: isOutweighed || because.length === 0 ? [...because, TOGETHER] : because,
      against: saying(false),
    };
  });
}

/** Above 0 for the database, below for Redis. */
function leaning(reasons: readonly Reason[]): number {
  return reasons.reduce((sum, reason) => sum + (reason.for === 'database' ? reason.weight : -reason.weight), 0);
}
