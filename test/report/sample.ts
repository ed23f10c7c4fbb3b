/**
 * A small URL shortener on AWS Lambda and what an audit says about it, written by hand so that the formats can be read before the rest of
 * the house stands. Places are found in the text, so the sources may be edited freely.
 */
import type {
  Cleared,
  Finding,
  Location,
  Report,
  ReportedAccess,
  ReportedEntryPoint,
  TrailStep,
} from '../../src/model/report.js';
import type { MigrationPreview } from '../../src/report/migration.js';
import type { SimulationPreview } from '../../src/report/simulation.js';
import type { Paint, RenderContext } from '../../src/report/reporter.js';

export const sources: Readonly<Record<string, string>> = {
  'src/middleware/rate-limit.ts': `import type { RequestHandler } from 'express';

interface Window {
  count: number;
  resetAt: number;
}

// Fine for one server. TODO: Redis before we scale out.
const limits = new Map<string, Window>();
const WINDOW_MS = 60_000;
const MAX_LINKS = 20;

export const rateLimit: RequestHandler = (req, res, next) => {
\tconst ip = req.ip ?? 'unknown';
\tconst now = Date.now();
\tconst window = limits.get(ip);
\tif (!window || window.resetAt < now) {
\t\tlimits.set(ip, { count: 1, resetAt: now + WINDOW_MS });
\t\treturn next();
\t}
\tif (++window.count > MAX_LINKS) return res.status(429).json({ error: 'Too many links, try again in a minute' });
\treturn next();
};
`,
  'src/lib/session-store.ts': `import { randomUUID } from 'node:crypto';

class SessionStore {
  private sessions = new Map<string, { userId: string; expiresAt: number }>();

  constructor() {
    setInterval(() => this.sweep(), 60_000);
  }

  create(userId: string) {
    const id = randomUUID();
    this.sessions.set(id, { userId, expiresAt: Date.now() + 86_400_000 });
    return id;
  }

  find(id: string) {
    return this.sessions.get(id);
  }

  private sweep() {
    for (const [id, session] of this.sessions) if (session.expiresAt < Date.now()) this.sessions.delete(id);
  }
}

export const sessionStore = new SessionStore();
`,
  'src/routes/auth.ts': `import { Router } from 'express';
import { sessionStore } from '../lib/session-store.js';

export const auth = Router();

auth.post('/login', async (req, res) => {
  const user = await findUser(req.body);
  if (!user) return res.status(401).end();
  res.cookie('sid', startSession(user.id)).end();
});

auth.get('/me', (req, res) => {
  const session = sessionStore.find(req.cookies.sid);
  if (!session) return res.status(401).end();
  res.json({ userId: session.userId });
});

function startSession(userId: string) {
  return sessionStore.create(userId);
}
`,
  'src/routes/links.ts': `import { Router } from 'express';
import { rateLimit } from '../middleware/rate-limit.js';
import { clicks, track } from '../lib/clicks.js';

export const links = Router();
links.post('/links', rateLimit, createLink);
links.get('/stats/:code', (req, res) => res.json({ clicks: clicks.get(req.params.code) ?? 0 }));
links.get('/:code', (req, res) => { track(req.params.code); res.redirect(301, resolve(req.params.code)); });
`,
  'src/lib/clicks.ts': `export const clicks = new Map<string, number>();

/** What the dashboard shows. */
const recent: { code: string; at: number }[] = [];

export function track(code: string) {
  if (recent.push({ code, at: Date.now() }) > 50) recent.shift();
  clicks.set(code, (clicks.get(code) ?? 0) + 1);
}
`,
  'src/lib/preview.ts': `const previews = new Map<string, string>();

export async function preview(url: string) {
  const known = previews.get(url);
  if (known) return known;
  const html = await (await fetch(url)).text();
  previews.set(url, html);
  return html;
}
`,
  'src/lib/codes.ts': `export const ALPHABET = new Set('abcdefghijkmnpqrstuvwxyz23456789');
export const RESERVED = ['login', 'me', 'stats', 'links'];
`,
  'src/lib/db.ts': `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export const dynamo = new DynamoDBClient({});
`,
};

/** The place of a snippet; `nth` counts from 1 where it occurs more than once. */
export function at(file: string, snippet: string, nth = 1): Location {
  const text = sources[file] ?? '';
  let offset = -1;
  for (let seen = 0; seen < nth; seen++) offset = text.indexOf(snippet, offset + 1);
  if (offset < 0) throw new Error(`${file} does not hold ${snippet}`);
  const place = (end: number) => {
    const lines = text.slice(0, end).split('\n');
    return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
  };
  const start = place(offset);
  const end = place(offset + snippet.length);
  return { file, ...start, endLine: end.line, endColumn: end.column };
}

const LIMIT = 'src/middleware/rate-limit.ts';
const SESSIONS = 'src/lib/session-store.ts';
const AUTH = 'src/routes/auth.ts';
const LINKS = 'src/routes/links.ts';
const CLICKS = 'src/lib/clicks.ts';
const PREVIEW = 'src/lib/preview.ts';

function step(kind: TrailStep['kind'], place: Location, note: string): TrailStep {
  return { kind, ...place, note };
}

function access(operation: ReportedAccess['operation'], place: Location, fn: string): ReportedAccess {
  return { ...place, operation, phase: 'request', fn };
}

const limiter: Finding = {
  ...at(LIMIT, 'limits'),
  id: 'no-module-state:src/middleware/rate-limit.ts:limits',
  rule: 'no-module-state',
  symbol: 'limits',
  form: 'map',
  role: 'rate-limit',
  verdict: 'unsafe',
  severity: 'critical',
  effects: ['instance-divergence', 'cold-start-loss'],
  reached: 'yes',
  package: 'shortener',
  units: ['api'],
  accesses: [
    access('get', at(LIMIT, 'limits.get(ip)'), 'rateLimit'),
    access('set', at(LIMIT, 'limits.set(ip, { count: 1, resetAt: now + WINDOW_MS })'), 'rateLimit'),
  ],
  trail: [
    step('declare', at(LIMIT, 'limits'), 'one Map in each instance'),
    step('entry', at(LINKS, "links.post('/links', rateLimit, createLink)"), 'POST /links'),
    step('call', at(LINKS, 'rateLimit', 2), 'rateLimit()'),
    step('read', at(LIMIT, 'limits.get(ip)'), 'read here: another instance knows nothing of this client'),
    step('write', at(LIMIT, 'limits.set(ip, { count: 1, resetAt: now + WINDOW_MS })'), 'written here on POST /links'),
  ],
  message:
    '`limits` counts the requests of each client and answers 429. Each instance counts for itself, so a client gets 20 links a minute from every instance that is up.',
  impact: [
    'Every instance counts `limits` for itself: with ten instances the limit of `POST /links` is ten times as high.',
    'A cold start forgets all windows, so a client that waits for one starts again at zero.',
  ],
  remedies: [
    {
      kind: 'adapter',
      title: 'Count in Redis with one atomic script, windows expire after 60 seconds',
      detail: 'INCR and PEXPIRE in one round trip; the window starts at the first request, as it does now.',
      code: `import { createClient } from 'redis';

const redis = await createClient({ url: process.env.REDIS_URL }).connect();

export async function countLink(ip: string) {
  const key = \`limits:\${ip}\`;
  const count = await redis.incr(key);
  if (count === 1) await redis.pExpire(key, 60_000);
  return count <= 20;
}`,
    },
    { kind: 'platform', title: 'Limit in front of the function: API Gateway usage plans or AWS WAF rate rules' },
  ],
  companions: [],
  decision: [
    {
      question: 'Does anything write it at request time?',
      answer: 'Yes',
      evidence: [`${LIMIT}:18 \`set\` in rateLimit(), reached from POST /links`],
    },
    {
      question: 'Is it really long-lived?',
      answer: 'Yes: it is declared at the top of a module that the handler imports',
      evidence: [`${LIMIT}:9 const limits`],
    },
    {
      question: 'What happens on a miss?',
      answer: 'It starts counting at one, so a limit is bypassed',
      evidence: [`${LIMIT}:17 the miss branch writes \`{ count: 1 }\``, `${LIMIT}:21 the count decides a 429`],
    },
  ],
};

const sessions: Finding = {
  ...at(SESSIONS, 'sessions = new Map<string, { userId: string; expiresAt: number }>()'),
  id: 'no-stateful-singleton:src/lib/session-store.ts:SessionStore.sessions',
  rule: 'no-stateful-singleton',
  symbol: 'SessionStore.sessions',
  form: 'field',
  role: 'session',
  verdict: 'unsafe',
  severity: 'critical',
  effects: ['cold-start-loss', 'instance-divergence', 'breaks-on-scale-out'],
  reached: 'yes',
  package: 'shortener',
  units: ['api'],
  accesses: [
    access('set', at(SESSIONS, 'this.sessions.set'), 'create'),
    access('get', at(SESSIONS, 'this.sessions.get'), 'find'),
  ],
  trail: [
    step('declare', at(SESSIONS, 'sessions'), 'declared here, in the one SessionStore that this module exports'),
    step('entry', at(AUTH, "auth.post('/login'"), 'POST /login'),
    step('call', at(AUTH, 'startSession(user.id)'), 'startSession()'),
    step('call', at(AUTH, 'sessionStore.create(userId)'), 'create()'),
    step(
      'write',
      at(SESSIONS, 'this.sessions.set(id, { userId, expiresAt: Date.now() + 86_400_000 })'),
      'written here on POST /login',
    ),
    step('entry', at(AUTH, "auth.get('/me'"), 'GET /me'),
    step('call', at(AUTH, 'sessionStore.find(req.cookies.sid)'), 'find()'),
    step('read', at(SESSIONS, 'this.sessions.get(id)'), 'read here on GET /me'),
    step('read', at(AUTH, 'sessionStore.find(req.cookies.sid)'), 'a miss answers 401 two lines further down'),
  ],
  message:
    '`POST /login` keeps the session in the memory of one instance; `GET /me` on any other instance, or after a cold start, answers 401.',
  impact: [
    'Users are logged out whenever the instance that knows them is recycled.',
    '`GET /me` answers 401 on every instance but the one that served `POST /login`.',
    'The more instances, the more requests miss: with ten, nine in ten.',
  ],
  remedies: [
    {
      kind: 'adapter',
      title: 'Keep sessions in Redis, each with an expiry of 24 hours',
      code: `await redis.set(\`session:\${id}\`, JSON.stringify({ userId }), { EX: 86_400 });
const session = await redis.get(\`session:\${id}\`);`,
    },
    {
      kind: 'stateless',
      title: 'Sign the session into the cookie (JWT) and keep nothing',
      detail: 'Only if no session must ever be revoked before it expires.',
      code: "res.cookie('sid', await new SignJWT({ sub: user.id }).setExpirationTime('24h').sign(new TextEncoder().encode(process.env.SESSION_SECRET)));",
    },
  ],
  companions: [
    {
      ...at(SESSIONS, 'setInterval(() => this.sweep(), 60_000)'),
      symbol: 'setInterval(sweep)',
      form: 'timer',
      role: 'cleanup',
      note: 'the sweep of expired sessions never runs while the function is frozen; the expiry in Redis replaces it',
    },
    {
      ...at(SESSIONS, 'sessionStore'),
      symbol: 'sessionStore',
      form: 'instance',
      role: 'session',
      note: 'the instance around the field',
    },
  ],
  decision: [
    {
      question: 'Does anything write it at request time?',
      answer: 'Yes',
      evidence: [`${SESSIONS}:12 \`set\` in create(), reached from POST /login`],
    },
    { question: 'What happens on a miss?', answer: 'GET /me answers 401: data is lost', evidence: [`${AUTH}:14 401`] },
  ],
};

const clicks: Finding = {
  ...at(CLICKS, 'clicks = new Map<string, number>()'),
  id: 'no-module-state:src/lib/clicks.ts:clicks',
  rule: 'no-module-state',
  symbol: 'clicks',
  form: 'map',
  role: 'counter',
  verdict: 'unsafe',
  severity: 'medium',
  effects: ['lost-updates', 'no-durability'],
  reached: 'yes',
  package: 'shortener',
  units: ['api'],
  accesses: [access('set', at(CLICKS, 'clicks.set(code, (clicks.get(code) ?? 0) + 1)'), 'track')],
  trail: [
    step('declare', at(CLICKS, 'clicks'), 'declared here'),
    step('entry', at(LINKS, "links.get('/:code'"), 'GET /:code'),
    step('call', at(LINKS, 'track(req.params.code)'), 'track()'),
    step('read', at(CLICKS, 'clicks.get(code)'), 'read here'),
    step('write', at(CLICKS, 'clicks.set(code, (clicks.get(code) ?? 0) + 1)'), 'and written here on GET /:code'),
    step('entry', at(LINKS, "links.get('/stats/:code'"), 'GET /stats/:code'),
    step('read', at(LINKS, 'clicks.get(req.params.code)'), 'read here on GET /stats/:code'),
  ],
  message:
    'Clicks are counted in each instance for itself and forgotten with it; `GET /stats/:code` shows what the instance that answers happens to have seen.',
  impact: ['Three redirects on three instances count as one click each.', 'A deploy sets all statistics to zero.'],
  remedies: [
    {
      kind: 'adapter',
      title: 'Count with an atomic ADD on the item of the link in DynamoDB',
      code: `await dynamo.send(new UpdateItemCommand({
  TableName: process.env.LINKS_TABLE,
  Key: { code: { S: code } },
  UpdateExpression: 'ADD clicks :one',
  ExpressionAttributeValues: { ':one': { N: '1' } },
}));`,
    },
  ],
  companions: [],
  decision: [],
};

const recent: Finding = {
  ...clicks,
  ...at(CLICKS, 'recent'),
  id: 'no-module-state:src/lib/clicks.ts:recent',
  symbol: 'recent',
  form: 'array',
  role: 'history',
  effects: ['instance-divergence', 'cold-start-loss'],
  accesses: [],
  trail: [
    step('declare', at(CLICKS, 'recent'), ''),
    step('entry', at(LINKS, "links.get('/:code'"), 'GET /:code'),
    step('call', at(LINKS, 'track(req.params.code)'), 'track()'),
    step('write', at(CLICKS, 'recent.push({ code, at: Date.now() })'), ''),
    step('write', at(CLICKS, 'recent.shift()'), ''),
  ],
  message: 'The last 50 clicks of each instance, written on `GET /:code`; nothing reads them.',
  impact: ['Each instance has a list of its own.', 'A new instance starts with an empty list.'],
  remedies: [{ kind: 'remove', title: 'Remove it, since nothing reads it' }],
};

const previews: Finding = {
  ...at(PREVIEW, 'previews = new Map<string, string>()'),
  id: 'no-module-state:src/lib/preview.ts:previews',
  rule: 'no-module-state',
  symbol: 'previews',
  form: 'map',
  role: 'cache',
  verdict: 'advisory',
  severity: 'low',
  effects: ['cold-start-loss'],
  reached: 'yes',
  package: 'shortener',
  units: ['api'],
  accesses: [],
  trail: [],
  message:
    'A cache of fetched pages: a miss fetches again, so losing it costs latency only. It never expires and never shrinks.',
  impact: ['Each new instance fetches every page again.'],
  remedies: [{ kind: 'code', title: 'Bound it, or keep it in Redis with an expiry' }],
  companions: [],
  decision: [],
};

const legacyQueue: Finding = {
  ...previews,
  ...at(PREVIEW, 'known'),
  id: 'no-global-state:src/lib/preview.ts:globalThis.jobs',
  rule: 'no-global-state',
  symbol: 'globalThis.jobs',
  role: 'queue',
  form: 'global',
  reached: 'no',
  message: 'Jobs wait in memory, but no entry point reaches the code that adds them.',
};

function cleared(place: Location, symbol: string, facts: Pick<Cleared, 'form' | 'role' | 'reason'>): Cleared {
  return {
    ...place,
    id: `cleared:${place.file}:${symbol}`,
    symbol,
    reached: 'yes',
    package: 'shortener',
    decision: [
      {
        question: 'Does anything write it at request time?',
        answer: 'No',
        evidence: ['written at module evaluation only'],
      },
    ],
    ...facts,
  };
}

function entryPoint(place: Location, route: string): ReportedEntryPoint {
  return { platform: 'express', file: place.file, line: place.line, name: 'handler', kind: 'http', route, unit: 'api' };
}

export const report: Report = {
  schema: 1,
  tool: { name: 'coldstate', version: '0.1.0' },
  project: 'shortener',
  platforms: [
    {
      name: 'lambda',
      title: 'AWS Lambda',
      package: '.',
      evidence: 'template.yaml declares 1 AWS::Serverless::Function',
      concurrency: 'one',
      guidance:
        'An instance serves one request at a time and is frozen between requests; memory and /tmp are gone when it is recycled.',
    },
    {
      name: 'express',
      title: 'Express',
      package: '.',
      evidence: 'src/routes/auth.ts imports express',
      concurrency: 'many',
      guidance: 'Behind a function adapter, an Express app lives as long as the function instance does.',
    },
  ],
  units: [{ name: 'api', platform: 'lambda', entryPoints: 5 }],
  entryPoints: [
    entryPoint(at(AUTH, "auth.post('/login'"), 'POST /login'),
    entryPoint(at(AUTH, "auth.get('/me'"), 'GET /me'),
    entryPoint(at(LINKS, 'links.post'), 'POST /links'),
    entryPoint(at(LINKS, "links.get('/stats"), 'GET /stats/:code'),
    entryPoint(at(LINKS, "links.get('/:code'"), 'GET /:code'),
  ],
  findings: [sessions, limiter, clicks, recent, legacyQueue, previews],
  cleared: [
    cleared(at('src/lib/codes.ts', 'ALPHABET'), 'ALPHABET', {
      form: 'set',
      role: 'constant',
      reason: 'Written when the module is evaluated and never again.',
    }),
    cleared(at('src/lib/codes.ts', 'RESERVED'), 'RESERVED', {
      form: 'array',
      role: 'constant',
      reason: 'Written when the module is evaluated and never again.',
    }),
    cleared(at('src/lib/db.ts', 'dynamo ='), 'dynamo', {
      form: 'instance',
      role: 'client',
      reason: 'A client of DynamoDB: a handle, not data. Keeping it in module scope is right.',
    }),
  ],
  accepted: [],
  diagnostics: [
    { file: 'src/legacy/import.ts', line: 41, kind: 'parse', message: 'Expected `,` or `)` but found `}`' },
    { file: 'scripts/seed.ts', kind: 'resolution', message: 'cannot find `@shortener/fixtures`, imported on line 3' },
  ],
  stats: { files: 48, lines: 3120, stores: 9, skipped: { test: 12, ignored: 3 } },
};

export const quiet: Report = { ...report, findings: [], diagnostics: [], stats: { ...report.stats, stores: 3 } };

/** What a plan says of two of them. */
export const migration: MigrationPreview = {
  to: 'redis',
  stores: [
    {
      id: sessions.id,
      adapter: "sharedMap('session-store.sessions')",
      functions: ['create', 'find', 'startSession'],
      callSites: 3,
      removed: ['sweep timer'],
      warnings: [{ code: 'VALUE_COPIED', why: '`find` hands out a copy', file: SESSIONS, line: 17 }],
      files: [
        {
          file: SESSIONS,
          hunks: [
            {
              head: '@@ -4,1 +4,1 @@',
              reason: 'the store is shared by all instances',
              lines: [
                '-  private sessions = new Map<string, Session>();',
                "+  private sessions = sharedMap<Session>('session-store.sessions');",
                ' ',
              ],
            },
          ],
        },
      ],
    },
  ],
  refused: [
    {
      id: limiter.id,
      refusals: [
        {
          code: 'NO_TTL',
          why: 'nothing says how long an entry of `limits` lives',
          advice: 'Say it with --ttl limits=1m.',
          file: LIMIT,
          line: 9,
          replacement: "const limits = rateLimiter('limits');",
        },
      ],
    },
  ],
};

const plain: Paint = {
  bold: String,
  dim: String,
  underline: String,
  red: String,
  green: String,
  yellow: String,
  blue: String,
  magenta: String,
  cyan: String,
};

export function context(overrides: Partial<RenderContext> = {}): RenderContext {
  return {
    source: (file) => sources[file],
    paint: plain,
    width: 100,
    unicode: true,
    failOn: 'high',
    elapsedMs: 412,
    ...overrides,
  };
}

/** What a simulation saw of one of them. */
export const simulation: SimulationPreview = {
  scenario: 'session.http',
  instances: 3,
  seed: 42,
  divergences: [
    {
      step: 'The session is known, whoever is asked',
      line: 9,
      requests: 6,
      different: 4,
      expectations: [{ text: 'status == 200', got: '200 × 2, 401 × 4' }],
      timeline: [
        { kind: 'request', request: 'POST /login', instance: 'A1', cold: true, answer: '200', written: [sessions.id] },
        {
          kind: 'request',
          request: 'GET /me',
          instance: 'B1',
          cold: true,
          answer: '401',
          reference: '200',
          differing: [sessions.id],
        },
        { kind: 'deploy', request: '', instance: '', cold: false, answer: '' },
        { kind: 'request', request: 'GET /me', instance: 'A2', cold: true, answer: '401', reference: '200' },
      ],
      stores: [{ id: sessions.id, there: 'Map(0)', reference: 'Map(1) { "s-1" → { userId: 17 } }' }],
    },
  ],
};
