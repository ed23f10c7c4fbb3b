/** Adds to the list that a map keeps under a key. In place: a list that is copied for each item costs its length squared. */
export function append<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
