import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { BASELINE_FILE, BaselineError, compared, readBaseline, type Baseline } from '../baseline/index.js';
import type { Finding } from '../model/report.js';

/** What is left of findings when those that the baseline accepts for now are taken out, as the command line takes them out. */

export type Left = { findings: readonly Finding[] } | { findings: readonly Finding[]; problem: string };

/** Of a file of a project that was audited: the baseline lies at its root, and knows findings by their ids. */
export function unknownIn(findings: readonly Finding[], root: string): Left {
  return without(findings, root, ({ id }, finding) => id === finding.id);
}

/**
 * Of a file by itself, where nobody knows which directory is audited: the nearest baseline above it holds, and knows findings by file, store and
 * rule, since the directory is part of an id.
 */
export function unknownNear(findings: readonly Finding[], path: string): Left {
  const root = findings.length === 0 ? undefined : baselineAbove(path);
  if (root === undefined) return { findings };
  const own = relative(root, path).split(sep).join('/');
  return without(
    findings,
    root,
    ({ file, store, rule }, finding) => file === own && store === finding.symbol && rule === finding.rule,
  );
}

function without(
  findings: readonly Finding[],
  root: string,
  isOf: (entry: Baseline['entries'][number], finding: Finding) => boolean,
): Left {
  if (findings.length === 0) return { findings };
  const read = baselineAt(root);
  if (read === undefined) return { findings };
  if ('problem' in read) return { findings, problem: `${root}${sep}${read.problem}` };
  return { findings: compared(findings, read, today(), isOf).findings };
}

function baselineAbove(path: string): string | undefined {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (existsSync(join(at, BASELINE_FILE))) return at;
    if (dirname(at) === at) return undefined;
  }
}

type Known = Baseline | { problem: string };

/** As they were when they were last read: immutable, replaced when the file changes. */
const baselines = new Map<string, { changed: number; read: Known | undefined }>();

function baselineAt(root: string): Known | undefined {
  const changed = statSync(join(root, BASELINE_FILE), { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined) return undefined;
  const before = baselines.get(root);
  if (before?.changed === changed) return before.read;
  const read = readOr(root);
  baselines.set(root, { changed, read });
  return read;
}

/** No baseline ends anybody's lint. */
function readOr(root: string): Known | undefined {
  try {
    return readBaseline(root);
  } catch (error) {
    if (error instanceof BaselineError) return { problem: error.message };
    throw error;
  }
}

const today = (): string => new Date().toISOString().slice(0, 10);
