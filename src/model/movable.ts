import type { Form, Role } from './words.js';

/** The forms of stores that can be moved; a timer or a promise has no data to move. */
export const MOVABLE_FORMS: ReadonlySet<Form> = new Set([
  ...(['map', 'set', 'array', 'object', 'scalar', 'field', 'closure', 'global'] as const),
  'library',
]);

/** Roles of what a Redis that forgets must not hold: a migration to Redis refuses them unless somebody says that theirs persists. */
export const LASTING_ROLES: ReadonlySet<Role> = new Set(['entity', 'user-data', 'auth']);
