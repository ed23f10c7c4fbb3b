import { dirname } from 'node:path/posix';
import type { EntryPoint, PackageView, Platform } from '../model/project.js';
import type { EntryKind } from '../model/report.js';
import { type Application, applicationsOf, entriesOf, memberEntriesOf, VERBS } from './look.js';
import { routeOf, stemOf, within } from './paths.js';
import { staticEvidence } from './static-site.js';

const CONFIG = /^svelte\.config\.[cm]?[jt]s$/;
/** Adapters put all routes into one function unless told otherwise. */
const UNIT = 'server';

/** What the server calls of each file under `src`. `+page.ts` runs on the server for the first page of a visit. */
const conventions: readonly { file: RegExp; exports: readonly string[]; kind: EntryKind; actions?: true }[] = [
  { file: /^routes\/(?:.*\/)?\+server$/, exports: [...VERBS, 'fallback'], kind: 'http' },
  { file: /^routes\/(?:.*\/)?\+(?:page|layout)\.server$/, exports: ['load'], kind: 'render', actions: true },
  { file: /^routes\/(?:.*\/)?\+(?:page|layout)$/, exports: ['load'], kind: 'render' },
  { file: /^hooks\.server(?:\/index)?$/, exports: ['handle', 'handleError', 'handleFetch'], kind: 'middleware' },
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
    served(view).flatMap(({ root }) => view.sources.flatMap((file) => entriesAt(view, file, within(root, file) ?? ''))),
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
  const convention = conventions.find((each) => each.file.test(place));
  const facts = view.facts(file);
  if (!convention || !facts) return [];
  const route = convention.kind === 'middleware' ? undefined : routeOf(dirname(place).replace(/^routes/, ''));
  const entry = { platform: 'sveltekit', file, unit: UNIT, ...(route && { route }) };
  const exported = entriesOf(view, convention.exports, { ...entry, kind: convention.kind }).map((each) =>
    convention.kind === 'http' && route
      ? { ...each, route: `${each.export === 'fallback' ? 'ANY' : (each.export ?? '')} ${route}` }
      : each,
  );
  return [...exported, ...(convention.actions ? memberEntriesOf(facts, 'actions', () => 'action', entry) : [])];
}
