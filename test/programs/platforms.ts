/** Handlers, as each platform wants them written. */
import { typed, type Language, type Module } from './language.js';
import type { Io, Route } from './role.js';
import type { Attached } from './ways.js';

export interface Callable extends Attached {
  call: (op: string, ...args: string[]) => string;
}

/** A feature that requests use. */
export interface Served {
  rows: string;
  routes: readonly Route[];
  attach: (importer: string) => Callable;
}

export interface Platform {
  name: string;
  modulesOnly?: true;
  manifest: { dependencies: Record<string, string>; devDependencies?: Record<string, string> };
  write: (served: readonly Served[], language: Language, isGathered: boolean) => Module[];
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');
const external = ({ isModule }: Language, name: string, from: string): string =>
  isModule ? `import ${name} from '${from}';` : `const ${name.replace(/ as /, ': ')} = require('${from}');`;

interface PlatformIo extends Io {
  query: (name: string) => string;
  /** Reads what `input` takes apart. */
  read: string;
}

/** What a route does, once what it needs is at hand. */
function bodyOf(route: Route, { prelude, call }: Callable, io: PlatformIo): string {
  const isGet = route.verb === 'GET';
  const body = route.body(isGet ? { ...io, input: io.query } : io, call);
  return indent([isGet ? '' : io.read, prelude ?? '', body].filter(Boolean).join('\n'));
}

const inLambda: PlatformIo = {
  read: '',
  query: (name) => `event.queryStringParameters?.${name}`,
  request: 'event',
  input: (name) => `JSON.parse(event.body).${name}`,
  answer: (status, value) => `return { statusCode: ${status}, body: JSON.stringify(${value}) };`,
};
const inNext: PlatformIo = {
  read: 'const body = await request.json();',
  query: (name) => `new URL(request.url).searchParams.get('${name}')`,
  request: 'request',
  input: (name) => `body.${name}`,
  answer: (status, value) => `return Response.json(${value}, { status: ${status} });`,
};
const inExpress: PlatformIo = {
  read: '',
  query: (name) => `req.query.${name}`,
  request: 'req',
  input: (name) => `req.body.${name}`,
  answer: (status, value) => `return res.status(${status}).json(${value});`,
};
const inHono: PlatformIo = {
  read: 'const body = await c.req.json();',
  query: (name) => `c.req.query('${name}')`,
  request: 'c.req',
  input: (name) => `body.${name}`,
  answer: (status, value) => `return c.json(${value}, ${status});`,
};

const pathOf = ({ rows }: Served, { path }: Route): string => `/${rows}${path ? `/${path}` : ''}`;

/** Express, Hono and their like: one call for each route, on one application or on routers of it. */
function registering(
  shape: Pick<Platform, 'name' | 'manifest'> & {
    make(language: Language, isRouter: boolean): { imports: string[]; text: string };
    io: PlatformIo;
    /** Parameters of a handler. */
    params(language: Language): string;
    use: (path: string, router: string) => string;
  },
): Platform {
  return {
    name: shape.name,
    manifest: shape.manifest,
    write(served, language, isGathered) {
      const routesIn = (one: Served, on: string, attached: Callable): string =>
        one.routes
          .map((route) => {
            const body = bodyOf(route, attached, shape.io);
            return `${on}.${route.verb.toLowerCase()}('${pathOf(one, route)}', async (${shape.params(language)}) => {\n${body}\n});`;
          })
          .join('\n');
      const { imports, text } = shape.make(language, false);
      const app: Module = { path: 'src/app', imports, blocks: [{ text }], exports: ['app'] };
      const modules = [app];
      for (const one of served) {
        if (isGathered) {
          const attached = one.attach(app.path);
          app.imports.push(...attached.lines);
          app.blocks.push({ text: routesIn(one, 'app', attached) });
        } else {
          const path = `src/routes/${one.rows}`;
          const attached = one.attach(path);
          const router = shape.make(language, true);
          modules.push({
            path,
            imports: [...router.imports, ...attached.lines],
            blocks: [{ text: router.text }, { text: routesIn(one, 'router', attached) }],
            exports: ['router'],
            default: 'router',
          });
          app.imports.push(external(language, `${one.rows}Router`, `./routes/${one.rows}${language.specifierEnding}`));
          app.blocks.push({ text: shape.use(`/${one.rows}`, `${one.rows}Router`) });
        }
      }
      app.blocks.push({
        text: `app.get('/health', (${shape.params(language)}) => {\n  ${shape.io.answer(200, '{ ok: true }')}\n});`,
      });
      return modules;
    },
  };
}

export const PLATFORMS: readonly Platform[] = [
  {
    name: 'Lambda',
    manifest: { dependencies: {}, devDependencies: { '@types/aws-lambda': '^8' } },
    write(served, language, isGathered) {
      const event = `event${typed(language, ': any')}`;
      const all = served.flatMap((one) => one.routes.map((route) => ({ one, route })));
      const health: Module = {
        path: 'src/health/handler',
        imports: [],
        blocks: [{ text: 'const handler = async () => ({ statusCode: 200 });' }],
        exports: ['handler'],
      };
      if (!isGathered) {
        const handlers = all.map(({ one, route }): Module => {
          const path = `src/${one.rows}${route.path ? `-${route.path}` : ''}-${route.verb.toLowerCase()}/handler`;
          const attached = one.attach(path);
          const text = `const handler = async (${event}) => {\n${bodyOf(route, attached, inLambda)}\n};`;
          return { path, imports: [...attached.lines], blocks: [{ text }], exports: ['handler'] };
        });
        return [health, ...handlers];
      }
      const path = 'src/handler';
      const attached = new Map(served.map((one) => [one, one.attach(path)]));
      const cases = all.map(({ one, route }) => {
        const body = bodyOf(route, attached.get(one) ?? one.attach(path), inLambda);
        return `case '${route.verb} ${pathOf(one, route)}': {\n${body}\n}`;
      });
      const text = `const handler = async (${event}) => {\n  switch (event.httpMethod + ' ' + event.path) {\n${indent(indent(cases.join('\n')))}\n    default:\n      return { statusCode: 404 };\n  }\n};`;
      const imports = [...attached.values()].flatMap(({ lines }) => lines);
      return [health, { path, imports, blocks: [{ text }], exports: ['handler'] }];
    },
  },
  {
    name: 'Next.js',
    modulesOnly: true,
    manifest: { dependencies: { next: '15.0.0', react: '19.0.0' } },
    write(served, language) {
      const files = new Map<string, { one: Served; routes: Route[] }>();
      for (const one of served) {
        for (const route of one.routes) {
          const path = `app/api${pathOf(one, route)}/route`;
          const known = files.get(path) ?? { one, routes: [] };
          known.routes.push(route);
          files.set(path, known);
        }
      }
      const health = 'async function GET() {\n  return Response.json({ ok: true });\n}';
      return [
        { path: 'app/api/health/route', imports: [], blocks: [{ text: health }], exports: ['GET'] },
        ...[...files].map(([path, { one, routes }]): Module => {
          const attached = one.attach(path);
          const handlers = routes.map((route) => {
            return `async function ${route.verb}(request${typed(language, ': Request')}) {\n${bodyOf(route, attached, inNext)}\n}`;
          });
          const blocks = handlers.map((text) => ({ text }));
          return { path, imports: [...attached.lines], blocks, exports: routes.map(({ verb }) => verb) };
        }),
      ];
    },
  },
  registering({
    name: 'Express',
    manifest: { dependencies: { express: '^5' } },
    make: (language, isRouter) => ({
      imports: [external(language, 'express', 'express')],
      text: isRouter ? 'const router = express.Router();' : 'const app = express();\napp.use(express.json());',
    }),
    io: inExpress,
    params: () => 'req, res',
    use: (_, router) => `app.use(${router});`,
  }),
  registering({
    name: 'Hono',
    manifest: { dependencies: { hono: '^4' } },
    make: (language, isRouter) => ({
      imports: [external(language, '{ Hono }', 'hono')],
      text: isRouter ? 'const router = new Hono();' : 'const app = new Hono();',
    }),
    io: inHono,
    params: () => 'c',
    use: (_, router) => `app.route('/', ${router});`,
  }),
];
