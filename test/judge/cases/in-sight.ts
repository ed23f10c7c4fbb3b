import type { Case } from '../case.js';

/** Code that looks as if it ran elsewhere, for nobody else or never, and does not: what is wrong in it must be told. */
export const inSight: readonly Case[] = [
  {
    name: 'users are lost although only some are turned away outside of the emulator',
    platform: 'next',
    files: {
      'app/api/users/route.ts': `
const users = new Map<string, unknown>();
export async function POST(request: Request) {
  const body = await request.json();
  if (!process.env.IS_OFFLINE && !body.token) return new Response('no', { status: 403 });
  users.set(body.id, body);
  return Response.json({ ok: true });
}
export async function GET(request: Request) { return Response.json(users.get((await request.json()).id) ?? null); }
`,
    },
    expect: [{ symbol: 'users', verdict: 'unsafe', severity: 'critical' }],
  },
  {
    name: 'users are lost where those that are durable are saved elsewhere',
    platform: 'next',
    files: {
      'app/api/users/route.ts': `
const users = new Map<string, unknown>();
export async function POST(request: Request) {
  const body = await request.json();
  if (!process.env.IS_OFFLINE && body.durable) await fetch('https://db.example.org', { method: 'POST', body });
  else users.set(body.id, body);
  return Response.json({ ok: true });
}
export async function GET(request: Request) { return Response.json(users.get((await request.json()).id) ?? null); }
`,
    },
    expect: [{ symbol: 'users', verdict: 'unsafe', severity: 'critical' }],
  },
  {
    name: 'users are lost although debugging is refused outside of the emulator',
    platform: 'next',
    files: {
      'app/api/users/route.ts': `
const users = new Map<string, unknown>();
export async function POST(request: Request) {
  const body = await request.json();
  if (body.debug) {
    if (!process.env.IS_OFFLINE) return new Response('no', { status: 403 });
  }
  users.set(body.id, body);
  return Response.json({ ok: true });
}
export async function GET(request: Request) { return Response.json(users.get((await request.json()).id) ?? null); }
`,
    },
    expect: [{ symbol: 'users', verdict: 'unsafe', severity: 'critical' }],
  },
  {
    name: 'users are lost although debugging is refused on servers',
    platform: 'next',
    files: {
      'app/api/users/route.ts': `
const users = new Map<string, unknown>();
export async function POST(request: Request) {
  const body = await request.json();
  if (body.debug) {
    if (typeof window === 'undefined') return new Response('no', { status: 403 });
  }
  users.set(body.id, body);
  return Response.json({ ok: true });
}
export async function GET(request: Request) { return Response.json(users.get((await request.json()).id) ?? null); }
`,
    },
    expect: [{ symbol: 'users', verdict: 'unsafe', severity: 'critical' }],
  },
  {
    name: 'users are lost where a browser is only one of the reasons to keep them',
    platform: 'next',
    files: {
      'app/api/users/route.ts': `
const users = new Map<string, unknown>();
export async function POST(request: Request) {
  const body = await request.json();
  if (typeof window !== 'undefined' || body.keep) users.set(body.id, body);
  return Response.json({ ok: true });
}
export async function GET(request: Request) { return Response.json(users.get((await request.json()).id) ?? null); }
`,
    },
    expect: [{ symbol: 'users', verdict: 'unsafe', severity: 'critical' }],
  },
  {
    name: 'users are lost although production asks some of them for a token',
    platform: 'next',
    files: {
      'app/api/users/route.ts': `
const users = new Map<string, unknown>();
export async function POST(request: Request) {
  const body = await request.json();
  if (process.env.NODE_ENV === 'production' && !body.token) return new Response('no', { status: 403 });
  users.set(body.id, body);
  return Response.json({ ok: true });
}
export async function GET(request: Request) { return Response.json(users.get((await request.json()).id) ?? null); }
`,
    },
    expect: [{ symbol: 'users', verdict: 'unsafe', severity: 'critical' }],
  },
  {
    name: 'users are lost although production skips some of what they bring',
    platform: 'next',
    files: {
      'app/api/users/route.ts': `
const users = new Map<string, unknown>();
export async function POST(request: Request) {
  const body = await request.json();
  for (const item of body.items) {
    if (process.env.NODE_ENV === 'production') continue;
    console.log(item);
  }
  users.set(body.id, body);
  return Response.json({ ok: true });
}
export async function GET(request: Request) { return Response.json(users.get((await request.json()).id) ?? null); }
`,
    },
    expect: [{ symbol: 'users', verdict: 'unsafe', severity: 'critical' }],
  },
  {
    name: 'users are lost where development is only one of the reasons to keep them',
    platform: 'next',
    files: {
      'app/api/users/route.ts': `
const users = new Map<string, unknown>();
export async function POST(request: Request) {
  const body = await request.json();
  if (process.env.NODE_ENV !== 'production' || body.trusted) users.set(body.id, body);
  return Response.json({ ok: true });
}
export async function GET(request: Request) { return Response.json(users.get((await request.json()).id) ?? null); }
`,
    },
    expect: [{ symbol: 'users', verdict: 'unsafe', severity: 'critical' }],
  },
  {
    name: 'users are only kept by an emulator, whatever else is asked',
    platform: 'next',
    files: {
      'app/api/users/route.ts': `
const users = new Map<string, unknown>();
export async function POST(request: Request) {
  const body = await request.json();
  if (process.env.IS_OFFLINE && body.keep) users.set(body.id, body);
  return Response.json({ ok: true });
}
export async function GET(request: Request) { return Response.json(users.get((await request.json()).id) ?? null); }
`,
    },
    expect: [{ symbol: 'users', verdict: 'safe' }],
  },
  {
    name: 'the score of a game that was just begun, and is kept, is lost',
    platform: 'next',
    files: {
      'app/api/game/route.ts': `
export class Game { score = 0; win(points: number) { this.score += points; } }
let current: Game | undefined;
export async function POST(request: Request) {
  const { points } = await request.json();
  const game = new Game();
  current = game;
  game.win(points);
  return Response.json({ ok: true });
}
export async function GET() { return Response.json({ score: current?.score ?? 0 }); }
`,
    },
    expect: [{ near: 'score', verdict: 'unsafe' }],
  },
  {
    name: 'members of a room that its opener files are lost',
    platform: 'next',
    files: {
      'app/api/room/route.ts': `
class Room { members = new Set<string>(); join(user: string) { this.members.add(user); } has(user: string) { return this.members.has(user); } }
const rooms = new Map<string, Room>();
function open(id: string) { const room = new Room(); rooms.set(id, room); return room; }
export async function POST(request: Request) {
  const { id, user } = await request.json();
  open(id).join(user);
  return Response.json({ ok: true });
}
export async function GET(request: Request) {
  const { id, user } = await request.json();
  return Response.json({ isIn: rooms.get(id)?.has(user) ?? false });
}
`,
    },
    expect: [{ symbol: 'Room.members', verdict: 'unsafe' }],
  },
  {
    name: 'a log is lost whose object files itself as it is made',
    platform: 'next',
    files: {
      'app/api/log/route.ts': `
const all: Session[] = [];
class Session {
  log: string[] = [];
  constructor() { all.push(this); }
  note(text: string) { this.log.push(text); }
}
export async function POST(request: Request) {
  const session = new Session();
  session.note((await request.json()).text);
  return Response.json({ ok: true });
}
export async function GET() { return Response.json(all.map((session) => session.log)); }
`,
    },
    expect: [{ symbol: 'Session.log', verdict: 'unsafe' }],
  },
  {
    name: 'goods in a basket that methods fill in turns are lost',
    platform: 'next',
    files: {
      'lib/basket.ts': `
export class Basket {
  private count = 0;
  private items: string[] = [];
  add(item: string, times: number) { this.count++; this.retry(item, times); }
  private retry(item: string, times: number) { this.items.push(item); if (times > 0) this.add(item, times - 1); }
  all() { return { items: this.items, count: this.count }; }
}
export const basket = new Basket();
`,
      'app/api/basket/route.ts': `
import { basket } from '../../../lib/basket';
export async function POST(request: Request) {
  const { item, times } = await request.json();
  basket.add(item, times);
  return Response.json({ ok: true });
}
export async function GET() { return Response.json(basket.all()); }
`,
    },
    expect: [{ symbol: 'Basket.items', verdict: 'unsafe' }],
  },
  {
    name: 'twenty stores that one helper fills are lost, each of them',
    platform: 'next',
    files: {
      'lib/put.ts':
        'export function put(store: Map<string, unknown>, id: string, value: unknown) { store.set(id, value); }\n',
      ...Object.fromEntries(
        Array.from({ length: 20 }, (_, at) => [
          `app/api/s${at}/route.ts`,
          `
import { put } from '../../../lib/put';
const store${at} = new Map<string, unknown>();
export async function POST(request: Request) { const body = await request.json(); put(store${at}, body.id, body); return Response.json({ ok: true }); }
export async function GET(request: Request) { return Response.json(store${at}.get((await request.json()).id) ?? null); }
`,
        ]),
      ),
    },
    expect: Array.from({ length: 20 }, (_, at) => ({ symbol: `store${at}`, verdict: 'unsafe' as const })),
  },
  {
    name: 'users in a record that began with a number in it are lost',
    platform: 'next',
    files: {
      'app/api/users/route.ts': `
const db: Record<string, any> = { version: 1 };
db.users = {};
export async function POST(request: Request) { const body = await request.json(); db.users[body.id] = body; return Response.json({ version: db.version }); }
export async function GET(request: Request) { return Response.json(db.users[(await request.json()).id] ?? null); }
`,
    },
    expect: [{ near: 'db', verdict: 'unsafe' }],
  },
  {
    name: 'numbers of orders are given twice, though they also find a promise again',
    platform: 'next',
    files: {
      'app/api/orders/route.ts': `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
let lastOrder = 0;
const pending = new Map<number, () => void>();
function begin() {
  const id = ++lastOrder;
  const done = new Promise<void>((resolve) => pending.set(id, resolve));
  return { id, done };
}
export async function POST(request: Request) {
  const order = begin();
  await prisma.order.create({ data: { number: order.id, ...(await request.json()) } });
  pending.get(order.id)?.();
  await order.done;
  return Response.json({ number: order.id });
}
`,
    },
    expect: [{ symbol: 'lastOrder', verdict: 'unsafe', role: 'id-sequence', severity: 'critical' }],
  },
  {
    name: 'orders in a writer that is only closed when the server stops are lost',
    platform: 'next',
    files: {
      'lib/orders.ts': `
import { getFirestore } from 'firebase-admin/firestore';
class Orders {
  private writer = getFirestore().bulkWriter();
  save(order: { id: string }) { this.writer.create(getFirestore().doc('orders/' + order.id), order); }
  async shutdown() { await this.writer.close(); }
}
export const orders = new Orders();
process.on('SIGTERM', () => { void orders.shutdown(); });
`,
      'app/api/orders/route.ts': `
import { orders } from '../../../lib/orders';
export async function POST(request: Request) { orders.save(await request.json()); return Response.json({ ok: true }); }
`,
    },
    expect: [{ near: 'writer.create', verdict: 'unsafe', rule: 'no-work-after-response' }],
  },
  {
    name: 'files that are no previews are gone with the instance',
    platform: 'next',
    files: {
      'app/api/files/route.ts': `
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
const save = (dir: string, body: any) => writeFile(join(dir, body.id + '.json'), JSON.stringify(body));
export async function POST(request: Request) {
  const body = await request.json();
  await save(body.preview ? '/tmp/preview' : './data', body);
  return Response.json({ ok: true });
}
export async function GET(request: Request) { return Response.json(await readFile(join('./data', (await request.json()).id + '.json'), 'utf8')); }
`,
    },
    expect: [{ near: 'writeFile(join', verdict: 'unsafe' }],
  },
  {
    name: 'the plan of a user is not saved, whatever is selected',
    platform: 'next',
    files: {
      'app/api/plan/route.ts': `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function POST(request: Request) {
  const { id, plan } = await request.json();
  void prisma.user.update({ where: { id }, data: { plan, updatedAt: new Date() }, select: { updatedAt: true } });
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ near: 'prisma.user.update', verdict: 'unsafe', severity: 'high' }],
  },
  {
    name: 'the reply of a model is not saved, for it only bears the name of an answer',
    platform: 'next',
    files: {
      'app/api/chat/route.ts': `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
async function store(text: unknown) { await prisma.message.create({ data: { text } }); }
export async function POST(request: Request) {
  const reply = await (await fetch('https://model.example.org', { method: 'POST', body: await request.text() })).json();
  store(reply).catch(console.error);
  return Response.json(reply);
}
`,
    },
    expect: [{ near: 'store(reply)', verdict: 'unsafe', rule: 'no-work-after-response', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'a game that a route has started is not started on another instance',
    platform: 'next',
    files: {
      'app/api/game/route.ts': `
let gameStarted = false;
export async function POST() { gameStarted = true; return Response.json({ ok: true }); }
export async function DELETE() { gameStarted = false; return Response.json({ ok: true }); }
export async function GET() { return Response.json({ gameStarted }); }
`,
    },
    expect: [{ symbol: 'gameStarted', verdict: ['unsafe', 'advisory'] }],
  },
  {
    name: 'a card is charged twice, for only one instance knows that it is at it',
    platform: 'next',
    files: {
      'app/api/pay/route.ts': `
const running = new Map<string, Promise<unknown>>();
const charge = (id: string) => fetch('https://pay.example.org', { method: 'POST', body: id });
export async function POST(request: Request) {
  const { id } = await request.json();
  if (running.has(id)) return new Response('at it', { status: 409 });
  const work = charge(id).finally(() => running.delete(id));
  running.set(id, work);
  await work;
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'running', verdict: 'unsafe', role: 'lock', severity: 'high' }],
    nothingElse: true,
  },
];
