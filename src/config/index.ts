/** What the team of a project tells coldstate about it. */
export { CONFIGURED, configuredEntries } from './entries.js';
export { configFrom, loadConfig, type LoadedConfig } from './load.js';
export { configSource } from './source.js';
export { ConfigError } from './errors.js';
export { idleDirectories, platformsFor } from './platforms.js';
export { idlePatterns, overridesOf } from './settings.js';
export type { Config, StoreConfig } from './types.js';
