import { MODULE, type ModuleFacts, type Value } from '../model/facts.js';
import { keptIn } from '../model/lazily.js';

/** A value and the module whose facts its ids belong to. */
export interface Located {
  module: ModuleFacts;
  value: Value;
}

export type Imported = { kind: 'module'; module: ModuleFacts } | { kind: 'package'; name: string };

/** The modules of a project and how they import each other: ES modules, CommonJS, re-exports and barrels. */
export class Modules {
  readonly #byFile: ReadonlyMap<string, ModuleFacts>;
  readonly #resolve: (from: string, specifier: string) => string | undefined;
  readonly #imports = new Map<ModuleFacts, Map<string, Imported>>();
  readonly #exports = new Map<ModuleFacts, Map<string, Located[]>>();
  readonly #browser = new Map<ModuleFacts, boolean>();
  #importers?: Map<string, Set<string>>;

  constructor(facts: readonly ModuleFacts[], resolve: (from: string, specifier: string) => string | undefined) {
    this.#byFile = new Map(facts.map((module) => [module.file, module]));
    this.#resolve = resolve;
  }

  all(): Iterable<ModuleFacts> {
    return this.#byFile.values();
  }

  get(file: string): ModuleFacts | undefined {
    return this.#byFile.get(file);
  }

  /** What `source` means in `from`: one of our modules, or a package that we do not see into. */
  imported(from: ModuleFacts, source: string): Imported {
    const known = entryOf(this.#imports, from);
    const found = known.get(source);
    if (found) return found;
    const file = this.#resolve(from.file, source);
    const module = file === undefined ? undefined : this.#byFile.get(file);
    const imported: Imported = module
      ? { kind: 'module', module }
      : { kind: 'package', name: source.replace(/^node:/, '') };
    known.set(source, imported);
    return imported;
  }

  /** Values that a module exports under a name; several where barrels or conditional `module.exports` overlap. */
  exported(module: ModuleFacts, name: string): Located[] {
    return keptIn(entryOf(this.#exports, module), name, () => this.#exported(module, name, new Set()));
  }

  #exported(module: ModuleFacts, name: string, seen: Set<ModuleFacts>): Located[] {
    if (seen.has(module)) return [];
    seen.add(module);
    const own = module.exports.filter((item) => item.name === name).map(({ value }) => ({ module, value }));
    if (own.length > 0) return own;
    const whole = module.exports.filter((item) => item.name === '=');
    if (whole.length > 0) {
      // `import x from './x.cjs'` and `require('./x').default` of interoperating compilers both mean the whole export.
      return whole.map(({ value }) => ({
        module,
        value: name === 'default' || name === '=' ? value : { kind: 'member', of: value, key: name },
      }));
    }
    if (name === 'default' && !module.esm && module.exports.length > 0) return [];
    return module.exports
      .filter((item) => item.name === '*' && item.value.kind === 'import')
      .flatMap(({ value }) => {
        const from = value.kind === 'import' ? this.imported(module, value.source) : undefined;
        return from?.kind === 'module' ? this.#exported(from.module, name, seen) : [];
      });
  }

  /**
   * `'use client'` marks where the server's module graph ends; hooks alone, what Next.js loads in browsers, and what puts an application into
   * a page lie behind it as well.
   */
  isBrowser(module: ModuleFacts): boolean {
    const known = this.#browser.get(module);
    if (known !== undefined) return known;
    const is =
      module.directives.includes('use client') ||
      CLIENT_FILE.test(module.file) ||
      isOfHooks(module) ||
      startsPage(module) ||
      isOfDocument(module);
    this.#browser.set(module, is);
    return is;
  }

  /** Files that load one of `files`, at whatever distance: the programs that they are part of. */
  loading(...files: readonly string[]): Set<string> {
    const importers = (this.#importers ??= this.#findImporters());
    const asked = new Set(files);
    const found = new Set(files);
    for (const next of found) {
      // What imports a browser module does not load what that module loads.
      const module = this.#byFile.get(next);
      if (module && !asked.has(next) && this.isBrowser(module)) continue;
      for (const importer of importers.get(next) ?? []) found.add(importer);
    }
    return found;
  }

  /** Modules that are evaluated with a module, because it imports them itself. */
  *importedBy(module: ModuleFacts): Generator<ModuleFacts> {
    for (const { source, typeOnly } of module.imports) {
      const from = typeOnly ? undefined : this.imported(module, source);
      if (from?.kind === 'module') yield from.module;
    }
  }

  #findImporters(): Map<string, Set<string>> {
    const importers = new Map<string, Set<string>>();
    for (const module of this.#byFile.values()) {
      for (const { file } of this.importedBy(module)) {
        importers.set(file, (importers.get(file) ?? new Set()).add(module.file));
      }
    }
    return importers;
  }

  /** Files whose module code runs when `files` are loaded: everything they import, at whatever depth. */
  loadedFrom(files: Iterable<string>): Set<string> {
    const loaded = new Set<string>();
    const queue = [...files];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      const module = this.#byFile.get(file);
      if (!module || loaded.has(file) || this.isBrowser(module)) continue;
      loaded.add(file);
      for (const imported of this.importedBy(module)) queue.push(imported.file);
    }
    return loaded;
  }
}

/** Next.js runs it in the browser, before anything else. */
const CLIENT_FILE = /(?:^|\/)instrumentation-client\.[cm]?[jt]sx?$/;
const HOOKS_OF = /^(?:react|next\/navigation|next\/router)$/;
const HOOK = /^use[A-Z]/;

/** A file of hooks: it calls those of React, and all that it exports are hooks themselves. */
function isOfHooks({ imports, exports, variables, calls }: ModuleFacts): boolean {
  if (!imports.some(({ source, typeOnly }) => !typeOnly && HOOKS_OF.test(source))) return false;
  if (exports.length === 0 || !exports.every(({ name }) => HOOK.test(name))) return false;
  return calls.some(({ callee }) => {
    const [imported] = callee.kind === 'variable' ? (variables[callee.id]?.values ?? []) : [];
    return imported?.kind === 'import' && HOOKS_OF.test(imported.source) && HOOK.test(imported.name);
  });
}

/** What puts an application into the page that is shown, by the module that it comes from. */
const MOUNTS: Readonly<Record<string, RegExp>> = {
  'react-dom/client': /^(?:createRoot|hydrateRoot)$/,
  'react-dom': /^(?:render|hydrate)$/,
  preact: /^(?:render|hydrate)$/,
  vue: /^createApp$/,
  svelte: /^(?:mount|hydrate)$/,
  'solid-js/web': /^(?:render|hydrate)$/,
  '@angular/platform-browser': /^(?:bootstrapApplication|platformBrowser)$/,
  '@angular/platform-browser-dynamic': /^platformBrowserDynamic$/,
};

/** A file that does so as it is loaded: `createRoot(document.getElementById('root')).render(<App />)`. */
function startsPage({ imports, variables, calls }: ModuleFacts): boolean {
  if (!imports.some(({ source, typeOnly }) => !typeOnly && Object.hasOwn(MOUNTS, source))) return false;
  return calls.some(({ fn, callee }) => {
    const of = callee.kind === 'member' ? callee.of : callee;
    const [imported] = fn === MODULE && of.kind === 'variable' ? (variables[of.id]?.values ?? []) : [];
    if (imported?.kind !== 'import') return false;
    return MOUNTS[imported.source]?.test(callee.kind === 'member' ? callee.key : imported.name) === true;
  });
}

/** A script that asks for the document as it is loaded, without a look whether there is one, would end every server that loads it. */
function isOfDocument({ calls, branches }: ModuleFacts): boolean {
  return calls.some(
    ({ fn, callee, at }) =>
      fn === MODULE &&
      callee.kind === 'member' &&
      callee.of.kind === 'global' &&
      callee.of.name === 'document' &&
      !branches.some((branch) => branch.fn === MODULE && branch.at[0] <= at[0] && at[1] <= branch.at[1]),
  );
}

function entryOf<K, V>(map: Map<K, Map<string, V>>, key: K): Map<string, V> {
  return keptIn(map, key, () => new Map<string, V>());
}
