import ignore from 'ignore';

/** Patterns that people write in configuration: those of .gitignore, so that there is one language for all of them. */
export function matcherOf(patterns: readonly string[]): (file: string) => boolean {
  const rules = ignore().add(patterns.flatMap(readings));
  return (file) => rules.ignores(file);
}

/** `app/[id]/route.ts` is a path where Next.js and SvelteKit are used, and a set of letters in a pattern: both are meant. */
function readings(pattern: string): string[] {
  const plain = pattern.trim().replace(/^\.\//, '');
  return plain.includes('[') ? [plain, plain.replace(/[[\]]/g, '\\$&')] : [plain];
}
