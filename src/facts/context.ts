import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionId, ModuleFacts, Span, ThisOwner, Value, Variable } from '../model/facts.js';
import { MODULE } from '../model/facts.js';
import { innerScope, lookup, lookupType, type Declaration, type Scope } from '../syntax/scope.js';
import { subscribed } from './svelte.js';

/** Where the walk stands. The facts grow in place; everything else is replaced on the way down. */
export interface Context {
  facts: ModuleFacts;
  scope: Scope;
  fn: FunctionId;
  self: ThisOwner;
  /** The object that stands for the namespace around: what is exported there is its property. */
  namespace?: number;
  /** Hears of every name that the walk looks up. The facts do not keep names; so tests can see what they were bound to. */
  onReference: OnReference | undefined;
}

export type OnReference = (name: NamedNode, variable: number | undefined) => void;

export type Node = TSESTree.Node;
type NamedNode = TSESTree.Identifier | TSESTree.JSXIdentifier;

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

export function moduleContext(facts: ModuleFacts, onReference?: OnReference): Context {
  return { facts, scope: innerScope(undefined, MODULE), fn: MODULE, self: { kind: 'module' }, onReference };
}

export function declare(cx: Context, { name, declared, node, declaration }: Declaration): number {
  const { scope } = cx;
  // `var` and functions may be declared again, and a class, an enum or a constant may share its name with an interface: the first stays.
  const known = scope.names.get(name) ?? (declared === 'type' ? scope.types?.get(name) : undefined);
  if (known !== undefined) return known;
  const id = addVariable(cx, { name, declared, at: spanOf(node), declaration: spanOf(declaration) });
  const names = declared === 'type' ? (scope.types ??= new Map()) : scope.names;
  names.set(name, id);
  return id;
}

export function addVariable(cx: Context, variable: Pick<Variable, 'name' | 'declared' | 'at' | 'declaration'>): number {
  const { name, declared, at, declaration } = variable;
  return push(cx.facts.variables, { name, declared, at, declaration, fn: cx.scope.fn, values: [], captured: false });
}

/** A declaration gives its name a value. */
export function giveValue(cx: Context, name: string, value: Value): void {
  const id = lookup(cx.scope, name);
  if (id !== undefined) variableOf(cx, id).values.push(value);
}

export function withScope(cx: Context, declarations: Iterable<Declaration>): Context {
  const scope = innerScope(cx.scope, cx.fn);
  const inner = { ...cx, scope };
  for (const declaration of declarations) declare(inner, declaration);
  // A block that declares nothing needs no scope of its own.
  return scope.names.size > 0 || scope.types ? inner : cx;
}

/** Free names that hold no state of the host. Strings and null alone survive JSON, so the odd numbers are no literals. */
const WELL_KNOWN = new Map<string, Value>([
  ['undefined', UNDEFINED],
  ['NaN', { kind: 'derived', operator: 'NaN', of: [] }],
  ['Infinity', { kind: 'derived', operator: 'Infinity', of: [] }],
  ['arguments', UNKNOWN],
]);

/** What a name means here. */
export function reference(cx: Context, node: NamedNode): Value {
  const { name } = node;
  const id = lookup(cx.scope, name);
  cx.onReference?.(node, id);
  if (id === undefined) {
    return WELL_KNOWN.get(name) ?? subscribed(cx.facts.file, name, cx.scope) ?? { kind: 'global', name };
  }
  const variable = variableOf(cx, id);
  if (variable.fn !== cx.fn) variable.captured = true;
  return { kind: 'variable', id };
}

/** What a name means in a type: a class, an import, an interface. Nothing happens there at run time, so it is not a mention. */
export function typeReference(cx: Context, name: string): Value | undefined {
  const id = lookupType(cx.scope, name);
  return id === undefined ? undefined : { kind: 'variable', id };
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

export function derived(operator: string, of: Value[]): Value {
  return { kind: 'derived', operator, of };
}

export function isGlobal(value: Value, name: string): boolean {
  return value.kind === 'global' && value.name === name;
}

/** Literal text of a value, when it has one. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : undefined;
}
