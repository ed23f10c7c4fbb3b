/** Writes to a second backend, while data moves to it. */
import type { Backend, Collection } from './backend.js';
import type { Connection, Mirror, Written } from './connection.js';
import { tell } from './tries.js';
import { UnavailableError, type AdapterError } from './errors.js';
import { sync } from './sync.js';

type Listener = ((error: AdapterError) => void) | undefined;

/** What the mirror misses is told, and caught up by the next `coldstate copy`. */
export function mirrorOn(second: Connection, onDegraded: Listener): Mirror {
  const missed = (cause: unknown, collection: string | undefined) => {
    const message = `A write did not reach the mirror: ${cause instanceof Error ? cause.message : String(cause)}`;
    tell(
      onDegraded,
      new UnavailableError(message, { op: 'mirror', cause, ...(collection !== undefined && { collection }) }),
    );
  };
  return {
    async bring(written, from) {
      const bringOne = async (thing: Written) => {
        const collection = collectionOf(thing);
        const send = (to: Backend) =>
          thing.type === 'collection' ? emptied(from, to, thing.collection) : sync(from, to, thing);
        try {
          await second.call({ op: 'mirror', collection, repeat: 'repeatable', send });
        } catch (error) {
          missed(error, collection.name);
        }
      };
      await Promise.all(written.map(bringOne));
    },
    missed(error) {
      missed(error, error.collection);
    },
  };
}

/** Cleared there as it was here, and then what has been written here since is brought again. */
async function emptied(from: Backend, to: Backend, collection: Collection): Promise<void> {
  while (!(await to.entries.clear(collection)));
  let cursor: string | undefined;
  do {
    const page = await from.entries.page(collection, cursor);
    for (const { key } of page.entries) await sync(from, to, { type: 'entry', place: { collection, key } });
    cursor = page.cursor;
  } while (cursor !== undefined);
}

function collectionOf(thing: Written): Collection {
  if (thing.type === 'collection') return thing.collection;
  return thing.type === 'list' ? thing.list : thing.place.collection;
}
