/** Stores of libraries and of the project's own, planned and migrated together. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { whatComesAfter } from '../../src/migrate/after/index.js';
import { plannedTexts } from '../../src/migrate/apply/changes.js';
import { checkPlan, projectSource } from '../../src/migrate/checks/index.js';
import { codeCache, type CodeSource } from '../../src/migrate/code.js';
import { planFor, planMigration } from '../../src/migrate/index.js';
import type { Destination, MigrationPlan } from '../../src/migrate/types.js';
import { expectBuilt } from '../house/sources.js';
import { auditInMemory, openInMemory } from '../programs/memory.js';
import { migrateFiles } from './migrate-files.js';
import { install, machine, project as onDisk } from './projects.js';

const MANIFEST = JSON.stringify({
  name: 'shop',
  type: 'module',
  dependencies: { express: '^5.1.0', 'express-session': '^1.18.0', 'express-rate-limit': '^8.0.0', keyv: '^5.0.0' },
});

/** What the language declares is parsed once. */
const cache = codeCache();

type Files = ReadonlyMap<string, string>;

const project = (server: string, others: Readonly<Record<string, string>> = {}): Files =>
  new Map(Object.entries({ 'package.json': MANIFEST, 'src/server.js': server, ...others }));

interface Asked {
  readonly to?: Destination;
  readonly stores?: readonly string[];
  readonly all?: boolean;
  readonly acceptVolatile?: boolean;
}

const migrated = (files: Files, { to = 'redis', acceptVolatile = true, stores }: Asked = {}) =>
  migrateFiles(files, { to, ttl: {}, acceptVolatile, ...(stores === undefined ? {} : { stores }) });

async function planned(
  files: Files,
  { to = 'redis', acceptVolatile = true, ...asked }: Asked = {},
): Promise<MigrationPlan> {
  const { report } = await auditInMemory(Object.fromEntries(files));
  const { workspace } = openInMemory(Object.fromEntries(files));
  const source: CodeSource = {
    root: join(import.meta.dirname, 'in-memory'),
    files: [...files.keys()].filter((name) => /\.[cm]?[jt]s$/.test(name)),
    read: (name) => files.get(name),
    resolve: (from, specifier) => workspace.resolve(from, specifier),
    cache,
  };
  return planFor(report, source, { to, acceptVolatile, ttl: new Map(), ...asked });
}

const symbolsOf = (stores: readonly { readonly symbol: string }[]): string[] =>
  stores.map(({ symbol }) => symbol).sort();

const refusalsOf = ({ refused }: MigrationPlan): [symbol: string, code: string][] =>
  refused.flatMap(({ symbol, refusals }) => refusals.map(({ code }): [string, string] => [symbol, code]));

const ROUTES = `
app.post('/login', loginLimiter, (request, response) => {
  response.send('in');
});
app.post('/cart/:id', (request, response) => {
  carts.set(request.params.id, request.body);
  response.send('kept');
});
app.get('/cart/:id', (request, response) => {
  response.json(carts.get(request.params.id));
});

app.listen(3000);
`;

const SERVER = `import express from 'express';
import session from 'express-session';
import { rateLimit } from 'express-rate-limit';

const carts = new Map();

const app = express();
app.use(session({ secret: process.env.SECRET, resave: false }));

const loginLimiter = rateLimit({
  windowMs: 60_000,
  limit: 5,
});
${ROUTES}`;

const ROUTES_AFTER = `
app.post('/login', loginLimiter, (request, response) => {
  response.send('in');
});
app.post('/cart/:id', async (request, response) => {
  await carts.set(request.params.id, request.body);
  response.send('kept');
});
app.get('/cart/:id', async (request, response) => {
  response.json(await carts.get(request.params.id));
});

app.listen(3000);
`;

const AFTER: Readonly<Record<Destination, string>> = {
  redis: `import express from 'express';
import session from 'express-session';
import { rateLimit } from 'express-rate-limit';
import { expressStore } from '@coldstate/adapters/express-session';
import { Redis } from 'ioredis';
import { RedisStore } from 'rate-limit-redis';
import { sessionStore, sharedMap } from '@coldstate/adapters/redis';

const redis = new Redis(process.env.COLDSTATE_URL ?? 'redis://localhost:6379');

const carts = sharedMap('server.carts', { role: 'user-data' });

const app = express();
app.use(session({ secret: process.env.SECRET, resave: false, store: expressStore(session, sessionStore('server.express-session')) }));

const loginLimiter = rateLimit({
  windowMs: 60_000,
  limit: 5,
  store: new RedisStore({
    sendCommand: (command, ...args) => redis.call(command, ...args),
    prefix: \`\${process.env.COLDSTATE_NAMESPACE ?? 'app'}:server.loginLimiter:\`,
  }),
});
${ROUTES_AFTER}`,
  dynamodb: `import express from 'express';
import session from 'express-session';
import { rateLimit } from 'express-rate-limit';
import { expressStore } from '@coldstate/adapters/express-session';
import { expressRateLimitStore } from '@coldstate/adapters/express-rate-limit';
import { sessionStore, sharedMap } from '@coldstate/adapters/dynamodb';

const carts = sharedMap('server.carts', { role: 'user-data' });

const app = express();
app.use(session({ secret: process.env.SECRET, resave: false, store: expressStore(session, sessionStore('server.express-session')) }));

const loginLimiter = rateLimit({
  windowMs: 60_000,
  limit: 5,
  store: expressRateLimitStore(sharedMap('server.loginLimiter', { role: 'rate-limit' })),
});
${ROUTES_AFTER}`,
};

describe.each(['redis', 'dynamodb'] as const)('express-session, express-rate-limit and a Map, to %s', (to) => {
  it('migrate together, with one import of the collections', async () => {
    const { files, refused, warnings } = await migrated(project(SERVER), { to });
    expect(files.get('src/server.js')).toBe(AFTER[to]);
    expect({ refused, warnings }).toEqual({ refused: [], warnings: [] });
  });

  it('are not found by the audit afterwards, and not edited again', async () => {
    const { files } = await migrated(project(SERVER), { to });
    const { report } = await auditInMemory(Object.fromEntries(files));
    expect(symbolsOf(report.findings)).toEqual([]);
    expect(await planned(files, { to, all: true })).toMatchObject({ stores: [], refused: [], edits: [] });
  });

  it('have no import but their own when one is migrated alone, and join it later', async () => {
    const first = await migrated(project(SERVER), { to, stores: ['carts'] });
    expect(first.files.get('src/server.js')).toContain(`\nimport { sharedMap } from '@coldstate/adapters/${to}';\n`);
    const { files } = await migrated(first.files, { to });
    const text = files.get('src/server.js') ?? '';
    expect(text.match(/@coldstate\/adapters\/(?:redis|dynamodb)/g)).toHaveLength(1);
    expect(text).toContain(`import { sessionStore, sharedMap } from '@coldstate/adapters/${to}';`);
  });
});

describe('the plan', () => {
  it('says what each library is given, why, and in which files', async () => {
    const plan = await planned(project(SERVER), { to: 'dynamodb' });
    const { adapter, ...session } = plan.stores.find(({ symbol }) => symbol === 'express-session') ?? {};
    expect(session).toMatchObject({ form: 'library', role: 'session', files: ['src/server.js'], functions: [] });
    expect(adapter).toMatchObject({
      constructor: 'expressStore',
      name: 'server.express-session',
      written: "store: expressStore(session, sessionStore('server.express-session'))",
    });
    expect(adapter?.because[0]).toBe('express-session takes a store as the option `store`');
  });

  it('lists each package once, with the stores that need it', async () => {
    const { stores, dependencies } = await planned(project(SERVER));
    const id = (symbol: string) => stores.find((store) => store.symbol === symbol)?.store;
    expect(dependencies.map(({ name }) => name)).toEqual([
      ...['@coldstate/adapters', '@redis/client', 'ioredis', 'rate-limit-redis'],
    ]);
    expect(dependencies[0]?.stores).toEqual([id('carts'), id('express-session')]);
    expect(dependencies[3]?.stores).toEqual([id('loginLimiter')]);
  });

  it('takes what costs little only with `all` or by name, as it does of own stores', async () => {
    const files = project(`import express from 'express';
import Keyv from 'keyv';

const pages = new Keyv({ ttl: 60_000 });

const app = express();
app.get('/:page', async (request, response) => {
  const known = await pages.get(request.params.page);
  const page = known ?? (await render(request.params.page));
  if (known === undefined) await pages.set(request.params.page, page);
  response.send(page);
});
const render = async (page) => (await fetch(\`https://pages.example/\${page}\`)).text();

app.listen(3000);
`);
    expect((await planned(files)).stores).toEqual([]);
    expect(symbolsOf((await planned(files, { all: true })).stores)).toEqual(['pages']);
    expect(symbolsOf((await planned(files, { stores: ['pages'] })).stores)).toEqual(['pages']);
  });
});

describe('one container under several kinds of keys', () => {
  it('is given its store once, for all that is kept in it', async () => {
    const files = project(`import express from 'express';
import Keyv from 'keyv';

const store = new Keyv();

const app = express();
app.use(express.json());
app.post('/otp', async (request, response) => {
  const code = String(crypto.randomInt(100_000, 999_999));
  await store.set(\`otp:\${request.body.email}\`, { code, attempts: 0 });
  await send(request.body.email, code);
  response.sendStatus(204);
});
app.post('/otp/check', async (request, response) => {
  const otp = await store.get(\`otp:\${request.body.email}\`);
  if (otp?.code !== request.body.code) return response.sendStatus(401);
  await store.delete(\`otp:\${request.body.email}\`);
  response.sendStatus(204);
});
app.post('/orders', async (request, response) => {
  const id = crypto.randomUUID();
  await store.set(\`order:\${id}\`, { id, items: request.body.items });
  response.status(201).json({ id });
});
app.get('/orders/:id', async (request, response) => {
  const order = await store.get(\`order:\${request.params.id}\`);
  if (!order) return response.status(404).end();
  response.json(order);
});
const send = (email, code) => fetch('https://mail.example', { method: 'POST', body: JSON.stringify({ email, code }) });
app.listen(3000);
`);
    const plan = await planned(files, { all: true });
    expect(plan.stores.length).toBeGreaterThan(1);
    const given = plan.edits.filter(({ text }) => text.includes('new KeyvRedis('));
    expect(given.map(({ stores }) => [...stores].sort())).toEqual([plan.stores.map(({ store }) => store).sort()]);
  });
});

describe('a refusal', () => {
  it('of a library leaves the others', async () => {
    const files = project(
      SERVER.replace('session({ secret: process.env.SECRET, resave: false })', 'session(sessions())'),
    );
    const plan = await planned(files, { all: true });
    expect(refusalsOf(plan)).toEqual([['express-session', 'UNKNOWN_USE']]);
    expect(symbolsOf(plan.stores)).toEqual(['carts', 'loginLimiter']);
    const text = (await migrated(files)).files.get('src/server.js') ?? '';
    expect(text).toContain('app.use(session(sessions()));');
    expect(text).toContain("import { sharedMap } from '@coldstate/adapters/redis';");
    expect(text).not.toContain('expressStore');
  });

  it('of an own store leaves the libraries', async () => {
    const plan = await planned(project(SERVER), { acceptVolatile: false });
    expect(refusalsOf(plan)).toEqual([['carts', 'VOLATILE']]);
    expect(symbolsOf(plan.stores)).toEqual(['express-session', 'loginLimiter']);
    expect(plan.edits.filter(({ text }) => text.includes('@coldstate/adapters/redis'))).toHaveLength(1);
  });

  it('of one limiter leaves the other, with a client that it alone needs', async () => {
    const second = `const apiLimiter = rateLimit(JSON.parse(process.env.LIMITS));\napp.use('/api', apiLimiter);\n`;
    const plan = await planned(project(SERVER.replace('\napp.post', `\n${second}app.post`)), { all: true });
    expect(refusalsOf(plan)).toEqual([['apiLimiter', 'UNKNOWN_USE']]);
    const clients = plan.edits.filter(({ text }) => text.includes('new Redis('));
    expect(clients.map(({ stores }) => stores)).toEqual([
      plan.stores.filter(({ symbol }) => symbol === 'loginLimiter').map(({ store }) => store),
    ]);
  });

  it.each([
    [
      'two callers of a function',
      `const limiterOf = (limit) => rateLimit({ windowMs: 60_000, limit });
app.use('/api', limiterOf(100));
app.use('/login', limiterOf(5));`,
    ],
    ['a loop', `for (const path of ['/api', '/login']) app.use(path, rateLimit({ windowMs: 60_000, limit: 5 }));`],
    ['a callback', `['/api', '/login'].map((path) => app.use(path, rateLimit({ windowMs: 60_000, limit: 5 })));`],
    [
      'two instances of a class',
      `class Routes {
  limiter = rateLimit({ windowMs: 60_000, limit: 5 });
}
app.use('/api', new Routes().limiter);
app.use('/login', new Routes().limiter);`,
    ],
  ])('keeps limiters apart that %s would make under one name', async (_, code) => {
    const plan = await planned(
      project(`import express from 'express';
import { rateLimit } from 'express-rate-limit';

const app = express();
${code}
app.get('/api', (request, response) => {
  response.send('here');
});
app.listen(3000);
`),
      { all: true },
    );
    expect(refusalsOf(plan).map(([, refusal]) => refusal)).toEqual(['SHARED_NAME']);
    expect(plan.edits).toEqual([]);
  });

  it('is none where only tests make another', async () => {
    const files = project(
      `import express from 'express';
import { rateLimit } from 'express-rate-limit';

export function createApp() {
  const app = express();
  app.use(rateLimit({ windowMs: 60_000, limit: 5 }));
  app.get('/', (request, response) => {
    response.send('here');
  });
  return app;
}
createApp().listen(3000);
`,
      {
        'test/server.test.js': `import { createApp } from '../src/server.js';\nconst [one, other] = [createApp(), createApp()];\n`,
      },
    );
    const plan = await planned(files, { to: 'dynamodb' });
    expect(refusalsOf(plan)).toEqual([]);
    expect(plan.stores).toHaveLength(1);
  });

  it('of what nobody can make again holds for libraries as well', async () => {
    const files = project(`import express from 'express';
import Keyv from 'keyv';

const orders = new Keyv();

const app = express();
app.use(express.json());
app.post('/orders', async (request, response) => {
  const id = crypto.randomUUID();
  await orders.set(id, { id, items: request.body.items });
  response.status(201).json({ id });
});
app.get('/orders/:id', async (request, response) => {
  const order = await orders.get(request.params.id);
  if (!order) return response.status(404).end();
  response.json(order);
});
app.listen(3000);
`);
    expect(refusalsOf(await planned(files, { acceptVolatile: false }))).toEqual([['orders', 'VOLATILE']]);
    expect(symbolsOf((await planned(files)).stores)).toEqual(['orders']);
  });
});

describe('a CommonJS file', () => {
  const COMMON = SERVER.replace(/import \{? ?(\w+) ?\}? from '([^']+)';/g, (line, name: string, from: string) =>
    line.includes('{') ? `const { ${name} } = require('${from}');` : `const ${name} = require('${from}');`,
  );
  const manifest = { 'package.json': MANIFEST.replace('"type":"module",', '') };

  it('requires the collections once', async () => {
    const { files } = await migrated(project(COMMON, manifest), { to: 'dynamodb' });
    expect(files.get('src/server.js')).toContain(
      `const { sessionStore, sharedMap } = require('@coldstate/adapters/dynamodb');\n`,
    );
    expect((files.get('src/server.js') ?? '').match(/sharedMap }/g)).toHaveLength(1);
  });

  it('requires nothing twice when it is migrated in two runs', async () => {
    const first = await migrated(project(COMMON, manifest), { to: 'dynamodb', stores: ['loginLimiter'] });
    const { files, refused } = await migrated(first.files, { to: 'dynamodb' });
    const text = files.get('src/server.js') ?? '';
    expect(refused).toEqual([]);
    expect(text.match(/\bsharedMap\b(?=[^\n]*require)/g)).toHaveLength(1);
    expect(text.match(/\bsessionStore\b(?=[^\n]*require)/g)).toHaveLength(1);
  });
});

describe('a TypeScript project on disk', { timeout: 120_000 }, () => {
  beforeAll(expectBuilt);

  const LIMITED = `import express from 'express';
import session from 'express-session';
import { rateLimit } from 'express-rate-limit';

const app = express();
app.use(session({ secret: process.env.SECRET ?? '', resave: false, saveUninitialized: false }));
app.use(rateLimit({ windowMs: 60_000, limit: 5 }));
app.get('/', (request, response) => {
  response.send(request.session.id);
});
app.listen(3000);
`;

  const shop = () => {
    const root = onDisk({
      'package.json': MANIFEST,
      'src/server.ts': LIMITED,
      'tsconfig.json': JSON.stringify({
        compilerOptions: { strict: true, target: 'es2022', module: 'nodenext', skipLibCheck: true, noEmit: true },
        include: ['src'],
      }),
    });
    install(root, 'typescript', '@types');
    return root;
  };

  it.each([
    ['redis', ['@coldstate/adapters', '@redis/client', 'ioredis', 'rate-limit-redis']],
    ['dynamodb', ['@aws-sdk/client-dynamodb', '@coldstate/adapters']],
  ] as const)('passes every check on its way to %s, and gets the packages that it lacks', async (to, packages) => {
    const root = shop();
    const made = await planMigration(root, { to, ttl: new Map(), acceptVolatile: false });
    const { plan, reports } = await checkPlan(made, { source: projectSource(root), machine });
    expect(refusalsOf(plan)).toEqual([]);
    expect(symbolsOf(plan.stores)).toEqual(['express-rate-limit', 'express-session']);
    const note = reports.find(({ check }) => check === 'types')?.note ?? '';
    expect(/without the types of .*rate-limit-redis/.test(note)).toBe(to === 'redis');

    const texts = plannedTexts(plan, (file) => readFileSync(join(root, file), 'utf8'));
    const { changes } = whatComesAfter(plan, texts, { root, cwd: root, adaptersSpec: '^0.1.0', reports });
    const manifest = changes.find(({ file }) => file === 'package.json')?.after?.toString() ?? '';
    const { dependencies } = JSON.parse(manifest) as { dependencies: object };
    const before = Object.keys((JSON.parse(MANIFEST) as { dependencies: object }).dependencies);
    expect(Object.keys(dependencies).filter((name) => !before.includes(name))).toEqual(packages);
  });
});
