/** One line of tsconfig's `paths`, or of an import map: specifiers of a form, and the places they may mean. */
export interface PathPattern {
  prefix: string;
  /** What follows the `*`; `undefined` for a pattern without one. */
  suffix?: string;
  /** Absolute, with `*` where the pattern has one; tried in order. */
  targets: string[];
}

export interface PathMapping {
  patterns: PathPattern[];
  /** Directory that bare specifiers are looked up in (`baseUrl`), absolute. */
  base?: string;
}

export function pathPattern(key: string, targets: string[]): PathPattern {
  const star = key.indexOf('*');
  return star < 0 ? { prefix: key, targets } : { prefix: key.slice(0, star), suffix: key.slice(star + 1), targets };
}

/** What the `*` of a pattern stands for in `specifier`: '' where the pattern has none, `undefined` where it does not match. */
function matchOf({ prefix, suffix }: PathPattern, specifier: string): string | undefined {
  if (suffix === undefined) return specifier === prefix ? '' : undefined;
  const fits =
    specifier.length >= prefix.length + suffix.length && specifier.startsWith(prefix) && specifier.endsWith(suffix);
  return fits ? specifier.slice(prefix.length, specifier.length - suffix.length) : undefined;
}

/**
 * Targets of the pattern that TypeScript, Node and import maps agree on: an exact one, else the one with the longest prefix. Two configs
 * that one file references may both declare it; then the targets of both are tried.
 */
export function mappedTargets(patterns: readonly PathPattern[], specifier: string): string[] {
  let best = -1;
  let found: string[] = [];
  for (const pattern of patterns) {
    const star = matchOf(pattern, specifier);
    const rank = pattern.suffix === undefined ? Infinity : pattern.prefix.length;
    if (star === undefined || rank < best) continue;
    // A function, because `$&` in a replacement string would be expanded.
    const targets = pattern.targets.map((target) => target.replaceAll('*', () => star));
    found = rank > best ? targets : [...found, ...targets];
    best = rank;
  }
  return found;
}
