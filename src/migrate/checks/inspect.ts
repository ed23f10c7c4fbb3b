/** All checks that run on texts, before and after: what is wrong now and was not before. */
import type { ts } from 'ts-morph';
import type { Machine } from '../apply/machine.js';
import { openCode, type Code, type CodeSource } from '../code.js';
import { CHECKS, type CheckName, type CheckReport, type Failure } from './failures.js';
import { lintErrors, linterOf, type Linter } from './lint.js';
import { forgottenPromises } from './promises.js';
import { affectedFiles } from './affected.js';
import { makeScratch, type Scratch } from './scratch.js';
import { importsOf } from './source.js';
import { isOfEnvironment, majorOf, newComplaints, type Complaint } from './tools.js';
import { compilerErrors, ownErrors, typeCheckOf, type Compiled, type TypeCheck } from './types.js';

/** By file, what it holds; undefined where there is no file. */
export type Texts = ReadonlyMap<string, string | undefined>;

export interface Inspector {
  /** The program of edited texts, for whoever wants to know more of it. */
  readonly code: (after: Texts) => Code;
  /** Starts the project's own tools; they are done with these texts when it settles. */
  readonly begin: (after: Texts) => Promise<void>;
  readonly promises: (after: Texts) => Failure[];
  readonly types: (after: Texts) => Promise<Inspected>;
  readonly lint: (after: Texts) => Promise<Inspected>;
  /** For failures that were found in these texts: which of them other texts have as well. */
  readonly again: (failures: readonly Failure[], found: Texts) => Again;
  readonly close: () => void;
}

export interface Inspected {
  readonly failures: readonly Failure[];
  readonly report: CheckReport;
}

export interface InspectOptions {
  readonly source: CodeSource;
  readonly machine: Machine;
  /** Every file that any of the asked texts changes, as it was. */
  readonly before: Texts;
  readonly onStep?: (what: string) => void;
  /** Packages that the edited files import, and that are installed once they are written. */
  readonly toInstall?: readonly string[];
}

/** Reads the files alone that failures are in, and what types they need. */
export type Again = (failures: readonly Failure[], texts: Texts) => Promise<readonly Failure[]>;

interface ToolResults {
  readonly check: TypeCheck;
  readonly compiled: Compiled;
  readonly linted: Complaint[] | undefined;
}

export function inspector({ source, machine, before, onStep, toInstall = [] }: InspectOptions): Inspector {
  const names = [...before.keys()];
  const isThere = ([, text]: [string, string | undefined]): boolean => text !== undefined;
  const open = (texts: Texts): Code =>
    openCode(
      { ...source, files: source.files.filter((file) => !texts.has(file)) },
      new Map([...texts].filter(isThere) as [string, string][]),
    );
  const first = once(() => {
    const planned = openCode(source);
    return names.every((name) => planned.file(name)?.text === before.get(name)) ? planned : open(before);
  });
  // The same texts are asked for by several checks.
  const lately = new Map<Texts, Code>();
  const codeOf = (texts: Texts): Code => {
    const known = lately.get(texts) ?? open(texts);
    lately.clear();
    lately.set(texts, known);
    return known;
  };
  const scratch = once(() => makeScratch(source.root, names));
  const linter = once(() => linterOf(source.root));
  // What was wrong before is of interest only where something is wrong now.
  const compiledBefore = once(() => run(before, (copy) => compile(copy, checkOf(copy), before)));
  const lintedBefore = once(() => run(before, (copy) => lint(copy, before)));
  let opened = false;

  const textIn = (texts: Texts, file: string): string | undefined =>
    texts.has(file) ? texts.get(file) : source.read(file);
  // Of files that are made nobody knows the project while they are not there.
  const checkOf = (copy: Scratch) => typeCheckOf(source.root, copy, names);
  const compile = (copy: Scratch, check: TypeCheck, texts: Texts) =>
    compilerErrors(machine, copy, check, (file) => textIn(texts, file));
  const lint = (copy: Scratch, texts: Texts) => {
    const found = linter();
    return found
      ? lintErrors(
          machine,
          copy,
          found,
          [...texts.keys()].filter((name) => texts.get(name) !== undefined),
          (file) => textIn(texts, file),
        )
      : undefined;
  };

  async function run<T>(texts: Texts, tool: (copy: Scratch) => T): Promise<Awaited<T>> {
    opened = true;
    const copy = scratch();
    copy.write(texts);
    return await tool(copy);
  }

  // Programs of their own, each of which could have a processor of its own.
  let begun: { readonly texts: Texts; readonly results: Promise<ToolResults> } | undefined;
  const toolsOn = (texts: Texts): Promise<ToolResults> => {
    if (begun?.texts !== texts)
      begun = {
        texts,
        results: run(texts, async (copy) => {
          const check = checkOf(copy);
          const [compiled, linted] = await Promise.all([compile(copy, check, texts), lint(copy, texts)]);
          return { check, compiled, linted };
        }),
      };
    return begun.results;
  };

  return {
    code: codeOf,
    begin: async (after) => {
      await toolsOn(after);
    },
    promises: (after) => {
      onStep?.(CHECKS.promises);
      const code = codeOf(after);
      return [...missingAdapters(code, after), ...newlyForgotten(code, affectedFiles(code, names), first)];
    },
    types: async (after) => {
      onStep?.(CHECKS.types);
      return typesOf(after);
    },
    lint: async (after) => {
      onStep?.(CHECKS.lint);
      return lintOf(after);
    },
    again: againIn,
    close: () => {
      if (opened) scratch().remove();
    },
  };

  async function typesOf(after: Texts): Promise<Inspected> {
    const { check, compiled } = await toolsOn(after);
    const isTyped = names.some((name) => /\.[cm]?tsx?$/.test(name));
    if (!isTyped && check.configs.length === 0)
      return skipped('types', 'JavaScript without a tsconfig has no type check');
    // A checker that was asked for types complains of what it was asked, too: of the name of a tag, that no variable has it.
    const ours = (why: string): Inspected =>
      typeReport(
        newInOwn(
          affectedFiles(codeOf(after), names).map((file) => codeOf(after).nameOf(file)),
          after,
        ),
        `${why}, so it was checked with our own compiler`,
      );
    if (check.compiler?.program === undefined) return ours('TypeScript is not installed');
    if (check.configs.length === 0) return ours('no tsconfig.json covers the edited files');
    const { errors, stopped } = compiled;
    if (stopped !== undefined) return ours(`tsc ${check.compiler.version} stops (${stopped})`);
    const fresh = errors.length === 0 ? [] : newComplaints((await compiledBefore()).errors, errors);
    const others = check.uncovered.filter((file) => /\.[cm]?tsx?$/.test(file));
    const note = `tsc ${check.compiler.version}${others.length > 0 ? `, which does not cover ${others.join(', ')}` : ''}`;
    return typeReport(fresh, note);
  }

  /** What our own compiler finds in these files and did not find before. */
  function newInOwn(files: readonly string[], texts: Texts): Complaint[] {
    const errorsIn = (code: Code) =>
      ownErrors(
        code,
        files.flatMap((file) => code.file(file) ?? []),
      );
    const errors = errorsIn(open(texts));
    if (errors.length === 0) return [];
    // Where no types are installed, nobody knows which names there are.
    return newComplaints(errorsIn(open(before)), errors).filter((one) => !isOfEnvironment(one));
  }

  function againIn(found: readonly Failure[], texts: Texts): Again {
    const ofPromises = (failures: readonly Failure[], code: Code): Failure[] =>
      sameIn(
        failures,
        forgottenPromises(
          code,
          filesOf(failures).flatMap((file) => code.file(file) ?? []),
        ),
        whyOf,
      );
    const ofTypes = (failures: readonly Failure[], other: Texts): Failure[] =>
      sameIn(failures, newInOwn(filesOf(failures), other), matterOf);
    const types = found.filter(({ check }) => check === 'types');
    // The project's own compiler is slow, and is asked only for what ours does not see.
    const ours = once(() => new Set(ofTypes(types, texts)));
    return async (failures, other) => {
      const promises = failures.filter(({ check }) => check === 'promises');
      const seen = failures.filter((failure) => ours().has(failure));
      const others = failures.filter((failure) => failure.check === 'types' && !ours().has(failure));
      return [
        ...(promises.length === 0 ? [] : ofPromises(promises, codeOf(other))),
        ...(seen.length === 0 ? [] : ofTypes(seen, other)),
        ...(others.length === 0 ? [] : sameIn(others, await newInTheirs(other), matterOf)),
      ];
    };
  }

  async function newInTheirs(texts: Texts): Promise<readonly Complaint[]> {
    const { errors } = await run(texts, (copy) => compile(copy, checkOf(copy), texts));
    return errors.length === 0 ? [] : newComplaints((await compiledBefore()).errors, errors);
  }

  /** What is not installed yet cannot be found, which says nothing against the code. */
  function typeReport(complaints: readonly Complaint[], note: string): Inspected {
    const missing = (one: Complaint) => toInstall.find((name) => isMissing(one, name));
    const others = complaints.filter((one) => missing(one) === undefined);
    const names = [...new Set(complaints.flatMap((one) => missing(one) ?? []))];
    const left = names.length === 0 ? '' : `; without the types of ${names.join(', ')}, not installed yet`;
    return inspected('types', others, note + left);
  }

  async function lintOf(after: Texts): Promise<Inspected> {
    const found = linter();
    if (found === undefined)
      return skipped('lint', 'typescript-eslint is not installed; the promise audit covers its rules');
    const { linted: errors } = await toolsOn(after);
    const was = errors?.length === 0 ? [] : await lintedBefore();
    if (errors === undefined || was === undefined)
      return skipped('lint', 'ESLint could not run; the promise audit covers its rules');
    return inspected('lint', newComplaints(was, errors), versionOf(found));
  }
}

type Told = Pick<Failure, 'file' | 'why'>;

const filesOf = (failures: readonly Told[]): string[] => [...new Set(failures.map(({ file }) => file))];

const whyOf = ({ file, why }: Told): string => `${file}\0${why}`;

/** What types are called in a message depends on what else has changed, the number of the error does not. */
const matterOf = ({ file, why }: Told): string => `${file}\0${/^TS\d+/.exec(why)?.[0] ?? why}`;

function sameIn(failures: readonly Failure[], others: readonly Told[], keyOf: (one: Told) => string): Failure[] {
  const keys = new Set(others.map(keyOf));
  return failures.filter((failure) => keys.has(keyOf(failure)));
}

function isMissing({ code, why }: Complaint, name: string): boolean {
  const module = /Cannot find module '([^']+)'/.exec(why)?.[1] ?? '';
  return (code === 'TS2307' || code === 'TS2792') && (module === name || module.startsWith(`${name}/`));
}

const versionOf = ({ eslint, plugin }: Linter): string =>
  `ESLint ${majorOf(eslint)}, typescript-eslint ${plugin.version}`;

function inspected(check: CheckName, complaints: readonly Complaint[], note: string): Inspected {
  const failures = complaints.map(({ file, line, column, why }) => ({ check, file, line, column, why }));
  return { failures, report: { check, outcome: failures.length === 0 ? 'passed' : 'failed', note } };
}

function skipped(check: CheckName, note: string): Inspected {
  return { failures: [], report: { check, outcome: 'skipped', note } };
}

/** Without the types of the collections everything is `any`, and the audit would find nothing to tell. */
function missingAdapters(code: Code, after: Texts): Failure[] {
  return [...after.keys()].flatMap((name) => {
    const file = code.file(name);
    const unknown =
      file && importsOf(file).find((one) => isAdapter(one) && code.checker.getSymbolAtLocation(one) === undefined);
    if (file === undefined || unknown === undefined) return [];
    const { line, character } = file.getLineAndCharacterOfPosition(unknown.getStart());
    const why = `the types of \`${unknown.text}\` were not found, so nothing can be said of its promises`;
    return [{ check: 'promises', file: name, line: line + 1, column: character + 1, why }];
  });
}

const isAdapter = ({ text }: ts.StringLiteralLike): boolean => /^@coldstate\/adapters(?:\/|$)/.test(text);

function newlyForgotten(code: Code, changed: readonly ts.SourceFile[], first: () => Code): Failure[] {
  const now = forgottenPromises(code, changed);
  if (now.length === 0) return [];
  const old = first();
  const files = new Set(now.map(({ file }) => file));
  const then = forgottenPromises(
    old,
    [...files].flatMap((file) => old.file(file) ?? []),
  );
  const known = new Set(then.map(({ key }) => key));
  return now
    .filter(({ key }) => !known.has(key))
    .map(({ file, line, column, why }) => ({ check: 'promises', file, line, column, why }));
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
