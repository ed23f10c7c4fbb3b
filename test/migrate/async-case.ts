import type { RefusalCode, WarningCode } from '../../src/migrate/types.js';
import type { Files } from './async-world.js';

/** One example: what goes in, and what comes out or why nothing does. A text alone is `main.ts`. */
export interface Case {
  readonly name: string;
  readonly file?: string;
  readonly before: string | Files;
  readonly after?: string | Files;
  readonly refused?: RefusalCode;
  readonly warned?: WarningCode;
  /** Of the text to paste. */
  readonly pasted?: string;
}

export const filesOf = ({ file = 'main.ts' }: Case, text: string | Files): Files =>
  typeof text === 'string' ? { [file]: text } : text;
