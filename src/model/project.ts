import type { ModuleFacts } from './facts.js';
import type { EntryKind } from './report.js';

/** The one port to the disk. Paths are relative to the audited root, with `/`. */
export interface Workspace {
  /** Text of a file, `undefined` when there is none or it cannot be read. */
  read(path: string): string | undefined;
  packages: readonly Package[];
  /** Source files to analyse, sorted. */
  sources: readonly string[];
  /** Other files that platforms look at (`serverless.yml`, `Dockerfile`, `vercel.json` …), sorted. */
  configs: readonly string[];
  /** The file that `specifier` means when imported from `from`; `undefined` for packages outside the project. */
  resolve(from: string, specifier: string): string | undefined;
}

/** One `package.json`. The innermost directory that holds a file is the file's package. */
export interface Package {
  /** Directory relative to the root, '' for the root. */
  dir: string;
  name: string;
  /** All kinds of dependencies, name to range. */
  dependencies: Readonly<Record<string, string>>;
  manifest: Readonly<Record<string, unknown>>;
}

/** What a platform may look at: one package, its files and their facts. */
export interface PackageView {
  package: Package;
  /** Source files of the package, relative to the root, sorted. */
  sources: readonly string[];
  configs: readonly string[];
  read(path: string): string | undefined;
  /** Facts of any file of the project. */
  facts(file: string): ModuleFacts | undefined;
  resolve(from: string, specifier: string): string | undefined;
}

/** A function that the platform calls for each request, event or schedule. */
export interface EntryPoint {
  platform: string;
  file: string;
  /** An export (`handler`, `GET`, `default`) … */
  export?: string;
  /** … or a function of that file, by its index in the facts. */
  fn?: number;
  kind: EntryKind;
  /** `POST /links`, `/api/auth`, a schedule … */
  route?: string;
  /** Deployed and run as one process image; two units never share memory. */
  unit: string;
}

/** One platform, one file under src/platforms. */
export interface Platform {
  name: string;
  title: string;
  /** Requests that one instance serves at the same time. */
  concurrency: 'one' | 'many';
  /** What the platform's vendor says about state, in a sentence or two. */
  guidance: string;
  /** What gives the platform away in this package, in a few words; `undefined` when nothing does. */
  detect(view: PackageView): string | undefined;
  /** Entry points found through configuration and file conventions. */
  entryPoints(view: PackageView): EntryPoint[];
  /** Calls that register functions as entry points (`app.get(path, handler)`); the program finds them. */
  registers?: readonly Registrar[];
}

/** `methods` of what `packages` export register their function arguments. */
export interface Registrar {
  packages: readonly string[];
  methods: readonly string[];
  kind: EntryKind;
}
