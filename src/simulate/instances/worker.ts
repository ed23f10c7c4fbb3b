/** An instance as a thread: it starts in milliseconds and has modules, globals and a heap of its own; disk and process are shared. */
import { Worker } from 'node:worker_threads';
import type { Word } from '../wire.js';
import { spareOver, tail, type Hearing, type OpenSpare, type SpareOptions, type Transport } from './instance.js';

export const openThread: OpenSpare = (file, options) =>
  spareOver((hearing) => threadOf(file, options, hearing), options);

function threadOf(file: string, { env, memoryMb }: SpareOptions, hearing: Hearing): Transport {
  // Counts what it was told: a thread that waits for this number to change wakes up.
  const told = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(file, {
    workerData: told,
    ...{ env, execArgv: [], stdout: true, stderr: true },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  const complaints = tail();
  worker.stdout.resume();
  worker.stderr.on('data', (text: Buffer) => {
    complaints.add(text.toString());
  });
  worker.on('message', (word: Word) => {
    hearing.word(word);
  });
  worker.on('error', (error: NodeJS.ErrnoException) => {
    hearing.end(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? `it held more than ${memoryMb} MB` : `it threw: ${firstLine(error)}`,
    );
  });
  const gone = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      hearing.end(`it exited with code ${code}`);
      resolve();
    });
  });
  const wake = (): void => {
    Atomics.add(told, 0, 1);
    Atomics.notify(told, 0);
  };
  return {
    lasts: true,
    send(order) {
      // Said before it wakes up: what is due in it comes after that.
      worker.postMessage(order);
      wake();
    },
    freeze() {
      Atomics.add(told, 0, 1);
      worker.postMessage({ kind: 'freeze' });
    },
    async kill() {
      wake();
      await worker.terminate();
      await gone;
    },
    complaints: complaints.take,
  };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
