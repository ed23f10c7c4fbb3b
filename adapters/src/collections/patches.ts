/** Changes to fields, checked and flattened. */
import { CONTAINER, type Encoded } from '../backend.js';
import { WrongTypeError } from '../errors.js';
import { fieldOf, flatten, isPlainObject } from '../paths.js';
import { VALUE } from './codec.js';
import type { PatchChange, Path } from './types.js';

export interface FieldChanges {
  readonly set: Map<string, Encoded>;
  readonly increment: Map<string, number>;
  readonly containers: readonly string[];
}

const NONE: readonly string[] = [];

/** Nested objects in `set` are merged, so they are containers, and what is in them is set. */
export function changesOf<V>({ set, increment = {} }: PatchChange<V>): FieldChanges {
  return changed('patch', set, Object.entries(increment));
}

/** `{ total: 1, daily: { mon: 2 } }`: each number is added where it stands. */
export function additionsOf(amounts: object, set: unknown): FieldChanges {
  return changed('add', set, numbersIn(amounts, []));
}

function numbersIn(amounts: object, path: readonly string[]): (readonly [Path, unknown])[] {
  return Object.entries(amounts).flatMap(([name, value]: [string, unknown]) =>
    isPlainObject(value) ? numbersIn(value, [...path, name]) : [[[...path, name], value] as const],
  );
}

function changed(what: string, set: unknown, amounts: readonly (readonly [Path, unknown])[]): FieldChanges {
  const fields = set === undefined ? new Map<string, Encoded>() : flatten(set);
  const containers = new Set<string>();
  for (const [field, value] of fields) {
    if (value !== CONTAINER) continue;
    containers.add(field);
    fields.delete(field);
  }
  const sums = new Map<string, number>();
  for (const [path, by] of amounts) {
    const at = fieldOf(path);
    const clash = fields.has(at.field) ? at.field : at.containers.find((field) => fields.has(field));
    if (clash !== undefined)
      throw new WrongTypeError(`${what} sets "${clash.slice(1)}" and increments "${at.field.slice(1)}" at once.`);
    sums.set(at.field, amount(by, `${what}, increment of ${at.field.slice(1)},`));
    for (const container of at.containers) containers.add(container);
  }
  return { set: fields, increment: sums, containers: containers.size === 0 ? NONE : [...containers] };
}

/** Of the whole value, or of the number at `path`. */
export function incrementOf(by: number, path: Path | undefined): FieldChanges & { readonly field: string } {
  const { field, containers } = path === undefined ? { field: VALUE, containers: [] } : fieldOf(path);
  return {
    field,
    containers,
    set: new Map(),
    increment: new Map<string, number>().set(field, amount(by, 'increment')),
  };
}

function amount(by: unknown, what: string): number {
  if (typeof by === 'number' && Number.isFinite(by)) return by;
  throw new WrongTypeError(`${what} takes a finite number, not ${String(by)}.`);
}
