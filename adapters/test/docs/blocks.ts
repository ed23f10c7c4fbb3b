/** The guide as data: its pages, their code blocks, sections and tables. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));

export interface Page {
  /** From the package's directory: `docs/map.md`. */
  readonly path: string;
  readonly text: string;
}

export interface Block {
  readonly page: string;
  /** Of its first line of code, from 1. */
  readonly line: number;
  readonly language: string;
  /** What follows the language: `run`. */
  readonly marks: readonly string[];
  readonly code: string;
}

export const pages: readonly Page[] = [
  'README.md',
  ...readdirSync(join(PACKAGE, 'docs'))
    .sort()
    .map((name) => `docs/${name}`),
].map((path) => ({ path, text: readFileSync(join(PACKAGE, path), 'utf8') }));

export function pageAt(path: string): string {
  const page = pages.find((one) => one.path === path);
  if (page === undefined) throw new Error(`There is no ${path}.`);
  return page.text;
}

export const blocks: readonly Block[] = pages.flatMap(({ path, text }) =>
  [...text.matchAll(/^```(\S+)([^\n]*)\n(.*?)^```$/gms)].map(
    ({ 1: language = '', 2: info = '', 3: code = '', index }) => ({
      page: path,
      line: text.slice(0, index).split('\n').length + 1,
      language,
      marks: info.trim().split(/\s+/),
      code,
    }),
  ),
);

/** Heading of the second level → what stands below it. */
export function sectionsOf(text: string): ReadonlyMap<string, string> {
  const [, ...parts] = text.replace(/^```.*?^```$/gms, '').split(/^## /m);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]));
}

export function section(text: string, heading: string): string {
  const found = sectionsOf(text).get(heading);
  if (found === undefined) throw new Error(`There is no section "${heading}".`);
  return found;
}

/** The cells of all table rows but the heads. */
export function rowsOf(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  const isRule = (line: string | undefined) => /^[|\s:-]+$/.test(line ?? '');
  return lines
    .filter((line, i) => !isRule(line) && !isRule(lines[i + 1]))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** What stands between backticks. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}
