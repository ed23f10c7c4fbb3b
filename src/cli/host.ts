/** The outside world as commands see it, so that tests can be a terminal, a pipe or a CI machine. */

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

export interface Host {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  platform: string;
  stdout: Output;
  stderr: Output;
  /** Milliseconds; only differences mean anything. */
  now(): number;
  /** The day it is, `2027-01-31`. */
  today(): string;
}

export const EXIT = {
  /** Nothing at or above `--fail-on`. */
  clean: 0,
  findings: 1,
  /** The audit could not run or could not say all that it was asked to. */
  failed: 2,
  /** Ctrl-C at a question: as shells count it. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function nodeHost(): Host {
  const { stdout, stderr } = process;
  // `coldstate | head` closes the pipe early: that is the reader's choice, not an error.
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  return {
    cwd: process.cwd(),
    env: process.env,
    platform: process.platform,
    stdout,
    stderr,
    now: () => performance.now(),
    today: () => new Date().toISOString().slice(0, 10),
  };
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

const DEFAULT_WIDTH = 100;
const MAX_WIDTH = 120;

/** Lines longer than that are hard to read, however wide the screen is. */
export function widthOf(stream: Output): number {
  return Math.min(stream.columns ?? DEFAULT_WIDTH, MAX_WIDTH);
}
