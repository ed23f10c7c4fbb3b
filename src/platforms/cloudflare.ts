import { dirname, join } from 'node:path/posix';
import type { ModuleFacts } from '../model/facts.js';
import type { EntryPoint, PackageView, Platform } from '../model/project.js';
import type { EntryKind } from '../model/report.js';
import { dataOf, readJsonc, textOf } from './config-text.js';
import { constantOf, entriesOf, exportsOf, filesNamed, inPackage, memberEntriesOf } from './look.js';
import { routeOf, sourcesMeantBy, stemOf, within } from './paths.js';

const CONFIG = /^wrangler\.(?:toml|jsonc?)$/;
const NAME = 'cloudflare-workers';

/** Handlers of a worker's default export; `addEventListener` knows some of them too. */
const handlers: Readonly<Record<string, EntryKind>> = {
  fetch: 'http',
  scheduled: 'schedule',
  queue: 'event',
  email: 'event',
  tail: 'event',
  trace: 'event',
};

/** Pages Functions, each for the method in its name. */
const PAGES = [
  'onRequest',
  ...['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options'].map((verb) => `onRequest${verb}`),
];

export const cloudflare: Platform = {
  name: NAME,
  title: 'Cloudflare Workers',
  kind: 'functions',
  concurrency: 'many',
  guidance:
    'Isolates serve many requests at once and are dropped at any time; requests are not routed to the same one. Open database connections inside ' +
    'the handler (sockets belong to the request that opened them) and keep shared state in KV, D1 or a Durable Object, whose fields may hold it.',
  detect: (view) => filesNamed(view, CONFIG)[0] ?? serviceWorkers(view).map((file) => `${file} listens to fetch`)[0],
  entryPoints: (view) => {
    const configs = filesNamed(view, CONFIG);
    if (configs.length === 0) return serviceWorkers(view).flatMap((file) => workerEntries(view, file, 'worker'));
    return configs.flatMap((config) => {
      const { main, name } = settingsOf(view, config);
      if (main) return workerEntries(view, join(dirname(config), main), name ?? 'worker');
      const pages = pagesEntries(view);
      return pages.length > 0 ? pages : moduleWorkers(view, name ?? 'worker');
    });
  },
};

/** Workers from before modules, put online without wrangler: a global listener to `fetch` that no page installs. */
const serviceWorkers = (view: PackageView): string[] =>
  view.sources.filter((file) => {
    const events = listenedTo(view.facts(file));
    return events.includes('fetch') && !events.includes('install') && !events.includes('activate');
  });

const listenedTo = (facts: ModuleFacts | undefined): unknown[] =>
  (facts?.calls ?? []).flatMap(({ callee, args: [type] }) => {
    const name = callee.kind === 'member' ? callee.key : callee.kind === 'global' ? callee.name : '';
    return name === 'addEventListener' && type?.kind === 'literal' ? [type.value] : [];
  });

/** `main` and `name`: top-level strings, for which a parser of TOML would be a large lever. */
function settingsOf(view: PackageView, config: string): { main: string | undefined; name: string | undefined } {
  if (config.endsWith('.toml')) {
    const [top = ''] = (view.read(config) ?? '').split(/^\s*\[/m);
    const setting = (key: string) => new RegExp(`^\\s*${key}\\s*=\\s*["']([^"']+)["']`, 'm').exec(top)?.[1];
    return { main: setting('main'), name: setting('name') };
  }
  const data = dataOf(readJsonc(view, config));
  return { main: textOf(data.main), name: textOf(data.name) };
}

/** A `main` that a build writes (`.open-next/worker.js`) is no source and has no entry points; its framework's platform finds them. */
function workerEntries(view: PackageView, main: string, unit: string): EntryPoint[] {
  const file = sourcesMeantBy(main).find((path) => view.facts(path));
  const facts = file === undefined ? undefined : view.facts(file);
  if (!file || !facts) return [];
  const entry = { platform: NAME, file, unit };
  const exported = exportsOf(facts).has('default')
    ? memberEntriesOf(facts, 'default', (key) => handlers[key], entry)
    : [];
  return [...exported, ...listenerEntries(facts, entry)];
}

/** `addEventListener('fetch', (event) => …)` */
function listenerEntries(facts: ModuleFacts, entry: Omit<EntryPoint, 'kind'>): EntryPoint[] {
  return facts.calls.flatMap(({ callee, args: [type, listener] }) => {
    if (callee.kind !== 'global' || callee.name !== 'addEventListener' || type?.kind !== 'literal' || !listener)
      return [];
    const kind = handlers[String(type.value)];
    const target = constantOf(facts, listener);
    return kind && target.kind === 'function' ? [{ ...entry, fn: target.id, kind }] : [];
  });
}

/** Workers whose file is named when they are put online, `wrangler deploy src/worker.js`, or by a build of their own. */
function moduleWorkers(view: PackageView, unit: string): EntryPoint[] {
  return view.sources.flatMap((file) => {
    const entries = workerEntries(view, file, unit);
    return entries.some(({ kind }) => kind === 'http') ? entries : [];
  });
}

function pagesEntries(view: PackageView): EntryPoint[] {
  return view.sources.flatMap((file) => {
    const path = within(inPackage(view, 'functions'), file);
    if (path === undefined) return [];
    const kind = /(?:^|\/)_middleware\./.test(path) ? 'middleware' : 'http';
    const route = routeOf(stemOf(path).replace(/(?:^|\/)(?:index|_middleware)$/, ''));
    const entry = { platform: NAME, file, kind, route, unit: 'functions' } as const;
    return entriesOf(view, PAGES, entry);
  });
}
