/** The program, compiled from what an earlier start kept where it can, and run anew for each instance. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { threadId } from 'node:worker_threads';

/** What lies beside the program. */
export const besideProgram = (name: string): string => join(import.meta.dirname, name);
const SCRIPT = besideProgram('program.cjs');
const COMPILED = besideProgram('program.compiled');

export interface Program {
  readonly text: string;
  readonly run: () => void;
  readonly answered: () => void;
  /** Nothing that it loaded outlives its modules. */
  readonly isSelfContained: () => boolean;
}

export const openProgram = (): Program => (existsSync(SCRIPT) ? scriptProgram() : moduleProgram());

/** A module that awaits at its top level cannot be compiled in advance. */
const moduleProgram = (): Program => ({
  text: '',
  run: () => void import(pathToFileURL(besideProgram('program.mjs')).href),
  answered: () => undefined,
  isSelfContained: () => false,
});

type Run = (require: NodeJS.Require, module: object, exports: object, file: string, directory: string) => void;

/** Modules of Node with a reach beyond the modules of a program. */
const FAR_REACHING = /^(?:node:)?(?:child_process|cluster|inspector|module|v8|vm|worker_threads)(?:\/|$)/;

/** Modules that are loaded so stay; types in comments are written the same way. */
const loadsModules = (text: string): boolean => /\bimport\s*\(/.test(text.replaceAll(/\/\*.*?\*\//g, ''));

function scriptProgram(): Program {
  const text = readFileSync(SCRIPT, 'latin1');
  const cachedData = existsSync(COMPILED) ? readFileSync(COMPILED) : undefined;
  const script = new Script(`(function (require, module, exports, __filename, __dirname) {${text}\n})`, {
    filename: SCRIPT,
    ...(cachedData === undefined ? {} : { cachedData }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const run = script.runInThisContext() as Run;
  let isSelfContained: boolean | undefined;
  let answers = 0;
  const load = createRequire(SCRIPT);
  const require = Object.assign((name: string): unknown => {
    if (!isBuiltin(name) || FAR_REACHING.test(name)) isSelfContained = false;
    return load(name);
  }, load);
  return {
    text,
    run() {
      const module = { exports: {} };
      run(require, module, module.exports, SCRIPT, dirname(SCRIPT));
    },
    answered() {
      answers += 1;
      if (cachedData !== undefined || !KEEPS_AFTER.has(answers)) return;
      const partial = `${COMPILED}.${process.pid}.${threadId}`;
      writeFileSync(partial, script.createCachedData());
      renameSync(partial, COMPILED);
    },
    isSelfContained: () => (isSelfContained ??= !loadsModules(text)),
  };
}

/** Functions are compiled as they are first called: what the first answers called is most of what others will. */
const KEEPS_AFTER: ReadonlySet<number> = new Set([1, 10, 100]);
