/** What the guards look at: everything around a store that may speak against moving it. */
import type { ts } from 'ts-morph';
import type { Finding, ReportedEntryPoint } from '../../model/report.js';
import type { Calls } from '../calls.js';
import { placeOf, type Code, type CodeSource } from '../code.js';
import type { Target } from '../targets.js';
import type { AdapterChoice, ChangedFunction, Place, Refusal, RefusalCode } from '../types.js';
import type { Use } from '../uses/access.js';

/** What the report says of the project as a whole. */
export interface Reported {
  readonly entryPoints: readonly ReportedEntryPoint[];
  /** All of them, so that a store has one name whatever is migrated with it. */
  readonly findings?: readonly Finding[];
}

export const NOTHING_REPORTED: Reported = { entryPoints: [] };

/** The same for all stores. */
export interface World {
  readonly code: Code;
  readonly source: CodeSource;
  readonly calls: Calls;
  readonly reported: Reported;
  /** Files that a file imports, by their names. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
}

export interface Surroundings extends World {
  readonly target: Target;
  /** Aliases too. */
  readonly uses: readonly Use[];
  /** What the adapter would be; undefined where none fits. */
  readonly choice: AdapterChoice | undefined;
}

/** A function that waits from now on, and the stores that make it. */
export type ChangedFor = ChangedFunction & { readonly stores: readonly string[] };

export type Guard = (around: Surroundings) => readonly Refusal[];

export function refusalAt(
  store: string,
  place: Place,
  code: RefusalCode,
  why: string,
  advice: string,
  replacement?: string,
): Refusal {
  const { file, line, column } = place;
  return { file, line, column, store, code, why, advice, ...(replacement === undefined ? {} : { replacement }) };
}

export function refusalOf(
  { code, target }: Pick<Surroundings, 'code' | 'target'>,
  node: ts.Node,
  refusal: RefusalCode,
  why: string,
  advice: string,
): Refusal {
  return refusalAt(target.store, placeOf(code, node), refusal, why, advice);
}

/** Where a use stands. */
export const nodeOf = (use: Use): ts.Expression => ('node' in use ? use.node : use.receiver);
