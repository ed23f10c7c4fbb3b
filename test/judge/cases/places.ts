import type { Case } from '../case.js';

/** Code that no request of a server runs: browsers, scripts, tests, machines that live long. */
export const places: readonly Case[] = [
  {
    name: 'toasts are state of the browser',
    platform: 'next',
    files: {
      'hooks/use-toast.ts': `
'use client';
import * as React from 'react';
const listeners: Array<(state: State) => void> = [];
const toastTimeouts = new Map<string, ReturnType<typeof setTimeout>>();
interface State { toasts: { id: string; title: string }[] }
let memoryState: State = { toasts: [] };
let count = 0;

function dispatch(state: State) {
  memoryState = state;
  listeners.forEach((listener) => listener(memoryState));
}
export function toast(title: string) {
  const id = String(count++);
  dispatch({ toasts: [{ id, title }, ...memoryState.toasts] });
  toastTimeouts.set(id, setTimeout(() => dispatch({ toasts: [] }), 1000));
}
export function useToast() {
  const [state, setState] = React.useState(memoryState);
  React.useEffect(() => {
    listeners.push(setState);
    return () => { listeners.splice(listeners.indexOf(setState), 1); };
  }, []);
  return { ...state, toast };
}
`,
      'app/toaster.tsx': `
'use client';
import { useToast } from '../hooks/use-toast';
export function Toaster() { return <ul>{useToast().toasts.map((toast) => <li key={toast.id}>{toast.title}</li>)}</ul>; }
`,
      'app/page.tsx': `
import { Toaster } from './toaster';
export default function Page() { return <Toaster />; }
`,
    },
    expect: [
      { symbol: 'memoryState', verdict: 'safe' },
      { symbol: 'toastTimeouts', verdict: 'safe' },
      { symbol: 'count', verdict: 'safe' },
    ],
  },
  {
    name: 'a store of zustand is used by components of the client',
    platform: 'next',
    files: {
      'stores/cart.ts': `
import { create } from 'zustand';
export const useCart = create((set) => ({ items: [], add: (item) => set((state) => ({ items: [...state.items, item] })) }));
`,
      'app/cart.tsx': `
'use client';
import { useCart } from '../stores/cart';
export function Cart() {
  const { items, add } = useCart();
  return <button onClick={() => add('book')}>{items.length}</button>;
}
`,
      'app/page.tsx': `
import { Cart } from './cart';
export default function Page() { return <Cart />; }
`,
    },
    expect: [],
  },
  {
    name: 'a script counts what it imports',
    platform: 'lambda',
    files: {
      'scripts/import.js': `
#!/usr/bin/env node
const { readFileSync } = require('fs');
const totals = {};
let lines = 0;
function count(line) {
  lines++;
  const [country] = line.split(',');
  totals[country] = (totals[country] || 0) + 1;
}
readFileSync(process.argv[2], 'utf8').split('\\n').forEach(count);
console.log(lines, totals);
`.trimStart(),
      'src/handler.js': `exports.handler = async () => ({ statusCode: 200 });\n`,
    },
    expect: [
      { symbol: 'totals', verdict: 'safe' },
      { symbol: 'lines', verdict: 'safe' },
    ],
  },
  {
    name: 'a fake of a repository is used by tests',
    platform: 'lambda',
    files: {
      'test/fake-users.ts': `
const users = new Map<string, { id: string }>();
export const fakeUsers = {
  save(user: { id: string }) { users.set(user.id, user); },
  find: (id: string) => users.get(id),
};
`,
      'test/users.test.ts': `
import { expect, it } from 'vitest';
import { fakeUsers } from './fake-users';
let calls = 0;
it('saves', () => {
  calls++;
  fakeUsers.save({ id: 'a' });
  expect(fakeUsers.find('a')).toBeDefined();
});
`,
      'src/handler.ts': `export const handler = async () => ({ statusCode: 200 });\n`,
    },
    expect: [],
  },
  {
    name: 'a component of Svelte counts clicks in the browser',
    platform: 'sveltekit',
    files: {
      'src/routes/+page.svelte': `
<script>
  let clicks = 0;
  const history = [];
  function click() {
    clicks += 1;
    history.push(clicks);
  }
</script>
<button on:click={click}>{clicks}</button>
`,
      'src/routes/+page.server.js': `export const load = () => ({ title: 'Counter' });\n`,
    },
    expect: [],
  },
  {
    name: 'a single-page application lies beside the functions that it calls',
    platform: 'vercel',
    files: {
      'vite.config.ts': `
import { defineConfig } from 'vite';
import react from '@vitejs/plugin-react';
export default defineConfig({ plugins: [react()] });
`,
      'index.html': '<div id="root"></div><script type="module" src="/src/main.tsx"></script>\n',
      'src/main.tsx': `
import { createRoot } from 'react-dom/client';
import { sync } from './sync';
createRoot(document.getElementById('root')!).render(<button onClick={() => sync('draft')}>save</button>);
`,
      'src/sync.ts': `
let syncing = false;
const pending: string[] = [];
export async function sync(text: string) {
  pending.push(text);
  if (syncing) return;
  syncing = true;
  while (pending.length > 0) await fetch('/api/save', { method: 'POST', body: pending.shift() });
  syncing = false;
}
`,
      'api/save.ts': `
export default function handler(req, res) { res.status(204).end(); }
`,
    },
    expect: [],
  },
  {
    name: 'a server in a container that runs for months keeps what it likes',
    platform: 'express',
    files: {
      Dockerfile: 'FROM node:22\nCOPY . .\nCMD ["node", "server.js"]\n',
      'fly.toml':
        'app = "chat"\n[http_service]\n  internal_port = 3000\n  auto_stop_machines = "off"\n  min_machines_running = 1\n',
      'server.js': `
const express = require('express');
const app = express();
const sessions = new Map();
app.post('/login', (req, res) => {
  sessions.set(req.body.user, { since: Date.now() });
  res.sendStatus(204);
});
app.get('/who', (req, res) => res.json([...sessions.keys()]));
app.listen(3000);
`,
    },
    expect: [],
  },
  {
    name: 'a worker thread counts its own work',
    platform: 'none',
    files: {
      'package.json': '{ "name": "build-tool", "bin": { "build-tool": "./cli.js" } }',
      'cli.js': `
#!/usr/bin/env node
import { build } from './build.js';
await build(process.argv[2]);
`.trimStart(),
      'build.js': `
const done = new Map();
export async function build(entry) {
  if (done.has(entry)) return done.get(entry);
  done.set(entry, Date.now());
  console.log('built', entry);
}
`,
    },
    expect: [],
  },
  {
    name: 'configuration of the build keeps a list of its own',
    platform: 'next',
    files: {
      'next.config.mjs': `
const seen = new Set();
export default {
  webpack(config, { dev }) {
    if (!seen.has(dev)) seen.add(dev);
    config.plugins.push({ apply() {} });
    return config;
  },
};
`,
      'tailwind.config.js': `
const used = [];
module.exports = { plugins: [({ addUtilities }) => { used.push('x'); addUtilities({}); }] };
`,
      'app/page.tsx': 'export default function Page() { return <main />; }\n',
    },
    expect: [],
  },
  {
    name: 'a Dockerfile beside vercel.json does not make the shop a server that lives long',
    platform: 'vercel',
    files: {
      Dockerfile: 'FROM node:22\nCMD ["npx", "vercel", "dev"]\n',
      'api/cart.js': `
const carts = {};
export default function handler(req, res) {
  const user = req.cookies.user;
  carts[user] = [...(carts[user] || []), req.body.sku];
  res.json(carts[user]);
}
`,
    },
    expect: [{ symbol: 'carts', verdict: 'unsafe', role: ['session', 'user-data', 'entity'], severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'the number of the next toast is counted where the toast is shown',
    platform: 'none',
    files: {
      'app/toast.tsx': `
import { createContext, useCallback, useState } from 'react';
export const Toasts = createContext(null);
let toastId = 0;
export function ToastProvider({ children }) {
  const [toasts, setToasts] = useState([]);
  const show = useCallback((text: string) => {
    const id = ++toastId;
    setToasts((before) => [...before, { id, text }]);
  }, []);
  return <Toasts.Provider value={{ show }}>{toasts.map(({ id, text }) => <p key={id}>{text}</p>)}{children}</Toasts.Provider>;
}
`,
      'app/root.tsx': `
import { Outlet } from '@remix-run/react';
import { ToastProvider } from './toast';
export default function App() { return <ToastProvider><Outlet /></ToastProvider>; }
`,
      'app/routes/_index.tsx': `export default function Home() { return <h1>Shop</h1>; }\n`,
      'remix.config.js': `module.exports = {};\n`,
      'app/entry.server.tsx': `import '@remix-run/node';\nexport default function handleRequest() { return new Response(); }\n`,
    },
    expect: [{ symbol: 'toastId', verdict: 'safe' }],
  },
  {
    name: 'what a layout loads in the browser alone is told to the page alone',
    platform: 'sveltekit',
    files: {
      'src/lib/toasts.ts': `
let nextId = 0;
const shown: { id: number; text: string }[] = [];
export function show(text: string) { shown.push({ id: nextId++, text }); return shown; }
`,
      'src/routes/+layout.svelte': `
<script lang="ts">
  import { browser } from '$app/environment';
  import { show } from '$lib/toasts';
  let { children } = $props();
  if (browser) show('Welcome back');
</script>
{@render children()}
`,
    },
    expect: [
      { symbol: 'nextId', verdict: 'safe' },
      { symbol: 'shown', verdict: 'safe' },
    ],
  },
  {
    name: 'which dialog is open is state of the page that opens it',
    platform: 'sveltekit',
    files: {
      'src/lib/stores/dialog.svelte.ts': `
class Dialog {
  isOpen = $state(false);
  key = $state('');
  open(key: string) { this.key = key; this.isOpen = true; }
}
export const dialog = new Dialog();
`,
      'src/routes/+page.svelte': `
<script lang="ts">
  import { dialog } from '$lib/stores/dialog.svelte';
</script>
<button onclick={() => dialog.open('backup')}>Back up</button>{#if dialog.isOpen}<p>{dialog.key}</p>{/if}
`,
    },
    expect: [
      { symbol: 'Dialog.isOpen', verdict: 'safe' },
      { symbol: 'Dialog.key', verdict: 'safe' },
    ],
  },
  {
    name: 'a Worker that its configuration does not name keeps nothing between isolates',
    platform: 'none',
    files: {
      'wrangler.toml': 'name = "rooms"\ncompatibility_date = "2025-01-01"\n',
      'src/worker.js': `
const rooms = new Map();
export default {
  async fetch(request) {
    const { id, text } = await request.json();
    if (request.method === 'POST') { rooms.set(id, text); return new Response(null, { status: 201 }); }
    const room = rooms.get(id);
    return room ? new Response(room) : new Response('not found', { status: 404 });
  },
};
`,
    },
    expect: [{ symbol: 'rooms', verdict: 'unsafe', role: ['entity', 'connection-registry'] }],
    nothingElse: true,
  },
];
