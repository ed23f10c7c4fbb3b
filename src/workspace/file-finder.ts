import { isAbsolute, posix, relative, sep } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';

/** Which file a path without its extension, or of a directory, means. Paths are relative to the root, with `/`. */
export interface FileFinder {
  /** The first that means a listed file. Costs no disk. */
  listed: (paths: readonly string[]) => string | undefined;
  /** The same, and failing that, the first that means a file on disk below the root and outside of node_modules. */
  find: (paths: readonly string[]) => string | undefined;
  disk: DiskFinder;
}

/** Which file outside of every list a path means. */
export interface DiskFinder {
  find: (path: string) => string | undefined;
  /** What it was asked so far, with its answers. Grows as it is asked. */
  answers: () => Iterable<readonly [path: string, file: string | undefined]>;
}

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json', '.svelte', '.vue', '.astro'];
/** Sources are written with the extension that they will have when built. */
const BUILT_EXTENSIONS: Record<string, string[]> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};

/**
 * Nearly every import means a listed file, which a table of names answers ten times faster than the disk. oxc-resolver does the rest: linked
 * directories, a `main` in the package.json of a directory, files that ignore rules hide (a generated client, a build).
 */
export function createFileFinder(root: string, files: ReadonlySet<string>): FileFinder {
  const disk = createDiskFinder(root);
  const listedFile = listedFiles(files);
  const listed = (paths: readonly string[]) => firstOf(paths, listedFile);
  return { listed, find: (paths) => listed(paths) ?? firstOf(paths, disk.find), disk };
}

function createDiskFinder(root: string): DiskFinder {
  const resolver = new ResolverFactory({
    extensions: EXTENSIONS,
    extensionAlias: BUILT_EXTENSIONS,
    mainFields: ['source', 'module', 'main'],
    nodePath: false,
  });
  const answers = new Map<string, string | undefined>();
  const onDisk = (path: string): string | undefined => {
    const found = resolver.sync(root, `./${path}`).path;
    const inside = found === undefined ? '' : toPosix(relative(root, found));
    const outside = inside === '' || inside.startsWith('../') || isAbsolute(inside);
    return outside || /(?:^|\/)node_modules\//.test(inside) ? undefined : inside;
  };
  const find = (path: string): string | undefined => {
    if (path.startsWith('..')) return undefined;
    if (!answers.has(path)) answers.set(path, onDisk(path));
    return answers.get(path);
  };
  return { find, answers: () => answers };
}

/** Every way to write an import of a listed file, as tables: one look-up instead of trying two dozen endings. */
function listedFiles(files: ReadonlySet<string>): (path: string) => string | undefined {
  const byStem = new Map<string, string>();
  for (const file of files) {
    const extension = posix.extname(file);
    const stem = file.slice(0, file.length - extension.length);
    const rank = EXTENSIONS.indexOf(extension);
    const rival = byStem.get(stem);
    if (rank >= 0 && (rival === undefined || rank < EXTENSIONS.indexOf(posix.extname(rival)))) byStem.set(stem, file);
  }
  const indexOf = (dir: string) => byStem.get(dir === '' ? 'index' : `${dir}/index`);
  return (path) => {
    if (path.endsWith('/')) return indexOf(path === './' ? '' : path.slice(0, -1));
    const extension = posix.extname(path);
    const stem = path.slice(0, path.length - extension.length);
    const built = BUILT_EXTENSIONS[extension]?.map((source) => stem + source).find((source) => files.has(source));
    return built ?? (files.has(path) ? path : (byStem.get(path) ?? indexOf(path)));
  };
}

function firstOf(items: readonly string[], answer: (item: string) => string | undefined): string | undefined {
  for (const item of items) {
    const found = answer(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** With `/`, as every path of the report. */
export function toPosix(path: string): string {
  return sep === '/' ? path : path.split(sep).join('/');
}
