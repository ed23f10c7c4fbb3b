/** Where a transaction ends and the function goes on: every path of a program does what it did, also when its step is run twice. */
import { beforeAll, describe, expect, it } from 'vitest';
import { complaints } from './cases/support/strict.js';
import { projectFiles } from './cases/support/platforms.js';
import type { Migrated } from './cases.test.js';
import { migrateFiles } from './migrate-files.js';
import { contraryState, plainState } from './programs/backends.js';
import { load } from './programs/load.js';
import { outcomesOf, type Step } from './programs/run.js';

/** Bodies of a handler over a Map of `{ left: number }`, by what is told of them. */
const BODIES: Readonly<Record<string, string>> = {
  'a branch that shows something and goes on': `
  const item = stock.get(event.key);
  if (!item) return 'unknown';
  if (item.left > 0) {
    item.left -= 1;
    console.log('sold');
  }
  console.log('asked');
  return 'done';`,
  'a bare return beside answers': `
  const item = stock.get(event.key);
  if (!item) return;
  item.left -= 1;
  console.log('asked');
  console.log('twice');
  return 'done';`,
  'a bare return, and a path that shows something before it': `
  const item = stock.get(event.key);
  if (!item) {
    console.log('unknown');
    return;
  }
  if (item.left === 0) return;
  item.left -= 1;
  console.log('sold');
  for (const word of ['a', 'b']) console.log(word);
  return 'done';`,
  'a step inside a branch, with what shows outside behind its last write': `
  if (event.amount > 2) {
    const left = stock.get(event.key)?.left ?? 0;
    stock.set(event.key, { left: Math.min(left + 1, 5) });
    console.log('more');
    if (stock.has(event.key)) console.log('there');
  }
  console.log('end');
  return event.amount;`,
  'a step inside a branch, with what shows outside before its write': `
  if (event.amount > 2) {
    const left = stock.get(event.key)?.left ?? 0;
    console.log('asked');
    stock.set(event.key, { left: Math.min(left + 1, 5) });
  }
  console.log('end');
  return event.amount;`,
  'a step whose effects stand in the middle, and that ends the function': `
  const left = stock.get(event.key)?.left ?? 0;
  console.log('asked');
  stock.set(event.key, { left: Math.min(left + 1, 5) });`,
  'a step in a loop that shows something on each way': `
  for (const key of ['ann', 'bob']) {
    const left = stock.get(key)?.left ?? 0;
    stock.set(key, { left: Math.min(left + 1, 5) });
    console.log(key);
    if (stock.has(key)) console.log('there');
  }
  return 'done';`,
  'what shows outside when an error follows': `
  const left = stock.get(event.key)?.left ?? 0;
  console.log('asked');
  stock.set(event.key, { left: left + 1 });
  if (left > 1) throw new Error('enough');
  return left;`,
};

const programOf = (body: string): Record<string, string> => ({
  'src/handler.ts': `const stock = new Map<string, { left: number }>();

export const handler = async (event: { op: string; key: string; amount: number }) => {
  if (event.op === 'put') {
    stock.set(event.key, { left: event.amount });
    return 'put';
  }
  if (event.op === 'see') return stock.get(event.key)?.left;
  return ask(event);
};

async function ask(event: { key: string; amount: number }) {${body}
}
`,
});

const STEPS = ['ask', 'put', 'ask', 'see', 'ask', 'ask', 'ask', 'see'].flatMap((op, i): Step[] =>
  ['ann', 'bob'].map((key) => ({ event: { op, key, amount: i === 1 ? 2 : i, label: '' }, after: 1 })),
);

describe('a transaction', { timeout: 60_000 }, () => {
  const answers = new Map<string, Migrated>();

  beforeAll(async () => {
    for (const [title, body] of Object.entries(BODIES)) {
      const files = new Map(Object.entries(programOf(body)));
      const project = new Map([...projectFiles('lambda', files), ...files]);
      answers.set(title, await migrateFiles(project, { to: 'redis', ttl: {}, acceptVolatile: true }));
    }
  }, 120_000);

  it.each(Object.entries(BODIES))('keeps %s', async (title, body) => {
    const migrated = answers.get(title);
    expect(migrated?.refused).toEqual([]);
    const files = Object.fromEntries(migrated?.files ?? []);
    expect(files['src/handler.ts']).toContain('transact');
    const before = await outcomesOf(load(programOf(body)), STEPS);
    for (const stateOf of [plainState, contraryState]) {
      const after = await outcomesOf(load(files), STEPS, stateOf());
      expect(after, files['src/handler.ts']).toEqual(before);
    }
  });

  it('is written so that it compiles in strict mode', () => {
    const worlds = [...answers].map(([name, { files }]) => ({ name, files }));
    expect(Object.fromEntries(complaints(worlds))).toEqual({});
  });
});
