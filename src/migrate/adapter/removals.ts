/** What is being removed, while one removal leads to another. */
import type { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { isInside } from '../nodes.js';
import type { Household } from './housekeeping.js';

export interface Gone {
  readonly node: ts.Node;
  readonly what: string;
  readonly reason: string;
}

/** Mutable while it grows, and seen by nobody else. */
export interface Work {
  readonly code: Code;
  readonly household: Pick<Household, 'code' | 'touches' | 'scope'>;
  readonly gone: Map<ts.Node, Gone>;
  readonly handled: Set<ts.Node>;
}

/** What would have to go cannot. */
export class Stuck extends Error {
  constructor(
    readonly at: ts.Node,
    readonly escapes?: string,
  ) {
    super('cannot be removed');
  }
}

export const isGone = (node: ts.Node, { gone }: Work): boolean =>
  [...gone.keys()].some((outer) => isInside(node, outer));

export function remove(node: ts.Node, what: string, reason: string, { gone }: Work): void {
  if (!gone.has(node)) gone.set(node, { node, what, reason });
}
