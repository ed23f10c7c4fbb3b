import type { Case } from '../case.js';

/** Values that are computed while a module loads, and used as if they were the request's. */
export const frozen: readonly Case[] = [
  {
    name: 'a token of one instance is refused by the next, for each signs with a secret of its own',
    platform: 'vercel',
    files: {
      'lib/tokens.ts': `
import { randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
const JWT_SECRET = randomBytes(32).toString('hex');
export const sign = (user: string) => jwt.sign({ sub: user }, JWT_SECRET);
export const verify = (token: string) => jwt.verify(token, JWT_SECRET);
`,
      'api/login.ts': `
import { sign } from '../lib/tokens';
export default async function handler(req, res) { res.json({ token: sign(req.body.user) }); }
`,
      'api/me.ts': `
import { verify } from '../lib/tokens';
export default async function handler(req, res) { res.json(verify(req.headers.authorization)); }
`,
    },
    expect: [
      { symbol: 'JWT_SECRET', verdict: 'unsafe', rule: 'no-frozen-at-init', role: 'security', severity: 'critical' },
    ],
    nothingElse: true,
  },
  {
    name: 'everybody is logged out by a deploy that forgot the secret',
    platform: 'express',
    files: {
      'src/session.js': `
const crypto = require('crypto');
const SECRET = process.env.SESSION_SECRET || crypto.randomBytes(64).toString('hex');
exports.sealed = (text) => crypto.createHmac('sha256', SECRET).update(text).digest('hex');
`,
      'src/app.js': `
const express = require('express');
const { sealed } = require('./session');
const app = express();
app.post('/login', (req, res) => { res.cookie('seal', sealed(req.body.user)); res.sendStatus(204); });
app.get('/me', (req, res) => res.json({ ok: req.cookies.seal === sealed(req.query.user) }));
module.exports = app;
`,
    },
    expect: [
      {
        symbol: 'SECRET',
        verdict: 'unsafe',
        rule: 'no-frozen-at-init',
        role: 'security',
        severity: ['high', 'critical'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'links are expired when they are sent, a minute after the cold start',
    platform: 'lambda',
    files: {
      'src/invite.ts': `
import { save } from './db';
const expiresAt = Date.now() + 60_000;
export const handler = async (event: { email: string }) => {
  const token = crypto.randomUUID();
  await save({ token, email: event.email, expiresAt });
  return { statusCode: 201, body: token };
};
`,
      'src/db.ts': `export const save = (item: object) => fetch('https://db.example.org', { method: 'POST', body: JSON.stringify(item) });\n`,
    },
    expect: [{ symbol: 'expiresAt', verdict: 'unsafe', rule: 'no-frozen-at-init', severity: ['high', 'critical'] }],
    nothingElse: true,
  },
  {
    name: 'all comments were written when the instance started, says the default of their schema',
    platform: 'express',
    files: {
      'models/comment.js': `
const mongoose = require('mongoose');
const schema = new mongoose.Schema({
  text: String,
  createdAt: { type: Date, default: Date.now() },
});
module.exports = mongoose.model('Comment', schema);
`,
      'app.js': `
const express = require('express');
const Comment = require('./models/comment');
const app = express();
app.post('/comments', async (req, res) => res.status(201).json(await Comment.create({ text: req.body.text })));
module.exports = app;
`,
    },
    expect: [{ symbol: 'createdAt', verdict: 'unsafe', rule: 'no-frozen-at-init', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'an offer that has ended is still sold, since today is the day of the cold start',
    platform: 'next',
    files: {
      'lib/offers.ts': `
const today = new Date();
export const isOpen = (offer: { ends: string }) => new Date(offer.ends) >= today;
`,
      'app/api/offers/route.ts': `
import { isOpen } from '../../../lib/offers';
export async function GET() {
  const offers = await fetch('https://db.example.org/offers').then((r) => r.json());
  return Response.json(offers.filter(isOpen));
}
`,
    },
    expect: [{ symbol: 'today', verdict: 'unsafe', rule: 'no-frozen-at-init', severity: ['medium', 'high'] }],
    nothingElse: true,
  },
  {
    name: 'every other message with a forbidden word passes the filter',
    platform: 'lambda',
    files: {
      'src/filter.ts': `
const FORBIDDEN = [/casino/gi, /free\\s+money/gi];
export const isSpam = (text: string) => FORBIDDEN.some((pattern) => pattern.test(text));
`,
      'src/post.ts': `
import { isSpam } from './filter';
export const handler = async (event: { text: string }) => ({ statusCode: isSpam(event.text) ? 422 : 200 });
`,
    },
    expect: [{ symbol: 'FORBIDDEN', verdict: 'unsafe', rule: 'no-frozen-at-init', severity: 'medium' }],
    nothingElse: true,
  },
  {
    name: 'a date is read wrongly on each second call, by an expression made from parts',
    platform: 'vercel',
    files: {
      'api/parse.js': `
const MONTHS = ['jan', 'feb', 'mar'];
const DATE = new RegExp('(\\\\d+) (' + MONTHS.join('|') + ')', 'gi');
export default function handler(req, res) {
  const match = DATE.exec(req.query.text);
  res.status(match ? 200 : 400).json({ day: match?.[1] });
}
`,
    },
    expect: [{ symbol: 'DATE', verdict: 'unsafe', rule: 'no-frozen-at-init' }],
    nothingElse: true,
  },

  {
    name: 'the time since the start is told by the health check',
    platform: 'express',
    files: {
      'app.js': `
const express = require('express');
const startedAt = Date.now();
const bootedOn = new Date().toISOString();
const app = express();
app.get('/health', (req, res) => res.json({ uptime: Date.now() - startedAt, bootedOn }));
module.exports = app;
`,
    },
    expect: [
      { symbol: 'startedAt', verdict: 'safe' },
      { symbol: 'bootedOn', verdict: 'safe' },
    ],
  },
  {
    name: 'the instance has an id, which stands in each line of its log',
    platform: 'lambda',
    files: {
      'src/handler.ts': `
import { randomUUID } from 'node:crypto';
const instanceId = randomUUID();
const marker = randomUUID();
export const handler = async (event: { path: string }) => {
  console.log({ instanceId, path: event.path });
  console.log('marker', marker);
  return { statusCode: 204 };
};
`,
    },
    expect: [
      { symbol: 'instanceId', verdict: 'safe' },
      { symbol: 'marker', verdict: 'safe' },
    ],
  },
  {
    name: 'the day on which prices changed is a constant',
    platform: 'next',
    files: {
      'app/api/prices/route.ts': `
const CHANGED = new Date('2024-07-01');
const EPOCH = new Date(2020, 0, 1);
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
export const GET = (request: Request) =>
  Response.json({ isNew: new Date() > CHANGED, days: (Date.now() - EPOCH.getTime()) / 864e5, zone: ZONE });
`,
    },
    expect: [
      { symbol: 'CHANGED', verdict: 'safe' },
      { symbol: 'EPOCH', verdict: 'safe' },
      { symbol: 'ZONE', verdict: 'safe' },
    ],
  },
  {
    name: 'the year at the foot of the page is that of the cold start',
    platform: 'next',
    files: {
      'app/footer.tsx': `
const year = new Date().getFullYear();
export function Footer() { return <footer>© {year}</footer>; }
`,
      'app/page.tsx': `
import { Footer } from './footer';
export default function Page() { return <Footer />; }
`,
    },
    expect: [{ symbol: 'year', verdict: ['advisory', 'safe'] }],
  },
  {
    name: 'all matches of a text are gone through to the end',
    platform: 'lambda',
    files: {
      'src/links.ts': `
const LINK = /https?:\\S+/g;
const TAG = /<[^>]+>/g;
const WORD = /\\w+/g;
export const handler = async (event: { text: string }) => {
  const links: string[] = [];
  let match;
  while ((match = LINK.exec(event.text)) !== null) links.push(match[0]);
  return { links, plain: event.text.replace(TAG, ''), words: [...event.text.matchAll(WORD)].length };
};
`,
    },
    expect: [
      { symbol: 'LINK', verdict: 'safe' },
      { symbol: 'TAG', verdict: 'safe' },
      { symbol: 'WORD', verdict: 'safe' },
    ],
  },
  {
    name: 'an expression is put back to its start before each test',
    platform: 'vercel',
    files: {
      'api/check.js': `
const EMOJI = /\\p{Emoji}/gu;
const SPACE = /\\s+/g;
export default function handler(req, res) {
  EMOJI.lastIndex = 0;
  const hasEmoji = EMOJI.test(req.body.text);
  const text = SPACE.test(req.body.text) ? req.body.text.replace(SPACE, ' ') : req.body.text;
  res.json({ hasEmoji, text });
}
`,
    },
    expect: [
      { symbol: 'EMOJI', verdict: 'safe' },
      { symbol: 'SPACE', verdict: 'safe' },
    ],
  },
  {
    name: 'the default of a schema is a function that is asked for each record',
    platform: 'express',
    files: {
      'models/order.js': `
const mongoose = require('mongoose');
const { randomUUID } = require('crypto');
module.exports = mongoose.model('Order', new mongoose.Schema({
  number: { type: String, default: () => randomUUID() },
  createdAt: { type: Date, default: Date.now },
}));
`,
      'app.js': `
const express = require('express');
const Order = require('./models/order');
const app = express();
app.post('/orders', async (req, res) => res.json(await Order.create(req.body)));
module.exports = app;
`,
    },
    expect: [{ symbol: 'createdAt', verdict: 'safe' }],
  },
  {
    name: 'a script stamps its export with the time at which it ran',
    platform: 'next',
    files: {
      'scripts/export.mjs': `
import { writeFileSync } from 'node:fs';
const now = new Date().toISOString();
const runId = crypto.randomUUID();
const write = () => writeFileSync('export-' + runId + '.json', JSON.stringify({ createdAt: now }));
write();
`,
      'app/page.tsx': 'export default function Page() { return <main />; }\n',
    },
    expect: [
      { symbol: 'now', verdict: 'safe' },
      { symbol: 'runId', verdict: 'safe' },
    ],
  },
  {
    name: 'everybody is logged out by the next instance, whose secret is made where none is set',
    platform: 'express',
    files: {
      'session.js': `
const crypto = require('crypto');
let SECRET = process.env.SESSION_SECRET;
if (!SECRET) {
  SECRET = crypto.randomBytes(32).toString('hex');
  console.warn('SESSION_SECRET is not set');
}
exports.sign = (body) => body + '.' + crypto.createHmac('sha256', SECRET).update(body).digest('base64url');
exports.verify = (token) => {
  const [body, signature] = token.split('.');
  return crypto.createHmac('sha256', SECRET).update(body).digest('base64url') === signature;
};
`,
      'app.js': `
const express = require('express');
const { sign, verify } = require('./session');
const app = express();
app.post('/login', (req, res) => res.cookie('session', sign(req.body.user)).end());
app.get('/me', (req, res) => (verify(req.cookies.session) ? res.json({ ok: true }) : res.sendStatus(401)));
module.exports = app;
`,
    },
    expect: [{ symbol: 'SECRET', verdict: 'unsafe', role: 'security', severity: ['critical', 'high'] }],
  },
];
