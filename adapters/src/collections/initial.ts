/** What is never absent: an absent entry is taken for what it begins with. */
import type { Cell, InitialCell } from './types.js';

/** Set as soon as it is asked for: what is changed in it is stored then. */
export function filledCell<V>(cell: Cell<V>, initial: () => V): InitialCell<V> {
  return {
    get: () => {
      const value = cell.get();
      if (value !== undefined) return value;
      const made = initial();
      cell.set(made);
      return made;
    },
    has: () => cell.has(),
    set: (value, life) => {
      cell.set(value, life);
    },
    delete: () => cell.delete(),
  };
}
