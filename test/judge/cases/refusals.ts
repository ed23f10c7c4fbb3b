import type { Case } from '../case.js';

/** How code says no: what a look-up decides tells what is lost with it, in whatever words the refusal is written. */
export const positives: readonly Case[] = [
  {
    name: 'a procedure of tRPC lets a visitor vote as often as there are instances',
    platform: 'next',
    files: {
      'server/votes.ts': `
import { initTRPC, TRPCError } from '@trpc/server';
const t = initTRPC.context<{ ip: string }>().create();
const recent = new Map<string, number>();

function mayVote(ip: string): boolean {
  const before = recent.get(ip) ?? 0;
  if (before >= 3) return false;
  recent.set(ip, before + 1);
  return true;
}
export const router = t.router({
  vote: t.procedure.mutation(({ ctx }) => {
    if (!mayVote(ctx.ip)) throw new TRPCError({ code: 'TOO_MANY_REQUESTS' });
    return 'counted';
  }),
});
`,
      'app/api/trpc/[trpc]/route.ts': `
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { router } from '../../../../server/votes';
const handler = (req: Request) =>
  fetchRequestHandler({ endpoint: '/api/trpc', req, router, createContext: () => ({ ip: req.headers.get('x-forwarded-for') ?? '' }) });
export { handler as GET, handler as POST };
`,
    },
    expect: [{ symbol: 'recent', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'whoever is signed in on one instance is refused by an exception of Nest on another',
    platform: 'express',
    files: {
      'src/guard.ts': `
import { UnauthorizedException } from '@nestjs/common';
const active = new Map<string, { user: string; until: number }>();
export const admit = (id: string, user: string) => active.set(id, { user, until: Date.now() + 3_600_000 });
export function whoIs(id: string): string {
  const found = active.get(id);
  if (!found || found.until < Date.now()) throw new UnauthorizedException();
  return found.user;
}
`,
      'src/app.ts': `
import express from 'express';
import { admit, whoIs } from './guard.js';
const app = express();
app.post('/login', (req, res) => {
  const id = crypto.randomUUID();
  admit(id, req.body.user);
  res.json({ id });
});
app.get('/me', (req, res) => res.json({ user: whoIs(String(req.headers['x-session'])) }));
export default app;
`,
    },
    expect: [{ symbol: 'active', verdict: 'unsafe', role: ['session', 'auth'], severity: ['critical', 'high'] }],
    nothingElse: true,
  },
  {
    name: 'a code that was sent is wrong, in a store whose name says nothing',
    platform: 'vercel',
    files: {
      'lib/otp.ts': `
const store = new Map<string, string>();
export const keep = (phone: string, code: string) => store.set(phone, code);
export function check(phone: string, code: string): boolean {
  const isRight = store.get(phone) === code;
  if (isRight) store.delete(phone);
  return isRight;
}
`,
      'api/send.ts': `
import { keep } from '../lib/otp';
export default async function handler(req, res) {
  const code = String(Math.floor(100000 + Math.random() * 900000));
  keep(req.body.phone, code);
  await fetch('https://sms.example.org', { method: 'POST', body: JSON.stringify({ to: req.body.phone, code }) });
  res.json({ sent: true });
}
`,
      'api/check.ts': `
import { check } from '../lib/otp';
export default function handler(req, res) {
  if (!check(req.body.phone, req.body.code)) return res.status(400).json({ error: 'wrong code' });
  res.json({ verified: true });
}
`,
    },
    expect: [{ symbol: 'store', verdict: 'unsafe', role: 'security', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a mailbox is shown to the colleague who asked for the same folder',
    platform: 'next',
    files: {
      'app/api/folders/[name]/route.ts': `
const folders = new Map<string, unknown>();

export async function GET(request: Request, { params }: { params: { name: string } }) {
  const cached = folders.get(params.name);
  if (cached) return Response.json(cached);
  const response = await fetch('https://mail.example.org/folders/' + params.name, {
    headers: { authorization: request.headers.get('authorization') ?? '' },
  });
  const folder = await response.json();
  folders.set(params.name, folder);
  return Response.json(folder);
}
`,
    },
    expect: [{ symbol: 'folders', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'an export is unknown to the instance that is asked, however strict the upload is',
    platform: 'next',
    files: {
      'lib/exports.ts': `
import { Ratelimit } from '@upstash/ratelimit';
import { Redis } from '@upstash/redis';
export const limit = new Ratelimit({ redis: Redis.fromEnv(), limiter: Ratelimit.slidingWindow(5, '1 m') });
const exported = new Map<string, { state: string }>();
export const begin = (id: string) => exported.set(id, { state: 'running' });
export const stateOf = (id: string) => exported.get(id);
`,
      'app/api/exports/route.ts': `
import { begin, limit } from '../../../lib/exports';
export async function POST(request: Request) {
  const { success } = await limit.limit(request.headers.get('x-forwarded-for') ?? '');
  if (!success) return Response.json({ error: 'Too many requests' }, { status: 429 });
  const id = crypto.randomUUID();
  begin(id);
  return Response.json({ id }, { status: 202 });
}
`,
      'app/api/exports/[id]/route.ts': `
import { stateOf } from '../../../../lib/exports';
export async function GET(request: Request, { params }: { params: { id: string } }) {
  const state = stateOf(params.id);
  if (!state) return Response.json({ error: 'unknown' }, { status: 404 });
  return Response.json(state);
}
`,
    },
    expect: [{ symbol: 'exported', verdict: 'unsafe', role: ['entity', 'queue'], severity: ['critical', 'high'] }],
    nothingElse: true,
  },
];

export const negatives: readonly Case[] = [
  {
    name: 'a mailbox is cached for each of its owners',
    platform: 'next',
    files: {
      'app/api/inbox/route.ts': `
const inboxes = new Map<string, unknown>();

export async function GET(request: Request) {
  const token = request.headers.get('authorization') ?? '';
  const cached = inboxes.get(token);
  if (cached) return Response.json(cached);
  const response = await fetch('https://mail.example.org/inbox', { headers: { authorization: token } });
  const inbox = await response.json();
  inboxes.set(token, inbox);
  return Response.json(inbox);
}
`,
    },
    expect: [{ symbol: 'inboxes', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'weather is fetched with a key of the service and is the same for everybody',
    platform: 'next',
    files: {
      'app/api/weather/route.ts': `
const weather = new Map<string, unknown>();

export async function GET(request: Request) {
  const city = new URL(request.url).searchParams.get('city') ?? 'Bern';
  if (weather.has(city)) return Response.json(weather.get(city));
  const token = process.env.WEATHER_TOKEN ?? '';
  const response = await fetch('https://weather.example.org/' + city, { headers: { authorization: token } });
  weather.set(city, await response.json());
  return Response.json(weather.get(city));
}
`,
    },
    expect: [{ symbol: 'weather', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'how often each route was called is only written to the log',
    platform: 'lambda',
    files: {
      'src/trace.ts': `
const calls = { served: 0 };
export function note(route: string) {
  calls.served += 1;
  console.info('served', calls.served, route);
}
`,
      'src/handler.ts': `
import { note } from './trace';
export const handler = async (event: { rawPath: string }) => {
  note(event.rawPath);
  return { statusCode: 204 };
};
`,
    },
    expect: [],
  },
  {
    name: 'a badge that was handed back opens doors on every other instance',
    platform: 'express',
    files: {
      'app.js': `
const express = require('express');
const handedBack = [];
const hasLeft = (badge) => handedBack.includes(badge);
const app = express();
app.post('/badges/:badge/return', (req, res) => { handedBack.push(req.params.badge); res.sendStatus(204); });
app.get('/doors/:door', (req, res) => {
  const isGone = hasLeft(req.get('x-badge'));
  if (isGone) return res.status(401).json({ error: 'not yours any more' });
  res.json({ open: req.params.door });
});
module.exports = app;
`,
    },
    expect: [{ symbol: 'handedBack', verdict: 'unsafe', role: 'security', severity: 'critical' }],
  },
  {
    name: 'a route that overrides the environment refuses to do so but in tests',
    platform: 'next',
    files: {
      'app/api/test/env/route.ts': `
export async function POST(request: Request) {
  if (process.env.NODE_ENV !== 'test' && process.env.E2E_MODE !== 'true') {
    return Response.json({ error: 'Forbidden' }, { status: 403 });
  }
  const body = await request.json();
  for (const key of Object.keys(body)) process.env[key] = String(body[key]);
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ near: 'process.env[key] =', verdict: 'advisory', severity: 'low' }],
  },
  {
    name: 'which storage there is was asked once, and a limit in that storage refuses',
    platform: 'next',
    files: {
      'lib/storage.ts': `
let method: 'redis' | 'database' | null = null;
export function storageMethod() {
  if (method) return method;
  method = process.env.STORAGE === 'redis' ? 'redis' : 'database';
  return method;
}
`,
      'lib/limit.ts': `
import Redis from 'ioredis';
import { storageMethod } from './storage';
const redis = new Redis(process.env.REDIS_URL!);
export async function isLimited(key: string) {
  if (storageMethod() !== 'redis') return false;
  return (await redis.incr(key)) > 5;
}
`,
      'app/api/links/route.ts': `
import { isLimited } from '../../../lib/limit';
export async function POST(req: Request) {
  if (await isLimited(req.headers.get('x-forwarded-for') ?? '')) return new Response('slow down', { status: 429 });
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'method', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'who is blocked stands in a configuration that is asked for again every minute',
    platform: 'next',
    files: {
      'lib/config.ts': `
interface Entry { value: { blocked?: string[] } | null; loaded: boolean; nextToken?: string; expiresAt: number }
const kept = new Map<string, Entry>();

async function poll(id: string, entry: Entry) {
  const answer = await fetch('https://config.example/' + id + '?token=' + entry.nextToken);
  entry.value = await answer.json();
  entry.nextToken = answer.headers.get('x-next') ?? undefined;
  entry.expiresAt = Date.now() + 60_000;
  entry.loaded = true;
  return entry.value;
}
export async function config(id: string) {
  let entry = kept.get(id);
  if (!entry) {
    entry = { value: null, loaded: false, expiresAt: 0 };
    kept.set(id, entry);
  }
  if (entry.loaded && Date.now() < entry.expiresAt) return entry.value;
  return poll(id, entry);
}
`,
      'app/api/links/route.ts': `
import { config } from '../../../lib/config';
export async function POST(req: Request) {
  const { email } = await req.json();
  const access = await config('access');
  if (access?.blocked?.includes(email)) return new Response('no', { status: 403 });
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'kept', verdict: 'advisory', role: ['cache', 'config'], severity: 'low' }],
  },
  {
    name: 'who was blocked by an administrator comes in through another instance',
    platform: 'next',
    files: {
      'lib/access.ts': `
interface Entry { reason: string | null; until: number }
const entries = new Map<string, Entry>();
export function block(email: string, reason: string) {
  let entry = entries.get(email);
  if (!entry) {
    entry = { reason: null, until: 0 };
    entries.set(email, entry);
  }
  entry.reason = reason;
  entry.until = Date.now() + 60_000;
}
export const isBlocked = (email: string) => entries.has(email);
`,
      'app/api/block/route.ts': `
import { block } from '../../../lib/access';
export async function POST(req: Request) {
  const { email, reason } = await req.json();
  block(email, reason);
  return new Response(null, { status: 204 });
}
`,
      'app/api/links/route.ts': `
import { isBlocked } from '../../../lib/access';
export async function POST(req: Request) {
  const { email } = await req.json();
  if (isBlocked(email)) return new Response('no', { status: 403 });
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'entries', verdict: 'unsafe', role: 'security', severity: 'critical' }],
  },
  {
    name: 'a limit is asked for by a helper of a helper of a helper',
    platform: 'next',
    files: {
      'lib/limit.ts': `
const windows = new Map<string, { count: number; until: number }>();
function take(key: string) {
  const now = Date.now();
  const found = windows.get(key);
  if (!found || found.until < now) {
    windows.set(key, { count: 1, until: now + 60_000 });
    return true;
  }
  found.count += 1;
  return found.count <= 20;
}
const isAllowed = (key: string) => take('api:' + key);
const isWelcome = (req: Request) => isAllowed(req.headers.get('x-forwarded-for') ?? '');
export const mayPass = (req: Request) => isWelcome(req);
`,
      'app/api/links/route.ts': `
import { mayPass } from '../../../lib/limit';
export async function POST(req: Request) {
  if (!mayPass(req)) return new Response('slow down', { status: 429 });
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'windows', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
  },
  {
    name: 'a token that is handed back opens what another instance answers',
    platform: 'next',
    files: {
      'lib/tokens.ts': `
const vessels = new Set<string>();
export const giveBack = (token: string) => vessels.add(token);
export const isGone = (token: string) => vessels.has(token);
`,
      'app/api/leave/route.ts': `
import { giveBack } from '../../../lib/tokens';
export async function POST(req: Request) {
  const body = await req.json();
  giveBack(body.token);
  return new Response(null, { status: 204 });
}
`,
      'app/api/account/route.ts': `
import { isGone } from '../../../lib/tokens';
export async function GET(req: Request) {
  if (isGone(new URL(req.url).searchParams.get('token') ?? '')) return new Response('gone', { status: 401 });
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'vessels', verdict: 'unsafe', role: 'security', severity: 'critical' }],
  },
];
