/** Starts workers and sees to it that they end well: by themselves, with code 0 and without a word on stderr. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import type { Settings } from '../../src/index.js';
import type { Job, Reports } from './jobs.js';

/** How long a process may go on after its report, a keep-alive socket's time and a slow machine included. */
const ENDS_WITHIN_MS = 5_000;

/** The AWS SDK says on stderr which Node it will want one day; nothing else may stand there. */
const QUIET = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

export interface Worker<R> {
  readonly pid: number;
  /** Until it says that it has come so far. */
  reached(where: string): Promise<void>;
  go(): void;
  /** Its report, once it has ended. */
  readonly report: Promise<R>;
}

export interface Program {
  start<N extends Job['name']>(settings: Settings, job: Extract<Job, { name: N }>): Worker<Reports[N]>;
  remove(): Promise<void>;
}

/** The worker as one file, with the sources as they are now in it: children need no loader and no built package. */
export async function bundleWorker(): Promise<Program> {
  const directory = await mkdtemp(join(tmpdir(), 'coldstate-worker-'));
  const file = join(directory, 'worker.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return {
    start(settings, job) {
      const options = { execArgv: ['--expose-gc'], silent: true, env: { ...process.env, ...QUIET } };
      return workerOf(fork(file, [JSON.stringify({ settings, job })], options));
    },
    remove: () => rm(directory, { recursive: true }),
  };
}

/** The same job in `count` processes, all let go at once; their reports. */
export async function together<N extends Job['name']>(
  program: Program,
  count: number,
  settings: Settings,
  job: Extract<Job, { name: N }>,
): Promise<Reports[N][]> {
  const workers = Array.from({ length: count }, () => program.start<N>(settings, job));
  await Promise.all(workers.map((worker) => worker.reached('ready')));
  for (const worker of workers) worker.go();
  return Promise.all(workers.map(({ report }) => report));
}

function workerOf<R>(child: ChildProcess): Worker<R> {
  let complaints = '';
  child.stderr?.on('data', (text: Buffer) => (complaints += text.toString()));
  const messages: unknown[] = [];
  child.on('message', (message) => messages.push(message));
  // The last message may still be on its way when a process exits.
  const ended = Promise.all([once(child, 'close'), once(child, 'disconnect')]).then(([exit]) => exit as unknown[]);

  const until = async (isIt: (message: unknown) => boolean): Promise<void> => {
    while (!messages.some(isIt)) {
      const exited = await Promise.race([once(child, 'message').then(() => false), ended.then(() => true)]);
      if (exited && !messages.some(isIt)) throw new Error(`The process ended too early.\n${complaints}`);
    }
  };
  const report = async (): Promise<R> => {
    await until(isReport);
    const exit = await Promise.race([ended, sleep(ENDS_WITHIN_MS, undefined, { ref: false })]);
    if (exit === undefined) child.kill('SIGKILL');
    if (exit === undefined)
      throw new Error(`The process did not end by itself within ${ENDS_WITHIN_MS} ms of its work.`);
    if (exit[0] !== 0 || complaints !== '')
      throw new Error(`The process ended with ${exit.join(', ')}.\n${complaints}`);
    return (messages.find(isReport) as { report: R }).report;
  };
  const reported = report();
  reported.catch(() => undefined); // Whoever waits for `reached` is told first, and may not ask again.
  return {
    pid: child.pid ?? 0,
    reached: (where) => until((message) => message === where),
    go: () => child.send('go'),
    report: reported,
  };
}

function isReport(message: unknown): message is { report: unknown } {
  return typeof message === 'object' && message !== null && 'report' in message;
}
