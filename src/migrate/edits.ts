/** Edits as text: applied, joined and checked. Nothing is ever printed from a tree, so what is not edited keeps every byte. */
import { MagicString } from 'magic-string';
import type { Edit } from './types.js';

export class OverlapError extends Error {
  override readonly name = 'OverlapError';

  constructor(
    readonly first: Edit,
    readonly second: Edit,
  ) {
    super(`${first.file}: two edits overlap, ${spanOf(first)} and ${spanOf(second)}`);
  }
}

const spanOf = ({ start, end, text }: Edit): string => `${start}–${end} → ${JSON.stringify(text)}`;

/** In the order of the text. Equal edits become one, for all their stores. Throws an `OverlapError` where two cannot both be made. */
export function joined(edits: readonly Edit[]): Edit[] {
  const byKey = new Map<string, Edit>();
  for (const edit of edits) {
    const key = [edit.file, edit.start, edit.end, edit.text, edit.reach].join('\0');
    const same = byKey.get(key);
    byKey.set(key, same === undefined ? edit : { ...same, stores: [...new Set([...same.stores, ...edit.stores])] });
  }
  // Sorting is stable: insertions at one place stay in the order in which they were asked for.
  const sorted = [...byKey.values()].sort(
    (a, b) =>
      Number(a.file > b.file) - Number(a.file < b.file) ||
      a.start - b.start ||
      a.end - b.end ||
      (a.start === a.end ? placeIn(a) - placeIn(b) || (b.reach ?? 0) - (a.reach ?? 0) : 0),
  );
  for (const [i, edit] of sorted.entries()) {
    const before = sorted[i - 1];
    if (before?.file === edit.file && before.end > edit.start) throw new OverlapError(before, edit);
  }
  return sorted.map((edit, i) => {
    const { file, start, end, reason, stores } = edit;
    return { file, start, end, text: asDeep(edit, sorted[i - 1]), reason, stores };
  });
}

/** A statement that is put before another one, within what begins at the same place, leaves the other as deep as it was begun. */
function asDeep({ file, start, text, reach }: Edit, before: Edit | undefined): string {
  if (reach !== 0 || before?.file !== file || before.end !== start) return text;
  const depth = /\n[ \t]*$/.exec(before.text)?.[0];
  return depth === undefined ? text : text.replace(/\n[ \t]*$/, depth);
}

/** Of what is inserted at one place: what ends there comes first, and what begins there last; of no reach is what stands within all of it. */
function placeIn({ reach, text }: Edit): number {
  if (reach === 0) return 4;
  if (reach === undefined) return /^[)\]}]/.test(text) ? 0 : 3;
  return reach < 0 ? 1 : 2;
}

/** The text of one file with its edits made; they do not overlap. */
export function withEdits(text: string, edits: readonly Pick<Edit, 'start' | 'end' | 'text'>[]): string {
  const result = new MagicString(text);
  for (const { start, end, text: replacement } of edits) {
    if (start === end) result.appendLeft(start, replacement);
    else if (replacement === '') result.remove(start, end);
    else result.overwrite(start, end, replacement);
  }
  return result.toString();
}

export function byFile(edits: readonly Edit[]): Map<string, Edit[]> {
  const files = new Map<string, Edit[]>();
  for (const edit of edits) files.set(edit.file, [...(files.get(edit.file) ?? []), edit]);
  return files;
}
