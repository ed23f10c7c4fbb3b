/** A program and what runs it inside an instance, as one file that starts in milliseconds: with the probes behind its stores. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative, sep } from 'node:path';
import type * as Esbuild from 'esbuild';
import type { Finding } from '../model/report.js';
import type { EntryRoute } from './entries.js';
import { SimulateError } from './errors.js';
import { withProbes } from './probes.js';

export interface Bundle {
  readonly file: string;
  readonly routes: readonly EntryRoute[];
  readonly directory: string;
  remove(): Promise<void>;
}

export interface BundleOptions {
  readonly alias?: Readonly<Record<string, string>>;
  /** The stores to look at. */
  readonly stores?: readonly Finding[];
}

/** Beside this file, as it is: TypeScript in a checkout, JavaScript in a package. */
const RUNTIME = join(import.meta.dirname, 'runtime');

/** @throws SimulateError for what cannot be bundled. */
export async function bundle(
  directory: string,
  routes: readonly EntryRoute[],
  options: BundleOptions = {},
): Promise<Bundle> {
  const esbuild = await loadEsbuild(directory);
  const target = await mkdtemp(join(tmpdir(), 'coldstate-simulate-'));
  const remove = () => rm(target, { recursive: true, force: true });
  const alias = Object.entries(options.alias ?? {}).map(
    ([name, module]) => [name, isAbsolute(module) ? module : join(directory, module)] as const,
  );
  const program: Esbuild.BuildOptions = {
    ...COMMON,
    stdin: { contents: firstModule(routes), resolveDir: directory, sourcefile: 'instance.ts', loader: 'ts' },
    absWorkingDir: directory,
    alias: Object.fromEntries(alias),
    loader: { '.node': 'empty', '.html': 'text', '.txt': 'text', '.sql': 'text', '.graphql': 'text' },
    plugins: [frameworkModules, outside, probing(directory, options.stores ?? [])],
  };
  const script = { ...SCRIPT, outfile: join(target, 'program.cjs') };
  const module = { ...MODULE, outfile: join(target, 'program.mjs') };
  const file = join(target, 'boot.cjs');
  try {
    await Promise.all([
      esbuild.build({ ...COMMON, ...SCRIPT, entryPoints: [join(RUNTIME, 'boot')], outfile: file }),
      esbuild.build({ ...program, ...script }).catch((error: unknown) => {
        if (awaitsAtTopLevel(error)) return esbuild.build({ ...program, ...module });
        throw error;
      }),
    ]);
  } catch (error) {
    await remove();
    throw failure(error, directory);
  }
  return { file, routes, directory, remove };
}

const COMMON = { bundle: true, platform: 'node', target: 'node20', logLevel: 'silent' } as const;

/** A script can be compiled once for all instances. Packages that ask for their place get that of the bundle. */
const SCRIPT: Esbuild.BuildOptions = {
  format: 'cjs',
  define: { 'import.meta.url': '__url', 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" },
};

/** With what CommonJS modules expect of the place they run in. */
const MODULE: Esbuild.BuildOptions = {
  format: 'esm',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

const awaitsAtTopLevel = (error: unknown): boolean =>
  (error as Partial<BuildFailure>).errors?.every(({ text }) => text.startsWith('Top-level await')) ?? false;

function firstModule(routes: readonly EntryRoute[]): string {
  const table = routes.map(
    (route) => `  { ...${JSON.stringify(route)}, load: () => import(${JSON.stringify(`./${route.file}`)}) },\n`,
  );
  return `import { serve } from ${JSON.stringify(join(RUNTIME, 'index'))};\nvoid serve([\n${table.join('')}]);\n`;
}

/** The project's own, whose version fits its code; else whichever is at hand. */
async function loadEsbuild(directory: string): Promise<typeof Esbuild> {
  const own = pathOf('esbuild', join(directory, 'package.json')) ?? 'esbuild';
  try {
    const loaded = (await import(own)) as typeof Esbuild & { default?: typeof Esbuild };
    return loaded.default ?? loaded;
  } catch (error) {
    throw new SimulateError(
      'the program is bundled with esbuild, which is not installed. Run `npm install --save-dev esbuild`, then try again.',
      { cause: error },
    );
  }
}

function pathOf(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}

/** Modules that exist while a framework runs, and what stands in for them. */
const SHIMS: Readonly<Record<string, string>> = {
  'next/headers': 'next-headers',
  'next/cache': 'next-cache',
  'server-only': 'empty',
  'client-only': 'empty',
};

/** Modules that a framework makes as it builds: there is nothing to run without that. */
const MADE_BY_BUILDS: readonly (readonly [form: RegExp, framework: string])[] = [
  [/^\$(?:app|env|lib)\//, 'SvelteKit'],
  [/^(?:#imports|#app|#build|nitropack\/runtime)/, 'Nuxt'],
  [/^astro:/, 'Astro'],
  [/^cloudflare:/, 'Workers'],
  [/^virtual:/, 'Vite'],
];

const frameworkModules: Esbuild.Plugin = {
  name: 'modules of frameworks',
  setup(build) {
    const inRuntime = (name: string) =>
      build.resolve(`./shims/${name}`, { kind: 'import-statement', resolveDir: RUNTIME });
    build.onResolve({ filter: /^(?:next\/(?:headers|cache)|(?:server|client)-only)$/ }, ({ path }) =>
      inRuntime(SHIMS[path] ?? 'empty'),
    );
    build.onResolve({ filter: /^next\/server(?:\.js)?$/ }, async (args) => {
      if (args.pluginData === 'installed') return undefined;
      const { path, kind, resolveDir } = args;
      const found = await build.resolve(path, { kind, resolveDir, pluginData: 'installed' });
      return found.errors.length === 0 ? found : inRuntime('next-server');
    });
    build.onResolve({ filter: /^(?:[$#]|astro:|cloudflare:|virtual:|nitropack\/runtime)/ }, async (args) => {
      if (args.pluginData === 'alias') return undefined;
      const { path, kind, resolveDir } = args;
      const found = await build.resolve(path, { kind, resolveDir, pluginData: 'alias' });
      if (found.errors.length === 0) return found;
      const framework = MADE_BY_BUILDS.find(([form]) => form.test(path))?.[1];
      return framework === undefined
        ? undefined
        : {
            errors: [
              {
                text: `${path} is made by the build of ${framework}. Build the program and name what that makes as the entry.`,
              },
            ],
          };
    });
  },
};

/** Packages with machine code, and those that look for files beside themselves: loaded from where they are installed. */
const NATIVE =
  /^(?:@prisma\/client|\.prisma\/client|sharp|bcrypt|better-sqlite3|sqlite3|argon2|canvas|pg-native|cpu-features|ssh2|@napi-rs\/[^/]+|@node-rs\/[^/]+|puppeteer(?:-core)?|playwright(?:-core)?|pino-pretty|thread-stream)(?:\/.*)?$/;

const outside: Esbuild.Plugin = {
  name: 'packages that stay where they are',
  setup(build) {
    build.onResolve({ filter: NATIVE }, ({ path, importer }) => {
      const found = pathOf(path, importer);
      return found === undefined ? undefined : { path: found, external: true };
    });
  },
};

const probing = (directory: string, stores: readonly Finding[]): Esbuild.Plugin => ({
  name: 'probes',
  setup(build) {
    const files = new Set(stores.map(({ file }) => file));
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) => {
      const file = relative(directory, path).split(sep).join('/');
      const isOurs = !file.startsWith('../') && !file.includes('node_modules/');
      if (!isOurs || !existsSync(path)) return undefined;
      const text = readFileSync(path, 'utf8');
      const contents = files.has(file)
        ? withProbes(
            file,
            text,
            stores.filter((store) => store.file === file),
          )
        : text;
      return { contents: withOwnPlace(contents, path), loader: loaderOf(path) };
    });
  },
});

/** Where a module lies is where it lay before it was bundled. */
function withOwnPlace(text: string, path: string): string {
  const place = JSON.stringify(path);
  const names = [
    ...(/\b__dirname\b/.test(text) && !/(?:const|let|var)\s+__dirname\b/.test(text)
      ? [`const __dirname = require('node:path').dirname(${place});`]
      : []),
    ...(/\b__filename\b/.test(text) && !/(?:const|let|var)\s+__filename\b/.test(text)
      ? [`const __filename = ${place};`]
      : []),
  ].join(' ');
  const own = text.replaceAll(/\bimport\.meta\.(url|dirname|filename)\b/g, (_, what: string) =>
    what === 'url'
      ? `require('node:url').pathToFileURL(${place}).href`
      : what === 'dirname'
        ? `require('node:path').dirname(${place})`
        : place,
  );
  return names === '' ? own : own.replace(/^(#!.*\n)?/, (hashbang) => `${hashbang}${names} `);
}

function loaderOf(path: string): Esbuild.Loader {
  if (/\.[cm]?ts$/.test(path)) return 'ts';
  return path.endsWith('.tsx') ? 'tsx' : 'jsx';
}

interface BuildFailure {
  readonly errors: readonly {
    readonly text: string;
    readonly location: { readonly file: string; readonly line: number } | null;
  }[];
}

function failure(error: unknown, directory: string): SimulateError {
  const { errors: [first] = [] } = error as Partial<BuildFailure>;
  if (first === undefined)
    return new SimulateError(`the program could not be bundled: ${String(error)}`, { cause: error });
  const place = first.location ? `${first.location.file}:${first.location.line}: ` : '';
  const [, name] = /^Could not resolve "([^"]+)"/.exec(first.text) ?? [];
  if (name === undefined) return new SimulateError(`${place}${first.text}`, { cause: error });
  const isPackage = !name.startsWith('.') && !name.startsWith('/');
  const advice = isPackage
    ? `Install what ${existsSync(join(directory, 'package.json')) ? 'package.json names' : 'the program needs'}, or name a module that stands in: --alias ${name}=test/double.ts.`
    : 'Is it made by a build that has not run?';
  return new SimulateError(`${place}"${name}" is not there. ${advice}`, { cause: error });
}
