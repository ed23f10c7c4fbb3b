import type { ClassFacts, ModuleFacts, Value } from '../model/facts.js';
import { basesOf } from './class-members.js';
import type { Resolver } from './resolve.js';
import type { FunctionRef, Target } from './targets.js';

/** The functions that an assignment runs: `set current(value) { … }` of what `target` is a member of. */
export function settersOf(module: ModuleFacts, target: Value, resolver: Resolver): FunctionRef[] {
  if (target.kind !== 'member') return [];
  return resolver.resolve(module, target.of).flatMap((base) => settersIn(base, target.key, resolver));
}

/** `below`: the classes that it was come to from. */
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
  const isStatic = base.kind === 'class';
  const own = base.facts.methods.filter((method) => method.name === key && method.static === isStatic);
  if (own.length > 0) return own.flatMap(({ fn }) => setter(base.module, fn));
  const lineage = [...below, base.facts] as const;
  return basesOf(resolver, base.module, lineage).flatMap((parent) =>
    parent.kind === 'class' ? settersIn({ ...parent, kind: base.kind }, key, resolver, lineage) : [],
  );
}

function setter(module: ModuleFacts, fn: number): FunctionRef[] {
  return module.functions[fn]?.kind === 'setter' ? [{ module, fn }] : [];
}
