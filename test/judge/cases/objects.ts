import type { Case } from '../case.js';

/** Objects and variables that a request makes for itself, and those that only look like it. */
export const objects: readonly Case[] = [
  {
    name: 'a quote is reckoned by an engine that fills its tables as it is made, each time',
    platform: 'next',
    files: {
      'lib/pricing.ts': `
export class PricingEngine {
  private bands: Map<string, number[]> = new Map();
  constructor() { this.initialise(); }
  private initialise() { this.bands.set('a', [1, 2]); this.fill('b'); }
  private fill(course: string) { this.bands.set(course, [3]); }
  price(course: string) { return this.bands.get(course)?.[0] ?? 0; }
}
export const pricing = new PricingEngine();
`,
      'app/api/quote/route.ts': `
import { PricingEngine } from '../../../lib/pricing';
export async function POST(request: Request) {
  const { course } = await request.json();
  return Response.json({ price: new PricingEngine().price(course) });
}
`,
    },
    expect: [{ symbol: 'PricingEngine.bands', verdict: 'safe' }],
    nothingElse: true,
  },
  {
    name: 'a price that an admin sets in the engine that everybody shares is gone with the instance',
    platform: 'next',
    files: {
      'lib/pricing.ts': `
export class PricingEngine {
  private bands: Map<string, number[]> = new Map();
  constructor() { this.fill('a', [1, 2]); }
  fill(course: string, prices: number[]) { this.bands.set(course, prices); }
  price(course: string) { return this.bands.get(course)?.[0] ?? 0; }
}
export const pricing = new PricingEngine();
`,
      'app/api/prices/route.ts': `
import { pricing } from '../../../lib/pricing';
export async function PUT(request: Request) {
  const { course, prices } = await request.json();
  pricing.fill(course, prices);
  return Response.json({ price: pricing.price(course) });
}
`,
    },
    expect: [{ symbol: 'PricingEngine.bands', verdict: 'unsafe', role: 'entity', severity: 'critical' }],
  },
  {
    name: 'a wallet that a request fills for itself is no wallet of the one that the module keeps',
    platform: 'next',
    files: {
      'lib/totals.ts': `
export class Totals {
  private byUser = new Map<string, number>();
  add(user: string, amount: number) { this.byUser.set(user, (this.byUser.get(user) ?? 0) + amount); }
  of(user: string) { return this.byUser.get(user) ?? 0; }
}
export const empty = new Totals();
`,
      'app/api/sum/route.ts': `
import { Totals, empty } from '../../../lib/totals';
export async function POST(request: Request) {
  const rows = await request.json();
  const totals = new Totals();
  for (const { user, amount } of rows) totals.add(user, amount);
  return Response.json({ sum: totals.of(rows[0].user) + empty.of(rows[0].user) });
}
`,
    },
    expect: [{ symbol: 'Totals.byUser', verdict: 'safe' }],
    nothingElse: true,
  },
  {
    name: 'points that are added to the object of the module are lost',
    platform: 'next',
    files: {
      'lib/totals.ts': `
export class Totals {
  private byUser = new Map<string, number>();
  add(user: string, amount: number) { this.byUser.set(user, (this.byUser.get(user) ?? 0) + amount); }
  of(user: string) { return this.byUser.get(user) ?? 0; }
}
export const totals = new Totals();
`,
      'app/api/points/route.ts': `
import { Totals, totals } from '../../../lib/totals';
function book(to: Totals, user: string) { to.add(user, 1); }
export async function POST(request: Request) {
  const { user } = await request.json();
  book(totals, user);
  return Response.json({ points: totals.of(user), alone: new Totals().of(user) });
}
`,
    },
    expect: [{ symbol: 'Totals.byUser', verdict: 'unsafe', severity: 'critical' }],
  },
  {
    name: 'a registry that a WeakMap finds again by the tool of a request ends with it',
    platform: 'next',
    files: {
      'lib/registry.ts': `
export class Registry {
  private readonly used = new Map<string, string>();
  use(name: string, value: string) { this.used.set(name, value); }
  get(name: string) { return this.used.get(name); }
}
const registries = new WeakMap<object, Registry>();
export const attach = (tool: object, registry: Registry) => { registries.set(tool, registry); };
export const registryOf = (tool: object) => registries.get(tool);
`,
      'app/api/run/route.ts': `
import { attach, Registry, registryOf } from '../../../lib/registry';
export async function POST(request: Request) {
  const tool = await request.json();
  const registry = new Registry();
  attach(tool, registry);
  registry.use('secret', tool.secret);
  return Response.json({ secret: registryOf(tool)?.get('secret') });
}
`,
    },
    expect: [{ symbol: 'Registry.used', verdict: 'safe' }],
    nothingElse: true,
  },
  {
    name: 'a registry that a Map finds again by the name of a tool is not there on another instance',
    platform: 'next',
    files: {
      'lib/registry.ts': `
export class Registry {
  private readonly used = new Map<string, string>();
  use(name: string, value: string) { this.used.set(name, value); }
  get(name: string) { return this.used.get(name); }
}
const registries = new Map<string, Registry>();
export function registryOf(tool: string) {
  const found = registries.get(tool) ?? new Registry();
  registries.set(tool, found);
  return found;
}
`,
      'app/api/run/route.ts': `
import { registryOf } from '../../../lib/registry';
export async function POST(request: Request) {
  const { tool, name, value } = await request.json();
  registryOf(tool).use(name, value);
  return Response.json({ ok: true });
}
export async function GET(request: Request) {
  const { tool, name } = await request.json();
  return Response.json({ value: registryOf(tool).get(name) ?? null });
}
`,
    },
    expect: [{ near: 'new Map<string', verdict: 'unsafe' }],
  },
  {
    name: 'columns get ids by a table that lives as long as the call, though its result is kept',
    platform: 'next',
    files: {
      'lib/schema.ts': `
let last: unknown;
export function withIds(schema) {
  const idByName = new Map<string, string>();
  const columns = schema.columns.map((column) => { const id = column.id ?? crypto.randomUUID(); idByName.set(column.name, id); return { ...column, id }; });
  const remap = (name: string) => idByName.get(name) ?? name;
  return { columns, first: columns.map((column) => remap(column.name)) };
}
export function warm(schema) { last = withIds(schema); }
`,
      'app/api/tables/route.ts': `
import { warm, withIds } from '../../../lib/schema';
export async function POST(request: Request) {
  const schema = await request.json();
  warm(schema);
  return Response.json(withIds(schema));
}
`,
    },
    expect: [{ symbol: 'idByName', verdict: 'safe' }],
  },
  {
    name: 'a limiter that is made when it is first needed is kept with the counts inside of it',
    platform: 'next',
    files: {
      'lib/limiter.ts': `
function createLimiter() {
  const hits = new Map<string, number>();
  const check = (key: string) => { const count = (hits.get(key) ?? 0) + 1; hits.set(key, count); return count <= 5; };
  return { check };
}
let limiter: ReturnType<typeof createLimiter> | undefined;
export const getLimiter = () => (limiter ??= createLimiter());
`,
      'app/api/login/route.ts': `
import { getLimiter } from '../../../lib/limiter';
export async function POST(request: Request) {
  if (!getLimiter().check(request.headers.get('x-forwarded-for') ?? '')) return new Response('slow down', { status: 429 });
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'hits', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
  },
  {
    name: 'a mark in a text that is put into an answer is not changed with the answer',
    platform: 'next',
    files: {
      'lib/redact.ts': `
export const MARKER = '[REDACTED]';
const CATEGORIES: Record<string, string> = { Login: 'LOGIN', Password: 'PASSWORD' };
export const normalise = (item) => ({ id: item.id, text: MARKER, category: CATEGORIES[item.category] ?? 'CUSTOM' });
export function patch(item: Record<string, any>, path: string, value: unknown) {
  const segments = path.split('/');
  let target: any = item;
  for (let at = 0; at < segments.length - 1; at++) target = target[segments[at]];
  target[segments[segments.length - 1]] = value;
}
`,
      'app/api/items/route.ts': `
import { normalise, patch } from '../../../lib/redact';
export async function POST(request: Request) {
  const body = await request.json();
  const item = normalise(body.item);
  patch(item, body.path, body.value);
  return Response.json(item);
}
`,
    },
    expect: [
      { symbol: 'MARKER', verdict: 'safe' },
      { symbol: 'CATEGORIES', verdict: 'safe' },
    ],
    nothingElse: true,
  },
  {
    name: 'settings that a request changes through a path are changed for everybody',
    platform: 'next',
    files: {
      'lib/settings.ts': `
const SETTINGS = { mail: { from: 'shop@example.org', retries: 3 } };
export const settings = () => SETTINGS;
export function patch(item: Record<string, any>, path: string, value: unknown) {
  const segments = path.split('/');
  let target: any = item;
  for (let at = 0; at < segments.length - 1; at++) target = target[segments[at]];
  target[segments[segments.length - 1]] = value;
}
`,
      'app/api/settings/route.ts': `
import { patch, settings } from '../../../lib/settings';
export async function PUT(request: Request) {
  const { path, value } = await request.json();
  patch(settings(), path, value);
  return Response.json(settings());
}
export async function GET() { return Response.json(settings()); }
`,
    },
    expect: [{ symbol: 'SETTINGS', verdict: 'unsafe' }],
  },
  {
    name: 'a window that is made up for a library is not the window that browsers have',
    platform: 'next',
    files: {
      'lib/dom.ts': `
import { JSDOM } from 'jsdom';
export function withDom() {
  const host = globalThis as any;
  host.window ??= new JSDOM('').window;
}
`,
      'lib/limits.ts': `
export const isBrowser = () => typeof window !== 'undefined' && window.innerWidth > 0;
`,
      'app/api/convert/route.ts': `
import { withDom } from '../../../lib/dom';
import { isBrowser } from '../../../lib/limits';
export async function POST(request: Request) {
  withDom();
  if (isBrowser()) return new Response('no', { status: 429 });
  return Response.json(await request.json());
}
`,
    },
    expect: [{ symbol: 'globalThis.window', verdict: 'safe' }],
    nothingElse: true,
  },
  {
    name: 'dates of a sample are shifted in a deep copy',
    platform: 'next',
    files: {
      'lib/sample.ts': `
const SAMPLE = { accounts: [{ name: 'Ann', createdAt: '2026-01-01' }] };
export function shifted(day: string) {
  const copy = structuredClone(SAMPLE);
  for (const account of copy.accounts) account.createdAt = day;
  return copy;
}
`,
      'app/api/demo/route.ts': `
import { shifted } from '../../../lib/sample';
export async function POST(request: Request) { return Response.json(shifted((await request.json()).day)); }
`,
    },
    expect: [{ symbol: 'SAMPLE', verdict: 'safe' }],
    nothingElse: true,
  },
  {
    name: 'dates of a sample are shifted in a shallow copy, for everybody',
    platform: 'next',
    files: {
      'lib/sample.ts': `
const SAMPLE = { accounts: [{ name: 'Ann', createdAt: '2026-01-01' }] };
export function shifted(day: string) {
  const copy = { ...SAMPLE };
  for (const account of copy.accounts) account.createdAt = day;
  return copy;
}
`,
      'app/api/demo/route.ts': `
import { shifted } from '../../../lib/sample';
export async function POST(request: Request) { return Response.json(shifted((await request.json()).day)); }
`,
    },
    expect: [{ symbol: 'SAMPLE.accounts', verdict: 'unsafe' }],
  },
  {
    name: 'marks are found by the expression of a record that has no flag',
    platform: 'next',
    files: {
      'app/api/nodes/route.ts': `
const BRANCH = { one: /<\\d+>/u, all: /<\\d+>/gu };
export async function POST(request: Request) {
  const { id } = await request.json();
  return Response.json({ isBranch: BRANCH.one.test(id), base: id.replace(BRANCH.all, '') });
}
`,
    },
    expect: [{ symbol: 'BRANCH', verdict: 'safe' }],
    nothingElse: true,
  },
  {
    name: 'every second number of a phone gets through, for one expression of a record remembers',
    platform: 'next',
    files: {
      'app/api/notes/route.ts': `
const PERSONAL = { phone: /\\d{3}-\\d{4}/g, mail: /@/ };
export async function POST(request: Request) {
  const { text } = await request.json();
  if (PERSONAL.phone.test(text)) return new Response('no numbers', { status: 400 });
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'PERSONAL', verdict: 'unsafe', rule: 'no-frozen-at-init' }],
    nothingElse: true,
  },
  {
    name: 'a token of a tenant is kept under a hash of the credentials that it was given for',
    platform: 'next',
    files: {
      'app/api/proxy/route.ts': `
import { createHash } from 'node:crypto';
const tokens = new Map<string, { token: string; expiresAt: number }>();
const keyOf = (body) => body.url + '::' + (body.clientId ?? '') + '::' + createHash('sha256').update(body.clientSecret).digest('hex');
async function tokenFor(body) {
  const key = keyOf(body);
  const cached = tokens.get(key);
  if (cached && cached.expiresAt > Date.now()) return cached.token;
  const response = await fetch(body.url, { method: 'POST', headers: { authorization: body.clientId + ':' + body.clientSecret } });
  const data = await response.json();
  tokens.set(key, { token: data.access_token, expiresAt: Date.now() + data.expires_in * 1000 });
  return data.access_token;
}
export async function POST(request: Request) {
  const token = await tokenFor(await request.json());
  return Response.json(await (await fetch('https://api.example.org', { headers: { authorization: token } })).json());
}
`,
    },
    expect: [{ symbol: 'tokens', verdict: 'advisory', severity: 'low' }],
    nothingElse: true,
  },
  {
    name: 'a channel that was switched off after too many errors is on again on the next instance',
    platform: 'workers',
    files: {
      'src/flags.ts': `
const DEFAULTS = { slackEnabled: true, discordEnabled: true };
export class FeatureFlags {
  private flags: typeof DEFAULTS;
  constructor(initial: Partial<typeof DEFAULTS> = {}) {
    this.flags = { ...DEFAULTS, ...initial };
  }
  isEnabled(channel: string): boolean {
    return channel === 'slack' ? this.flags.slackEnabled : this.flags.discordEnabled;
  }
  disable(channel: string): void {
    if (channel === 'slack') this.flags.slackEnabled = false;
    else this.flags.discordEnabled = false;
  }
}
export const featureFlags = new FeatureFlags();
`,
      'src/index.ts': `
import { featureFlags } from './flags';
import { deliver } from './deliver';
export default {
  async fetch(request: Request) {
    const channel = new URL(request.url).pathname.slice(1);
    if (!featureFlags.isEnabled(channel)) return new Response('Disabled', { status: 503 });
    const answer = await deliver(request);
    if (!answer.ok) featureFlags.disable(channel);
    return new Response('ok');
  },
};
`,
      'src/deliver.ts': `export const deliver = (request: Request) => fetch('https://hub.example.org', { method: 'POST', body: request.body });\n`,
    },
    expect: [{ symbol: 'FeatureFlags.flags', verdict: 'unsafe', role: 'feature-flag', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'a helper of no name of its own is for what its objects are called, the gravest of them first',
    platform: 'next',
    files: {
      'lib/expiring.ts': `
export class TTLMap<V> {
  private entries = new Map<string, { value: V; expires: number }>();
  constructor(private readonly ttl: number) {}
  get(key: string): V | undefined {
    const entry = this.entries.get(key);
    return entry && entry.expires > Date.now() ? entry.value : undefined;
  }
  set(key: string, value: V) { this.entries.set(key, { value, expires: Date.now() + this.ttl }); }
  delete(key: string) { this.entries.delete(key); }
}
`,
      'lib/kept.ts': `
import { TTLMap } from './expiring';
export const priceCache = new TTLMap<number>(60_000);
export const otpCodes = new TTLMap<string>(300_000);
`,
      'app/api/login/route.ts': `
import { otpCodes } from '../../../lib/kept';
import { mail } from '../../../lib/mail';
export async function POST(request: Request) {
  const { email } = await request.json();
  otpCodes.set(email, await mail(email));
  return Response.json({ sent: true });
}
export async function PUT(request: Request) {
  const { email, code } = await request.json();
  if (otpCodes.get(email) !== code) return Response.json({ error: 'wrong code' }, { status: 401 });
  otpCodes.delete(email);
  return Response.json({ ok: true });
}
`,
      'app/api/prices/route.ts': `
import { priceCache } from '../../../lib/kept';
export async function GET(request: Request) {
  const id = new URL(request.url).searchParams.get('id') ?? '';
  let price = priceCache.get(id);
  if (price === undefined) {
    price = await fetch('https://prices.example.org/' + id).then((answer) => answer.json());
    priceCache.set(id, price!);
  }
  return Response.json({ price });
}
`,
    },
    expect: [{ symbol: 'TTLMap.entries', verdict: 'unsafe', role: 'security', severity: 'critical' }],
  },
];
