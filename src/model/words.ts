/** The vocabulary of the product. Each word is defined in docs/architecture.md; each list is the one source of its union. */

export const ROLES = [
  'session',
  'auth',
  'user-data',
  'entity',
  'rate-limit',
  'security',
  'counter',
  'metrics',
  'history',
  'queue',
  'lock',
  'id-sequence',
  'cache',
  'config',
  'client',
  'connection-registry',
  'request-leak',
  'feature-flag',
  'scheduler',
  'cleanup',
  'constant',
  'other',
] as const;
/** What a store is for. */
export type Role = (typeof ROLES)[number];

export const FORMS = [
  'map',
  'set',
  'array',
  'object',
  'scalar',
  'instance',
  'field',
  'closure',
  'global',
  'library',
  'timer',
  'disk',
  'promise',
] as const;
/** How a store is written down in the source. */
export type Form = (typeof FORMS)[number];

export const EFFECTS = [
  'cold-start-loss',
  'instance-divergence',
  'lost-updates',
  'no-durability',
  'breaks-on-scale-out',
  'cross-request-leak',
  'timer-never-fires',
  'ephemeral-disk',
  'unit-duplicate',
  'frozen-at-init',
  'work-after-response',
] as const;
/** What will go wrong because of a store. */
export type Effect = (typeof EFFECTS)[number];

/** From worst to mildest; `low` is advisory. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The mildest severity that fails a run; nothing does with `none`. */
export const GATES = [...SEVERITIES, 'none'] as const;
export type Gate = (typeof GATES)[number];

/** `unsafe`: correctness depends on the state surviving or being shared. `advisory`: losing it costs latency or freshness. */
export type Verdict = 'unsafe' | 'advisory' | 'safe';

/** Whether an entry point reaches the writes of a store; `unknown` where the project has no recognisable entry point. */
export type Reached = 'yes' | 'no' | 'unknown';

/** `init`: module evaluation. `request`: reachable from an entry point. */
export type Phase = 'init' | 'request';

export const RULES = [
  'no-module-state',
  'no-stateful-singleton',
  'no-global-state',
  'no-background-timer',
  'no-in-process-library-store',
  'no-local-disk-state',
  'no-request-leak',
  'no-memory-fallback',
  'no-frozen-at-init',
  'no-work-after-response',
] as const;
/** Each finding belongs to exactly one rule. */
export type RuleId = (typeof RULES)[number];

/** What an access does to a store. Writes change it, reads do not, `escape` hands it to code that we cannot see. */
export const WRITE_OPERATIONS = [
  'assign',
  'set',
  'add',
  'push',
  'shift',
  'delete',
  'clear',
  'increment',
  'mutate-in-place',
  'sort',
] as const;
export const READ_OPERATIONS = ['get', 'has', 'size', 'iterate', 'read', 'escape'] as const;
export type Operation = (typeof WRITE_OPERATIONS)[number] | (typeof READ_OPERATIONS)[number];
