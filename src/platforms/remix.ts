import { dirname, join } from 'node:path/posix';
import type { CallFacts } from '../model/facts.js';
import type { EntryPoint, PackageView, Platform } from '../model/project.js';
import type { EntryKind } from '../model/report.js';
import { withoutComments } from './config-text.js';
import { dependencyOf, entriesOf, filesNamed } from './look.js';
import { routeOf, stemOf, within } from './paths.js';
import { staticEvidence } from './static-site.js';

const NAME = 'remix';
/** All routes are built into one server. */
const UNIT = 'server';
const CONFIG = /^(?:remix|react-router)\.config\.[cm]?[jt]s$/;
const PACKAGES = [
  /^@remix-run\/(?:dev|node|react|serve|express|architect|cloudflare|vercel|netlify)$/,
  '@react-router/dev',
  '@react-router/node',
  '@react-router/serve',
];

/** What the server calls of a route; `clientLoader` and its like run in the browser. */
const CALLED: readonly (readonly [name: string, kind: EntryKind])[] = [
  ['loader', 'http'],
  ['action', 'action'],
  ['default', 'render'],
  ['headers', 'render'],
  ['meta', 'render'],
  ['middleware', 'middleware'],
  ['unstable_middleware', 'middleware'],
];

export const remix: Platform = {
  name: NAME,
  title: 'Remix and React Router',
  kind: 'framework',
  concurrency: 'many',
  guidance:
    'Loaders and actions of all routes run in one server that many requests share and that is started anew at any time. Keep sessions in cookies or a ' +
    'database (createSessionStorage), never in module variables; a client on globalThis is meant for development.',
  detect(view) {
    const [first] = applicationsOf(view);
    return first && (first.config ?? `depends on ${dependencyOf(view, PACKAGES) ?? ''}`);
  },
  entryPoints: (view) =>
    applicationsOf(view).flatMap(({ directory }) => [
      ...routeEntries(view, directory),
      ...serverEntries(view, directory),
    ]),
};

interface Application {
  /** Directory of the application's sources. */
  directory: string;
  config?: string;
}

function applicationsOf(view: PackageView): Application[] {
  if (dependencyOf(view, PACKAGES) === undefined) return [];
  const configs = filesNamed(view, CONFIG);
  const found =
    configs.length > 0
      ? configs.map((config) => ({ root: dirname(config), config }))
      : [{ root: view.package.dir, config: undefined }];
  return found.flatMap(({ root, config }) => {
    if (config && staticEvidence(view, config)) return [];
    const named = /\bappDirectory\s*:\s*["'`]([^"'`]+)/.exec(withoutComments((config && view.read(config)) ?? ''))?.[1];
    const directory = join(root, named ?? 'app');
    const isThere = view.sources.some((file) =>
      /^(?:routes\/|routes\.[jt]s$|root\.[jt]sx$)/.test(within(directory, file) ?? ''),
    );
    return isThere ? [{ directory, ...(config ? { config } : {}) }] : [];
  });
}

function routeEntries(view: PackageView, directory: string): EntryPoint[] {
  return routesOf(view, directory).flatMap(({ file, address }) =>
    CALLED.flatMap(([name, kind]) =>
      entriesOf(view, [name], { platform: NAME, file, kind, route: address, unit: UNIT }),
    ),
  );
}

function serverEntries(view: PackageView, directory: string): EntryPoint[] {
  return view.sources.flatMap((file) => {
    const path = stemOf(within(directory, file) ?? '');
    if (path !== 'entry.server') return [];
    return entriesOf(view, ['default', 'handleDataRequest', 'handleError'], {
      platform: NAME,
      file,
      kind: 'middleware',
      unit: UNIT,
    });
  });
}

interface Route {
  file: string;
  address: string;
}

function routesOf(view: PackageView, directory: string): Route[] {
  const conventional = view.sources.flatMap((file): Route[] => {
    const path = stemOf(within(directory, file) ?? '');
    if (path === 'root') return [{ file, address: '/' }];
    const isRoute = path.startsWith('routes/') && !/\.(?:server|client)$/.test(path);
    return isRoute ? [{ file, address: addressOf(path.slice('routes/'.length)) }] : [];
  });
  const known = new Set(conventional.map(({ file }) => file));
  return [...conventional, ...configuredRoutes(view, directory).filter(({ file }) => !known.has(file))];
}

/** `app/routes.ts`: `index('home.tsx')`, `...prefix('shop', [route('links/:id', './links/detail.tsx')])`. */
function configuredRoutes(view: PackageView, directory: string): Route[] {
  const configs = view.sources.filter((file) => /^routes\.[cm]?[jt]s$/.test(within(directory, file) ?? ''));
  return configs.flatMap((config) => {
    const calls = view.facts(config)?.calls ?? [];
    return calls.flatMap((call): Route[] => {
      const { path, file } = declaredBy(call);
      const module = file === undefined ? undefined : join(directory, file);
      if (module === undefined || !view.facts(module)) return [];
      const outer = calls.filter((one) => one !== call && one.at[0] <= call.at[0] && one.at[1] >= call.at[1]);
      const around = outer.sort((one, other) => one.at[0] - other.at[0]).map((one) => declaredBy(one).path ?? '');
      const address = [...around, path ?? ''].filter((part) => part !== '').join('/');
      return [{ file: module, address: routeOf(address) }];
    });
  });
}

/** What a call of the routes' helpers says: where it stands, and which module it is. A layout has no place of its own. */
function declaredBy({ callee, args }: CallFacts): { path?: string; file?: string } {
  const texts = args.map((one) => (one.kind === 'literal' && typeof one.value === 'string' ? one.value : undefined));
  const [first, second] = texts;
  const isModule = (text: string | undefined): boolean => /\.[jt]sx?$/.test(text ?? '');
  const file = [second, first].find(isModule);
  const path = first !== undefined && !isModule(first) ? first : undefined;
  // The helpers go by any name: those of `relative('app/shop')` are members of what it gives.
  const isHelper = callee.kind === 'variable' || callee.kind === 'member';
  return isHelper ? { ...(path === undefined ? {} : { path }), ...(file === undefined ? {} : { file }) } : {};
}

/** Flat files: `_auth.links.$id_.edit` → `/links/:id/edit`. The route's module may be `route` of a folder. */
function addressOf(path: string): string {
  const name = path.replace(/[./](?:route|index)$/, '');
  const segments = name
    .replace(/\[(.+?)\]/g, (_whole, literal: string) => literal.replaceAll('.', ESCAPED))
    .split(/[./]/)
    .filter((segment) => segment !== '' && !segment.startsWith('_') && segment !== 'index')
    .map((segment) =>
      segment
        .replace(/_$/, '')
        .replace(/^\((.+)\)$/, '$1?')
        .replace(/^\$$/, '*')
        .replace(/^\$/, ':'),
    );
  return `/${segments.join('/').replaceAll(ESCAPED, '.')}`;
}
const ESCAPED = '\0';
