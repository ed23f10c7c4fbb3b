/** What AWS allows as a name, and the nearest that it does. */
import type { Setup } from './needs.js';

interface NameRule {
  what: string;
  pattern: RegExp;
  says: string;
  /** What is there when nobody gives a name. */
  usual: string;
  fit: (name: string) => string;
}

const joined = (name: string, others: RegExp): string =>
  name
    .replace(others, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-+|-+$/g, '');

export const nameRules: Readonly<Record<Setup, NameRule>> = {
  dynamodb: {
    what: 'table',
    pattern: /^[\w.-]{3,255}$/,
    says: 'the name of a table has 3 to 255 of a-z, A-Z, 0-9, "_", "." and "-"',
    usual: 'coldstate',
    fit: (name) => joined(name, /[^\w.-]+/g).slice(0, 255),
  },
  elasticache: {
    what: 'cache',
    pattern: /^(?=.{1,40}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
    says: 'the name of a cache has up to 40 of a-z, 0-9 and single "-", and begins with a letter',
    usual: 'coldstate',
    fit: (name) =>
      joined(name.toLowerCase(), /[^a-z0-9]+/g)
        .replace(/^[^a-z]+/, '')
        .slice(0, 40)
        .replace(/-$/, ''),
  },
  external: {
    what: 'secret',
    pattern: /^[\w/+=.@-]{1,255}$/,
    says: 'the name of a secret has up to 255 of a-z, A-Z, 0-9 and "/_+=.@-"',
    usual: 'coldstate-url',
    fit: (name) => joined(name, /[^\w/+=.@-]+/g).slice(0, 255),
  },
};

/** A sentence for a name that AWS would refuse. */
export function nameProblem(setup: Setup, name: string): string | undefined {
  const { what, pattern, says, fit } = nameRules[setup];
  if (pattern.test(name)) return undefined;
  const guess = fit(name);
  return `"${name}" cannot name a ${what}: ${says}.${pattern.test(guess) ? ` Did you mean "${guess}"?` : ''}`;
}
