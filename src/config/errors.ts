/** A configuration that cannot be used. The message names the file, the cause and what to do next. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
