import { containerOf, fieldValues } from '../../program/class-members.js';
import { table } from '../../model/table.js';
import type { Program } from '../../program/index.js';
import type { Store } from '../../program/stores.js';
import type { Root, Target } from '../../program/targets.js';

/** What kind of thing a store holds, told by what is assigned to it and by its annotation. */

/** What a store holds, told by what is assigned to it and by its annotation. */
export type Shape = 'map' | 'set' | 'array' | 'object' | 'instance' | 'created' | 'function' | 'scalar' | 'unknown';

export function heldBy(root: Root, program: Program): readonly Target[] {
  if (root.kind === 'variable')
    return root.variable.values.flatMap((value) => [...program.resolve(root.module, value)]);
  if (root.kind === 'property') return root.values.flatMap(({ module, value }) => [...program.resolve(module, value)]);
  if (root.kind === 'global' && root.of) return [];
  const values = root.kind === 'field' ? fieldValues(program.resolver, root) : program.resolver.globalValues(root.name);
  return values.flatMap(({ module, value }) => [...program.resolve(module, value)]);
}

const TYPE_SHAPES = table<Shape>({
  Map: 'map',
  WeakMap: 'map',
  ReadonlyMap: 'map',
  Set: 'set',
  WeakSet: 'set',
  Array: 'array',
  Record: 'object',
});

export function shapeOf({ roots }: Store, held: readonly Target[], program: Program): Shape {
  const shapes = new Set(held.map((target) => shapeOfTarget(target, program)));
  const order: Shape[] = ['map', 'set', 'array', 'instance', 'created', 'object', 'function', 'scalar'];
  const found = order.find((shape) => shapes.has(shape));
  if (found && found !== 'scalar') return found;
  const types = roots.map(typeOf).flatMap((type) => (type ? [TYPE_SHAPES.get(type)] : []));
  return types.find((type) => type !== undefined) ?? found ?? 'unknown';
}

function typeOf(root: Root): string | undefined {
  if (root.kind === 'variable') return root.variable.type?.name;
  if (root.kind !== 'field') return undefined;
  return root.class.fields.find(({ name }) => name === root.name)?.type?.name;
}

const BUILTIN_SHAPES = table<Shape>({
  Map: 'map',
  WeakMap: 'map',
  Set: 'set',
  WeakSet: 'set',
  Array: 'array',
  Object: 'object',
});

function shapeOfTarget(target: Target, program: Program): Shape {
  switch (target.kind) {
    case 'builtin':
      if (target.name.endsWith('Array')) return 'array';
      return BUILTIN_SHAPES.get(target.name) ?? 'created';
    case 'instance':
      return BUILTIN_SHAPES.get(containerOf(program.resolver, target) ?? '') ?? 'instance';
    case 'array':
    case 'object':
      return target.kind;
    case 'created':
    case 'external':
      return 'created';
    case 'function':
    case 'class':
      return 'function';
    case 'literal':
    case 'derived':
    case 'regexp':
      return 'scalar';
    default:
      return 'unknown';
  }
}
