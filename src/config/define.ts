/** `coldstate/config`: what configuration files import. They are loaded before anything else is, so this holds nothing but types. */
import type { Config } from './types.js';

export type { Config, StoreConfig } from './types.js';

/** Gives the configuration back; editors know by it which keys there are. */
export function defineConfig(config: Config): Config {
  return config;
}
