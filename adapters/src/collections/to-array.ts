/** All that a collection gives one by one, as `Array.fromAsync` does, which Node has from version 22. */
export async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
