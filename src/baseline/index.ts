/** Findings that a team knows already, and that therefore fail no run. */
export { compared, withBaseline, type Baseline } from './compare.js';
export { BaselineError, isDay, textOf, type Known } from './entries.js';
export { BASELINE_FILE, readBaseline, writeBaseline } from './file.js';
export { prunedBaseline, renewedBaseline, type Terms } from './renew.js';
