/** Brings one entry or list of a backend to another as it is there now. What `copy` and mirror writes are made of; doing it twice does no harm. */
import type { Backend, Collection, Encoded, Holding, Place } from './backend.js';

/** How often a thing that changes under our hands is brought again. Whoever changes it brings it, too, so the last one there wins. */
const MOST_ROUNDS = 10;

export async function sync(from: Backend, to: Backend, holding: Holding): Promise<void> {
  if (holding.type === 'entry') await syncEntry(from, to, holding.place);
  else await syncList(from, to, holding.list);
}

/** Whether both hold the same now, their nonces aside. */
export async function isSame(from: Backend, to: Backend, holding: Holding): Promise<boolean> {
  if (holding.type === 'list') {
    const [a, b] = await Promise.all([
      from.lists.slice(holding.list, 0, undefined),
      to.lists.slice(holding.list, 0, undefined),
    ]);
    return sameItems(a, b);
  }
  const [a, b] = await Promise.all([from.entries.get(holding.place), to.entries.get(holding.place)]);
  if (a === undefined || b === undefined) return a === b;
  return a.size === b.size && [...a].every(([field, value]) => b.get(field) === value);
}

async function syncEntry(from: Backend, to: Backend, place: Place): Promise<void> {
  let there = await from.entries.read(place);
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const { fields, nonce } = there;
    if (fields === undefined) await to.entries.remove(place);
    else await to.entries.set(place, fields, await from.entries.life(place), nonce ?? '');
    const now = await from.entries.read(place);
    if (now.nonce === nonce && (now.fields === undefined) === (fields === undefined)) return;
    there = now;
  }
}

async function syncList(from: Backend, to: Backend, list: Collection): Promise<void> {
  let there = await from.lists.slice(list, 0, undefined);
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    await to.lists.replace(list, there, await from.lists.life(list));
    const now = await from.lists.slice(list, 0, undefined);
    if (sameItems(now, there)) return;
    there = now;
  }
}

function sameItems(a: readonly Encoded[], b: readonly Encoded[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
