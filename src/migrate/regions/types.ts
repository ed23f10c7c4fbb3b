/** Plain text changes of the file that a region is in. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /**
   * Of an insertion that goes around other text: how long that is, and negative at its end. Where several meet in one place, what goes around more
   * is outside.
   */
  readonly reach?: number;
}

/** The reach of what goes around a step of another store that is the same text. */
export const around = (start: number, end: number): number => end - start + 0.5;

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How lines are broken here. */
export interface Layout {
  /** A new line, as deep as the one that `offset` is on and some steps more. */
  readonly line: (offset: number, steps?: number) => string;
  readonly semicolon: string;
}
