/** Setting coldstate up in a project: what is there, and what would be written. */
export { setupFor, type Draft, type Setup } from './drafts.js';
export { look, type Surroundings } from './look.js';
