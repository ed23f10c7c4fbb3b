import type { Case } from '../case.js';

/** Who is logged in, half-finished logins, and conversations. */
export const sessions: readonly Case[] = [
  {
    name: 'a visitor is logged out by every cold start, since express-session keeps sessions in memory',
    platform: 'express',
    files: {
      'app.js': `
const express = require('express');
const session = require('express-session');

const app = express();
app.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false }));
app.get('/me', (req, res) => res.json(req.session.user || null));
module.exports = app;
`,
    },
    expect: [{ near: 'session({ secret', verdict: 'unsafe', role: 'session', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a visitor is never logged in on now.sh, since next-session has no store',
    platform: 'next',
    files: {
      'lib/session.js': `
import nextSession from 'next-session';
export const getSession = nextSession();
`,
      'pages/api/login.js': `
import { getSession } from '../../lib/session';
export default async function login(req, res) {
  const session = await getSession(req, res);
  session.user = { name: req.body.name };
  res.status(204).end();
}
`,
    },
    expect: [{ symbol: 'getSession', verdict: 'unsafe', role: 'session', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'what the login function remembers, the profile function has never heard of',
    platform: 'lambda',
    files: {
      'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Resources:
  Login:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src/login.handler
      Events: { Api: { Type: HttpApi, Properties: { Path: /login, Method: post } } }
  Profile:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src/profile.handler
      Events: { Api: { Type: HttpApi, Properties: { Path: /profile, Method: get } } }
`,
      'src/sessions.ts': `
import { randomUUID } from 'node:crypto';

export interface Session { userId: string; expiresAt: number }
const sessions = new Map<string, Session>();

export function open(userId: string): string {
  const id = randomUUID();
  sessions.set(id, { userId, expiresAt: Date.now() + 86_400_000 });
  return id;
}
export const find = (id: string): Session | undefined => sessions.get(id);
`,
      'src/login.ts': `
import { open } from './sessions.js';
export const handler = async (event: { body: string }) => {
  const { userId } = JSON.parse(event.body);
  return { statusCode: 200, cookies: ['sid=' + open(userId)] };
};
`,
      'src/profile.ts': `
import { find } from './sessions.js';
export const handler = async (event: { cookies: string[] }) => {
  const session = find(event.cookies[0]?.slice(4) ?? '');
  if (!session) return { statusCode: 401 };
  return { statusCode: 200, body: session.userId };
};
`,
    },
    expect: [
      { symbol: 'sessions', verdict: 'unsafe', role: 'session', severity: 'critical', effects: ['unit-duplicate'] },
    ],
    nothingElse: true,
  },
  {
    name: 'signing in with Google fails with "invalid state" every other time',
    platform: 'express',
    files: {
      'src/oauth.ts': `
import { randomBytes } from 'node:crypto';
import { Router } from 'express';
import { exchange } from './google.js';

const oauthStates = new Map<string, { verifier: string; createdAt: number }>();
export const oauth = Router();

oauth.get('/login/google', (_req, res) => {
  const state = randomBytes(16).toString('hex');
  const verifier = randomBytes(32).toString('base64url');
  oauthStates.set(state, { verifier, createdAt: Date.now() });
  res.redirect('https://accounts.google.com/o/oauth2/v2/auth?state=' + state);
});

oauth.get('/login/google/callback', async (req, res) => {
  const pending = oauthStates.get(String(req.query.state));
  if (!pending) return void res.status(400).send('Invalid or expired state');
  oauthStates.delete(String(req.query.state));
  res.json(await exchange(String(req.query.code), pending.verifier));
});
`,
      'src/google.ts': `export const exchange = async (code: string, verifier: string) => (await fetch('https://oauth2.googleapis.com/token?' + code + verifier)).json();\n`,
    },
    expect: [{ symbol: 'oauthStates', verdict: 'unsafe', role: ['security', 'session', 'auth'], severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'the code from the e-mail is always wrong',
    platform: 'next',
    files: {
      'utils/otp.js': `
if (!global.otpStore) {
  global.otpStore = new Map();
}
export const otpStore = global.otpStore;
`,
      'pages/api/send-otp.js': `
import { otpStore } from '../../utils/otp';
import { sendMail } from '../../utils/mail';
export default async function handler(req, res) {
  const otp = String(Math.floor(100000 + Math.random() * 900000));
  otpStore.set(req.body.email, { otp, expires: Date.now() + 300000, attempts: 0 });
  await sendMail(req.body.email, otp);
  res.status(200).json({ sent: true });
}
`,
      'pages/api/verify-otp.js': `
import { otpStore } from '../../utils/otp';
export default function handler(req, res) {
  const entry = otpStore.get(req.body.email);
  if (!entry || entry.expires < Date.now()) return res.status(400).json({ error: 'OTP expired or not found' });
  if (entry.otp !== req.body.otp) {
    entry.attempts++;
    return res.status(401).json({ error: 'Wrong code' });
  }
  otpStore.delete(req.body.email);
  res.status(200).json({ verified: true });
}
`,
      'utils/mail.js': `export const sendMail = (to, text) => fetch('https://mail.example.org', { method: 'POST', body: to + text });\n`,
    },
    expect: [{ near: 'global.otpStore', verdict: 'unsafe', role: 'security', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'an MCP client is told that there is no transport for its session',
    platform: 'express',
    files: {
      'src/server.ts': `
import express from 'express';
import { randomUUID } from 'node:crypto';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createServer } from './mcp.js';

const app = express();
const transports: { [sessionId: string]: StreamableHTTPServerTransport } = {};

app.post('/mcp', async (req, res) => {
  const sessionId = req.headers['mcp-session-id'] as string | undefined;
  let transport: StreamableHTTPServerTransport;
  if (sessionId && transports[sessionId]) {
    transport = transports[sessionId];
  } else {
    transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => {
        transports[id] = transport;
      },
    });
    await createServer().connect(transport);
  }
  await transport.handleRequest(req, res, req.body);
});

app.get('/mcp', async (req, res) => {
  const transport = transports[req.headers['mcp-session-id'] as string];
  if (!transport) return void res.status(400).send('No transport found for sessionId');
  await transport.handleRequest(req, res);
});

app.listen(3000);
`,
      'src/mcp.ts': `
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
export const createServer = () => new McpServer({ name: 'docs', version: '1.0.0' });
`,
    },
    expect: [
      {
        symbol: 'transports',
        verdict: 'unsafe',
        role: ['session', 'connection-registry'],
        severity: ['critical', 'high'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'the link in the password mail leads to "unknown token"',
    platform: 'firebase',
    files: {
      'src/index.ts': `
import { onRequest } from 'firebase-functions/v2/https';
import { randomBytes } from 'crypto';
import { mail, setPassword } from './accounts';

const resetTokens: Map<string, { email: string; expiresAt: number }> = new Map();

export const forgot = onRequest(async (req, res) => {
  const token = randomBytes(20).toString('hex');
  resetTokens.set(token, { email: req.body.email, expiresAt: Date.now() + 3_600_000 });
  await mail(req.body.email, token);
  res.sendStatus(202);
});

export const reset = onRequest(async (req, res) => {
  const entry = resetTokens.get(req.body.token);
  if (!entry || entry.expiresAt < Date.now()) {
    res.status(400).send('Unknown token');
    return;
  }
  resetTokens.delete(req.body.token);
  await setPassword(entry.email, req.body.password);
  res.sendStatus(204);
});
`,
      'src/accounts.ts': `
import { getAuth } from 'firebase-admin/auth';
export const mail = (to: string, token: string) => fetch('https://mail.example.org', { method: 'POST', body: to + token });
export const setPassword = async (email: string, password: string) => {
  const user = await getAuth().getUserByEmail(email);
  await getAuth().updateUser(user.uid, { password });
};
`,
    },
    expect: [{ symbol: 'resetTokens', verdict: 'unsafe', role: ['security', 'auth'], severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a form is refused because its CSRF token was made elsewhere',
    platform: 'koa',
    files: {
      'src/csrf.js': `
const crypto = require('crypto')

const csrfTokens = {}

module.exports = async (ctx, next) => {
  const user = ctx.cookies.get('uid')
  if (ctx.method === 'GET') {
    csrfTokens[user] = crypto.randomBytes(24).toString('hex')
    ctx.state.csrf = csrfTokens[user]
  } else if (ctx.request.body._csrf !== csrfTokens[user]) {
    ctx.throw(403, 'invalid csrf token')
  }
  await next()
}
`,
      'src/app.js': `
const Koa = require('koa')
const csrf = require('./csrf')
const app = new Koa()
app.use(csrf)
app.use(async (ctx) => { ctx.body = 'form' })
module.exports = app
`,
    },
    expect: [{ symbol: 'csrfTokens', verdict: 'unsafe', role: 'security', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'users must log in again, because refresh tokens are a list in memory',
    platform: 'express',
    files: {
      'auth-server.js': `
const express = require('express')
const jwt = require('jsonwebtoken')
const app = express()
app.use(express.json())

let refreshTokens = []

app.post('/login', (req, res) => {
  const user = { name: req.body.username }
  const refreshToken = jwt.sign(user, process.env.REFRESH_TOKEN_SECRET)
  refreshTokens.push(refreshToken)
  res.json({ accessToken: jwt.sign(user, process.env.ACCESS_TOKEN_SECRET, { expiresIn: '15m' }), refreshToken })
})

app.post('/token', (req, res) => {
  const refreshToken = req.body.token
  if (refreshToken == null) return res.sendStatus(401)
  if (!refreshTokens.includes(refreshToken)) return res.sendStatus(403)
  jwt.verify(refreshToken, process.env.REFRESH_TOKEN_SECRET, (err, user) => {
    if (err) return res.sendStatus(403)
    res.json({ accessToken: jwt.sign({ name: user.name }, process.env.ACCESS_TOKEN_SECRET) })
  })
})

app.delete('/logout', (req, res) => {
  refreshTokens = refreshTokens.filter((token) => token !== req.body.token)
  res.sendStatus(204)
})

app.listen(4000)
`,
    },
    expect: [
      {
        symbol: 'refreshTokens',
        verdict: 'unsafe',
        role: ['auth', 'session', 'security'],
        severity: ['critical', 'high'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'a token still works after its owner has logged out',
    platform: 'hono',
    files: {
      'src/app.ts': `
import { Hono } from 'hono';
import { verify } from 'hono/jwt';

const revokedTokens = new Set<string>();
const app = new Hono();

app.use('/account/*', async (c, next) => {
  const token = c.req.header('authorization')?.slice(7) ?? '';
  if (revokedTokens.has(token)) return c.text('revoked', 401);
  await verify(token, process.env.JWT_SECRET!);
  await next();
});
app.post('/account/logout', (c) => {
  revokedTokens.add(c.req.header('authorization')!.slice(7));
  return c.body(null, 204);
});

export default app;
`,
    },
    expect: [{ symbol: 'revokedTokens', verdict: 'unsafe', role: 'security', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a shopping cart is empty again on the next page',
    platform: 'sveltekit',
    files: {
      'src/lib/server/cart.js': `
/** @type {Map<string, { sku: string, quantity: number }[]>} */
const carts = new Map();

export function getCart(sessionId) {
  if (!carts.has(sessionId)) carts.set(sessionId, []);
  return carts.get(sessionId);
}
export function addToCart(sessionId, sku) {
  const cart = getCart(sessionId);
  const line = cart.find((item) => item.sku === sku);
  if (line) line.quantity += 1;
  else cart.push({ sku, quantity: 1 });
}
`,
      'src/routes/cart/+page.server.js': `
import { addToCart, getCart } from '$lib/server/cart';

export const load = ({ cookies }) => ({ lines: getCart(cookies.get('sid')) });
export const actions = {
  add: async ({ cookies, request }) => {
    const data = await request.formData();
    addToCart(cookies.get('sid'), data.get('sku'));
  },
};
`,
    },
    expect: [{ symbol: 'carts', verdict: 'unsafe', role: ['session', 'user-data', 'entity'], severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a Telegram bot asks the first question again and again',
    platform: 'vercel',
    files: {
      'api/telegram.js': `
const conversations = {};

module.exports = async (req, res) => {
  const { chat, text } = req.body.message;
  const state = conversations[chat.id] || { step: 'name' };
  if (state.step === 'name') {
    conversations[chat.id] = { step: 'date', name: text };
    await reply(chat.id, 'For which day?');
  } else {
    await reply(chat.id, state.name + ', see you on ' + text);
    delete conversations[chat.id];
  }
  res.status(200).end();
};

const reply = (chat, text) => fetch('https://api.telegram.org/bot/sendMessage?chat_id=' + chat + '&text=' + text);
`,
    },
    expect: [{ symbol: 'conversations', verdict: 'unsafe', role: ['session', 'user-data'], severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a wizard of telegraf does not advance, its session lives in memory',
    platform: 'lambda',
    files: {
      'src/bot.ts': `
import { Scenes, session, Telegraf } from 'telegraf';
import { stage } from './scenes';

const bot = new Telegraf<Scenes.WizardContext>(process.env.BOT_TOKEN!);
bot.use(session());
bot.use(stage.middleware());

export const handler = async (event: { body: string }) => {
  await bot.handleUpdate(JSON.parse(event.body));
  return { statusCode: 200 };
};
`,
      'src/scenes.ts': `
import { Scenes } from 'telegraf';
export const stage = new Scenes.Stage<Scenes.WizardContext>([new Scenes.WizardScene('signup', async (ctx) => ctx.wizard.next())]);
`,
    },
    expect: [{ near: 'session()', verdict: 'unsafe', role: 'session', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a passkey is refused, since its challenge was kept by another instance',
    platform: 'next',
    files: {
      'app/api/passkeys/options/route.ts': `
import { generateAuthenticationOptions } from '@simplewebauthn/server';
import { challenges } from '../challenges';
export async function POST(req: Request) {
  const { username } = await req.json();
  const options = await generateAuthenticationOptions({ rpID: 'example.org' });
  challenges[username] = options.challenge;
  return Response.json(options);
}
`,
      'app/api/passkeys/verify/route.ts': `
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { challenges } from '../challenges';
export async function POST(req: Request) {
  const { username, response } = await req.json();
  const expectedChallenge = challenges[username];
  if (!expectedChallenge) return Response.json({ error: 'no challenge' }, { status: 400 });
  const { verified } = await verifyAuthenticationResponse({ response, expectedChallenge, expectedOrigin: 'https://example.org', expectedRPID: 'example.org' });
  delete challenges[username];
  return Response.json({ verified });
}
`,
      'app/api/passkeys/challenges.ts': `export const challenges: Record<string, string> = {};\n`,
    },
    expect: [{ symbol: 'challenges', verdict: 'unsafe', role: 'security', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'an assistant forgets the conversation, its checkpoints are in memory',
    platform: 'next',
    files: {
      'app/api/agent/route.ts': `
import { MemorySaver } from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { ChatOpenAI } from '@langchain/openai';

const checkpointer = new MemorySaver();
const agent = createReactAgent({ llm: new ChatOpenAI({ model: 'gpt-4o' }), tools: [], checkpointSaver: checkpointer });

export async function POST(req: Request) {
  const { thread, text } = await req.json();
  const state = await agent.invoke({ messages: [{ role: 'user', content: text }] }, { configurable: { thread_id: thread } });
  return Response.json(state.messages.at(-1));
}
`,
    },
    expect: [{ symbol: 'checkpointer', verdict: 'unsafe', role: 'session', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'an invited colleague opens the magic link and nobody knows it',
    platform: 'nuxt',
    files: {
      'server/utils/invites.ts': `
const magicLinks = new Map<string, { email: string; team: string }>();
export const createInvite = (token: string, email: string, team: string) => magicLinks.set(token, { email, team });
export const takeInvite = (token: string) => {
  const invite = magicLinks.get(token);
  magicLinks.delete(token);
  return invite;
};
`,
      'server/api/invite.post.ts': `
import { createInvite } from '../utils/invites';
export default defineEventHandler(async (event) => {
  const { email, team } = await readBody(event);
  const token = crypto.randomUUID();
  createInvite(token, email, team);
  return { token };
});
`,
      'server/api/join.get.ts': `
import { takeInvite } from '../utils/invites';
export default defineEventHandler((event) => {
  const invite = takeInvite(String(getQuery(event).token));
  if (!invite) throw createError({ statusCode: 404, statusMessage: 'This link is not valid' });
  return invite;
});
`,
    },
    expect: [{ symbol: 'magicLinks', verdict: 'unsafe', role: ['security', 'auth', 'entity'], severity: 'critical' }],
    nothingElse: true,
  },

  {
    name: 'the session is the cookie',
    platform: 'express',
    files: {
      'app.js': `
const express = require('express');
const cookieSession = require('cookie-session');
const app = express();
app.use(cookieSession({ name: 'session', keys: [process.env.KEY], maxAge: 86400000 }));
app.post('/login', (req, res) => {
  req.session.userId = req.body.id;
  res.redirect('/');
});
module.exports = app;
`,
    },
    expect: [],
  },
  {
    name: 'iron-session seals everything into the cookie',
    platform: 'next',
    files: {
      'lib/session.ts': `
import { getIronSession, type SessionOptions } from 'iron-session';
import { cookies } from 'next/headers';

export const sessionOptions: SessionOptions = { cookieName: 'shop', password: process.env.SESSION_PASSWORD! };
export const getSession = async () => getIronSession<{ user?: string }>(await cookies(), sessionOptions);
`,
      'app/login/actions.ts': `
'use server';
import { getSession } from '../../lib/session';
export async function login(form: FormData) {
  const session = await getSession();
  session.user = String(form.get('user'));
  await session.save();
}
`,
    },
    expect: [{ symbol: 'sessionOptions', verdict: 'safe' }],
  },
  {
    name: 'express-session keeps its sessions in Redis',
    platform: 'express',
    files: {
      'server.ts': `
import express from 'express';
import session from 'express-session';
import { RedisStore } from 'connect-redis';
import { createClient } from 'redis';

const redisClient = createClient({ url: process.env.REDIS_URL });
await redisClient.connect();
const store = new RedisStore({ client: redisClient, prefix: 'sess:' });

const app = express();
app.use(session({ store, secret: process.env.SECRET!, resave: false, saveUninitialized: false }));
app.get('/', (req, res) => { res.send('hi'); });
app.listen(3000);
`,
    },
    expect: [{ near: 'session({ store', verdict: 'safe' }],
  },
  {
    name: 'express-session keeps its sessions in DynamoDB',
    platform: 'express',
    files: {
      'server.js': `
const express = require('express');
const session = require('express-session');
const DynamoDBStore = require('connect-dynamodb')({ session });

const options = { secret: process.env.SECRET, resave: false, store: new DynamoDBStore({ table: 'sessions' }) };
const app = express();
app.use(session(options));
app.get('/', (req, res) => res.send('hi'));
module.exports = app;
`,
    },
    expect: [{ near: 'session(options)', verdict: 'safe' }],
  },
  {
    name: 'an MCP server without sessions makes a transport for each request',
    platform: 'express',
    files: {
      'src/server.ts': `
import express from 'express';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createServer } from './mcp.js';

const app = express();
app.post('/mcp', async (req, res) => {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  res.on('close', () => transport.close());
  await createServer().connect(transport);
  await transport.handleRequest(req, res, req.body);
});
app.listen(3000);
`,
      'src/mcp.ts': `
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
export const createServer = () => new McpServer({ name: 'docs', version: '1.0.0' });
`,
    },
    expect: [{ symbol: 'transport', verdict: 'safe' }],
  },
  {
    name: 'the current session travels in AsyncLocalStorage',
    platform: 'fastify',
    files: {
      'src/context.ts': `
import { AsyncLocalStorage } from 'node:async_hooks';
interface Context { user?: string; session: Map<string, string> }
export const context = new AsyncLocalStorage<Context>();
export const session = () => context.getStore()!.session;
`,
      'src/server.ts': `
import Fastify from 'fastify';
import { context, session } from './context.js';

export const app = Fastify();
app.addHook('onRequest', (request, _reply, done) => {
  context.run({ session: new Map() }, done);
});
app.get('/', async (request) => {
  session().set('user', String(request.headers['x-user']));
  return { user: session().get('user') };
});
`,
    },
    expect: [{ symbol: 'context', verdict: 'safe' }],
  },
  {
    name: 'React gives each request its own session',
    platform: 'next',
    files: {
      'lib/session.ts': `
import 'server-only';
import { cache } from 'react';
import { cookies } from 'next/headers';
import { db } from './db';

export const currentSession = cache(async () => {
  const id = (await cookies()).get('sid')?.value;
  return id ? db.session.findUnique({ where: { id } }) : null;
});
`,
      'lib/db.ts': `
import { PrismaClient } from '@prisma/client';
export const db = new PrismaClient();
`,
      'app/page.tsx': `
import { currentSession } from '../lib/session';
export default async function Page() {
  const session = await currentSession();
  return <p>{session ? session.userId : 'nobody'}</p>;
}
`,
    },
    expect: [
      { symbol: 'db', verdict: 'safe', role: 'client' },
      { symbol: 'currentSession', verdict: 'safe' },
    ],
  },
  {
    name: 'a bot keeps its sessions in Redis',
    platform: 'vercel',
    files: {
      'api/bot.ts': `
import { Bot, session, webhookCallback } from 'grammy';
import { RedisAdapter } from '@grammyjs/storage-redis';
import Redis from 'ioredis';

const storage = new RedisAdapter({ instance: new Redis(process.env.REDIS_URL!) });
const bot = new Bot(process.env.BOT_TOKEN!);
bot.use(session({ initial: () => ({ step: 0 }), storage }));
bot.command('start', (ctx) => ctx.reply('hi'));

export default webhookCallback(bot, 'https');
`,
    },
    expect: [{ near: 'session({ initial', verdict: 'safe' }],
  },
  {
    name: 'a token carries all that is known of its owner',
    platform: 'hono',
    files: {
      'src/index.ts': `
import { Hono } from 'hono';
import { jwtVerify } from 'jose';

const secret = new TextEncoder().encode(process.env.JWT_SECRET);
const app = new Hono<{ Variables: { user: string } }>();

app.use(async (c, next) => {
  const { payload } = await jwtVerify(c.req.header('authorization')?.slice(7) ?? '', secret);
  c.set('user', String(payload.sub));
  await next();
});
app.get('/me', (c) => c.text(c.get('user')));
export default app;
`,
    },
    expect: [{ symbol: 'secret', verdict: 'safe' }],
  },
  {
    name: 'a conversation is "not found" on the next isolate, whatever table of routes leads to it',
    platform: 'workers',
    files: {
      'src/index.ts': `
import { handleRequest } from './router';
export default { async fetch(request: Request): Promise<Response> { return await handleRequest(request); } };
`,
      'src/router.ts': `
import { continueChat } from './chat';
interface Route { path: string; handler: (request: Request) => Promise<Response> | Response }
const routes: Route[] = [
  { path: '/chat', handler: continueChat },
  { path: '/', handler: () => new Response('ok') },
];
function routeOf(path: string): Route | null { return routes.find((route) => route.path === path) || null; }
export async function handleRequest(request: Request): Promise<Response> {
  const route = routeOf(new URL(request.url).pathname);
  if (!route) return new Response(null, { status: 404 });
  return await route.handler(request);
}
`,
      'src/chat.ts': `
interface Message { role: string; text: string }
const chatSessions = new Map<string, { id: string; messages: Message[] }>();
export async function continueChat(request: Request): Promise<Response> {
  const { sessionId, text } = await request.json() as { sessionId?: string; text: string };
  if (!sessionId) {
    const id = crypto.randomUUID();
    chatSessions.set(id, { id, messages: [{ role: 'user', text }] });
    return Response.json({ id });
  }
  const session = chatSessions.get(sessionId);
  if (!session) return new Response('Session not found', { status: 404 });
  session.messages.push({ role: 'user', text });
  return Response.json(session);
}
`,
    },
    expect: [{ symbol: 'chatSessions', verdict: 'unsafe', role: 'session', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a guest answers the second question of a bot, which asks the first one again',
    platform: 'express',
    files: {
      'bot.js': `
const express = require('express');
const { send, save } = require('./messages');
const estados = new Map();
const app = express();
app.post('/webhook', async (req, res) => {
  const { from, text } = req.body.entry[0].changes[0].value.messages[0];
  const st = estados.get(from);
  if (!st) {
    estados.set(from, { step: 'name' });
    await send(from, 'Who are you?');
  } else if (st.step === 'name') {
    estados.set(from, { step: 'guests', name: text });
    await send(from, 'Who comes with you?');
  } else {
    await save(from, st.name, text);
    estados.delete(from);
  }
  res.sendStatus(200);
});
module.exports = app;
`,
      'messages.js': `
exports.send = (to, text) => fetch('https://graph.example.org/messages', { method: 'POST', body: JSON.stringify({ to, text }) });
exports.save = (...row) => fetch('https://sheets.example.org', { method: 'POST', body: JSON.stringify(row) });
`,
    },
    expect: [{ symbol: 'estados', verdict: 'unsafe', role: 'session', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'an assistant on WhatsApp does not know what it was told a minute ago',
    platform: 'express',
    files: {
      'assistant.js': `
const express = require('express');
const Anthropic = require('@anthropic-ai/sdk');
const anthropic = new Anthropic();
const conversas = new Map();

function remember(from, role, content) {
  const c = conversas.get(from) || { msgs: [] };
  c.msgs.push({ role, content });
  if (c.msgs.length > 12) c.msgs = c.msgs.slice(-12);
  conversas.set(from, c);
}

const app = express();
app.post('/webhook', async (req, res) => {
  const { from, text } = req.body.message;
  remember(from, 'user', text);
  const answer = await anthropic.messages.create({ model: 'claude', max_tokens: 512, messages: conversas.get(from).msgs });
  remember(from, 'assistant', answer.content[0].text);
  res.json(answer);
});
module.exports = app;
`,
    },
    expect: [{ symbol: 'conversas', verdict: 'unsafe', role: 'session', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'the code from the text message is kept by a class that calls itself Redis',
    platform: 'express',
    files: {
      'store.ts': `
export class RedisService {
  private store = new Map<string, { value: string; expiresAt: number }>();
  async set(key: string, value: string, ttlSeconds: number) {
    this.store.set(key, { value, expiresAt: Date.now() + ttlSeconds * 1000 });
  }
  async get(key: string) {
    const entry = this.store.get(key);
    if (!entry || entry.expiresAt < Date.now()) return null;
    return entry.value;
  }
  async del(key: string) {
    this.store.delete(key);
  }
}
`,
      'app.ts': `
import express from 'express';
import { RedisService } from './store.js';
import { send } from './sms.js';
const redis = new RedisService();
export const app = express();
app.post('/send', async (req, res) => {
  const code = String(Math.floor(100000 + Math.random() * 900000));
  await redis.set(\`otp:\${req.body.phone}\`, code, 300);
  await send(req.body.phone, code);
  res.json({ ok: true });
});
app.post('/verify', async (req, res) => {
  const known = await redis.get(\`otp:\${req.body.phone}\`);
  if (known !== req.body.code) return res.json({ ok: false });
  await redis.del(\`otp:\${req.body.phone}\`);
  res.json({ ok: true });
});
`,
      'sms.ts': `export const send = (to: string, text: string) => fetch('https://sms.example.org', { method: 'POST', body: JSON.stringify({ to, text }) });\n`,
    },
    expect: [{ symbol: 'RedisService.store', verdict: 'unsafe', role: 'security', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'nothing is lost of a map that requests only take from, for nobody fills it any more',
    platform: 'vercel',
    files: {
      'api/_lib/sessions.js': `
const sessions = new Map();
export function saveSession(phone, data) {
  sessions.set(phone, { ...data, at: Date.now() });
}
export function clearSession(phone) {
  sessions.delete(phone);
}
`,
      'api/pause.js': `
import { clearSession } from './_lib/sessions.js';
export default function handler(req, res) {
  clearSession(req.body.phone);
  res.json({ paused: true });
}
`,
    },
    expect: [{ symbol: 'sessions', verdict: 'safe' }],
  },
  {
    name: 'a list of the plans on sale loses one on the instance that was told',
    platform: 'vercel',
    files: {
      'api/plans.js': `
const plans = new Map([['basic', { price: 5 }], ['pro', { price: 20 }]]);
export default function handler(req, res) {
  if (req.method === 'DELETE') {
    plans.delete(req.query.id);
    return res.status(204).end();
  }
  const plan = plans.get(req.query.id);
  if (!plan) return res.status(404).end();
  res.json(plan);
}
`,
    },
    expect: [{ symbol: 'plans', verdict: 'unsafe' }],
    nothingElse: true,
  },
  {
    name: 'codes that nobody compares are kept for nothing',
    platform: 'next',
    files: {
      'app/api/forgot/route.ts': `
import { mail } from 'mailer';
const otpStore = new Map<string, string>();
export async function POST(request: Request) {
  const { email } = await request.json();
  const code = Math.floor(100000 + Math.random() * 900000).toString();
  otpStore.set(email, code);
  await mail(email, code);
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'otpStore', verdict: 'advisory', severity: 'low' }],
  },
  {
    name: 'a login that began on one instance comes back to one that never sent it, whatever the case of OAuth',
    platform: 'express',
    files: {
      'src/store.js': `
const oauthStates = new Map();
export function setOAuthState(id, state) {
  oauthStates.set(id, state);
}
export function getAndRemoveOAuthState(id) {
  const state = oauthStates.get(id);
  if (state) oauthStates.delete(id);
  return state ?? null;
}
`,
      'src/app.js': `
import express from 'express';
import { randomUUID } from 'node:crypto';
import { getAndRemoveOAuthState, setOAuthState } from './store.js';
const app = express();
app.get('/auth/github', (req, res) => {
  const state = randomUUID();
  setOAuthState(state, state);
  res.redirect('https://github.example.org/authorize?state=' + state);
});
app.get('/auth/github/callback', (req, res) => {
  const known = getAndRemoveOAuthState(req.query.state);
  if (!known) return res.redirect('/?error=state');
  res.redirect('/welcome');
});
export default app;
`,
    },
    expect: [{ symbol: 'oauthStates', verdict: 'unsafe', role: 'security', severity: 'critical' }],
    nothingElse: true,
  },
];
