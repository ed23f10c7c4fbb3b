/**
 * `coldstate copy`: what one backend of the adapters holds, brought to another. The work is done by the `@coldstate/adapters` of the project that
 * the command runs in, because the client packages of its backends are installed there.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from './failure.js';
import { EXIT, type ExitCode, type Host } from './host.js';

export interface CopyRequest {
  from: string;
  to: string;
  namespace: string;
  /** Begin anew although a copy was broken off. */
  restart: boolean;
}

/** What is used of `@coldstate/adapters/copy`. */
export interface CopyModule {
  copy(options: {
    from: string;
    to: string;
    namespace: string;
    cursor: string | undefined;
    signal: AbortSignal;
    onProgress: (progress: Progress) => void;
  }): Promise<Result>;
}

interface Progress {
  phase: 'copy' | 'verify';
  entries: number;
  lists: number;
  cursor: string | undefined;
}

interface Result {
  entries: number;
  lists: number;
  repaired: number;
  differing: readonly string[];
  tooLarge: readonly string[];
  onlyInTarget: number;
}

/** By which the adapters mark their errors, whichever copy of them is loaded. */
const ADAPTER_ERROR = Symbol.for('coldstate.AdapterError');

export async function runCopy(request: CopyRequest, host: Host, load = loadCopy): Promise<ExitCode> {
  const adapters = await load(host.cwd);
  const place = placeOf(request, host.cwd);
  const cursor = request.restart ? undefined : place.read();
  if (cursor !== undefined)
    host.stderr.write('coldstate: going on where the last copy was broken off (--restart begins anew)\n');
  const interrupt = interruption();
  try {
    const result = await adapters.copy({
      ...request,
      cursor,
      signal: interrupt.signal,
      onProgress(progress) {
        if (progress.phase === 'copy') place.write(progress.cursor);
        host.stderr.write(progressText(progress, host));
      },
    });
    place.forget();
    host.stdout.write(resultText(result));
    return result.differing.length + result.tooLarge.length === 0 ? EXIT.clean : EXIT.findings;
  } catch (error) {
    if (interrupt.signal.aborted) throw new UsageError('broken off. The same command goes on from here.');
    // Its messages are written for users, too.
    if (error instanceof Error && ADAPTER_ERROR in error) throw new UsageError(error.message, { cause: error });
    throw error;
  } finally {
    interrupt.end();
  }
}

/** The first Ctrl-C lets the page at hand end. */
function interruption(): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  process.once('SIGINT', abort);
  return { signal: controller.signal, end: () => void process.off('SIGINT', abort) };
}

async function loadCopy(cwd: string): Promise<CopyModule> {
  try {
    const path = createRequire(join(cwd, 'package.json')).resolve('@coldstate/adapters/copy');
    return (await import(pathToFileURL(path).href)) as CopyModule;
  } catch (cause) {
    throw new UsageError(
      `@coldstate/adapters is not installed in ${cwd}. Run this where the application is, or \`npm install @coldstate/adapters\` with the client packages of both backends.`,
      { cause },
    );
  }
}

/** How far a copy came, beside the project. The URLs hold passwords, so the file knows them by their hash alone. */
function placeOf({ from, to, namespace }: CopyRequest, cwd: string) {
  const id = createHash('sha256').update([from, to, namespace].join('\n')).digest('hex').slice(0, 16);
  const directory = join(cwd, '.coldstate');
  const file = join(directory, `copy-${id}.json`);
  return {
    read(): string | undefined {
      try {
        return (JSON.parse(readFileSync(file, 'utf8')) as { cursor?: string }).cursor;
      } catch {
        return undefined;
      }
    },
    write(cursor: string | undefined): void {
      mkdirSync(directory, { recursive: true });
      writeFileSync(file, `${JSON.stringify({ cursor })}\n`);
    },
    forget(): void {
      rmSync(file, { force: true });
    },
  };
}

function progressText({ phase, entries, lists }: Progress, { stderr }: Host): string {
  const text = `${phase === 'copy' ? 'copied' : 'compared'} ${counted(entries, lists)}`;
  return stderr.isTTY === true ? `\r\u001b[2K${text}` : `${text}\n`;
}

function resultText({ entries, lists, repaired, differing, tooLarge, onlyInTarget }: Result): string {
  const lines = [`Copied and compared ${counted(entries, lists)}.`];
  if (repaired > 0) lines.push(`${repaired} had changed meanwhile and were copied once more.`);
  if (onlyInTarget > 0) lines.push(`The target holds ${onlyInTarget} more, which the source does not have (any more).`);
  if (tooLarge.length > 0) {
    lines.push(
      `${tooLarge.length} are larger than the target allows, and are not there:`,
      ...tooLarge.map((name) => `  ${name}`),
    );
  }
  if (differing.length > 0) {
    lines.push(
      'Still not the same, because something goes on writing them: set COLDSTATE_MIRROR_URL, then run this again.',
    );
    lines.push(...differing.map((name) => `  ${name}`));
  } else if (tooLarge.length === 0) {
    lines.push(
      'Every value is the same on both. Next: swap COLDSTATE_URL and COLDSTATE_MIRROR_URL, for all instances at once:',
    );
    lines.push(
      'while some write to one backend first and some to the other, two writes of one entry can miss each other.',
    );
  }
  return `${lines.join('\n')}\n`;
}

function counted(entries: number, lists: number): string {
  return `${entries} ${entries === 1 ? 'entry' : 'entries'} and ${lists} ${lists === 1 ? 'list' : 'lists'}`;
}
