/** What happens between a collection and its backend, shown on a memory backend that misbehaves on purpose. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BackendFailure, type Backend } from '../src/backend.js';
import { memoryBackend, memoryData } from '../src/backends/memory.js';
import { createState, stateOver, type AdapterError, type Settings } from '../src/index.js';

type Entries = Backend['entries'];

/** A state over memory in which `change` replaces some operations. */
function over(change: (entries: Entries) => Partial<Entries>, settings: Settings = {}) {
  const backend = memoryBackend(memoryData());
  const resets: number[] = [];
  const entries = { ...backend.entries, ...change(backend.entries) };
  const state = stateOver({ ...backend, entries, onTimeout: () => resets.push(1) }, settings);
  return { state, resets };
}

const lost = () => new BackendFailure('unavailable', 'unknown', 'the connection was cut');
const refused = () => new BackendFailure('unavailable', 'not-applied', 'refused');

describe('a call', () => {
  it('that was refused until its time was over says so, and not that it may have been done', async () => {
    const { state } = over(() => ({ patch: () => Promise.reject(refused()) }), { timeoutMs: 30 });
    await expect(state.sharedCounter('c').increment()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      outcome: 'not-applied',
    });
  });

  it('of a backend that throws is as one of a backend that rejects', async () => {
    const { state, resets } = over(() => ({
      get: () => {
        throw new TypeError('oops');
      },
    }));
    await expect(state.sharedMap('m').get('x')).rejects.toMatchObject({ code: 'UNEXPECTED', message: /oops/ });
    expect(resets).toEqual([]);
  });

  it('that was answered while the event loop was blocked is not late', async () => {
    const { state } = over((memory) => ({ get: (place) => sleep(5).then(() => memory.get(place)) }), {
      timeoutMs: 100,
    });
    for (const blockedMs of [105, 130, 250]) {
      const answer = state.sharedMap('m').get('x');
      const until = performance.now() + blockedMs;
      while (performance.now() < until);
      expect(await answer).toBeUndefined();
    }
  });

  it('whose replies get lost goes on while it has time, and one that is refused does not', async () => {
    let [lostReplies, refusals] = [0, 0];
    const { state } = over(
      (memory) => ({
        get: (place) => (lostReplies++ < 20 ? Promise.reject(lost()) : memory.get(place)),
        size: () => Promise.reject((refusals++, refused())),
      }),
      { timeoutMs: 5_000 },
    );
    const map = state.sharedMap('m', { layout: 'collection' });
    expect(await map.get('x')).toBeUndefined();
    await expect(map.size()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(refusals).toBe(8);
  });

  it('among thousands waits for its turn', async () => {
    const { state } = over((memory) => ({ get: (place) => sleep(1).then(() => memory.get(place)) }));
    const map = state.sharedMap<number>('m');
    await map.set('x', 1);
    const all = await Promise.all(Array.from({ length: 9_000 }, () => map.get('x')));
    expect(all.every((value) => value === 1)).toBe(true);
  });

  it('gives up the connection only if nobody else was answered on it', async () => {
    const slow = { ms: 200 };
    const { state, resets } = over((memory) => ({ size: () => sleep(slow.ms, 1), get: (place) => memory.get(place) }), {
      timeoutMs: 60,
    });
    const map = state.sharedMap('m', { layout: 'collection' });
    const late = map.size().catch((error: unknown) => (error as AdapterError).code);
    await sleep(20);
    await map.get('x');
    expect(await late).toBe('TIMEOUT');
    expect(resets).toHaveLength(0);
    await expect(map.size()).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(resets).toHaveLength(1);
  });

  it('fails at once after five that failed, increments with lost replies among them, until one gets through', async () => {
    const world = { down: true, sent: 0 };
    const { state } = over((memory) => ({
      patch(place, change) {
        world.sent++;
        return world.down ? Promise.reject(lost()) : memory.patch(place, change);
      },
    }));
    const counter = state.sharedCounter('c');
    const codes: string[] = [];
    for (let i = 0; i < 8; i++)
      await counter.increment().catch((error: unknown) => codes.push((error as AdapterError).code));
    expect(codes).toEqual([...Array<string>(5).fill('OUTCOME_UNKNOWN'), ...Array<string>(3).fill('UNAVAILABLE')]);
    expect(world.sent).toBe(5);
    world.down = false;
    await sleep(520);
    expect(await counter.increment()).toBe(1);
  });

  it('keeps its result, and its error, when a listener throws', async () => {
    const onError = () => {
      throw new Error('from the listener');
    };
    const settings = { url: 'redis://127.0.0.1:1', onError, onDegraded: onError };
    const state = createState(settings);
    await expect(state.sharedMap('m').get('x')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await state.sharedMap('m', { role: 'cache' }).get('x')).toBeUndefined();
  });
});

describe('update and transact', () => {
  it('may take their time in the body', async () => {
    const { state } = over(
      (memory) => ({ swap: (place, change) => sleep(10).then(() => memory.swap(place, change)) }),
      {
        timeoutMs: 60,
      },
    );
    const result = await state.sharedMap<number>('m').transact('x', (cell) => {
      const until = performance.now() + 150;
      while (performance.now() < until);
      cell.set(1);
      return 'done';
    });
    expect(result).toBe('done');
  });

  it('take values that have a `then`, and refuse promises', async () => {
    const { state } = over(() => ({}));
    const map = state.sharedMap<{ then: string }>('m');
    expect(await map.update('x', () => ({ then: 'lunch' }))).toEqual({ then: 'lunch' });
    const waiting = map.transact('x', (cell) => {
      cell.delete();
      return Promise.resolve();
    });
    await expect(waiting).rejects.toMatchObject({ code: 'WRONG_TYPE' });
    expect(await map.has('x')).toBe(true);
  });

  it('that stand in line behind an outage fail with it, each by its own name', async () => {
    const { state } = over(() => ({ read: () => sleep(20).then(() => Promise.reject(refused())) }));
    const map = state.sharedMap<number>('m');
    const settled = await Promise.allSettled([map.update('x', () => 1), map.take('x')]);
    expect(settled.map((one) => (one as PromiseRejectedResult).reason as AdapterError)).toMatchObject([
      { code: 'UNAVAILABLE', op: 'update' },
      { code: 'UNAVAILABLE', op: 'take', outcome: 'not-applied' },
    ]);
  });
});

describe('a patch', () => {
  it('of a map whose lives stand in the values keeps the life that it says nothing of', async () => {
    const { state } = over(() => ({}));
    interface Visit {
      createdAt: number;
      meta: { seen: number };
    }
    const visits = state.sharedMap<Visit>('visits', {
      fields: true,
      ttl: { from: (visit) => visit.createdAt + visit.meta.seen + 60_000, unit: 'ms' },
    });
    await visits.set('a', { createdAt: Date.now(), meta: { seen: 0 } });
    expect(await visits.increment('a', 1, { path: 'meta.seen' })).toBe(1);
    expect(await visits.patch('a', { set: { meta: { seen: 5 } } })).toBe(true);
    expect((await visits.get('a'))?.meta.seen).toBe(5);
  });

  it('and an update mean the same field by a name with a backslash', async () => {
    const { state } = over(() => ({}));
    const files = state.sharedRecord<Record<string, number>>('files');
    await files.increment('C:\\temp', 5);
    await files.update((value) => value);
    expect(await files.increment('C:\\temp', 1)).toBe(6);
    expect(await files.increment('a\\.b.c', 1)).toBe(1);
    expect(await files.get()).toEqual({ 'C:\\temp': 6, 'a.b': { c: 1 } });
  });

  it('finds an entry that was stored as a whole, and says so', async () => {
    const { state } = over(() => ({}));
    await state.sharedMap('m').set('x', { a: 1 });
    await expect(state.sharedMap('m', { fields: true }).get('x')).rejects.toMatchObject({ code: 'WRONG_TYPE' });
  });
});

describe('sessions', () => {
  const userOf = ({ user }: { user?: string }) => user;

  it('that could not be destroyed are found again', async () => {
    const world = { failing: true };
    const { state } = over((memory) => ({
      remove: (place) =>
        world.failing && place.collection.kind === 'session'
          ? Promise.reject(new BackendFailure('unexpected', 'not-applied', 'no'))
          : memory.remove(place),
    }));
    const sessions = state.sessionStore<{ user?: string }>('web', { userOf });
    const { id } = await sessions.create({ user: 'bob' });
    await expect(sessions.destroyUser('bob')).rejects.toThrow();
    await expect(sessions.destroy(id)).rejects.toThrow();
    world.failing = false;
    expect(await sessions.destroyUser('bob')).toBe(1);
    expect(await sessions.get(id)).toBeUndefined();
  });

  it('of many at once are destroyed without a rejection that nobody handles', async () => {
    const { state } = over(() => ({}));
    const sessions = state.sessionStore<{ user?: string }>('web', { userOf });
    await Promise.all(Array.from({ length: 700 }, () => sessions.create({ user: 'bob' })));
    expect(await sessions.destroyUser('bob')).toBe(700);
  });

  it('become a user’s when they are saved, updated or patched as one, and leave the one before', async () => {
    const { state } = over(() => ({}));
    const sessions = state.sessionStore<{ user?: string }>('web', { userOf });
    const changes = [
      (id: string) => sessions.save(id, { user: 'ann' }),
      (id: string) => sessions.update(id, () => ({ user: 'ann' })),
      (id: string) => sessions.patch(id, { user: 'ann' }),
    ];
    for (const change of changes) {
      const { id } = await sessions.create({});
      await change(id);
      expect(await sessions.ofUser('ann')).toEqual([{ id, data: { user: 'ann' } }]);
      await sessions.save(id, { user: 'eve' });
      expect(await sessions.ofUser('ann')).toEqual([]);
      expect(await sessions.destroyUser('eve')).toBe(1);
    }
  });

  it('of two stores, and of users with any name, are kept apart', async () => {
    const { state } = over(() => ({}));
    const [web, admin] = [
      state.sessionStore<{ user?: string }>('web', { userOf }),
      state.sessionStore<{ user?: string }>('web/admin', { userOf }),
    ];
    await web.create({ user: 'admin/7' });
    await admin.create({ user: '7' });
    expect(await admin.destroyUser('7')).toBe(1);
    expect(await web.ofUser('admin/7')).toHaveLength(1);
    await web.create({ user: 'tab\there' });
    expect(await web.ofUser('tab\there')).toHaveLength(1);
  });
});

describe('a mirror', () => {
  it('that missed a write, because nobody knows whether it was done, is told of', async () => {
    const told: string[] = [];
    const settings = { onDegraded: ({ op }: AdapterError) => told.push(op ?? ''), mirrorUrl: 'memory:mirror' };
    const { state } = over(() => ({ patch: () => Promise.reject(lost()) }), settings);
    await expect(state.sharedCounter('c').increment()).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(told).toEqual(['mirror']);
  });
});

it('collections of two entry modules are served by one state of the process', async () => {
  const upstash = await import('../src/upstash.js');
  const redis = await import('../src/redis.js');
  redis.configure({ urls: { cache: 'redis://127.0.0.1:1', session: 'https://:t@127.0.0.1:1' } });
  await redis.sharedMap('m', { role: 'cache' }).get('x');
  await expect(upstash.sessionStore('s').get('x')).rejects.toMatchObject({ code: 'UNAVAILABLE', backend: 'upstash' });
  await redis.closeAll();
});
