/** The words of asynchronous colouring: what waits, which functions wait because of it, and where their values go. */
import type { ts } from 'ts-morph';
import type { ChangedFunction, Edit, MigrationPlan, Refusal, Warning } from '../types.js';

/** An expression that is a promise from now on, where it stands. */
export interface Wait {
  /** `m.get(k)`, or a call of a function that becomes async. */
  readonly node: ts.Expression;
  readonly stores: readonly string[];
  /** What takes the place of the node's own text, when that changes: `m.size()` for `m.size`. */
  readonly text?: string;
  /** What follows the value that was waited for: `!`. */
  readonly then?: string;
  /** It is an async iterable, not a promise: `m.entries()`, for loops over the store. */
  readonly iterable?: boolean;
  /** It changes nothing, so several may be under way at a time. Without it, the name of the method says. */
  readonly reads?: boolean;
}

/** A function that has a body or could have one. */
export type Func = ts.FunctionLikeDeclaration;

/** What a call can resolve to: a function, a signature that only declares one, or an untyped parameter that is called. */
export type Declared = ts.SignatureDeclaration | ts.ParameterDeclaration;

export type CallLike = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression | ts.JsxOpeningLikeElement;

export interface ColouredFunction {
  readonly stores: readonly string[];
  readonly becomesAsync: boolean;
}

/** A callback that waits, given to a method that calls it for each element. */
export interface ElementCallback {
  /** `ks.map(k => m.get(k))` */
  readonly call: ts.CallExpression;
  /** The argument, which may be the name of a function. */
  readonly callback: ts.Expression;
  readonly method: string;
  readonly stores: readonly string[];
}

/** `expect(() => f()).toThrow()`, `assert.throws(f)`: what is thrown is a rejection from now on. */
export interface Expectation {
  readonly style: 'expect' | 'assert';
  readonly callback: ts.Expression;
  /** The whole check. */
  readonly call: ts.CallExpression;
  readonly stores: readonly string[];
}

/** A handler of Express, which in its version 4 loses rejections. */
export interface ExpressHandler {
  readonly handler: ts.Expression;
  /** Only its shape says that it is one: `app` is a parameter without a type. */
  readonly guessed: boolean;
  readonly stores: readonly string[];
}

/** A listener of an event by name: what emits it is not held up any more. */
export interface Listener {
  readonly event: string;
  readonly listener: ts.Expression;
  readonly stores: readonly string[];
}

/** What is called by something that waits for nothing, and rejects: a timer's callback, a listener of an event. */
export interface Dropped {
  readonly callback: ts.Expression;
  /** Of the project's own, which can be told of what goes wrong. */
  readonly emitter?: string;
  /** What a server answers with. */
  readonly answer?: string;
  readonly stores: readonly string[];
}

/** A call that rejects, of which the promise is thrown away; or one that is given back. */
export interface LostCall {
  readonly call: ts.Expression;
  readonly stores: readonly string[];
}

/** An executor of a promise, which starts what waits and does not wait itself. */
export interface Executor {
  readonly func: ts.ArrowFunction | ts.FunctionExpression;
  readonly stores: readonly string[];
}

/** One of several calls that are waited for together, which ran one after the other. */
export interface Beside {
  readonly call: ts.Expression;
  readonly stores: readonly string[];
}

export interface Colours {
  /** Every function that becomes async, or already was and now waits. */
  readonly functions: ReadonlyMap<Func, ColouredFunction>;
  /** What declares such functions without a body: overloads, members of interfaces, function types. */
  readonly signatures: ReadonlyMap<Declared, readonly string[]>;
  /** Calls of functions that become async and are not awaited yet. */
  readonly calls: readonly Wait[];
  readonly elementCallbacks: readonly ElementCallback[];
  readonly expectations: readonly Expectation[];
  readonly expressHandlers: readonly ExpressHandler[];
  readonly listeners: readonly Listener[];
  readonly dropped: readonly Dropped[];
  readonly lost: readonly LostCall[];
  /** Promises that a function gives back and does not wait for. */
  readonly returned: readonly LostCall[];
  readonly executors: readonly Executor[];
  readonly beside: readonly Beside[];
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}

export interface Claim {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

export interface SettleOptions {
  /** Whether what a file begins may be stopped as soon as the answer is out. */
  readonly freezes?: (file: string) => boolean;
  /** What is installed, else declared, of a package, as seen from a file: `4.19.2`, `^4.18.0`. */
  readonly versionOf?: (file: string, packageName: string) => string | undefined;
}

export interface Settled {
  readonly edits: readonly Edit[];
  readonly created: MigrationPlan['created'];
  readonly functions: readonly (ChangedFunction & { readonly stores: readonly string[] })[];
  /** Calls that are awaited from now on. */
  readonly callSites: number;
  readonly callSitesByStore: ReadonlyMap<string, number>;
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
}
