/**
 * Objects as fields, one for each path, so that two writers of different fields never meet. A dot parts the names on the way, `\.` is a dot in a
 * name, and the objects on the way are fields of their own (`CONTAINER`): that is how `{}` is kept, and how a value cannot take an object's place.
 */
import { CONTAINER, type Encoded, type Fields } from './backend.js';
import type { Path } from './collections/types.js';
import { decode, encode, isOutOfStack } from './encoding.js';
import { SerializationError, WrongTypeError } from './errors.js';

/** The fields of an object: its leaves, encoded, and the containers around them. */
export function flatten(value: unknown): Map<string, Encoded> {
  if (!isPlainObject(value)) {
    throw new SerializationError(
      'With `fields: true` an entry is a plain object, each of whose fields is kept by itself.',
    );
  }
  const fields = new Map<string, Encoded>();
  try {
    collect(value, '', fields, undefined);
  } catch (cause) {
    if (isOutOfStack(cause)) throw new SerializationError('An object of fields is nested too deeply.', { cause });
    throw cause;
  }
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

/** Most paths are: nothing in them to take apart. */
const ONE_NAME = /^(?!__proto__$)[^.\\]+$/;

/** `daily.mon` or `['daily', 'mon']` → the field of that path and of the objects around it. */
export function fieldOf(path: Path): { field: string; containers: string[] } {
  if (typeof path === 'string' && ONE_NAME.test(path)) return { field: `.${path}`, containers: [] };
  const names = typeof path === 'string' ? namesIn(path) : path;
  const said = typeof path === 'string' ? path : path.join('.');
  if (names.length === 0 || names.includes(''))
    throw new WrongTypeError(`A path is names with dots between them, not "${said}".`);
  if (names.includes('__proto__')) throw new WrongTypeError(`"${said}" goes through __proto__.`);
  // Written anew, as `flatten` writes them: a backslash that escapes nothing stands for itself.
  const fields = names.map((_, i) =>
    names
      .slice(0, i + 1)
      .map((name) => `.${escape(name)}`)
      .join(''),
  );
  return { field: fields.pop() ?? '', containers: fields };
}

function collect(
  object: object,
  path: string,
  fields: Map<string, Encoded>,
  around: readonly object[] | undefined,
): void {
  if (around?.includes(object) === true)
    throw new SerializationError(`${path.slice(1)} holds itself: a record of fields cannot have cycles.`);
  if (Object.getOwnPropertySymbols(object).length > 0)
    throw new SerializationError(
      `${path.slice(1) || 'The object'} has a symbol among its names, which cannot be kept.`,
    );
  for (const name of Object.keys(object)) {
    const value: unknown = (object as Record<string, unknown>)[name];
    if (name === '__proto__') throw new SerializationError(`${path.slice(1)}.__proto__ cannot be kept.`);
    const field = `${path}.${escape(name)}`;
    if (isPlainObject(value)) {
      fields.set(field, CONTAINER);
      collect(value, field, fields, around === undefined ? [object] : [...around, object]);
    } else {
      fields.set(field, encode(value, field));
    }
  }
}

export function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function escape(name: string): string {
  // To look first takes a tenth of what replacing nothing does.
  if (!name.includes('.') && !name.includes('\\')) return name;
  return name.replace(/[\\.]/g, '\\$&');
}

function unescape(name: string): string {
  return name.replace(/\\([\\.])/g, '$1');
}

/** The names in `a.b\.c`: `a` and `b.c`. */
function namesIn(path: string): string[] {
  const names: string[] = [];
  let start = 0;
  for (const { index } of [...path.matchAll(/\\.|\./gs)].filter(([token]) => token === '.')) {
    names.push(unescape(path.slice(start, index)));
    start = index + 1;
  }
  return [...names, unescape(path.slice(start))];
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
