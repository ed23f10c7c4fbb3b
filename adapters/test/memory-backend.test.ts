/** What memory does with what is sent again, and with what is over. */
import { expect, test } from 'vitest';
import type { Place } from '../src/backend.js';
import { memoryBackend, memoryData } from '../src/backends/memory.js';

const place = (key: string): Place => ({
  collection: { namespace: 'app', kind: 'map', name: 'links', layout: 'entries', shards: 1 },
  key,
});
const fields = new Map([['v', '1']]);
const HOUR = 3_600_000;

test('a setIfAbsent that is sent again is stored, another one is not', async () => {
  const { entries } = memoryBackend(memoryData());
  const send = (nonce: string) => entries.setIfAbsent(place('ada'), fields, 'never', nonce);
  expect(await send('w.1')).toEqual({ stored: true });
  expect(await send('w.1')).toEqual({ stored: true });
  expect(await send('w.2')).toEqual({ stored: false, fields });
});

test('a swap that is sent again is applied and done once, also when its time is over', async () => {
  const { entries } = memoryBackend(memoryData());
  const swap = {
    expected: undefined,
    next: fields,
    nonce: 'w.1',
    history: [],
    expiry: { ms: 5, hides: true },
  } as const;
  expect(await entries.swap(place('ada'), swap)).toEqual({ applied: true });
  expect(await entries.swap(place('ada'), swap)).toEqual({ applied: true });
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await entries.swap(place('ada'), swap)).toEqual({ applied: true });
  expect(await entries.get(place('ada'))).toBeUndefined();
});

test('what was to be retained is gone an hour after its time, and its room with it', async () => {
  const data = memoryData();
  const { entries } = memoryBackend(data);
  const retainedSince = async (key: string, ms: number) =>
    entries.set(place(key), fields, { ms: -ms, hides: false }, 'n');
  for (let i = 0; i < 3000; i++) await retainedSince(`k${i}`, HOUR);
  await retainedSince('late', HOUR - 60_000);
  expect(await entries.get(place('k2999'))).toBeUndefined();
  expect(await entries.get(place('late'))).toEqual(fields);
  for (let i = 0; i < 1000; i++) await entries.set(place('hot'), fields, 'never', 'n');
  const held = [...data.collections.values()].map((collection) => collection.entries.size);
  expect(held).toEqual([2]);
});
