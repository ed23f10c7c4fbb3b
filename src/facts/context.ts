import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionId, ModuleFacts, Span, ThisOwner, Value, Variable } from '../model/facts.js';
import { MODULE } from '../model/facts.js';
import { innerScope, lookup, type Declaration, type Scope } from '../syntax/scope.js';

/** Where the walk stands. The facts grow in place; everything else is replaced on the way down. */
export interface Context {
  facts: ModuleFacts;
  scope: Scope;
  fn: FunctionId;
  self: ThisOwner;
}

export type Node = TSESTree.Node;

export const UNKNOWN: Value = { kind: 'unknown' };
export const UNDEFINED: Value = { kind: 'literal', value: undefined };

/** oxc gives `start` and `end`, the typescript-eslint parser `range`. */
export function spanOf(node: Node): Span {
  const range = node.range as Span | undefined;
  if (range) return range;
  const { start, end } = node as unknown as { start: number; end: number };
  return [start, end];
}

export function emptyFacts(file: string): ModuleFacts {
  return {
    file,
    esm: false,
    directives: [],
    imports: [],
    exports: [],
    variables: [],
    functions: [],
    classes: [],
    objects: [],
    arrays: [],
    calls: [],
    writes: [],
    reads: [],
    branches: [],
    exits: [],
    tries: [],
  };
}

export function moduleContext(facts: ModuleFacts): Context {
  return { facts, scope: innerScope(undefined, MODULE), fn: MODULE, self: { kind: 'module' } };
}

export function declare(cx: Context, { name, declared, node, declaration }: Declaration): number {
  const known = cx.scope.names.get(name);
  // A type may share its name with a value, and `var` and functions may be declared again: the first value wins.
  if (known !== undefined && (declared === 'type' || cx.facts.variables[known]?.declared !== 'type')) return known;
  const id = addVariable(cx, { name, declared, at: spanOf(node), declaration: spanOf(declaration) });
  cx.scope.names.set(name, id);
  return id;
}

export function addVariable(cx: Context, variable: Pick<Variable, 'name' | 'declared' | 'at' | 'declaration'>): number {
  const { scope, facts } = cx;
  return facts.variables.push({ ...variable, fn: scope.fn, values: [], captured: false }) - 1;
}

export function withScope(cx: Context, declarations: Iterable<Declaration>): Context {
  const inner = { ...cx, scope: innerScope(cx.scope, cx.fn) };
  for (const declaration of declarations) declare(inner, declaration);
  // A block that declares nothing needs no scope of its own.
  return inner.scope.names.size > 0 ? inner : cx;
}

const CONSTANT_NAMES: Record<string, Value> = {
  undefined: UNDEFINED,
  NaN: { kind: 'literal', value: Number.NaN },
  Infinity: { kind: 'literal', value: Number.POSITIVE_INFINITY },
};

/** What a name means here. */
export function reference(cx: Context, name: string): Value {
  const id = lookup(cx.scope, name);
  if (id === undefined) return CONSTANT_NAMES[name] ?? { kind: 'global', name };
  const variable = variableOf(cx, id);
  if (variable.fn !== cx.fn) variable.captured = true;
  return { kind: 'variable', id };
}

export function variableOf(cx: Context, id: number): Variable {
  const variable = cx.facts.variables[id];
  if (!variable) throw new RangeError(`variable ${id} of ${cx.facts.file}`);
  return variable;
}

/** Adds to a list of the facts and returns the new index. */
export function push<T>(list: T[], item: T): number {
  return list.push(item) - 1;
}

export function isGlobal(value: Value, name: string): boolean {
  return value.kind === 'global' && value.name === name;
}

/** Literal text of a value, when it has one. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}
