/**
 * What one file says, as plain data: the input of everything that looks across files.
 *
 * Facts keep values, not syntax. An expression becomes a `Value` that says where its result comes from (a variable, a member of another
 * value, the result of a call …), and each effect (a call, a write, a read, a branch, an exit) stands in a flat list with its place in the
 * text and the function that it runs in. Nesting is recovered from spans: what happens inside a branch lies inside the branch's span.
 */

/** Half-open range of UTF-16 offsets into the file's text. */
export type Span = readonly [start: number, end: number];

/** Index into `ModuleFacts.functions`, or `MODULE` for code that runs when the module is evaluated. */
export type FunctionId = number;
export const MODULE: FunctionId = -1;

/** A computed or unknown property name. */
export const ANY_KEY = '*';

/** Where a value comes from. Ids are indices into the lists of the same module's facts. */
export type Value =
  | { kind: 'variable'; id: number }
  /** A name bound by `import`, or the result of `require()`/`import()`; `name` is `*` for the whole module. */
  | { kind: 'import'; source: string; name: string }
  /** A free name: a global of the host, or undeclared. */
  | { kind: 'global'; name: string }
  /** `this` (or `super`) inside the members of a class, the methods of an object literal, or a plain function. */
  | { kind: 'this'; of: ThisOwner }
  | { kind: 'member'; of: Value; key: string; index?: Value }
  /** The result of `calls[id]`, `new` included. */
  | { kind: 'call'; id: number }
  | { kind: 'object'; id: number }
  | { kind: 'array'; id: number }
  | { kind: 'function'; id: FunctionId }
  | { kind: 'class'; id: number }
  | { kind: 'literal'; value: string | number | boolean | null | undefined }
  | { kind: 'regexp'; flags: string }
  /** One of several: `a ?? b`, `a || b`, `c ? a : b`. */
  | { kind: 'either'; of: Value[] }
  /** A shallow copy (`[...a]`, `{...a}`): a fresh container around the same elements. */
  | { kind: 'copy'; of: Value[] }
  /** Computed from others without sharing identity with them: arithmetic, templates, comparisons. `lead`: what a template begins with. */
  | { kind: 'derived'; operator: string; of: Value[]; lead?: string }
  | { kind: 'awaited'; of: Value }
  | { kind: 'unknown' };

export type ThisOwner =
  | { kind: 'instance'; class: number; super?: true }
  | { kind: 'static'; class: number }
  | { kind: 'object'; object: number }
  | { kind: 'function'; function: FunctionId }
  | { kind: 'module' };

export type Declared =
  'const' | 'let' | 'var' | 'parameter' | 'import' | 'function' | 'class' | 'enum' | 'catch' | 'namespace' | 'type';

export interface Variable {
  name: string;
  declared: Declared;
  at: Span;
  /** The function that owns the binding. */
  fn: FunctionId;
  /** Everything that the program assigns to it, the initialiser first. */
  values: Value[];
  /** True when a function other than `fn` mentions it. */
  captured: boolean;
  /** Named type of its annotation (`Map`, `UserRepository`), when it has one. */
  type?: TypeName;
  /** Whole declaration statement, for quoting. */
  declaration: Span;
}

/** A named type; `value` is what the name is bound to, so that a class can be found through it. */
export interface TypeName {
  name: string;
  value?: Value;
}

export interface FunctionFacts {
  /** Best name known: its own, that of the variable, property or method it is given to, or ''. */
  name: string;
  at: Span;
  body: Span;
  kind: 'function' | 'arrow' | 'method' | 'getter' | 'setter' | 'constructor';
  /** The function around it. */
  parent: FunctionId;
  async: boolean;
  /** Variables of the parameters, by position; a destructured parameter stands as an unnamed variable. */
  parameters: number[];
  /** The last parameter takes all arguments that are left. */
  rest?: true;
  class?: number;
  static?: boolean;
  /** It answers events of the page (`onClick`, functions of a Svelte component), which no server sees. */
  onPage?: true;
  /** The code of a component's file, which runs for each one that is made. */
  component?: true;
  /** Directive prologue: `use server`, `use client`, `use cache`. */
  directives: string[];
  returns: Value[];
}

export interface FieldFacts {
  name: string;
  at: Span;
  declaration: Span;
  static: boolean;
  readonly: boolean;
  value?: Value;
  type?: TypeName;
}

export interface ClassFacts {
  name: string;
  at: Span;
  declaration: Span;
  fn: FunctionId;
  superclass?: Value;
  /** Types it implements. */
  implements: TypeName[];
  decorators: Decorator[];
  fields: FieldFacts[];
  methods: { name: string; fn: FunctionId; static: boolean; decorators: Decorator[] }[];
}

export interface Decorator {
  callee: Value;
  args: Value[];
}

export interface ObjectFacts {
  at: Span;
  fn: FunctionId;
  /** `index` is what a computed key is computed from. */
  properties: { key: string; value: Value; at: Span; index?: Value }[];
}

export interface ArrayFacts {
  at: Span;
  fn: FunctionId;
  /** The first elements only; tables of constants can be long. */
  elements: Value[];
}

export interface CallFacts {
  at: Span;
  fn: FunctionId;
  callee: Value;
  args: Value[];
  new: boolean;
  /** What its one type argument names, of a method: `container.get<Orders>('orders')`. */
  type?: TypeName;
  /** True for `<Component />`. */
  jsx?: boolean;
  /** What becomes of its result: thrown away, awaited in place, or anything else. */
  result: 'discarded' | 'awaited' | 'used';
}

/** An assignment, `++`, compound assignment or `delete`. */
export interface WriteFacts {
  at: Span;
  fn: FunctionId;
  target: Value;
  operator: string;
  /** What is written; absent for `++`, `--` and `delete`. */
  value?: Value;
}

export interface ReadFacts {
  at: Span;
  fn: FunctionId;
  of: Value;
}

/** `if`, `?:`, `&&`, `||`, `??`, `switch` cases and loops, with the spans that the test governs. */
export interface BranchFacts {
  at: Span;
  fn: FunctionId;
  kind: 'if' | 'ternary' | 'and' | 'or' | 'nullish' | 'loop' | 'case';
  test: TestAtom[];
  /** How the comparisons are joined, where there are several: by `&&`, by `||`, or by both. */
  join?: 'and' | 'or' | 'mixed';
  then: Span;
  else?: Span;
  /** True when control never leaves `then` at its end (it returns, throws, breaks or continues). */
  thenExits: boolean;
}

/**
 * One comparison of a test. `holds` says when `then` runs: `truthy`: the value is truthy; `falsy`: it is falsy or missing;
 * `compare`: it compares with `other` by `operator`.
 */
export interface TestAtom {
  value: Value;
  holds: 'truthy' | 'falsy' | 'compare';
  operator?: string;
  other?: Value;
}

export interface ExitFacts {
  at: Span;
  fn: FunctionId;
  kind: 'return' | 'throw';
  value?: Value;
}

export interface TryFacts {
  fn: FunctionId;
  block: Span;
  handler?: Span;
  finalizer?: Span;
}

export interface ImportFacts {
  source: string;
  at: Span;
  kind: 'import' | 'require' | 'dynamic' | 'reexport';
  typeOnly: boolean;
}

export interface ExportFacts {
  /** Exported name; `default`; `=` for `module.exports = …` and `export =`; `*` for `export * from`. */
  name: string;
  value: Value;
  at: Span;
}

/** A comment that makes a claim about the code it stands at: `// coldstate: per-instance, safe because …`. */
export interface ClaimFacts {
  at: Span;
  /** The code that it is about. */
  about: Span;
  /** Absent where the comment gives none: then it claims nothing. */
  reason?: string;
}

export interface ModuleFacts {
  /** Relative to the audited root, with `/`. */
  file: string;
  directives: string[];
  imports: ImportFacts[];
  exports: ExportFacts[];
  variables: Variable[];
  functions: FunctionFacts[];
  classes: ClassFacts[];
  objects: ObjectFacts[];
  arrays: ArrayFacts[];
  calls: CallFacts[];
  writes: WriteFacts[];
  reads: ReadFacts[];
  branches: BranchFacts[];
  exits: ExitFacts[];
  tries: TryFacts[];
  /** True when the file has `import`/`export` syntax. */
  esm: boolean;
  /** Absent in nearly every file. */
  claims?: ClaimFacts[];
}
