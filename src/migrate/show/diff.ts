/** The changes as one patch, grouped by store; each hunk says why. `git apply` takes it as it is printed without colours. */
import { formNames, roleNames } from '../../report/words.js';
import type { Paint } from '../../report/reporter.js';
import { printable } from '../../report/terminal.js';
import { unique } from '../../report/text.js';
import { fileHead, hunkHead, hunksOf, type Hunk } from '../apply/patch.js';
import { replacedRanges } from '../checks/ranges.js';
import { byFile, withEdits } from '../edits.js';
import type { Edit, MigrationPlan, StorePlan } from '../types.js';

export interface StorePatch {
  /** None for what belongs to no store. */
  readonly store: StorePlan | undefined;
  readonly files: readonly FilePatch[];
}

interface FilePatch {
  readonly file: string;
  readonly exists: { readonly before: boolean; readonly after: boolean };
  readonly hunks: readonly (Hunk & { readonly reason: string })[];
}

/** Each patch stands on those before it: a file that two stores change is there twice, and the second finds what the first left. */
export function storePatches(plan: MigrationPlan, textOf: (file: string) => string | undefined): StorePatch[] {
  const rank = new Map(plan.stores.map(({ store }, at) => [store, at] as const));
  const groupOf = (stores: readonly string[]): number =>
    Math.min(...stores.map((store) => rank.get(store) ?? Infinity), plan.stores.length);
  const files = byFile(plan.edits);
  return [...plan.stores, undefined].flatMap((store, at) => {
    const edited = [...files].flatMap(([file, edits]) =>
      filePatch(file, textOf(file) ?? '', edits, (edit) => groupOf(edit.stores), at),
    );
    const made = plan.created.filter(({ stores }) => groupOf(stores) === at).map(creationPatch);
    const patches = [...edited, ...made];
    return patches.length === 0 ? [] : [{ store, files: patches }];
  });
}

function filePatch(
  file: string,
  text: string,
  edits: readonly Edit[],
  groupOf: (edit: Edit) => number,
  group: number,
): FilePatch[] {
  const own = edits.filter((edit) => groupOf(edit) === group);
  if (own.length === 0) return [];
  const done = edits.filter((edit) => groupOf(edit) < group);
  const before = withEdits(text, done);
  const after = withEdits(
    text,
    edits.filter((edit) => groupOf(edit) <= group),
  );
  const places = placesIn(before, done, own);
  const hunks = hunksOf(before, after).map((hunk) => ({
    ...hunk,
    reason: unique(
      places
        .filter(({ first, last }) => first < hunk.oldStart + Math.max(1, hunk.oldLines) && last >= hunk.oldStart)
        .map(({ reason }) => reason),
    ).join('; '),
  }));
  return [{ file, exists: { before: true, after: true }, hunks }];
}

/** On which lines of a text with some edits made the others stand. */
function placesIn(
  text: string,
  done: readonly Edit[],
  own: readonly Edit[],
): { first: number; last: number; reason: string }[] {
  const shifts = replacedRanges(done);
  const moved = (offset: number): number =>
    shifts.reduce((at, { old, new: made }) => (old.end <= offset ? offset + made.end - old.end : at), offset);
  const lineAt = (offset: number): number => text.slice(0, moved(offset)).split('\n').length;
  return own.map(({ start, end, reason }) => ({ first: lineAt(start), last: lineAt(end), reason }));
}

function creationPatch({ file, text }: MigrationPlan['created'][number]): FilePatch {
  const hunks = hunksOf('', text).map((hunk) => ({ ...hunk, reason: 'a new file' }));
  return { file, exists: { before: false, after: true }, hunks };
}

export interface DiffContext {
  readonly paint: Paint;
  readonly unicode: boolean;
  /** For a person, who sees what could steer the terminal as what it is; else for a tool, byte for byte. */
  readonly isScreen: boolean;
}

export function diffText(patches: readonly StorePatch[], context: DiffContext): string {
  const { paint, unicode } = context;
  return patches
    .flatMap(({ store, files }) => [
      paint.bold(store === undefined ? '# Beside the stores' : titleOf(printable(store, unicode))),
      ...files.flatMap((patch) => fileLines(patch, context)),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

/** Text between two patches is passed over by every tool that reads them. */
const titleOf = ({ symbol, role, form, file, line }: StorePlan): string =>
  `# ${symbol} (${roleNames[role]}, ${formNames[form]}) ${file}:${line}`;

function fileLines({ file, exists, hunks }: FilePatch, { paint, isScreen }: DiffContext): string[] {
  return [
    ...fileHead(file, exists).map(paint.bold),
    ...hunks.flatMap(({ reason, ...hunk }) => [
      `${paint.cyan(hunkHead(hunk))}${reason === '' ? '' : ` ${paint.yellow(reason)}`}`,
      ...hunk.lines.map((line) => painted(line, paint, isScreen)),
    ]),
  ];
}

/** The end of a Windows line stays outside of the colour. */
function painted(line: string, paint: Paint, isScreen: boolean): string {
  const brush = line.startsWith('+') ? paint.green : line.startsWith('-') ? paint.red : (text: string) => text;
  const body = line.endsWith('\r') ? line.slice(0, -1) : line;
  return brush(isScreen ? printable(body, true) : body) + line.slice(body.length);
}
