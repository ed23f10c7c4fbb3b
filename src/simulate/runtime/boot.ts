/**
 * The part of a start that is the same for every instance: the program is compiled, from what an earlier one kept where it can, and waits
 * until it is told which instance it is. Nothing of the program runs before that, so it sees the world as it is when it is needed.
 *
 * A thread takes the next instance when the one before left nothing behind in it, which spares it most of a start: modules are run anew, timers and
 * servers have ended, and its surroundings are what they were. Where anything else remains, it ends with its instance.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { isMainThread, threadId } from 'node:worker_threads';
import type { Order, Settings } from '../wire.js';
import { openChannel } from './channel.js';
import { watchedLeftovers } from './leftovers.js';
import { limitedOutput } from './output.js';
import { SEAT, type Seat } from './seat.js';
import { remembered } from './surroundings.js';

const file = (name: string): string => join(import.meta.dirname, name);
const SCRIPT = file('program.cjs');
const COMPILED = file('program.compiled');

interface Program {
  readonly text: string;
  readonly run: () => void;
  readonly answered: () => void;
  /** Nothing that it loaded outlives its modules. */
  readonly isSelfContained: () => boolean;
}

/** A module that awaits at its top level cannot be compiled in advance. */
const moduleProgram = (): Program => ({
  text: '',
  run: () => void import(pathToFileURL(file('program.mjs')).href),
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

/** A thread, as one instance after the other finds it. */
interface Place {
  readonly enter: () => void;
  /** Ends what is left of an instance, and says whether another may follow it. */
  readonly leave: (memoryMb: number) => Promise<boolean>;
}

function openPlace({ text, isSelfContained }: Program): Place {
  if (existsSync(FETCHES)) Reflect.get(globalThis, 'Request');
  const leftovers = watchedLeftovers();
  const surroundings = remembered(text);
  return {
    enter: leftovers.begin,
    async leave(memoryMb) {
      if (DISPATCHER in globalThis && !existsSync(FETCHES)) writeFileSync(FETCHES, '');
      return (
        (await leftovers.end()) &&
        surroundings.putBack() &&
        process.memoryUsage().arrayBuffers < memoryMb * MIB * SPARE_SHARE &&
        isSelfContained()
      );
    },
  };
}

/** `fetch` puts it there as it is first needed, and nobody can remove it: where an instance fetched, others have it before they begin. */
const DISPATCHER = Symbol.for('undici.globalDispatcher.1');
const FETCHES = file('program.fetches');

const MIB = 1024 * 1024;
/** More than that of the memory that the next instance may hold is not taken by what the last one left to be collected. */
const SPARE_SHARE = 0.25;

const program = existsSync(SCRIPT) ? scriptProgram() : moduleProgram();
const restartOutput = limitedOutput([process.stdout, process.stderr]);
const place = isMainThread ? undefined : openPlace(program);
let heed: (order: Order) => void = () => undefined;
let settings: Settings | undefined;

const channel = openChannel((order) => {
  if (order.kind === 'begin') begin(order.settings);
  else if (order.kind === 'leave') void leave();
  else heed(order);
});

function begin(given: Settings): void {
  settings = given;
  restartOutput();
  place?.enter();
  // A thread cannot change it, and programs look for their files from there.
  process.cwd = () => given.directory;
  process.env.COLDSTATE_NAMESPACE = given.namespace;
  const seat: Seat = {
    ...channel,
    settings: given,
    listen: (each) => {
      heed = each;
    },
    answered: program.answered,
  };
  Object.defineProperty(globalThis, SEAT, { value: seat, configurable: true });
  program.run();
}

async function leave(): Promise<void> {
  heed = () => undefined;
  channel.say({ kind: 'left', isFree: (await place?.leave(settings?.memoryMb ?? 0)) ?? false });
}
