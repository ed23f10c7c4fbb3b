import { dirname, join } from 'node:path/posix';
import type { PackageView, Platform } from '../model/project.js';
import { deploying, entriesOf } from './look.js';
import { nameOf, stemOf, within } from './paths.js';

const FUNCTIONS = 'netlify/functions';
const EDGE_FUNCTIONS = 'netlify/edge-functions';

export const netlify: Platform = {
  name: 'netlify',
  title: 'Netlify Functions',
  kind: 'functions',
  concurrency: 'one',
  guidance:
    'Functions run on Lambda: each has its own short-lived instances, which share nothing. Keep state in Netlify Blobs or a database, and open ' +
    'the blob store inside the function: its credentials do not exist yet when the module loads.',
  detect(view) {
    const [first] = functionsOf(view);
    return first && (configOf(view) ?? first.file);
  },
  entryPoints: (view) =>
    functionsOf(view).flatMap(({ file, name, edge }) =>
      entriesOf(view, ['handler', 'default'], {
        platform: 'netlify',
        file,
        kind: edge ? 'middleware' : 'http',
        route: `/.netlify/${edge ? 'edge-functions' : 'functions'}/${name}`,
        unit: edge ? 'edge-functions' : name,
      }),
    ),
};

const configOf = (view: PackageView): string | undefined => deploying(view, /^netlify\.toml$/);

const configText = (view: PackageView): string => {
  const config = configOf(view);
  return config === undefined ? '' : (view.read(config) ?? '');
};

/** Where paths begin: at the configuration, at its `base`, or at the package, whose functions may have a package.json of their own. */
function rootsOf(view: PackageView): readonly string[] {
  const config = configOf(view);
  if (config === undefined) return [view.package.dir];
  const base = /^\s*base\s*=\s*["']([^"']+)["']/m.exec(configText(view))?.[1];
  return [view.package.dir, dirname(config), ...(base === undefined ? [] : [join(dirname(config), base)])];
}

/** Directory of functions that netlify.toml names, under `[functions]` or, in the old way, under `[build]`. */
function directoryOf(view: PackageView): string {
  const named = /^\s*(?:directory|functions)\s*=\s*["']([^"']+)["']/m.exec(configText(view))?.[1];
  return join(named ?? FUNCTIONS);
}

/** `edge_functions` of `[build]`. */
function edgeDirectoryOf(view: PackageView): string {
  return join(/^\s*edge_functions\s*=\s*["']([^"']+)["']/m.exec(configText(view))?.[1] ?? EDGE_FUNCTIONS);
}

function functionsOf(view: PackageView): { file: string; name: string; edge: boolean }[] {
  const directories = [
    { directory: directoryOf(view), edge: false },
    { directory: edgeDirectoryOf(view), edge: true },
  ];
  return directories.flatMap(({ directory, edge }) =>
    view.sources.flatMap((file) => {
      const path = rootsOf(view).flatMap((root) => within(join(root, directory), file) ?? [])[0];
      const name = functionName(path);
      return name ? [{ file, name, edge }] : [];
    }),
  );
}

/** A function is a file of the directory, or a folder with a file `index` or of the folder's own name. */
function functionName(path: string | undefined): string | undefined {
  const [name, inner, ...deeper] = stemOf(path ?? '').split('/');
  const isFunction = deeper.length === 0 && (inner === undefined || inner === 'index' || inner === nameOf(name ?? ''));
  return isFunction ? name : undefined;
}
