/** Sessions: what is logged out stays out. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { State } from '../state.js';
import { instances, range, type Case } from './case.js';

interface Data {
  user: string;
  cart?: string[];
  theme?: string;
}

const LIFE = { ttl: { ms: 800 } };

export const sessions: Case[] = [
  {
    id: 50,
    title: 'a session is made, read, changed and ended',
    async run(world) {
      const [store, same] = await instances(world, (state) => ofUsers(state));
      const { id, data } = await store.create({ user: 'ada' });
      assert.deepEqual(data, { user: 'ada' });
      assert.match(id, /^[\w-]{32,}$/);
      assert.notEqual((await store.create({ user: 'ada' })).id, id);
      assert.deepEqual(await same.get(id), { user: 'ada' });
      assert.equal(await same.save(id, { user: 'ada', cart: ['apple'] }), true);
      assert.equal(await store.patch(id, { theme: 'dark' }), true);
      assert.deepEqual(await store.update(id, (session) => ({ ...session, cart: [] })), {
        user: 'ada',
        cart: [],
        theme: 'dark',
      });
      assert.deepEqual(await same.get(id), { user: 'ada', cart: [], theme: 'dark' });
      assert.equal(await same.destroy(id), true);
      assert.equal(await same.destroy(id), false);
      assert.equal(await store.get(id), undefined);
      assert.equal(await store.get('never made'), undefined);
      assert.equal((await store.create({ user: 'eve' }, { id: 'given' })).id, 'given');
      assert.deepEqual(await same.get('given'), { user: 'eve' });
    },
  },
  {
    id: 50,
    title: 'changes of different fields by two requests at once are both kept',
    async run(world) {
      const stores = await instances(world, (state) => ofUsers(state));
      const { id } = await stores[0].create({ user: 'ada' });
      await Promise.all([
        stores[0].patch(id, { theme: 'dark' }),
        stores[1].patch(id, { cart: ['apple'] }),
        stores[1].touch(id),
      ]);
      assert.deepEqual(await stores[0].get(id), { user: 'ada', theme: 'dark', cart: ['apple'] });
    },
  },
  {
    id: 50,
    title: 'touch begins its life anew, and get does so if it is rolling',
    async run({ state }) {
      const store = state.sessionStore<Data>('touched', LIFE);
      const rolling = state.sessionStore<Data>('rolling', { ...LIFE, rolling: true });
      for (const id of ['touched', 'read', 'left']) await store.create({ user: id }, { id });
      await rolling.create({ user: 'ada' }, { id: 'read' });
      await sleep(500);
      assert.equal(await store.touch('touched'), true);
      assert.deepEqual(await store.get('read'), { user: 'read' });
      assert.deepEqual(await rolling.get('read'), { user: 'ada' });
      await sleep(500);
      assert.deepEqual(await store.get('touched'), { user: 'touched' });
      assert.deepEqual(await rolling.get('read'), { user: 'ada' });
      assert.equal(await store.get('read'), undefined);
      assert.equal(await store.get('left'), undefined);
      assert.equal(await store.touch('left'), false);
      assert.equal(await store.save('left', { user: 'left' }), false);
    },
  },
  {
    id: 51,
    title: 'a session that was destroyed meanwhile is not brought back',
    async run({ state }) {
      const store = ofUsers(state);
      const { id } = await store.create({ user: 'ada' });
      const data = (await store.get(id)) ?? { user: 'nobody' };
      await store.destroy(id);
      assert.equal(await store.save(id, data), false);
      assert.equal(await store.patch(id, { theme: 'dark' }), false);
      assert.equal(await store.update(id, (session) => ({ ...session, theme: 'dark' })), undefined);
      assert.equal(await store.touch(id), false);
      assert.equal(await store.get(id), undefined);
      assert.deepEqual(await store.ofUser('ada'), []);
    },
  },
  {
    id: 51,
    title: 'a save that races with destroy never brings a session back',
    async run(world) {
      const stores = await instances(world, (state) => ofUsers(state));
      for (const round of range(15)) {
        const { id } = await stores[0].create({ user: 'ada' });
        await Promise.all([
          stores[0].save(id, { user: 'ada', theme: `${round}` }),
          stores[1].destroy(id),
          stores[0].patch(id, { theme: 'dark' }),
        ]);
        assert.equal(await stores[0].get(id), undefined);
      }
    },
  },
  {
    id: 52,
    title: "a user's sessions are found, and ended, together",
    async run(world) {
      const [store, same] = await instances(world, (state) => ofUsers(state));
      const mine = [await store.create({ user: 'ada' }), await same.create({ user: 'ada' })];
      const ended = await store.create({ user: 'ada' });
      const hers = await store.create({ user: 'eve' });
      await store.destroy(ended.id);
      const found = await same.ofUser('ada');
      assert.deepEqual(
        new Map(found.map(({ id, data }) => [id, data])),
        new Map(mine.map(({ id, data }) => [id, data])),
      );
      assert.equal(await same.destroyUser('ada'), 2);
      for (const { id } of [...mine, ended]) assert.equal(await store.get(id), undefined);
      assert.deepEqual(await store.ofUser('ada'), []);
      assert.deepEqual(await store.get(hers.id), { user: 'eve' });
      assert.equal(await same.destroyUser('nobody'), 0);
    },
  },
  {
    id: 52,
    title: 'destroyUser also ends what was made a moment before, and a login under way, and nothing after it',
    async run(world) {
      const [store, same] = await instances(world, (state) => ofUsers(state));
      for (const round of range(10)) {
        const user = `user ${round}`;
        const before = await store.create({ user });
        const [during] = await Promise.all([store.create({ user }), same.destroyUser(user)]);
        await same.destroyUser(user);
        const after = await store.create({ user });
        assert.equal(await same.get(before.id), undefined);
        assert.equal(await same.get(during.id), undefined);
        assert.deepEqual(await same.get(after.id), { user });
        assert.deepEqual(await same.ofUser(user), [{ id: after.id, data: { user } }]);
      }
    },
  },
];

function ofUsers(state: State) {
  return state.sessionStore<Data>('sessions', { userOf: ({ user }) => user });
}
