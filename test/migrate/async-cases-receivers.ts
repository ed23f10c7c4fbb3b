import type { Case } from './async-case.js';

const manifest = (dependencies: object) => JSON.stringify({ dependencies });
const HELPER = `/** Express 4 does not wait for handlers: this hands what they reject with to the error middleware. */
`;

export const receivers: readonly Case[] = [
  {
    name: 'Express 4 in TypeScript: the helper is made once and used by all',
    before: {
      'package.json': manifest({ express: '^4.18.0' }),
      'src/app.ts': `import express from 'express';
import { users as router } from './routes/users';

const app = express();
app.use(router);
app.get('/size', (_req: unknown, res: any) => {
  res.json(users.size);
});
app.use((err: Error, _req: unknown, res: any, _next: unknown) => { counts.set(err.message, 1); res.end(); });
app.get('/other', (_req: unknown, res: any) => res.end());
`,
      'src/routes/users.ts': `import { Router } from 'express';

export const router = Router();
function show(req: any, res: any) { res.json(users.get(req.params.id)); }
router.get('/users/:id', show);
export { router as users };
`,
    },
    after: {
      'src/app.ts': `import express from 'express';
import { users as router } from './routes/users';
import { asyncHandler } from './async-handler';

const app = express();
app.use(router);
app.get('/size', asyncHandler(async (_req: unknown, res: any) => {
  res.json(await users.size());
}));
app.use(asyncHandler(async (err: Error, _req: unknown, res: any, _next: unknown) => { await counts.set(err.message, 1); res.end(); }));
app.get('/other', (_req: unknown, res: any) => res.end());
`,
      'src/routes/users.ts': `import { Router } from 'express';
import { asyncHandler } from '../async-handler';

export const router = Router();
async function show(req: any, res: any) { res.json(await users.get(req.params.id)); }
router.get('/users/:id', asyncHandler(show));
export { router as users };
`,
      'src/async-handler.ts': `${HELPER}export function asyncHandler<Args extends unknown[]>(handler: (...args: Args) => unknown): (...args: Args) => void {
  const wrapped = (...args: Args): void => {
    const next = args[args.length - 1] as (error: unknown) => void;
    Promise.resolve(handler(...args)).catch(next);
  };
  // Express knows error middleware by its four parameters.
  return Object.defineProperty(wrapped, 'length', { value: handler.length });
}
`,
    },
  },
  {
    name: 'Express 4 in CommonJS',
    before: {
      'package.json': manifest({ express: '4.19.2' }),
      'app.js': `'use strict'
const express = require('express')
const app = express()
app.route('/users').get((req, res) => { res.json(users.get(req.query.id)) })
module.exports = app
`,
    },
    after: {
      'app.js': `'use strict'
const express = require('express')
const { asyncHandler } = require('./async-handler')
const app = express()
app.route('/users').get(asyncHandler(async (req, res) => { res.json(await users.get(req.query.id)) }))
module.exports = app
`,
      'async-handler.js': `'use strict'

${HELPER}function asyncHandler(handler) {
  const wrapped = (...args) => {
    const next = args[args.length - 1]
    Promise.resolve(handler(...args)).catch(next)
  }
  // Express knows error middleware by its four parameters.
  return Object.defineProperty(wrapped, 'length', { value: handler.length })
}

module.exports = { asyncHandler }
`,
    },
  },
  {
    name: 'Express 4 where the app is only a parameter',
    before: {
      'package.json': manifest({ express: '^4.0.0' }),
      'routes.mjs': `export default (app) => { app.get('/users', (req, res) => { res.json(users.get('a')); }); };
`,
    },
    after: {
      'routes.mjs': `import { asyncHandler } from './async-handler.mjs';
export default (app) => { app.get('/users', asyncHandler(async (req, res) => { res.json(await users.get('a')); })); };
`,
    },
  },
  {
    name: 'Express 4 with a helper of the project’s own',
    before: {
      'package.json': manifest({ express: '^4.0.0' }),
      'app.js': `import express from 'express';
const asyncHandler = (fn) => (req, res, next) => Promise.resolve(fn(req, res, next)).catch(next);
const app = express();
app.get('/a', asyncHandler((req, res) => { res.json(users.get('a')); }));
app.get('/b', (req, res) => { res.json(users.get('b')); });
`,
    },
    after: {
      'app.js': `import express from 'express';
const asyncHandler = (fn) => (req, res, next) => Promise.resolve(fn(req, res, next)).catch(next);
const app = express();
app.get('/a', asyncHandler(async (req, res) => { res.json(await users.get('a')); }));
app.get('/b', asyncHandler(async (req, res) => { res.json(await users.get('b')); }));
`,
    },
  },
  {
    name: 'Express 5 waits itself',
    before: {
      'package.json': manifest({ express: '^5.0.0' }),
      'app.js': `import express from 'express';
const app = express();
app.use((req, res, next) => { if (users.has(req.ip)) next(); else res.end(); });
`,
    },
    after: {
      'app.js': `import express from 'express';
const app = express();
app.use(async (req, res, next) => { if (await users.has(req.ip)) next(); else res.end(); });
`,
    },
  },
  {
    name: 'Koa, Hono and Fastify',
    file: 'main.js',
    before: `import Koa from 'koa';
import { Hono } from 'hono';
import fastify from 'fastify';
const koa = new Koa();
koa.use((ctx) => { ctx.body = users.get('a'); });
const hono = new Hono();
hono.get('/a', (c) => c.json(users.get('a')));
const server = fastify();
server.get('/a', (request) => users.get('a'));
server.addHook('onRequest', (request, reply) => { counts.set('a', 1); });`,
    after: `import Koa from 'koa';
import { Hono } from 'hono';
import fastify from 'fastify';
const koa = new Koa();
koa.use(async (ctx) => { const user = await users.get('a'); ctx.body = user; });
const hono = new Hono();
hono.get('/a', async (c) => c.json(await users.get('a')));
const server = fastify();
server.get('/a', async (request) => users.get('a'));
server.addHook('onRequest', async (request, reply) => { await counts.set('a', 1); });`.replace(
      "const user = await users.get('a'); ctx.body = user;",
      "ctx.body = await users.get('a');",
    ),
  },
  {
    name: 'a hook that ends with done',
    file: 'main.js',
    before: `import fastify from 'fastify';
fastify().addHook('onRequest', (request, reply, done) => { counts.set('a', 1); done(); });`,
    refused: 'SYNC_CALLBACK',
  },
  {
    name: 'route handlers of Next.js',
    before: {
      'app/users/route.ts': `export function GET(): Response { return Response.json(users.get('a')); }
export const dynamic = 'force-dynamic';`,
    },
    after: {
      'app/users/route.ts': `export async function GET(): Promise<Response> { return Response.json(await users.get('a')); }
export const dynamic = 'force-dynamic';`,
    },
  },
  {
    name: 'a timer and an event',
    before: `declare const source: { on(name: string, listener: (k: string) => void): void };
setInterval(() => { users.delete('a'); }, 1000);
source.on('data', (k) => { counts.set(k, 1); });`,
    after: `declare const source: { on(name: string, listener: (k: string) => void): void };
setInterval(async () => { try { await users.delete('a'); } catch (error) { console.error(error); } }, 1000);
source.on('data', async (k) => { try { await counts.set(k, 1); } catch (error) { console.error(error); } });`,
    warned: 'CONCURRENCY',
  },
  {
    name: 'the end of the process',
    file: 'main.js',
    before: `process.on('exit', () => { users.delete('a'); });`,
    refused: 'SYNC_CALLBACK',
  },
  {
    name: 'tests and their hooks',
    before: `beforeEach(() => { users.delete('a'); });
describe('users', () => {
  it('are counted', () => {
    expect(counts.get('a')).toBe(1);
    expect(users.size).toBe(0);
  });
});`,
    after: `beforeEach(async () => { await users.delete('a'); });
describe('users', () => {
  it('are counted', async () => {
    expect(await counts.get('a')).toBe(1);
    expect(await users.size()).toBe(0);
  });
});`,
  },
  {
    name: 'a test that ends with done',
    before: `it('works', (done) => { users.delete('a'); done(); });`,
    refused: 'SYNC_CALLBACK',
  },
  { name: 'describe', before: `describe('users', () => { users.delete('a'); });`, refused: 'SYNC_CALLBACK' },
  {
    name: 'what is thrown',
    file: 'main.js',
    before: `import assert from 'node:assert';
import { expect, it } from 'vitest';
const check = (k) => { if (!users.has(k)) throw new Error(k); };
it('throws', () => {
  expect(() => check('a')).toThrow('a');
  expect(() => check('a')).not.toThrow();
  expect(() => { check('a'); }).toThrow();
  expect(() => { check('a'); }).not.toThrow();
  expect(check).toThrow();
  assert.throws(() => check('a'), /a/);
});`,
    after: `import assert from 'node:assert';
import { expect, it } from 'vitest';
const check = async (k) => { if (!(await users.has(k))) throw new Error(k); };
it('throws', async () => {
  await expect(check('a')).rejects.toThrow('a');
  await expect(check('a')).resolves.not.toThrow();
  await expect(async () => { await check('a'); }).rejects.toThrow();
  await expect((async () => { await check('a'); })()).resolves.not.toThrow();
  await expect(check).rejects.toThrow();
  await assert.rejects(async () => check('a'), /a/);
});`,
  },
  {
    name: 'a callback that may return a promise',
    before: `declare const queue: { add(work: () => void | Promise<void>): void };
queue.add(() => { users.delete('a'); });`,
    after: `declare const queue: { add(work: () => void | Promise<void>): void };
queue.add(async () => { await users.delete('a'); });`,
  },
  {
    name: 'a callback whose result is used at once',
    before: `export const text = JSON.stringify({}, (k) => users.get(k));`,
    refused: 'SYNC_CALLBACK',
  },
  {
    name: 'a function handed to what does not wait',
    before: `const replace = (k: string) => users.get(k).name;
export const text = (t: string) => t.replace('a', replace);`,
    refused: 'ESCAPED_FUNCTION',
  },
  {
    name: 'a function put where its callers cannot be found',
    before: `declare const locals: any;
locals.nameOf = (k: string) => users.get(k).name;`,
    refused: 'ESCAPED_FUNCTION',
  },
  {
    name: 'a function with a type from outside that does not wait',
    before: `const compare: NonNullable<Parameters<string[]['sort']>[0]> = (a, b) => counts.get(a) - counts.get(b);
export default compare;`,
    refused: 'EXTERNAL_CONTRACT',
  },
];
