import { basename, dirname, join } from 'node:path/posix';
import type { PackageView, Platform } from '../model/project.js';
import { type Data, dataOf, listOf, readYaml, textOf } from './config-text.js';
import { applicationsOf, dependencyOf, deploying, entriesOf, filesNamed, inPackage, VERBS } from './look.js';
import { globPattern, nameOf, routeOf, stemOf, within } from './paths.js';

const PACKAGES = ['@vercel/node', '@now/node', '@vercel/functions'];
const BUILDERS = ['@vercel/node', '@now/node'];

const CONFIG = /^(?:vercel|now)\.json$/;

const configOf = (view: PackageView): string | undefined =>
  filesNamed(view, CONFIG).find((file) => file === inPackage(view, basename(file))) ?? configAbove(view);

/** Of the project whose `api/` has a package.json. */
function configAbove(view: PackageView): string | undefined {
  const config = deploying(view, CONFIG);
  return config && view.package.dir === join(dirname(config), 'api') ? config : undefined;
}

const pathOf = (view: PackageView, file: string): string =>
  within(configAbove(view) ? dirname(view.package.dir) : view.package.dir, file) ?? '';

export const vercel: Platform = {
  name: 'vercel',
  title: 'Vercel Functions',
  kind: 'functions',
  concurrency: 'many',
  guidance:
    'Each file under api/ is a function of its own, and one instance may serve several requests at once. Nothing at module level is shared ' +
    'between functions or instances, or private to a request.',
  detect(view) {
    const config = configOf(view);
    const builds = BUILDERS.some((name) => config && view.read(config)?.includes(name));
    return builds || (!isNext(view) && view.sources.some((file) => isFunction(view, file)))
      ? (config ?? dependencyOf(view, PACKAGES))
      : undefined;
  },
  entryPoints: (view) =>
    functionsOf(view).flatMap((file) => {
      const route = addressOf(view, file);
      const entry = { platform: 'vercel', file, kind: 'http' as const, unit: route };
      return [
        ...entriesOf(view, ['default', 'fetch'], { ...entry, route }),
        ...VERBS.flatMap((verb) => entriesOf(view, [verb], { ...entry, route: `${verb} ${route}` })),
      ];
    }),
};

function functionsOf(view: PackageView): string[] {
  const config = configOf(view);
  const built = buildsOf(config ? dataOf(readYaml(view, config)) : {});
  const conventional = !isNext(view);
  return view.sources.filter(
    (file) => (conventional && isFunction(view, file)) || built.some((glob) => glob.test(pathOf(view, file))),
  );
}

/** In a Next.js project `api/` is most often client code, and the routes have a directory of their own. */
const isNext = (view: PackageView): boolean => applicationsOf(view, /^next\.config\./, 'next').length > 0;

const isFunction = (view: PackageView, file: string): boolean => /^api\/(?!(?:.*\/)?[_.])/.test(pathOf(view, file));

const buildsOf = (data: Data): RegExp[] =>
  listOf(data.builds)
    .map(dataOf)
    .filter(({ use }) => BUILDERS.includes(textOf(use) ?? ''))
    .map(({ src }) => globPattern((textOf(src) ?? '').replace(/^\.?\//, '')));

function addressOf(view: PackageView, file: string): string {
  const path = pathOf(view, file);
  return routeOf(nameOf(path) === 'index' ? dirname(path) : stemOf(path));
}
