/**
 * The sources of a project as one TypeScript program: types, symbols and callers. It is read and never written: what changes is a list of edits.
 * The compiler is the one that ts-morph brings, so all nodes are of one kind.
 */
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { ts } from 'ts-morph';
import { tellLazyTypes } from './lazy-types.js';
import type { Place } from './types.js';

export interface CodeSource {
  /** Absolute. */
  readonly root: string;
  /** Sources to read, relative to the root, with `/`; tests too. */
  readonly files: readonly string[];
  /** Files that import sources and are not edited: components. */
  readonly others?: readonly string[];
  /** Text of a file, as on disk but for a byte order mark. */
  readonly read: (file: string) => string | undefined;
  /** Between files of the project, aliases and workspaces included. */
  readonly resolve: (from: string, specifier: string) => string | undefined;
  /** Of the whole project: of `tsconfig.json` at the root, where there is one. */
  readonly compilerOptions?: ts.CompilerOptions;
  /** Declarations that are on no disk of the project, by name: read where something imports them. */
  readonly declared?: ReadonlyMap<string, string>;
  /** What programs opened before have read already. */
  readonly cache?: CodeCache;
}

/**
 * What one program after the other would read again: parsed files, and where imports of packages lead. Filled as it is used; whoever opens a
 * project makes one and hands it down.
 */
export interface CodeCache {
  /** By all options: a file is parsed, and a package found, by them. */
  readonly shelves: Map<string, Shelf>;
  /** Of sources without changes. */
  readonly opened: WeakMap<CodeSource, Code>;
}

interface Shelf {
  /** By path: one whose text is the same is not parsed again. */
  readonly parsed: Map<string, ts.SourceFile>;
  readonly resolutions: ts.ModuleResolutionCache;
}

export const codeCache = (): CodeCache => ({ shelves: new Map(), opened: new WeakMap() });

export interface Code {
  readonly root: string;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  /** The project's own, no declarations of packages. */
  readonly files: readonly ts.SourceFile[];
  /** By the name it has in a plan: relative, with `/`. */
  readonly file: (name: string) => ts.SourceFile | undefined;
  /** What a plan calls the file of a node. */
  readonly nameOf: (file: ts.SourceFile) => string;
  readonly isOwn: (file: ts.SourceFile) => boolean;
}

/** What is asked of types here needs no emit, and no complaint about the project's own style. */
const ALWAYS: ts.CompilerOptions = {
  allowJs: true,
  checkJs: false,
  maxNodeModuleJsDepth: 0,
  noEmit: true,
  skipLibCheck: true,
  declaration: false,
  composite: false,
  incremental: false,
};

/** Without a tsconfig: what every current runtime understands. */
const DEFAULTS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.Preserve,
  esModuleInterop: true,
  strict: true,
  // No browser: what its declarations take to be parsed is half of the time.
  lib: ['lib.es2023.d.ts'],
};

/** `changed`: texts that take the place of what is on disk, and files that are not there. */
export function openCode(source: CodeSource, changed?: ReadonlyMap<string, string>): Code {
  const known = changed === undefined ? source.cache?.opened.get(source) : undefined;
  if (known !== undefined) return known;
  const code = programOf(source, changed ?? new Map());
  if (changed === undefined) source.cache?.opened.set(source, code);
  return code;
}

function programOf(source: CodeSource, changed: ReadonlyMap<string, string>): Code {
  const { root, compilerOptions = DEFAULTS, cache = codeCache() } = source;
  const nameOfPath = (path: string) => relative(root, path).split(sep).join('/');
  const texts = new Map<string, string>();
  for (const name of new Set([...source.files, ...changed.keys()])) {
    const text = changed.get(name) ?? source.read(name);
    if (text !== undefined) texts.set(join(root, name), text);
  }
  const options = { ...compilerOptions, ...ALWAYS };
  const host = hostOver(source, shelfIn(cache, root, options), texts, options, nameOfPath);
  const program = ts.createProgram({ rootNames: [...texts.keys()], options, host });
  const own = new Map<string, ts.SourceFile>();
  for (const path of texts.keys()) {
    const file = program.getSourceFile(path);
    if (file) own.set(nameOfPath(path), file);
  }
  const owned = new Set(own.values());
  return {
    root,
    program,
    checker: program.getTypeChecker(),
    files: [...own.values()],
    file: (name) => own.get(name),
    nameOf: (file) => nameOfPath(file.fileName),
    isOwn: (file) => owned.has(file),
  };
}

function shelfIn({ shelves }: CodeCache, root: string, options: ts.CompilerOptions): Shelf {
  const key = JSON.stringify([root, options]);
  const shelf = shelves.get(key) ?? {
    parsed: new Map<string, ts.SourceFile>(),
    resolutions: ts.createModuleResolutionCache(root, (path) => path, options),
  };
  shelves.set(key, shelf);
  return shelf;
}

const LIBRARY = dirname(createRequire(import.meta.url).resolve('typescript/lib/lib.d.ts'));

function hostOver(
  { root, resolve, declared = new Map<string, string>() }: CodeSource,
  { parsed, resolutions }: Shelf,
  texts: ReadonlyMap<string, string>,
  options: ts.CompilerOptions,
  nameOfPath: (path: string) => string,
): ts.CompilerHost {
  const declarations = new Map(Array.from(declared, ([name, text]) => [join(root, name), text]));
  const inMemory = (path: string) => texts.get(path) ?? declarations.get(path);
  const readFile = (path: string) => inMemory(path) ?? ts.sys.readFile(path);
  const host: ts.CompilerHost = {
    readFile,
    fileExists: (path) => inMemory(path) !== undefined || ts.sys.fileExists(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
    getCurrentDirectory: () => root,
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    getDefaultLibLocation: () => LIBRARY,
    getDefaultLibFileName: (settings) => join(LIBRARY, ts.getDefaultLibFileName(settings)),
    writeFile: () => undefined,
    getSourceFile(path, languageVersion) {
      const known = parsed.get(path);
      const isOwn = texts.has(path);
      // What packages and the language declare does not change while we look.
      if (known !== undefined && !isOwn) return known;
      const text = readFile(path);
      if (text === undefined) return undefined;
      if (known?.text === text) return known;
      const file = ts.createSourceFile(path, text, isOwn ? languageVersion : forTypes(languageVersion), isOwn);
      if (isOwn) tellLazyTypes(file);
      parsed.set(path, file);
      return file;
    },
    // Also asked which package a file is of, for every file of every program.
    getModuleResolutionCache: () => resolutions,
    resolveModuleNameLiterals: (literals, containing) => literals.map(({ text }) => resolvedModule(text, containing)),
  };

  /** Ours first: it knows aliases of every package at once, where one set of compiler options knows those of one. */
  function resolvedModule(specifier: string, containing: string): ts.ResolvedModuleWithFailedLookupLocations {
    const from = nameOfPath(containing);
    const found = from.startsWith('..') || isAbsolute(from) ? undefined : resolve(from, specifier);
    const extension = found && /\.[cm]?[jt]sx?$/.exec(found)?.[0];
    if (found !== undefined && extension)
      return { resolvedModule: { resolvedFileName: join(root, found), extension, isExternalLibraryImport: false } };
    // A file of the project may be there in one program and not in the next.
    const isStable = !specifier.startsWith('.') || containing.includes('/node_modules/');
    return ts.resolveModuleName(specifier, containing, options, host, isStable ? resolutions : undefined);
  }

  return host;
}

/** Of packages and the language types alone are asked for: no comments, and parents when they are bound. */
function forTypes(settings: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.CreateSourceFileOptions {
  const options = typeof settings === 'object' ? settings : { languageVersion: settings };
  return { ...options, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
}

export function placeOf(code: Code, node: ts.Node, offset = node.getStart()): Place {
  const file = node.getSourceFile();
  const { line, character } = file.getLineAndCharacterOfPosition(offset);
  return { file: code.nameOf(file), line: line + 1, column: character + 1 };
}
