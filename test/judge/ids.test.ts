import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/report.js';
import { reportOf } from './world.js';

const STORE = `
const carts = new Map<string, string[]>();
const favourites = new Map<string, string[]>();

export function addToCart(user: string, sku: string) {
  carts.set(user, [...(carts.get(user) ?? []), sku]);
}
export function like(user: string, sku: string) {
  favourites.set(user, [...(favourites.get(user) ?? []), sku]);
}
export const cartOf = (user: string) => carts.get(user);
export const favouritesOf = (user: string) => favourites.get(user);
`.trimStart();

const HANDLER = `
import { addToCart, cartOf, favouritesOf, like } from './store';
export const handler = async (event: { user: string; sku: string; liked: boolean }) => {
  if (event.liked) like(event.user, event.sku);
  else addToCart(event.user, event.sku);
  return { cart: cartOf(event.user), favourites: favouritesOf(event.user) };
};
`.trimStart();

async function findingsOf(store: string, handler = HANDLER): Promise<Record<string, Finding>> {
  const { findings } = await reportOf({
    platform: 'lambda',
    files: { 'src/store.ts': store, 'src/handler.ts': handler },
  });
  return Object.fromEntries(findings.map((finding) => [finding.symbol, finding]));
}

async function idsOf(store: string, handler?: string): Promise<Record<string, string>> {
  const found = await findingsOf(store, handler);
  return Object.fromEntries(Object.entries(found).map(([symbol, { id }]) => [symbol, id]));
}

describe('the id of a finding', () => {
  it('tells two stores of one file apart', async () => {
    const { carts, favourites } = await idsOf(STORE);
    expect(carts).toMatch(/^[\da-f]{12}$/);
    expect(favourites).toMatch(/^[\da-f]{12}$/);
    expect(carts).not.toBe(favourites);
  });

  it.each([
    ['moved lines', `// Carts of our visitors.\n\n\n${STORE}`],
    [
      'an import above it',
      `import { randomUUID } from 'node:crypto';\nexport const newId = () => randomUUID();\n${STORE}`,
    ],
    ['other line ends', STORE.replaceAll('\n', '\r\n')],
    ['a comment at its side', STORE.replace('string[]>();\n', 'string[]>(); // by user\n')],
    [
      'functions in another order',
      STORE.replace(/(export function addToCart[^}]*\}\n)(export function like[^}]*\}\n)/, '$2$1'),
    ],
    ['a parameter of another name', STORE.replaceAll('sku', 'article')],
  ])('survives %s', async (_change, changed) => {
    expect(changed).not.toBe(STORE);
    expect(await idsOf(changed)).toEqual(await idsOf(STORE));
  });

  it('survives a neighbour of another name', async () => {
    const renamed = await idsOf(STORE.replaceAll('favourites', 'wishes'));
    expect(renamed.carts).toBe((await idsOf(STORE)).carts);
    expect(renamed.wishes).toBeDefined();
  });

  it('survives a caller that is renamed and moved', async () => {
    const handler = HANDLER.replace(
      'export const handler',
      '// The only function.\nconst unused = 1;\nexport const handler',
    );
    expect(await idsOf(STORE, handler)).toEqual(await idsOf(STORE));
  });

  it('changes with the file and with the name', async () => {
    const before = await idsOf(STORE);
    const renamed = await idsOf(STORE.replaceAll('carts', 'baskets'));
    expect(Object.values(before)).not.toContain(renamed.baskets);
    const { findings } = await reportOf({
      platform: 'lambda',
      files: { 'src/shop.ts': STORE, 'src/handler.ts': HANDLER.replace('./store', './shop') },
    });
    expect(Object.values(before)).not.toContain(findings.find(({ symbol }) => symbol === 'carts')?.id);
  });

  it('is the same on every run, whatever the order of files', async () => {
    const files = { 'src/store.ts': STORE, 'src/handler.ts': HANDLER };
    const one = await reportOf({ platform: 'lambda', files });
    const other = await reportOf({
      platform: 'lambda',
      files: Object.fromEntries(Object.entries({ ...files, 'src/a.ts': 'export const a = 1;\n' }).reverse()),
    });
    expect(other.findings).toEqual(one.findings);
  });

  it('is unique in a report, also among fields of one name', async () => {
    const { findings } = await reportOf({
      platform: 'express',
      files: {
        'src/app.js': `
const express = require('express');
class Cache { constructor() { this.rows = {}; } put(key, value) { this.rows[key] = value; } has(key) { return key in this.rows; } }
class Users { constructor() { this.rows = {}; } put(key, value) { this.rows[key] = value; } has(key) { return key in this.rows; } }
const cache = new Cache();
const users = new Users();
const app = express();
app.post('/:key', (req, res) => {
  cache.put(req.params.key, req.body);
  users.put(req.params.key, req.body);
  setInterval(() => cache.put('beat', Date.now()), 1000);
  setInterval(() => users.put('beat', Date.now()), 1000);
  res.json([cache.has('a'), users.has('a')]);
});
`,
      },
    });
    expect(findings.map(({ symbol }) => symbol).sort()).toEqual(['Cache.rows', 'Users.rows']);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
  });
});

describe('the trail of a finding', () => {
  it('starts where the store is declared, then follows a request to the write, then reads', async () => {
    const { carts } = await findingsOf(STORE);
    expect(carts?.trail.map(({ kind, file, line }) => `${kind} ${file}:${line}`)).toEqual([
      'declare src/store.ts:1',
      'entry src/handler.ts:2',
      'call src/handler.ts:4',
      'write src/store.ts:5',
      'read src/store.ts:10',
    ]);
  });

  it('points at the names themselves', async () => {
    const { carts } = await findingsOf(STORE);
    const [declared] = carts?.trail ?? [];
    const line = STORE.split('\n')[(declared?.line ?? 0) - 1] ?? '';
    expect(line.slice((declared?.column ?? 0) - 1, (declared?.endColumn ?? 0) - 1)).toBe('carts');
  });

  it('has every write after an entry, in every finding of a larger service', async () => {
    const { findings } = await reportOf({
      platform: 'express',
      files: {
        'src/app.ts': `
import express from 'express';
import { router } from './orders.js';
import { count, limited } from './limits.js';
export const app = express();
app.use((req, res, next) => (limited(req.ip) ? void res.sendStatus(429) : next()));
app.use('/orders', router);
app.get('/stats', (_req, res) => void res.json(count()));
`,
        'src/limits.ts': `
const hits: Record<string, number> = {};
let total = 0;
export const limited = (ip = '') => {
  total++;
  hits[ip] = (hits[ip] ?? 0) + 1;
  return hits[ip] > 100;
};
export const count = () => total;
`,
        'src/orders.ts': `
import { Router } from 'express';
class Orders {
  private rows = new Map<string, unknown>();
  add(id: string, order: unknown) { this.rows.set(id, order); }
  find(id: string) { return this.rows.get(id); }
}
const orders = new Orders();
export const router = Router();
router.put('/:id', (req, res) => { orders.add(req.params.id, req.body); res.sendStatus(204); });
router.get('/:id', (req, res) => void res.json(orders.find(req.params.id) ?? null));
`,
      },
    });
    expect(findings.map(({ symbol }) => symbol).sort()).toEqual(['Orders.rows', 'hits', 'total']);
    for (const { symbol, trail } of findings) {
      const kinds = trail.map(({ kind }) => kind);
      expect(kinds[0], symbol).toBe('declare');
      expect(kinds.indexOf('entry'), symbol).toBe(1);
      expect(kinds.indexOf('write'), symbol).toBeGreaterThan(kinds.indexOf('entry'));
      expect(
        kinds.slice(kinds.indexOf('write') + 1).every((kind) => kind === 'read'),
        symbol,
      ).toBe(true);
    }
  });
});
