/** Options of a collection, as far as what is left of a store's uses says them. */
import type { Collection } from './declare.ts';
import type { Step, Store } from './types.ts';

const OF_ALL_ENTRIES: ReadonlySet<string> = new Set(['size', 'clear', 'values', 'pop']);

export const needsAll = (steps: readonly Step[]): boolean =>
  steps.some(({ operation }) => OF_ALL_ENTRIES.has(operation));

export interface Choice {
  readonly constructor: string;
  readonly typeArguments?: string | undefined;
  readonly layout?: 'collection' | 'entries' | undefined;
  /** False where nothing of it ends. */
  readonly ends?: boolean;
  readonly more?: Collection['options'];
  /** That the collection has by itself. */
  readonly role?: string;
}

export function collectionOf({ settings: { role, ttl } }: Store, choice: Choice): Collection {
  const { constructor, typeArguments, layout, ends = true, more = [] } = choice;
  const options: (readonly [string, string])[] = [];
  if (role !== undefined && role !== 'other' && role !== choice.role) options.push(['role', `'${role}'`]);
  if (layout !== undefined) options.push(['layout', `'${layout}'`]);
  if (ttl !== undefined && ends) options.push(['ttl', ttl]);
  return { constructor, typeArguments, options: [...options, ...more] };
}
