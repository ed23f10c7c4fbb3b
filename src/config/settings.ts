/** A configuration as the layers below it take it: overrides for the judge, and complaints that point at the line they are about. */
import type { Override } from '../model/overrides.js';
import type { Diagnostic } from '../model/report.js';
import type { LoadedConfig } from './load.js';

export function overridesOf({ config, file, lineOf }: LoadedConfig): Override[] {
  return Object.entries(config.stores ?? {}).map(([store, said]) => {
    const line = lineOf(store);
    return { ...said, by: 'config', store, file, ...(line === undefined ? {} : { line }) };
  });
}

/** Something that the configuration says to no effect. */
export function idle(word: string, message: string, { file, lineOf }: LoadedConfig): Diagnostic {
  const line = lineOf(word);
  return { file, kind: 'config', message, ...(line === undefined ? {} : { line }) };
}

/** Patterns of `ignore` that leave nothing out. */
export function idlePatterns(patterns: readonly string[], loaded: LoadedConfig): Diagnostic[] {
  return patterns.map((pattern) =>
    idle(pattern, `ignore: \`${pattern}\` matches no file. Correct it, or take it out.`, loaded),
  );
}
