import { expect, test } from 'vitest';
import type { FunctionFacts, ObjectFacts } from '../../src/model/facts.js';
import { platforms } from '../../src/platforms/index.js';
import { look, viewOf, type World } from './world.js';

const at = [0, 0] as const;
const fn = (name: string, directives: string[] = []): FunctionFacts => ({
  name,
  at,
  body: at,
  kind: 'function',
  parent: -1,
  async: true,
  parameters: [],
  directives,
  returns: [],
});
const methods = (...names: string[]): ObjectFacts => ({
  at,
  fn: -1,
  properties: names.map((key, id) => ({ key, at, value: { kind: 'function', id } })),
});

interface Case {
  name: string;
  world: World;
  /** Entry points of each platform that is detected. */
  detected: Record<string, string[]>;
}

const cases: Case[] = [
  {
    name: 'Next.js: routes of the app router, without groups and slots, each a unit',
    world: {
      dependencies: ['next'],
      sources: {
        'app/api/auth/[...nextauth]/route.ts': ['GET', 'POST', 'runtime'],
        'app/(shop)/cart/page.tsx': ['default', 'generateMetadata'],
        'app/(shop)/cart/@total/page.tsx': ['default'],
        'app/layout.tsx': ['default', 'metadata'],
        'app/sitemap.ts': ['default'],
        'app/_lib/page.tsx': ['default'],
        'app/cart/button.tsx': ['default'],
      },
    },
    detected: {
      nextjs: [
        'render /cart: app/(shop)/cart/@total/page.tsx#default in /cart',
        'render /cart: app/(shop)/cart/page.tsx#default in /cart',
        'render /cart: app/(shop)/cart/page.tsx#generateMetadata in /cart',
        'http GET /api/auth/[...nextauth]: app/api/auth/[...nextauth]/route.ts#GET in /api/auth/[...nextauth]',
        'http POST /api/auth/[...nextauth]: app/api/auth/[...nextauth]/route.ts#POST in /api/auth/[...nextauth]',
        'render /: app/layout.tsx#default in /',
        'render /sitemap: app/sitemap.ts#default in /sitemap',
      ],
    },
  },
  {
    name: 'Next.js: a page of the client is no entry point',
    world: {
      dependencies: ['next'],
      sources: {
        'src/app/page.tsx': { directives: ['use client'], exports: ['default'] },
        'src/app/layout.tsx': ['default'],
      },
    },
    detected: { nextjs: ['render /: src/app/layout.tsx#default in /'] },
  },
  {
    name: 'Next.js: pages, their data, API routes and middleware, in a package of a monorepo',
    world: {
      dir: 'apps/web',
      configs: { 'apps/web/next.config.mjs': 'export default { output: "standalone" }' },
      sources: {
        'apps/web/src/pages/index.tsx': ['default', 'getServerSideProps'],
        'apps/web/src/pages/api/links/[id].ts': ['default', 'config'],
        'apps/web/src/middleware.ts': ['middleware', 'config'],
        'apps/web/src/lib/middleware.ts': ['middleware'],
      },
    },
    detected: {
      nextjs: [
        'middleware: apps/web/src/middleware.ts#middleware in middleware',
        'http /api/links/[id]: apps/web/src/pages/api/links/[id].ts#default in /api/links/[id]',
        'render /: apps/web/src/pages/index.tsx#default in /',
        'render /: apps/web/src/pages/index.tsx#getServerSideProps in /',
      ],
    },
  },
  {
    name: 'Next.js: server actions, of a file and inside a function',
    world: {
      dependencies: ['next'],
      sources: {
        'app/actions.ts': { directives: ['use server'], exports: ['addToCart', 'removeFromCart'] },
        'app/page.tsx': { exports: ['default'], functions: [fn('Page'), fn('save', ['use server'])] },
      },
    },
    detected: {
      nextjs: [
        'render /: app/page.tsx#default in /',
        'action: app/actions.ts#addToCart in server-actions',
        'action: app/actions.ts#removeFromCart in server-actions',
        'action: app/page.tsx#fn1 in server-actions',
      ],
    },
  },
  {
    name: "Next.js with output: 'export' is a static site",
    world: {
      dependencies: ['next'],
      configs: { 'next.config.ts': 'const config = {\n  output: "export",\n};\nexport default config;' },
      sources: { 'app/page.tsx': ['default'], 'app/api/route.ts': ['GET'] },
    },
    detected: { 'static-site': [] },
  },
  {
    name: 'an export that is commented out exports nothing',
    world: {
      dependencies: ['next'],
      configs: { 'next.config.js': 'module.exports = {\n  // output: "export",\n};' },
      sources: { 'app/page.tsx': ['default'] },
    },
    detected: { nextjs: ['render /: app/page.tsx#default in /'] },
  },
  {
    name: 'a library of components that depends on next has no routes',
    world: { dependencies: ['next'], sources: { 'src/button.tsx': ['default'] } },
    detected: {},
  },
  {
    name: 'Vercel: files under api/ are functions, except those that begin with an underscore',
    world: {
      configs: { 'vercel.json': '{ "rewrites": [] }' },
      sources: {
        'api/links.ts': ['default'],
        'api/users/[id].ts': ['GET'],
        'api/_db.ts': ['default'],
        'src/api/x.ts': ['default'],
      },
    },
    detected: {
      vercel: [
        'http /api/links: api/links.ts#default in /api/links',
        'http GET /api/users/[id]: api/users/[id].ts#GET in /api/users/[id]',
      ],
    },
  },
  {
    name: 'Vercel: builds name the files',
    world: {
      configs: { 'vercel.json': '{ "builds": [{ "src": "./server/*.js", "use": "@vercel/node" }] }' },
      sources: { 'server/index.js': ['='], 'server/deep/other.js': ['='] },
    },
    detected: { vercel: ['http /server: server/index.js#default in /server'] },
  },
  {
    name: 'Vercel: api/ of a Next.js project is its own code',
    world: {
      dependencies: ['next'],
      configs: { 'vercel.json': '{}' },
      sources: { 'api/links.ts': ['default'], 'app/page.tsx': ['default'] },
    },
    detected: { nextjs: ['render /: app/page.tsx#default in /'] },
  },
  {
    name: 'Netlify: functions by file and by folder, edge functions together',
    world: {
      configs: { 'netlify.toml': '[build]\n  publish = "dist"\n' },
      sources: {
        'netlify/functions/links.mts': ['default', 'config'],
        'netlify/functions/cart/cart.js': ['handler'],
        'netlify/functions/cart/total.js': ['default'],
        'netlify/edge-functions/geo.ts': ['default'],
      },
    },
    detected: {
      netlify: [
        'http /.netlify/functions/cart: netlify/functions/cart/cart.js#handler in cart',
        'http /.netlify/functions/links: netlify/functions/links.mts#default in links',
        'middleware /.netlify/edge-functions/geo: netlify/edge-functions/geo.ts#default in edge-functions',
      ],
    },
  },
  {
    name: 'Cloudflare: the handlers of the default export of main',
    world: {
      configs: { 'wrangler.toml': 'name = "shortener"\nmain = "src/index.ts"\n\n[vars]\nmain = "other.ts"' },
      sources: {
        'src/index.ts': {
          exports: ['default', 'Counter'],
          objects: [methods('fetch', 'scheduled', 'helper')],
          functions: [fn('fetch'), fn('scheduled'), fn('helper')],
        },
      },
    },
    detected: {
      'cloudflare-workers': ['http: src/index.ts#fn0 in shortener', 'schedule: src/index.ts#fn1 in shortener'],
    },
  },
  {
    name: 'Cloudflare: an application as default export, and a listener',
    world: {
      configs: { 'wrangler.jsonc': '{\n  // the worker\n  "name": "edge",\n  "main": "./src/worker.ts",\n}' },
      sources: {
        'src/worker.ts': {
          exports: ['default'],
          calls: [
            {
              at,
              fn: -1,
              callee: { kind: 'global', name: 'addEventListener' },
              args: [
                { kind: 'literal', value: 'fetch' },
                { kind: 'function', id: 0 },
              ],
              new: false,
              result: 'discarded',
            },
          ],
          functions: [fn('listener')],
        },
      },
    },
    detected: { 'cloudflare-workers': ['http: src/worker.ts#default in edge', 'http: src/worker.ts#fn0 in edge'] },
  },
  {
    name: 'Cloudflare: Pages functions by method',
    world: {
      configs: { 'wrangler.toml': 'pages_build_output_dir = "dist"' },
      sources: { 'functions/api/[id].ts': ['onRequestGet'], 'functions/_middleware.ts': ['onRequest'] },
    },
    detected: {
      'cloudflare-workers': [
        'middleware /: functions/_middleware.ts#onRequest in functions',
        'http /api/[id]: functions/api/[id].ts#onRequestGet in functions',
      ],
    },
  },
  {
    name: 'SvelteKit: endpoints, load functions, each action, hooks',
    world: {
      configs: { 'svelte.config.js': "import adapter from '@sveltejs/adapter-auto';" },
      sources: {
        'src/routes/api/links/+server.ts': ['GET', 'POST', 'prerender'],
        'src/routes/(app)/cart/+page.server.ts': {
          exports: ['load', 'actions'],
          objects: [methods('default', 'remove')],
          functions: [fn('default'), fn('remove')],
        },
        'src/routes/+page.ts': ['load', 'ssr'],
        'src/hooks.server.ts': ['handle', 'init'],
        'src/lib/+server.ts': ['GET'],
      },
    },
    detected: {
      sveltekit: [
        'middleware: src/hooks.server.ts#handle in server',
        'start: src/hooks.server.ts#init in server',
        'render /cart: src/routes/(app)/cart/+page.server.ts#load in server',
        'action /cart: src/routes/(app)/cart/+page.server.ts#fn0 in server',
        'action /cart: src/routes/(app)/cart/+page.server.ts#fn1 in server',
        'render /: src/routes/+page.ts#load in server',
        'http GET /api/links: src/routes/api/links/+server.ts#GET in server',
        'http POST /api/links: src/routes/api/links/+server.ts#POST in server',
      ],
    },
  },
  {
    name: 'SvelteKit: actions that are computed count as a whole',
    world: { dependencies: ['@sveltejs/kit'], sources: { 'src/routes/+page.server.ts': ['actions'] } },
    detected: { sveltekit: ['action /: src/routes/+page.server.ts#actions in server'] },
  },
  {
    name: 'SvelteKit with adapter-static is a static site',
    world: {
      configs: { 'svelte.config.js': "import adapter from '@sveltejs/adapter-static';" },
      sources: { 'src/routes/+page.ts': ['load'] },
    },
    detected: { 'static-site': [] },
  },
  {
    name: 'SvelteKit with adapter-static as one of two choices is served',
    world: {
      configs: {
        'svelte.config.js': "import a from '@sveltejs/adapter-static';\nimport b from '@sveltejs/adapter-node';",
      },
      sources: { 'src/routes/+page.ts': ['load'] },
    },
    detected: { sveltekit: ['render /: src/routes/+page.ts#load in server'] },
  },
  {
    name: 'Google Cloud Functions: the target of the start script',
    world: {
      dependencies: ['@google-cloud/functions-framework'],
      scripts: { start: 'functions-framework --target=shorten' },
      sources: { 'index.js': ['shorten', 'helper'] },
    },
    detected: { 'cloud-functions': ['http: index.js#shorten in shorten'] },
  },
  {
    name: 'servers and Firebase are found by imports; their registrations are followed in the program',
    world: {
      sources: {
        'src/app.ts': { imports: ['express'] },
        'src/jobs.ts': { imports: ['firebase-functions/v2/scheduler'] },
      },
    },
    detected: { firebase: [], express: [] },
  },
  {
    name: 'a dependency that nothing imports, and a Dockerfile, make no server',
    world: {
      dependencies: ['express', 'fastify'],
      configs: { Dockerfile: 'CMD ["node", "server.js"]' },
      sources: { 'src/index.ts': ['main'] },
    },
    detected: {},
  },
];

test.each(cases)('$name', ({ world, detected }) => {
  const { view } = viewOf(world);
  const found = platforms.filter((platform) => platform.detect(view) !== undefined);
  expect(Object.fromEntries(found.map((platform) => [platform.name, look(platform, world).entries]))).toEqual(detected);
});

test('each platform has a name of its own and says what its vendor says about state', () => {
  expect(new Set(platforms.map(({ name }) => name)).size).toBe(platforms.length);
  for (const { guidance } of platforms) expect(guidance).toMatch(/^[A-Z].+\.$/s);
});
