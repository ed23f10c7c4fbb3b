/** Names that collections of the project have already: a new store under one of them would share their entries. */
import type { Code } from '../code.js';

const NAMED = /\b(?:shared[A-Z]\w*|rateLimiter|lock|sequence)(?:<[^()]*?>)?\(\s*(['"`])([\w.-]+)\1/g;

export function namesThere({ files }: Code): Set<string> {
  return new Set(
    files
      .filter(({ text }) => text.includes('@coldstate/adapters'))
      .flatMap(({ text }) => [...text.matchAll(NAMED)].map(([, , name = '']) => name)),
  );
}
