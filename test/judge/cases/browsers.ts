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
];
