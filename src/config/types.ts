import type { Gate, Role, Severity } from '../model/words.js';

/** What a project tells coldstate: `coldstate.config.{ts,mts,js,mjs,cjs,json}`, or `coldstate` in package.json. */
export interface Config {
  /** For editors. */
  $schema?: string;
  /**
   * Entry points that no platform declares, each a unit of its own: paths and patterns as in .gitignore, with the export that is called or
   * without it for all exports: `src/workers/mail.ts#handle`, `src/jobs/*.ts`.
   */
  entries?: readonly string[];
  /** Files to leave out, beside those of .gitignore and .coldstateignore; patterns as there. */
  ignore?: readonly string[];
  /**
   * Where this runs, instead of what the audit would detect: `lambda`, `vercel` …, the names of `coldstate audit --format json`. One name for
   * the project, or one for each directory of a package: `{ 'apps/api': 'lambda' }`. Frameworks are detected all the same.
   */
  platform?: string | Readonly<Record<string, string>>;
  /** What you know of a store, by `file#symbol` (`src/lib/limiter.ts#windows`) or by the id of its finding. */
  stores?: Readonly<Record<string, StoreConfig>>;
  /** The mildest severity that makes the exit code 1. `--fail-on` overrules it; without either it is `high`. */
  failOn?: Gate;
}

export interface StoreConfig {
  /** What it is for. Effects, severity and remedies follow from it. */
  role?: Role;
  /** How much it matters, whatever its role says. */
  severity?: Severity;
  /** Why it may stay as it is. It is then reported as accepted and fails no run. */
  accept?: string;
}
