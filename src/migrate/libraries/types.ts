/** How a library is given a shared store: one row a library, one recipe a destination, all of them data that the same code carries out. */
import type { ts } from 'ts-morph';
import type { Finding } from '../../model/report.js';
import type { Code } from '../code.js';
import type { Destination } from '../types.js';
import type { Style } from './style.js';

export interface Dependency {
  readonly name: string;
  readonly range: string;
}

/** A name that a recipe uses, and where it comes from. */
export interface Import {
  readonly from: string;
  /** `default` for what the whole module is. */
  readonly exported: string;
  /** The module as a whole is the same. */
  readonly isDefaultToo?: true;
  /** What it is called, unless that name is taken. */
  readonly as?: string;
  /** Of a CommonJS build that keeps its default apart. */
  readonly isInterop?: true;
  /** A type, and so of no use in JavaScript. */
  readonly isType?: true;
}

/** A call that makes a store of a library, and what is known around it. */
export interface Site {
  readonly code: Code;
  readonly file: ts.SourceFile;
  readonly finding: Finding;
  readonly to: Destination;
  readonly call: ts.CallExpression | ts.NewExpression;
  /** As the package exports it. */
  readonly exported: string;
  readonly style: Style;
  /** Of the collection, or of the keys: `server.limiter`. */
  readonly name: string;
}

/** Local names by those that a recipe gives them. */
export type Names = Readonly<Record<string, string>>;

export interface Recipe {
  /** Which argument of the call holds the options. */
  readonly options: number;
  /** What is written, by option, the store first; the others only where the call does not have them. */
  readonly writes: readonly (readonly [option: string, value: (names: Names, site: Site) => string])[];
  readonly imports: Readonly<Record<string, Import>>;
  /** Uses `names.redis`, an ioredis client of the file. */
  readonly needsRedis?: true;
  readonly dependencies: readonly Dependency[];
  /** The class or function that takes the place of the one that is called. */
  readonly instead?: string;
  readonly because: readonly string[];
}

export interface Declined {
  readonly why: string;
  readonly advice: string;
  readonly replacement?: (site: Site) => string;
}

export interface LibraryRow {
  readonly packages: readonly string[];
  readonly exports: readonly string[];
  readonly redis: Recipe | Declined;
  readonly dynamodb: Recipe | Declined;
  /** A form of the call that the recipes do not fit. */
  readonly declines?: (site: Site) => Declined | undefined;
  /** The part of the call that the recipe is for, where that is another call. */
  readonly part?: (call: ts.CallExpression | ts.NewExpression) => ts.CallExpression | ts.NewExpression | undefined;
}

export const isDeclined = (answer: Recipe | Declined): answer is Declined => 'why' in answer;
