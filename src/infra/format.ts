/** The one shape of every format: a setup and its names in, the text of a file out. */
import type { Setup } from './needs.js';

export interface Names {
  /** Of the table, cache or secret. */
  name: string;
}

export interface InfraFormat {
  name: string;
  title: string;
  /** What the file would be called. */
  file: string;
  /** Where a project gives away that it is described in this way; the first that is there decides. */
  evidence: readonly { file: RegExp; says?: RegExp }[];
  render: Readonly<Record<Setup, (names: Names) => string>>;
}

export function commented(mark: string, notes: readonly string[]): string {
  return notes.map((note) => `${mark} ${note}`.trimEnd()).join('\n');
}

/** Indents all lines but empty ones. */
export function indented(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(spaces));
}
