/** Where a transaction ends and the function goes on: every path of a program does what it did, also when its step is run twice. */
import { beforeAll, describe, expect, it } from 'vitest';
import { complaints } from './cases/support/strict.js';
import { projectFiles } from './cases/support/platforms.js';
import type { Migrated } from './migrate-files.js';
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
  'a switch of which the cases show something': `
  switch (stock.get(event.key)?.left) {
    case undefined: {
      stock.set(event.key, { left: 1 });
      console.log('new');
      break;
    }
    case 3: {
      stock.delete(event.key);
      break;
    }
    default: {
      stock.set(event.key, { left: event.amount });
      console.log('other');
    }
  }
  return event.key;`,
  'a switch in the middle of a step': `
  switch (event.amount % 3) {
    case 0: {
      stock.set(event.key, { left: (stock.get(event.key)?.left ?? 0) + 1 });
      if (event.amount > 2) {
        console.log('many');
        break;
      }
      console.log('few');
      break;
    }
    default:
      console.log('none');
  }
  if (stock.has(event.key)) return stock.get(event.key)?.left;
  return 'none';`,
  'what is done only if something else is so': `
  stock.has(event.key) || stock.set(event.key, { left: 1 });
  const item = stock.get(event.key);
  item && event.amount > 3 && stock.set(event.key, { left: item.left + 1 });
  return stock.get(event.key)?.left;`,
  'a step whose last write can fail': `
  const before = stock.get(event.key)?.left ?? 0;
  if (before >= 5) {
    console.log(event.key);
    return 0;
  }
  stock.set(event.key, { left: before + 2 });
  try {
    stock.set(event.key, { left: (stock.get(event.key)?.left ?? 0) + 1 });
    return before;
  } catch (error) {
    console.log(error instanceof Error ? error.message : 'unknown');
    return stock.has(event.key) ? before : event.amount;
  }`,
  'what is told in the middle as it was then': `
  const before: number[] = [];
  const item = stock.get(event.key) ?? { left: 0 };
  before.push(item.left);
  console.log(item.left, before.length);
  item.left += 1;
  before.push(item.left);
  stock.set(event.key, item);
  console.log(before.length, \`now \${stock.get(event.key)?.left ?? 0}\`);
  if (item.left > 3) console.log('many', stock.get(event.key)?.left);
  return stock.get(event.key)?.left;`,
  'a loop whose step goes on to the next round': `
  for (const key of ['ann', 'bob', 'cid']) {
    const item = stock.get(key);
    if (!item) continue;
    item.left += 1;
  }
  return 'done';`,
  'a loop whose step ends it': `
  for (const key of ['ann', 'bob', 'cid']) {
    if ((stock.get(key)?.left ?? 0) > 4) break;
    stock.set(key, { left: (stock.get(key)?.left ?? 0) + 1 });
  }
  return 'done';`,
  'a loop whose step shows something and goes on': `
  for (const key of ['ann', 'bob', 'cid']) {
    const item = stock.get(key);
    if (!item) {
      console.log('none');
      continue;
    }
    item.left += 1;
    if (item.left > 3) {
      console.log('many');
      continue;
    }
    console.log(key);
  }
  return 'done';`,
  'what follows in the round of a loop': `
  for (const key of ['ann', 'bob']) {
    const item = stock.get(key);
    if (!item) {
      console.log('none');
      continue;
    }
    item.left += 1;
    console.log('counted');
    if (item.left > 5) item.left = 0;
    for (const word of ['a', 'b']) console.log(word, key);
  }
  return 'done';`,
  'what shows outside when an error follows': `
  const left = stock.get(event.key)?.left ?? 0;
  console.log('asked');
  stock.set(event.key, { left: left + 1 });
  if (left > 1) throw new Error('enough');
  return left;`,
};

/** Handlers that only look, over one store each. */
const READS: Readonly<Record<string, string>> = {
  'a value that has a name': `const hits = new Map();
function ask(key) {
  const current = hits.get(key);
  return [current, hits.get(key) ?? 0, hits.has(key)];
}
function put(key, amount) {
  hits.set(key, amount);
}`,
  'an answer that has a name': `const hits = new Map();
function ask(key) {
  const isKnown = hits.has(key);
  return [isKnown, hits.get(key) ?? 0, hits.has(key)];
}
function put(key, amount) {
  hits.set(key, amount);
}`,
  'a value that a callback changes in between': `const hits = new Map();
function ask(key) {
  const current = hits.get(key);
  ['a', 'b'].forEach((word) => {
    hits.set(key, word);
  });
  return [current, hits.get(key) ?? 0];
}
function put(key, amount) {
  hits.set(key, amount);
}`,
  'a value of a dictionary that has a name': `const hits = {};
function ask(key) {
  const current = hits[key];
  return [current, hits[key] ?? 0, key in hits];
}
function put(key, amount) {
  hits[key] = amount;
}`,
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

describe('one read', { timeout: 60_000 }, () => {
  it.each(Object.entries(READS))('answers all that ask for %s', async (_, text) => {
    const body = `${text}\n\nexport const handler = async ({ op, key, amount }) => {\n  if (op === 'put') return put(key, amount);\n  return ask(key);\n};\n`;
    const program = { 'src/handler.js': body };
    const files = new Map(Object.entries(program));
    const project = new Map([...projectFiles('lambda', files), ...files]);
    const migrated = await migrateFiles(project, { to: 'redis', ttl: {}, acceptVolatile: true });
    expect(migrated.refused).toEqual([]);
    const before = await outcomesOf(load(program), STEPS);
    const after = await outcomesOf(load(Object.fromEntries(migrated.files)), STEPS, plainState());
    expect(after, migrated.files.get('src/handler.js')).toEqual(before);
  });
});

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
