import type { Case } from '../case.js';

/** Numbers that must be given out once, values that are computed too early, and expressions that remember. */
export const ids: readonly Case[] = [
  {
    name: 'two tickets have the same number, and the second overwrites the first',
    platform: 'lambda',
    files: {
      'src/tickets.ts': `
import { PutCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
let nextId = 1;

export const handler = async (event: { subject: string }) => {
  const id = nextId++;
  await db.send(new PutCommand({ TableName: 'tickets', Item: { id, subject: event.subject } }));
  return { id };
};
`,
    },
    expect: [
      { symbol: 'nextId', verdict: 'unsafe', role: 'id-sequence', severity: 'critical' },
      { symbol: 'db', verdict: 'safe', role: 'client' },
    ],
    nothingElse: true,
  },
  {
    name: 'invoice numbers start again at 1000 after each deploy',
    platform: 'express',
    files: {
      'invoice.js': `
class InvoiceNumber {
  static last = 1000;
  static issue() {
    InvoiceNumber.last += 1;
    return 'INV-' + InvoiceNumber.last;
  }
}
module.exports = { InvoiceNumber };
`,
      'app.js': `
const express = require('express');
const { InvoiceNumber } = require('./invoice');
const app = express();
app.post('/invoices', async (req, res) => {
  const number = InvoiceNumber.issue();
  await fetch('https://db.example.org/invoices/' + number, { method: 'PUT', body: JSON.stringify(req.body) });
  res.status(201).json({ number });
});
module.exports = app;
`,
    },
    expect: [{ symbol: 'InvoiceNumber.last', verdict: 'unsafe', role: 'id-sequence', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'two visitors wait with the same number in the queue at the counter',
    platform: 'hono',
    files: {
      'src/index.ts': `
import { Hono } from 'hono';
const sequence = { value: 0 };
const nextNumber = () => ++sequence.value;
const app = new Hono();
app.post('/draw', (c) => c.json({ number: nextNumber() }));
export default app;
`,
    },
    expect: [{ symbol: 'sequence.value', verdict: 'unsafe', role: 'id-sequence', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a todo gets its number from a list that each instance has for itself',
    platform: 'express',
    files: {
      'todos.js': `
const express = require('express');
const router = express.Router();
let todos = [];
let id = 0;

router.get('/', (req, res) => res.json(todos));
router.post('/', (req, res) => {
  const todo = { id: ++id, text: req.body.text, done: false };
  todos.push(todo);
  res.status(201).json(todo);
});
router.delete('/:id', (req, res) => {
  todos = todos.filter((todo) => todo.id !== Number(req.params.id));
  res.sendStatus(204);
});
module.exports = router;
`,
    },
    expect: [
      { symbol: 'todos', verdict: 'unsafe', role: ['entity', 'user-data'], severity: 'critical' },
      { symbol: 'id', verdict: 'unsafe', role: 'id-sequence', severity: 'critical' },
    ],
    nothingElse: true,
  },
  {
    name: 'all requests of an instance have one id in the log',
    platform: 'lambda',
    files: {
      'src/handler.ts': `
import { randomUUID } from 'node:crypto';
import { save } from './store';
const requestId = randomUUID();
export const handler = async (event: { body: string }) => {
  await save({ id: requestId, body: event.body });
  return { statusCode: 201, headers: { 'x-request-id': requestId } };
};
`,
      'src/store.ts': `export const save = (item: { id: string; body: string }) => fetch('https://db.example.org/' + item.id, { method: 'PUT', body: item.body });\n`,
    },
    expect: [{ symbol: 'requestId', verdict: 'unsafe', rule: 'no-frozen-at-init', effects: ['frozen-at-init'] }],
    nothingElse: true,
  },
  {
    name: 'orders carry the date of the cold start',
    platform: 'vercel',
    files: {
      'api/orders.js': `
const today = new Date();

export default async function handler(req, res) {
  const order = { ...req.body, createdAt: today.toISOString() };
  await fetch('https://db.example.org/orders', { method: 'POST', body: JSON.stringify(order) });
  res.status(201).json(order);
}
`,
    },
    expect: [{ symbol: 'today', verdict: 'unsafe', rule: 'no-frozen-at-init', effects: ['frozen-at-init'] }],
    nothingElse: true,
  },
  {
    name: 'every second valid address is refused, because the expression remembers where it stopped',
    platform: 'firebase',
    files: {
      'index.ts': `
import { onCall, HttpsError } from 'firebase-functions/v2/https';
const EMAIL = /[^@ ]+@[^@ ]+/g;

export const subscribe = onCall(async (request) => {
  if (!EMAIL.test(request.data.email)) throw new HttpsError('invalid-argument', 'not an e-mail address');
  await fetch('https://list.example.org', { method: 'POST', body: request.data.email });
});
`,
    },
    expect: [{ symbol: 'EMAIL', verdict: 'unsafe' }],
    nothingElse: true,
  },

  {
    name: 'each request makes an id of its own',
    platform: 'lambda',
    files: {
      'src/create.ts': `
import { nanoid } from 'nanoid';
export const handler = async (event: { url: string }) => {
  const id = nanoid(8);
  const createdAt = new Date();
  await fetch('https://db.example.org/' + id, { method: 'PUT', body: event.url + createdAt.toISOString() });
  return { id };
};
`,
    },
    expect: [],
  },
  {
    name: 'how many requests an instance has served only goes to its log',
    platform: 'lambda',
    files: {
      'src/handler.js': `
let invocations = 0
exports.handler = async (event) => {
  invocations += 1
  console.log(JSON.stringify({ invocations, path: event.rawPath }))
  return { statusCode: 200 }
}
`,
    },
    expect: [],
  },
  {
    name: 'a log line says whether the start was cold',
    platform: 'lambda',
    files: {
      'src/handler.ts': `
let isColdStart = true;
const loadedAt = Date.now();
export const handler = async () => {
  console.log({ isColdStart, age: Date.now() - loadedAt });
  isColdStart = false;
  return { statusCode: 200 };
};
`,
    },
    expect: [
      { symbol: 'isColdStart', verdict: 'safe' },
      { symbol: 'loadedAt', verdict: 'safe' },
    ],
  },
  {
    name: 'an instance has a name by which the log tells it from others',
    platform: 'express',
    files: {
      'app.js': `
import express from 'express';
import { randomUUID } from 'node:crypto';
const instanceId = randomUUID();
const app = express();
app.use((req, res, next) => {
  console.log(JSON.stringify({ instanceId, url: req.url }));
  next();
});
app.get('/', (req, res) => res.send('ok'));
export default app;
`,
    },
    expect: [],
  },
  {
    name: 'an expression without flags remembers nothing',
    platform: 'hono',
    files: {
      'src/index.ts': `
import { Hono } from 'hono';
const SLUG = /^[a-z0-9-]+$/;
const SPACES = / +/g;
const app = new Hono();
app.get('/:slug', (c) => {
  const slug = c.req.param('slug').replace(SPACES, '-');
  return SLUG.test(slug) ? c.text(slug) : c.notFound();
});
export default app;
`,
    },
    expect: [
      { symbol: 'SLUG', verdict: 'safe' },
      { symbol: 'SPACES', verdict: 'safe' },
    ],
  },
  {
    name: 'rows are numbered within one answer',
    platform: 'next',
    files: {
      'app/api/export/route.ts': `
import { rows } from '../../../lib/rows';
export async function GET() {
  let line = 0;
  const numbered = (await rows()).map((row) => ({ line: ++line, ...row }));
  return Response.json(numbered);
}
`,
      'lib/rows.ts': `export const rows = async (): Promise<{ name: string }[]> => (await fetch('https://db.example.org')).json();\n`,
    },
    expect: [{ symbol: 'line', verdict: 'safe' }],
  },
  {
    name: 'a number that goes on from what the database held gives two patients one id',
    platform: 'express',
    files: {
      'storage.ts': `
import { drizzle } from 'drizzle-orm/node-postgres';
import { treatments } from './schema.js';
const db = drizzle(process.env.DATABASE_URL!);
let treatmentCounter = 0;

export async function generateTreatmentId(): Promise<string> {
  if (treatmentCounter === 0) {
    const all = await db.select().from(treatments);
    treatmentCounter = all.length;
  }
  treatmentCounter++;
  return \`RX\${treatmentCounter}\`;
}
export const save = async (treatment: object) => db.insert(treatments).values({ ...treatment, id: await generateTreatmentId() });
`,
      'schema.ts': `import { pgTable, text } from 'drizzle-orm/pg-core';\nexport const treatments = pgTable('treatments', { id: text('id') });\n`,
      'app.ts': `
import express from 'express';
import { save } from './storage.js';
export const app = express();
app.post('/treatments', async (req, res) => { res.status(201).json(await save(req.body)); });
`,
    },
    expect: [{ symbol: 'treatmentCounter', verdict: 'unsafe', role: 'id-sequence', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'the next phrase of a list is taken in turn, and worded a little',
    platform: 'express',
    files: {
      'closing.js': `
import express from 'express';
const PHRASES = ['We call you {when}.', 'Somebody calls you {when}.', 'You are called {when}.'];
let turn = 0;
function closing(when) {
  const phrase = PHRASES[turn % PHRASES.length].replace('{when}', when);
  turn++;
  return \`\\n\\n\${phrase}\`;
}
export const app = express();
app.post('/message', (req, res) => res.json({ text: closing('tomorrow') }));
`,
    },
    expect: [{ symbol: 'turn', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'two rooms of a game have the same number',
    platform: 'express',
    files: {
      'rooms.js': `
class Room {
  constructor({ id, creator }) {
    this.id = id;
    this.creator = creator;
  }
}
class Rooms {
  constructor() {
    this.rooms = {};
    this.roomsCount = 0;
  }
  add(creator) {
    this.roomsCount += 1;
    const room = new Room({ id: this.roomsCount, creator });
    this.rooms[room.id] = room;
    return room;
  }
  find(id) {
    return this.rooms[id];
  }
}
module.exports = new Rooms();
`,
      'app.js': `
const express = require('express');
const rooms = require('./rooms');
const app = express();
app.post('/rooms', (req, res) => res.json(rooms.add(req.body.creator)));
app.get('/rooms/:id', (req, res) => {
  const room = rooms.find(req.params.id);
  if (!room) return res.sendStatus(404);
  res.json(room);
});
module.exports = app;
`,
    },
    expect: [
      { symbol: 'Rooms.roomsCount', verdict: 'unsafe', role: 'id-sequence', severity: 'critical' },
      { symbol: 'Rooms.rooms', verdict: 'unsafe' },
    ],
  },
];
