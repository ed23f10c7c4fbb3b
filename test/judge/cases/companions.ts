import type { Case } from '../case.js';

/** What stands or falls with another store is told with it, and what is a loss of its own is not. */
export const companions: readonly Case[] = [
  {
    name: 'how much is kept is the size of what is kept, and how much was refused is another matter',
    platform: 'next',
    files: {
      'lib/drafts.ts': `
const drafts = new Map<string, { text: string; size: number }>();
let bytes = 0;
let refused = 0;
export function keepDraft(id: string, text: string) {
  if (bytes + text.length > 1_000_000) {
    refused++;
    return false;
  }
  drafts.set(id, { text, size: text.length });
  bytes += text.length;
  return true;
}
export function dropDraft(id: string) {
  const draft = drafts.get(id);
  if (!draft) return false;
  drafts.delete(id);
  bytes -= draft.size;
  return true;
}
export const draftOf = (id: string) => drafts.get(id)?.text;
export const refusedSoFar = () => refused;
`,
      'app/api/drafts/route.ts': `
import { draftOf, dropDraft, keepDraft, refusedSoFar } from '../../../lib/drafts';
export async function POST(req: Request) {
  const { id, text } = await req.json();
  return Response.json({ kept: keepDraft(id, text) });
}
export async function DELETE(req: Request) {
  return Response.json({ dropped: dropDraft(await req.text()) });
}
export async function GET(req: Request) {
  const text = draftOf(new URL(req.url).searchParams.get('id') ?? '');
  return text ? Response.json({ text }) : Response.json({ refused: refusedSoFar() }, { status: 404 });
}
`,
    },
    expect: [
      { symbol: 'drafts', verdict: 'unsafe', severity: 'critical' },
      { symbol: 'refused', verdict: 'unsafe', role: 'counter', severity: 'medium' },
    ],
    nothingElse: true,
  },
  {
    name: 'connections and their states are one registry, and who plays in a room is not',
    platform: 'express',
    files: {
      'hub.js': `
class Hub {
  connections = new Map();
  channels = new Map();
  players = new Map();
  open(id, socket) {
    this.connections.set(id, socket);
    this.channels.set(id, { openedAt: Date.now() });
  }
  join(room, player) {
    this.players.set(player, room);
  }
  roomOf(player) {
    return this.players.get(player);
  }
  send(id, text) {
    const socket = this.connections.get(id);
    if (!socket) return undefined;
    socket.write(text);
    return this.channels.get(id);
  }
}
module.exports = new Hub();
`,
      'app.js': `
const express = require('express');
const hub = require('./hub');
const app = express();
app.get('/stream/:id', (req, res) => {
  res.setHeader('Content-Type', 'text/event-stream');
  hub.open(req.params.id, res);
});
app.post('/messages/:id', (req, res) => {
  const state = hub.send(req.params.id, req.body.text);
  return state ? res.json(state) : res.sendStatus(404);
});
app.post('/rooms/:room', (req, res) => {
  hub.join(req.params.room, req.body.player);
  res.sendStatus(204);
});
app.get('/players/:player', (req, res) => {
  const room = hub.roomOf(req.params.player);
  return room ? res.json({ room }) : res.sendStatus(404);
});
module.exports = app;
`,
    },
    expect: [
      { symbol: 'Hub.connections', verdict: 'unsafe', role: 'connection-registry', severity: 'high' },
      { symbol: 'Hub.players', verdict: 'unsafe', severity: 'critical' },
    ],
    nothingElse: true,
  },
];
