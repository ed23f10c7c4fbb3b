import { describe, expect, it } from 'vitest';
import { auditInMemory, type Files } from './memory.js';

/** What generated programs have shown, each cut to what matters: `file:line` of what is loud. */
const HANDLER = `
const { save, find } = require('./stores');
exports.handler = async (event) => {
  if (event.fields) save(event.id, event.fields);
  return find(event.id) ?? { statusCode: 404 };
};
`;
const STORE = `
const orders = new Map();
const save = (id, fields) => orders.set(id, fields);
const find = (id) => orders.get(id);
module.exports = { save, find };
`;

const loud: readonly (readonly [what: string, places: readonly string[], files: Files])[] = [
  [
    'exports that Object.assign copies from another module',
    ['src/orders.js:2'],
    {
      'src/handler.js': HANDLER,
      'src/stores.js': "Object.assign(exports, require('./orders'));\n",
      'src/orders.js': STORE,
    },
  ],
  [
    'exports that Object.assign copies from several modules, and an object',
    ['src/orders.js:2'],
    {
      'src/handler.js': HANDLER,
      'src/stores.js':
        "Object.assign(module.exports, require('./labels'), { ...require('./orders') }, { limit: 10 });\n",
      'src/labels.js': "exports.label = (id) => 'order ' + id;\n",
      'src/orders.js': STORE,
    },
  ],
  [
    'exports of a barrel that TypeScript compiled',
    ['src/orders.js:2'],
    {
      'src/handler.js': HANDLER,
      'src/stores.js': `
"use strict";
var __exportStar = (this && this.__exportStar) || function(m, exports) {
  for (var p in m) if (p !== "default" && !exports.hasOwnProperty(p)) exports[p] = m[p];
};
Object.defineProperty(exports, "__esModule", { value: true });
__exportStar(require("./orders"), exports);
`,
      'src/orders.js': STORE,
    },
  ],
  [
    'a record that a callback of map gave',
    ['src/handler.ts:2'],
    {
      'src/handler.ts': `
const links = new Map([['home', { url: 'https://example.org', clicks: 0 }]]);
const linksOf = (slugs: string[]) => slugs.map((slug) => links.get(slug));
export const handler = async (event: { slug: string }) => {
  const [link] = linksOf([event.slug]);
  if (!link) return { statusCode: 404 };
  link.clicks++;
  return { clicks: link.clicks };
};
`,
    },
  ],
  [
    'a record that a callback of then gave',
    ['src/handler.ts:2'],
    {
      'src/handler.ts': `
const links = new Map([['home', { url: 'https://example.org', clicks: 0 }]]);
const linkOf = (slug: string) => Promise.resolve(slug).then((one) => links.get(one));
export const handler = async (event: { slug: string }) => {
  const link = await linkOf(event.slug);
  if (!link) return { statusCode: 404 };
  link.clicks++;
  return { clicks: link.clicks };
};
`,
    },
  ],
  [
    'a field of a base class that a derived class counts up',
    ['src/handler.ts:3'],
    {
      'src/handler.ts': `
class Counter {
  protected visits = 0;
  shown() { return this.visits; }
}
class Visits extends Counter {
  visit() { this.visits++; }
}
const visits = new Visits();
export const handler = async () => {
  visits.visit();
  return { visits: visits.shown() };
};
`,
    },
  ],
  [
    'a property of globalThis under another name for globalThis, once',
    ['src/handler.ts:3'],
    {
      'src/handler.ts': `
const host = globalThis as unknown as { orders: Record<string, string> };
host.orders = host.orders || {};
export const handler = async (event: { id: string; fields?: string }) => {
  if (event.fields) host.orders[event.id] = event.fields;
  return host.orders[event.id] ?? { statusCode: 404 };
};
`,
    },
  ],
  [
    'a list inside an object, destructured out of another',
    ['src/handler.ts:2'],
    {
      'src/handler.ts': `
const state = { orders: { title: 'shop', rows: [] as string[] }, since: 2024 };
const { orders } = state;
export const handler = async (event: { order?: string }) => {
  if (event.order) orders.rows.push(event.order);
  return orders.rows;
};
`,
    },
  ],
  [
    'a scalar inside an object, handed on as a parameter',
    ['src/handler.ts:2'],
    {
      'src/handler.ts': `
const orders = { current: 1000 };
function nextOf(target: { current: number }) {
  target.current = target.current + 1;
  return 'N-' + target.current;
}
export const handler = async () => ({ id: nextOf(orders) });
`,
    },
  ],
  [
    'a list that is replaced by changed copies of itself',
    ['src/handler.ts:2'],
    {
      'src/handler.ts': `
let recent: string[] = [];
export const handler = async (event: { order?: string }) => {
  if (event.order) recent = [...recent, event.order].slice(-100);
  return recent;
};
`,
    },
  ],
  [
    'a list inside a shallow copy',
    ['src/handler.ts:2'],
    {
      'src/handler.ts': `
const DEFAULTS = { tags: [] as string[], title: 'shop' };
export const handler = async (event: { tag: string }) => {
  const answer = { ...DEFAULTS };
  answer.tags.push(event.tag);
  return answer.tags;
};
`,
    },
  ],
  [
    'a Map behind a function that gives it away',
    ['src/handler.ts:2'],
    {
      'src/handler.ts': `
const votes = new Map<string, { votes: number }>();
const table = () => votes;
export const handler = async (event: { id: string }) => {
  let entry = table().get(event.id);
  if (!entry) {
    entry = { votes: 0 };
    table().set(event.id, entry);
  }
  entry.votes += 1;
  return { votes: entry.votes };
};
`,
    },
  ],
  [
    'a Set that is a property of a function',
    ['src/handler.ts:6'],
    {
      'src/handler.ts': `
export const handler = async (event: { id: string }) => {
  revoke(event.id);
  return find(event.id) ? { statusCode: 401 } : { statusCode: 200 };
};
find.revoked = new Set<string>();
function revoke(id: string) { find.revoked.add(id); }
function find(id: string) { return find.revoked.has(id); }
`,
    },
  ],
  [
    'a client that a method of an object makes when it is first needed: none',
    [],
    {
      'src/handler.ts': `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
const storage = {
  current: null as DynamoDBClient | null,
  client() {
    if (!this.current) this.current = new DynamoDBClient({});
    return this.current;
  },
};
export const handler = async (event: { id: string }) => storage.client().send(event.id);
`,
    },
  ],
];

describe('what generated programs have shown', () => {
  it.each(loud)('%s', async (_what, places, files) => {
    const manifest = { name: 'shop', devDependencies: { '@types/aws-lambda': '8' } };
    const { report } = await auditInMemory({ 'package.json': JSON.stringify(manifest), ...files });
    const unsafe = report.findings.filter(({ verdict, severity }) => verdict === 'unsafe' && severity !== 'low');
    expect(unsafe.map(({ file, line }) => `${file}:${line}`)).toEqual(places);
  });
});
