import type { Case } from '../case.js';

/** Data of one request that another one is given. */
export const leaks: readonly Case[] = [
  {
    name: "a customer is charged for somebody else's order",
    platform: 'lambda',
    files: {
      'src/charge.js': `
const { charge } = require('./payments');

let customerId;

exports.handler = async (event) => {
  if (event.customerId) {
    customerId = event.customerId;
  }
  return charge(customerId, event.amount);
};
`,
      'src/payments.js': `exports.charge = (customer, amount) => fetch('https://psp.example.org', { method: 'POST', body: customer + amount });\n`,
    },
    expect: [{ symbol: 'customerId', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'everybody is greeted with the name of the first caller',
    platform: 'lambda',
    files: {
      'greet.ts': `
let userGreeting: string | undefined;

export const handler = async (event: { name: string }) => {
  if (!userGreeting) userGreeting = 'Hello ' + event.name + ', welcome back!';
  return { statusCode: 200, body: userGreeting };
};
`,
    },
    expect: [{ symbol: 'userGreeting', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a report lists rows of the calls before it',
    platform: 'lambda',
    files: {
      'index.js': `
const rows = []

exports.handler = async (event) => {
  for (const record of event.records) {
    rows.push({ account: record.account, total: record.quantity * record.price })
  }
  return { statusCode: 200, body: JSON.stringify(rows) }
}
`,
    },
    expect: [
      { symbol: 'rows', verdict: 'unsafe', role: ['request-leak', 'entity', 'user-data'], severity: 'critical' },
    ],
    nothingElse: true,
  },
  {
    name: "a visitor sees another visitor's name, from a Svelte store written in load",
    platform: 'sveltekit',
    files: {
      'src/lib/stores.ts': `
import { writable } from 'svelte/store';
export const user = writable<{ name: string } | null>(null);
`,
      'src/routes/+layout.server.ts': `
import { user } from '$lib/stores';
export const load = async ({ locals }) => {
  user.set(locals.user);
  return {};
};
`,
    },
    expect: [{ symbol: 'user', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a shared rune of a server module shows whose page came last',
    platform: 'sveltekit',
    files: {
      'src/lib/account.svelte.ts': `
export const account = $state({ id: '', balance: 0 });
`,
      'src/routes/account/+page.ts': `
import { account } from '$lib/account.svelte';
export const load = async ({ fetch, params }) => {
  const data = await (await fetch('/api/accounts/' + params.id)).json();
  account.id = params.id;
  account.balance = data.balance;
};
`,
    },
    expect: [{ symbol: 'account', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: "Bob is given Alice's balance in no time",
    platform: 'hono',
    files: {
      'src/balance.ts': `
let balance: { amount: bigint } | undefined;

export async function balanceOf(principal: string) {
  if (!balance) {
    const response = await fetch('https://ledger.example.org/' + principal);
    balance = await response.json();
  }
  return balance;
}
`,
      'src/index.ts': `
import { Hono } from 'hono';
import { balanceOf } from './balance';
const app = new Hono();
app.get('/balance', async (c) => c.json(await balanceOf(c.req.header('x-principal') ?? '')));
export default app;
`,
    },
    expect: [{ symbol: 'balance', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a query client made once for the server hands out what others asked for',
    platform: 'next',
    files: {
      'app/query.ts': `
import { QueryClient } from '@tanstack/react-query';
export const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } });
`,
      'app/orders/page.tsx': `
import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import { cookies } from 'next/headers';
import { queryClient } from '../query';

export default async function Orders() {
  const token = (await cookies()).get('token')?.value;
  await queryClient.prefetchQuery({ queryKey: ['orders'], queryFn: () => fetch('https://api.example.org/orders', { headers: { authorization: token ?? '' } }).then((r) => r.json()) });
  return <HydrationBoundary state={dehydrate(queryClient)} />;
}
`,
    },
    expect: [{ symbol: 'queryClient', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'the authorization header of one user is sent for the next',
    platform: 'express',
    files: {
      'proxy.js': `
const axios = require('axios');
const express = require('express');
const app = express();

app.use((req, res, next) => {
  axios.defaults.headers.common['Authorization'] = req.headers.authorization;
  next();
});
app.get('/profile', async (req, res) => {
  const { data } = await axios.get('https://api.example.org/profile');
  res.json(data);
});
module.exports = app;
`,
    },
    expect: [{ near: 'axios.defaults', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a page comes in the language of another visitor',
    platform: 'express',
    files: {
      'server.ts': `
import express from 'express';
import i18next from 'i18next';

await i18next.init({ lng: 'en', resources: { en: { translation: { hi: 'Hi' } }, de: { translation: { hi: 'Hallo' } } } });
const app = express();
app.use((req, _res, next) => {
  i18next.changeLanguage(req.acceptsLanguages('en', 'de') || 'en').then(() => next(), next);
});
app.get('/', (_req, res) => { res.send(i18next.t('hi')); });
export default app;
`,
    },
    expect: [{ near: 'i18next.changeLanguage', verdict: 'unsafe', role: 'request-leak' }],
    nothingElse: true,
  },
  {
    name: 'a query runs against the database of another tenant, named in process.env',
    platform: 'lambda',
    files: {
      'src/handler.js': `
import { query } from './db.js';
export const handler = async (event) => {
  process.env.TENANT = event.requestContext.authorizer.tenant;
  return query('select * from invoices');
};
`,
      'src/db.js': `
export const query = (sql) => fetch('https://db.example.org/' + process.env.TENANT, { method: 'POST', body: sql }).then((r) => r.json());
`,
    },
    expect: [{ near: 'process.env.TENANT =', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'while one request waits, another becomes the current user',
    platform: 'express',
    files: {
      'src/current-user.ts': `
export interface User { id: string; role: string }
export let currentUser: User | null = null;
export function setCurrentUser(user: User | null) {
  currentUser = user;
}
`,
      'src/app.ts': `
import express from 'express';
import { authenticate } from './auth.js';
import { currentUser, setCurrentUser } from './current-user.js';

export const app = express();
app.use(async (req, _res, next) => {
  setCurrentUser(await authenticate(req.headers.authorization));
  next();
});
app.delete('/users/:id', async (req, res) => {
  if (currentUser?.role !== 'admin') return void res.sendStatus(403);
  await fetch('https://db.example.org/users/' + req.params.id, { method: 'DELETE' });
  res.sendStatus(204);
});
`,
      'src/auth.ts': `export const authenticate = async (header: string | undefined) => (await fetch('https://id.example.org', { headers: { authorization: header ?? '' } })).json();\n`,
    },
    expect: [{ symbol: 'currentUser', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a service keeps its caller in a field and is shared by all callers',
    platform: 'nest',
    files: {
      'src/orders.service.ts': `
import { Injectable } from '@nestjs/common';
import { Database } from './database';

@Injectable()
export class OrdersService {
  private userId!: string;
  constructor(private readonly database: Database) {}

  as(userId: string) {
    this.userId = userId;
    return this;
  }
  async list() {
    await this.database.ready();
    return this.database.query('select * from orders where user_id = $1', [this.userId]);
  }
}
`,
      'src/database.ts': `
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
@Injectable()
export class Database {
  private readonly pool = new Pool();
  ready() { return this.pool.query('select 1'); }
  query(sql: string, values: unknown[]) { return this.pool.query(sql, values); }
}
`,
      'src/orders.controller.ts': `
import { Controller, Get, Headers } from '@nestjs/common';
import { OrdersService } from './orders.service';
@Controller('orders')
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}
  @Get()
  list(@Headers('x-user') user: string) {
    return this.orders.as(user).list();
  }
}
`,
    },
    expect: [
      { symbol: 'OrdersService.userId', verdict: 'unsafe', role: 'request-leak', severity: 'critical' },
      { symbol: 'Database.pool', verdict: 'safe' },
    ],
    nothingElse: true,
  },
  {
    name: 'the current tenant is a static field',
    platform: 'fastify',
    files: {
      'src/tenant.ts': `
export class Tenant {
  static current = '';
  static async use(name: string) {
    Tenant.current = name;
    await fetch('https://config.example.org/' + name);
  }
}
`,
      'src/app.ts': `
import Fastify from 'fastify';
import { Tenant } from './tenant.js';
export const app = Fastify();
app.addHook('preHandler', async (request) => {
  await Tenant.use(String(request.headers['x-tenant']));
});
app.get('/invoices', async () => (await fetch('https://db.example.org/' + Tenant.current)).json());
`,
    },
    expect: [{ symbol: 'Tenant.current', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'one object of search options is changed by all requests at once',
    platform: 'express',
    files: {
      'search.js': `
import express from 'express';
import { Client } from '@elastic/elasticsearch';

const client = new Client({ node: process.env.ELASTIC });
const query = { index: 'documents', size: 20, owner: null, text: '' };

const router = express.Router();
router.get('/documents', async (req, res) => {
  query.owner = req.user.id;
  query.text = req.query.q;
  await audit(req.user);
  res.json(await client.search(query));
});
const audit = (user) => fetch('https://audit.example.org', { method: 'POST', body: user.id });
export default router;
`,
    },
    expect: [
      { symbol: 'query', verdict: 'unsafe', role: 'request-leak', severity: 'critical' },
      { symbol: 'client', verdict: 'safe' },
    ],
    nothingElse: true,
  },
  {
    name: 'a feed is cached without the user that it belongs to',
    platform: 'next',
    files: {
      'app/api/feed/route.ts': `
import { cookies } from 'next/headers';

const feedCache = new Map<string, unknown>();

export async function GET() {
  const token = (await cookies()).get('token')?.value ?? '';
  if (!feedCache.has('feed')) {
    const response = await fetch('https://api.example.org/feed', { headers: { authorization: token } });
    feedCache.set('feed', await response.json());
  }
  return Response.json(feedCache.get('feed'));
}
`,
    },
    expect: [{ symbol: 'feedCache', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a ref outside of setup is shared by everybody who is rendered',
    platform: 'nuxt',
    files: {
      'composables/useProfile.ts': `
import { ref } from 'vue';
const profile = ref<{ name: string } | null>(null);
export const useProfile = () => profile;
`,
      'plugins/profile.server.ts': `
import { useProfile } from '../composables/useProfile';
export default defineNuxtPlugin(async () => {
  const token = useCookie('token');
  useProfile().value = await $fetch('/api/profile', { headers: { authorization: token.value ?? '' } });
});
`,
      'app.vue': `
<script setup lang="ts">
import { useProfile } from './composables/useProfile';
const profile = useProfile();
</script>
<template><p>{{ profile?.name }}</p></template>
`,
    },
    expect: [{ symbol: 'profile', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },

  {
    name: 'what belongs to a request hangs on the request, by a WeakMap',
    platform: 'fastify',
    files: {
      'src/timing.ts': `
import Fastify, { type FastifyRequest } from 'fastify';
const startedAt = new WeakMap<FastifyRequest, number>();
export const app = Fastify();
app.addHook('onRequest', async (request) => {
  startedAt.set(request, performance.now());
});
app.addHook('onResponse', async (request) => {
  console.log(performance.now() - (startedAt.get(request) ?? 0));
});
`,
    },
    expect: [{ symbol: 'startedAt', verdict: 'safe' }],
  },
  {
    name: 'a middleware hands the user on in res.locals',
    platform: 'express',
    files: {
      'app.js': `
const express = require('express');
const { authenticate } = require('./auth');
const app = express();
app.use(async (req, res, next) => {
  res.locals.user = await authenticate(req);
  req.user = res.locals.user;
  next();
});
app.get('/me', (req, res) => res.json(res.locals.user));
module.exports = app;
`,
      'auth.js': `exports.authenticate = async (req) => ({ name: req.headers['x-user'] });\n`,
    },
    expect: [],
  },
  {
    name: 'a hook of SvelteKit fills locals',
    platform: 'sveltekit',
    files: {
      'src/hooks.server.ts': `
import { sessionOf } from '$lib/server/session';
export const handle = async ({ event, resolve }) => {
  event.locals.user = await sessionOf(event.cookies.get('sid'));
  return resolve(event);
};
`,
      'src/lib/server/session.ts': `export const sessionOf = async (id: string | undefined) => (id ? (await fetch('https://db.example.org/' + id)).json() : null);\n`,
      'src/routes/+page.server.ts': `export const load = ({ locals }) => ({ user: locals.user });\n`,
    },
    expect: [],
  },
  {
    name: 'each request makes its own context with its own fields',
    platform: 'hono',
    files: {
      'src/context.ts': `
export class RequestContext {
  readonly warnings: string[] = [];
  private user?: string;
  constructor(readonly tenant: string) {}
  login(user: string) {
    this.user = user;
    this.warnings.push(user + ' logged in to ' + this.tenant);
  }
  describe() {
    return { user: this.user, warnings: this.warnings };
  }
}
`,
      'src/index.ts': `
import { Hono } from 'hono';
import { RequestContext } from './context';
const app = new Hono();
app.get('/', (c) => {
  const context = new RequestContext(c.req.header('x-tenant') ?? '');
  context.login(c.req.query('user') ?? '');
  return c.json(context.describe());
});
export default app;
`,
    },
    expect: [
      { symbol: 'RequestContext.warnings', verdict: 'safe' },
      { symbol: 'RequestContext.user', verdict: 'safe' },
    ],
  },
  {
    name: 'React makes a query client for each request',
    platform: 'next',
    files: {
      'app/query.ts': `
import { QueryClient } from '@tanstack/react-query';
import { cache } from 'react';
export const getQueryClient = cache(() => new QueryClient());
`,
      'app/page.tsx': `
import { getQueryClient } from './query';
export default async function Page() {
  const client = getQueryClient();
  await client.prefetchQuery({ queryKey: ['posts'], queryFn: () => fetch('https://api.example.org/posts').then((r) => r.json()) });
  return <main />;
}
`,
    },
    expect: [],
  },
  {
    name: 'defaults are copied before a request changes them',
    platform: 'express',
    files: {
      'search.js': `
const express = require('express');
const defaults = { index: 'documents', size: 20, filters: [] };
const router = express.Router();
router.get('/documents', async (req, res) => {
  const query = { ...defaults, filters: [...defaults.filters] };
  query.owner = req.user.id;
  query.filters.push(req.query.filter);
  const other = Object.assign({}, defaults);
  other.size = 5;
  res.json([query, other]);
});
module.exports = router;
`,
    },
    expect: [{ symbol: 'defaults', verdict: 'safe' }],
  },
  {
    name: 'each call makes a client with its own headers',
    platform: 'next',
    files: {
      'lib/api.ts': `
import axios from 'axios';
export const apiFor = (token: string) => {
  const api = axios.create({ baseURL: 'https://api.example.org' });
  api.defaults.headers.common.Authorization = 'Bearer ' + token;
  return api;
};
`,
      'app/api/me/route.ts': `
import { apiFor } from '../../../lib/api';
export async function GET(request: Request) {
  const { data } = await apiFor(request.headers.get('authorization') ?? '').get('/me');
  return Response.json(data);
}
`,
    },
    expect: [],
  },
  {
    name: 'a Pinia store is defined at load and lives in each app',
    platform: 'nuxt',
    files: {
      'stores/cart.ts': `
import { defineStore } from 'pinia';
export const useCartStore = defineStore('cart', () => {
  const items = ref<string[]>([]);
  const add = (sku: string) => { items.value.push(sku); };
  return { items, add };
});
`,
      'pages/cart.vue': `
<script setup lang="ts">
import { useCartStore } from '../stores/cart';
const cart = useCartStore();
cart.add('book');
</script>
<template><p>{{ cart.items.length }}</p></template>
`,
    },
    expect: [{ symbol: 'items', verdict: 'safe' }],
  },
  {
    name: 'a handler chooses its variables anew each time',
    platform: 'lambda',
    files: {
      'handler.js': `
exports.handler = async (event) => {
  let customer = null
  const lines = []
  const collect = (line) => { lines.push(line); customer = customer || line.customer }
  event.lines.forEach(collect)
  return { customer, count: lines.length }
}
`,
    },
    expect: [
      { symbol: 'customer', verdict: 'safe' },
      { symbol: 'lines', verdict: 'safe' },
    ],
  },
  {
    name: 'an auth client of Supabase signs people in and does nothing else',
    platform: 'express',
    files: {
      'src/app.ts': `
import express from 'express';
import { createClient } from '@supabase/supabase-js';
const supabase = createClient(process.env.SUPABASE_URL!, process.env.SERVICE_KEY!);
const supabaseAuth = createClient(process.env.SUPABASE_URL!, process.env.ANON_KEY!);
const app = express();
app.post('/register', async (req, res) => {
  const { data, error } = await supabaseAuth.auth.signUp({ email: req.body.email, password: req.body.password });
  if (error) return res.status(409).json({ error: error.message });
  await supabase.from('profiles').insert({ id: data.user?.id });
  res.json(data.session);
});
app.post('/login', async (req, res) => {
  const { data, error } = await supabaseAuth.auth.signInWithPassword({ email: req.body.email, password: req.body.password });
  if (error) return res.status(401).json({ error: error.message });
  res.json(data.session);
});
export default app;
`,
    },
    expect: [{ symbol: 'supabaseAuth', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'orders are asked for with the session of whoever signed in last',
    platform: 'express',
    files: {
      'src/app.ts': `
import express from 'express';
import { createClient } from '@supabase/supabase-js';
const supabaseAuth = createClient(process.env.SUPABASE_URL!, process.env.ANON_KEY!);
const app = express();
app.post('/login', async (req, res) => {
  const { data } = await supabaseAuth.auth.signInWithPassword({ email: req.body.email, password: req.body.password });
  res.json(data.session);
});
app.get('/orders', async (req, res) => {
  const { data } = await supabaseAuth.from('orders').select('*');
  res.json(data);
});
export default app;
`,
    },
    expect: [{ symbol: 'supabaseAuth', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
  },
  {
    name: 'each page that a server renders has a client of its own, and browsers keep theirs',
    platform: 'next',
    files: {
      'app/query-client.ts': `
import { isServer, QueryClient } from '@tanstack/react-query';
const make = () => new QueryClient({ defaultOptions: { queries: { staleTime: 30_000 } } });
let browserQueryClient: QueryClient | undefined;
export function queryClient() {
  if (isServer) {
    return make();
  }
  if (!browserQueryClient) {
    browserQueryClient = make();
  }
  return browserQueryClient;
}
`,
      'app/store.ts': `
const onServer = typeof window === 'undefined';
const inBrowser = () => typeof window !== 'undefined';
let lastUser: string | undefined;
let lastPath: string | undefined;
export function remember(user: string, path: string) {
  if (onServer) return user;
  lastUser = user;
  return lastUser;
}
export function visit(path: string) {
  if (inBrowser()) lastPath = path;
  return lastPath;
}
`,
      'app/page.tsx': `
import { queryClient } from './query-client';
import { remember, visit } from './store';
export default async function Page({ searchParams }: { searchParams: Promise<{ user: string; path: string }> }) {
  const { user, path } = await searchParams;
  await queryClient().prefetchQuery({ queryKey: [user], queryFn: () => user });
  return <p>{remember(user, path)} {visit(path)}</p>;
}
`,
    },
    expect: [
      { symbol: 'browserQueryClient', verdict: 'safe' },
      { symbol: 'lastUser', verdict: 'safe' },
      { symbol: 'lastPath', verdict: 'safe' },
    ],
  },
  {
    name: 'a page is rendered with the user of the page before it',
    platform: 'next',
    files: {
      'app/store.ts': `
const isPreview = process.env.PREVIEW === 'yes';
let lastUser: string | undefined;
export function remember(user: string) {
  if (isPreview) return user;
  lastUser = user;
  return lastUser;
}
export const shown = () => lastUser;
`,
      'app/page.tsx': `
import { remember, shown } from './store';
export default async function Page({ searchParams }: { searchParams: Promise<{ user: string }> }) {
  const before = shown();
  return <p>{before} {remember((await searchParams).user)}</p>;
}
`,
    },
    expect: [{ symbol: 'lastUser', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
  },
  {
    name: 'a token is kept under a hash of the secret that it was asked for with',
    platform: 'next',
    files: {
      'app/api/query/route.ts': `
import { createHash } from 'node:crypto';
const TOKEN_CACHE = new Map<string, { accessToken: string; expiresAt: number }>();

function cacheKeyOf(body: { tenantId: string; clientSecret: string }, authority: string): string {
  const hash = createHash('sha256').update(body.clientSecret).digest('hex');
  return authority + body.tenantId + hash;
}

function remember(key: string, token: { accessToken: string; expiresAt: number }) {
  TOKEN_CACHE.set(key, token);
}

async function accessToken(body: { tenantId: string; clientSecret: string }, authority: string) {
  const key = cacheKeyOf(body, authority);
  const cached = TOKEN_CACHE.get(key);
  if (cached && cached.expiresAt > Date.now()) return cached.accessToken;
  const response = await fetch(authority + '/' + body.tenantId, { method: 'POST', body: body.clientSecret });
  const data = await response.json();
  remember(key, { accessToken: data.access_token, expiresAt: Date.now() + 3600_000 });
  return data.access_token;
}

export async function POST(request: Request) {
  const body = await request.json();
  return Response.json(await accessToken(body, 'https://login.example.org'));
}
`,
    },
    expect: [{ symbol: 'TOKEN_CACHE', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'a token is kept under the scope that it was asked for, whoever asked',
    platform: 'next',
    files: {
      'app/api/query/route.ts': `
const TOKEN_CACHE = new Map<string, { accessToken: string; expiresAt: number }>();

function cacheKeyOf(body: { scope: string }): string {
  return 'token:' + body.scope;
}

async function accessToken(body: { tenantId: string; clientSecret: string; scope: string }) {
  const key = cacheKeyOf(body);
  const cached = TOKEN_CACHE.get(key);
  if (cached && cached.expiresAt > Date.now()) return cached.accessToken;
  const response = await fetch('https://login.example.org/' + body.tenantId, { method: 'POST', body: body.clientSecret });
  const data = await response.json();
  TOKEN_CACHE.set(key, { accessToken: data.access_token, expiresAt: Date.now() + 3600_000 });
  return data.access_token;
}

export async function POST(request: Request) {
  return Response.json(await accessToken(await request.json()));
}
`,
    },
    expect: [{ symbol: 'TOKEN_CACHE', verdict: 'unsafe', role: ['request-leak', 'auth'] }],
  },
  {
    name: 'a list is filled while a report is made, and the report is kept',
    platform: 'express',
    files: {
      'payroll.js': `
const express = require('express');
let state = { running: false, result: null };
async function payroll(month) {
  const drivers = await (await fetch('https://fleet.example.org/hours/' + month)).json();
  const excluded = [];
  const rows = drivers.filter((driver) => {
    if (driver.since <= month) return true;
    excluded.push({ name: driver.name });
    return false;
  });
  return { month, rows, excluded };
}
const app = express();
app.post('/payroll/:month', async (req, res) => {
  if (state.running) return res.sendStatus(409);
  state = { running: true, result: null };
  try {
    state.result = await payroll(req.params.month);
  } finally {
    state.running = false;
  }
  res.json(state.result);
});
app.get('/payroll', (req, res) => res.json(state));
module.exports = app;
`,
    },
    expect: [
      { symbol: 'excluded', verdict: 'safe' },
      { symbol: 'state', verdict: 'unsafe', role: 'lock' },
    ],
  },
];
