import { describe, expect, it } from 'vitest';
import { isLoud, judgedIn, reportOf, type Files } from '../judge/world.js';

const STATE = `
const orders = new Map();
export async function POST(request) {
  const order = await request.json();
  orders.set(order.id, order);
  return Response.json(orders.get(order.id));
}
`;
const ROUTES =
  "import express from 'express';\nconst app = express();\nconst orders = new Map();\napp.post('/o', (req, res) => { orders.set(req.body.id, req.body); res.json(orders.get(req.body.id)); });\nexport default app;\n";

const project: Files = {
  'package.json': '{ "name": "shop", "dependencies": { "next": "^15.0.0", "express": "^4.0.0" } }',
  'src/app/api/a/route.ts': 'export async function GET() { return Response.json(1); }\n',
  'src/a.ts': 'export const a = 1;\n',
  'src/b.ts': 'export const b = 1;\n',
  'src/c.ts': 'export const c = 1;\n',
};

const lying: readonly (readonly [string, Files])[] = [
  [
    'a whole copy of the project',
    {
      ...Object.fromEntries(
        Object.entries(project)
          .filter(([path]) => path !== 'package.json')
          .map(([path, text]) => [`backup/${path}`, text]),
      ),
      'backup/src/server.ts': ROUTES,
    },
  ],
  [
    'build output that is committed',
    { 'functions/src/index.ts': 'export const x = 1;\n', 'functions/lib/index.js': ROUTES },
  ],
  ['what is served to browsers', { 'public/app.js': ROUTES }],
  ['what an agent or an editor runs beside the code', { '.agents/hooks/status.js': ROUTES }],
  [
    'an extension of a browser',
    { 'extension/manifest.json': '{ "manifest_version": 3 }', 'extension/background.js': ROUTES },
  ],
  [
    'a script',
    {
      'scripts/load.ts':
        'const seen = new Map();\nexport function load(id) { seen.set(id, (seen.get(id) ?? 0) + 1); return seen.get(id); }\nload(process.argv[2]);\n',
    },
  ],
  [
    'a client of Vite beside functions',
    {
      'web/package.json': '{ "name": "web", "dependencies": { "vite": "^6.0.0", "react": "^19.0.0" } }',
      'web/src/main.tsx':
        'const carts = new Map();\nexport function add(id) { carts.set(id, 1); return carts.get(id); }\n',
    },
  ],
  [
    'React Native',
    {
      'mobile/package.json': '{ "name": "mobile", "dependencies": { "expo": "^52.0.0", "react-native": "*" } }',
      'mobile/app/index.tsx': STATE,
    },
  ],
  [
    'Electron',
    {
      'desktop/package.json': '{ "name": "desktop", "dependencies": { "electron": "^30.0.0" } }',
      'desktop/main.ts': STATE,
    },
  ],
];

describe('beside the application', () => {
  it.each(lying)('%s gives nothing loud', async (_what, files) => {
    const world = { platform: 'none', files: { ...project, ...files } } as const;
    expect((await judgedIn(world)).filter(isLoud).map(({ symbol, file }) => `${symbol} ${file}`)).toEqual([]);
    expect((await reportOf(world)).entryPoints.map(({ file }) => file)).toEqual(['src/app/api/a/route.ts']);
  });
});

describe('a library whose functions scripts call', () => {
  const files: Files = {
    'package.json': '{ "name": "library" }',
    'src/finder.ts': `
export function finder() {
  const known = new Map();
  return (order) => {
    if (!known.has(order.id)) known.set(order.id, { ...order, owner: order.user });
    return known.get(order.id);
  };
}
`,
  };
  const start = `
import { on } from 'events-of-somebody';
import { finder } from '../src/finder';
const find = finder();
on('order', (order) => console.log(find(order).owner));
`;
  const loudWith = async (file: string): Promise<string[]> => {
    const judged = await judgedIn({ platform: 'none', files: { ...files, [file]: start } });
    return judged.filter(isLoud).map(({ symbol }) => symbol);
  };

  it.each(['scripts/try.ts', 'bench/speed.ts', 'benchmarks/speed.ts'])('keeps nothing because of %s', async (file) => {
    expect(await loudWith(file)).toEqual([]);
  });

  it('keeps what a program begins with', async () => {
    expect(await loudWith('server/start.ts')).toEqual(['known']);
  });
});

/** Handlers behind wrappers, of our own and of packages. */
const wrapped: readonly (readonly [string, Files])[] = [
  [
    'a wrapper of ours',
    {
      'src/wrap.ts':
        'export const withAuth = (handler) => async (req) => { if (!req.headers.get("a")) throw new Error("no"); return handler(req); };\n',
      'src/app/api/o/route.ts':
        "import { withAuth } from '../../../wrap';\nconst orders = new Map();\nexport const POST = withAuth(async (req) => { const o = await req.json(); orders.set(o.id, o); return Response.json(orders.get(o.id)); });\n",
    },
  ],
  [
    'a wrapper of a package',
    {
      'src/app/api/o/route.ts':
        "import { withAxiom } from 'next-axiom';\nconst orders = new Map();\nexport const POST = withAxiom(async (req) => { const o = await req.json(); orders.set(o.id, o); return Response.json(orders.get(o.id)); });\n",
    },
  ],
  [
    'wrappers around wrappers',
    {
      'src/app/api/o/route.ts':
        "import { a, b } from 'wrappers';\nconst orders = new Map();\nasync function save(req) { const o = await req.json(); orders.set(o.id, o); return Response.json(orders.get(o.id)); }\nexport const POST = a({ name: 'x' })(b(save, { log: true }));\n",
    },
  ],
  [
    'one handler for two methods',
    {
      'src/app/api/o/route.ts':
        'const orders = new Map();\nconst handler = async (req) => { const o = await req.json(); orders.set(o.id, o); return Response.json(orders.get(o.id)); };\nexport { handler as GET, handler as POST };\n',
    },
  ],
  [
    'methods of a destructured object',
    {
      'src/handlers.ts':
        'const orders = new Map();\nexport const handlers = { GET: async (req) => Response.json(orders.get(req.url)), POST: async (req) => { const o = await req.json(); orders.set(o.id, o); return Response.json(orders.get(o.id)); } };\n',
      'src/app/api/o/route.ts':
        "import { handlers } from '../../../handlers';\nexport const { GET, POST } = handlers;\n",
    },
  ],
  [
    'a handler that another file exports',
    { 'src/orders.ts': STATE, 'src/app/api/o/route.ts': "export { POST } from '../../../orders';\n" },
  ],
  [
    'everything that another file exports',
    { 'src/orders.ts': STATE, 'src/app/api/o/route.ts': "export * from '../../../orders';\n" },
  ],
  [
    'callbacks of NextAuth',
    {
      'src/auth.ts':
        "import NextAuth from 'next-auth';\nconst orders = new Map();\nexport const { handlers, auth } = NextAuth({ callbacks: { async jwt({ token, user }) { orders.set(token.sub, user); return { ...token, user: orders.get(token.sub) }; } } });\n",
      'src/app/api/o/route.ts': "import { handlers } from '../../../auth';\nexport const { GET, POST } = handlers;\n",
    },
  ],
  [
    'options of NextAuth',
    {
      'src/app/api/o/route.ts':
        "import NextAuth from 'next-auth';\nconst orders = new Map();\nconst options = { callbacks: { async jwt({ token, user }) { orders.set(token.sub, user); return { ...token, user: orders.get(token.sub) }; } } };\nconst handler = NextAuth(options);\nexport { handler as GET, handler as POST };\n",
    },
  ],
  [
    'a page of the old router',
    {
      'src/pages/api/o.ts':
        "import { createRouter } from 'next-connect';\nconst orders = new Map();\nconst router = createRouter();\nrouter.post(async (req, res) => { orders.set(req.body.id, req.body); res.json(orders.get(req.body.id)); });\nexport default router.handler();\n",
    },
  ],
  [
    'an action of the server',
    {
      'src/actions.ts':
        "'use server';\nconst orders = new Map();\nexport async function save(form) { orders.set(form.get('id'), form.get('n')); return orders.get(form.get('id')); }\n",
    },
  ],
  [
    'a class with a method for it',
    {
      'src/app/api/o/route.ts':
        'class Orders {\n  orders = new Map();\n  async handle(req) { const o = await req.json(); orders.set(o.id, o); return Response.json(orders.get(o.id)); }\n}\nconst orders = new Map();\nconst controller = new Orders();\nexport const POST = controller.handle.bind(controller);\n',
    },
  ],
  [
    'a method that an arrow calls',
    {
      'src/app/api/o/route.ts':
        'const orders = new Map();\nclass Orders {\n  async handle(req) { const o = await req.json(); orders.set(o.id, o); return Response.json(orders.get(o.id)); }\n}\nexport const POST = (req) => new Orders().handle(req);\n',
    },
  ],
];

const lambda = (text: string): Files => ({
  'package.json': '{ "name": "shop", "dependencies": { "@middy/core": "^5.0.0" } }',
  'src/app/api/a/route.ts': '',
  'src/handler.ts': text,
});
const BODY = '{ orders.set(event.id, event); return orders.get(event.id); }';
const wrappedLambda: readonly (readonly [string, Files])[] = [
  [
    'middy with a chain',
    lambda(
      `import middy from '@middy/core';\nconst orders = new Map();\nexport const handler = middy().use(json()).handler(async (event) => ${BODY});\nfunction json() { return {}; }\n`,
    ),
  ],
  [
    'middy around a function',
    lambda(
      `import middy from '@middy/core';\nconst orders = new Map();\nconst base = async (event) => ${BODY};\nexport const handler = middy(base).use({});\n`,
    ),
  ],
  [
    'a wrapper that is imported, in CommonJS',
    lambda(
      `const { wrap } = require('@sentry/aws-serverless');\nconst orders = new Map();\nexports.handler = wrap(async (event) => ${BODY});\n`,
    ),
  ],
  [
    'an application behind serverless-http',
    lambda(
      `import serverless from 'serverless-http';\nimport express from 'express';\nconst app = express();\nconst orders = new Map();\napp.post('/', [(req, res, next) => next(), (req, res) => { orders.set(req.body.id, req.body); res.json(orders.get(req.body.id)); }]);\nexport const handler = serverless(app);\n`,
    ),
  ],
  [
    'a class that implements the interface',
    lambda(
      `class Api {\n  async handler(event) ${BODY}\n}\nconst orders = new Map();\nconst api = new Api();\nexport const handler = api.handler.bind(api);\n`,
    ),
  ],
];

describe('a handler', () => {
  it.each([...wrapped, ...wrappedLambda])('behind %s', async (_what, files) => {
    const judged = await judgedIn({ platform: 'none', files: { ...project, ...files } });
    expect(judged.filter(isLoud).map((one) => one.symbol)).toEqual(['orders']);
  });
});
