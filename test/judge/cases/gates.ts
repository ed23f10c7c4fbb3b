import type { Case } from '../case.js';

/** What an instance does about its own load and its own housekeeping. */
export const gates: readonly Case[] = [
  {
    name: 'expired replay markers are deleted from the database a little more often',
    platform: 'workers',
    files: {
      'src/index.ts': `
import { consume } from './totp';

export default {
  async fetch(request: Request, env: { DB: any }): Promise<Response> {
    const { user, counter } = await request.json();
    const isFresh = await new Storage(env.DB).consumeTotp(user, counter);
    return new Response(isFresh ? 'welcome' : 'used', { status: isFresh ? 200 : 401 });
  },
};

class Storage {
  private static lastTotpReplayCleanupAt = 0;
  private static readonly INTERVAL = 600_000;
  constructor(private db: any) {}

  async consumeTotp(user: string, counter: number): Promise<boolean> {
    const result = await consume(this.db, Storage.lastTotpReplayCleanupAt, Storage.INTERVAL, user, counter);
    if (result.cleanedUpAt !== null) {
      Storage.lastTotpReplayCleanupAt = result.cleanedUpAt;
    }
    return result.consumed;
  }
}
`,
      'src/totp.ts': `
export async function consume(db: any, lastAt: number, interval: number, user: string, counter: number) {
  const now = Date.now();
  let cleanedUpAt: number | null = null;
  if (now - lastAt > interval) {
    await db.prepare('DELETE FROM totp_replays WHERE expires_at < ?').bind(now).run();
    cleanedUpAt = now;
  }
  const inserted = await db.prepare('INSERT OR IGNORE INTO totp_replays VALUES (?, ?)').bind(user, counter).run();
  return { consumed: inserted.meta.changes === 1, cleanedUpAt };
}
`,
    },
    expect: [{ symbol: 'Storage.lastTotpReplayCleanupAt', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'expired download tokens are deleted from the database a little more often',
    platform: 'lambda',
    files: {
      'src/tokens.ts': `
import { Pool } from 'pg';
const pool = new Pool();

class Tokens {
  private static lastTokenSweepAt = 0;

  static async sweep(): Promise<void> {
    const now = Date.now();
    if (now - Tokens.lastTokenSweepAt < 60_000) return;
    Tokens.lastTokenSweepAt = now;
    await pool.query('delete from tokens where expires_at < now()');
  }
}

export const handler = async (event: { token: string }) => {
  await Tokens.sweep();
  const { rows } = await pool.query('select * from tokens where token = $1', [event.token]);
  return { statusCode: rows.length > 0 ? 200 : 401 };
};
`,
    },
    expect: [{ symbol: 'Tokens.lastTokenSweepAt', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'a code can be used twice because the counter of the last one is forgotten',
    platform: 'workers',
    files: {
      'src/index.ts': `
import { matching } from './totp';
const lastTotpCounter = new Map<string, number>();

export default {
  async fetch(request: Request): Promise<Response> {
    const { user, code } = await request.json();
    const counter = matching(user, code);
    if (counter <= (lastTotpCounter.get(user) ?? 0)) return new Response('used', { status: 401 });
    lastTotpCounter.set(user, counter);
    return new Response('welcome');
  },
};
`,
      'src/totp.ts': `export const matching = (user: string, code: string) => user.length + Number(code);\n`,
    },
    expect: [{ symbol: 'lastTotpCounter', verdict: 'unsafe', role: 'security', severity: 'critical' }],
  },
  {
    name: 'requests beyond what one instance can bear are turned away',
    platform: 'next',
    files: {
      'lib/gate.ts': `
const MAX_INFLIGHT = Number(process.env.MAX_INFLIGHT) || 500;
let inflight = 0;

export function tryAdmit(): { release: () => void } | null {
  if (inflight >= MAX_INFLIGHT) {
    return null;
  }
  inflight++;
  let released = false;
  return {
    release() {
      if (released) return;
      released = true;
      inflight--;
    },
  };
}
`,
      'app/api/run/route.ts': `
import { tryAdmit } from '../../../lib/gate';
export async function POST(request: Request) {
  const ticket = tryAdmit();
  if (!ticket) return Response.json({ error: 'Too many requests' }, { status: 429 });
  try {
    const answer = await fetch('https://run.example.org', { method: 'POST', body: await request.text() });
    return new Response(await answer.text());
  } finally {
    ticket.release();
  }
}
`,
    },
    expect: [{ symbol: 'inflight', verdict: 'advisory', severity: ['low', 'medium'] }],
  },
  {
    name: 'a day of one thousand free answers is a thousand on each instance',
    platform: 'next',
    files: {
      'app/api/ask/route.ts': `
let answersToday = 0;

export async function POST(request: Request) {
  if (answersToday >= 1000) return Response.json({ error: 'Too many requests' }, { status: 429 });
  answersToday++;
  const answer = await fetch('https://model.example.org', { method: 'POST', body: await request.text() });
  if (!answer.ok) answersToday--;
  return new Response(await answer.text());
}
`,
    },
    expect: [{ symbol: 'answersToday', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
  },
  {
    name: 'each instance takes its keys in turn',
    platform: 'next',
    files: {
      'lib/keys.ts': `
const rotationCounters = new Map<string, number>();

export function nextKey(pool: string, keys: string[]): string | undefined {
  const cursor = (rotationCounters.get(pool) ?? -1) + 1;
  rotationCounters.set(pool, cursor);
  return keys[cursor % keys.length];
}
`,
      'lib/limiter.ts': `
class KeyLimiter {
  private roundRobin = new Map<string, number>();

  take(provider: string, limited: boolean) {
    if (limited) return { success: false, key: '' };
    const keys = (process.env[provider.toUpperCase() + '_KEYS'] ?? '').split(',');
    const counter = this.roundRobin.get(provider) ?? 0;
    const selected = keys[counter % keys.length];
    this.roundRobin.set(provider, counter + 1);
    return { success: true, key: selected };
  }
}
export const limiter = new KeyLimiter();
`,
      'app/api/ask/route.ts': `
import { nextKey } from '../../../lib/keys';
import { limiter } from '../../../lib/limiter';
export async function POST(request: Request) {
  const { pool, keys, provider, limited } = await request.json();
  const taken = limiter.take(provider, limited);
  if (!taken.success) return new Response('Too many requests', { status: 429 });
  return fetch('https://model.example.org', { headers: { key: nextKey(pool, keys) ?? '', other: taken.key ?? '' } });
}
`,
    },
    expect: [
      { symbol: 'rotationCounters', verdict: 'advisory', severity: 'low' },
      { symbol: 'KeyLimiter.roundRobin', verdict: 'advisory', severity: 'low' },
    ],
  },
  {
    name: 'every tenth visitor wins, and each instance counts its own visitors',
    platform: 'next',
    files: {
      'app/api/visit/route.ts': `
const visits = new Map<string, number>();

export async function POST(request: Request) {
  const { campaign } = await request.json();
  const count = (visits.get(campaign) ?? 0) + 1;
  visits.set(campaign, count);
  return Response.json({ wins: count % 10 === 0, count });
}
`,
    },
    expect: [{ symbol: 'visits', verdict: 'unsafe', role: ['counter', 'history', 'metrics'] }],
  },
  {
    name: 'a client and the number of its calls are in one object, and the number is a limit',
    platform: 'next',
    files: {
      'app/api/ask/route.ts': `
import Redis from 'ioredis';
const state: { client: Redis | null; calls: number } = { client: null, calls: 0 };

export async function GET(request: Request) {
  state.client ??= new Redis(process.env.REDIS_URL ?? '');
  state.calls++;
  if (state.calls > 100) return new Response('Too many requests', { status: 429 });
  return Response.json(await state.client.get(new URL(request.url).pathname));
}
`,
    },
    expect: [{ symbol: 'state', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
  },
  {
    name: 'who watches a board hears nothing of what comes in at another instance',
    platform: 'next',
    files: {
      'app/api/board/route.ts': `
const listeners: ((note: string) => void)[] = [];

export async function GET() {
  const stream = new ReadableStream({
    start(controller) {
      listeners.push((note) => controller.enqueue(note));
    },
  });
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
}

export async function POST(request: Request) {
  const note = await request.text();
  for (const tell of listeners) tell(note);
  return new Response('ok');
}
`,
    },
    expect: [{ symbol: 'listeners', verdict: 'unsafe', severity: ['critical', 'high'] }],
  },
  {
    name: 'backups that an administrator scheduled are not run by any other instance',
    platform: 'next',
    files: {
      'lib/backups.ts': `
import cron, { type ScheduledTask } from 'node-cron';
class BackupScheduler {
  private jobs: Map<string, { name: string; schedule: string }> = new Map();
  private scheduledTasks: Map<string, ScheduledTask> = new Map();
  add(name: string, schedule: string) {
    this.jobs.set(name, { name, schedule });
    this.scheduledTasks.set(name, cron.schedule(schedule, () => fetch('https://backup.example.org/' + name)));
  }
  all() {
    return [...this.jobs.values()];
  }
  stop(name: string) {
    this.scheduledTasks.get(name)?.stop();
    this.scheduledTasks.delete(name);
    this.jobs.delete(name);
  }
}
export const backups = new BackupScheduler();
`,
      'app/api/backups/route.ts': `
import { backups } from '../../../lib/backups';
export async function POST(request: Request) {
  const { name, schedule } = await request.json();
  backups.add(name, schedule);
  return Response.json(backups.all());
}
export async function DELETE(request: Request) {
  backups.stop((await request.json()).name);
  return new Response(null, { status: 204 });
}
export const GET = () => Response.json(backups.all());
`,
    },
    expect: [{ symbol: 'BackupScheduler.jobs', verdict: 'unsafe', role: 'scheduler', severity: 'high' }],
  },
  {
    name: 'an account runs two imports at a time at each instance',
    platform: 'next',
    files: {
      'app/api/import/route.ts': `
const running: Record<string, number> = {};

export async function POST(request: Request) {
  const account = request.headers.get('x-account') ?? '';
  running[account] ??= 0;
  if (running[account] >= 2) return new Response('Too many imports', { status: 429 });
  running[account]++;
  try {
    await fetch('https://import.example.org', { method: 'POST', body: await request.text() });
    return new Response('done');
  } finally {
    running[account]--;
  }
}
`,
    },
    expect: [{ symbol: 'running', verdict: 'unsafe', role: ['rate-limit', 'lock'], severity: ['critical', 'high'] }],
  },
  {
    name: 'each instance renders as many pages at a time as it can bear',
    platform: 'next',
    files: {
      'app/api/render/route.ts': `
let rendering = 0;

export async function POST(request: Request) {
  if (rendering >= 4) return new Response('busy', { status: 503 });
  rendering += 1;
  try {
    const page = await fetch('http://localhost:9222', { method: 'POST', body: await request.text() });
    return new Response(await page.text());
  } finally {
    rendering -= 1;
  }
}
`,
    },
    expect: [{ symbol: 'rendering', verdict: 'advisory', severity: ['low', 'medium'] }],
  },
];
