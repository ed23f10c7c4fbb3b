/** What two instances hold of one store after a few requests were spread over them: an illustration, since nothing was run. */
import type { Finding } from '../../model/report.js';
import type { Form, Role, RuleId } from '../../model/words.js';

export interface Held {
  readonly a: string;
  readonly b: string;
}

const byRole: Record<Role, Held> = {
  session: { a: 'user 1 is logged in', b: 'user 1 is unknown' },
  auth: { a: 'the account just added', b: 'no such account' },
  'user-data': { a: 'what user 1 saved', b: 'nothing of user 1' },
  entity: { a: 'the record just made', b: 'no such record' },
  'rate-limit': { a: 'client 1: 3 requests', b: 'client 1: 1 request' },
  security: { a: 'what was just recorded', b: 'nothing recorded' },
  counter: { a: '3', b: '1' },
  metrics: { a: '3 requests', b: '1 request' },
  history: { a: '3 entries', b: '1 entry' },
  queue: { a: '2 jobs waiting', b: 'no job' },
  lock: { a: 'held by request 1', b: 'held by request 2' },
  'id-sequence': { a: 'next id: 4', b: 'next id: 4' },
  cache: { a: 'filled', b: 'empty' },
  config: { a: 'the new value', b: 'the old value' },
  client: { a: 'open', b: 'opened again' },
  'connection-registry': { a: 'client 1 is connected', b: 'client 1 is unknown' },
  'request-leak': { a: 'data of request 1', b: 'data of request 2' },
  'feature-flag': { a: 'on', b: 'off' },
  scheduler: { a: 'due, but frozen', b: 'due, but frozen' },
  cleanup: { a: 'due, but frozen', b: 'due, but frozen' },
  constant: { a: 'as it began', b: 'as it began' },
  other: { a: 'what request 1 wrote', b: 'what it began with' },
};

const byForm: Partial<Record<Form, Held>> = {
  disk: { a: 'the file', b: 'no such file' },
  promise: { a: 'begun, then frozen', b: 'nothing' },
};

const byRule: Partial<Record<RuleId, Held>> = {
  'no-frozen-at-init': { a: 'from its own start', b: 'from its own start' },
};

export function heldOf({ rule, form, role }: Pick<Finding, 'rule' | 'form' | 'role'>): Held {
  return byRule[rule] ?? byForm[form] ?? byRole[role];
}
