import { dirname, join } from 'node:path/posix';
import type { ModuleFacts } from '../model/facts.js';
import type { EntryPoint, PackageView, Platform } from '../model/project.js';
import type { EntryKind } from '../model/report.js';
import { withoutComments } from './config-text.js';
import { constantOf, dependencyOf, entriesOf, filesNamed } from './look.js';
import { routeOf, stemOf, within } from './paths.js';

const NAME = 'nuxt';
/** Nitro bundles all routes into one server, which one function runs. */
const UNIT = 'server';
const CONFIG = /^(?:nuxt|nitro)\.config\.[cm]?[jt]s$/;
const PACKAGES = ['nuxt', 'nuxt-nightly', 'nitropack', 'nitro'];

/** Directories below the server's, by what runs their files. */
const directories: readonly { directory: string; kind: EntryKind; prefix?: string }[] = [
  { directory: 'api', kind: 'http', prefix: '/api' },
  { directory: 'routes', kind: 'http', prefix: '' },
  { directory: 'middleware', kind: 'middleware' },
  { directory: 'tasks', kind: 'schedule' },
];

const VERB = /\.(get|post|put|patch|delete|head|options|connect|trace)$/;
/** Hooks of Nitro that run for each request. */
const PER_REQUEST = /^(?:request|beforeResponse|afterResponse|error|render:.+)$/;

export const nuxt: Platform = {
  name: NAME,
  title: 'Nuxt and Nitro',
  kind: 'framework',
  concurrency: 'many',
  guidance:
    'All visitors share the server: what a handler writes to a module variable, or a component to a ref outside of setup, is seen by others on the ' +
    'same instance and missing on the next. Use event.context and useState for a request, and useStorage with a shared driver for the rest.',
  detect: (view) =>
    serversOf(view).length > 0 ? (filesNamed(view, CONFIG)[0] ?? dependencyEvidence(view)) : undefined,
  entryPoints: (view) =>
    serversOf(view).flatMap((server) => view.sources.flatMap((file) => entriesAt(view, server, file))),
  registers: [{ packages: PACKAGES, methods: ['cachedEventHandler'], kind: 'http', unit: UNIT }],
};

const dependencyEvidence = (view: PackageView): string | undefined => {
  const name = dependencyOf(view, PACKAGES);
  return name && `depends on ${name}`;
};

/** Directories of server code. `srcDir` moves them in Nuxt 3, `serverDir` in any version. */
export function serversOf(view: PackageView): string[] {
  const configs = filesNamed(view, CONFIG);
  if (configs.length === 0 && dependencyEvidence(view) === undefined) return [];
  const roots = configs.length > 0 ? configs.map((config) => dirname(config)) : [view.package.dir];
  const named = configs.flatMap((config) =>
    settingsIn(withoutComments(view.read(config) ?? '')).map((dir) => join(dirname(config), dir)),
  );
  const usual = roots.flatMap((root) => ['server', 'src/server'].map((dir) => join(root, dir)));
  return [...new Set([...named, ...usual])].filter((server) => view.sources.some((file) => within(server, file)));
}

function settingsIn(text: string): string[] {
  const setting = (name: string): string | undefined =>
    new RegExp(`\\b${name}\\s*:\\s*["'\`]([^"'\`]+)`).exec(text)?.[1];
  const source = setting('srcDir');
  const server = setting('serverDir');
  return [...(server ? [server.replace(/^~~?\//, '')] : []), ...(source ? [join(source, 'server')] : [])];
}

function entriesAt(view: PackageView, server: string, file: string): EntryPoint[] {
  const path = stemOf(within(server, file) ?? '');
  const facts = view.facts(file);
  if (!path || !facts) return [];
  if (path.startsWith('plugins/'))
    return hooksIn(facts).map((fn) => ({ platform: NAME, file, fn, kind: 'middleware', unit: UNIT }));
  const found = directories.find(({ directory }) => path.startsWith(`${directory}/`));
  if (!found) return [];
  const route = addressOf(path.slice(found.directory.length + 1), found);
  return entriesOf(view, ['default'], {
    platform: NAME,
    file,
    kind: found.kind,
    unit: UNIT,
    ...(route ? { route } : {}),
  });
}

/** `links/[id].post` → `POST /api/links/[id]` */
function addressOf(path: string, { kind, prefix = '' }: (typeof directories)[number]): string | undefined {
  if (kind === 'schedule') return path.replaceAll('/', ':');
  if (kind !== 'http') return undefined;
  const verb = VERB.exec(path)?.[1]?.toUpperCase();
  const plain = path.replace(VERB, '').replace(/(?:^|\/)index$/, '');
  const address = routeOf(`${prefix}/${plain}`);
  return verb ? `${verb} ${address}` : address;
}

/** `nitroApp.hooks.hook('request', (event) => …)` */
const hooksIn = (facts: ModuleFacts): number[] =>
  facts.calls.flatMap(({ callee, args: [name, hook] }) => {
    if (callee.kind !== 'member' || callee.key !== 'hook' || name?.kind !== 'literal' || !hook) return [];
    const target = constantOf(facts, hook);
    return PER_REQUEST.test(String(name.value)) && target.kind === 'function' ? [target.id] : [];
  });

/** Files whose exports are free names in the server's code, and the files that may use them. */
export function autoImportsOf(view: PackageView): { exporters: string[]; users: string[] }[] {
  return serversOf(view).map((server) => {
    const below = view.sources.filter((file) => within(server, file));
    return {
      users: below,
      exporters: below.filter((file) => /^utils\/(?:[^/]+|[^/]+\/index)\.\w+$/.test(within(server, file) ?? '')),
    };
  });
}
