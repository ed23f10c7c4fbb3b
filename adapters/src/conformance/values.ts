/** What values a collection keeps, and which it refuses. */
import assert from 'node:assert/strict';
import { mapCase, type Case } from './case.js';

interface Node {
  name: string;
  next?: Node;
}

class Account {
  readonly owner = 'Ada';
}

export const values: Case[] = [
  ...mapCase(15, 'what is handed over and what is handed out are copies', async ({ map }) => {
    const carts = map<{ items: string[] }>('carts');
    const mine = { items: ['apple'] };
    const stored = carts.set('ada', mine);
    mine.items.push('changed too late');
    await stored;
    const read = await carts.get('ada');
    assert.deepEqual(read, { items: ['apple'] });
    read.items.push('pear');
    (await carts.setIfAbsent('ada', mine)).value.items.push('plum');
    (await carts.update('ada', (cart) => cart))?.items.push('fig');
    (await carts.getOrSet('ada', () => mine)).items.push('lime');
    (await carts.getMany(['ada'])).get('ada')?.items.push('date');
    assert.deepEqual(await carts.get('ada'), { items: ['apple'] });

    const [one, other] = await Promise.all([carts.getOrSet('eve', () => mine), carts.getOrSet('eve', () => mine)]);
    one.items.push('kiwi');
    assert.equal(other.items.includes('kiwi'), false);
  }),

  ...mapCase(16, 'values come back as they were', async ({ map }) => {
    const box = map<unknown>('box');
    for (const value of [
      new Date(1_700_000_000_123),
      new Map<unknown, unknown>([
        ['a', new Map([[1, new Date(0)]])],
        [{ b: 1 }, 2],
      ]),
      new Set<unknown>([1, '1', 1n]),
      2n ** 80n,
      undefined,
      null,
      NaN,
      Infinity,
      -Infinity,
      -0,
      0,
      1e300,
      5e-324,
      Number.MAX_SAFE_INTEGER,
      Uint8Array.of(0, 128, 255),
      new Uint8Array(),
      /a+b/giu,
      new URL('https://example.com/?q=1'),
      [undefined, null, , 3],
      { absent: undefined, deep: { list: [{ id: 1 }] }, '': 'empty', 'a.b': 1 },
      [],
      {},
    ]) {
      await box.set('bare', value);
      assert.deepEqual(await box.get('bare'), value);
      await box.set('wrapped', { value: [value] });
      assert.deepEqual(await box.get('wrapped'), { value: [value] });
    }
    await box.set('buffer', Buffer.from('héllo'));
    const buffer = await box.get('buffer');
    assert.ok(Buffer.isBuffer(buffer));
    assert.equal(buffer.toString(), 'héllo');
    assert.ok(Number.isNaN(((await box.set('date', new Date(NaN)), await box.get('date')) as Date).getTime()));
  }),

  ...mapCase(16, 'values of a map with fields come back as they were', async ({ map }) => {
    const links = map<object>('links', { fields: true });
    const link = {
      url: 'https://example.com',
      clicks: 3,
      tags: new Set(['a']),
      made: new Date(5),
      list: [1, { deep: true }],
      daily: { mon: 1, 'a.b': { c: null } },
      nothing: undefined,
      empty: {},
    };
    await links.set('x', link);
    assert.deepEqual(await links.get('x'), link);
    await links.set('x', {});
    assert.deepEqual(await links.get('x'), {});
    assert.equal(await links.has('x'), true);
  }),

  ...mapCase(17, 'text stays text, whatever it looks like', async ({ map }) => {
    const box = map<string>('box');
    for (const text of [
      '123',
      '-5',
      '1e3',
      'true',
      'null',
      'undefined',
      '',
      ' ',
      's',
      'dx',
      '[1]',
      '{}',
      '\0',
      '\ud83d\ude00',
      'o',
    ]) {
      await box.set('text', text);
      assert.equal(await box.get('text'), text);
    }
  }),

  ...mapCase(18, 'cycles and shared references stay what they are', async ({ map }) => {
    const ring: Node = { name: 'one' };
    ring.next = { name: 'two', next: ring };
    const nodes = map<Node | Node[]>('nodes');
    await nodes.set('ring', ring);
    const read = (await nodes.get('ring')) as Node;
    assert.equal(read.next?.name, 'two');
    assert.equal(read.next.next, read);
    await nodes.set('twice', [ring, ring]);
    const [first, second] = (await nodes.get('twice')) as Node[];
    assert.equal(first, second);
  }),

  ...mapCase(19, 'what cannot be kept is refused with its path, and nothing is written', async ({ map }) => {
    const users = map<unknown>('users');
    const links = map<object>('links', { fields: true });
    await users.set('ada', 'before');
    for (const value of [new Account(), () => 1, Symbol('s'), new WeakMap(), Promise.resolve(1)]) {
      const refused = { code: 'SERIALIZATION', message: /profile\.badges\[1\]/ };
      await assert.rejects(users.set('ada', { profile: { badges: [0, value] } }), refused);
      await assert.rejects(users.setIfAbsent('eve', { profile: { badges: [0, value] } }), refused);
      await assert.rejects(
        users.update('ada', () => ({ profile: { badges: [0, value] } })),
        refused,
      );
      await assert.rejects(users.set('ada', value), { code: 'SERIALIZATION' });
      await assert.rejects(links.set('x', { profile: { badges: [0, value] } }), refused);
      await assert.rejects(links.patch('x', { set: { profile: { badges: [0, value] } } }), refused);
    }
    assert.equal(await users.get('ada'), 'before');
    assert.equal(await users.has('eve'), false);
    assert.equal(await links.has('x'), false);
  }),

  ...mapCase(20, 'a value over the limit is refused before anything is written', async ({ map }) => {
    const pages = map<string>('pages', { maxBytes: 1000 });
    await pages.set('home', 'before');
    const large = 'é'.repeat(600);
    const refused = { code: 'VALUE_TOO_LARGE', key: 'home', outcome: 'n/a' };
    await assert.rejects(pages.set('home', large), refused);
    await assert.rejects(
      pages.update('home', () => large),
      refused,
    );
    await assert.rejects(
      pages.transact('home', (cell) => {
        cell.set(large);
      }),
      refused,
    );
    await assert.rejects(
      pages.setMany([
        ['small', 'fits'],
        ['home', large],
      ]),
      refused,
    );
    assert.equal(await pages.get('home'), 'before');
    assert.equal(await pages.has('small'), false);
    await pages.set('home', 'x'.repeat(900));
  }),
];
