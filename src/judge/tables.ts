import type { Effect, Role, Severity } from '../model/words.js';

/** Consequence of losing or not sharing a store, by its role (docs/architecture.md, "Severity"). */
export const SEVERITY_OF_ROLE: Readonly<Record<Role, Severity>> = {
  session: 'critical',
  auth: 'high',
  'user-data': 'critical',
  entity: 'critical',
  'rate-limit': 'critical',
  security: 'critical',
  counter: 'medium',
  metrics: 'medium',
  history: 'medium',
  queue: 'high',
  lock: 'high',
  'id-sequence': 'critical',
  cache: 'low',
  config: 'high',
  client: 'low',
  'connection-registry': 'high',
  'request-leak': 'critical',
  'feature-flag': 'high',
  scheduler: 'high',
  cleanup: 'medium',
  constant: 'low',
  other: 'low',
};

const LOST: readonly Effect[] = ['cold-start-loss', 'instance-divergence'];

/** What goes wrong, by role; what depends on the code (timers, units, in-place counts) is added to it. */
export const EFFECTS_OF_ROLE: Readonly<Record<Role, readonly Effect[]>> = {
  session: [...LOST, 'no-durability', 'breaks-on-scale-out'],
  auth: [...LOST, 'no-durability', 'breaks-on-scale-out'],
  'user-data': [...LOST, 'no-durability', 'breaks-on-scale-out'],
  entity: [...LOST, 'no-durability', 'breaks-on-scale-out'],
  'rate-limit': [...LOST, 'breaks-on-scale-out'],
  security: [...LOST, 'breaks-on-scale-out'],
  counter: [...LOST, 'lost-updates'],
  metrics: [...LOST],
  history: [...LOST, 'no-durability'],
  queue: [...LOST, 'no-durability'],
  lock: ['instance-divergence', 'breaks-on-scale-out'],
  'id-sequence': [...LOST, 'breaks-on-scale-out'],
  cache: ['cold-start-loss', 'instance-divergence'],
  config: ['instance-divergence'],
  client: ['cold-start-loss'],
  'connection-registry': [...LOST, 'breaks-on-scale-out'],
  'request-leak': ['cross-request-leak'],
  'feature-flag': ['instance-divergence'],
  scheduler: ['timer-never-fires'],
  cleanup: ['timer-never-fires'],
  constant: [],
  other: ['instance-divergence'],
};

const UP: Readonly<Record<Severity, Severity>> = {
  critical: 'critical',
  high: 'critical',
  medium: 'high',
  low: 'medium',
};

export function oneMoreSevere(severity: Severity): Severity {
  return UP[severity];
}

const DOWN: Readonly<Record<Severity, Severity>> = { critical: 'high', high: 'medium', medium: 'low', low: 'low' };

export function oneLessSevere(severity: Severity): Severity {
  return DOWN[severity];
}

/** Platforms that deploy each unit on its own, so that state written in one is certainly missing in another. */
export const SEPARATE_UNITS: ReadonlySet<string> = new Set([
  'lambda',
  'lambda-edge',
  'lambda-managed',
  'vercel',
  'netlify',
  'firebase',
  'cloud-functions',
  'supabase',
]);
