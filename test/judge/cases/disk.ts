import type { Case } from '../case.js';

/** Files: the disk of an instance is read-only, or its own and gone with it. */
/** Work in a directory that a helper makes, and hands to a callback and from there to other helpers. */
const clips = (made: string, end: string): Case['files'] => ({
  'lib/clips.ts': `
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
async function withDirectory<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = ${made};
  try {
    return await work(dir);
  } finally {
    ${end}
  }
}
async function put(dir: string, clip: Buffer, index: number) {
  const input = join(dir, 'clip-' + index + '.mp4');
  await writeFile(input, clip);
  return input;
}
async function list(dir: string, inputs: string[]) {
  const list = join(dir, 'list.txt');
  await writeFile(list, inputs.join());
  return readFile(list);
}
export const joined = (all: Buffer[]) =>
  withDirectory(async (dir) => {
    const inputs = await Promise.all(all.map((clip, index) => put(dir, clip, index)));
    return list(dir, inputs);
  });
`,
  'app/api/clips/route.ts': `
import { joined } from '../../../lib/clips';
export async function POST(request: Request) {
  const clip = Buffer.from(await request.arrayBuffer());
  return new Response(await joined([clip]));
}
`,
});

export const disk: readonly Case[] = [
  {
    name: 'votes are written to a file and lost with the instance',
    platform: 'express',
    files: {
      'server.js': `
const express = require('express');
const fs = require('fs');
const path = require('path');
const app = express();
const VOTES = path.join(__dirname, 'votes.json');

app.post('/vote', (req, res) => {
  const votes = JSON.parse(fs.readFileSync(VOTES, 'utf8'));
  votes[req.body.team] = (votes[req.body.team] || 0) + 1;
  fs.writeFileSync(VOTES, JSON.stringify(votes));
  res.json(votes);
});
app.listen(3000);
`,
    },
    expect: [
      {
        near: 'fs.writeFileSync',
        verdict: 'unsafe',
        rule: 'no-local-disk-state',
        role: ['entity', 'counter', 'user-data'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'an uploaded picture is not found by the next request',
    platform: 'next',
    files: {
      'app/api/upload/route.ts': `
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export async function POST(request: Request) {
  const file = (await request.formData()).get('file') as File;
  const target = join(process.cwd(), 'public', 'uploads', file.name);
  await writeFile(target, Buffer.from(await file.arrayBuffer()));
  return Response.json({ url: '/uploads/' + file.name });
}
`,
    },
    expect: [
      {
        near: 'await writeFile(',
        verdict: 'unsafe',
        rule: 'no-local-disk-state',
        role: ['user-data', 'entity'],
        severity: 'critical',
      },
    ],
    nothingElse: true,
  },
  {
    name: 'lowdb writes to a file system that cannot be written',
    platform: 'vercel',
    files: {
      'api/posts.js': `
const low = require('lowdb');
const FileSync = require('lowdb/adapters/FileSync');
const db = low(new FileSync('db.json'));
db.defaults({ posts: [] }).write();

module.exports = (req, res) => {
  if (req.method === 'POST') db.get('posts').push(req.body).write();
  res.json(db.get('posts').value());
};
`,
    },
    expect: [{ symbol: 'db', verdict: 'unsafe', rule: 'no-local-disk-state', role: 'entity', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'settings kept with node-persist end in EROFS',
    platform: 'firebase',
    files: {
      'index.js': `
const { onRequest } = require('firebase-functions/v2/https');
const storage = require('node-persist');

exports.preferences = onRequest(async (req, res) => {
  await storage.init({ dir: 'data' });
  if (req.method === 'PUT') await storage.setItem(req.query.user, req.body);
  res.json(await storage.getItem(req.query.user));
});
`,
    },
    expect: [{ near: 'storage', verdict: 'unsafe', rule: 'no-local-disk-state' }],
    nothingElse: true,
  },
  {
    name: 'orders are rows of an SQLite file beside the code',
    platform: 'sveltekit',
    files: {
      'src/lib/server/db.ts': `
import Database from 'better-sqlite3';
const db = new Database('shop.db');
db.pragma('journal_mode = WAL');
export const insertOrder = (user: string, sku: string) => db.prepare('insert into orders (user, sku) values (?, ?)').run(user, sku);
export const ordersOf = (user: string) => db.prepare('select * from orders where user = ?').all(user);
`,
      'src/routes/orders/+page.server.ts': `
import { insertOrder, ordersOf } from '$lib/server/db';
export const load = ({ locals }) => ({ orders: ordersOf(locals.user) });
export const actions = {
  default: async ({ locals, request }) => {
    insertOrder(locals.user, String((await request.formData()).get('sku')));
  },
};
`,
    },
    expect: [{ symbol: 'db', verdict: 'unsafe', rule: 'no-local-disk-state', role: 'entity', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'multer puts attachments into a folder of one instance',
    platform: 'express',
    files: {
      'routes/attachments.js': `
const multer = require('multer');
const { Router } = require('express');
const upload = multer({ dest: 'uploads/' });
const router = Router();
router.post('/tickets/:id/attachments', upload.single('file'), (req, res) => {
  res.status(201).json({ file: req.file.filename });
});
module.exports = router;
`,
    },
    expect: [
      { symbol: 'upload', verdict: 'unsafe', rule: 'no-local-disk-state', role: 'user-data', severity: 'critical' },
    ],
    nothingElse: true,
  },
  {
    name: 'a history in /tmp splits over containers',
    platform: 'lambda',
    files: {
      'src/history.ts': `
import { appendFile, readFile } from 'node:fs/promises';
const FILE = '/tmp/chat-history.jsonl';
export const remember = (user: string, text: string) => appendFile(FILE, JSON.stringify({ user, text }) + '\\n');
export const recall = async (user: string) =>
  (await readFile(FILE, 'utf8')).split('\\n').filter(Boolean).map((line) => JSON.parse(line)).filter((entry) => entry.user === user);
`,
      'src/handler.ts': `
import { recall, remember } from './history';
export const handler = async (event: { user: string; text: string }) => {
  await remember(event.user, event.text);
  return recall(event.user);
};
`,
    },
    expect: [
      {
        near: 'appendFile(FILE',
        verdict: 'unsafe',
        rule: 'no-local-disk-state',
        role: ['history', 'user-data', 'session'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'the log of logins is a file that is gone when it is needed',
    platform: 'koa',
    files: {
      'app.mjs': `
import Koa from 'koa';
import winston from 'winston';

const logger = winston.createLogger({
  transports: [new winston.transports.File({ filename: 'logs/audit.log' }), new winston.transports.Console()],
});
const app = new Koa();
app.use(async (ctx) => {
  logger.info('login', { user: ctx.query.user });
  ctx.body = 'ok';
});
export default app;
`,
    },
    expect: [
      { near: 'transports.File', verdict: 'unsafe', rule: 'no-local-disk-state', role: 'history', severity: 'medium' },
    ],
    nothingElse: true,
  },

  {
    name: 'a guest book of a Bun server is one file of one instance',
    platform: 'hono',
    files: {
      'src/index.ts': `
import { Hono } from 'hono';
const app = new Hono();
app.post('/entries', async (c) => {
  const entries = await Bun.file('entries.json').json();
  await Bun.write('entries.json', JSON.stringify([...entries, await c.req.json()]));
  return c.body(null, 201);
});
export default app;
`,
    },
    expect: [
      { near: 'Bun.write', verdict: 'unsafe', rule: 'no-local-disk-state', role: 'entity', severity: 'critical' },
    ],
    nothingElse: true,
  },
  {
    name: 'orders are put into place with a rename, on a disk that is gone tomorrow',
    platform: 'express',
    files: {
      'orders.js': `
const { promisify } = require('util');
const fs = require('fs');
const write = promisify(fs.writeFile);
const { rename } = require('fs').promises;
exports.save = async (orders) => {
  await write('orders.json.new', JSON.stringify(orders));
  await rename('orders.json.new', 'orders.json');
};
`,
      'app.js': `
const express = require('express');
const { save } = require('./orders');
const app = express();
app.put('/orders', async (req, res) => { await save(req.body); res.sendStatus(204); });
module.exports = app;
`,
    },
    expect: [
      { near: 'await write(', verdict: 'unsafe', rule: 'no-local-disk-state', role: 'entity', severity: 'critical' },
    ],
    nothingElse: true,
  },
  {
    name: 'a model is fetched again onto the scratch disk of each instance',
    platform: 'lambda',
    files: {
      'src/model.js': `
const fs = require('node:fs');
const { writeFile } = require('node:fs/promises');
const MODEL = '/tmp/model.bin';
exports.handler = async () => {
  if (!fs.existsSync(MODEL)) {
    const bytes = await fetch('https://models.example.org/model.bin').then((r) => r.arrayBuffer());
    await writeFile(MODEL, Buffer.from(bytes));
  }
  return { size: fs.statSync(MODEL).size };
};
`,
    },
    expect: [{ near: 'await writeFile(MODEL', verdict: ['advisory', 'safe'] }],
    nothingElse: true,
  },
  {
    name: 'a scratch file is removed when the download is over, in a callback',
    platform: 'express',
    files: {
      'app.js': `
const express = require('express');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { randomUUID } = require('crypto');
const scratch = (name) => path.join(os.tmpdir(), name);
const app = express();
app.get('/report', (req, res) => {
  const file = scratch(randomUUID() + '.csv');
  fs.writeFileSync(file, 'a,b');
  res.download(file, () => { fs.unlink(file, () => undefined); });
});
module.exports = app;
`,
    },
    expect: [{ near: 'fs.writeFileSync(file', verdict: 'safe' }],
    nothingElse: true,
  },

  {
    name: 'a helper writes the leads to where it is told',
    platform: 'next',
    files: {
      'lib/files.ts': `
import fs from 'fs/promises';
export async function keep(path: string, data: unknown) {
  await fs.writeFile(path, JSON.stringify(data));
}
`,
      'app/api/leads/route.ts': `
import { keep } from '../../../lib/files';
export async function POST(request: Request) {
  await keep('data/leads.json', await request.json());
  return new Response(null, { status: 201 });
}
`,
    },
    expect: [
      { near: 'fs.writeFile', verdict: 'unsafe', rule: 'no-local-disk-state', role: 'entity', severity: 'critical' },
    ],
    nothingElse: true,
  },
  {
    name: 'a scratch file is removed when its request is done',
    platform: 'lambda',
    files: {
      'src/convert.ts': `
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, unlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const handler = async (event: { body: string }) => {
  const path = '/tmp/' + randomUUID() + '.docx';
  try {
    await writeFile(path, Buffer.from(event.body, 'base64'));
    await run('/opt/libreoffice', ['--convert-to', 'pdf', path]);
    return { body: (await readFile(path.replace('docx', 'pdf'))).toString('base64') };
  } finally {
    await unlink(path);
  }
};
`,
    },
    expect: [{ near: 'await writeFile(path', verdict: 'safe' }],
  },
  {
    name: 'a temporary directory of one request is taken down by its helper',
    platform: 'express',
    files: {
      'zip.js': `
const fs = require('fs');
const os = require('os');
const path = require('path');

module.exports = async function unzip(buffer, work) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'zip-'));
  try {
    fs.writeFileSync(path.join(dir, 'in.zip'), buffer);
    return await work(dir);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
};
`,
      'app.js': `
const express = require('express');
const unzip = require('./zip');
const app = express();
app.post('/zip', async (req, res) => res.json(await unzip(req.body, async (dir) => dir.length)));
module.exports = app;
`,
    },
    expect: [],
  },
  {
    name: 'uploads pass through memory to object storage',
    platform: 'express',
    files: {
      'app.js': `
import express from 'express';
import multer from 'multer';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client({});
const storage = multer.memoryStorage();
const upload = multer({ storage, limits: { fileSize: 5_000_000 } });
const app = express();

app.post('/avatar', upload.single('avatar'), async (req, res) => {
  await s3.send(new PutObjectCommand({ Bucket: 'avatars', Key: req.user.id, Body: req.file.buffer }));
  res.sendStatus(201);
});
export default app;
`,
    },
    expect: [
      { symbol: 'upload', verdict: 'safe' },
      { symbol: 'storage', verdict: 'safe' },
      { symbol: 's3', verdict: 'safe', role: 'client' },
    ],
  },
  {
    name: 'a template is read from the bundle while the module loads',
    platform: 'lambda',
    files: {
      'src/mail.ts': `
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const template = readFileSync(join(__dirname, 'welcome.html'), 'utf8');
const partials: Record<string, string> = {};
for (const name of ['header', 'footer']) partials[name] = readFileSync(join(__dirname, name + '.html'), 'utf8');

export const handler = async (event: { name: string }) => ({
  html: partials.header + template.replace('NAME', event.name) + partials.footer,
});
`,
    },
    expect: [
      { symbol: 'template', verdict: 'safe' },
      { symbol: 'partials', verdict: 'safe' },
    ],
  },
  {
    name: 'a database of words is shipped with the code and only read',
    platform: 'next',
    files: {
      'lib/dictionary.ts': `
import Database from 'better-sqlite3';
const dictionary = new Database('data/words.db', { readonly: true, fileMustExist: true });
export const lookUp = (word: string) => dictionary.prepare('select * from words where word = ?').get(word);
`,
      'app/api/words/[word]/route.ts': `
import { lookUp } from '../../../../lib/dictionary';
export const GET = async (_: Request, { params }: { params: Promise<{ word: string }> }) => Response.json(lookUp((await params).word));
`,
    },
    expect: [{ symbol: 'dictionary', verdict: 'safe' }],
  },
  {
    name: 'a script writes the sitemap before the site is deployed',
    platform: 'next',
    files: {
      'scripts/sitemap.mjs': `
import { writeFileSync } from 'node:fs';
const urls = [];
for (const slug of ['a', 'b']) urls.push('https://example.org/' + slug);
writeFileSync('public/sitemap.txt', urls.join('\\n'));
`,
      'app/page.tsx': 'export default function Page() { return <main />; }\n',
    },
    expect: [{ symbol: 'urls', verdict: 'safe' }],
  },
  {
    name: 'a mock of the shop writes its orders to a file, for a helper refuses it in production',
    platform: 'next',
    files: {
      'lib/guard.ts': `
import type { NextApiResponse } from 'next';
export function blockInProduction(res: NextApiResponse): boolean {
  if (process.env.NODE_ENV !== 'production') return false;
  res.status(404).end();
  return true;
}
`,
      'lib/save.ts': `
import { writeFile } from 'node:fs/promises';
export const saveOrders = (orders: unknown) => writeFile('data/orders.json', JSON.stringify(orders));
`,
      'pages/api/mock/orders.ts': `
import { blockInProduction } from '../../../lib/guard';
import { saveOrders } from '../../../lib/save';
export default async function handler(req, res) {
  if (blockInProduction(res)) return;
  await saveOrders(req.body);
  res.status(204).end();
}
`,
    },
    expect: [{ near: 'writeFile', verdict: 'unsafe', severity: 'high', rule: 'no-local-disk-state' }],
    nothingElse: true,
  },
  {
    name: 'clips are joined in a directory that its helper takes down',
    platform: 'next',
    files: clips("await mkdtemp(join(tmpdir(), 'clips-'))", 'await rm(dir, { recursive: true, force: true });'),
    expect: [
      { near: 'writeFile(input', verdict: 'safe' },
      { near: 'writeFile(list', verdict: 'safe' },
    ],
  },
  {
    name: 'clips of each request fill up the scratch disk',
    platform: 'next',
    files: clips("await mkdtemp(join(tmpdir(), 'clips-'))", ''),
    expect: [
      { near: 'writeFile(input', verdict: 'advisory', rule: 'no-local-disk-state' },
      { near: 'writeFile(list', verdict: 'advisory', rule: 'no-local-disk-state' },
    ],
  },
  {
    name: 'clips that were joined are gone with the instance',
    platform: 'next',
    files: clips("join('data', 'clips')", "await rm(join(dir, 'list.tmp'), { force: true });"),
    expect: [
      { near: 'writeFile(input', verdict: 'unsafe', rule: 'no-local-disk-state' },
      { near: 'writeFile(list', verdict: 'unsafe', rule: 'no-local-disk-state' },
    ],
    nothingElse: true,
  },
  {
    name: 'the code from the mail is in a file that the next function does not have',
    platform: 'next',
    files: {
      'app/api/send-code/route.ts': `
import fs from 'node:fs';
import path from 'node:path';
const CODES_FILE = path.join('/tmp', 'temp-users/auth-codes.json');

function saveAuthCodes(codes: Record<string, unknown>) {
  fs.writeFileSync(CODES_FILE, JSON.stringify(codes));
}

export async function POST(request: Request) {
  const { email } = await request.json();
  const codes = JSON.parse(fs.readFileSync(CODES_FILE, 'utf8'));
  codes[email] = { code: String(Math.random()).slice(2, 8), expiresAt: Date.now() + 600_000 };
  saveAuthCodes(codes);
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ near: 'fs.writeFileSync', verdict: 'unsafe', role: 'security', severity: 'critical' }],
  },
  {
    name: 'a file that is only written to see whether that works is gone before the answer',
    platform: 'next',
    files: {
      'app/api/ready/route.ts': `
import { mkdir, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
async function assertWritable(directory: string) {
  const probe = path.join(directory, '.probe-' + process.pid);
  await mkdir(directory, { recursive: true });
  await writeFile(probe, 'probe', 'utf8');
  await unlink(probe);
}
export async function GET() {
  await assertWritable(path.join(process.cwd(), 'data'));
  return Response.json({ ready: true });
}
`,
    },
    expect: [],
    nothingElse: true,
  },
  {
    name: 'two instances hold the lock at once, for each has a file of its own',
    platform: 'next',
    files: {
      'app/api/claim/route.ts': `
import { unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { claimNext } from '../../../lib/rows';
export async function POST() {
  const lockPath = path.join(process.cwd(), 'data', 'claim.lock');
  try {
    await writeFile(lockPath, 'locked', { encoding: 'utf8', flag: 'wx' });
  } catch {
    return Response.json({ error: 'Somebody else is at it' }, { status: 409 });
  }
  try {
    return Response.json(await claimNext());
  } finally {
    await unlink(lockPath);
  }
}
`,
      'lib/rows.ts': `export const claimNext = async () => (await fetch('https://rows.example.org/next')).json();\n`,
    },
    expect: [{ symbol: 'writeFile', verdict: 'unsafe', role: 'lock', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'of files that one helper writes, the one that matters most says what is lost',
    platform: 'next',
    files: {
      'lib/files.ts': `
import fs from 'node:fs';
import path from 'node:path';
function readJson(file: string) {
  return JSON.parse(fs.readFileSync(path.join(process.cwd(), 'data', file), 'utf8'));
}
function writeJson(file: string, rows: unknown[]) {
  fs.writeFileSync(path.join(process.cwd(), 'data', file), JSON.stringify(rows));
}
export const loadMints = () => readJson('mints.json');
export const saveMints = (rows: unknown[]) => writeJson('mints.json', rows);
export const saveMintEvents = (rows: unknown[]) => writeJson('mint-events.json', rows);
export const saveWorkerEvents = (rows: unknown[]) => writeJson('worker-events.json', rows);
`,
      'app/api/mints/route.ts': `
import { loadMints, saveMintEvents, saveMints, saveWorkerEvents } from '../../../lib/files';
export async function POST(request: Request) {
  const mint = await request.json();
  saveMints([...loadMints(), mint]);
  saveMintEvents([{ type: 'created', mint }]);
  saveWorkerEvents([{ type: 'seen', mint }]);
  return Response.json(mint);
}
`,
    },
    expect: [{ symbol: 'fs.writeFileSync', verdict: 'unsafe', role: 'entity', severity: 'critical' }],
    nothingElse: true,
  },
];
