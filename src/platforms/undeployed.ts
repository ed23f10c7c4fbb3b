/**
 * Code that lies beside the application and is never deployed: what a build wrote, whole copies of the project, extensions of browsers, scripts.
 * Each entry of the table says which of a list of source files are such code, and why.
 */
import { append } from '../model/append.js';
import { dirname } from 'node:path/posix';

export interface Lying {
  /** Source files, relative to the root. */
  sources: readonly string[];
  /** Other files that are listed: manifests of extensions. */
  configs: readonly string[];
  /** Directories of the packages. */
  packages: readonly { dir: string }[];
  read: (path: string) => string | undefined;
}

const KINDS: readonly { find: (lying: Lying) => ReadonlySet<string>; reason: string }[] = [
  { find: buildOutput, reason: 'It was built from a source that lies beside it.' },
  { find: copies, reason: 'It is a copy of the project in a directory of its own.' },
  { find: assets, reason: 'It is served to browsers as it stands.' },
  { find: extensions, reason: 'It is part of a browser extension.' },
  { find: hidden, reason: 'It belongs to the tools of whoever works on the project.' },
];

/** Files that are never deployed, with the reason. */
export function undeployed(lying: Lying): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { find, reason } of KINDS) for (const file of find(lying)) if (!found.has(file)) found.set(file, reason);
  return found;
}

const SCRIPT =
  /(?:^|\/)(?:scripts?|tools|seeds?|seeders|migrations|bench(?:marks?)?)\/(?!.*\/(?:api|app|pages|routes)\/)/;
/** Run by hand. A path is a hint only: what an entry point loads is no script. */
export const isScript = (file: string): boolean => SCRIPT.test(file);

const OUTPUT =
  /^(.*\/)?(lib|dist|build|out|output|compiled|release|[\w-]+[-.](?:dist|build|out)|(?:dist|build|out)-[\w-]+)\/(.+)\.[cm]?js$/;

/** `functions/lib/index.js` beside `functions/src/index.ts`. */
function buildOutput({ sources }: Lying): ReadonlySet<string> {
  const known = new Set(sources);
  const typed = (stem: string): boolean =>
    ['.ts', '.tsx', '.mts', '.cts'].some((extension) => known.has(stem + extension));
  const isOutput = (file: string): boolean => {
    const [, base = '', directory = '', rest = ''] = OUTPUT.exec(file) ?? [];
    if (rest === '') return false;
    return [`${base}src/${rest}`, `${base}${rest}`, `${base}${rest.replace(/^src\//, '')}`].some(
      (twin) => typed(twin) && !twin.startsWith(`${base}${directory}/`),
    );
  };
  return new Set(sources.filter(isOutput));
}

/** Enough files of one name at one place to be no accident. */
const ALIKE = 4;
const MOSTLY = 0.6;

/** `backup/src/app.ts` for `src/app.ts`: a directory most of whose files the project has at the same place without it. */
function copies({ sources, read }: Lying): ReadonlySet<string> {
  const known = new Set(sources);
  const below = new Map<string, string[]>();
  for (const file of sources) for (const dir of directoriesOf(file)) append(below, dir, file);
  const isCopyOf = (base: string, dir: string, files: readonly string[]): boolean => {
    const twins = files.flatMap((file) => {
      const twin = base + file.slice(dir.length + 1);
      return known.has(twin) && !twin.startsWith(`${dir}/`) ? [[file, twin] as const] : [];
    });
    if (twins.length < ALIKE || twins.length < MOSTLY * files.length) return false;
    // Two applications of one make have files of the same names; a copy has the same text in many of them.
    return twins.filter(([file, twin]) => read(file) === read(twin)).length >= twins.length / 3;
  };
  const isCopy = (dir: string, files: readonly string[]): boolean =>
    ['', ...directoriesOf(dir).map((above) => `${above}/`)].some((base) => isCopyOf(base, dir, files));
  const found = [...below].filter(([dir, files]) => files.length >= ALIKE && isCopy(dir, files));
  return new Set(found.flatMap(([, files]) => files));
}

function directoriesOf(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
}

/** `public/` at the top of a package. Deeper down it is as often a part of the program that needs no login. */
function assets({ sources, packages }: Lying): ReadonlySet<string> {
  const roots = packages.map(({ dir }) => (dir === '' ? 'public/' : `${dir}/public/`));
  return new Set(sources.filter((file) => roots.some((root) => file.startsWith(root))));
}

/** `.github/scripts/`, `.claude/hooks/`: what editors, agents and pipelines keep beside the code. */
function hidden({ sources }: Lying): ReadonlySet<string> {
  return new Set(sources.filter((file) => /(?:^|\/)\.[^./][^/]*\//.test(file)));
}

/** Directories with the manifest of a browser extension, which a web application's `manifest.json` is not. */
function extensions({ sources, configs, read }: Lying): ReadonlySet<string> {
  const roots = configs
    .filter((file) => /(?:^|\/)manifest\.json$/.test(file) && read(file)?.includes('"manifest_version"'))
    .map((file) => dirname(file))
    .filter((dir) => dir !== '.');
  return new Set(sources.filter((file) => roots.some((root) => file.startsWith(`${root}/`))));
}
