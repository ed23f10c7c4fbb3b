import type { Case } from '../case.js';

/** What packages keep in the process unless they are told otherwise, and the same packages well used. */
export const libraries: readonly Case[] = [
  {
    name: 'koa-ratelimit is handed a Map to count in',
    platform: 'koa',
    files: {
      'app.js': `
const Koa = require('koa')
const ratelimit = require('koa-ratelimit')
const app = new Koa()
const db = new Map()
app.use(ratelimit({ driver: 'memory', db, duration: 60000, max: 100, id: (ctx) => ctx.ip }))
app.use(async (ctx) => { ctx.body = 'ok' })
module.exports = app
`,
    },
    expect: [{ near: 'ratelimit({ driver', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a bot of Teams forgets who it talks to',
    platform: 'express',
    files: {
      'bot.js': `
const { ConversationState, MemoryStorage, UserState } = require('botbuilder');
const memoryStorage = new MemoryStorage();
exports.conversationState = new ConversationState(memoryStorage);
exports.userState = new UserState(memoryStorage);
`,
      'app.js': `
const express = require('express');
const { CloudAdapter } = require('botbuilder');
const { conversationState } = require('./bot');
const adapter = new CloudAdapter();
const app = express();
app.post('/api/messages', (req, res) =>
  adapter.process(req, res, async (context) => {
    const data = await conversationState.createProperty('dialog').get(context, {});
    data.turns = (data.turns || 0) + 1;
    await conversationState.saveChanges(context);
  }),
);
module.exports = app;
`,
    },
    expect: [{ symbol: 'memoryStorage', verdict: 'unsafe', role: 'session', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'an MCP connection on Cloud Run is gone once the service has scaled to zero',
    platform: 'express',
    files: {
      'src/index.ts': `
import express from 'express';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { createServer } from './tools.js';

const activeTransports = new Map<string, SSEServerTransport>();
const app = express();

app.get('/sse', async (_req, res) => {
  const transport = new SSEServerTransport('/messages', res);
  activeTransports.set(transport.sessionId, transport);
  res.on('close', () => activeTransports.delete(transport.sessionId));
  await createServer().connect(transport);
});
app.post('/messages', async (req, res) => {
  const transport = activeTransports.get(String(req.query.sessionId));
  if (!transport) return void res.status(404).json({ error: 'Session not found' });
  await transport.handlePostMessage(req, res, req.body);
});
app.listen(Number(process.env.PORT));
`,
      'src/tools.ts': `
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
export const createServer = () => new McpServer({ name: 'docs', version: '1.0.0' });
`,
    },
    expect: [
      {
        symbol: 'activeTransports',
        verdict: 'unsafe',
        role: ['session', 'connection-registry'],
        severity: ['critical', 'high'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'a cache of Apollo is shared by all who are rendered',
    platform: 'next',
    files: {
      'lib/apollo.ts': `
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
export const apollo = new ApolloClient({
  ssrMode: true,
  link: new HttpLink({ uri: 'https://api.example.org/graphql', credentials: 'include' }),
  cache: new InMemoryCache(),
});
`,
      'pages/account.tsx': `
import { gql } from '@apollo/client';
import type { GetServerSideProps } from 'next';
import { apollo } from '../lib/apollo';

export const getServerSideProps: GetServerSideProps = async ({ req }) => {
  const { data } = await apollo.query({ query: gql('{ me { name } }'), context: { headers: { cookie: req.headers.cookie } } });
  return { props: { me: data.me } };
};
export default function Account({ me }: { me: { name: string } }) { return <p>{me.name}</p>; }
`,
    },
    expect: [{ symbol: 'apollo', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
  },
  {
    name: 'a wallet that one visitor connected is offered to others',
    platform: 'next',
    files: {
      'config/wagmi.ts': `
import { WagmiAdapter } from '@reown/appkit-adapter-wagmi';
import { mainnet } from '@reown/appkit/networks';
import { cookieStorage, createStorage } from '@wagmi/core';
export const wagmiAdapter = new WagmiAdapter({
  storage: createStorage({ storage: cookieStorage }),
  ssr: true,
  projectId: process.env.PROJECT_ID!,
  networks: [mainnet],
});
`,
      'app/layout.tsx': `
import { headers } from 'next/headers';
import { cookieToInitialState } from 'wagmi';
import { wagmiAdapter } from '../config/wagmi';
export default async function Layout({ children }: { children: React.ReactNode }) {
  const state = cookieToInitialState(wagmiAdapter.wagmiConfig, (await headers()).get('cookie'));
  return <html data-state={JSON.stringify(state)}><body>{children}</body></html>;
}
`,
    },
    expect: [{ symbol: 'wagmiAdapter', verdict: 'unsafe', role: 'request-leak' }],
    nothingElse: true,
  },
  {
    name: 'a store of Pinia that is used outside of setup belongs to whichever app came last',
    platform: 'nuxt',
    files: {
      'stores/user.ts': `
import { defineStore } from 'pinia';
export const useUserStore = defineStore('user', { state: () => ({ name: '' }) });
`,
      'server-only/greet.ts': `
import { useUserStore } from '../stores/user';
const user = useUserStore();
export function greet(name: string) {
  user.name = name;
  return 'Hello ' + user.name;
}
`,
      'pages/index.vue': `
<script setup lang="ts">
import { greet } from '../server-only/greet';
const text = greet(String(useRoute().query.name));
</script>
<template><p>{{ text }}</p></template>
`,
    },
    expect: [{ symbol: 'user', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a store of zustand is filled while a page is rendered on the server',
    platform: 'next',
    files: {
      'stores/profile.ts': `
import { createStore } from 'zustand/vanilla';
export const profileStore = createStore(() => ({ name: '' }));
`,
      'app/page.tsx': `
import { cookies } from 'next/headers';
import { profileStore } from '../stores/profile';
export default async function Page() {
  const name = (await cookies()).get('name')?.value ?? '';
  profileStore.setState({ name });
  return <p>{profileStore.getState().name}</p>;
}
`,
    },
    expect: [{ symbol: 'profileStore', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a conversation is looked up by the id of a component, which is the same for everybody',
    platform: 'next',
    files: {
      'app/chat/page.tsx': `
import { cookies } from 'next/headers';
import { useId } from 'react';
import { loadMessages } from '../../lib/messages';

const conversations = new Map<string, Promise<string[]>>();

export default async function Chat() {
  const id = useId();
  let messages = conversations.get(id);
  if (!messages) {
    messages = loadMessages((await cookies()).get('session')?.value ?? '');
    conversations.set(id, messages);
  }
  return <ul>{(await messages).map((message) => <li key={message}>{message}</li>)}</ul>;
}
`,
      'lib/messages.ts': `export const loadMessages = async (session: string): Promise<string[]> => (await fetch('https://api.example.org/' + session)).json();\n`,
    },
    expect: [{ symbol: 'conversations', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'drafts are put into storage that Nitro keeps in memory',
    platform: 'nuxt',
    files: {
      'server/api/drafts/[id].put.ts': `
export default defineEventHandler(async (event) => {
  await useStorage().setItem('drafts:' + getRouterParam(event, 'id'), await readBody(event));
  return { saved: true };
});
`,
      'server/api/drafts/[id].get.ts': `
export default defineEventHandler(async (event) => {
  const draft = await useStorage().getItem('drafts:' + getRouterParam(event, 'id'));
  if (!draft) throw createError({ statusCode: 404 });
  return draft;
});
`,
    },
    expect: [{ near: 'useStorage()', verdict: 'unsafe', rule: 'no-in-process-library-store' }],
  },
  {
    name: 'a Worker is not deployed, because it makes a random value while it loads',
    platform: 'workers',
    files: {
      'src/index.ts': `
const salt = crypto.randomUUID();
export default {
  async fetch(request: Request): Promise<Response> {
    const bytes = new TextEncoder().encode(salt + (await request.text()));
    return new Response(await crypto.subtle.digest('SHA-256', bytes));
  },
};
`,
    },
    expect: [{ symbol: 'salt', verdict: ['unsafe', 'advisory'], rule: 'no-frozen-at-init' }],
    nothingElse: true,
  },
  {
    name: 'prices are as old as the instance, since nothing refreshes them',
    platform: 'express',
    files: {
      'prices.js': `
let prices = {};
async function refresh() {
  prices = await fetch('https://prices.example.org').then((r) => r.json());
}
refresh();
setInterval(refresh, 60_000);
exports.priceOf = (sku) => prices[sku];
`,
      'app.js': `
const express = require('express');
const serverless = require('serverless-http');
const { priceOf } = require('./prices');
const app = express();
app.get('/prices/:sku', (req, res) => res.json({ price: priceOf(req.params.sku) }));
module.exports.handler = serverless(app);
`,
    },
    expect: [{ near: 'setInterval(refresh', verdict: ['unsafe', 'advisory'] }],
  },
  {
    name: 'the disk of a container fills up with files that nobody removes',
    platform: 'lambda',
    files: {
      'src/lint.js': `
const { execFileSync } = require('child_process');
const fs = require('fs');
exports.handler = async (event) => {
  const dir = fs.mkdtempSync('/tmp/lint-');
  fs.writeFileSync(dir + '/input.js', event.source);
  return execFileSync('node_modules/.bin/eslint', [dir]).toString();
};
`,
    },
    expect: [{ near: 'fs.writeFileSync(', verdict: ['unsafe', 'advisory'], rule: 'no-local-disk-state' }],
  },

  {
    name: 'socket.io fans out through Redis',
    platform: 'express',
    files: {
      'server.ts': `
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import express from 'express';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const publisher = createClient({ url: process.env.REDIS_URL });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);
const app = express();
const server = createServer(app);
const io = new Server(server, { adapter: createAdapter(publisher, subscriber) });
io.on('connection', (socket) => { socket.on('chat', (text) => { io.emit('chat', text); }); });
app.post('/announce', (req, res) => { io.emit('news', req.body); res.sendStatus(204); });
server.listen(3000);
`,
    },
    expect: [{ symbol: 'io', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'keyv is given a store in Redis',
    platform: 'fastify',
    files: {
      'src/app.ts': `
import KeyvRedis from '@keyv/redis';
import Fastify from 'fastify';
import Keyv from 'keyv';
const profiles = new Keyv({ store: new KeyvRedis(process.env.REDIS_URL) });
export const app = Fastify();
app.put<{ Params: { id: string } }>('/profiles/:id', async (request) => profiles.set(request.params.id, request.body));
app.get<{ Params: { id: string } }>('/profiles/:id', async (request) => profiles.get(request.params.id));
`,
    },
    expect: [{ symbol: 'profiles', verdict: 'safe' }],
  },
  {
    name: 'a loader is made in the context of each request',
    platform: 'lambda',
    files: {
      'src/handler.ts': `
import { ApolloServer } from '@apollo/server';
import { handlers, startServerAndCreateLambdaHandler } from '@as-integrations/aws-lambda';
import DataLoader from 'dataloader';
const loadUsers = async (ids: readonly string[]) => ids.map((id) => ({ id }));
const server = new ApolloServer({ typeDefs: 'type Query { ok: Boolean }', resolvers: {} });
export const handler = startServerAndCreateLambdaHandler(server, handlers.createAPIGatewayProxyEventV2RequestHandler(), {
  context: async () => ({ users: new DataLoader(loadUsers) }),
});
`,
    },
    expect: [{ symbol: 'server', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'a race against the clock leaves its timer behind, which costs time and nothing else',
    platform: 'lambda',
    files: {
      'src/handler.ts': `
const timeout = (ms: number) => new Promise<never>((_, reject) => setTimeout(() => reject(new Error('too slow')), ms));
export const handler = async (event: { url: string }) =>
  Promise.race([fetch(event.url).then((response) => response.status), timeout(3000)]);
`,
    },
    expect: [{ symbol: 'setTimeout', verdict: ['safe', 'advisory'] }],
  },
];
