/** What a run of a step works with: names instead of numbers. */
import type { ts } from 'ts-morph';
import type { Order, Sum } from './sums.js';

export type Value =
  | { readonly kind: 'sum'; sum: Sum }
  | { readonly kind: 'record'; readonly fields: Map<string, Value> }
  /** Of times; `recent`: only those of the window are left in it. `added`: how many of now. */
  | { readonly kind: 'list'; readonly isRecent: boolean; added: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'undefined' };

/** One situation: what is stored, and how its numbers compare. */
export interface World {
  entry: Value;
  /** How many recent times are in a list before anything is added. */
  readonly recent: Sum;
  /** Whether `difference order 0`. */
  readonly decide: (difference: Sum, order: Order) => boolean;
}

/** Literals and constants as they are written, by the name that they go by in sums. */
export type Texts = Map<string, ts.Expression>;

export class Unclear extends Error {
  override readonly name = 'Unclear';
}

export const NOTHING: Value = { kind: 'undefined' };
export const NOW = 'now';
/** An element of a list of times. */
export const ELEMENT = 'element';

/** The time that an entry holds. */
export const TIME = 'time';

/** How many hits an entry holds. */
export const COUNT = 'count';
