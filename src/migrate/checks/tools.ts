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

/** Those of `after` that were not there before, whatever line they are on now. */
export function newComplaints(before: readonly Complaint[], after: readonly Complaint[]): Complaint[] {
  const known = new Map<string, number>();
  for (const complaint of before) known.set(keyOf(complaint), (known.get(keyOf(complaint)) ?? 0) + 1);
  return after.filter((complaint) => {
    const left = known.get(keyOf(complaint)) ?? 0;
    known.set(keyOf(complaint), left - 1);
    return left <= 0;
  });
}

/** The text as it is without what a migration adds to it. */
const keyOf = ({ file, code, why, text }: Complaint): string =>
  [file, code, why, text.replace(/\b(?:await|async)\b|[\s();]/g, '')].join('\0');

export const lineOf = (text: string | undefined, line: number): string => text?.split(/\r\n|\n|\r/)[line - 1] ?? '';
