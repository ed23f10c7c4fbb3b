/**
 * Objects as fields, one for each path, so that two writers of different fields never meet. A dot parts the names on the way, `\.` is a dot in a
 * name, and the objects on the way are fields of their own (`CONTAINER`): that is how `{}` is kept, and how a value cannot take an object's place.
 */
import { CONTAINER, type Encoded, type Fields } from './backend.js';
import { decode, encode } from './encoding.js';
import { SerializationError, WrongTypeError } from './errors.js';

/** The fields of an object: its leaves, encoded, and the containers around them. */
export function flatten(value: unknown): Map<string, Encoded> {
  if (!isPlainObject(value)) {
    throw new SerializationError(
      'With `fields: true` an entry is a plain object, each of whose fields is kept by itself.',
    );
  }
  const fields = new Map<string, Encoded>();
  collect(value, '', fields, new Set());
  return fields;
}

/** The object that `fields` were made from. Fields of other names (the hashed key) are passed over. */
export function assemble(fields: Fields): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  const objects = new Map<string, Record<string, unknown>>([['', root]]);
  const objectAt = (path: string): Record<string, unknown> => {
    const known = objects.get(path);
    if (known !== undefined) return known;
    const made: Record<string, unknown> = {};
    objects.set(path, made);
    put(path, made);
    return made;
  };
  const put = (path: string, value: unknown) => {
    const cut = lastDot(path);
    objectAt(path.slice(0, cut))[unescape(path.slice(cut + 1))] = value;
  };
  for (const [path, encoded] of fields) {
    if (!path.startsWith('.')) continue;
    if (encoded === CONTAINER) objectAt(path);
    else put(path, decode(encoded));
  }
  return root;
}

/** `daily.mon` → the field of that path and of the objects around it. */
export function fieldOf(path: string): { field: string; containers: string[] } {
  const field = `.${path}`;
  const names = [...namesIn(field)];
  if (path === '' || names.some(({ name }) => name === ''))
    throw new WrongTypeError(`A path is names with dots between them, not "${path}".`);
  if (names.some(({ name }) => name === '__proto__')) throw new WrongTypeError(`"${path}" goes through __proto__.`);
  return { field, containers: names.slice(0, -1).map(({ end }) => field.slice(0, end)) };
}

function collect(object: object, path: string, fields: Map<string, Encoded>, around: Set<object>): void {
  if (around.has(object))
    throw new SerializationError(`${path.slice(1)} holds itself: a record of fields cannot have cycles.`);
  around.add(object);
  for (const [name, value] of Object.entries(object)) {
    if (name === '__proto__') throw new SerializationError(`${path.slice(1)}.__proto__ cannot be kept.`);
    const field = `${path}.${escape(name)}`;
    if (isPlainObject(value)) {
      fields.set(field, CONTAINER);
      collect(value, field, fields, around);
    } else {
      fields.set(field, encode(value, field));
    }
  }
  around.delete(object);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function escape(name: string): string {
  return name.replace(/[\\.]/g, '\\$&');
}

function unescape(name: string): string {
  return name.replace(/\\(.)/gs, '$1');
}

/** The names of `.a.b\.c` with the offset at which each ends. */
function* namesIn(field: string): Generator<{ name: string; end: number }> {
  for (const match of field.matchAll(/\.((?:\\.|[^.\\])*)/gs)) {
    yield { name: unescape(match[1] ?? ''), end: match.index + match[0].length };
  }
}

/** The last dot that is not escaped: an even number of backslashes stands before it. */
function lastDot(path: string): number {
  for (let dot = path.lastIndexOf('.'); dot >= 0; dot = path.lastIndexOf('.', dot - 1)) {
    let slashes = 0;
    while (path[dot - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return dot;
  }
  return 0;
}
