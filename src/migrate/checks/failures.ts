/** What a check found, and whose fault it is: a failure refuses the stores whose edits are behind it, and no others. */
import type { RefusalCode } from '../types.js';

export const CHECKS = {
  syntax: 'edited files parse',
  structure: 'nothing but the edits changed',
  promises: 'every promise is waited for',
  types: 'type check',
  lint: 'typed lint',
} as const;
export type CheckName = keyof typeof CHECKS;

export interface Failure {
  readonly check: CheckName;
  readonly file: string;
  /** From 1, in the edited text. */
  readonly line: number;
  readonly column: number;
  /** What is wrong there, with the code in question. */
  readonly why: string;
}

export interface CheckReport {
  readonly check: CheckName;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** With what, or why not. */
  readonly note: string;
}

export const codeOf: Readonly<Record<CheckName, RefusalCode>> = {
  syntax: 'UNVERIFIED',
  structure: 'UNVERIFIED',
  promises: 'UNVERIFIED',
  types: 'TYPE_CHECK',
  lint: 'UNVERIFIED',
};
