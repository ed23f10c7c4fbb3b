/** How the vocabulary reads in a sentence. The records are total: a word without a name here is a type error. */
import type { Authority } from '../model/overrides.js';
import type { Diagnostic } from '../model/report.js';
import type { Effect, Form, Reached, Role, Severity } from '../model/words.js';

export const roleNames: Record<Role, string> = {
  session: 'session',
  auth: 'authentication',
  'user-data': 'user data',
  entity: 'records',
  'rate-limit': 'rate limit',
  security: 'security control',
  counter: 'counter',
  metrics: 'metrics',
  history: 'history',
  queue: 'queue',
  lock: 'lock',
  'id-sequence': 'id sequence',
  cache: 'cache',
  config: 'configuration',
  client: 'client',
  'connection-registry': 'connection registry',
  'request-leak': 'request leak',
  'feature-flag': 'feature flag',
  scheduler: 'scheduler',
  cleanup: 'cleanup',
  constant: 'constant',
  other: 'other state',
};

export const formNames: Record<Form, string> = {
  map: 'Map',
  set: 'Set',
  array: 'array',
  object: 'object',
  scalar: 'variable',
  instance: 'instance',
  field: 'field',
  closure: 'closure',
  global: 'global',
  library: 'library store',
  timer: 'timer',
  disk: 'local file',
  promise: 'work nobody waits for',
};

export const effectNames: Record<Effect, string> = {
  'cold-start-loss': 'lost on cold start',
  'instance-divergence': 'differs between instances',
  'lost-updates': 'updates get lost',
  'no-durability': 'not durable',
  'breaks-on-scale-out': 'breaks on scale-out',
  'cross-request-leak': 'leaks between requests',
  'timer-never-fires': 'timer may never fire',
  'ephemeral-disk': 'disk is ephemeral',
  'unit-duplicate': 'each unit has its own copy',
  'frozen-at-init': 'frozen at start-up',
  'work-after-response': 'work after the response is cut off',
};

export const severityNames: Record<Severity, string> = {
  critical: 'critical',
  high: 'high',
  medium: 'medium',
  low: 'advisory',
};

export const reachNames: Record<Reached, string> = {
  yes: 'reached by an entry point',
  no: 'no entry point reaches it',
  unknown: 'no entry point is known',
};

export const diagnosticNames: Record<Diagnostic['kind'], string> = {
  unreadable: 'could not be read',
  parse: 'does not parse',
  config: 'configuration',
  skipped: 'left out',
  resolution: 'import not resolved',
};

/** Who said that a store may stay as it is: `coldstate.config.ts:4`, `a comment on line 8`. */
export function authorityName({ by, file, line }: Authority, ownFile: string): string {
  if (by === 'comment' && file === ownFile && line !== undefined) return `a comment on line ${line}`;
  return line === undefined ? file : `${file}:${line}`;
}
