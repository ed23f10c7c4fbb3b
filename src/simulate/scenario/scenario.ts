/** A scenario as plain data. The format is told in docs/simulate.md. */

export interface Scenario {
  readonly file: string;
  readonly steps: readonly Step[];
}

/** One request, or the same one several times, and what has to come back. */
export interface Step {
  /** What stands after `###`, else the request line. */
  readonly title: string;
  /** `# @name`: what later steps call its answer by. */
  readonly name?: string;
  readonly line: number;
  /** Before the request: every instance is replaced by a new one, as a deploy does it. */
  readonly deploy: boolean;
  readonly sleepMs: number;
  readonly times: number;
  readonly parallel: boolean;
  /** False: it is sent without the cookies that the client keeps, and adds none. */
  readonly cookies: boolean;
  readonly request: Template;
  readonly expectations: readonly Expectation[];
}

/** A request whose texts may hold `{{…}}`. */
export interface Template {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

export interface Expectation {
  /** As it is written. */
  readonly text: string;
  readonly line: number;
  readonly subject: Subject;
  readonly predicate: Predicate;
  /** May hold `{{…}}`; absent where the predicate compares with nothing. */
  readonly value?: string;
  /** Of the answers to a repeated request, how many; all of them without it. */
  readonly count?: Count;
}

export type Subject =
  | { readonly kind: 'status' }
  | { readonly kind: 'body'; readonly path: readonly string[] }
  | { readonly kind: 'header' | 'cookie'; readonly name: string };

export const PREDICATES = [
  ...['==', '!=', '<', '<=', '>', '>='],
  ...['includes', 'startsWith', 'endsWith', 'matches', 'exists', 'isDistinct'],
] as const;
export type Predicate = (typeof PREDICATES)[number];

export interface Count {
  readonly times: number;
  readonly bound: 'exactly' | 'at most' | 'at least';
}

/** Variables of the file (`@visitors = 1000`), by name. */
export type Variables = Readonly<Record<string, string>>;
