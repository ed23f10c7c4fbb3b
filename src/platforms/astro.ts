import { dirname } from 'node:path/posix';
import type { EntryPoint, PackageView, Platform } from '../model/project.js';
import type { EntryKind } from '../model/report.js';
import { withoutComments } from './config-text.js';
import { type Application, applicationsOf, entriesOf, VERBS } from './look.js';
import { servesOnDemand } from './static-site.js';
import { nameOf, routeOf, stemOf, within } from './paths.js';

const NAME = 'astro';
const UNIT = 'server';
const CONFIG = /^astro\.config\.[cm]?[jt]s$/;

const conventions: readonly { file: RegExp; exports: readonly string[]; kind: EntryKind }[] = [
  { file: /^pages\/(?!(?:.*\/)?_).+\.[jt]s$/, exports: [...VERBS, 'ALL'], kind: 'http' },
  { file: /^middleware(?:\/index)?\.[jt]s$/, exports: ['onRequest'], kind: 'middleware' },
  { file: /^actions(?:\/index)?\.[jt]s$/, exports: ['server'], kind: 'action' },
];

export const astro: Platform = {
  name: NAME,
  title: 'Astro',
  kind: 'framework',
  concurrency: 'many',
  guidance:
    'Pages and endpoints that are rendered on demand run in one server that many requests share and that is started anew at any time. Use ' +
    'Astro.locals for a request, Astro sessions with a shared driver or a database for the rest.',
  detect: (view) => served(view)[0]?.config,
  entryPoints: (view) =>
    served(view).flatMap(({ root }) => view.sources.flatMap((file) => entriesAt(view, root, file))),
};

const served = (view: PackageView): Application[] =>
  applicationsOf(view, CONFIG, 'astro').filter(
    ({ config }) => config && servesOnDemand(withoutComments(view.read(config) ?? '')),
  );

function entriesAt(view: PackageView, root: string, file: string): EntryPoint[] {
  const path = within(root, file) ?? '';
  const place = path.startsWith('src/') ? path.slice('src/'.length) : '';
  if (/^pages\/.+\.astro$/.test(place)) return pageEntries(view, file, place.replace(/\.astro$/, ''));
  const convention = conventions.find((each) => each.file.test(place));
  if (!convention) return [];
  const route = convention.kind === 'http' ? addressOf(stemOf(place)) : undefined;
  return entriesOf(view, convention.exports, { platform: NAME, file, kind: convention.kind, unit: UNIT }).map(
    (entry) => {
      if (route === undefined) return entry;
      return { ...entry, route: `${entry.export === 'ALL' ? 'ANY' : (entry.export ?? '')} ${route}` };
    },
  );
}

/** What stands between the fences of a page is one function, which facts call `component`. */
function pageEntries(view: PackageView, file: string, place: string): EntryPoint[] {
  const fn = view.facts(file)?.functions.findIndex(({ name, parent }) => name === 'component' && parent < 0) ?? -1;
  return fn < 0 ? [] : [{ platform: NAME, file, fn, kind: 'render', route: addressOf(place), unit: UNIT }];
}

const addressOf = (place: string): string =>
  routeOf((nameOf(place) === 'index' ? dirname(place) : place).replace(/^pages/, ''));
