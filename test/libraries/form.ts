import type { Files, PlatformName } from '../judge/world.js';

/** What the audit says of a snippet: `unsafe session critical`. */
export type Said = `${'unsafe' | 'advisory'} ${string} ${'critical' | 'high' | 'medium' | 'low'}`;

/** The body of a module that is loaded beside an application of Express, or files of a project of another platform. */
export type Snippet = string | { platform: PlatformName; files: Files };

/** One entry of the tables in use: told as unsafe, cleared, and told with what stays in memory even so. */
export interface Form {
  /** The entry that it is a case of. */
  package: string;
  export: string;
  unsafe: readonly [code: Snippet, said: Said];
  /** The same package well used; or why nothing makes this form safe. */
  safe: Snippet | { none: string };
  /** Well used but for a setting that stays in memory: the code, and words of what is said about it. */
  half?: readonly [code: Snippet, note: RegExp];
}

export const none = (why: string): { none: string } => ({ none: why });
