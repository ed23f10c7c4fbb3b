/**
 * A table that names from analysed code are looked up in. A plain object would answer for `constructor` and `toString`, which it has from
 * `Object.prototype`.
 */
export function table<T>(entries: Readonly<Record<string, T>>): ReadonlyMap<string, T> {
  return new Map(Object.entries(entries));
}
