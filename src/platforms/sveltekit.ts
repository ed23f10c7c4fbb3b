import { basename, dirname, join } from 'node:path/posix';
import type { EntryPoint, PackageView, Platform } from '../model/project.js';
import type { EntryKind } from '../model/report.js';
import { type Application, applicationsOf, entriesOf, exportedLiteral, memberEntriesOf, VERBS } from './look.js';
import { routeOf, stemOf, within } from './paths.js';
import { staticEvidence } from './static-site.js';

const CONFIG = /^svelte\.config\.[cm]?[jt]s$/;
/** Adapters put all routes into one function unless told otherwise. */
const UNIT = 'server';

interface Convention {
  file: RegExp;
  exports: readonly string[];
  kind: EntryKind;
  actions?: true;
}

/** What the server calls of each file under `src`. `+page.ts` runs on the server for the first page of a visit. */
const conventions: readonly Convention[] = [
  { file: /^routes\/(?:.*\/)?\+server$/, exports: [...VERBS, 'fallback'], kind: 'http' },
  { file: /^routes\/(?:.*\/)?\+(?:page|layout)\.server$/, exports: ['load'], kind: 'render', actions: true },
  { file: /^routes\/(?:.*\/)?\+(?:page|layout)$/, exports: ['load'], kind: 'render' },
  { file: /^hooks\.server(?:\/index)?$/, exports: ['handle', 'handleError', 'handleFetch'], kind: 'middleware' },
  { file: /^hooks\.server(?:\/index)?$/, exports: ['init'], kind: 'start' },
  { file: /^hooks(?:\/index)?$/, exports: ['reroute'], kind: 'middleware' },
];

export const sveltekit: Platform = {
  name: 'sveltekit',
  title: 'SvelteKit',
  kind: 'framework',
  concurrency: 'many',
  guidance:
    'A server is shared by all visitors: what load functions, actions or hooks write to module variables or stores is seen by other users on ' +
    'the same instance and lost on the next. Return data from load, keep the rest in cookies or a database.',
  detect(view) {
    const [first] = served(view);
    return first && (first.config ?? 'depends on @sveltejs/kit');
  },
  entryPoints: (view) =>
    served(view).flatMap(({ root }) => [
      ...view.sources.flatMap((file) => entriesAt(view, file, within(root, file) ?? '')),
      ...componentEntries(view, root),
    ]),
  registers: [
    { packages: ['$app/server'], methods: ['query', 'form', 'command', 'prerender'], kind: 'action', unit: UNIT },
  ],
};

/** Svelte without Kit has the same configuration file, but no routes. */
const served = (view: PackageView): Application[] =>
  applicationsOf(view, CONFIG, '@sveltejs/kit').filter(
    ({ root, config }) =>
      view.sources.some((file) => within(root, file)?.startsWith('src/routes/')) &&
      !(config && staticEvidence(view, config)),
  );

function entriesAt(view: PackageView, file: string, path: string): EntryPoint[] {
  const place = path.startsWith('src/') ? stemOf(path.slice('src/'.length)) : '';
  return conventions
    .filter((each) => each.file.test(place))
    .flatMap((convention) => entriesBy(convention, view, file, place));
}

function entriesBy(convention: Convention, view: PackageView, file: string, place: string): EntryPoint[] {
  const facts = view.facts(file);
  if (!facts) return [];
  // What a route loads where it is rendered is loaded in the browser too.
  const isUniversal = convention.exports.includes('load') && !place.endsWith('.server');
  if (isUniversal && isLeftToBrowser(view, file)) return [];
  const isOfAll = convention.kind === 'middleware' || convention.kind === 'start';
  const route = isOfAll ? undefined : routeOf(dirname(place).replace(/^routes/, ''));
  const entry = { platform: 'sveltekit', file, unit: UNIT, ...(route && { route }) };
  const exported = entriesOf(view, convention.exports, { ...entry, kind: convention.kind }).map((each) =>
    convention.kind === 'http' && route
      ? { ...each, route: `${each.export === 'fallback' ? 'ANY' : (each.export ?? '')} ${route}` }
      : each,
  );
  return [...exported, ...(convention.actions ? memberEntriesOf(facts, 'actions', () => 'action', entry) : [])];
}

/** Components that the server renders: those of routes, and what they are made of. */
function componentEntries(view: PackageView, root: string): EntryPoint[] {
  const entries = new Map<string, EntryPoint>();
  for (const route of view.sources) {
    const path = within(root, route) ?? '';
    if (!/^src\/routes\/(?:.*\/)?\+(?:page|layout|error)(?:@[^/]*)?\.svelte$/.test(path)) continue;
    if (isLeftToBrowser(view, route)) continue;
    const address = routeOf(dirname(path).replace(/^src\/routes/, ''));
    for (const file of componentsOf(view, route)) {
      const fn = view.facts(file)?.functions.findIndex(({ component }) => component) ?? -1;
      if (fn < 0 || entries.has(file)) continue;
      entries.set(file, { platform: 'sveltekit', file, fn, kind: 'render', route: address, unit: UNIT });
    }
  }
  return [...entries.values()];
}

/** A component and those that it imports, at whatever remove. */
function componentsOf(view: PackageView, route: string): Set<string> {
  const found = new Set([route]);
  for (const file of found) {
    for (const { source } of view.facts(file)?.imports ?? []) {
      const imported = source.endsWith('.svelte') ? view.resolve(file, source) : undefined;
      if (imported !== undefined) found.add(imported);
    }
  }
  return found;
}

/** `export const ssr = false` of the page itself, or of the layout nearest to it that says anything. */
function isLeftToBrowser(view: PackageView, route: string): boolean {
  const own = basename(route).startsWith('+page') ? ['+page', '+page.server'] : [];
  for (let directory = dirname(route), names = own; directory !== '.'; directory = dirname(directory), names = []) {
    const files = [...names, '+layout', '+layout.server'].flatMap((name) => [`${name}.ts`, `${name}.js`]);
    for (const file of files) {
      const ssr = exportedLiteral(view.facts(join(directory, file)), 'ssr');
      if (ssr !== undefined) return ssr === false;
    }
    if (basename(directory) === 'routes') return false;
  }
  return false;
}
