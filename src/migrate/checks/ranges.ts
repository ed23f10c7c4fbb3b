/** Where a place of the old text is in the new one, and which text of the new one is inserted. */
import type { Edit } from '../types.js';

export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Replaced {
  readonly edit: Edit;
  readonly old: Range;
  readonly new: Range;
}

/** Of the edits of one file, in their order. */
export function replacedRanges(edits: readonly Edit[]): Replaced[] {
  let shift = 0;
  return [...edits]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((edit) => {
      const start = edit.start + shift;
      shift += edit.text.length - (edit.end - edit.start);
      return { edit, old: { start: edit.start, end: edit.end }, new: { start, end: start + edit.text.length } };
    });
}

/** The new place of a character that no edit replaces: text that is inserted before it moves it. */
export function moved(replaced: readonly Replaced[], offset: number): number {
  let shift = 0;
  for (const { old, new: made } of replaced) {
    if (old.end > offset) break;
    shift = made.end - old.end;
  }
  return offset + shift;
}

/** Whether any of a range's characters are replaced, or something is inserted between them. */
export function isTouched(replaced: readonly Replaced[], { start, end }: Range): boolean {
  return replaced.some(({ old }) =>
    old.start === old.end ? old.start > start && old.start < end : old.start < end && old.end > start,
  );
}

/** Whether a range of the new text is, at least in part, what an edit wrote. */
export function isInserted(replaced: readonly Replaced[], { start, end }: Range): boolean {
  return replaced.some(({ new: made }) => made.start < end && made.end > start);
}
