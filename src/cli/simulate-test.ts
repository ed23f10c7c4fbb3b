/** `simulate --emit-test FILE`: the case that fails, written as a test of the project. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { causeOf, UsageError } from './failure.js';
import type { Host } from './host.js';
import { EMITTED, emittedTest, type EmittedOptions } from '../simulate/emit.js';
import type { Simulation } from '../simulate/types.js';

/** A test that somebody wrote is not written over. Asked before the run, which takes longer. */
export function checkReplaceable(file: string, cwd: string): void {
  const text = textOf(resolve(cwd, file));
  if (text !== undefined && text.trim() !== '' && !text.startsWith(EMITTED))
    throw new UsageError(`--emit-test: ${file} was not written by coldstate. Name another file, or delete it.`);
}

export function writeTest(
  file: string,
  root: string,
  simulation: Simulation,
  options: EmittedOptions,
  host: Host,
): void {
  if (simulation.divergences.length === 0) {
    host.stderr.write(`coldstate: nothing differs, so no test was written to ${file}.\n`);
    return;
  }
  const target = resolve(host.cwd, file);
  try {
    mkdirSync(dirname(target), { recursive: true });
    const from = dirname(target);
    const outside = options.outside && reached(from, options.outside);
    writeFileSync(target, emittedTest(simulation, { ...portable(options, root), outside }, address(from, root)));
  } catch (error) {
    throw new UsageError(`--emit-test: cannot write ${file}: ${causeOf(error)}.`, { cause: error });
  }
  host.stderr.write(`coldstate: wrote ${file}. It fails until the stores have moved: npx vitest run ${file}\n`);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Files by their place in the project: the test runs on other machines. */
function portable({ config, ...options }: EmittedOptions, root: string): EmittedOptions {
  const within = (file: string): string => (isAbsolute(file) ? slashed(relative(root, file)) : file);
  return {
    ...options,
    ...(options.alias === undefined
      ? {}
      : { alias: Object.fromEntries(Object.entries(options.alias).map(([name, to]) => [name, within(to)])) }),
    ...(config === undefined ? {} : { config: config === false ? config : within(config) }),
  };
}

/** `../../`: what the URL of the test is resolved against. */
const address = (from: string, to: string): string => `${slashed(relative(from, to)) || '.'}/`;

/** `./outside.mjs` */
const reached = (from: string, to: string): string => slashed(relative(from, to)).replace(/^(?!\.)/, './');

const slashed = (path: string): string => path.split(sep).join('/');
