/** One idiom, one shape: what stands there is known whole, so that one operation of a collection can take its place. */
import type { ts } from 'ts-morph';
import type { Calls } from '../../calls.js';
import type { AdapterAnswer, Removal } from '../../adapter/index.js';
import type { Code } from '../../code.js';
import type { StoreRewrite } from '../../store.js';
import type { Target } from '../../targets.js';
import type { AdapterChoice, Edit, Refusal, WarningCode } from '../../types.js';
import type { Access } from '../../uses/access.js';
import type { Region } from '../touches.js';
import type { Span, TextEdit } from '../types.js';

export interface Idiom {
  readonly edits: readonly TextEdit[];
  readonly claimed: readonly Span[];
  readonly warnings: readonly { readonly code: WarningCode; readonly why: string }[];
}

export interface Context {
  readonly code: Code;
  readonly target: Target;
  readonly region: Region;
  /** Whether doing it without need, or again, shows nowhere. */
  readonly isPure: (node: ts.Node) => boolean;
}

export type Recogniser = (context: Context) => Idiom | undefined;

/** All that is done to a store, before any of it is rewritten. */
export interface Setting {
  readonly code: Code;
  readonly calls: Calls;
  readonly target: Target;
  readonly accesses: readonly Access[];
  /** What would take its place otherwise. */
  readonly answer: AdapterAnswer;
  /** The same, had a lifetime been given. */
  readonly withLife: () => AdapterAnswer;
  /** Of the collection. */
  readonly name: string;
  /** `--ttl`, as it was given. */
  readonly given: string | undefined;
}

/** A store of which every use is one idiom, so that another collection, or another lifetime, takes its place. */
export interface WholeStore {
  readonly choice: AdapterChoice;
  readonly removals: readonly Removal[];
  /** Those that are left, and wait from now on. */
  readonly accesses: readonly Access[];
  /** Everything that is done to them, where no region has to be found for them any more. */
  readonly rewrite?: StoreRewrite;
  /** What comes in addition to what regions become. */
  readonly added?: readonly Edit[];
}

export type WholeRecogniser = (setting: Setting) => WholeStore | { readonly refusals: readonly Refusal[] } | undefined;
