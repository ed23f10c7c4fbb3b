/**
 * JavaScript values as text and back. Everything that structured cloning keeps comes back as it was (Date, Map, Set, BigInt, undefined, NaN, typed
 * arrays, cycles), and what does not is refused with its path: the silent losses of JSON are what a migrated program would notice last.
 */
import { parse, stringify } from 'devalue';
import type { Encoded } from './backend.js';
import { SerializationError } from './errors.js';

/** The first letter says what follows: `s` text, `b` bytes in base64, `j` JSON, `d` devalue. Numbers are bare (see `Encoded`). */
const STRING = 's';
const BYTES = 'b';
const JSON_TEXT = 'j';
const DEVALUE = 'd';

export function encode(value: unknown, path = ''): Encoded {
  if (typeof value === 'number' && isPlainNumber(value)) return String(value);
  if (typeof value === 'string' && value.isWellFormed()) return STRING + value;
  if (value instanceof Uint8Array && value.constructor === Uint8Array) return BYTES + toBase64(value);
  try {
    return isTree(value) ? JSON_TEXT + JSON.stringify(value) : DEVALUE + stringify(value, REDUCERS);
  } catch (cause) {
    throw cannotKeep(cause, path);
  }
}

export function decode(encoded: Encoded): unknown {
  switch (encoded[0]) {
    case STRING:
      return encoded.slice(1);
    case BYTES:
      return fromBase64(encoded.slice(1));
    case JSON_TEXT:
      return JSON.parse(encoded.slice(1));
    case DEVALUE:
      return parse(encoded.slice(1), REVIVERS);
    default:
      return Number(encoded);
  }
}

/** Bytes of UTF-8. */
export function byteLength(text: string): number {
  return UTF8.encode(text).length;
}

const UTF8 = new TextEncoder();

/** What every backend keeps exactly and can add to: DynamoDB takes magnitudes from 1e-130 to 1e125 and knows no -0. */
function isPlainNumber(value: number): boolean {
  if (value === 0) return !Object.is(value, -0);
  const magnitude = Math.abs(value);
  return magnitude >= 1e-130 && magnitude < 1e125;
}

/** Whether JSON gives it back as it is, which takes a third of the time. */
function isTree(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? isTreeOfObjects(value, undefined) : isLeaf(value);
}

function isLeaf(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    default:
      return value === null;
  }
}

/** `seen`: what occurs twice has to stay one object. Not made for an object that holds no other, as most do. */
function isTreeOfObjects(value: object, seen: Set<object> | undefined): boolean {
  if (seen?.has(value) === true) return false;
  seen?.add(value);
  // JSON would keep what it gives in place of the object.
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  let others = seen;
  const isPart = (part: unknown): boolean =>
    typeof part === 'object' && part !== null
      ? isTreeOfObjects(part, (others ??= new Set<object>([value])))
      : isLeaf(part);
  if (Array.isArray(value)) {
    if (prototype !== Array.prototype) return false;
    // A hole is met as undefined, which JSON would make null.
    for (const item of value) if (!isPart(item)) return false;
    return true;
  }
  if (prototype !== Object.prototype || Object.getOwnPropertySymbols(value).length > 0) return false;
  for (const name of Object.keys(value)) {
    if (name === '__proto__' || !isPart((value as Record<string, unknown>)[name])) return false;
  }
  return true;
}

const REDUCERS = {
  Buffer: (value: unknown) => isBuffer(value) && toBase64(value),
  Error: (value: unknown) => value instanceof Error && partsOf(value),
};

/** With what a program gave it, such as `code`. */
function partsOf(error: Error) {
  const { name, message, stack, cause } = error;
  return Object.assign({}, error, { name, message, stack, cause });
}

const REVIVERS = {
  Buffer: (base64: string) => bufferOf(fromBase64(base64)),
  Error: ({ name, message, stack, cause, ...fields }: ReturnType<typeof partsOf>) => {
    const error = Object.assign(new Error(message, cause === undefined ? undefined : { cause }), fields);
    Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
    if (stack !== undefined) error.stack = stack;
    return error;
  },
};

/** Absent on the edge, where there are no Buffers to keep either. */
interface BufferClass {
  from(bytes: ArrayBufferLike): Uint8Array;
  isBuffer(value: unknown): boolean;
}
const NodeBuffer = (globalThis as { Buffer?: BufferClass }).Buffer;

function isBuffer(value: unknown): value is Uint8Array {
  return NodeBuffer?.isBuffer(value) ?? false;
}

function bufferOf(bytes: Uint8Array): Uint8Array {
  return NodeBuffer === undefined ? bytes : NodeBuffer.from(bytes.buffer);
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += CHUNK) binary += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return btoa(binary);
}

/** Arguments of one call: engines allow some ten thousands. */
const CHUNK = 0x2000;

function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

function cannotKeep(cause: unknown, path: string): SerializationError {
  const { message = String(cause), path: inside = '' } = cause as { message?: string; path?: string };
  const place = path + inside;
  const where = place === '' ? 'the value itself' : place.replace(/^\./, '');
  const reason = isOutOfStack(cause) ? 'it is nested too deeply' : message;
  return new SerializationError(
    `Cannot keep ${where}: ${reason}. Store plain data (objects, arrays, Map, Set, Date, bytes, numbers, text) and make what it stands for from it.`,
    { cause },
  );
}

export const isOutOfStack = (cause: unknown): boolean =>
  cause instanceof RangeError && /call stack/i.test(cause.message);
