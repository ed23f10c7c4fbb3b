/** Changes to fields, checked and flattened. */
import { CONTAINER, type Encoded } from '../backend.js';
import { WrongTypeError } from '../errors.js';
import { fieldOf, flatten } from '../paths.js';
import { VALUE } from './codec.js';
import type { PatchChange } from './types.js';

export interface FieldChanges {
  readonly set: Map<string, Encoded>;
  readonly increment: Map<string, number>;
  readonly containers: readonly string[];
}

const NONE: readonly string[] = [];

/** Nested objects in `set` are merged, so they are containers, and what is in them is set. */
export function changesOf<V>({ set, increment = {} }: PatchChange<V>): FieldChanges {
  const fields = set === undefined ? new Map<string, Encoded>() : flatten(set);
  const containers = new Set<string>();
  for (const [field, value] of fields) {
    if (value !== CONTAINER) continue;
    containers.add(field);
    fields.delete(field);
  }
  const sums = new Map<string, number>();
  const amounts: Readonly<Record<string, unknown>> = increment;
  for (const path of Object.keys(amounts)) {
    const by = amounts[path];
    const at = fieldOf(path);
    const clash = fields.has(at.field) ? at.field : at.containers.find((field) => fields.has(field));
    if (clash !== undefined)
      throw new WrongTypeError(`patch sets "${clash.slice(1)}" and increments "${path}" at once.`);
    sums.set(at.field, amount(by, `patch, increment of ${path},`));
    for (const container of at.containers) containers.add(container);
  }
  return { set: fields, increment: sums, containers: containers.size === 0 ? NONE : [...containers] };
}

/** Of the whole value, or of the number at `path`. */
export function incrementOf(by: number, path: string | undefined): FieldChanges & { readonly field: string } {
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
