import { describe, expect, it } from 'vitest';
import { compare, type Case } from './case.js';

const LOGGED = `
exports.logged = (work) => (...args) => {
  console.log('called');
  return work(...args);
};
`;

/** Functions that others wrap: what is handed to a wrapper is called for those who handed it in, and for nobody else. */
const wrappers: readonly Case[] = [
  {
    name: 'a price list is filled at load, and only what reads it is called through the wrapper of both',
    platform: 'lambda',
    files: {
      'src/logged.js': LOGGED,
      'src/prices.js': `
const { logged } = require('./logged');
const prices = new Map();
const register = (sku, price) => prices.set(sku, { price });
for (const [sku, price] of Object.entries({ book: 12, pen: 2 })) register(sku, price);
exports.register = logged((...args) => register(...args));
exports.priceOf = logged((...args) => prices.get(...args));
`,
      'src/handler.js': `
const { priceOf } = require('./prices');
exports.handler = async (event) => {
  const price = priceOf(event.queryStringParameters.sku);
  return price ? { statusCode: 200, body: JSON.stringify(price) } : { statusCode: 404 };
};
`,
    },
    expect: [{ symbol: 'prices', verdict: 'safe' }],
  },
  {
    name: 'orders are gone that were filed through a wrapper of a wrapper',
    platform: 'lambda',
    files: {
      'src/logged.js': LOGGED,
      'src/orders.js': `
const { logged } = require('./logged');
function timed(work) {
  const wrapped = async function (id, fields) {
    const before = Date.now();
    const result = await work(id, fields);
    console.log(Date.now() - before);
    return result;
  };
  return wrapped;
}
const rows = new Map();
exports.file = timed(logged((id, fields) => rows.set(id, fields)));
exports.find = timed(logged((id) => rows.get(id)));
`,
      'src/handler.js': `
const { file, find } = require('./orders');
exports.handler = async (event) => {
  if (event.body) await file(event.pathParameters.id, JSON.parse(event.body));
  const order = await find(event.pathParameters.id);
  return order ? { statusCode: 200, body: JSON.stringify(order) } : { statusCode: 404 };
};
`,
    },
    expect: [{ symbol: 'rows', verdict: 'unsafe', role: 'entity' }],
  },
  {
    name: 'what a wrapper is handed it runs once by itself before it gives it back',
    platform: 'lambda',
    files: {
      'src/handler.js': `
const visits = new Map();
function begun(work) {
  const run = (id) => work(id);
  run('first');
  return run;
}
exports.handler = async (event) => {
  begun((id) => visits.set(id, (visits.get(id) ?? 0) + 1));
  return { statusCode: 200, body: JSON.stringify({ visits: visits.get('first') }) };
};
`,
    },
    expect: [{ symbol: 'visits', verdict: 'unsafe' }],
  },
  {
    name: 'a set of countries is filled at load, and only questions are asked under the clock of both',
    platform: 'lambda',
    files: {
      'src/timed.js': `
exports.timed = (name, work) => {
  const before = Date.now();
  const result = work(name);
  console.log(name, Date.now() - before);
  return result;
};
`,
      'src/countries.js': `
const { timed } = require('./timed');
const countries = new Set();
timed('countries', () => {
  for (const code of ['DE', 'FR', 'PL']) countries.add(code);
});
exports.isKnown = (code) => timed('country', () => countries.has(code));
`,
      'src/handler.js': `
const { isKnown } = require('./countries');
exports.handler = async (event) => ({ statusCode: isKnown(event.queryStringParameters.country) ? 200 : 404 });
`,
    },
    expect: [{ symbol: 'countries', verdict: 'safe' }],
  },
  {
    name: 'orders are gone that were filed in a transaction',
    platform: 'lambda',
    files: {
      'src/orders.js': `
const orders = new Map();
class Transactions {
  async run(work, id) {
    console.log('begin');
    await work(id);
    console.log('end');
  }
}
const transactions = new Transactions();
exports.file = (id, fields) => transactions.run(() => orders.set(id, fields));
exports.find = (id) => orders.get(id);
`,
      'src/handler.js': `
const { file, find } = require('./orders');
exports.handler = async (event) => {
  if (event.body) await file(event.pathParameters.id, JSON.parse(event.body));
  const order = await find(event.pathParameters.id);
  return order ? { statusCode: 200, body: JSON.stringify(order) } : { statusCode: 404 };
};
`,
    },
    expect: [{ symbol: 'orders', verdict: 'unsafe', role: 'entity' }],
  },
  {
    name: 'an order is filed by one of those who listen, and by what is called where nothing else is handed in',
    platform: 'lambda',
    files: {
      'src/handler.js': `
const orders = new Map();
const audits = [];
const listeners = [(order) => orders.set(order.id, order)];
const keep = (order) => audits.push(order.id);
const audited = (order, sink = keep) => sink(order);
exports.file = async (event) => {
  const order = JSON.parse(event.body);
  listeners.forEach((listener) => listener(order));
  audited(order);
  return { statusCode: 201 };
};
exports.find = async (event) => {
  const order = orders.get(event.pathParameters.id);
  return order ? { statusCode: 200, body: JSON.stringify({ order, audits }) } : { statusCode: 404 };
};
`,
      'serverless.yml':
        'service: shop\nprovider: { name: aws }\nfunctions:\n  file: { handler: src/handler.file }\n  find: { handler: src/handler.find }\n',
    },
    expect: [
      { symbol: 'orders', verdict: 'unsafe' },
      { symbol: 'audits', verdict: 'unsafe' },
    ],
  },
  {
    name: 'two routes share the wrapper that catches what they throw, and one of them a store',
    platform: 'express',
    files: {
      'src/app.js': `
const express = require('express');
const caught = (route) => (req, res, next) => Promise.resolve(route(req, res, next)).catch(next);
const app = express();
const countries = new Set();
const allow = caught((code) => countries.add(code));
['DE', 'FR', 'PL'].forEach((code) => allow(code));
const carts = new Map();
app.put('/carts/:id', caught(async (req, res) => {
  carts.set(req.params.id, req.body);
  res.sendStatus(204);
}));
app.get('/carts/:id', caught(async (req, res) => {
  const cart = carts.get(req.params.id);
  if (!cart || !countries.has(cart.country)) return res.sendStatus(404);
  res.json(cart);
}));
module.exports = app;
`,
    },
    expect: [
      { symbol: 'carts', verdict: 'unsafe', role: ['entity', 'user-data'] },
      { symbol: 'countries', verdict: 'safe' },
    ],
  },
  {
    name: 'a handler of many kinds of events looks up what to do in a table that was put together step by step',
    platform: 'lambda',
    files: {
      'src/handler.js': `
const orders = new Map();
const actions = {};
actions.file = ({ id, fields }) => orders.set(id, fields);
actions.find = ({ id }) => orders.get(id);
exports.handler = async (event) => {
  const result = actions[event.action](event);
  return result ? { statusCode: 200, body: JSON.stringify(result) } : { statusCode: 404 };
};
`,
    },
    expect: [{ symbol: 'orders', verdict: 'unsafe', role: 'entity' }],
  },
];

describe('a function that is handed in', () => {
  it.each(wrappers.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const { wanted, got, because } = await compare(one);
    expect(got, because).toEqual(wanted);
  });
});
