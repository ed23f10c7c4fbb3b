import type { Case } from '../case.js';

/** What never changes once modules are loaded. */
export const constants: readonly Case[] = [
  {
    name: 'roles and permissions are a frozen table',
    platform: 'express',
    files: {
      'permissions.js': `
const permissionLevels = Object.freeze({ viewer: 1, editor: 2, admin: 3 });
const admins = Object.freeze(['ann@example.org']);
exports.can = (user, level) => admins.includes(user.email) || permissionLevels[user.role] >= permissionLevels[level];
`,
      'app.js': `
const express = require('express');
const { can } = require('./permissions');
const app = express();
app.delete('/posts/:id', (req, res) => res.sendStatus(can(req.user, 'admin') ? 204 : 403));
module.exports = app;
`,
    },
    expect: [
      { symbol: 'permissionLevels', verdict: 'safe', role: 'constant' },
      { symbol: 'admins', verdict: 'safe', role: 'constant' },
    ],
  },
  {
    name: 'a lookup table of base64 is filled by a loop at load',
    platform: 'workers',
    files: {
      'src/base64.ts': `
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64_LOOKUP = new Uint8Array(256);
for (let i = 0; i < ALPHABET.length; i++) {
  BASE64_LOOKUP[ALPHABET.charCodeAt(i)] = i;
}
export const valueOf = (text: string) => BASE64_LOOKUP[text.charCodeAt(0)];
`,
      'src/index.ts': `
import { valueOf } from './base64';
export default { fetch: async (request: Request) => Response.json(valueOf(await request.text())) };
`,
    },
    expect: [{ symbol: 'BASE64_LOOKUP', verdict: 'safe', role: 'constant' }],
  },
  {
    name: 'plugins register themselves while the application starts',
    platform: 'express',
    files: {
      'src/registry.ts': `
export interface Exporter { name: string; run(rows: unknown[]): string }
const exporters = new Map<string, Exporter>();
export function registerExporter(exporter: Exporter) {
  exporters.set(exporter.name, exporter);
}
export const exporterOf = (name: string) => exporters.get(name);
`,
      'src/csv.ts': `
import { registerExporter } from './registry.js';
registerExporter({ name: 'csv', run: (rows) => rows.join(',') });
`,
      'src/app.ts': `
import express from 'express';
import './csv.js';
import { exporterOf } from './registry.js';
export const app = express();
app.post('/export/:format', (req, res) => {
  const exporter = exporterOf(req.params.format);
  if (!exporter) return void res.sendStatus(404);
  res.send(exporter.run(req.body));
});
`,
    },
    expect: [{ symbol: 'exporters', verdict: 'safe' }],
  },
  {
    name: 'schemas and enums are declared once',
    platform: 'lambda',
    files: {
      'src/handler.ts': `
import { z } from 'zod';
enum Status { Open = 'open', Closed = 'closed' }
const schema = z.object({ subject: z.string(), status: z.nativeEnum(Status) });
const encoder = new TextEncoder();
class Limits {
  static readonly subject = 120;
}
export const handler = async (event: { body: string }) => {
  const ticket = schema.parse(JSON.parse(event.body));
  return { size: encoder.encode(ticket.subject.slice(0, Limits.subject)).length };
};
`,
    },
    expect: [
      { symbol: 'schema', verdict: 'safe' },
      { symbol: 'encoder', verdict: 'safe' },
    ],
  },
  {
    name: 'configuration is read from the environment at load',
    platform: 'vercel',
    files: {
      'lib/config.js': `
const config = { region: process.env.REGION || 'eu', debug: process.env.DEBUG === '1', origins: [] };
if (process.env.ORIGINS) config.origins = process.env.ORIGINS.split(',');
config.isProduction = process.env.NODE_ENV === 'production';
module.exports = config;
`,
      'api/cors.js': `
const config = require('../lib/config');
module.exports = (req, res) => {
  if (config.origins.includes(req.headers.origin)) res.setHeader('access-control-allow-origin', req.headers.origin);
  res.status(204).end();
};
`,
    },
    expect: [{ symbol: 'config', verdict: 'safe', role: ['config', 'constant'] }],
  },
  {
    name: 'a warning is given once per instance',
    platform: 'lambda',
    files: {
      'src/legacy.ts': `
let warned = false;
const seenDeprecations = new Set<string>();

export function deprecate(name: string) {
  if (seenDeprecations.has(name)) return;
  seenDeprecations.add(name);
  console.warn(name + ' is deprecated');
}
export function legacyTotal(lines: number[]) {
  if (!warned) {
    console.warn('legacyTotal will go away');
    warned = true;
  }
  deprecate('legacyTotal');
  return lines.reduce((sum, line) => sum + line, 0);
}
`,
      'src/handler.ts': `
import { legacyTotal } from './legacy';
export const handler = async (event: { lines: number[] }) => legacyTotal(event.lines);
`,
    },
    expect: [{ symbol: 'warned', verdict: 'safe' }],
  },
  {
    name: 'an object is handed to a library that may do with it what it likes',
    platform: 'express',
    files: {
      'app.js': `
const express = require('express');
const cors = require('cors');
const helmet = require('helmet');
const corsOptions = { origin: ['https://example.org'], credentials: true };
const policies = { directives: { defaultSrc: ["'self'"] } };
const app = express();
app.use(cors(corsOptions));
app.use(helmet.contentSecurityPolicy(policies));
app.get('/', (req, res) => res.json(corsOptions.origin));
module.exports = app;
`,
    },
    expect: [
      { symbol: 'corsOptions', verdict: 'safe' },
      { symbol: 'policies', verdict: 'safe' },
    ],
  },
  {
    name: 'routes are a table from path to function',
    platform: 'lambda',
    files: {
      'index.mjs': `
const routes = {
  'GET /users': async () => ({ users: [] }),
  'POST /users': async (event) => ({ created: JSON.parse(event.body) }),
};
const methods = new Set(['GET', 'POST']);
export const handler = async (event) => {
  if (!methods.has(event.httpMethod)) return { statusCode: 405 };
  const route = routes[event.httpMethod + ' ' + event.path];
  return route ? { statusCode: 200, body: JSON.stringify(await route(event)) } : { statusCode: 404 };
};
`,
    },
    expect: [
      { symbol: 'routes', verdict: 'safe' },
      { symbol: 'methods', verdict: 'safe' },
    ],
  },
  {
    name: 'an index is built from a list while the module loads',
    platform: 'next',
    files: {
      'lib/countries.ts': `
const countries = [{ code: 'DE', name: 'Germany' }, { code: 'FR', name: 'France' }];
const byCode = new Map<string, { code: string; name: string }>();
countries.forEach((country) => byCode.set(country.code, country));
const sorted = [...countries].sort((a, b) => a.name.localeCompare(b.name));
export const countryOf = (code: string) => byCode.get(code);
export const list = () => sorted;
`,
      'app/api/countries/[code]/route.ts': `
import { countryOf } from '../../../../lib/countries';
export async function GET(_: Request, { params }: { params: Promise<{ code: string }> }) {
  const country = countryOf((await params).code);
  return country ? Response.json(country) : new Response('no such country', { status: 404 });
}
`,
    },
    expect: [
      { symbol: 'byCode', verdict: 'safe' },
      { symbol: 'countries', verdict: 'safe' },
      { symbol: 'sorted', verdict: 'safe' },
    ],
  },
  {
    name: 'prices of a demo shop are a list that requests only read and sort a copy of',
    platform: 'hono',
    files: {
      'src/index.ts': `
import { Hono } from 'hono';
const products = [{ sku: 'book', price: 12 }, { sku: 'pen', price: 2 }];
const app = new Hono();
app.get('/products', (c) => c.json(products.toSorted((a, b) => a.price - b.price)));
app.get('/products/:sku', (c) => {
  const product = products.find(({ sku }) => sku === c.req.param('sku'));
  return product ? c.json(product) : c.notFound();
});
app.get('/cheap', (c) => c.json(products.slice().sort((a, b) => a.price - b.price)[0]));
export default app;
`,
    },
    expect: [{ symbol: 'products', verdict: 'safe', role: ['constant', 'config'] }],
  },
  {
    name: 'a tool is listed under another name than it is declared',
    platform: 'next',
    files: {
      'tools/index.ts': `
import { ratingTool } from './rating';
export const shopRatingTool = ratingTool;
export const lastOf = (id: string) => shopRatingTool.last.get(id);
`,
      'tools/rating.ts': `
export const ratingTool = {
  name: 'rating',
  last: new Map<string, number>(),
  rate(id: string, stars: number) { ratingTool.last.set(id, stars); },
};
`,
      'app/api/ratings/route.ts': `
import { z } from 'zod';
import { lastOf, shopRatingTool } from '../../../tools';
const schema = z.object({ id: z.string(), stars: z.number() });
export async function POST(req: Request) {
  const { id, stars } = schema.parse(await req.json());
  shopRatingTool.rate(id, stars);
  return new Response(null, { status: 204 });
}
export async function GET(req: Request) {
  const last = lastOf(new URL(req.url).searchParams.get('id') ?? '');
  return last ? Response.json({ last }) : new Response('unknown', { status: 404 });
}
`,
    },
    expect: [
      { symbol: 'ratingTool.last', verdict: 'unsafe', severity: 'critical' },
      { symbol: 'schema', verdict: 'safe', role: 'constant' },
    ],
    nothingElse: true,
  },
  {
    name: 'examples are copied to the last field before anything is added to them',
    platform: 'next',
    files: {
      'lib/examples.ts': `
export const exampleFunds = [{ id: 'gold', name: 'Gold', nav: 395, createdAt: new Date('2022-06-01') }];
`,
      'app/api/funds/route.ts': `
import { exampleFunds } from '../../../lib/examples';
function withTexts<T>(given: T): T {
  if (given === null || given === undefined) return given;
  if (Array.isArray(given)) return given.map(withTexts) as unknown as T;
  if (typeof given === 'object') {
    const copy: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(given)) copy[key] = value instanceof Date ? value.toISOString() : withTexts(value);
    return copy as T;
  }
  return given;
}
export async function GET() {
  const funds = withTexts(exampleFunds) as { id: string; name: string; nav: number }[];
  const more = await (await fetch('https://funds.example.org')).json();
  for (const one of more) funds.push({ id: one.id, name: one.name, nav: one.nav });
  return Response.json(funds);
}
`,
    },
    expect: [{ symbol: 'exampleFunds', verdict: 'safe' }],
  },
  {
    name: 'a stand-in for the client of a database has methods that are called like those of a Map',
    platform: 'next',
    files: {
      'lib/db.ts': `
import { PrismaClient } from '@prisma/client';
const model = () => {
  const query = (..._: unknown[]) => Promise.resolve(null);
  return { findUnique: query, create: query, delete: query };
};
const standIn = () => { const client = { document: model(), user: model() }; return client; };
export const db: any = process.env.DATABASE_URL ? new PrismaClient() : standIn();
`,
      'app/api/documents/[id]/route.ts': `
import { db } from '../../../../lib/db';
export async function DELETE(_: Request, { params }: { params: Promise<{ id: string }> }) {
  await db.document.delete({ where: { id: (await params).id } });
  return new Response(null, { status: 204 });
}
`,
    },
    expect: [
      { symbol: 'client.document', verdict: 'safe' },
      { symbol: 'db', verdict: 'safe' },
    ],
  },
];
