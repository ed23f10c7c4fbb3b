/** Plain text changes of the file that a region is in. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

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
