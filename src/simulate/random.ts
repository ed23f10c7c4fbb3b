/** Chance that can be repeated: the same seed, the same decisions, on every machine. */

export interface Chance {
  /** From 0, below 1. */
  next: () => number;
  /** True in that share of all cases. */
  in: (share: number) => boolean;
  shuffled: <Item>(items: readonly Item[]) => Item[];
}

/** Mulberry32, from a seed and what it is for, so that one decision more here moves none elsewhere. */
export function chanceOf(seed: number, purpose = ''): Chance {
  let state = (hashOf(purpose) ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    in: (share) => next() < share,
    shuffled: (items) =>
      items
        .map((item) => ({ item, at: next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item),
  };
}

/** FNV-1a. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
