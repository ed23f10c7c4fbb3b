import type { Case } from '../case.js';

/** Code of browsers in files that servers load too. */
export const browsers: readonly Case[] = [
  {
    name: 'a client of queries is kept where there is no server',
    platform: 'next',
    files: {
      'lib/query.ts': `
import { isServer, QueryClient } from '@tanstack/react-query';
export const makeQueryClient = () => new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } });
let browserQueryClient: QueryClient | undefined;
export function getQueryClient() {
  if (isServer) return makeQueryClient();
  browserQueryClient ??= makeQueryClient();
  return browserQueryClient;
}
`,
      'app/orders/page.tsx': `
import { dehydrate } from '@tanstack/react-query';
import { getQueryClient } from '../../lib/query';
export default async function Page({ params }) {
  const client = getQueryClient();
  await client.prefetchQuery({ queryKey: ['orders'], queryFn: () => fetch('https://shop.example/orders') });
  return <main>{JSON.stringify(dehydrate(client))}</main>;
}
`,
    },
    expect: [{ symbol: 'browserQueryClient', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'a client of queries is kept for every visitor of a server',
    platform: 'next',
    files: {
      'lib/query.ts': `
import { QueryClient } from '@tanstack/react-query';
const makeQueryClient = () => new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } });
let queryClient: QueryClient | undefined;
export function getQueryClient() {
  if (!queryClient) queryClient = makeQueryClient();
  return queryClient;
}
`,
      'app/orders/page.tsx': `
import { dehydrate } from '@tanstack/react-query';
import { getQueryClient } from '../../lib/query';
export default async function Page({ params }) {
  const client = getQueryClient();
  await client.prefetchQuery({ queryKey: ['orders'], queryFn: () => fetch('https://shop.example/orders') });
  return <main>{JSON.stringify(dehydrate(client))}</main>;
}
`,
    },
    expect: [{ near: 'new QueryClient(', verdict: 'unsafe', role: 'request-leak' }],
  },
  {
    name: 'what a visitor does in a store of the page is retried in the page',
    platform: 'next',
    files: {
      'stores/outbox.ts': `
import { create } from 'zustand';
import { devtools } from 'zustand/middleware';
const retries = new Map<string, ReturnType<typeof setTimeout>>();
const failed = new Map<string, number>();
export const useOutbox = create<any>()(
  devtools((set, get) => ({
    ops: [],
    add: (op) => set((state) => ({ ops: [...state.ops, op] })),
    fail: (id) => {
      failed.set(id, (failed.get(id) ?? 0) + 1);
      retries.set(id, setTimeout(() => { retries.delete(id); get().send(id); }, 1000));
    },
    send: (id) => { if ((failed.get(id) ?? 0) > 3) throw new Error('gave up'); },
  })),
);
export const sizeOf = (ops: unknown[]) => ops.length;
`,
      'app/api/size/route.ts': `
import { sizeOf } from '../../../stores/outbox';
export async function POST(req: Request) {
  return Response.json({ size: sizeOf(await req.json()) });
}
`,
    },
    expect: ['retries', 'failed', 'useOutbox'].map((symbol) => ({ symbol, verdict: ['safe', 'advisory'] })),
  },
  {
    name: 'a route calls an action of a store that was meant for the page',
    platform: 'next',
    files: {
      'stores/outbox.ts': `
import { create } from 'zustand';
const failed = new Map<string, number>();
export const useOutbox = create<any>((set) => ({
  fail: (id) => failed.set(id, (failed.get(id) ?? 0) + 1),
}));
export const hasFailed = (id: string) => failed.has(id);
`,
      'app/api/fail/route.ts': `
import { useOutbox } from '../../../stores/outbox';
export async function POST(req: Request) {
  const { id } = await req.json();
  useOutbox.getState().fail(id);
  return Response.json({ id });
}
`,
      'app/api/failed/route.ts': `
import { hasFailed } from '../../../stores/outbox';
export async function POST(req: Request) {
  const { id } = await req.json();
  return hasFailed(id) ? Response.json({ id }) : new Response('unknown', { status: 404 });
}
`,
    },
    expect: [{ symbol: 'failed', verdict: 'unsafe' }],
  },
  {
    name: 'a hook remembers what the router of its page was told',
    platform: 'next',
    files: {
      'lib/use-filters.ts': `
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
const known = new Map<string, string>();
export function useFilters(view: string) {
  const router = useRouter();
  if (!known.has(view)) known.set(view, 'all');
  useEffect(() => router.replace('?filter=' + known.get(view)), [view]);
  return known.get(view);
}
`,
      'instrumentation-client.ts': `
const seen: string[] = [];
export function onRouterTransitionStart(url: string) {
  seen.push(url);
  if (seen.length > 20) fetch('/api/seen', { method: 'POST', body: JSON.stringify(seen.splice(0)) });
}
`,
      'app/layout.tsx': `
import { useFilters } from '../lib/use-filters';
export default function Layout({ children }) {
  return <html><body data-filters={typeof useFilters}>{children}</body></html>;
}
`,
    },
    expect: [
      { symbol: 'known', verdict: 'safe' },
      { symbol: 'seen', verdict: ['safe', 'advisory'] },
    ],
  },
  {
    name: 'a component that a server renders keeps who looked at it last',
    platform: 'next',
    files: {
      'pages/profile.tsx': `
import { useState } from 'react';
let current = null;
export async function getServerSideProps({ req }) {
  current = { name: req.cookies.name };
  return { props: {} };
}
export default function Profile() {
  const [isOpen] = useState(false);
  return <main>{isOpen ? current.name : ''}</main>;
}
`,
    },
    expect: [{ symbol: 'current', verdict: 'unsafe', role: 'request-leak', severity: 'critical' }],
  },
  {
    name: 'what an effect of a page begins, and nothing else calls, runs on no server',
    platform: 'next',
    files: {
      'pages/index.tsx': `
import React, { useCallback, useEffect, useState } from 'react';
const Bar: React.FC = () => {
  const [members, setMembers] = useState([]);
  const load = async () => {
    try {
      setMembers(await (await fetch('https://chat.example.org/members')).json());
    } finally {
      setTimeout(load, 120_000);
    }
  };
  const poll = useCallback(() => { setInterval(load, 1000); }, []);
  useEffect(() => {
    load();
    poll();
  }, []);
  return <ul>{members.map((name) => <li key={name}>{name}</li>)}</ul>;
};
export default Bar;
`,
    },
    expect: [],
  },
  {
    name: 'a function that rendering calls as well as an effect runs on the server',
    platform: 'next',
    files: {
      'pages/index.tsx': `
import { useEffect } from 'react';
const seen: string[] = [];
export default function Page({ name }: { name: string }) {
  const note = () => { seen.push(name); };
  note();
  useEffect(() => { note(); }, []);
  return <p>{seen.length} readers</p>;
}
`,
    },
    expect: [{ symbol: 'seen', verdict: 'unsafe' }],
  },
  {
    name: 'what belongs to an application that a file puts into its page lives in the browser',
    platform: 'express',
    files: {
      'client/src/main.tsx': `
import { createRoot } from 'react-dom/client';
import App from './App';
createRoot(document.getElementById('root')!).render(<App />);
`,
      'client/src/App.tsx': `
import { toast } from './toasts';
import { queries } from './queries';
export default function App() { return <button onClick={() => toast('hello')}>{String(queries)}</button>; }
`,
      'client/src/toasts.ts': `
let count = 0;
const listeners: ((text: string) => void)[] = [];
const timeouts = new Map<number, string>();
export function toast(text: string) {
  count += 1;
  timeouts.set(count, text);
  for (const listener of listeners) listener(text);
}
export const listen = (listener: (text: string) => void) => { listeners.push(listener); };
`,
      'client/src/queries.ts': `
import { QueryClient } from '@tanstack/react-query';
export const queries = new QueryClient();
`,
      'server/app.ts': `
import express from 'express';
export const app = express();
app.get('/', (_req, res) => { res.sendFile('index.html'); });
`,
    },
    expect: [
      { symbol: 'count', verdict: 'safe' },
      { symbol: 'listeners', verdict: 'safe' },
      { symbol: 'timeouts', verdict: 'safe' },
    ],
  },
  {
    name: 'a script that asks for its document as it is loaded runs on no server',
    platform: 'none',
    files: {
      'games/memory.js': `
const board = document.getElementById('board');
let score = 0;
let locked = false;
const flipped = [];
function flip(card) {
  if (locked) return;
  flipped.push(card);
  locked = flipped.length === 2;
  score += 1;
  board.textContent = String(score);
}
board.addEventListener('click', (event) => flip(event.target));
`,
    },
    expect: [],
  },
  {
    name: 'a module that looks first whether there is a document serves requests all the same',
    platform: 'none',
    files: {
      'lib/likes.ts': `
const likes = new Map<string, number>();
if (typeof document !== 'undefined') document.addEventListener('click', () => undefined);
export const handler = async (event: { body: string }) => {
  likes.set(event.body, (likes.get(event.body) ?? 0) + 1);
  return { statusCode: 200, body: String(likes.get(event.body)) };
};
`,
    },
    expect: [{ symbol: 'likes', verdict: 'unsafe' }],
  },
];
