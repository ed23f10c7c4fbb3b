/** Refusals and warnings for a node, one for each store that is concerned. */
import type { ts } from 'ts-morph';
import { placeOf, type Code } from '../code.js';
import type { Refusal, RefusalCode, Warning, WarningCode } from '../types.js';

export interface Reason {
  readonly code: RefusalCode;
  readonly why: string;
  readonly advice: string;
  readonly replacement?: string;
}

export function refusalsFor(code: Code, node: ts.Node, stores: readonly string[], reason: Reason): Refusal[] {
  return stores.map((store) => ({ ...placeOf(code, node), store, ...reason }));
}

export function warningsFor(
  code: Code,
  node: ts.Node,
  stores: readonly string[],
  warning: { readonly code: WarningCode; readonly why: string },
): Warning[] {
  return stores.map((store) => ({ ...placeOf(code, node), store, ...warning }));
}

const keyOf = ({ store, code, file, line, column }: Refusal | Warning): string =>
  [store, code, file, line, column].join('\0');

/** Several functions lead to the same place; it is told once. */
export function toldOnce<N extends Refusal | Warning>(notes: readonly N[]): N[] {
  return [...new Map(notes.map((note) => [keyOf(note), note])).values()];
}

/** What is iterated without waiting, in front of what needs all of it. */
export const collectedFrom = (node: ts.Node): string =>
  `const items = [];\nfor await (const item of ${node.getText()}) items.push(item);`;

export const shortText = (node: ts.Node, most = 60): string => {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
};
