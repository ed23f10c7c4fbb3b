/** What the text of a value keeps, and what it refuses. */
import { afterEach, describe, expect, test } from 'vitest';
import { decode, encode } from '../src/encoding.js';
import { SerializationError } from '../src/errors.js';
import { flatten } from '../src/paths.js';

function nested(depth: number, around: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = around(value);
  return value;
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(SerializationError);
    return (error as Error).message;
  }
  throw new Error('It was not refused.');
}

test.each([
  ['objects', (inner: unknown) => ({ inner })],
  ['arrays', (inner: unknown) => [inner]],
  ['maps', (inner: unknown) => new Map([['inner', inner]])],
] as const)('%s that are nested too deeply are refused with that reason', (_, around) => {
  expect(refusal(() => encode(nested(50_000, around)))).toContain('nested too deeply');
  expect(decode(encode(nested(500, around)))).toEqual(nested(500, around));
});

test('fields that are nested too deeply are refused with that reason', () => {
  expect(refusal(() => flatten(nested(20_000, (inner) => ({ inner }))))).toContain('nested too deeply');
});

test('a name that is a symbol is refused among fields, at any depth', () => {
  const symbol = Symbol('hidden');
  expect(refusal(() => flatten({ [symbol]: 1 }))).toContain('The object has a symbol');
  expect(refusal(() => flatten({ daily: { [symbol]: 1 } }))).toContain('daily has a symbol');
});

describe('a toJSON', () => {
  const prototypes = [Array.prototype, Object.prototype] as { toJSON?: () => unknown }[];
  afterEach(() => {
    for (const prototype of prototypes) delete prototype.toJSON;
  });

  test('of an array does not stand in its place', () => {
    const list = Object.assign([1, 2], { toJSON: () => 'gone' });
    expect(decode(encode({ list }))).toEqual({ list: [1, 2] });
  });

  test.each(prototypes)('of all arrays or objects does not stand in their place', (prototype) => {
    prototype.toJSON = () => 'gone';
    const text = encode({ list: [1, [2]] });
    delete prototype.toJSON;
    expect(decode(text)).toEqual({ list: [1, [2]] });
  });
});

describe('an Error', () => {
  class PaymentError extends Error {
    override readonly name = 'PaymentError';
    readonly code = 402;
    readonly at = new Date(0);
  }

  test('keeps what a program gave it', () => {
    const back = decode(encode(new PaymentError('no funds', { cause: 'card' }))) as PaymentError;
    expect(back).toBeInstanceOf(Error);
    expect([back.name, back.message, back.cause]).toEqual(['PaymentError', 'no funds', 'card']);
    expect(Object.entries(back)).toEqual([
      ['code', 402],
      ['at', new Date(0)],
    ]);
    expect(Object.keys(decode(encode(new TypeError('x'))) as Error)).toEqual([]);
  });

  test('with what cannot be kept is refused with the path', () => {
    const last = Object.assign(new Error('x'), { retry: () => undefined });
    expect(refusal(() => encode({ last }))).toContain('Cannot keep last.retry:');
  });
});
