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
  [
    'an object inside an object whose methods use this, which somebody else asks for its type',
    ['src/orders.ts:3'],
    {
      'src/orders.ts': `
export const orders = {
  rows: { title: 'shop', events: [] as string[] },
  record(event: string) {
    this.rows.events.push(event);
  },
  recent() {
    return this.rows.events.slice(-20);
  },
};
export const label = () => typeof orders + 'title';
`,
      'src/handler.ts': `
import { orders } from './orders';
export const handler = async (event: { what: string }) => {
  orders.record(event.what);
  return orders.recent();
};
`,
    },
  ],
  [
    'an object inside an object whose methods are bound to it',
    ['src/orders.ts:3'],
    {
      'src/orders.ts': `
const orders = {
  rows: { title: 'shop', events: [] as string[] },
  record(event: string) {
    this.rows.events.push(event);
  },
  recent() {
    return this.rows.events.slice(-20);
  },
};
export const record = orders.record.bind(orders);
export const recent = orders.recent.bind(orders);
`,
      'src/handler.ts': `
import { recent, record } from './orders';
export const handler = async (event: { what: string }) => {
  record(event.what);
  return recent();
};
`,
    },
  ],
  [
    'tokens that were revoked, asked for in a callback that asks through a table of functions',
    ['src/tickets.js:2'],
    {
      'src/tickets.js': `
const tickets = new Set();
const revoke = (token) => tickets.add(token);
const isRevoked = (token) => tickets.has(token);
const actions = { revoke: (...args) => revoke(...args), isRevoked: (...args) => isRevoked(...args) };
exports.revoke = (token) => [token].map((each) => actions.revoke(each))[0];
exports.isRevoked = (token) => [token].map((each) => actions.isRevoked(each))[0];
`,
      'src/revoke.js': `
const { revoke } = require('./tickets');
exports.handler = async (event) => {
  await revoke(event.token);
  return { statusCode: 200 };
};
`,
      'src/account.js': `
const { isRevoked } = require('./tickets');
exports.handler = async (event) => {
  const revoked = await isRevoked(event.token);
  if (revoked) return { statusCode: 401 };
  return { statusCode: 200 };
};
`,
    },
  ],
  [
    'a property of a function that a barrel exports again',
    ['src/orders.js:6'],
    {
      'src/orders.js': `
function nextId() {
  nextId.orders.current = nextId.orders.current + 1;
  return 'N-' + nextId.orders.current;
}
nextId.orders = { current: 1000 };
module.exports = { nextId };
`,
      'src/index.js': `
const whole = require('./orders');
exports.nextId = whole.nextId;
`,
      'src/handler.js': `
const { nextId } = require('./index');
exports.handler = async (event) => ({ statusCode: 201, body: JSON.stringify({ id: nextId(), title: event.title }) });
`,
    },
  ],
  [
    'the user of one request, handed on by wrappers of wrappers',
    ['src/handler.js:2'],
    {
      'src/handler.js': `
let current = null;
const keep = (name) => {
  current = name;
};
const first = (...args) => keep(...args);
const second = (...args) => first(...args);
const third = (...args) => second(...args);
const fourth = (...args) => third(...args);
exports.enter = async (event) => {
  fourth(JSON.parse(event.body).name);
  return { statusCode: 200 };
};
exports.whoami = async () => ({ statusCode: 200, body: JSON.stringify({ name: current }) });
`,
      'serverless.yml':
        'service: shop\nprovider: { name: aws }\nfunctions:\n  enter: { handler: src/handler.enter }\n  whoami: { handler: src/handler.whoami }\n',
    },
  ],
];

const FRESH = "await fetch('https://weather.example.org/' + city).then((response) => response.json())";

/** What keeps answers of a slower source, in all the shapes that people give it: `load(city)` below each. */
const refilled: readonly (readonly [what: string, text: string])[] = [
  [
    'an object that is asked with `in`',
    `const rows = {};
async function load(city) {
  if (!(city in rows)) rows[city] = ${FRESH};
  return rows[city];
}`,
  ],
  [
    'a Map of Maps that is made when first needed',
    `let rows;
function table() {
  if (!rows) rows = new Map([]);
  return rows;
}
async function load(city) {
  if (!table().get(city)?.get('now')) {
    const fresh = ${FRESH};
    if (!table().has(city)) table().set(city, new Map());
    table().get(city).set('now', fresh);
  }
  return table().get(city).get('now');
}`,
  ],
  [
    'an object that is copied at each change',
    `let rows = {};
async function load(city) {
  if (!(city in rows)) {
    const fresh = ${FRESH};
    rows = { ...rows, [city]: fresh };
  }
  return rows[city];
}`,
  ],
  [
    'a Map of arrays',
    `const rows = new Map();
async function load(city) {
  if (!rows.has(city)) {
    const fresh = ${FRESH};
    if (rows.has(city)) rows.get(city).push(fresh);
    else rows.set(city, [fresh]);
  }
  return rows.get(city)?.at(-1);
}`,
  ],
  [
    'an array of records',
    `const rows = [];
async function load(city) {
  const known = rows.find((row) => row.city === city)?.value;
  if (known) return known;
  const fresh = ${FRESH};
  rows.push({ city, value: fresh });
  return fresh;
}`,
  ],
  [
    'a Map of Maps',
    `const rows = new Map();
async function load(city) {
  const known = rows.get(city)?.get('now');
  if (known) return known;
  const fresh = ${FRESH};
  if (!rows.has(city)) rows.set(city, new Map());
  rows.get(city).set('now', fresh);
  return fresh;
}`,
  ],
  [
    'an object inside an object',
    `const weather = { title: 'now', rows: {} };
async function load(city) {
  if (weather.rows[city] === undefined) weather.rows[city] = ${FRESH};
  return weather.rows[city];
}`,
  ],
  [
    'a Map that a function gives away',
    `const rows = new Map();
const table = () => rows;
async function load(city) {
  if (!table().has(city)) {
    const fresh = ${FRESH};
    table().set(city, [fresh]);
  }
  return table().get(city);
}`,
  ],
  [
    'what is missing is assigned first and kept then',
    `const rows = new Map();
async function load(city) {
  let entry = rows.get(city);
  if (!entry) {
    entry = ${FRESH};
    rows.set(city, entry);
  }
  return entry;
}`,
  ],
  [
    'the caller of who fetches has looked',
    `const rows = new Map();
async function refresh(city) {
  const fresh = ${FRESH};
  rows.set(city, fresh);
  return fresh;
}
async function load(city) {
  if (rows.has(city)) return rows.get(city);
  return refresh(city);
}`,
  ],
  [
    'the answer is kept in a callback',
    `const rows = new Map();
function load(city) {
  const known = rows.get(city);
  if (known) return Promise.resolve(known);
  return fetch('https://weather.example.org/' + city)
    .then((response) => response.json())
    .then((fresh) => {
      rows.set(city, fresh);
      return fresh;
    });
}`,
  ],
];

/** What looks like that and cannot be had again. */
const kept: readonly (readonly [what: string, text: string])[] = [
  [
    'a job is started whatever its state was',
    `const rows = new Map();
async function load(city) {
  const before = rows.get(city)?.state ?? 'new';
  console.log('was', before);
  rows.set(city, { state: 'running', job: ${FRESH} });
  return { before };
}`,
  ],
  [
    'votes behind a function that gives them away',
    `const rows = new Map();
const table = () => rows;
const votesOf = (city) => table().get(city) ?? { votes: 0 };
async function load(city) {
  if (!table().has(city)) table().set(city, { votes: 0 });
  const { votes } = votesOf(city);
  table().set(city, { votes: votes + 1 });
  return table().get(city);
}`,
  ],
  [
    'preferences in an object inside of what is made when first needed',
    `let state; const table = () => (state ??= { title: 'now', rows: {} });
async function load(city) {
  let entry = table().rows[city];
  if (!entry) {
    entry = { theme: 'light' };
    table().rows[city] = entry;
  }
  entry.theme = 'dark';
  return table().rows[city];
}`,
  ],
];

const LOADER = `
exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(await load(event.queryStringParameters.city)) });
`;

async function unsafeIn(files: Files): Promise<string[]> {
  const manifest = { name: 'shop', devDependencies: { '@types/aws-lambda': '8' } };
  const { report } = await auditInMemory({ 'package.json': JSON.stringify(manifest), ...files });
  const unsafe = report.findings.filter(({ verdict, severity }) => verdict === 'unsafe' && severity !== 'low');
  return unsafe.map(({ file, line }) => `${file}:${line}`);
}

describe('what generated programs have shown', () => {
  it.each(loud)('%s', async (_what, places, files) => {
    expect(await unsafeIn(files)).toEqual(places);
  });

  it.each(refilled)('can be had again: %s', async (_what, text) => {
    expect(await unsafeIn({ 'src/handler.js': text + LOADER })).toEqual([]);
  });

  it.each(kept)('cannot be had again: %s', async (_what, text) => {
    expect(await unsafeIn({ 'src/handler.js': text + LOADER })).toEqual(['src/handler.js:1']);
  });
});
