/** An instance as a process: slower to start than a thread, with a working directory, temporary files and an end of its own. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Word } from '../wire.js';
import { spareOver, tail, type Hearing, type OpenSpare, type SpareOptions, type Transport } from './instance.js';

export const openProcess: OpenSpare = (file, options) =>
  spareOver((hearing) => processOf(file, options, hearing), options);

function processOf(file: string, { directory, env, memoryMb }: SpareOptions, hearing: Hearing): Transport {
  const temporary = mkdtempSync(join(tmpdir(), 'coldstate-instance-'));
  const child = fork(file, {
    cwd: directory,
    env: { ...env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
    execArgv: [`--max-old-space-size=${memoryMb}`],
    silent: true,
  });
  const complaints = tail();
  child.stdout?.resume();
  child.stderr?.on('data', (text: Buffer) => {
    complaints.add(text.toString());
  });
  child.on('message', (word: Word) => {
    hearing.word(word);
  });
  child.on('error', (error) => {
    hearing.end(`it failed: ${error.message}`);
  });
  child.once('exit', (code, signal) => {
    rmSync(temporary, { recursive: true, force: true });
    hearing.end(endOf(code, signal, complaints.text(), memoryMb));
  });
  let isFrozen = false;
  return {
    lasts: false,
    send: (order) => {
      if (isFrozen) child.kill('SIGCONT');
      isFrozen = false;
      // What is said to one that is gone is said to nobody.
      if (child.connected) child.send(order, () => undefined);
    },
    freeze() {
      isFrozen = canFreeze && child.kill('SIGSTOP');
    },
    kill: () => killed(child),
    complaints: complaints.take,
  };
}

/** Windows has no signal that stops a process for a while. */
const canFreeze = platform() !== 'win32';

function endOf(code: number | null, signal: string | null, complaints: string, memoryMb: number): string {
  if (complaints.includes('heap out of memory')) return `it held more than ${memoryMb} MB`;
  const uncaught = /^(?:Uncaught )?(\w*Error: .+)$/m.exec(complaints);
  if (code === 1 && uncaught) return `it threw: ${(uncaught[1] ?? '').replace(/^Error: /, '')}`;
  return signal === null ? `it exited with code ${code ?? 0}` : `it was ended by ${signal}`;
}

/** At once, as a platform takes an instance away. */
async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
