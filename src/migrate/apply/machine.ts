/** What a migration needs of the machine, as the command line hands it down: programs to run, and whether another run is still alive. */
import { spawn } from 'node:child_process';

export interface Machine {
  /** The Node that runs this, for the project's own tools. */
  readonly node: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly isRunning: (pid: number) => boolean;
}

/** A migration that cannot go on; the message is for the user. */
export class MigrateError extends Error {
  override readonly name = 'MigrateError';
}

export interface Ran {
  /** Undefined where the program could not be started or was killed. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Through the system's shell: `command` is a line of it. */
  readonly shell?: boolean;
  /** Told of everything that is written, as it comes. */
  readonly onOutput?: (text: string) => void;
}

export function run(
  machine: Machine,
  command: string,
  args: readonly string[],
  { cwd, env = {}, shell = false, onOutput }: RunOptions,
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      shell,
      env: { ...machine.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const told = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        told[name] += text;
        onOutput?.(text);
      });
    }
    child.on('error', (error) => {
      resolve({ ...told, status: undefined, stderr: told.stderr + error.message });
    });
    child.on('close', (status) => {
      resolve({ ...told, status: status ?? undefined });
    });
  });
}
