/** The words of accessors: functions that work on the cell of their caller's step. */
import type { ts } from 'ts-morph';
import type { Calls } from '../calls.js';
import type { Code } from '../code.js';
import type { FunctionNode } from '../nodes.js';
import type { Target } from '../targets.js';
import type { AdapterChoice, RefusalCode } from '../types.js';
import type { Access } from '../uses/access.js';
import type { KeyParts } from './keys.js';

export interface World {
  readonly code: Code;
  readonly calls: Calls;
  readonly target: Target;
  readonly choice: AdapterChoice;
  /** Stores that move as well. */
  readonly targets: readonly Target[];
}

/** A function that does everything it does to the store under one key, which its caller gives. */
export interface Accessor {
  readonly fn: FunctionNode;
  /** Its own accesses, in the order of the text. */
  readonly own: readonly Access[];
  /** Calls of other accessors in it. */
  readonly inner: readonly ts.CallExpression[];
  /** The key in the words of its parameters. */
  readonly key: KeyParts;
}

/** Why it cannot be done, and where. */
export interface Blocked {
  readonly code: RefusalCode;
  readonly node: ts.Node;
  readonly why: string;
}

export const isBlocked = (value: object): value is Blocked => 'why' in value && 'code' in value;

export const blocked = (code: RefusalCode, node: ts.Node, why: string): Blocked => ({ code, node, why });
