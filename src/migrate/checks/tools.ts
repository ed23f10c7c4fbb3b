/** The project's own tools: which it has, and what they say of a copy of it. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Failure } from './failures.js';

export interface Tool {
  readonly directory: string;
  readonly version: string;
  /** The program to run, where there is one of that name. */
  readonly program: string | undefined;
}

/** As Node finds it, without asking what a package exports. */
export function toolOf(directory: string, name: string, program = name): Tool | undefined {
  for (let at = directory; ; at = dirname(at)) {
    const manifest = join(at, 'node_modules', name, 'package.json');
    if (existsSync(manifest)) {
      const { version = '', bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
        version?: string;
        bin?: string | Record<string, string>;
      };
      const path = typeof bin === 'string' ? bin : bin?.[program];
      // Where it really is, its own packages are found.
      const home = realpathSync(dirname(manifest));
      return { directory: home, version, program: path && join(home, path) };
    }
    if (at === dirname(at)) return undefined;
  }
}

export const majorOf = ({ version }: Tool): number => Number(/^\d+/.exec(version)?.[0] ?? 0);

/** A complaint of a tool, and the line of code that it is about. */
export interface Complaint extends Omit<Failure, 'check'> {
  readonly code: string;
  readonly text: string;
}

/** Those of `after` that were not there before, whatever line they are on now; one on a line that was rewritten is what it was, too. */
export function newComplaints(before: readonly Complaint[], after: readonly Complaint[]): Complaint[] {
  const unknown = new Set(before.filter(isOfEnvironment).map(({ why }) => why));
  const own = after.filter((complaint) => !isOfEnvironment(complaint) || !unknown.has(complaint.why));
  const left = without(before, own, (complaint) => `${matterOf(complaint)}\0${textOf(complaint)}`);
  return without(left.before, left.after, matterOf).after;
}

const OF_ENVIRONMENT = new Set(['TS2580', 'TS2584', 'TS2591']);

/** `console`, `process`: which names there are without an import is a matter of the types that are installed, and not of the code. */
export const isOfEnvironment = ({ code }: Pick<Complaint, 'code'>): boolean => OF_ENVIRONMENT.has(code);

/** What is on both sides goes, as often as it is on both. */
function without(
  before: readonly Complaint[],
  after: readonly Complaint[],
  keyOf: (complaint: Complaint) => string,
): { before: Complaint[]; after: Complaint[] } {
  const less = (some: readonly Complaint[], others: readonly Complaint[]): Complaint[] => {
    const counts = new Map<string, number>();
    for (const other of others) counts.set(keyOf(other), (counts.get(keyOf(other)) ?? 0) + 1);
    return some.filter((one) => {
      const count = counts.get(keyOf(one)) ?? 0;
      counts.set(keyOf(one), count - 1);
      return count <= 0;
    });
  };
  return { before: less(before, after), after: less(after, before) };
}

/** Without the compiler's guess: it makes ten of them and no more, so where they go says nothing. */
const matterOf = ({ file, why }: Complaint): string => `${file}\0${why.replace(/^TS\d+: |\W*Did you mean .*/g, '')}`;

/** The line as it is without what a migration adds to it. */
const textOf = ({ text }: Complaint): string => text.replace(/\b(?:await|async)\b|[\s();]/g, '');

export const lineOf = (text: string | undefined, line: number): string => text?.split(/\r\n|\n|\r/)[line - 1] ?? '';
