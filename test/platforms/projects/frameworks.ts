import type { PlatformProject } from '../project.js';

/** Small projects of frameworks and of servers, and of what is deployed nowhere. */
export const frameworkProjects: readonly PlatformProject[] = [
  {
    platform: 'nuxt',
    name: 'handlers, a plugin, a task, and a limiter that is imported by nobody',
    files: {
      'package.json': '{ "name": "shop", "dependencies": { "nuxt": "^4.0.0" } }',
      'nuxt.config.ts': 'export default defineNuxtConfig({});\n',
      'server/api/links/[id].post.ts':
        'export default defineEventHandler(async (event) => {\n  if (isLimited(getRequestIP(event))) throw createError({ statusCode: 429 });\n  return { ok: true };\n});\n',
      'server/routes/health.ts': 'export default eventHandler(() => "ok");\n',
      'server/middleware/auth.ts': 'export default defineEventHandler((event) => { event.context.user = 1; });\n',
      'server/plugins/trace.ts':
        "export default defineNitroPlugin((nitroApp) => {\n  nitroApp.hooks.hook('request', (event) => { console.log(event.path); });\n});\n",
      'server/tasks/db/sweep.ts': 'export default defineTask({ async run() { return { result: 1 }; } });\n',
      'server/utils/limits.ts': `
const hits = new Map<string, number>();
export function isLimited(ip: string): boolean {
  const count = (hits.get(ip) ?? 0) + 1;
  hits.set(ip, count);
  return count > 10;
}
`,
    },
    entries: [
      'http /health server/routes/health.ts in server',
      'http POST /api/links/[id] server/api/links/[id].post.ts in server',
      'middleware server/middleware/auth.ts in server',
      'middleware server/plugins/trace.ts in server',
      'schedule db:sweep server/tasks/db/sweep.ts in server',
    ],
    stores: ['hits'],
  },
  {
    platform: 'nuxt',
    name: 'an application without server code',
    files: {
      'nuxt.config.ts': 'export default defineNuxtConfig({ ssr: false });\n',
      'pages/index.vue': '<template><p /></template>\n',
    },
    isAbsent: true,
  },
  {
    platform: 'remix',
    name: 'flat routes, resource routes, the root',
    files: {
      'package.json':
        '{ "name": "shop", "dependencies": { "@remix-run/node": "^2.0.0", "@remix-run/react": "^2.0.0" } }',
      'app/root.tsx': 'export default function App() { return null; }\n',
      'app/routes/_auth.links.$id_.edit.tsx': `
const drafts = new Map<string, string>();
export async function action({ request, params }) {
  const form = await request.formData();
  drafts.set(params.id, String(form.get('text')));
  return { text: drafts.get(params.id) };
}
export async function clientLoader() { return 1; }
`,
      'app/routes/sitemap[.]xml.tsx': 'export async function loader() { return new Response("x"); }\n',
    },
    entries: [
      'action /links/:id/edit app/routes/_auth.links.$id_.edit.tsx in server',
      'http /sitemap.xml app/routes/sitemap[.]xml.tsx in server',
      'render / app/root.tsx in server',
    ],
    stores: ['drafts'],
  },
  {
    platform: 'remix',
    name: 'React Router with routes in a file',
    files: {
      'package.json':
        '{ "name": "shop", "dependencies": { "@react-router/dev": "^7.0.0", "@react-router/node": "^7.0.0" } }',
      'react-router.config.ts': 'export default { ssr: true };\n',
      'app/routes.ts':
        "import { index, route } from '@react-router/dev/routes';\nexport default [index('home.tsx'), route('links/:id', './links/detail.tsx')];\n",
      'app/home.tsx': 'export async function loader() { return 1; }\n',
      'app/links/detail.tsx': 'export async function loader() { return 1; }\n',
    },
    entries: ['http / app/home.tsx in server', 'http /links/:id app/links/detail.tsx in server'],
  },
  {
    platform: 'remix',
    name: 'React Router with routes below others, and under a prefix',
    files: {
      'package.json':
        '{ "name": "shop", "dependencies": { "@react-router/dev": "^7.0.0", "@react-router/node": "^7.0.0" } }',
      'react-router.config.ts': 'export default { ssr: true };\n',
      'app/routes.ts': `
import { index, layout, prefix, route } from '@react-router/dev/routes';
export default [
  index('home.tsx'),
  ...prefix('shop', [layout('./shop/layout.tsx', [route('carts/:id', './shop/cart.tsx', [route('items', './shop/items.tsx')])])]),
];
`,
      'app/home.tsx': 'export async function loader() { return 1; }\n',
      'app/shop/layout.tsx': 'export async function loader() { return 1; }\n',
      'app/shop/cart.tsx': 'export async function loader() { return 1; }\n',
      'app/shop/items.tsx': 'export async function loader() { return 1; }\n',
    },
    entries: [
      'http / app/home.tsx in server',
      'http /shop app/shop/layout.tsx in server',
      'http /shop/carts/:id app/shop/cart.tsx in server',
      'http /shop/carts/:id/items app/shop/items.tsx in server',
    ],
  },
  {
    platform: 'remix',
    name: 'React Router as a library of the browser',
    files: {
      'package.json':
        '{ "name": "shop", "dependencies": { "react-router-dom": "^7.0.0", "vite": "^6.0.0", "react": "^19.0.0" } }',
      'src/main.tsx': 'const cache = new Map();\nexport const put = (id) => cache.set(id, 1);\n',
    },
    isAbsent: true,
    others: ['client-app'],
  },
  {
    platform: 'astro',
    name: 'endpoints, pages, middleware and actions',
    files: {
      'package.json': '{ "name": "shop", "dependencies": { "astro": "^5.0.0" } }',
      'astro.config.mjs':
        "import node from '@astrojs/node';\nexport default defineConfig({ output: 'server', adapter: node() });\n",
      'src/pages/api/cart.ts': `
const carts = new Map();
export async function POST({ request }) {
  const { id, sku } = await request.json();
  carts.set(id, [...(carts.get(id) ?? []), sku]);
  return new Response(JSON.stringify(carts.get(id)));
}
`,
      'src/pages/orders/[id].astro':
        '---\nimport { visit } from "../../visits";\nvisit(Astro.params.id);\n---\n<p />\n',
      'src/visits.ts':
        'let visits = 0;\nexport function visit(id) { visits++; console.log(id, visits); return visits; }\n',
      'src/middleware.ts': 'export const onRequest = (context, next) => next();\n',
      'src/actions/index.ts':
        "import { defineAction } from 'astro:actions';\nexport const server = { like: defineAction({ handler: async ({ id }) => id }) };\n",
    },
    entries: [
      'action src/actions/index.ts in server',
      'http POST /api/cart src/pages/api/cart.ts in server',
      'middleware src/middleware.ts in server',
      'render /orders/[id] src/pages/orders/[id].astro in server',
    ],
    stores: ['carts', 'visits'],
  },
  {
    platform: 'astro',
    name: 'a site without an adapter is static',
    files: {
      'package.json': '{ "name": "shop", "dependencies": { "astro": "^5.0.0" } }',
      'astro.config.mjs': 'export default defineConfig({});\n',
      'src/pages/feed.ts':
        'const seen = new Map();\nexport async function GET() { seen.set(1, 1); return new Response("x"); }\n',
    },
    isAbsent: true,
    others: ['static-site'],
  },
  {
    platform: 'nestjs',
    name: 'controllers, resolvers, gateways, schedules and guards',
    files: {
      'package.json': '{ "name": "shop", "dependencies": { "@nestjs/core": "^11.0.0", "@nestjs/common": "^11.0.0" } }',
      'src/main.ts':
        "import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\nNestFactory.create(AppModule).then((app) => app.listen(3000));\n",
      'src/app.module.ts':
        "import { Module } from '@nestjs/common';\nimport { LinksController } from './links.controller';\nimport { AuthGuard } from './auth.guard';\nimport { Chat } from './chat.gateway';\n@Module({ controllers: [LinksController], providers: [AuthGuard, Chat] })\nexport class AppModule {}\n",
      'src/links.controller.ts': `
import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
@Controller({ path: 'links' })
export class LinksController {
  private readonly links = new Map<string, string>();
  @Post() add(@Body() body: { id: string; to: string }) { this.links.set(body.id, body.to); }
  @Get(':id/stats') stats(@Param('id') id: string) { return this.links.get(id) ?? null; }
  @Cron('0 0 * * *') sweep() {}
  helper() {}
}
`,
      'src/auth.guard.ts':
        "import { CanActivate, Injectable } from '@nestjs/common';\n@Injectable()\nexport class AuthGuard implements CanActivate {\n  canActivate() { return true; }\n  other() {}\n}\n",
      'src/chat.gateway.ts':
        "import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';\n@WebSocketGateway()\nexport class Chat {\n  handleConnection() {}\n  @SubscribeMessage('say') say() {}\n}\n",
    },
    entries: [
      'event say src/chat.gateway.ts in server',
      'http GET /links/:id/stats src/links.controller.ts in server',
      'http POST /links src/links.controller.ts in server',
      'middleware src/auth.guard.ts in server',
      'event src/chat.gateway.ts in server',
      'schedule 0 0 * * * src/links.controller.ts in server',
    ],
    stores: ['LinksController.links'],
  },
  {
    platform: 'nestjs',
    name: 'on Lambda, its routes are part of the function',
    files: {
      'package.json':
        '{ "name": "shop", "dependencies": { "@nestjs/core": "^11.0.0", "@codegenie/serverless-express": "^4.0.0" } }',
      'serverless.yml':
        'provider:\n  name: aws\n  runtime: nodejs20.x\nfunctions:\n  api:\n    handler: src/lambda.handler\n',
      'src/lambda.ts':
        "import { NestFactory } from '@nestjs/core';\nimport serverlessExpress from '@codegenie/serverless-express';\nimport { AppModule } from './app.module';\nlet server;\nexport const handler = async (event, context, callback) => {\n  server ??= serverlessExpress({ app: (await NestFactory.create(AppModule)).getHttpAdapter().getInstance() });\n  return server(event, context, callback);\n};\n",
      'src/app.module.ts':
        "import { Module } from '@nestjs/common';\nimport { Links } from './links';\n@Module({ controllers: [Links] })\nexport class AppModule {}\n",
      'src/links.ts':
        "import { Controller, Get } from '@nestjs/common';\n@Controller('links')\nexport class Links {\n  @Get() all() { return []; }\n}\n",
    },
    entries: ['http GET /links src/links.ts in api'],
    others: ['lambda'],
  },
  {
    platform: 'trpc',
    name: 'procedures are served by the route that loads the router',
    files: {
      'package.json': '{ "name": "shop", "dependencies": { "next": "^15.0.0", "@trpc/server": "^11.0.0" } }',
      'app/api/trpc/[trpc]/route.ts':
        "import { fetchRequestHandler } from '@trpc/server/adapters/fetch';\nimport { appRouter } from '../../../../server/router';\nconst handler = (req: Request) => fetchRequestHandler({ endpoint: '/api/trpc', req, router: appRouter, createContext: () => ({}) });\nexport { handler as GET, handler as POST };\n",
      'server/trpc.ts':
        "import { initTRPC } from '@trpc/server';\nconst t = initTRPC.context().create();\nexport const router = t.router;\nexport const publicProcedure = t.procedure;\n",
      'server/router.ts': `
import { z } from 'zod';
import { publicProcedure, router } from './trpc';
const votes = new Map<string, number>();
export const appRouter = router({
  vote: publicProcedure.input(z.object({ id: z.string() })).mutation(({ input }) => {
    votes.set(input.id, (votes.get(input.id) ?? 0) + 1);
    return votes.get(input.id);
  }),
});
`,
    },
    entries: ['http server/router.ts in /api/trpc/[trpc]'],
    stores: ['votes'],
    others: ['nextjs'],
  },
  {
    platform: 'sockets',
    name: 'a server of sockets without routes is told of connections',
    files: {
      'package.json': '{ "name": "game", "dependencies": { "ws": "^8.0.0" } }',
      'server.ts': `
import WebSocket, { WebSocketServer } from 'ws';
const players = new Map<string, number>();
const server = new WebSocketServer({ port: 8080 });
server.on('connection', (socket) => {
  socket.on('message', (data) => players.set(String(data), (players.get(String(data)) ?? 0) + 1));
});
const prices = new WebSocket('wss://prices.example.org');
prices.on('message', (data) => console.log(String(data)));
`,
    },
    entries: ['event connection server.ts in server'],
    stores: ['players'],
  },
  {
    platform: 'graphql',
    name: 'resolvers of a server',
    files: {
      'package.json': '{ "name": "shop", "dependencies": { "@apollo/server": "^5.0.0" } }',
      'src/index.ts':
        "import { ApolloServer } from '@apollo/server';\nimport { resolvers } from './resolvers';\nexport const server = new ApolloServer({ typeDefs: '', resolvers });\n",
      'src/resolvers.ts':
        'const books = new Map();\nexport const resolvers = {\n  Query: { book: (_parent, { id }) => books.get(id) ?? null },\n  Mutation: { add: (_parent, { id, book }) => { books.set(id, book); return book; } },\n};\n',
    },
    entries: ['http src/index.ts in server'],
    stores: ['books'],
  },
  {
    platform: 'express',
    name: 'without any deployment, and with routers that are mounted',
    files: {
      'package.json': '{ "name": "shop", "dependencies": { "express": "^4.0.0" } }',
      'src/app.js':
        "import express from 'express';\nimport { links } from './links.js';\nconst app = express();\nconst api = express.Router();\napi.use('/links', links);\napp.use('/api', api);\napp.listen(3000);\n",
      'src/links.js':
        "import { Router } from 'express';\nconst clicks = new Map();\nexport const links = Router();\nlinks.post('/:id', (req, res) => { clicks.set(req.params.id, (clicks.get(req.params.id) ?? 0) + 1); res.json(clicks.get(req.params.id)); });\n",
    },
    entries: ['http POST /api/links/:id src/links.js in server'],
    stores: ['clicks'],
  },
  {
    platform: 'hono',
    name: 'in a catch-all route, with an application that is mounted',
    files: {
      'package.json': '{ "name": "shop", "dependencies": { "next": "^15.0.0", "hono": "^4.0.0" } }',
      'app/api/[[...route]]/route.ts':
        "import { Hono } from 'hono';\nimport { handle } from 'hono/vercel';\nimport { links } from '../../../server/links';\nconst app = new Hono().basePath('/api');\napp.route('/links', links);\nexport const GET = handle(app);\n",
      'server/links.ts':
        "import { Hono } from 'hono';\nconst seen = new Map();\nexport const links = new Hono();\nlinks.get('/:id', (c) => { seen.set(c.req.param('id'), Date.now()); return c.json(seen.size); });\n",
    },
    entries: ['http GET /api/links/:id server/links.ts in /api/[[...route]]'],
    stores: ['seen'],
    others: ['nextjs'],
  },
  {
    platform: 'fastify',
    name: 'a route',
    files: { 'app.js': "import fastify from 'fastify';\nconst app = fastify();\napp.get('/a', async () => 1);\n" },
    entries: ['http GET /a app.js in server'],
  },
  {
    platform: 'fastify',
    name: 'plugins with a prefix, one within the other',
    files: {
      'app.js':
        "import fastify from 'fastify';\nimport { api } from './api.js';\nconst app = fastify();\napp.register(api, { prefix: '/api' });\napp.listen({ port: 3000 });\n",
      'api.js':
        "import { links } from './links.js';\nimport fp from 'fastify-plugin';\nexport async function api(app) {\n  app.get('/health', async () => 1);\n  app.register(links, { prefix: '/links' });\n  app.register(fp(async (app) => { app.get('/me', async () => 1); }));\n}\n",
      'links.js':
        "const clicks = new Map();\nexport const links = async (fastify) => {\n  fastify.post('/:id', async (request) => { clicks.set(request.params.id, (clicks.get(request.params.id) ?? 0) + 1); return clicks.get(request.params.id); });\n};\n",
    },
    entries: [
      'http GET /api/health api.js in server',
      'http GET /api/me api.js in server',
      'http POST /api/links/:id links.js in server',
    ],
    stores: ['clicks'],
  },
  {
    platform: 'koa',
    name: 'a route',
    files: {
      'app.js':
        "import Router from '@koa/router';\nconst router = new Router();\nrouter.get('/a', async (ctx) => { ctx.body = 1; });\n",
    },
    entries: ['http GET /a app.js in server'],
  },
  {
    platform: 'nextjs',
    name: 'a route',
    files: {
      'package.json': '{ "name": "shop", "dependencies": { "next": "^15.0.0" } }',
      'src/app/(shop)/api/a/route.ts': 'export async function GET() { return Response.json(1); }\n',
    },
    entries: ['http GET /api/a src/app/(shop)/api/a/route.ts in /api/a'],
  },
  {
    platform: 'sveltekit',
    name: 'an endpoint',
    files: {
      'package.json': '{ "name": "shop", "dependencies": { "@sveltejs/kit": "^2.0.0" } }',
      'src/routes/a/+server.ts': 'export async function GET() { return new Response("x"); }\n',
    },
    entries: ['http GET /a src/routes/a/+server.ts in server'],
  },
  {
    platform: 'static-site',
    name: 'React Router without a server',
    files: {
      'package.json':
        '{ "name": "shop", "dependencies": { "@react-router/dev": "^7.0.0", "@react-router/node": "^7.0.0" } }',
      'react-router.config.ts': 'export default { ssr: false };\n',
      'app/routes/a.tsx':
        'const seen = new Map();\nexport async function loader() { seen.set(1, 1); return seen.get(1); }\n',
    },
  },
  {
    platform: 'client-app',
    name: 'an extension of a browser beside the server',
    files: {
      'package.json': '{ "name": "shop" }',
      'manifest.json': '{ "manifest_version": 3, "name": "shop" }',
      'background.js':
        'const tabs = new Map();\nchrome.tabs.onUpdated.addListener((id, change) => { tabs.set(id, change); });\n',
    },
  },
];
