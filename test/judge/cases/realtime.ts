import type { Case } from '../case.js';

/** Connections, subscriptions and who is online: a message must find its reader on whichever instance that is. */
export const realtime: readonly Case[] = [
  {
    name: 'a notification reaches only those who are connected to the instance that sends it',
    platform: 'next',
    files: {
      'lib/sse.ts': `
type Client = { id: string; controller: ReadableStreamDefaultController };
const clients = new Set<Client>();

export const addClient = (client: Client) => clients.add(client);
export const removeClient = (client: Client) => clients.delete(client);
export function broadcast(data: unknown) {
  const chunk = new TextEncoder().encode('data: ' + JSON.stringify(data));
  for (const { controller } of clients) controller.enqueue(chunk);
}
`,
      'app/api/events/route.ts': `
import { addClient, removeClient } from '../../../lib/sse';
export const runtime = 'edge';
export async function GET(req: Request) {
  const stream = new ReadableStream({
    start(controller) {
      const client = { id: crypto.randomUUID(), controller };
      addClient(client);
      req.signal.addEventListener('abort', () => removeClient(client));
    },
  });
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
}
`,
      'app/api/notify/route.ts': `
import { broadcast } from '../../../lib/sse';
export const runtime = 'edge';
export async function POST(req: Request) {
  broadcast(await req.json());
  return new Response(null, { status: 204 });
}
`,
    },
    expect: [{ symbol: 'clients', verdict: 'unsafe', role: 'connection-registry', severity: ['high', 'critical'] }],
    nothingElse: true,
  },
  {
    name: 'a posted message lands on an instance that holds no stream',
    platform: 'sveltekit',
    files: {
      'src/lib/server/streams.ts': `
type Emit = (event: string, data: string) => void;
export const emitters = new Map<string, Emit>();
`,
      'src/routes/stream/[user]/+server.ts': `
import { produce } from 'sveltekit-sse';
import { emitters } from '$lib/server/streams';
export const POST = ({ params }) =>
  produce(({ emit }) => {
    emitters.set(params.user, emit);
    return () => emitters.delete(params.user);
  });
`,
      'src/routes/message/+server.ts': `
import { emitters } from '$lib/server/streams';
export const POST = async ({ request }) => {
  const { to, text } = await request.json();
  emitters.get(to)?.('message', text);
  return new Response();
};
`,
    },
    expect: [{ symbol: 'emitters', verdict: 'unsafe', role: 'connection-registry', severity: ['high', 'critical'] }],
    nothingElse: true,
  },
  {
    name: 'an order is shouted into an event emitter that nobody on this instance listens to',
    platform: 'express',
    files: {
      'bus.js': `
const { EventEmitter } = require('events');
const bus = new EventEmitter();
bus.setMaxListeners(0);
module.exports = bus;
`,
      'app.js': `
const express = require('express');
const bus = require('./bus');
const app = express();

app.get('/kitchen/stream', (req, res) => {
  res.setHeader('Content-Type', 'text/event-stream');
  const onOrder = (order) => res.write('data: ' + JSON.stringify(order) + '\\n\\n');
  bus.on('order', onOrder);
  req.on('close', () => bus.off('order', onOrder));
});
app.post('/orders', (req, res) => {
  bus.emit('order', req.body);
  res.sendStatus(201);
});
module.exports = app;
`,
    },
    expect: [{ symbol: 'bus', verdict: 'unsafe', role: 'connection-registry', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'two players of one game never meet in its room',
    platform: 'none',
    files: {
      'server.js': `
const http = require('http');
const { Server } = require('socket.io');
const server = http.createServer();
const io = new Server(server, { cors: { origin: '*' } });

const rooms = {};

io.on('connection', (socket) => {
  socket.on('join', (room, name) => {
    if (!rooms[room]) rooms[room] = { players: [], board: Array(9).fill(null) };
    rooms[room].players.push({ id: socket.id, name });
    socket.join(room);
    io.to(room).emit('state', rooms[room]);
  });
  socket.on('move', (room, cell, mark) => {
    rooms[room].board[cell] = mark;
    io.to(room).emit('state', rooms[room]);
  });
});
server.listen(3000);
`,
    },
    expect: [
      {
        symbol: 'rooms',
        verdict: 'unsafe',
        role: ['connection-registry', 'entity', 'session', 'user-data'],
        severity: ['high', 'critical'],
      },
      { symbol: 'io', verdict: 'unsafe', role: 'connection-registry', severity: 'high' },
    ],
    nothingElse: true,
  },
  {
    name: 'a GraphQL subscription misses what another instance publishes',
    platform: 'lambda',
    files: {
      'src/resolvers.ts': `
import { PubSub } from 'graphql-subscriptions';
import { saveComment } from './comments';

const pubsub = new PubSub();
export const resolvers = {
  Mutation: {
    comment: async (_: unknown, { text }: { text: string }) => {
      const comment = await saveComment(text);
      await pubsub.publish('COMMENT', { comment });
      return comment;
    },
  },
  Subscription: { comment: { subscribe: () => pubsub.asyncIterableIterator('COMMENT') } },
};
`,
      'src/comments.ts': `export const saveComment = async (text: string) => (await fetch('https://db.example.org', { method: 'POST', body: text })).json();\n`,
      'src/handler.ts': `
import { ApolloServer } from '@apollo/server';
import { startServerAndCreateLambdaHandler, handlers } from '@as-integrations/aws-lambda';
import { resolvers } from './resolvers';

const server = new ApolloServer({ typeDefs: 'type Query { ok: Boolean }', resolvers });
export const handler = startServerAndCreateLambdaHandler(server, handlers.createAPIGatewayProxyEventV2RequestHandler());
`,
    },
    expect: [{ symbol: 'pubsub', verdict: 'unsafe', role: 'connection-registry', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'a channel of better-sse exists once per bundle',
    platform: 'next',
    files: {
      'lib/ticker.ts': `
import { createChannel } from 'better-sse';
export const ticker = createChannel();
`,
      'app/ticker/route.ts': `
import { createResponse } from 'better-sse';
import { ticker } from '../../lib/ticker';
export const GET = (request: Request) => createResponse(request, (session) => ticker.register(session));
`,
      'app/prices/route.ts': `
import { ticker } from '../../lib/ticker';
export async function POST(request: Request) {
  ticker.broadcast(await request.json(), 'price');
  return new Response(null, { status: 202 });
}
`,
    },
    expect: [{ symbol: 'ticker', verdict: 'unsafe', role: 'connection-registry', severity: ['high', 'critical'] }],
    nothingElse: true,
  },
  {
    name: 'a friend is shown as offline, being online elsewhere',
    platform: 'fastify',
    files: {
      'src/presence.ts': `
const onlineUsers = new Map<string, { socketId: string; since: Date }>();
export const connect = (user: string, socketId: string) => {
  onlineUsers.set(user, { socketId, since: new Date() });
};
export const disconnect = (user: string) => {
  onlineUsers.delete(user);
};
export const isOnline = (user: string) => onlineUsers.has(user);
`,
      'src/app.ts': `
import Fastify from 'fastify';
import websocket from '@fastify/websocket';
import { connect, disconnect, isOnline } from './presence.js';

export const app = Fastify();
await app.register(websocket);
app.get<{ Querystring: { user: string } }>('/ws', { websocket: true }, (socket, request) => {
  const { user } = request.query;
  connect(user, request.id);
  socket.on('close', () => disconnect(user));
});
app.get<{ Params: { user: string } }>('/online/:user', async (request) => ({ online: isOnline(request.params.user) }));
`,
    },
    expect: [
      {
        symbol: 'onlineUsers',
        verdict: 'unsafe',
        role: ['connection-registry', 'user-data'],
        severity: ['high', 'critical'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'a long poll hangs until it times out',
    platform: 'koa',
    files: {
      'index.mjs': `
import Koa from 'koa';
import Router from '@koa/router';

const router = new Router();
let waiting = [];

router.get('/poll', async (ctx) => {
  ctx.body = await new Promise((resolve) => waiting.push(resolve));
});
router.post('/publish', (ctx) => {
  for (const resolve of waiting) resolve(ctx.request.body);
  waiting = [];
  ctx.status = 204;
});

export default new Koa().use(router.routes());
`,
    },
    expect: [{ symbol: 'waiting', verdict: 'unsafe', role: ['connection-registry', 'queue'], severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'sockets of a chat are spread over isolates that know nothing of each other',
    platform: 'workers',
    files: {
      'src/index.ts': `
const sockets: WebSocket[] = [];

function accept(socket: WebSocket): void {
  socket.accept();
  sockets.push(socket);
  socket.addEventListener('message', (message) => {
    sockets.forEach((other) => other.send(message.data));
  });
}

export default {
  fetch(request: Request): Response {
    if (request.headers.get('upgrade') !== 'websocket') return new Response('expected websocket', { status: 426 });
    const [client, server] = Object.values(new WebSocketPair());
    accept(server!);
    return new Response(null, { status: 101, webSocket: client });
  },
};
`,
    },
    expect: [{ symbol: 'sockets', verdict: 'unsafe', role: 'connection-registry', severity: 'high' }],
    nothingElse: true,
  },

  {
    name: 'a Durable Object holds the sockets of its room',
    platform: 'workers',
    files: {
      'src/index.ts': `
export class Room implements DurableObject {
  sessions: WebSocket[] = [];
  lastMessage = '';

  async fetch(request: Request): Promise<Response> {
    const [client, server] = Object.values(new WebSocketPair());
    server!.accept();
    this.sessions.push(server!);
    server!.addEventListener('message', ({ data }) => {
      this.lastMessage = String(data);
      for (const session of this.sessions) session.send(this.lastMessage);
    });
    return new Response(null, { status: 101, webSocket: client });
  }
}

export default {
  fetch: (request: Request, env: { ROOMS: DurableObjectNamespace }) =>
    env.ROOMS.get(env.ROOMS.idFromName(new URL(request.url).pathname)).fetch(request),
};
`,
    },
    expect: [
      { symbol: 'Room.sessions', verdict: 'safe' },
      { symbol: 'Room.lastMessage', verdict: 'safe' },
    ],
  },
  {
    name: 'subscriptions go through Redis',
    platform: 'lambda',
    files: {
      'src/handler.ts': `
import { RedisPubSub } from 'graphql-redis-subscriptions';
const pubsub = new RedisPubSub({ connection: process.env.REDIS_URL });
export const handler = async (event: { text: string }) => {
  await pubsub.publish('COMMENT', { text: event.text });
};
`,
    },
    expect: [{ symbol: 'pubsub', verdict: 'safe' }],
  },
  {
    name: 'listeners of domain events are all registered while modules load',
    platform: 'express',
    files: {
      'events.js': `
import { EventEmitter } from 'node:events';
import { sendWelcomeMail } from './mail.js';
export const events = new EventEmitter();
events.on('user.created', sendWelcomeMail);
`,
      'mail.js': `export const sendWelcomeMail = (user) => fetch('https://mail.example.org', { method: 'POST', body: user.email });\n`,
      'app.js': `
import express from 'express';
import { events } from './events.js';
const app = express();
app.post('/users', (req, res) => {
  events.emit('user.created', req.body);
  res.sendStatus(201);
});
export default app;
`,
    },
    expect: [{ symbol: 'events', verdict: 'safe' }],
  },
  {
    name: 'an emitter belongs to one upload',
    platform: 'express',
    files: {
      'upload.js': `
const { EventEmitter } = require('events');
const express = require('express');
const { store } = require('./store');
const app = express();

app.post('/files', async (req, res) => {
  const progress = new EventEmitter();
  const parts = [];
  progress.on('part', (part) => parts.push(part));
  await store(req, progress);
  res.json({ parts: parts.length });
});
module.exports = app;
`,
      'store.js': `exports.store = async (stream, progress) => { for await (const chunk of stream) progress.emit('part', chunk.length); };\n`,
    },
    expect: [
      { symbol: 'progress', verdict: 'safe' },
      { symbol: 'parts', verdict: 'safe' },
    ],
  },
  {
    name: 'the heartbeat of a stream ends with the stream',
    platform: 'next',
    files: {
      'app/api/live/route.ts': `
export async function GET(request: Request) {
  const encoder = new TextEncoder();
  const stream = new ReadableStream({
    start(controller) {
      const heartbeat = setInterval(() => controller.enqueue(encoder.encode(': ping')), 15_000);
      request.signal.addEventListener('abort', () => {
        clearInterval(heartbeat);
        controller.close();
      });
    },
  });
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
}
`,
    },
    expect: [{ symbol: 'setInterval', verdict: 'safe' }],
  },
  {
    name: 'who is online is known to the instance that they came to',
    platform: 'next',
    files: {
      'pages/api/socket.ts': `
import { Server } from 'socket.io';
let onlineUserList: Record<string, string> = {};
export default function handler(req: any, res: any) {
  if (!res.socket.server.io) {
    const io = new Server(res.socket.server);
    io.on('connection', (socket) => {
      socket.on('online-user', (email) => {
        onlineUserList[email] = 'online';
        socket.emit('online-user', onlineUserList);
      });
      socket.on('disconnect', () => { delete onlineUserList[socket.id]; });
    });
    res.socket.server.io = io;
  }
  res.end();
}
`,
    },
    expect: [{ symbol: 'onlineUserList', verdict: 'unsafe', role: 'connection-registry', severity: 'high' }],
  },
  {
    name: 'a private room has no second player, on a server that has no routes but its sockets',
    platform: 'sockets',
    files: {
      'server.js': `
const http = require('http');
const { Server } = require('socket.io');
const server = http.createServer();
const io = new Server(server);
let rooms = {};
io.on('connection', (socket) => {
  socket.on('create', (size) => {
    const code = Math.random().toString(36).slice(2, 8);
    rooms[code] = { size, players: [socket.id] };
    socket.join(code);
    socket.emit('created', code);
  });
  socket.on('join', (code) => {
    const room = rooms[code];
    if (!room) return socket.emit('failed', 'Room not found');
    room.players.push(socket.id);
    socket.join(code);
    io.to(code).emit('players', room.players);
  });
});
server.listen(3000);
`,
    },
    expect: [
      { symbol: 'rooms', verdict: 'unsafe', role: ['entity', 'connection-registry', 'session'] },
      { symbol: 'io', verdict: 'unsafe', role: 'connection-registry' },
    ],
    nothingElse: true,
  },
  {
    name: 'matches are known to the server object that made them, whose listeners keep it alive',
    platform: 'sockets',
    files: {
      'index.js': `
const io = require('socket.io')();
const Server = require('./server');
new Server(io).start();
`,
      'server.js': `
const Matches = require('./matches');
module.exports = class Server {
  constructor(io) {
    this.io = io;
    this.matches = new Matches();
  }
  start() {
    this.io.on('connection', (socket) => {
      socket.on('create', (data) => socket.emit('created', this.matches.add(data, socket.id)));
      socket.on('join', (id) => {
        const match = this.matches.find(id);
        if (!match) return socket.emit('failed', 'Match not found');
        match.players.push(socket.id);
      });
    });
    this.io.listen(3000);
  }
};
`,
      'matches.js': `
module.exports = class Matches {
  constructor() {
    this.byId = {};
  }
  find(id) {
    return this.byId[id] || null;
  }
  add(data, owner) {
    const match = { id: owner + Date.now(), name: data.name, players: [owner] };
    this.byId[match.id] = match;
    return match;
  }
};
`,
    },
    expect: [{ symbol: 'Matches.byId', verdict: 'unsafe' }],
  },
];
