import { dirname } from 'node:path/posix';
import type { ModuleFacts } from '../model/facts.js';
import type { EntryPoint, PackageView, Platform } from '../model/project.js';
import type { EntryKind } from '../model/report.js';
import { type Application, applicationsOf, entriesOf, exportsOf, VERBS } from './look.js';
import { nameOf, routeOf, stemOf, within } from './paths.js';
import { staticEvidence } from './static-site.js';

const CONFIG = /^next\.config\.[cm]?[jt]s$/;
const SERVER_ACTIONS = 'server-actions';

interface Convention {
  /** Path below the router's directory, without extension. */
  file: RegExp;
  exports: readonly string[];
  kind: EntryKind;
  /** True where the file's own name is part of the address. */
  named?: boolean;
}

const RENDERING = ['default', 'generateMetadata', 'generateViewport', 'generateStaticParams'];
const PAGE_DATA = ['default', 'getServerSideProps', 'getStaticProps', 'getStaticPaths', 'getInitialProps'];

/** Each router's conventions; the first that fits a file counts. */
const routers: Readonly<Record<'app' | 'pages', readonly Convention[]>> = {
  app: [
    { file: /(?:^|\/)_[^/]*\//, exports: [], kind: 'render' },
    { file: /(?:^|\/)route$/, exports: VERBS, kind: 'http' },
    {
      file: /(?:^|\/)(?:page|layout|template|default|loading|error|global-error|not-found|forbidden|unauthorized)$/,
      exports: RENDERING,
      kind: 'render',
    },
    {
      file: /(?:^|\/)(?:sitemap|robots|manifest|opengraph-image\d?|twitter-image\d?|icon\d?|apple-icon\d?)$/,
      exports: ['default', 'generateSitemaps', 'generateImageMetadata'],
      kind: 'render',
      named: true,
    },
  ],
  pages: [
    { file: /^api\//, exports: ['default'], kind: 'http', named: true },
    { file: /./, exports: PAGE_DATA, kind: 'render', named: true },
  ],
};

export const nextjs: Platform = {
  name: 'nextjs',
  title: 'Next.js',
  kind: 'framework',
  concurrency: 'many',
  guidance:
    'Routes may be bundled and deployed as separate functions, each with its own copy of every module, and one instance may serve several ' +
    'requests at once. Module state is neither shared between routes nor private to a request.',
  detect(view) {
    const [first] = served(view);
    return first && (first.config ?? 'depends on next');
  },
  entryPoints: (view) =>
    served(view).flatMap(({ root }) => [
      ...view.sources.flatMap((file) => [...routedEntries(view, root, file), ...rootEntries(view, root, file)]),
      ...view.sources.filter((file) => within(root, file)).flatMap((file) => actionEntries(view, file)),
    ]),
};

/** Applications with a router's directory that are not exported as files. A package of components may depend on next too. */
const served = (view: PackageView): Application[] =>
  applicationsOf(view, CONFIG, 'next').filter(
    ({ root, config }) =>
      view.sources.some((file) => routerOf(root, file)) && !(config && staticEvidence(view, config)),
  );

function routerOf(root: string, file: string): { router: 'app' | 'pages'; path: string } | undefined {
  const match = /^(?:src\/)?(app|pages)\/(.+)$/.exec(within(root, file) ?? '');
  return match?.[2] ? { router: match[1] as 'app' | 'pages', path: stemOf(match[2]) } : undefined;
}

function routedEntries(view: PackageView, root: string, file: string): EntryPoint[] {
  const place = routerOf(root, file);
  const convention = place && routers[place.router].find((each) => each.file.test(place.path));
  const facts = view.facts(file);
  // Components of the client are rendered on the server too, but hold nothing there that a request could rely on.
  if (!convention || !facts || (place.router === 'app' && facts.directives.includes('use client'))) return [];
  const route = routeOf(convention.named ? addressOf(place.path) : dirname(place.path));
  return entriesOf(view, convention.exports, {
    platform: 'nextjs',
    file,
    kind: convention.kind,
    route,
    unit: route,
  }).map((entry) => (convention.exports === VERBS ? { ...entry, route: `${entry.export ?? ''} ${route}` } : entry));
}

/** `index` stands for its directory. */
const addressOf = (path: string): string => (nameOf(path) === 'index' ? dirname(path) : path);

/** Files beside the router's directory. */
const besideRouter: readonly { file: RegExp; exports: readonly string[]; kind: EntryKind; unit: string }[] = [
  {
    file: /^(?:src\/)?(?:middleware|proxy)$/,
    exports: ['middleware', 'proxy', 'default'],
    kind: 'middleware',
    unit: 'middleware',
  },
  { file: /^(?:src\/)?instrumentation$/, exports: ['register'], kind: 'start', unit: 'instrumentation' },
];

function rootEntries(view: PackageView, root: string, file: string): EntryPoint[] {
  const path = stemOf(within(root, file) ?? '');
  return besideRouter
    .filter((one) => one.file.test(path))
    .flatMap(({ exports, kind, unit }) => entriesOf(view, exports, { platform: 'nextjs', file, kind, unit }));
}

function actionEntries(view: PackageView, file: string): EntryPoint[] {
  const facts = view.facts(file);
  if (!facts) return [];
  const entry = { platform: 'nextjs', file, kind: 'action' as const, unit: SERVER_ACTIONS };
  if (!facts.directives.includes('use server')) return inlineActions(facts).map((fn) => ({ ...entry, fn }));
  return [...exportsOf(facts)].filter((name) => name !== '*').map((name) => ({ ...entry, export: name }));
}

const inlineActions = (facts: ModuleFacts): number[] =>
  facts.functions.flatMap(({ directives }, fn) => (directives.includes('use server') ? [fn] : []));
