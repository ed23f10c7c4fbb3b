import type { ClassFacts, FunctionId, ModuleFacts, Value } from '../model/facts.js';
import { basesOf } from './class-members.js';
import type { Resolver } from './resolve.js';
import type { FunctionRef, Target } from './targets.js';

/** The functions that an assignment runs: `set current(value) { … }` of what `target` is a member of. */
export function settersOf(module: ModuleFacts, target: Value, resolver: Resolver): FunctionRef[] {
  if (target.kind !== 'member') return [];
  return resolver.resolve(module, target.of).flatMap((base) => settersIn(base, target.key, resolver));
}

export function settersIn(base: Target, key: string, resolver: Resolver): FunctionRef[] {
  return accessorsIn(base, { kind: 'setter', key }, resolver);
}

/** Whether reading a member runs a function of it. */
export function isGotten(base: Target, key: string, resolver: Resolver): boolean {
  return accessorsIn(base, { kind: 'getter', key }, resolver).length > 0;
}

interface Accessor {
  readonly kind: 'getter' | 'setter';
  readonly key: string;
}

/** `below`: the classes that it was come to from. */
function accessorsIn(
  base: Target,
  wanted: Accessor,
  resolver: Resolver,
  below: readonly ClassFacts[] = [],
): FunctionRef[] {
  const { kind, key } = wanted;
  if (base.kind === 'object') {
    const properties = base.module.objects[base.id]?.properties ?? [];
    return properties.flatMap(({ key: name, value }) =>
      name === key && value.kind === 'function' ? accessor(base.module, value.id, kind) : [],
    );
  }
  if (base.kind !== 'instance' && base.kind !== 'class') return [];
  const isStatic = base.kind === 'class';
  const own = base.facts.methods.filter((method) => method.name === key && method.static === isStatic);
  if (own.length > 0) return own.flatMap(({ fn }) => accessor(base.module, fn, kind));
  const lineage = [...below, base.facts] as const;
  return basesOf(resolver, base.module, lineage).flatMap((parent) =>
    parent.kind === 'class' ? accessorsIn({ ...parent, kind: base.kind }, wanted, resolver, lineage) : [],
  );
}

function accessor(module: ModuleFacts, fn: FunctionId, kind: Accessor['kind']): FunctionRef[] {
  return module.functions[fn]?.kind === kind ? [{ module, fn }] : [];
}
