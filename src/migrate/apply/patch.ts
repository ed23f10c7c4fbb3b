/** Changes as patches that `git apply` takes. */
import { structuredPatch } from 'diff';

export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: readonly string[];
}

export function hunksOf(before: string, after: string): Hunk[] {
  return structuredPatch('', '', before, after, '', '', { context: 3 }).hunks;
}

export function hunkHead({ oldStart, oldLines, newStart, newLines }: Hunk, title = ''): string {
  return `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@${title === '' ? '' : ` ${title}`}`;
}

/** The lines above the hunks. A file that is made or removed is named after `/dev/null`. */
export function fileHead(file: string, exists: { readonly before: boolean; readonly after: boolean }): string[] {
  return [
    `diff --git a/${file} b/${file}`,
    ...(exists.before ? [] : ['new file mode 100644']),
    ...(exists.after ? [] : ['deleted file mode 100644']),
    `--- ${exists.before ? `a/${file}` : '/dev/null'}`,
    `+++ ${exists.after ? `b/${file}` : '/dev/null'}`,
  ];
}

export function patchOf(
  changes: readonly {
    readonly file: string;
    readonly before: Buffer | undefined;
    readonly after: Buffer | undefined;
  }[],
): string {
  return changes
    .flatMap(({ file, before, after }) => [
      ...fileHead(file, { before: before !== undefined, after: after !== undefined }),
      ...hunksOf(before?.toString('utf8') ?? '', after?.toString('utf8') ?? '').flatMap((hunk) => [
        hunkHead(hunk),
        ...hunk.lines,
      ]),
    ])
    .map((line) => `${line}\n`)
    .join('');
}

/** The same backwards. */
export function reversePatch(changes: Parameters<typeof patchOf>[0]): string {
  return patchOf(changes.map(({ file, before, after }) => ({ file, before: after, after: before })));
}
