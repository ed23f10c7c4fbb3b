/** What is known of a store before a collection is chosen for it, and what the choice brings with it. */
import type { ts } from 'ts-morph';
import type { AdapterChoice, Destination, Refusal } from '../types.js';

export type ShapeKind = 'map' | 'set' | 'members' | 'array' | 'object' | 'record' | 'scalar';

export interface StoreShape {
  /** `object`: one used as a dictionary. `record`: one with fields that are known. */
  readonly kind: ShapeKind;
  /** VariableDeclaration, PropertyDeclaration, or the assignment that makes the store. */
  /** Its type, where that is said elsewhere. */
  readonly written?: ts.TypeNode;
  readonly declaration: ts.Node;
  readonly keyType?: ts.Type;
  /** Of an entry, an element, or the whole. */
  readonly valueType?: ts.Type;
  /** `get`, `set`, `size`, `iterate`, `increment`, `push` … */
  readonly operations: ReadonlySet<string>;
  /** Expressions that are the store (`m` of `m.get(k)`), or the accesses around them. */
  readonly uses: readonly ts.Node[];
}

export interface AdapterSettings {
  readonly to: Destination;
  /** `--ttl STORE=7d`, by id, symbol or name of the collection. */
  readonly ttl?: ReadonlyMap<string, string>;
  readonly acceptVolatile: boolean;
  /** By finding, from `namesOf`; without it a name is made for this store alone. */
  readonly names?: ReadonlyMap<string, string>;
}

/** What the lifetime of entries replaces: whole statements and members, with their comments. */
export interface Removal {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** ``sweep timer``, ``constant `SWEEP_MS` ``. */
  readonly what: string;
  readonly reason: string;
}

export type AdapterAnswer =
  { readonly choice: AdapterChoice; readonly removals: readonly Removal[] } | { readonly refusals: readonly Refusal[] };
