import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { openCode, type Code } from '../../src/migrate/code.js';
import { joined, withEdits } from '../../src/migrate/edits.js';
import { migrateLibrary, type LibraryAnswer } from '../../src/migrate/libraries/index.js';
import type { Destination } from '../../src/migrate/types.js';
import type { Finding } from '../../src/model/report.js';

interface Input {
  readonly file?: string;
  readonly code: string;
  /** The calls that the audit points at, by how they begin. */
  readonly calls: readonly (readonly [symbol: string, begins: string])[];
  readonly to?: Destination;
  readonly others?: Readonly<Record<string, string>>;
}

function open({ file = 'src/server.ts', code: text, others = {} }: Input): Code {
  const texts: Record<string, string> = { ...others, [file]: text };
  return openCode({
    root: '/project',
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      lib: ['lib.es2023.d.ts'],
      types: [],
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    },
    files: Object.keys(texts),
    read: (name) => texts[name],
    resolve: (_, specifier) =>
      Object.keys(texts).find((name) =>
        name.replace(/\.\w+$/, '').endsWith(specifier.replace(/^\.\//, '').replace(/\.js$/, '')),
      ),
  });
}

function findingAt(code: Code, file: string, symbol: string, begins: string, id: string): Finding {
  const source = code.file(file);
  if (source === undefined) throw new Error(file);
  const find = (node: ts.Node): ts.Node | undefined =>
    (ts.isCallExpression(node) || ts.isNewExpression(node)) && node.getText().startsWith(begins)
      ? node
      : node.forEachChild(find);
  const call = find(source);
  if (call === undefined) throw new Error(`no call begins with ${begins}`);
  const [start, end] = [
    source.getLineAndCharacterOfPosition(call.getStart()),
    source.getLineAndCharacterOfPosition(call.end),
  ];
  return {
    ...{
      id,
      file,
      symbol,
      form: 'library',
      role: 'rate-limit',
      remedies: [{ kind: 'library-option', title: 'Give it a store', code: 'store' }],
    },
    ...{ line: start.line + 1, column: start.character + 1, endLine: end.line + 1, endColumn: end.character + 1 },
  } as unknown as Finding;
}

function answers(input: Input): LibraryAnswer[] {
  const code = open(input);
  const { file = 'src/server.ts', calls, to = 'redis' } = input;
  const together = calls.map(([symbol, begins], index) => findingAt(code, file, symbol, begins, `store-${index}`));
  return together.map((finding) => migrateLibrary(code, finding, to, { together }));
}

/** The file afterwards, or why not. */
function after(input: Input): string {
  const given = answers(input);
  const refusals = given.flatMap((answer) => ('refusals' in answer ? answer.refusals : []));
  if (refusals.length > 0) return refusals.map(({ code, why }) => `✗ ${code}: ${why}`).join('\n');
  const edits = joined(given.flatMap((answer) => ('edits' in answer ? answer.edits : [])));
  return withEdits(input.code, edits);
}

interface Row extends Input {
  readonly title: string;
  readonly becomes: string;
}

const URL_TEXT = `process.env.COLDSTATE_URL ?? 'redis://localhost:6379'`;

/** As it stands in the code: within the namespace of the stage. */
const named = (name: string, quote = "'"): string =>
  `\`\${process.env.COLDSTATE_NAMESPACE ?? ${quote}app${quote}}:${name}\``;

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  'express-session': [
    {
      title: 'in TypeScript',
      calls: [['express-session', 'session(']],
      code: `import express from 'express';
import session from 'express-session';

const app = express();
app.use(
  session({
    secret: 'keyboard cat',
    resave: false,
  }),
);
`,
      becomes: `import express from 'express';
import session from 'express-session';
import { expressStore } from '@coldstate/adapters/express-session';
import { sessionStore } from '@coldstate/adapters/redis';

const app = express();
app.use(
  session({
    secret: 'keyboard cat',
    resave: false,
    store: expressStore(session, sessionStore('server.express-session')),
  }),
);
`,
    },
    {
      title: 'in CommonJS, to DynamoDB',
      file: 'app.js',
      to: 'dynamodb',
      calls: [['express-session', 'expressSession(']],
      code: `"use strict"
const express = require("express")
const expressSession = require("express-session")
const app = express()
app.use(expressSession({ secret: process.env.SECRET }))
`,
      becomes: `"use strict"
const express = require("express")
const expressSession = require("express-session")
const { expressStore } = require("@coldstate/adapters/express-session")
const { sessionStore } = require("@coldstate/adapters/dynamodb")
const app = express()
app.use(expressSession({ secret: process.env.SECRET, store: expressStore(expressSession, sessionStore("app.express-session")) }))
`,
    },
    {
      title: 'with memorystore, which goes',
      calls: [['express-session', 'session(']],
      code: `import session from 'express-session';
import createMemoryStore from 'memorystore';
import express from 'express';

const MemoryStore = createMemoryStore(session);

const app = express();
app.use(session({ secret: 's', store: new MemoryStore({ checkPeriod: 86400000 }), resave: false }));
`,
      becomes: `import session from 'express-session';
import express from 'express';
import { expressStore } from '@coldstate/adapters/express-session';
import { sessionStore } from '@coldstate/adapters/redis';

const app = express();
app.use(session({ secret: 's', store: expressStore(session, sessionStore('server.express-session')), resave: false }));
`,
    },
    {
      title: 'with its own MemoryStore in a constant',
      file: 'server.js',
      calls: [['express-session', 'session(']],
      code: `const session = require('express-session');
const store = new session.MemoryStore();
exports.middleware = session({ secret: 's', store });
`,
      becomes: `const session = require('express-session');
const { expressStore } = require('@coldstate/adapters/express-session');
const { sessionStore } = require('@coldstate/adapters/redis');
exports.middleware = session({ secret: 's', store: expressStore(session, sessionStore('server.express-session')) });
`,
    },
  ],
  'express-rate-limit': [
    {
      title: 'in TypeScript, two limiters over one client',
      calls: [
        ['apiLimiter', 'rateLimit({\n  windowMs: 60'],
        ['loginLimiter', 'rateLimit({ windowMs: 15'],
      ],
      code: `import rateLimit from 'express-rate-limit';

export const apiLimiter = rateLimit({
  windowMs: 60_000,
  limit: 100, // a minute
});
export const loginLimiter = rateLimit({ windowMs: 15 * 60_000, limit: 5 });
`,
      becomes: `import rateLimit from 'express-rate-limit';
import { Redis } from 'ioredis';
import { RedisStore, type RedisReply } from 'rate-limit-redis';

const redis = new Redis(${URL_TEXT});

export const apiLimiter = rateLimit({
  windowMs: 60_000,
  limit: 100, // a minute
  store: new RedisStore({
    sendCommand: (command: string, ...args: string[]) => redis.call(command, ...args) as Promise<RedisReply>,
    prefix: ${named('server.apiLimiter:')},
  }),
});
export const loginLimiter = rateLimit({ windowMs: 15 * 60_000, limit: 5, store: new RedisStore({ sendCommand: (command: string, ...args: string[]) => redis.call(command, ...args) as Promise<RedisReply>, prefix: ${named('server.loginLimiter:')} }) });
`,
    },
    {
      title: 'in JavaScript, with the client that the file has, and options in a constant',
      file: 'limits.mjs',
      calls: [['limiter', 'rateLimit(']],
      code: `import { rateLimit } from 'express-rate-limit'
import Redis from 'ioredis'
const connection = new Redis(process.env.REDIS_URL)
const options = { windowMs: 1000 }
export const limiter = rateLimit(options)
`,
      becomes: `import { rateLimit } from 'express-rate-limit'
import Redis from 'ioredis'
import { RedisStore } from 'rate-limit-redis'
const connection = new Redis(process.env.REDIS_URL)
const options = { windowMs: 1000, store: new RedisStore({ sendCommand: (command, ...args) => connection.call(command, ...args), prefix: ${named('limits.limiter:')} }) }
export const limiter = rateLimit(options)
`,
    },
    {
      title: 'to DynamoDB, without options',
      file: 'limits.js',
      to: 'dynamodb',
      calls: [['limiter', 'rateLimit(']],
      code: `const rateLimit = require('express-rate-limit');
module.exports = rateLimit();
`,
      becomes: `const rateLimit = require('express-rate-limit');
const { expressRateLimitStore } = require('@coldstate/adapters/express-rate-limit');
const { sharedMap } = require('@coldstate/adapters/dynamodb');
module.exports = rateLimit({ store: expressRateLimitStore(sharedMap('limits.limiter', { role: 'rate-limit' })) });
`,
    },
    {
      title: 'options that two limiters share are spread',
      calls: [
        ['a', 'rateLimit(common)'],
        ['b', 'rateLimit({ ...common'],
      ],
      to: 'dynamodb',
      code: `import { rateLimit } from 'express-rate-limit';
const common = { windowMs: 1000 };
export const a = rateLimit(common);
export const b = rateLimit({ ...common, limit: 3 });
`,
      becomes: `import { rateLimit } from 'express-rate-limit';
import { expressRateLimitStore } from '@coldstate/adapters/express-rate-limit';
import { sharedMap } from '@coldstate/adapters/dynamodb';
const common = { windowMs: 1000 };
export const a = rateLimit({ ...common, store: expressRateLimitStore(sharedMap('server.a', { role: 'rate-limit' })) });
export const b = rateLimit({ ...common, limit: 3, store: expressRateLimitStore(sharedMap('server.b', { role: 'rate-limit' })) });
`,
    },
  ],
  'hono-rate-limiter': [
    {
      title: 'in TypeScript',
      calls: [['hono-rate-limiter', 'rateLimiter(']],
      code: `import { Hono } from 'hono';
import { rateLimiter } from 'hono-rate-limiter';
const app = new Hono();
app.use(rateLimiter({ windowMs: 60_000, limit: 10, keyGenerator: (c) => c.req.header('x-ip') ?? '' }));
`,
      becomes: `import { Hono } from 'hono';
import { rateLimiter } from 'hono-rate-limiter';
import { expressRateLimitStore } from '@coldstate/adapters/express-rate-limit';
import { sharedMap } from '@coldstate/adapters/redis';
const app = new Hono();
app.use(rateLimiter({ windowMs: 60_000, limit: 10, keyGenerator: (c) => c.req.header('x-ip') ?? '', store: expressRateLimitStore(sharedMap('server.hono-rate-limiter', { role: 'rate-limit' })) }));
`,
    },
    {
      title: 'in JavaScript, where the name of a collection is taken',
      file: 'limit.mjs',
      to: 'dynamodb',
      calls: [['limit', 'rateLimiter(']],
      code: `import { rateLimiter } from 'hono-rate-limiter';
const sharedMap = 1;
export const limit = rateLimiter({ keyGenerator: String, });
`,
      becomes: `import { rateLimiter } from 'hono-rate-limiter';
import { expressRateLimitStore } from '@coldstate/adapters/express-rate-limit';
import { sharedMap as sharedSharedMap } from '@coldstate/adapters/dynamodb';
const sharedMap = 1;
export const limit = rateLimiter({ keyGenerator: String, store: expressRateLimitStore(sharedSharedMap('limit.limit', { role: 'rate-limit' })), });
`,
    },
    {
      title: 'a namespace import',
      file: 'limit.ts',
      to: 'dynamodb',
      calls: [['limit', 'limits.rateLimiter(']],
      code: `import * as limits from "hono-rate-limiter";
export const limit = limits.rateLimiter({ keyGenerator: () => "all" });
`,
      becomes: `import * as limits from "hono-rate-limiter";
import { expressRateLimitStore } from "@coldstate/adapters/express-rate-limit";
import { sharedMap } from "@coldstate/adapters/dynamodb";
export const limit = limits.rateLimiter({ keyGenerator: () => "all", store: expressRateLimitStore(sharedMap("limit.limit", { role: "rate-limit" })) });
`,
    },
  ],
  '@fastify/rate-limit': [
    {
      title: 'in TypeScript',
      calls: [['@fastify/rate-limit', 'app.register(']],
      code: `import Fastify from 'fastify';
import rateLimit from '@fastify/rate-limit';

const app = Fastify();
await app.register(rateLimit, { max: 100, timeWindow: '1 minute' });
`,
      becomes: `import Fastify from 'fastify';
import rateLimit from '@fastify/rate-limit';
import { Redis } from 'ioredis';

const redis = new Redis(${URL_TEXT});

const app = Fastify();
await app.register(rateLimit, { max: 100, timeWindow: '1 minute', redis, nameSpace: ${named('server.fastify-rate-limit:')} });
`,
    },
    {
      title: 'in CommonJS, required where it is registered',
      file: 'server.js',
      calls: [['@fastify/rate-limit', 'app.register(']],
      code: `const app = require('fastify')();
app.register(require('@fastify/rate-limit'), {
  max: 3,
  nameSpace: 'mine-'
});
`,
      becomes: `const app = require('fastify')();
const { Redis } = require('ioredis');

const redis = new Redis(${URL_TEXT});
app.register(require('@fastify/rate-limit'), {
  max: 3,
  nameSpace: 'mine-',
  redis
});
`,
    },
    {
      title: 'without options',
      file: 'server.mjs',
      calls: [['@fastify/rate-limit', 'app.register(']],
      code: `import fastify from 'fastify';
import limit from '@fastify/rate-limit';
const redis = 'taken';
const app = fastify();
app.register(limit);
`,
      becomes: `import fastify from 'fastify';
import limit from '@fastify/rate-limit';
import { Redis } from 'ioredis';

const sharedRedis = new Redis(${URL_TEXT});
const redis = 'taken';
const app = fastify();
app.register(limit, { redis: sharedRedis, nameSpace: ${named('server.fastify-rate-limit:')} });
`,
    },
  ],
  'rate-limiter-flexible': [
    {
      title: 'in TypeScript, named as a type too',
      calls: [['limiter', 'new RateLimiterMemory(']],
      code: `import { RateLimiterMemory } from 'rate-limiter-flexible';

let limiter: RateLimiterMemory = new RateLimiterMemory({ points: 5, duration: 60, blockDuration: 300 });
export const consume = (ip: string) => limiter.consume(ip);
`,
      becomes: `import { RateLimiterRedis } from 'rate-limiter-flexible';
import { Redis } from 'ioredis';

const redis = new Redis(${URL_TEXT});

let limiter: RateLimiterRedis = new RateLimiterRedis({ points: 5, duration: 60, blockDuration: 300, storeClient: redis, keyPrefix: ${named('server.limiter')} });
export const consume = (ip: string) => limiter.consume(ip);
`,
    },
    {
      title: 'in CommonJS, two of them, one with a prefix of its own',
      file: 'limits.js',
      calls: [
        ['login', 'new RateLimiterMemory({ keyPrefix'],
        ['api', 'new RateLimiterMemory({ points: 100'],
      ],
      code: `const { RateLimiterMemory } = require('rate-limiter-flexible');
const login = new RateLimiterMemory({ keyPrefix: 'login', points: 5, duration: 900 });
const api = new RateLimiterMemory({ points: 100, duration: 1 });
module.exports = { login, api };
`,
      becomes: `const { RateLimiterRedis } = require('rate-limiter-flexible');
const { Redis } = require('ioredis');

const redis = new Redis(${URL_TEXT});
const login = new RateLimiterRedis({ keyPrefix: 'login', points: 5, duration: 900, storeClient: redis });
const api = new RateLimiterRedis({ points: 100, duration: 1, storeClient: redis, keyPrefix: ${named('limits.api')} });
module.exports = { login, api };
`,
    },
    {
      title: 'to DynamoDB, beside one that stays',
      to: 'dynamodb',
      calls: [['limiter', 'new RateLimiterMemory({ points: 5']],
      code: `import { RateLimiterMemory } from 'rate-limiter-flexible';
const insurance = new RateLimiterMemory({ points: 1 });
export const limiter = new RateLimiterMemory({ points: 5, insuranceLimiter: insurance });
`,
      becomes: `import { RateLimiterMemory, RateLimiterDynamo } from 'rate-limiter-flexible';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
const insurance = new RateLimiterMemory({ points: 1 });
export const limiter = new RateLimiterDynamo({ points: 5, insuranceLimiter: insurance, storeClient: new DynamoDB({}), tableCreated: true, ttlSet: true, keyPrefix: ${named('server.limiter')} });
`,
    },
  ],
  keyv: [
    {
      title: 'in TypeScript, without options',
      calls: [['cache', 'new Keyv<']],
      code: `import Keyv from 'keyv';\nexport const cache = new Keyv<string>();\n`,
      becomes: `import Keyv from 'keyv';\nimport KeyvRedis from '@keyv/redis';\nexport const cache = new Keyv<string>({ store: new KeyvRedis(${URL_TEXT}), namespace: ${named('server.cache')} });\n`,
    },
    {
      title: 'in CommonJS, with options',
      file: 'cache.js',
      calls: [['cache', 'new Keyv(']],
      code: `const { Keyv } = require('keyv');\nconst cache = new Keyv({ ttl: 5000, namespace: 'rates' });\n`,
      becomes: `const { Keyv } = require('keyv');\nconst { default: KeyvRedis } = require('@keyv/redis');\nconst cache = new Keyv({ ttl: 5000, namespace: 'rates', store: new KeyvRedis(${URL_TEXT}) });\n`,
    },
    {
      title: 'over a Map, to DynamoDB',
      to: 'dynamodb',
      calls: [['cache', 'new Keyv(']],
      code: `import { Keyv } from 'keyv';\nexport const cache = new Keyv(new Map());\n`,
      becomes: `import { Keyv } from 'keyv';\nimport KeyvDynamo from '@keyv/dynamo';\nexport const cache = new Keyv({ store: new KeyvDynamo({ tableName: 'keyv' }), namespace: ${named('server.cache')} });\n`,
    },
    {
      title: 'without parentheses',
      file: 'cache.mjs',
      calls: [['cache', 'new Keyv']],
      code: `import Keyv from 'keyv'\nexport const cache = new Keyv\n`,
      becomes: `import Keyv from 'keyv'\nimport KeyvRedis from '@keyv/redis'\nexport const cache = new Keyv({ store: new KeyvRedis(${URL_TEXT}), namespace: ${named('cache.cache')} })\n`,
    },
  ],
  'cache-manager': [
    {
      title: 'version 6 in TypeScript',
      calls: [['cache', 'createCache(']],
      code: `import { createCache } from 'cache-manager';\nexport const cache = createCache({ ttl: 10_000 });\n`,
      becomes: `import { createCache } from 'cache-manager';\nimport { Keyv } from 'keyv';\nimport KeyvRedis from '@keyv/redis';\nexport const cache = createCache({ ttl: 10_000, stores: [new Keyv({ store: new KeyvRedis(${URL_TEXT}), namespace: ${named('server.cache')} })] });\n`,
    },
    {
      title: 'in JavaScript, where Keyv is there',
      file: 'cache.js',
      calls: [['cache', 'cacheManager.createCache(']],
      code: `const cacheManager = require('cache-manager');\nconst Keyv = require('keyv');\nconst cache = cacheManager.createCache();\n`,
      becomes: `const cacheManager = require('cache-manager');\nconst Keyv = require('keyv');\nconst { default: KeyvRedis } = require('@keyv/redis');\nconst cache = cacheManager.createCache({ stores: [new Keyv({ store: new KeyvRedis(${URL_TEXT}), namespace: ${named('cache.cache')} })] });\n`,
    },
    {
      title: 'with one tier in memory',
      calls: [['cache', 'createCache(']],
      code: `import { createCache } from 'cache-manager';\nimport { Keyv } from 'keyv';\nexport const cache = createCache({ stores: [new Keyv()], ttl: 10_000 });\n`,
      becomes: `import { createCache } from 'cache-manager';\nimport { Keyv } from 'keyv';\nimport KeyvRedis from '@keyv/redis';\nexport const cache = createCache({ stores: [new Keyv({ store: new KeyvRedis(${URL_TEXT}), namespace: ${named('server.cache')} })], ttl: 10_000 });\n`,
    },
    {
      title: 'version 5 and before are refused',
      calls: [['cache', "caching('memory'"]],
      code: `import { caching } from 'cache-manager';\nexport const cache = await caching('memory', { max: 100, ttl: 10_000 });\n`,
      becomes: `✗ NO_ADAPTER: this form of cache-manager has stores for Redis that keep all caches under the same keys, and empty the database on reset`,
    },
  ],
  unstorage: [
    {
      title: 'in TypeScript',
      calls: [['storage', 'createStorage(']],
      code: `import { createStorage } from 'unstorage';\nexport const storage = createStorage();\n`,
      becomes: `import { createStorage } from 'unstorage';\nimport redisDriver from 'unstorage/drivers/redis';\nexport const storage = createStorage({ driver: redisDriver({ url: ${URL_TEXT}, base: ${named('server.storage')} }) });\n`,
    },
    {
      title: 'in CommonJS, with line ends of Windows',
      file: 'storage.cjs',
      calls: [['storage', 'createStorage(']],
      code: `const { createStorage } = require('unstorage');\r\nexports.storage = createStorage({});\r\n`,
      becomes: `const { createStorage } = require('unstorage');\r\nconst redisDriver = require('unstorage/drivers/redis');\r\nexports.storage = createStorage({ driver: redisDriver({ url: ${URL_TEXT}, base: ${named('storage.storage')} }) });\r\n`,
    },
    {
      title: 'with the memory driver, which goes',
      calls: [['storage', 'createStorage<']],
      code: `import { createStorage } from 'unstorage';
import memoryDriver from 'unstorage/drivers/memory';
export const storage = createStorage<string>({
  driver: memoryDriver(),
});
`,
      becomes: `import { createStorage } from 'unstorage';
import redisDriver from 'unstorage/drivers/redis';
export const storage = createStorage<string>({
  driver: redisDriver({ url: ${URL_TEXT}, base: ${named('server.storage')} }),
});
`,
    },
    {
      title: 'to DynamoDB is refused',
      to: 'dynamodb',
      calls: [['storage', 'createStorage(']],
      code: `import { createStorage } from 'unstorage';\nexport const storage = createStorage();\n`,
      becomes: '✗ NO_ADAPTER: unstorage has no store for DynamoDB that is kept up',
    },
  ],
};

describe.each(Object.entries(ROWS))('%s is given a shared store', (_, cases) => {
  test.each(cases)('$title', ({ becomes, ...input }) => {
    expect(after(input)).toBe(becomes);
  });

  test.each(cases.filter(({ becomes }) => !becomes.startsWith('✗')))(
    '$title: what it becomes is code',
    ({ becomes, file = 'src/server.ts' }) => {
      const kind = file.endsWith('ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS;
      const parsed = ts.createSourceFile(file, becomes, ts.ScriptTarget.ESNext, true, kind) as ts.SourceFile & {
        parseDiagnostics: unknown[];
      };
      expect(parsed.parseDiagnostics).toEqual([]);
    },
  );
});

describe('what cannot be changed in place is refused, with the code to paste', () => {
  const limiter = (options: string, before = '') =>
    answers({
      to: 'dynamodb',
      calls: [['limiter', 'rateLimit(']],
      code: `import { rateLimit } from 'express-rate-limit';\nimport { options, make } from './options.js';\n${before}\nexport const limiter = rateLimit(${options});\n`,
      others: { 'src/options.ts': `export const options = { windowMs: 1000 };\nexport const make = () => options;\n` },
    })[0];

  test.each([
    ['options of another file', 'options', 'its options come from `options`, which is not written in this file'],
    ['options that a function makes', 'make()', 'its options are `make()`'],
    [
      'a store that may be there',
      '{ store: process.env.X ? make() : undefined }',
      '`store: process.env.X ? make() : undefined` says already where it keeps its data',
    ],
  ])('%s', (_, options, why) => {
    expect(limiter(options)).toMatchObject({
      refusals: [
        {
          code: 'UNKNOWN_USE',
          why,
          replacement: `import { expressRateLimitStore } from '@coldstate/adapters/express-rate-limit';
import { sharedMap } from '@coldstate/adapters/dynamodb';

// among the options of rateLimit:
  store: expressRateLimitStore(sharedMap('server.limiter', { role: 'rate-limit' })),`,
        },
      ],
    });
  });

  test('a class that others take by its type', () => {
    const text = after({
      calls: [['limiter', 'new RateLimiterMemory(']],
      code: `import { RateLimiterMemory } from 'rate-limiter-flexible';\nexport const limiter = new RateLimiterMemory({ points: 5 });\n`,
      others: {
        'src/guard.ts': `import type { RateLimiterMemory } from 'rate-limiter-flexible';\nexport const guard = (limiter: RateLimiterMemory) => limiter;\n`,
      },
    });
    expect(text).toBe('✗ UNKNOWN_USE: src/guard.ts takes a `RateLimiterMemory` by its type');
  });

  test('a library that nothing is known of says what the audit says', () => {
    const [answer] = answers({
      calls: [['cache', 'new LRUCache(']],
      code: `import { LRUCache } from 'lru-cache';\nexport const cache = new LRUCache({ max: 5 });\n`,
    });
    expect(answer).toMatchObject({
      refusals: [{ code: 'NO_ADAPTER', advice: 'Give it a store.', replacement: 'store', line: 2, column: 22 }],
    });
  });
});

test('each tells what to install and why it is done so', () => {
  const [answer] = answers({
    calls: [['cache', 'new Keyv(']],
    code: `import Keyv from 'keyv';\nexport const cache = new Keyv();\n`,
  });
  expect(answer).toMatchObject({
    dependencies: [{ name: '@keyv/redis', range: '^5.0.0' }],
    because: [
      'Keyv takes a store as the option `store`; ttl stays as it is',
      'each store has a namespace of its own, within COLDSTATE_NAMESPACE',
      expect.stringContaining('COLDSTATE_URL'),
    ],
  });
});
