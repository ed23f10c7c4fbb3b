import type { ModuleFacts, Span } from '../model/facts.js';
import type { Form } from '../model/words.js';
import type { Store } from '../program/stores.js';
import { isOtherName, outermost, type Root } from '../program/targets.js';
import type { Shape } from './evidence/shape.js';

export interface Place {
  module: ModuleFacts;
  /** What to point at: the name that is declared. */
  at: Span;
  /** What to quote: the whole declaration. */
  declaration: Span;
}

/** Where a store is declared. */
export function placeOf(root: Root, store: Store): Place {
  switch (root.kind) {
    case 'variable':
      return { module: root.module, at: root.variable.at, declaration: root.variable.declaration };
    case 'property':
      return { module: root.module, at: root.at, declaration: root.at };
    case 'field': {
      const field = root.class.fields.find(
        ({ name, static: isStatic }) => name === root.name && isStatic === root.static,
      );
      const at = field?.at ?? root.class.at;
      return { module: root.module, at, declaration: field?.declaration ?? at };
    }
    case 'global': {
      const [first] = [...store.accesses].sort((a, b) => rank(a) - rank(b));
      if (!first) throw new RangeError(`globalThis.${root.name} has no access`);
      return { module: first.module, at: first.at, declaration: first.at };
    }
  }
}

/** A property of globalThis is declared where a value is first given to it. */
function rank({ operation, path }: Store['accesses'][number]): number {
  return operation === 'assign' && path.length === 0 ? 0 : 1;
}

/** The root that declares a store: the variable that makes it, before a property of globalThis that keeps it. */
export function declaringRoot({ roots, accesses }: Store): Root {
  const [first] = roots;
  if (!first) throw new RangeError('a store without a root');
  const kept = roots.find(({ kind }) => kind === 'global');
  const named = roots.filter(({ kind }) => kind === 'variable');
  const made = named.find((root) => !isOtherName(root)) ?? named[0];
  return (kept && made && isMadeInside(made, kept, accesses) ? kept : made) ?? first;
}

/** `const orders = (globalThis.orders ??= new Map())`: the property is made, and the variable only names it. */
function isMadeInside(made: Root, kept: Root, accesses: Store['accesses']): boolean {
  if (made.kind !== 'variable') return false;
  const [start, end] = made.variable.declaration;
  return accesses.some(
    ({ root, path, write, module, at }) =>
      root.id === kept.id && path.length === 0 && write && module === made.module && at[0] >= start && at[1] <= end,
  );
}

const SHAPE_FORMS: Readonly<Record<Shape, Form>> = {
  map: 'map',
  set: 'set',
  array: 'array',
  object: 'object',
  instance: 'instance',
  created: 'instance',
  function: 'scalar',
  scalar: 'scalar',
  unknown: 'scalar',
};

export function formOf(part: Root, shape: Shape): Form {
  const root = outermost(part);
  if (root.kind === 'field') return 'field';
  if (root.kind === 'global') return root.of && root.of.package !== 'global' ? 'instance' : 'global';
  if (root.variable.fn >= 0) return 'closure';
  return SHAPE_FORMS[shape];
}
