/** What every entry module has, whatever its backends. */
export * from './errors.js';
export { base62 } from './collections/sequence.js';
export { toArray } from './collections/to-array.js';
export { configure, closeAll } from './process-state.js';
export { stateOver } from './create-state.js';
export type { Settings } from './settings.js';
export type { Collections, State } from './state.js';
export type * from './collections/types.js';
