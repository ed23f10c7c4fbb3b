/** Whether programs of cases compile: in strict mode, against the adapters' sources. All in one program, for reading the libraries once. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ts } from 'ts-morph';

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');
/** Nothing is there; packages are found from it all the same. */
const WORLD = join(REPOSITORY, 'adapters', 'src', 'cases-in-memory');
const ENTRIES = ['redis', 'dynamodb', 'upstash'];

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.Preserve,
  strict: true,
  allowJs: true,
  checkJs: false,
  esModuleInterop: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
  typeRoots: [join(REPOSITORY, 'node_modules', '@types')],
  paths: Object.fromEntries(
    ENTRIES.map((entry) => [`@coldstate/adapters/${entry}`, [join(REPOSITORY, 'adapters', 'src', `${entry}.ts`)]]),
  ),
};

/** Packages that cases import and that are not installed here, and what test runners put into the global scope. */
const SHIMS = `
declare module 'react';
declare module 'react/jsx-runtime';
declare module 'next/*';
declare module 'next';
declare namespace JSX { interface IntrinsicElements { [name: string]: unknown } }
`;

export interface World {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
}

/** World → what the compiler says, `file:line message`; worlds without a complaint are not there. */
export function complaints(worlds: readonly World[]): Map<string, string[]> {
  const texts = new Map<string, string>([[join(WORLD, 'shims.d.ts'), SHIMS]]);
  const owner = new Map<string, { world: string; file: string }>();
  for (const [i, { name, files }] of worlds.entries()) {
    for (const [file, text] of files) {
      if (!/\.[cm]?[jt]sx?$/.test(file)) continue;
      const path = join(WORLD, String(i), file);
      texts.set(path, text);
      owner.set(path, { world: name, file });
    }
  }
  const program = ts.createProgram([...texts.keys()], OPTIONS, hostOver(texts));
  const found = new Map<string, string[]>();
  for (const [path, { world, file }] of owner) {
    const source = program.getSourceFile(path);
    if (!source) throw new Error(`${path} is not in the program`);
    for (const diagnostic of [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]) {
      const line = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line + 1;
      const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
      found.set(world, [...(found.get(world) ?? []), `${file}:${line} ${message}`]);
    }
  }
  return found;
}

function hostOver(texts: ReadonlyMap<string, string>): ts.CompilerHost {
  const disk = ts.createCompilerHost(OPTIONS, true);
  // The compiler that ts-morph brings has its libraries elsewhere.
  const libraries = join(REPOSITORY, 'node_modules', 'typescript', 'lib');
  const directories = new Set([...texts.keys()].flatMap((path) => ancestorsOf(path)));
  const languageVersion = OPTIONS.target ?? ts.ScriptTarget.ES2023;
  return {
    ...disk,
    getDefaultLibLocation: () => libraries,
    getDefaultLibFileName: () => join(libraries, 'lib.es2023.d.ts'),
    fileExists: (path) => texts.has(path) || disk.fileExists(path),
    readFile: (path) => texts.get(path) ?? disk.readFile(path),
    directoryExists: (path) => directories.has(path) || disk.directoryExists?.(path) === true,
    getSourceFile(path, ...rest) {
      const text = texts.get(path);
      return text === undefined
        ? disk.getSourceFile(path, ...rest)
        : ts.createSourceFile(path, text, languageVersion, true);
    },
  };
}

function ancestorsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...ancestorsOf(parent)];
}
