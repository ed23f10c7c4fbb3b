import type { Case } from '../case.js';

/** What is worked out once and kept, and what only looks like it. */
export const memos: readonly Case[] = [
  {
    name: 'a wallet without a profile is remembered beside those that have one',
    platform: 'next',
    files: {
      'app/api/profiles/route.ts': `
const profileCache = new Map<string, { profile: unknown; timestamp: number }>();

async function avatarOf(address: string): Promise<string | null> {
  const response = await fetch('https://rpc.example.org/' + address);
  return response.ok ? ((await response.json()).cid ?? null) : null;
}

async function fetchProfile(address: string) {
  const key = address.trim().toLowerCase();
  const cached = profileCache.get(key);
  if (cached && Date.now() - cached.timestamp < 600_000) return cached.profile;
  const fallback = { name: '', imageUrl: null };
  const cid = await avatarOf(key);
  if (!cid) {
    profileCache.set(key, { profile: fallback, timestamp: Date.now() });
    return fallback;
  }
  const response = await fetch('https://ipfs.example.org/' + cid);
  const profile = response.ok ? await response.json() : fallback;
  profileCache.set(key, { profile, timestamp: Date.now() });
  return profile;
}

export async function POST(request: Request) {
  const { addresses } = await request.json();
  return Response.json(await Promise.all(addresses.map((address: string) => fetchProfile(address))));
}
`,
    },
    expect: [{ symbol: 'profileCache', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'a member who upgraded is shown the free plan by the next instance',
    platform: 'next',
    files: {
      'app/api/members/route.ts': `
const memberCache = new Map<string, { plan: string; timestamp: number }>();

export async function GET(request: Request) {
  const id = new URL(request.url).searchParams.get('id') ?? '';
  const member = memberCache.get(id);
  if (member) return Response.json(member);
  const response = await fetch('https://billing.example.org/' + id);
  const loaded = { plan: (await response.json()).plan, timestamp: Date.now() };
  memberCache.set(id, loaded);
  return Response.json(loaded);
}

export async function POST(request: Request) {
  const { id } = await request.json();
  memberCache.set(id, { plan: 'pro', timestamp: Date.now() });
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'memberCache', verdict: 'unsafe', role: 'user-data', severity: 'critical' }],
  },
  {
    name: 'a signing key is imported again by each isolate',
    platform: 'workers',
    files: {
      'src/index.ts': `
const hmacKeyCache = new Map<string, Promise<CryptoKey>>();

function hmacKeyOf(secret: string): Promise<CryptoKey> {
  let cached = hmacKeyCache.get(secret);
  if (cached) return cached;
  cached = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
  hmacKeyCache.set(secret, cached);
  return cached;
}

export default {
  async fetch(request: Request, env: { JWT_SECRET: string }): Promise<Response> {
    const key = await hmacKeyOf(env.JWT_SECRET);
    const signed = await crypto.subtle.sign('HMAC', key, await request.arrayBuffer());
    return new Response(signed);
  },
};
`,
    },
    expect: [{ symbol: 'hmacKeyCache', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'an API key that was issued is refused by every other isolate',
    platform: 'workers',
    files: {
      'src/index.ts': `
const apiKeyCache = new Map<string, string>();

function apiKeyOf(account: string): string {
  let issued = apiKeyCache.get(account);
  if (issued) return issued;
  issued = crypto.randomUUID();
  apiKeyCache.set(account, issued);
  return issued;
}

export default {
  async fetch(request: Request): Promise<Response> {
    const account = new URL(request.url).searchParams.get('account') ?? '';
    if (request.method === 'POST') return new Response(apiKeyOf(account));
    if (request.headers.get('x-api-key') !== apiKeyCache.get(account)) return new Response('no', { status: 401 });
    return new Response('welcome');
  },
};
`,
    },
    expect: [{ symbol: 'apiKeyCache', verdict: 'unsafe', role: ['auth', 'security'], severity: ['critical', 'high'] }],
  },
  {
    name: 'the words of a page are looked up again in the bundled dictionaries',
    platform: 'next',
    files: {
      'lib/dictionaries.ts': `
type Locale = 'en' | 'es';
const dictionaries = { en: { hello: 'Hello' }, es: { hello: 'Hola' } };
const shared = new Map<Locale, any>();

export const dictionaryOf = async (locale: Locale) => {
  if (shared.has(locale)) return shared.get(locale);
  if (!dictionaries[locale]) locale = 'en';
  const found = dictionaries[locale];
  shared.set(locale, found);
  return found;
};
`,
      'app/[lang]/page.tsx': `
import { dictionaryOf } from '../../lib/dictionaries';
export default async function Page({ params }: { params: Promise<{ lang: 'en' | 'es' }> }) {
  return <h1>{(await dictionaryOf((await params).lang)).hello}</h1>;
}
`,
    },
    expect: [{ symbol: 'shared', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'the dictionary of a language is imported again by the next instance',
    platform: 'next',
    files: {
      'lib/dictionaries.ts': `
const loaders: Record<string, () => Promise<any>> = {
  en: () => import('./en').then((module) => module.default),
  es: () => import('./es').then((module) => module.default),
};
const loaded = new Map<string, any>();

export async function dictionaryOf(locale: string) {
  if (loaded.has(locale)) return loaded.get(locale);
  const words = await (loaders[locale] ?? loaders.en)();
  loaded.set(locale, words);
  return words;
}
`,
      'lib/en.ts': `export default { hello: 'Hello' };\n`,
      'lib/es.ts': `export default { hello: 'Hola' };\n`,
      'app/[lang]/page.tsx': `
import { dictionaryOf } from '../../lib/dictionaries';
export default async function Page({ params }: { params: Promise<{ lang: string }> }) {
  return <h1>{(await dictionaryOf((await params).lang)).hello}</h1>;
}
`,
    },
    expect: [{ symbol: 'loaded', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'the seat that somebody chose is free again on the next instance',
    platform: 'next',
    files: {
      'app/api/seats/route.ts': `
const SEATS: Record<string, { row: number }> = { a1: { row: 1 }, b2: { row: 2 } };
const chosen = new Map<string, { row: number }>();

export async function POST(request: Request) {
  const { guest, seat } = await request.json();
  if (chosen.has(guest)) return Response.json(chosen.get(guest));
  const found = SEATS[seat];
  chosen.set(guest, found);
  return Response.json(found);
}
`,
    },
    expect: [{ symbol: 'chosen', verdict: 'unsafe', severity: ['critical', 'high'] }],
  },
  {
    name: 'an index of bundled tools is built in two steps when first needed',
    platform: 'next',
    files: {
      'lib/tools.ts': `
const toolIds: readonly string[] = ['mail_v1', 'mail_v2', 'chat_v1'];
let latestByName: Map<string, string> | null = null;

function latest() {
  if (latestByName) return latestByName;
  const versions = new Map<string, { id: string; version: number }>();
  for (const id of toolIds) {
    const [name = '', version = '1'] = id.split('_v');
    const previous = versions.get(name);
    if (!previous || Number(version) > previous.version) versions.set(name, { id, version: Number(version) });
  }
  latestByName = new Map();
  for (const [name, { id }] of versions) {
    latestByName.set(name, id);
  }
  return latestByName;
}

export const toolOf = (name: string) => latest().get(name) ?? name;
`,
      'app/api/tools/route.ts': `
import { toolOf } from '../../../lib/tools';
export const GET = (request: Request) => Response.json(toolOf(new URL(request.url).searchParams.get('name') ?? ''));
`,
    },
    expect: [{ symbol: 'latestByName', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'who owns a file is noted while the files are built, once',
    platform: 'next',
    files: {
      'lib/files.ts': `
import { BLOCKS } from './blocks';
let files: Map<string, string> | null = null;
const owners = new Map<string, string[]>();

function build(): Map<string, string> {
  if (files) return files;
  const made = new Map<string, string>();
  for (const block of BLOCKS) {
    const path = 'blocks/' + block.name;
    made.set(path, JSON.stringify(block));
    const known = owners.get(path);
    if (known) known.push(block.type);
    else owners.set(path, [block.type]);
  }
  files = made;
  return files;
}

export function visible(hidden: string) {
  return [...build().keys()].filter((path) => !(owners.get(path) ?? []).every((type) => type === hidden));
}
`,
      'lib/blocks.ts': `export const BLOCKS = [{ name: 'mail', type: 'a' }, { name: 'chat', type: 'b' }];\n`,
      'app/api/files/route.ts': `
import { visible } from '../../../lib/files';
export const GET = (request: Request) => Response.json(visible(new URL(request.url).searchParams.get('hidden') ?? ''));
`,
    },
    expect: [
      { symbol: 'owners', verdict: ['safe', 'advisory'] },
      { symbol: 'files', verdict: ['safe', 'advisory'] },
    ],
  },
  {
    name: 'an order is put into an index that is made when first needed and lost with its instance',
    platform: 'next',
    files: {
      'app/api/orders/route.ts': `
let ordersByEmail: Map<string, unknown> | null = null;

export async function POST(request: Request) {
  const order = await request.json();
  ordersByEmail ??= new Map();
  ordersByEmail.set(order.email, order);
  return Response.json({ ok: true });
}

export async function GET(request: Request) {
  const order = ordersByEmail?.get(new URL(request.url).searchParams.get('email') ?? '');
  return order ? Response.json(order) : new Response('not found', { status: 404 });
}
`,
    },
    expect: [{ symbol: 'ordersByEmail', verdict: 'unsafe', severity: 'critical' }],
  },
  {
    name: 'where things are kept is decided once, by what is configured',
    platform: 'next',
    files: {
      'lib/storage.ts': `
let cachedMethod: 'redis' | 'database' | null = null;

export function storageMethod(): 'redis' | 'database' {
  if (cachedMethod) {
    return cachedMethod;
  }
  if (process.env.REDIS_URL) {
    cachedMethod = 'redis';
  } else {
    cachedMethod = 'database';
  }
  return cachedMethod;
}
`,
      'app/api/health/route.ts': `
import { storageMethod } from '../../../lib/storage';
export const GET = () => Response.json({ storage: storageMethod() });
`,
    },
    expect: [{ symbol: 'cachedMethod', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'the auction is closed on one instance and goes on at all others',
    platform: 'next',
    files: {
      'app/api/auction/route.ts': `
let outcome: string | null = null;

export async function POST(request: Request) {
  if (outcome) return new Response(outcome, { status: 409 });
  const { price } = await request.json();
  if (price > 1000) {
    outcome = 'sold';
  } else {
    outcome = 'withdrawn';
  }
  return Response.json({ outcome });
}
`,
    },
    expect: [{ symbol: 'outcome', verdict: 'unsafe' }],
  },
  {
    name: 'a token of one instance is refused by the next, since each made a secret when it first needed one',
    platform: 'next',
    files: {
      'lib/jwt.ts': `
import { randomBytes } from 'crypto';
const global_ = globalThis as typeof globalThis & { __jwtSecret?: string };
export function jwtSecret() {
  const configured = process.env.JWT_SECRET;
  if (configured && configured.length >= 32) return configured;
  if (!global_.__jwtSecret) global_.__jwtSecret = randomBytes(32).toString('hex');
  return global_.__jwtSecret;
}
`,
      'app/api/login/route.ts': `
import jwt from 'jsonwebtoken';
import { jwtSecret } from '../../../lib/jwt';
export async function POST(request: Request) {
  const { email } = await request.json();
  return Response.json({ token: jwt.sign({ email }, jwtSecret()) });
}
`,
      'app/api/me/route.ts': `
import jwt from 'jsonwebtoken';
import { jwtSecret } from '../../../lib/jwt';
export async function GET(request: Request) {
  return Response.json(jwt.verify(request.headers.get('authorization') ?? '', jwtSecret()));
}
`,
    },
    expect: [{ symbol: 'globalThis.__jwtSecret', verdict: 'unsafe', role: ['security', 'auth'] }],
    nothingElse: true,
  },
  {
    name: 'an instance gives itself a name when it is first asked for it',
    platform: 'lambda',
    files: {
      'src/handler.ts': `
import { randomUUID } from 'node:crypto';
let instanceId: string | undefined;
const idOfInstance = () => (instanceId ??= randomUUID());
export const handler = async () => ({ statusCode: 200, body: JSON.stringify({ instance: idOfInstance() }) });
`,
    },
    expect: [{ symbol: 'instanceId', verdict: 'safe' }],
  },
  {
    name: 'an address that was found to be blocked is looked into again by the next instance',
    platform: 'next',
    files: {
      'lib/addresses.ts': `
const blockedUrlCache = new Map<string, Promise<void>>();
const MOST = 256;
function known(target: string): Promise<void> | undefined {
  const cached = blockedUrlCache.get(target);
  if (!cached) return undefined;
  blockedUrlCache.delete(target);
  blockedUrlCache.set(target, cached);
  return cached;
}
function remember(target: string, validation: Promise<void>): void {
  blockedUrlCache.set(target, validation);
  while (blockedUrlCache.size > MOST) blockedUrlCache.delete(blockedUrlCache.keys().next().value!);
}
export async function validate(target: string): Promise<void> {
  const cached = known(target);
  if (cached) return cached;
  const validation = (async () => {
    const { blocked } = await (await fetch('https://dns.example.org/' + target)).json();
    if (blocked) throw new Error('Blocked');
  })();
  remember(target, validation);
  return validation;
}
`,
      'app/api/browse/route.ts': `
import { validate } from '../../../lib/addresses';
export async function POST(request: Request) {
  const { url } = await request.json();
  await validate(url);
  return Response.json(await (await fetch(url)).text());
}
`,
    },
    expect: [{ symbol: 'blockedUrlCache', verdict: 'advisory', role: 'cache', severity: 'low' }],
    nothingElse: true,
  },
];
