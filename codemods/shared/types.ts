/** What a transform of one form is made of: how such a store looks, what may be done to it, and which collection takes its place. */
import type { Collection, Declaration } from './declare.ts';
import type { Settings } from './options.ts';
import type { Edit, Node, Tree } from './tree.ts';
import type { Worth } from './values.ts';

/** One use of the store that is understood. */
export interface Access {
  /** `get`, `set`, `push` … */
  readonly operation: string;
  readonly isWrite: boolean;
  /** The whole expression: `hits.get(path)`. */
  readonly node: Node;
  readonly key?: Node | undefined;
  readonly value?: Node | undefined;
}

/** Something that is not understood or must not be; the store stays as it is. */
export interface Refusal {
  readonly at: Node;
  readonly why: string;
}

export const isRefusal = <T extends object>(answer: T): answer is Extract<T, Pick<Refusal, 'why'>> => 'why' in answer;

/** Accesses that are one operation from now on. */
export interface Step {
  readonly accesses: readonly Access[];
  readonly node: Node;
  readonly isWrite: boolean;
  readonly key?: Node | undefined;
  readonly edits: readonly Edit[];
  /** The method that is called: whoever declares the collection asks. */
  readonly operation: string;
  readonly imports?: readonly string[];
}

export interface Store extends Declaration {
  readonly tree: Tree;
  readonly accesses: readonly Access[];
  readonly settings: Settings;
}

/** Begins at one access and takes others along. */
export type Idiom = (store: Store, access: Access) => Step | undefined;

export interface Form {
  readonly name: 'map' | 'set' | 'array' | 'object' | 'scalar';
  /** Whether a declaration is of this form and nothing else. */
  readonly fits: (tree: Tree, declared: Declaration) => boolean;
  /** Its entries, members or items: a type as written, or values. */
  readonly holds?: (tree: Tree, declared: Declaration) => Node | undefined;
  /** Where it needs no looking at what it holds. */
  readonly worth?: Worth;
  /** Type of keys as written, where there is one. */
  readonly keys?: (tree: Tree, declared: Declaration) => Node | undefined;
  readonly isSeeded: (declared: Declaration) => boolean;
  readonly accessOf: (tree: Tree, name: Node) => Access | Refusal;
  readonly idioms: readonly Idiom[];
  /** An access that stands by itself. */
  readonly plain: (store: Store, access: Access) => Step | Refusal;
  readonly collection: (store: Store, steps: readonly Step[]) => Collection | Refusal;
}
