/** Small projects as texts: all cases of a table are one program, each in a folder and with a store of its own. */
import { dirname, join } from 'node:path/posix';
import { ts } from 'ts-morph';
import { colour, settle, versionsFrom, type Wait } from '../../src/migrate/async/index.js';
import { openCode, type Code } from '../../src/migrate/code.js';
import { byFile, joined, withEdits } from '../../src/migrate/edits.js';
import type { Claim, Settled } from '../../src/migrate/async/index.js';
import type { Refusal, Warning } from '../../src/migrate/types.js';

export type Files = Readonly<Record<string, string>>;

export interface World {
  readonly code: Code;
  readonly files: ReadonlyMap<string, string>;
  readonly settled: Settled;
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}

const VALUES = `
interface User { name: string; n: number; tags: string[]; greet(greeting?: string): string; touch(): void }
interface Window { count: number }
declare const expect: any;
declare function it(name: string, run: (done: any) => void | Promise<void>): void;
declare function describe(name: string, run: () => void): void;
declare function beforeEach(run: () => void | Promise<void>): void;
`;

/** What the waits are: calls of these names. Each has an answer for every key, so that an example is about one thing. */
const NOW = `${VALUES}
interface Table<V> {
  get(key: string): V;
  has(key: string): boolean;
  set(key: string, value: V): void;
  delete(key: string): boolean;
  keys(): IterableIterator<string>;
  values(): IterableIterator<V>;
  readonly size: number;
}
declare const users: Table<User>;
declare const counts: Table<number>;
declare const found: Table<User | undefined>;
`;

const LATER = `${VALUES}
interface Table<V> {
  get(key: string): Promise<V>;
  has(key: string): Promise<boolean>;
  set(key: string, value: V): Promise<void>;
  delete(key: string): Promise<boolean>;
  keys(): AsyncIterableIterator<string>;
  values(): AsyncIterableIterator<V>;
  size(): Promise<number>;
}
declare const users: Table<User>;
declare const counts: Table<number>;
declare const found: Table<User | undefined>;
`;

const DECLARATIONS = 'stores.d.ts';
const BOM = '\uFEFF';
const EXTENSIONS = ['', '.ts', '.tsx', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'];

export function openFiles(files: ReadonlyMap<string, string>, options: ts.CompilerOptions = {}): Code {
  return openCode({
    root: '/project',
    files: [...files.keys()],
    read: (file) => files.get(file)?.replace(BOM, ''),
    resolve: (from, specifier) => {
      if (!specifier.startsWith('.')) return undefined;
      const path = join(dirname(from), specifier);
      const bare = path.replace(/\.js$/, '');
      return [...EXTENSIONS.map((extension) => path + extension), `${bare}.ts`, `${bare}.tsx`].find((each) =>
        files.has(each),
      );
    },
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      moduleDetection: ts.ModuleDetectionKind.Force,
      jsx: ts.JsxEmit.Preserve,
      strict: true,
      ...options,
    },
  });
}

const folderOf = (file: string): string => file.split('/')[0] ?? '';

function* nodesOf(node: ts.Node): Generator<ts.Node> {
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child));
  for (const child of children) {
    yield child;
    yield* nodesOf(child);
  }
}

const ITERABLES = new Set(['keys', 'values']);

/** As the engine would find them: by symbol, so that what is only called the same is left alone. */
export function waitsIn(code: Code): Wait[] {
  const waits: Wait[] = [];
  for (const file of code.files) {
    for (const node of nodesOf(file)) {
      if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) continue;
      const declaration = code.checker.getSymbolAtLocation(node.expression)?.valueDeclaration;
      if (declaration === undefined || code.nameOf(declaration.getSourceFile()) !== DECLARATIONS) continue;
      if (!['users', 'counts', 'found'].includes(node.expression.text)) continue;
      const stores = [folderOf(code.nameOf(file))];
      const called = ts.isCallExpression(node.parent) && node.parent.expression === node;
      if (called) waits.push({ node: node.parent, stores, iterable: ITERABLES.has(node.name.text) });
      else if (node.name.text === 'size') waits.push({ node, stores, text: `${node.getText()}()` });
    }
  }
  return waits;
}

export function migrated(
  given: ReadonlyMap<string, string>,
  claimed: readonly Claim[] = [],
  options: ts.CompilerOptions = {},
): World {
  const before = new Map([...given, [DECLARATIONS, NOW]]);
  const code = openFiles(before, options);
  const waits = waitsIn(code);
  const colours = colour(code, waits);
  const settled = settle(code, colours, waits, claimed, { versionOf: versionsFrom((file) => before.get(file)) });
  const files = new Map(given);
  for (const [file, edits] of byFile(joined(settled.edits))) {
    const text = before.get(file) ?? '';
    const mark = text.startsWith(BOM) ? BOM : '';
    files.set(file, mark + withEdits(text.slice(mark.length), edits));
  }
  for (const { file, text } of settled.created) files.set(file, text);
  return {
    code,
    files,
    settled,
    refusals: [...colours.refusals, ...settled.refusals],
    warnings: [...colours.warnings, ...settled.warnings],
  };
}

/** By file: what the compiler says of the syntax, and of types in TypeScript. */
export function complaintsIn(files: ReadonlyMap<string, string>, when: 'now' | 'later'): Map<string, string[]> {
  const code = openFiles(new Map([...files, [DECLARATIONS, when === 'now' ? NOW : LATER]]));
  const all = code.files.map((file) => {
    const found = [...code.program.getSyntacticDiagnostics(file), ...code.program.getSemanticDiagnostics(file)];
    const texts = found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    return [code.nameOf(file), texts] as const;
  });
  return new Map(all);
}
