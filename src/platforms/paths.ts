/** Paths are relative to the audited root, with `/`; '' and '.' both mean the root itself. */
import { basename, dirname, join } from 'node:path/posix';

/** TypeScript first: where a compiled twin lies beside its source, the source is what people edit. */
const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];
const EXTENSION = /\.[cm]?[jt]sx?$/;
const BUILT = /(^|\/)(?:dist|build|out|lib|\.build|\.dist|\.webpack)\//;

export const stemOf = (path: string): string => path.replace(EXTENSION, '');

/** `page` of `app/blog/page.tsx`. */
export const nameOf = (path: string): string => basename(stemOf(path));

/** `path` seen from `dir`; `undefined` when it lies outside. */
export function within(dir: string, path: string): string | undefined {
  const base = join(dir, '/').replace(/^\.?\//, '');
  return path.startsWith(base) ? path.slice(base.length) : undefined;
}

/** Every source file that a module path without (or with a compiled) extension can mean. */
export function sourcesMeantBy(path: string): string[] {
  const stem = stemOf(path);
  return [
    ...EXTENSIONS.map((extension) => stem + extension),
    ...EXTENSIONS.map((extension) => `${stem}/index${extension}`),
  ];
}

/** The path itself, then where the source of a build output usually lies: `dist/app` → `src/app`, `app`. */
export function withOrigins(path: string): string[] {
  return BUILT.test(path) ? [path, path.replace(BUILT, '$1src/'), path.replace(BUILT, '$1')] : [path];
}

/** Directories where a path written in `config` may start: beside the config, or at the package's root, each also under `src`. */
export function rootsOf(config: string, packageDir: string, code = '.'): string[] {
  const bases = [join(dirname(config), code), dirname(config), join(packageDir, code), packageDir];
  return [...new Set(bases.flatMap((base) => [join(base), join(base, 'src')]))];
}

/** Route of a file under a router's directory: groups `(shop)` and slots `@modal` are not part of the address, parameters are. */
export function routeOf(dir: string): string {
  const segments = dir.split('/').filter((segment) => segment && segment !== '.' && !/^(\(.*\)|@.*)$/.test(segment));
  return `/${segments.join('/')}`;
}

/** `*`, `**`, `?` and `{a,b}`, as vercel.json and friends write them. */
export function globPattern(glob: string): RegExp {
  const source = glob.replace(/[.+^$()|[\]\\]|\*\*\/?|[*?{},]/g, (part) => GLOB[part] ?? `\\${part}`);
  return new RegExp(`^${source}$`);
}
const GLOB: Record<string, string> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  '}': ')',
  ',': '|',
};
