/** Edits of a store that is rewritten as a whole, gathered function by function. */
import type { ts } from 'ts-morph';
import type { StoreRewrite } from '../../store.js';
import type { Span, TextEdit } from '../types.js';
import type { Setting } from './types.js';

export const nothing = (promised: StoreRewrite['promised'] = []): StoreRewrite => ({
  ...{ edits: [], claimed: [], imports: [], refusals: [], warnings: [] },
  promised,
});

export interface Part {
  readonly file: ts.SourceFile;
  readonly edits: readonly TextEdit[];
  readonly claimed: readonly Span[];
}

export function rewriteOf(
  { code, target: { store } }: Setting,
  known: StoreRewrite,
  { file: source, edits, claimed }: Part,
  reason: string,
): StoreRewrite {
  const file = code.nameOf(source);
  return {
    ...known,
    edits: [...known.edits, ...edits.map((edit) => ({ ...edit, file, reason, stores: [store] }))],
    claimed: [...known.claimed, ...claimed.map((span) => ({ ...span, file }))],
  };
}

/** Reasons that no other collection would change; a lifetime is what some of them bring along. */
export const hasFaults = ({ answer }: Setting): boolean =>
  'refusals' in answer && answer.refusals.some(({ code }) => code !== 'NO_TTL');
