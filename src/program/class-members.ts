import type { ClassFacts, FieldFacts, ModuleFacts } from '../model/facts.js';
import type { Located } from './modules.js';
import { isInstance } from './places.js';
import type { Resolver } from './resolve.js';
import { fieldRoot, type Root, type Target } from './targets.js';

/** What members of classes mean: methods, accessors and fields, their own and inherited ones. */

/** A class by its index in the facts of its module. */
export interface ClassRef {
  module: ModuleFacts;
  id: number;
}

/** A method, getter or field of a class or of one it extends; `below` are those that it was come to from. */
export function classMember(
  resolver: Resolver,
  at: ClassRef,
  key: string,
  isStatic: boolean,
  below: readonly ClassFacts[] = [],
): readonly Target[] {
  const { module, id } = at;
  const facts = module.classes[id];
  if (!facts) return [];
  const lineage = [...below, facts] as const;
  const methods = facts.methods.filter((method) => method.name === key && method.static === isStatic);
  const found = methods.flatMap(({ fn }): readonly Target[] => {
    const method = module.functions[fn];
    return method ? resolver.read({ kind: 'function', module, fn, facts: method }) : [];
  });
  if (found.length > 0 || methods.length > 0) return found;
  const owner = fieldOwner(resolver, at, key, isStatic);
  const fields = owner.id === id && owner.module === module ? fieldsOf(resolver, at, key, isStatic) : [];
  if (fields.length > 0) return fieldTargets(resolver, at, key, isStatic, fields);
  return basesOf(resolver, module, lineage).flatMap((base): readonly Target[] => {
    if (base.kind === 'class') return classMember(resolver, base, key, isStatic, lineage);
    // A member that a package's class may have.
    return base.kind === 'external' ? [{ ...base, path: [...base.path, key] }] : [];
  });
}

/** A class, after those that extend it. */
export type Lineage = readonly [...ClassFacts[], ClassFacts];

/** What the last of a lineage may extend, but for what is in the lineage: a mixin may give anything, the very class that extends it as well. */
export function basesOf(resolver: Resolver, module: ModuleFacts, lineage: Lineage): readonly Target[] {
  const superclass = lineage.at(-1)?.superclass;
  const bases = superclass ? resolver.resolve(module, superclass) : [];
  return bases.filter((base) => base.kind !== 'class' || !lineage.includes(base.facts));
}

/** The container of the language that a class extends, at whatever distance: `class Recent extends Map`. */
export function containerOf(resolver: Resolver, { module, id }: ClassRef): string | undefined {
  const seen = new Set<ClassFacts>();
  let at: ClassRef | undefined = { module, id };
  while (at) {
    const facts: ClassFacts | undefined = at.module.classes[at.id];
    if (!facts || seen.has(facts)) return undefined;
    seen.add(facts);
    const { superclass } = facts;
    if (superclass?.kind === 'global') return EXTENDED.has(superclass.name) ? superclass.name : undefined;
    const bases: readonly Target[] = superclass ? resolver.resolve(at.module, superclass) : [];
    at = bases.find((base) => base.kind === 'class');
  }
  return undefined;
}

const EXTENDED: ReadonlySet<string> = new Set(['Map', 'Set', 'Array']);

/** The class that a field belongs to: methods of derived classes assign to what a base class declares. */
export function fieldOwner(resolver: Resolver, start: ClassRef, key: string, isStatic: boolean): ClassRef {
  const seen = new Set<ClassFacts>();
  for (let at = start, facts = at.module.classes[at.id]; facts && !seen.has(facts); facts = at.module.classes[at.id]) {
    if (facts.fields.some((field) => field.name === key && field.static === isStatic)) return at;
    seen.add(facts);
    const bases = facts.superclass ? resolver.resolve(at.module, facts.superclass) : [];
    const base = bases.find((one) => one.kind === 'class');
    if (!base) break;
    at = { module: base.module, id: base.id };
  }
  return start;
}

/** Everything that is assigned to a field. */
export function fieldValues(
  resolver: Resolver,
  { module, classId, name, static: isStatic }: Extract<Root, { kind: 'field' }>,
): Located[] {
  const fields = fieldsOf(resolver, { module, id: classId }, name, isStatic);
  return fields.flatMap(({ value }) => (value ? [{ module, value }] : []));
}

type Field = Pick<FieldFacts, 'value' | 'type'>;

function fieldsOf(resolver: Resolver, { module, id }: ClassRef, key: string, isStatic: boolean): readonly Field[] {
  const fields = module.classes[id]?.fields ?? [];
  const declared = fields.filter((field) => field.name === key && field.static === isStatic);
  const assigned = resolver.index.fields.get(`${module.file}#${id}${isStatic ? '.' : '#'}${key}`) ?? [];
  return [...declared, ...assigned.map((value) => ({ value }))];
}

function fieldTargets(
  resolver: Resolver,
  { module, id }: ClassRef,
  key: string,
  isStatic: boolean,
  fields: readonly Field[],
): readonly Target[] {
  const root = fieldRoot(module, id, key, isStatic);
  const own: Target = { kind: 'place', root, path: [] };
  const work = (): readonly Target[] => {
    const held = fields.flatMap(({ value }) => (value ? resolver.resolve(module, value) : []));
    const typed = held.some(isInstance) ? [] : fields.flatMap(({ type }) => (type ? resolver.typed(module, type) : []));
    return [own, ...held, ...typed];
  };
  return resolver.once(root.id, work, () => [own]);
}
