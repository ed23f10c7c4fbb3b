/** Runs the files of a program in this process, each time as if it had just started. */
import { posix } from 'node:path';
import { compileFunction } from 'node:vm';
import { ts } from 'ts-morph';
import type { State } from '../../../adapters/src/state.js';
import * as adapters from '../../../adapters/src/memory.js';
import type { Files } from '../../programs/memory.js';

export interface Event {
  readonly op: string;
  readonly key: string;
  readonly amount: number;
  readonly label: string;
}

export interface Instance {
  readonly handler: (event: Event) => unknown;
}

/** Compiled once, started as often as one likes. */
export interface Loaded {
  /** `record` is told of everything that the program prints. `state`: where its collections are. */
  readonly start: (record: (...values: readonly unknown[]) => void, state: State | undefined) => Instance;
}

type Module = Record<string, unknown>;
type Body = (
  exports: Module,
  require: (specifier: string) => unknown,
  module: { exports: Module },
  console: object,
) => void;

export function load(files: Files): Loaded {
  const bodies = new Map(
    Object.entries(files)
      .filter(([file]) => /\.[jt]s$/.test(file))
      .map(([file, text]) => [file.replace(/\.[jt]s$/, ''), compiled(file, text)] as const),
  );
  return {
    start(record, state) {
      const loaded = new Map<string, { exports: Module }>();
      const console = Object.fromEntries(
        ['log', 'info', 'warn', 'error'].map((name) => [
          name,
          (...values: unknown[]) => {
            record(...values);
          },
        ]),
      );
      const packaged: Module = { ...adapters, ...state };
      const requireFrom =
        (from: string) =>
        (specifier: string): unknown => {
          if (specifier.startsWith('@coldstate/adapters')) return packaged;
          const path = posix.join(posix.dirname(from), specifier).replace(/\.[jt]s$/, '');
          return run(path);
        };
      const run = (path: string): Module => {
        const known = loaded.get(path);
        if (known !== undefined) return known.exports;
        const body = bodies.get(path);
        if (body === undefined) throw new Error(`the program has no ${path}: ${[...bodies.keys()].join(', ')}`);
        const module: { exports: Module } = { exports: {} };
        loaded.set(path, module);
        body(module.exports, requireFrom(path), module, console);
        return module.exports;
      };
      return run('src/handler') as unknown as Instance;
    },
  };
}

function compiled(file: string, text: string): Body {
  const { outputText } = ts.transpileModule(text, {
    fileName: file,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      allowJs: true,
    },
  });
  return compileFunction(outputText, ['exports', 'require', 'module', 'console'], { filename: file }) as Body;
}
