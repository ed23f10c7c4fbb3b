/** What a cold start or a second instance does no harm to. */
import { block, text, type Role } from './role.js';

const PRICES = [
  ['book', '{ price: 12, tags: ["paper"] }'],
  ['pen', '{ price: 2, tags: ["ink"] }'],
] as const;

const priced = (read: string): string => `const price = ${read};`;

export const QUIET_ROLES: readonly Role[] = [
  {
    name: 'a table of constants',
    truth: 'quiet',
    need: 'keyed',
    entries: PRICES,
    ops: (n) => [{ name: n.op('priceOf'), params: [text('sku')], body: (d) => `return ${d.get('sku')};` }],
    routes: (n) => [
      {
        verb: 'GET',
        path: 'price',
        body: (io, call) =>
          `${priced(call(n.op('priceOf'), io.input('sku')))}\nif (!price) ${io.answer(404, '{}')}\n${io.answer(200, 'price')}`,
      },
    ],
  },
  {
    name: 'a table that a loop fills at load',
    truth: 'quiet',
    need: 'keyed',
    ops: (n) => [
      { name: n.op('priceOf'), params: [text('sku')], body: (d) => `return ${d.get('sku')};` },
      {
        name: n.op('register'),
        params: [text('sku'), { name: 'price', type: 'number' }],
        body: (d) => d.set('sku', '{ price }'),
      },
    ],
    atLoad: (n, call) =>
      `for (const [sku, price] of Object.entries({ book: 12, pen: 2 })) {\n  ${call(n.op('register'), 'sku', 'price')};\n}`,
    routes: (n) => [
      {
        verb: 'GET',
        path: 'price',
        body: (io, call) =>
          `${priced(call(n.op('priceOf'), io.input('sku')))}\nif (!price) ${io.answer(404, '{}')}\n${io.answer(200, 'price')}`,
      },
    ],
  },
  {
    name: 'a set that callbacks fill at load',
    truth: 'quiet',
    need: 'set',
    ops: (n) => [
      { name: n.op('isCountry'), params: [text('code')], body: (d) => `return ${d.has('code')};` },
      { name: n.op('addCountry'), params: [text('code')], body: (d) => d.add('code') },
    ],
    atLoad: (n, call) => `['DE', 'FR', 'PL'].forEach((code) => {\n  ${call(n.op('addCountry'), 'code')};\n});`,
    routes: (n) => [
      {
        verb: 'GET',
        path: 'country',
        body: (io, call) =>
          `const isKnown = ${call(n.op('isCountry'), io.input('code'))};\nif (!isKnown) ${io.answer(400, '{}')}\n${io.answer(200, '{ ok: true }')}`,
      },
    ],
  },
  {
    name: 'a client that is made once',
    truth: 'quiet',
    needs: [{ name: 'DynamoDBClient', from: '@aws-sdk/client-dynamodb' }],
    need: 'scalar',
    ops: (n) => [
      {
        name: n.op('client'),
        params: [],
        body: (d) => `if (!${d.get()}) ${block(d.set('', 'new DynamoDBClient({})'))}\nreturn ${d.get()};`,
      },
    ],
    routes: (n) => [
      {
        verb: 'GET',
        path: 'row',
        body: (io, call) =>
          `const client = ${call(n.op('client'))};\nconst row = await client.send({ key: ${io.input('key')} });\n${io.answer(200, 'row')}`,
      },
    ],
  },
  {
    name: 'answers of a slower source, kept by key',
    truth: 'advisory',
    need: 'keyed',
    ops: (n, guard) => [
      {
        name: n.op('load'),
        params: [text('city')],
        isAsync: true,
        // Written out, because what is fresh has to be awaited on a miss alone.
        body: (d) =>
          guard.name.length % 2 === 0
            ? `const known = ${d.get('city')};\nif (known) return known;\nconst response = await fetch('https://weather.example.org/' + city);\nconst fresh = await response.json();\n${d.set('city', 'fresh')}\nreturn fresh;`
            : `if (!(${d.has('city')})) {\n  const fresh = await fetch('https://weather.example.org/' + city).then((response) => response.json());\n  ${d.set('city', 'fresh')}\n}\nreturn ${d.get('city')};`,
      },
    ],
    routes: (n) => [
      {
        verb: 'GET',
        path: 'weather',
        body: (io, call) => `const weather = ${call(n.op('load'), io.input('city'))};\n${io.answer(200, 'weather')}`,
      },
    ],
  },
  {
    name: 'a copy of defaults is changed',
    truth: 'quiet',
    need: 'keyed',
    entries: [
      ['theme', "{ name: 'light' }"],
      ['language', "{ name: 'en' }"],
    ],
    ops: (n, guard) => [
      {
        name: n.op('defaults'),
        params: [text('key'), text('value')],
        body: (d) =>
          guard.name.includes('?')
            ? `const copy = { ...${d.get('key')} };\ncopy.name = value;\nreturn copy;`
            : `const copy = structuredClone(${d.get('key')});\ncopy.name = value;\nreturn copy;`,
      },
    ],
    routes: (n) => [
      {
        verb: 'POST',
        path: 'defaults',
        body: (io, call) =>
          `const defaults = ${call(n.op('defaults'), io.input('key'), io.input('value'))};\n${io.answer(200, 'defaults')}`,
      },
    ],
  },
];
