/** `--format NAME[=FILE]`: which reports are written, and where to. */
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { causeOf, OutputError, UsageError } from './failure.js';
import type { Host } from './host.js';
import { unknownName } from '../model/nearest.js';
import type { Reporter } from '../report/reporter.js';

/** Loaded on demand: `--version` needs none of them, an audit one or two. */
const formats = {
  pretty: async () => (await import('../report/pretty.js')).pretty,
  compact: async () => (await import('../report/compact.js')).compact,
  json: async () => (await import('../report/json.js')).json,
  markdown: async () => (await import('../report/markdown.js')).markdown,
  html: async () => (await import('../report/html.js')).html,
  sarif: async () => (await import('../report/sarif.js')).sarif,
  github: async () => (await import('../report/github.js')).github,
} satisfies Record<string, () => Promise<Reporter>>;

export type FormatName = keyof typeof formats;
export const FORMATS = Object.keys(formats) as FormatName[];

export interface FormatTarget {
  format: FormatName;
  /** Standard output when absent. */
  file?: string;
}

export function parseFormat(value: string): FormatTarget {
  const [name = '', ...rest] = value.split('=');
  const format = FORMATS.find((known) => known === name);
  if (format === undefined) throw new UsageError(`--format: ${unknownName('format', name, FORMATS)}`);
  if (rest.length === 0) return { format };
  const file = rest.join('=');
  if (file === '')
    throw new UsageError(
      `--format ${value}: the file name is missing. Write --format ${name}=FILE, or --format ${name} for standard output.`,
    );
  return { format, file };
}

/** What is printed where nobody asked for a format: a log of GitHub Actions gets annotations as well. */
export function usualFormats({ GITHUB_ACTIONS }: Host['env']): FormatTarget[] {
  return [{ format: 'pretty' }, ...(GITHUB_ACTIONS === 'true' ? [{ format: 'github' as const }] : [])];
}

/** Two reports in one place would destroy each other. Annotations are lines that GitHub takes out of whatever is around them. */
export function checkTargets(targets: readonly FormatTarget[]): void {
  const seen = new Map<string | undefined, FormatTarget>();
  for (const target of targets) {
    if (target.format === 'github' && target.file === undefined) continue;
    const other = seen.get(target.file);
    if (other)
      throw new UsageError(
        `--format: ${other.format} and ${target.format} both go to ${target.file ?? 'standard output'}. Give one a file: --format ${target.format}=FILE.`,
      );
    seen.set(target.file, target);
  }
}

export function loadReporter(format: FormatName): Promise<Reporter> {
  return formats[format]();
}

export async function writeReport(file: string, cwd: string, text: string): Promise<void> {
  const path = resolve(cwd, file);
  await written(file, async () => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  });
}

/** For a file that others write to as well. */
export async function appendReport(file: string, text: string): Promise<void> {
  await written(file, () => appendFile(file, text));
}

async function written(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new OutputError(`cannot write ${file}: ${causeOf(error)}`, { cause: error });
  }
}
