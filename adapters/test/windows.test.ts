/** What rate limiters decide in JavaScript: for memory and DynamoDB. */
import { describe, expect, test } from 'vitest';
import type { Consumption } from '../src/backend.js';
import { consume, type Memory } from '../src/backends/windows.js';

const algorithms = ['window', 'sliding', 'log'] as const;
const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const hit: Consumption = { algorithm: 'log', limit: 3, windowMs: 1000, cost: 1, countDenied: true };

describe('a log that counts what it refuses', () => {
  const knocked = range(500).reduce<Memory>(
    (memory, i) => consume(memory, hit, 10_000 + (i % 10)).next?.memory ?? {},
    {},
  );

  test('keeps no more than the limit and one call', () => {
    expect(knocked.log).toHaveLength(4);
  });

  test('takes a hit that costs billions for one more than the limit', () => {
    const { next, consumed } = consume(knocked, { ...hit, cost: 5e9 }, 10_010);
    expect(next?.memory.log).toHaveLength(7);
    expect(consumed).toMatchObject({ allowed: false, count: 7 });
  });
});

describe.each(algorithms)('in %s, at any moment of 300 random courses', (algorithm) => {
  test.each([true, false])(
    'a look says what the next hit is told, and that is true (countDenied: %s)',
    (countDenied) => {
      for (const course of range(300)) {
        const each = { ...hit, algorithm, countDenied, limit: 1 + (course % 5) };
        let now = 1_000_000 + Math.floor(Math.random() * 1000);
        let memory: Memory = {};
        for (let i = 0; i < 12; i++) {
          now += Math.floor(Math.random() * 300);
          const look = consume(memory, { ...each, cost: 0 }, now);
          const { next, consumed } = consume(memory, each, now);
          expect(look.next).toBeUndefined();
          expect(look.consumed.resetAt).toBe(consumed.resetAt);
          memory = next?.memory ?? memory;
          if (consumed.allowed) continue;
          const then = (ms: number) => consume(memory, each, consumed.resetAt + ms).consumed.allowed;
          expect(then(0)).toBe(true);
          expect(then(-2)).toBe(false);
        }
      }
    },
  );
});
