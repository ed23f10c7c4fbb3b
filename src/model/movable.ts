import type { Form } from './words.js';

/** The forms of stores that can be moved; a timer or a promise has no data to move. */
export const MOVABLE_FORMS: ReadonlySet<Form> = new Set([
  ...(['map', 'set', 'array', 'object', 'scalar', 'field', 'closure', 'global'] as const),
  'library',
]);
