import { join } from 'node:path/posix';
import type { PackageView, Platform } from '../model/project.js';
import { entriesOf, filesNamed, inPackage } from './look.js';
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
    return first && (filesNamed(view, /^netlify\.toml$/)[0] ?? first.file);
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

/** Directory of functions that netlify.toml names, under `[functions]` or, in the old way, under `[build]`. */
function directoryOf(view: PackageView): string {
  const text = filesNamed(view, /^netlify\.toml$/)
    .map((file) => view.read(file) ?? '')
    .join('\n');
  const named = /^\s*(?:directory|functions)\s*=\s*["']([^"']+)["']/m.exec(text)?.[1];
  return join(named ?? FUNCTIONS);
}

/** `edge_functions` of `[build]`. */
function edgeDirectoryOf(view: PackageView): string {
  const texts = filesNamed(view, /^netlify\.toml$/).map((file) => view.read(file) ?? '');
  return join(/^\s*edge_functions\s*=\s*["']([^"']+)["']/m.exec(texts.join('\n'))?.[1] ?? EDGE_FUNCTIONS);
}

function functionsOf(view: PackageView): { file: string; name: string; edge: boolean }[] {
  const directories = [
    { directory: directoryOf(view), edge: false },
    { directory: edgeDirectoryOf(view), edge: true },
  ];
  return directories.flatMap(({ directory, edge }) =>
    view.sources.flatMap((file) => {
      const name = functionName(within(inPackage(view, directory), file));
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
