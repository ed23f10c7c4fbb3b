import type { ClassFacts, ModuleFacts, Value } from '../model/facts.js';
import type { Resolver } from './resolve.js';
import type { FunctionRef, Target } from './targets.js';

/** The functions that an assignment runs: `set current(value) { … }` of what `target` is a member of. */
export function settersOf(module: ModuleFacts, target: Value, resolver: Resolver): FunctionRef[] {
  if (target.kind !== 'member') return [];
  return resolver.resolve(module, target.of).flatMap((base) => settersIn(base, target.key, resolver));
}

/** `below`: the classes that it was come to from, for what a mixin gives may be anything, that very class as well. */
export function settersIn(
  base: Target,
  key: string,
  resolver: Resolver,
  below: readonly ClassFacts[] = [],
): FunctionRef[] {
  if (base.kind === 'object') {
    const properties = base.module.objects[base.id]?.properties ?? [];
    return properties.flatMap(({ key: name, value }) =>
      name === key && value.kind === 'function' ? setter(base.module, value.id) : [],
    );
  }
  if (base.kind !== 'instance' && base.kind !== 'class') return [];
  if (below.includes(base.facts)) return [];
  const isStatic = base.kind === 'class';
  const own = base.facts.methods.filter((method) => method.name === key && method.static === isStatic);
  if (own.length > 0) return own.flatMap(({ fn }) => setter(base.module, fn));
  const { superclass } = base.facts;
  const parents = superclass ? resolver.resolve(base.module, superclass) : [];
  return parents.flatMap((parent) =>
    parent.kind === 'class' ? settersIn({ ...parent, kind: base.kind }, key, resolver, [...below, base.facts]) : [],
  );
}

function setter(module: ModuleFacts, fn: number): FunctionRef[] {
  return module.functions[fn]?.kind === 'setter' ? [{ module, fn }] : [];
}
