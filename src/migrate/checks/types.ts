/** The type check of the project: its own compiler, run before and after, and only what is new counts. */
import { join, relative, sep } from 'node:path';
import { ts } from 'ts-morph';
import { run, type Machine } from '../apply/machine.js';
import type { Code } from '../code.js';
import type { Scratch } from './scratch.js';
import { lineOf, type Complaint, toolOf, type Tool } from './tools.js';
import { coveringConfigs } from './tsconfigs.js';

export interface TypeCheck {
  readonly compiler: Tool | undefined;
  /** In the copy. */
  readonly configs: readonly string[];
  /** Relative to the root: files that no tsconfig covers. */
  readonly uncovered: readonly string[];
}

/** Asked of the copy, when the new files are there. */
export function typeCheckOf(root: string, scratch: Scratch, files: readonly string[]): TypeCheck {
  const { configs, uncovered } = coveringConfigs(
    scratch.top,
    files.filter((file) => IS_CODE.test(file)).map((file) => join(scratch.root, file)),
  );
  return {
    compiler: toolOf(root, 'typescript', 'tsc'),
    configs,
    uncovered: uncovered.map((path) => relative(scratch.root, path).split(sep).join('/')),
  };
}

const IS_CODE = /\.[cm]?[jt]sx?$/;

const ERROR = /^(?<file>.+?)\((?<line>\d+),(?<column>\d+)\): error (?<code>TS\d+): (?<message>.*)$/;

export interface Compiled {
  readonly errors: readonly Complaint[];
  /** Why it did not come to look at the code: with a broken configuration it says nothing of types. */
  readonly stopped: string | undefined;
}

/** What the project's `tsc` says of the copy as it is now. */
export async function compilerErrors(
  machine: Machine,
  scratch: Scratch,
  { compiler, configs }: TypeCheck,
  textOf: (file: string) => string | undefined,
): Promise<Compiled> {
  const found: Complaint[] = [];
  let stopped: string | undefined;
  for (const [at, config] of configs.entries()) {
    if (compiler?.program === undefined) continue;
    // A project that builds incrementally leaves a file behind even so; it belongs into the copy.
    const info = join(scratch.spare, `${at}.tsbuildinfo`);
    const flags = ['--noEmit', '--pretty', 'false', '--incremental', '--tsBuildInfoFile', info];
    const { stdout, stderr, status } = await run(machine, machine.node, [compiler.program, '-p', config, ...flags], {
      cwd: scratch.root,
    });
    const lines = stdout.replaceAll(scratch.top, '').split(/\r?\n/);
    const general = lines.find((line) => /^error TS\d+: /.test(line))?.replace(/^error /, '');
    const hasErrors = lines.some((line) => ERROR.test(line));
    stopped ??= general ?? (status === 0 || hasErrors ? undefined : crashOf(stderr));
    for (const line of lines) {
      const { file = '', line: row = '1', column = '1', code = '', message = '' } = ERROR.exec(line)?.groups ?? {};
      const name = file.split(sep).join('/');
      if (code === '' || name.startsWith('../') || name.includes('node_modules/')) continue;
      const text = lineOf(textOf(name), Number(row));
      found.push({ file: name, line: Number(row), column: Number(column), code, why: `${code}: ${message}`, text });
    }
  }
  return { errors: found, stopped };
}

/** The line of an uncaught error, as Node prints it. */
function crashOf(stderr: string): string {
  const line = stderr.split(/\r?\n/).find((one) => /^(?:\w*Error)(?: \[\w+\])?: /.test(one));
  return line === undefined ? 'it could not run' : `it could not run: ${line}`;
}

/** What our own compiler says, for projects that have none. */
export function ownErrors(code: Code, files: readonly ts.SourceFile[] = code.files): Complaint[] {
  return files.flatMap((file) =>
    code.program.getSemanticDiagnostics(file).map(({ start = 0, code: number, messageText }) => {
      const { line, character } = file.getLineAndCharacterOfPosition(start);
      const message = ts.flattenDiagnosticMessageText(messageText, ' ');
      const id = `TS${number}`;
      return {
        ...{ file: code.nameOf(file), line: line + 1, column: character + 1, code: id, why: `${id}: ${message}` },
        text: lineOf(file.text, line + 1),
      };
    }),
  );
}
