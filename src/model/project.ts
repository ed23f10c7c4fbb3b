import type { ModuleFacts } from './facts.js';
import type { Diagnostic, EntryKind, ReportedDeployment } from './report.js';

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
  /** Configuration of the whole project: a workflow or a Dockerfile at the root may deploy a package below it. */
  projectConfigs: readonly string[];
  read(path: string): string | undefined;
  /** Facts of any file of the project. */
  facts(file: string): ModuleFacts | undefined;
  resolve(from: string, specifier: string): string | undefined;
  /** Takes note of configuration that cannot be read or names nothing that exists; looking goes on. */
  report(diagnostic: Diagnostic): void;
}

/** A function that the platform calls for each request, event or schedule. */
export interface EntryPoint {
  platform: string;
  file: string;
  /** An export (`handler`, `GET`, `default`): of CommonJS too; all functions of it when it is an object … */
  export?: string;
  /** … or a function of that file, by its index in the facts. */
  fn?: number;
  kind: EntryKind;
  /** `POST /links`, `/api/auth`, a schedule … */
  route?: string;
  /** Deployed and run as one process image; two units never share memory. */
  unit: string;
}

/**
 * `functions`: what a vendor starts and stops for each function. `framework`: a server framework that is most often deployed as functions.
 * `server`: routes that code registers, wherever that code is deployed. `host`: where a server is deployed to, with instances that come and go.
 * `container`: a process that runs for months. `idle`: nothing of the package runs on a server.
 */
export type PlatformKind = 'functions' | 'framework' | 'server' | 'host' | 'container' | 'idle';

/** One platform, one file under src/platforms. */
export interface Platform {
  name: string;
  title: string;
  kind: PlatformKind;
  /** Requests that one instance serves at the same time. */
  concurrency: 'one' | 'many';
  /** How it bills where nothing is declared, if that can be chosen: by request, it freezes instances between them. */
  billing?: 'request' | 'instance';
  /** What the platform's vendor says about state, in a sentence or two. */
  guidance: string;
  /** What gives the platform away in this package, in a few words; `undefined` when nothing does. */
  detect(view: PackageView): string | undefined;
  /**
   * Entry points found through configuration and file conventions.
   */
  entryPoints(view: PackageView): EntryPoint[];
  /** Calls that register functions as entry points (`app.get(path, handler)`); the program finds them. */
  registers?: readonly Registrar[];
  /** What the deployment declares that changes a verdict, or looks as if it did. */
  deployment?(view: PackageView): readonly ReportedDeployment[];
}

/**
 * `methods` of anything that comes from `packages` (`app.get(path, handler)`), or exports of that name called directly
 * (`onRequest(handler)`), register the functions among their arguments, in arrays and in properties of object arguments
 * (`route({ handler })`) included.
 */
export interface Registrar {
  /** Names of packages; their subpaths count (`firebase-functions/v2/https`). */
  packages: readonly string[];
  /** Objects of the host that register with the same methods: `Deno.serve(handler)`. */
  globals?: readonly string[];
  methods: readonly string[];
  /** What makes the object, in packages that make others too: `new WebSocketServer()`. */
  of?: RegExp;
  kind: EntryKind;
  /**
   * Unit of what is registered; without it each registration is deployed alone, under the name it is exported by. Where an entry point
   * of another platform loads the registering module (Express behind a Lambda handler), that entry point's unit holds instead.
   */
  unit?: string;
}
