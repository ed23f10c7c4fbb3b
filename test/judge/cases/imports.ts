import type { Case } from '../case.js';

/** What is imported, or belongs to the host or a framework, and is changed by requests. */

const leak = { verdict: 'unsafe', role: 'request-leak', severity: 'critical' } as const;

export const settings: readonly Case[] = [
  {
    name: 'a partner sees the orders of another partner, whose token an instance of axios still sends',
    platform: 'express',
    files: {
      'src/api.ts': `
import axios from 'axios';
export const api = axios.create({ baseURL: 'https://partners.example.org' });
export const setToken = (token: string) => { api.defaults.headers.common.Authorization = 'Bearer ' + token; };
`,
      'src/app.ts': `
import express from 'express';
import { api, setToken } from './api';
const app = express();
app.get('/orders', async (req, res) => {
  setToken(String(req.headers['x-partner-token']));
  res.json((await api.get('/orders')).data);
});
export default app;
`,
    },
    expect: [{ symbol: 'api', ...leak, rule: 'no-request-leak' }],
    nothingElse: true,
  },
  {
    name: 'the key of the first customer is sent with the prompts of all others, by an interceptor',
    platform: 'express',
    files: {
      'app.js': `
const axios = require('axios');
const express = require('express');
const app = express();
app.post('/ask', async (req, res) => {
  axios.interceptors.request.use((config) => {
    config.headers.Authorization = req.headers.authorization;
    return config;
  });
  res.json((await axios.post('https://models.example.org/ask', req.body)).data);
});
module.exports = app;
`,
    },
    expect: [{ near: 'axios.interceptors', ...leak }],
    nothingElse: true,
  },
  {
    name: 'a customer pays for the prompts of another, whose key the client was given',
    platform: 'next',
    files: {
      'lib/openai.ts': `
import OpenAI from 'openai';
export const openai = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });
`,
      'app/api/chat/route.ts': `
import { openai } from '../../../lib/openai';
export async function POST(request: Request) {
  const { apiKey, messages } = await request.json();
  openai.apiKey = apiKey;
  return Response.json(await openai.chat.completions.create({ model: 'gpt-4o', messages }));
}
`,
    },
    expect: [{ symbol: 'openai', ...leak }],
    nothingElse: true,
  },
  {
    name: 'queries run with the session of whoever signed in last',
    platform: 'next',
    files: {
      'lib/supabase.ts': `
import { createClient } from '@supabase/supabase-js';
export const supabase = createClient(process.env.SUPABASE_URL!, process.env.SUPABASE_ANON_KEY!, { auth: { persistSession: false } });
`,
      'app/api/login/route.ts': `
import { supabase } from '../../../lib/supabase';
export async function POST(request: Request) {
  const { email, password } = await request.json();
  const { data, error } = await supabase.auth.signInWithPassword({ email, password });
  return Response.json(error ? { error: error.message } : { user: data.user });
}
`,
      'app/api/notes/route.ts': `
import { supabase } from '../../../lib/supabase';
export const GET = async () => Response.json((await supabase.from('notes').select()).data);
`,
    },
    expect: [{ symbol: 'supabase', ...leak }],
    nothingElse: true,
  },
  {
    name: 'a file is saved to the drive of another user',
    platform: 'express',
    files: {
      'src/google.js': `
const { google } = require('googleapis');
const oauth2Client = new google.auth.OAuth2(process.env.ID, process.env.SECRET, process.env.REDIRECT);
const drive = google.drive({ version: 'v3', auth: oauth2Client });
module.exports = { oauth2Client, drive };
`,
      'src/app.js': `
const express = require('express');
const { oauth2Client, drive } = require('./google');
const app = express();
app.get('/callback', async (req, res) => {
  const { tokens } = await oauth2Client.getToken(req.query.code);
  oauth2Client.setCredentials(tokens);
  res.redirect('/files');
});
app.get('/files', async (_req, res) => res.json((await drive.files.list()).data));
module.exports = app;
`,
    },
    expect: [{ symbol: 'oauth2Client', ...leak }],
    nothingElse: true,
  },
  {
    name: 'a user acts as another, since firebase/auth remembers who signed in on the server',
    platform: 'next',
    files: {
      'app/api/login/route.ts': `
import { initializeApp } from 'firebase/app';
import { getAuth, signInWithEmailAndPassword } from 'firebase/auth';
const auth = getAuth(initializeApp({ projectId: 'shop' }));
export async function POST(request: Request) {
  const { email, password } = await request.json();
  const { user } = await signInWithEmailAndPassword(auth, email, password);
  return Response.json({ uid: user.uid });
}
`,
    },
    expect: [{ near: 'signInWithEmailAndPassword(auth', verdict: 'unsafe' }],
    nothingElse: true,
  },
  {
    name: 'dates are written in the language of another visitor',
    platform: 'lambda',
    files: {
      'src/invoice.js': `
const moment = require('moment');
exports.handler = async (event) => {
  moment.locale(event.headers['accept-language']);
  const text = await fetch('https://texts.example.org/invoice').then((r) => r.text());
  return { statusCode: 200, body: text + moment().format('LL') };
};
`,
    },
    expect: [{ near: 'moment.locale', ...leak }],
    nothingElse: true,
  },
  {
    name: 'errors of a form are told in the language of another visitor',
    platform: 'hono',
    files: {
      'src/index.ts': `
import { Hono } from 'hono';
import { z } from 'zod';
const app = new Hono();
app.use(async (c, next) => {
  const language = c.req.header('accept-language') ?? 'en';
  z.setErrorMap((issue, context) => ({ message: language === 'de' ? 'falsch' : context.defaultError }));
  await next();
});
app.post('/users', async (c) => c.json(z.object({ name: z.string() }).parse(await c.req.json())));
export default app;
`,
    },
    expect: [{ near: 'z.setErrorMap', ...leak }],
    nothingElse: true,
  },
  {
    name: 'a page of the shop greets the visitor before, whom the application remembers in its locals',
    platform: 'express',
    files: {
      'app.js': `
import express from 'express';
const app = express();
app.use((req, res, next) => {
  app.locals.user = req.session.user;
  next();
});
app.get('/', (req, res) => res.render('home'));
export default app;
`,
    },
    expect: [{ symbol: 'app', ...leak }],
    nothingElse: true,
  },
  {
    name: 'every log line carries the id of whichever request came last',
    platform: 'express',
    files: {
      'app.js': `
import express from 'express';
const app = express();
const log = console.log;
app.use((req, _res, next) => {
  console.log = (...args) => log(req.headers['x-request-id'], ...args);
  next();
});
app.get('/', (_req, res) => { console.log('home'); res.send('hello'); });
export default app;
`,
    },
    expect: [{ near: 'console.log =', ...leak }],
    nothingElse: true,
  },
  {
    name: 'an address is asked with the token of another caller, through a patched fetch',
    platform: 'express',
    files: {
      'app.js': `
import express from 'express';
const app = express();
const plain = globalThis.fetch;
app.get('/proxy', async (req, res) => {
  Object.defineProperty(globalThis, 'caller', { value: req.headers.authorization, configurable: true });
  const answer = await plain('https://api.example.org', { headers: { authorization: globalThis.caller } });
  res.send(await answer.text());
});
export default app;
`,
    },
    expect: [{ symbol: 'globalThis.caller', ...leak }],
    nothingElse: true,
  },
  {
    name: 'support switches a feature on, for one instance',
    platform: 'express',
    files: {
      'app.js': `
import express from 'express';
const app = express();
app.post('/admin/env', (req, res) => {
  for (const [name, value] of Object.entries(req.body)) process.env[name] = String(value);
  res.sendStatus(204);
});
app.get('/', (_req, res) => res.send(process.env.BANNER ?? ''));
export default app;
`,
    },
    expect: [
      { near: 'process.env[name] =', verdict: 'unsafe', role: 'config', severity: 'high', rule: 'no-global-state' },
    ],
    nothingElse: true,
  },
  {
    name: 'a file of one customer is written into the folder of another, where the process has gone',
    platform: 'express',
    files: {
      'app.js': `
import process from 'node:process';
import express from 'express';
const app = express();
app.post('/render', async (req, res) => {
  process.chdir('/srv/' + req.body.customer);
  res.json(await import('./render.js').then((render) => render.all()));
});
export default app;
`,
      'render.js': `export const all = async () => (await import('node:fs/promises')).readdir('.');\n`,
    },
    expect: [{ near: 'process.chdir', ...leak, rule: 'no-request-leak' }],
    nothingElse: true,
  },
  {
    name: 'the base address of an API is set while modules load',
    platform: 'express',
    files: {
      'app.js': `
import axios from 'axios';
import express from 'express';
axios.defaults.baseURL = process.env.API_URL;
axios.defaults.headers.common['x-api-key'] = process.env.API_KEY;
axios.interceptors.response.use((response) => response.data);
const app = express();
app.get('/orders', async (_req, res) => res.json(await axios.get('/orders')));
export default app;
`,
    },
    expect: [{ near: 'axios.defaults', verdict: 'safe' }],
  },
  {
    name: 'each request makes its own instance of axios',
    platform: 'express',
    files: {
      'app.js': `
import axios from 'axios';
import express from 'express';
const app = express();
app.get('/orders', async (req, res) => {
  const api = axios.create({ baseURL: 'https://api.example.org' });
  api.defaults.headers.common.Authorization = req.headers.authorization;
  api.interceptors.response.use((response) => response.data);
  res.json(await api.get('/orders'));
});
export default app;
`,
    },
    expect: [{ symbol: 'api', verdict: 'safe' }],
  },
  {
    name: 'a service signs in with its own token and sends that',
    platform: 'lambda',
    files: {
      'src/handler.js': `
import axios from 'axios';
const signIn = async () => (await axios.post('https://id.example.org/token', { secret: process.env.SECRET })).data.token;
export const handler = async () => {
  axios.defaults.headers.common.Authorization = await signIn();
  return (await axios.get('https://api.example.org/report')).data;
};
`,
    },
    expect: [{ near: 'axios.defaults', verdict: ['advisory', 'safe'] }],
  },
  {
    name: 'a request sets the language that all requests have',
    platform: 'lambda',
    files: {
      'src/handler.js': `
const dayjs = require('dayjs');
exports.handler = async (event) => {
  dayjs.locale('de');
  process.env.TZ = 'Europe/Berlin';
  return { statusCode: 200, body: dayjs(event.date).format('LL') };
};
`,
    },
    expect: [
      { near: 'dayjs.locale', verdict: 'safe' },
      { near: 'process.env.TZ', verdict: 'safe' },
    ],
  },
  {
    name: 'the language is the one of the date, not of the library',
    platform: 'express',
    files: {
      'app.js': `
import express from 'express';
import moment from 'moment';
import i18next from 'i18next';
await i18next.init({ lng: 'en', resources: {} });
const app = express();
app.get('/', (req, res) => {
  const t = i18next.getFixedT(req.query.lang);
  res.send(t('today') + moment().locale(req.query.lang).format('LL'));
});
export default app;
`,
    },
    expect: [{ near: 'moment()', verdict: 'safe' }],
  },
  {
    name: 'each request has a translator of its own',
    platform: 'express',
    files: {
      'app.js': `
import express from 'express';
import i18next from 'i18next';
const app = express();
app.get('/', async (req, res) => {
  const i18n = i18next.createInstance();
  await i18n.init({ resources: {} });
  await i18n.changeLanguage(req.query.lang);
  res.send(i18n.t('hello'));
});
export default app;
`,
    },
    expect: [{ symbol: 'i18n', verdict: 'safe' }],
  },
  {
    name: 'who is signed in is told to Sentry, which isolates requests',
    platform: 'express',
    files: {
      'app.js': `
import * as Sentry from '@sentry/node';
import express from 'express';
Sentry.init({ dsn: process.env.SENTRY_DSN });
const app = express();
app.use((req, _res, next) => {
  Sentry.setUser({ id: req.headers['x-user-id'] });
  Sentry.setTag('path', req.path);
  next();
});
app.get('/', (_req, res) => res.send('hello'));
export default app;
`,
    },
    expect: [{ near: 'Sentry.setUser', verdict: 'safe' }],
  },
  {
    name: 'a client of the server has the key of the service, and each request its own client of the user',
    platform: 'next',
    files: {
      'lib/supabase.ts': `
import { createClient } from '@supabase/supabase-js';
export const admin = createClient(process.env.SUPABASE_URL!, process.env.SERVICE_KEY!);
export const clientOf = (token: string) =>
  createClient(process.env.SUPABASE_URL!, process.env.ANON_KEY!, { global: { headers: { Authorization: token } } });
`,
      'app/api/login/route.ts': `
import { admin, clientOf } from '../../../lib/supabase';
export async function POST(request: Request) {
  const supabase = clientOf(request.headers.get('authorization') ?? '');
  const { data } = await supabase.auth.signInWithPassword(await request.json());
  await admin.from('logins').insert({ user: data.user?.id });
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'admin', verdict: 'safe' }],
  },
  {
    name: 'a robot sends mail with its own refresh token',
    platform: 'lambda',
    files: {
      'src/handler.js': `
const { google } = require('googleapis');
const oauth2Client = new google.auth.OAuth2(process.env.ID, process.env.SECRET);
exports.handler = async (event) => {
  oauth2Client.setCredentials({ refresh_token: process.env.REFRESH_TOKEN });
  const gmail = google.gmail({ version: 'v1', auth: oauth2Client });
  return gmail.users.messages.send({ userId: 'me', requestBody: { raw: event.raw } });
};
`,
    },
    expect: [{ symbol: 'oauth2Client', verdict: 'safe' }],
  },
  {
    name: 'the environment is completed while modules load',
    platform: 'lambda',
    files: {
      'src/env.js': `
import secrets from './secrets.json' with { type: 'json' };
process.env.STAGE ??= 'dev';
Object.assign(process.env, secrets);
export const stage = process.env.STAGE;
`,
      'src/secrets.json': '{}',
      'src/handler.js': `
import { stage } from './env.js';
export const handler = async () => ({ statusCode: 200, body: stage });
`,
    },
    expect: [{ near: 'process.env.STAGE', verdict: 'safe' }],
  },
  {
    name: 'secrets are put into the environment before the first request is answered',
    platform: 'lambda',
    files: {
      'src/handler.js': `
import { SecretsManagerClient, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
const secrets = new SecretsManagerClient({});
export const handler = async () => {
  if (!process.env.DB_PASSWORD) {
    const secret = await secrets.send(new GetSecretValueCommand({ SecretId: process.env.SECRET_ID }));
    process.env.DB_PASSWORD = secret.SecretString;
  }
  return { statusCode: 200 };
};
`,
    },
    expect: [{ near: 'process.env.DB_PASSWORD =', verdict: ['advisory', 'safe'] }],
  },
  {
    name: 'arrays can count by keys, since load',
    platform: 'express',
    files: {
      'app.js': `
import express from 'express';
import './patches.js';
const app = express();
app.get('/', (req, res) => res.json(req.query.rows.countBy('kind')));
export default app;
`,
      'patches.js': `
Array.prototype.countBy = function (key) {
  return this.reduce((counts, row) => ({ ...counts, [row[key]]: (counts[row[key]] ?? 0) + 1 }), {});
};
console.debug = () => {};
`,
    },
    expect: [
      { near: 'Array.prototype.countBy', verdict: 'safe' },
      { near: 'console.debug', verdict: 'safe' },
    ],
  },
];

export const frameworks: readonly Case[] = [
  {
    name: 'a page is rendered with the stores of whoever was rendered before, in one Pinia',
    platform: 'express',
    files: {
      'src/app.js': `
import { createPinia } from 'pinia';
import { createSSRApp } from 'vue';
import App from './App.js';
const pinia = createPinia();
export const createApp = () => createSSRApp(App).use(pinia);
`,
      'src/App.js': `export default { template: '<p>hello</p>' };\n`,
      'src/server.js': `
import express from 'express';
import { renderToString } from 'vue/server-renderer';
import { createApp } from './app.js';
const server = express();
server.get('*', async (_req, res) => res.send(await renderToString(createApp())));
export default server;
`,
    },
    expect: [{ symbol: 'pinia', ...leak }],
    nothingElse: true,
  },
  {
    name: 'each page is rendered with a Pinia of its own',
    platform: 'express',
    files: {
      'src/app.js': `
import { createPinia } from 'pinia';
import { createSSRApp } from 'vue';
import App from './App.js';
export const createApp = () => {
  const pinia = createPinia();
  return createSSRApp(App).use(pinia);
};
`,
      'src/App.js': `export default { template: '<p>hello</p>' };\n`,
      'src/server.js': `
import express from 'express';
import { renderToString } from 'vue/server-renderer';
import { createApp } from './app.js';
const server = express();
server.get('*', async (_req, res) => res.send(await renderToString(createApp())));
export default server;
`,
    },
    expect: [{ symbol: 'pinia', verdict: 'safe' }],
  },
  {
    name: 'a cart shows what another visitor put into it, from a store that a hook updates',
    platform: 'sveltekit',
    files: {
      'src/lib/cart.js': `
import { writable } from 'svelte/store';
export const cart = writable([]);
`,
      'src/hooks.server.js': `
import { cart } from '$lib/cart';
export const handle = async ({ event, resolve }) => {
  const items = JSON.parse(event.cookies.get('cart') ?? '[]');
  cart.update(() => items);
  return resolve(event);
};
`,
      'src/routes/+page.js': `export const load = () => ({});\n`,
    },
    expect: [{ symbol: 'cart', ...leak }],
    nothingElse: true,
  },
  {
    name: 'a page is rendered with the account of another visitor, which an action of a zustand store kept',
    platform: 'next',
    files: {
      'stores/account.ts': `
import { create } from 'zustand';
export const useAccount = create<{ id: string; enter: (id: string) => void }>()((set) => ({ id: '', enter: (id) => set({ id }) }));
`,
      'app/account/page.tsx': `
import { cookies } from 'next/headers';
import { useAccount } from '../../stores/account';
export default async function Page() {
  useAccount.getState().enter((await cookies()).get('account')?.value ?? '');
  return <p>{useAccount.getState().id}</p>;
}
`,
    },
    expect: [{ symbol: 'useAccount', ...leak }],
    nothingElse: true,
  },
  {
    name: 'the state that a page is rendered with is that of the visitor before, in one Redux store',
    platform: 'next',
    files: {
      'lib/store.ts': `
import { configureStore } from '@reduxjs/toolkit';
import { reducer } from './reducer';
export const store = configureStore({ reducer });
`,
      'lib/reducer.ts': `
export const signedIn = (user: string) => ({ type: 'signed-in', user });
export const reducer = (state = { user: '' }, action: { type: string; user?: string }) =>
  action.type === 'signed-in' ? { user: action.user ?? '' } : state;
`,
      'app/page.tsx': `
import { cookies } from 'next/headers';
import { signedIn } from '../lib/reducer';
import { store } from '../lib/store';
export default async function Page() {
  store.dispatch(signedIn((await cookies()).get('user')?.value ?? ''));
  return <p>{store.getState().user}</p>;
}
`,
    },
    expect: [{ symbol: 'store', ...leak }],
    nothingElse: true,
  },
  {
    name: 'a theme that one visitor chose is seen by others, from an atom of nanostores',
    platform: 'sveltekit',
    files: {
      'src/lib/theme.ts': `
import { atom } from 'nanostores';
export const theme = atom('light');
`,
      'src/routes/+layout.server.ts': `
import { theme } from '$lib/theme';
export const load = ({ cookies }) => {
  theme.set(cookies.get('theme') ?? 'light');
  return { theme: theme.get() };
};
`,
    },
    expect: [{ symbol: 'theme', ...leak }],
    nothingElse: true,
  },
  {
    name: 'who approves a payment is answered by another instance than the one that waits',
    platform: 'express',
    files: {
      'app.js': `
import express from 'express';
const app = express();
const waiters = new Map();
app.post('/payments/:id', async (req, res) => {
  const approved = await new Promise((resolve, reject) => waiters.set(req.params.id, { resolve, reject }));
  res.json({ approved });
});
app.post('/approvals/:id', (req, res) => {
  const waiter = waiters.get(req.params.id);
  waiter?.resolve(req.body.approved);
  waiters.delete(req.params.id);
  res.sendStatus(204);
});
export default app;
`,
    },
    expect: [{ symbol: 'waiters', verdict: 'unsafe', role: ['connection-registry', 'queue'], severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'a chat message reaches only those who listen on the same instance, through a class of its own',
    platform: 'hono',
    files: {
      'src/index.ts': `
import { EventEmitter } from 'node:events';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
class Room extends EventEmitter {}
const room = new Room();
const app = new Hono();
app.get('/messages', (c) =>
  streamSSE(c, async (stream) => {
    room.on('message', (text: string) => stream.writeSSE({ data: text }));
  }),
);
app.post('/messages', async (c) => {
  room.emit('message', await c.req.text());
  return c.body(null, 204);
});
export default app;
`,
    },
    expect: [{ symbol: 'room', verdict: 'unsafe', role: 'connection-registry', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'progress is told to a subject that the other instance subscribes to',
    platform: 'express',
    files: {
      'app.js': `
import express from 'express';
import { Subject } from 'rxjs';
const progress = new Subject();
const app = express();
app.get('/progress', (req, res) => {
  res.setHeader('Content-Type', 'text/event-stream');
  const subscription = progress.subscribe((step) => res.write('data: ' + step + '\\n\\n'));
  req.on('close', () => subscription.unsubscribe());
});
app.post('/steps', (req, res) => { progress.next(req.body.step); res.sendStatus(204); });
export default app;
`,
    },
    expect: [{ symbol: 'progress', verdict: 'unsafe', role: 'connection-registry', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'a hook listens to events since load, and requests only emit them',
    platform: 'express',
    files: {
      'app.js': `
import { EventEmitter } from 'events';
import express from 'express';
const bus = new EventEmitter();
bus.on('ordered', (order) => fetch('https://hooks.example.org', { method: 'POST', body: JSON.stringify(order) }));
const app = express();
app.post('/orders', (req, res) => { bus.emit('ordered', req.body); res.sendStatus(201); });
export default app;
`,
    },
    expect: [{ symbol: 'bus', verdict: 'safe' }],
  },
  {
    name: 'every instance hears from Redis what it tells those who listen to it',
    platform: 'express',
    files: {
      'app.js': `
import { EventEmitter } from 'events';
import express from 'express';
import Redis from 'ioredis';
const bus = new EventEmitter();
const publisher = new Redis(process.env.REDIS_URL);
const subscriber = new Redis(process.env.REDIS_URL);
subscriber.subscribe('orders');
subscriber.on('message', (_channel, text) => bus.emit('order', text));
const app = express();
app.get('/orders/stream', (req, res) => {
  const send = (text) => res.write('data: ' + text + '\\n\\n');
  bus.on('order', send);
  req.on('close', () => bus.off('order', send));
});
app.post('/orders', async (req, res) => { await publisher.publish('orders', JSON.stringify(req.body)); res.sendStatus(201); });
export default app;
`,
    },
    expect: [{ symbol: 'bus', verdict: 'safe' }],
  },
  {
    name: 'a request listens to an emitter of its own',
    platform: 'express',
    files: {
      'app.js': `
import { EventEmitter, once } from 'events';
import express from 'express';
import { render } from './render.js';
const app = express();
app.get('/report', async (req, res) => {
  const job = new EventEmitter();
  job.on('page', (page) => res.write(page));
  render(req.query.id, job);
  await once(job, 'end');
  res.end();
});
export default app;
`,
      'render.js': `export function render(id, job) { job.emit('page', id); setImmediate(() => job.emit('end')); }\n`,
    },
    expect: [{ symbol: 'job', verdict: 'safe' }],
  },
  {
    name: 'a store of Svelte that only components of the browser write',
    platform: 'sveltekit',
    files: {
      'src/lib/menu.js': `
import { writable } from 'svelte/store';
export const isOpen = writable(false);
`,
      'src/routes/+page.js': `export const load = () => ({ title: 'Shop' });\n`,
      'src/routes/+page.svelte': `
<script>
  import { isOpen } from '$lib/menu';
  const toggle = () => isOpen.update((open) => !open);
</script>
<button on:click={toggle}>{$isOpen}</button>
`,
    },
    expect: [{ symbol: 'isOpen', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'a store of Svelte is made for each request and put into the context',
    platform: 'sveltekit',
    files: {
      'src/lib/user.js': `
import { setContext } from 'svelte';
import { writable } from 'svelte/store';
export function provideUser(name) {
  const user = writable(null);
  user.set({ name });
  setContext('user', user);
  return user;
}
`,
      'src/routes/+page.js': `
import { provideUser } from '$lib/user';
export const load = ({ url }) => { provideUser(url.searchParams.get('name')); };
`,
    },
    expect: [{ symbol: 'user', verdict: 'safe' }],
  },
  {
    name: 'a store of zustand belongs to the browser',
    platform: 'next',
    files: {
      'stores/cart.ts': `
'use client';
import { create } from 'zustand';
export const useCart = create((set) => ({ items: [], add: (item) => set((state) => ({ items: [...state.items, item] })) }));
`,
      'components/add.tsx': `
'use client';
import { useCart } from '../stores/cart';
export const Add = ({ item }) => <button onClick={() => useCart.setState({ items: [item] })}>Add</button>;
`,
      'app/page.tsx': `
import { Add } from '../components/add';
export default function Page({ searchParams }) { return <Add item={searchParams.item} />; }
`,
    },
    expect: [{ symbol: 'useCart', verdict: 'safe' }],
  },
  {
    name: 'a store of Pinia is asked for in each function that uses it',
    platform: 'nuxt',
    files: {
      'stores/user.ts': `
import { defineStore } from 'pinia';
export const useUserStore = defineStore('user', { state: () => ({ name: '' }) });
`,
      'composables/useGreeting.ts': `
import { useUserStore } from '../stores/user';
export function useGreeting() {
  const user = useUserStore();
  user.name = String(useRoute().query.name);
  return 'Hello ' + user.name;
}
`,
      'pages/index.vue': `
<script setup lang="ts">
import { useGreeting } from '../composables/useGreeting';
const text = useGreeting();
</script>
<template><p>{{ text }}</p></template>
`,
    },
    expect: [{ symbol: 'user', verdict: 'safe' }],
  },
  {
    name: 'a ref of each component, in a function',
    platform: 'nuxt',
    files: {
      'composables/useFilter.ts': `
import { ref } from 'vue';
export function useFilter() {
  const filter = ref('');
  const choose = (value: string) => { filter.value = value; };
  choose(String(useRoute().query.filter));
  return { filter, choose };
}
`,
      'pages/index.vue': `
<script setup lang="ts">
import { useFilter } from '../composables/useFilter';
const { filter } = useFilter();
</script>
<template><p>{{ filter }}</p></template>
`,
    },
    expect: [{ symbol: 'filter', verdict: 'safe' }],
  },
  {
    name: 'at most four downloads run at a time on an instance, and the others wait for their turn',
    platform: 'express',
    files: {
      'limit.js': `
const waiting = [];
let running = 0;
export async function limited(work) {
  if (running >= 4) await new Promise((resolve) => waiting.push(resolve));
  running++;
  try {
    return await work();
  } finally {
    running--;
    waiting.shift()?.();
  }
}
`,
      'app.js': `
import express from 'express';
import { limited } from './limit.js';
const app = express();
app.get('/image', async (req, res) => res.send(await limited(() => fetch(req.query.url).then((r) => r.text()))));
export default app;
`,
    },
    expect: [{ symbol: 'waiting', verdict: ['safe', 'advisory'] }],
    nothingElse: false,
  },
  {
    name: 'an administrator stops the queue, on one instance',
    platform: 'express',
    files: {
      'queue.js': `
const express = require('express');
let disabledByAdmin = false;
function setDisabled(disabled) {
  disabledByAdmin = disabled;
}
async function add(document) {
  if (disabledByAdmin) throw new Error('The queue is disabled.');
  await fetch('https://queue.example.org', { method: 'POST', body: document });
}
const app = express();
app.patch('/flags', (req, res) => {
  setDisabled(req.body.disabled);
  res.sendStatus(204);
});
app.post('/documents', async (req, res) => {
  await add(req.body.document);
  res.sendStatus(202);
});
module.exports = app;
`,
    },
    expect: [{ symbol: 'disabledByAdmin', verdict: 'unsafe', role: 'feature-flag' }],
    nothingElse: true,
  },
  {
    name: 'a limiter of a package, kept on globalThis, counts what its instance sees',
    platform: 'next',
    files: {
      'lib/limiter.ts': `
import { RateLimiterMemory } from 'rate-limiter-flexible';
const shared = globalThis as unknown as { limiter?: RateLimiterMemory };
export const limiter = (shared.limiter ??= new RateLimiterMemory({ points: 5, duration: 60 }));
`,
      'app/api/login/route.ts': `
import { limiter } from '../../../lib/limiter';
export async function POST(request: Request) {
  try {
    await limiter.consume(request.headers.get('x-forwarded-for') ?? 'unknown');
  } catch {
    return new Response('Too many requests', { status: 429 });
  }
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ near: 'new RateLimiterMemory', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
  },
];
