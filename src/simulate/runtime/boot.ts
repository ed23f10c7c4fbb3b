/**
 * The part of a start that is the same for every instance: the program is compiled, from what an earlier one kept where it can, and waits
 * until it is told which instance it is. Nothing of the program runs before that, so it sees the world as it is when it is needed.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { parentPort, threadId } from 'node:worker_threads';
import type { Order } from '../wire.js';
import { KEEP, SETTINGS_VARIABLE } from './begin.js';

const program = (name: string): string => join(import.meta.dirname, name);
const SCRIPT = program('program.cjs');
const COMPILED = program('program.compiled');

type Run = (require: NodeJS.Require, module: object, exports: object, file: string, directory: string) => void;

/** A module that awaits at its top level cannot be compiled in advance. */
function compiled(): () => unknown {
  if (!existsSync(SCRIPT)) return () => import(pathToFileURL(program('program.mjs')).href);
  const text = `(function (require, module, exports, __filename, __dirname) {${readFileSync(SCRIPT, 'latin1')}\n})`;
  const script = new Script(text, {
    filename: SCRIPT,
    ...(existsSync(COMPILED) ? { cachedData: readFileSync(COMPILED) } : {}),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const keep = (): void => {
    const partial = `${COMPILED}.${process.pid}.${threadId}`;
    writeFileSync(partial, script.createCachedData());
    renameSync(partial, COMPILED);
  };
  Object.defineProperty(globalThis, KEEP, { value: keep });
  const run = script.runInThisContext() as Run;
  return () => {
    const module = { exports: {} };
    run(createRequire(SCRIPT), module, module.exports, SCRIPT, dirname(SCRIPT));
  };
}

const run = compiled();
(parentPort ?? process).once('message', (order: Order) => {
  if (order.kind !== 'begin') return;
  process.env.COLDSTATE_NAMESPACE = order.settings.namespace;
  process.env[SETTINGS_VARIABLE] = JSON.stringify(order.settings);
  void run();
});
