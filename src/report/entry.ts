/** The parts of a finding that a terminal shows, shared by the list of findings and by the explanation of one. */
import { frame, type Label } from './frame.js';
import type { Glyphs, Screen } from './terminal.js';
import { paintedCode } from './terminal.js';
import { columnsOf, compare, unique, wrapped } from './text.js';
import { noteOf, picturedSteps, requestPaths } from './trail.js';
import { formNames, roleNames } from './words.js';
import type { Companion, Finding, TrailStep } from '../model/report.js';
import type { Severity } from '../model/words.js';

const stepColours = { declare: 'blue', write: 'red', read: 'yellow', entry: 'cyan', call: 'cyan' } as const;

export const severityColours = { critical: 'red', high: 'yellow', medium: 'magenta', low: 'cyan' } as const;

export function markOf(severity: Severity, { glyphs, paint }: Screen): string {
  return paint[severityColours[severity]](glyphs[severity]);
}

/** The picture of the trail. Files whose text is gone are left to the paths below it. */
export function picture(finding: Finding, screen: Screen): string[] {
  const labels = picturedSteps(finding)
    .filter((step) => screen.source(step.file) !== undefined)
    .map((step): Label => ({ ...step, text: noteOf(step), paint: screen.paint[stepColours[step.kind]] }));
  return labels.length === 0 ? [] : frame(labels, screen);
}

/** `write:  POST /links → createLink() → save()`, one row for each request that the trail follows. */
export function pathRows(finding: Finding, screen: Screen): string[] {
  const { glyphs, paint } = screen;
  return requestPaths(finding.trail).flatMap(({ steps, ends }) => {
    const kinds = unique(ends.map((step) => step.kind));
    const entry = steps[0];
    const where = entry ? ` (${entry.file}:${entry.line})` : '';
    const path = steps.map(noteOf).join(` ${glyphs.arrow} `);
    return field(kinds.length === 1 ? pathTitles[kinds[0] ?? 'call'] : 'path', path + where, screen, paint.dim);
  });
}

const pathTitles: Record<TrailStep['kind'], string> = {
  declare: 'path',
  entry: 'path',
  call: 'path',
  write: 'write',
  read: 'read',
};

export function companionText(companions: readonly Companion[], file: string): string {
  return companions
    .map((companion) => {
      const kind =
        companion.role === 'cleanup' ? `${roleNames.cleanup} ${formNames[companion.form]}` : formNames[companion.form];
      const place = companion.file === file ? `line ${companion.line}` : `${companion.file}:${companion.line}`;
      return `\`${companion.symbol}\` (${kind}, ${place})`;
    })
    .join(', ');
}

/** Widest of `write:`, `read:`, `why:` …, so that what follows them lines up. */
const TITLE = 6;

/** A titled paragraph, wrapped under itself. */
export function field(title: string, text: string, screen: Screen, paint?: (text: string) => string): string[] {
  const indent = 3 + TITLE + 1;
  const lines = paintedCode(wrapped(text, screen.width - indent), screen.paint);
  return lines.map((line, index) => {
    const head = index === 0 ? screen.paint.bold(`${title}:`.padEnd(TITLE)) : ' '.repeat(TITLE);
    return `   ${head} ${paint ? paint(line) : line}`;
  });
}

/** A titled command: in one line whatever its length, since it is there to be copied. */
export function commandRow(title: string, command: string, { paint }: Screen): string {
  return `   ${paint.bold(`${title}:`.padEnd(TITLE))} ${paint.cyan(command)}`;
}

/** `── critical: 2 stores ─────────` across the screen. */
export function ruled(title: string, { glyphs, width }: Screen): string {
  const head = `${glyphs.rule.repeat(2)} ${title} `;
  return head + glyphs.rule.repeat(Math.max(2, width - columnsOf(head)));
}

export function joinedFacts(facts: readonly (string | undefined)[], glyphs: Glyphs): string {
  return facts.filter((fact) => fact !== undefined && fact !== '').join(` ${glyphs.dot} `);
}

export function byPlace(a: { file: string; line?: number }, b: { file: string; line?: number }): number {
  return compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0);
}
