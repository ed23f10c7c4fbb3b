/** Arrays, numbers and Sets as the collections that they are used as, and as one value where a step is more than one operation. */
import { describe, expect, it } from 'vitest';
import { migrateFiles } from './migrate-files.js';

const LAMBDA = {
  'package.json': '{ "name": "app", "private": true }',
  'serverless.yml': 'provider:\n  name: aws\nfunctions:\n  app:\n    handler: src/app.handler\n',
};

async function migrated(text: string, extension = 'ts') {
  const name = `src/app.${extension}`;
  const files = new Map(Object.entries({ ...LAMBDA, [name]: text }));
  const options = { to: 'redis', ttl: {}, acceptVolatile: true } as const;
  const { files: after, refused, warnings } = await migrateFiles(files, options);
  return {
    text: after.get(name) ?? '',
    refused: refused.map(({ code }) => code),
    warnings: warnings.map(({ code }) => code),
  };
}

const handler = (body: string): string => `
export const handler = async (event: { kind: string; name: string; product: string; keep: number }) => {
${body}
  return { statusCode: 200, body: '' };
};
`;

describe('an array that is written at its ends', () => {
  it('is drained by another function than the one that sees that there is enough', async () => {
    const { text, refused } = await migrated(`declare function send(names: string[]): Promise<void>;
const waiting: string[] = [];
async function flush(): Promise<void> {
  const names = waiting.splice(0, 20);
  if (names.length > 0) await send(names);
}
${handler(`  waiting.push(event.name);
  if (waiting.length >= 20) await flush();`)}`);
    expect(refused).toEqual([]);
    expect(text).toContain('const names = await waiting.drain(20);');
  });

  it('keeps what it drops by another measure than it asks for as one step', async () => {
    const { text } = await migrated(`let recent: string[] = [];
${handler(`  if (event.kind === 'show') return { statusCode: 200, body: recent.join() };
  recent.push(event.name);
  if (recent.length > 100) recent = recent.slice(-50);`)}`);
    expect(text).toContain("sharedValue<string[]>('app.recent'");
    expect(text).toContain('if (cell.get().length > 100) cell.set(cell.get().slice(-50));');
  });

  it('has no cap where one of the places that add to it does not cut', async () => {
    const { text } = await migrated(`const logs: string[] = [];
${handler(`  if (event.kind === 'show') return { statusCode: 200, body: logs.join() };
  if (event.kind === 'more') {
    logs.push('more');
    return { statusCode: 204, body: '' };
  }
  logs.push(event.name);
  if (logs.length > 10) logs.shift();`)}`);
    expect(text).not.toContain('cap:');
    expect(text).toContain('if (cell.get().length > 10) cell.get().shift();');
  });

  it('drops one at a time only where one is added at a time', async () => {
    const { text } = await migrated(`const logs: string[] = [];
${handler(`  if (event.kind === 'show') return { statusCode: 200, body: logs.join() };
  logs.push(event.name, event.product);
  if (logs.length > 10) logs.shift();`)}`);
    expect(text).toContain('sharedValue');
  });

  it('adds only where there was room in one step', async () => {
    const { text } = await migrated(`const guests: string[] = [];
${handler(`  if (event.kind === 'show') return { statusCode: 200, body: guests.join() };
  if (guests.length < 3) guests.push(event.name);`)}`);
    expect(text).toMatch(/guests\.transact\(\(cell\) => \{\s+if \(cell\.get\(\)\.length < 3\) cell\.get\(\)\.push/);
  });

  it('answers with the length that its own push made', async () => {
    const { text, warnings } = await migrated(`const guests: string[] = [];
${handler(`  if (event.kind === 'show') return { statusCode: 200, body: guests.join() };
  guests.push(event.name);
  return { statusCode: 200, body: \`guest \${guests.length}\` };`)}`);
    expect(text).toContain('const length = await guests.push(event.name);');
    expect(text).toContain('`guest ${length}`');
    expect(warnings).toEqual([]);
  });

  it('is read by index without its other items', async () => {
    const { text } = await migrated(`const guests: string[] = [];
${handler(`  if (event.kind === 'in') guests.push(event.name);
  if (event.kind === 'first') return { statusCode: 200, body: guests[0].toUpperCase() };
  if (event.kind === 'last') return { statusCode: 200, body: guests[guests.length - 1] ?? '' };`)}`);
    expect(text).toContain('(await guests.slice(0, 1))[0].toUpperCase()');
    expect(text).toContain("(await guests.at(-1)) ?? ''");
  });

  it('is drained by as many as are asked for', async () => {
    const { text } = await migrated(`const jobs: string[] = [];
${handler(`  if (event.kind === 'in') jobs.push(event.name);
  if (event.kind === 'out') {
    const batch = jobs.splice(0, 10);
    return { statusCode: 200, body: batch.join() };
  }
  if (event.kind === 'stop') jobs.length = 0;`)}`);
    expect(text).toContain('const batch = await jobs.drain(10);');
    expect(text).toContain('await jobs.clear();');
  });

  it('grows by a new array with one more', async () => {
    const { text } = await migrated(`let logs: string[] = [];
${handler(`  if (event.kind === 'in') logs = [...logs, event.name];
  if (event.kind === 'show') return { statusCode: 200, body: logs.join() };
  if (event.kind === 'new') logs = [];`)}`);
    expect(text).toContain('await logs.push(event.name);');
    expect(text).toContain('await logs.clear();');
  });

  it('is one value where an item is changed that a function gave out', async () => {
    const { text } = await migrated(`interface Guest { name: string; seen?: boolean }
const guests: Guest[] = [];
${handler(`  if (event.kind === 'in') guests.push({ name: event.name });
  const guest = guests.find(({ name }) => name === event.name);
  if (!guest) return { statusCode: 404, body: '' };
  guest.seen = true;`)}`);
    expect(text).toContain('const guest = cell.get().find(({ name }) => name === event.name);');
  });

  it('is one value where what was added is changed afterwards', async () => {
    const { text } = await migrated(`interface Guest { name: string; seen?: boolean }
const guests: Guest[] = [];
${handler(`  if (event.kind === 'show') return { statusCode: 200, body: String(guests.length) };
  const guest: Guest = { name: event.name };
  guests.push(guest);
  guest.seen = true;`)}`);
    expect(text).not.toContain('sharedList');
  });

  it('is copied where a function gives it out', async () => {
    const { text } = await migrated(`const guests: string[] = [];
function all() {
  return guests;
}
${handler(`  if (event.kind === 'in') guests.push(event.name);
  if (event.kind === 'show') return { statusCode: 200, body: all().join() };
  const list = guests;
  if (event.kind === 'count') return { statusCode: 200, body: String(list.length) };`)}`);
    expect(text).toContain('return guests.slice();');
    expect(text).toContain('(await all()).join()');
    expect(text).toContain('const list = await guests.slice();');
    expect(text).toContain('String(list.length)');
  });

  it('is handed on by the module that exports it', async () => {
    const { text } = await migrated(
      `const guests = [];
module.exports = { guests, handler: async (event) => {
  if (event.name) guests.push(event.name);
  return { statusCode: 200, body: guests.join() };
} };
`,
      'js',
    );
    expect(text).toContain('module.exports = { guests, handler');
    expect(text).toContain('(await guests.slice()).join()');
  });
});

describe('a number', () => {
  it('is one value where what it is decides whether it is counted', async () => {
    const { text } = await migrated(`let visits = 0;
${handler(`  if (event.kind === 'show') return { statusCode: 200, body: String(visits) };
  if (visits < 100) visits++;`)}`);
    expect(text).toContain('visits.transact');
  });

  it('is counted by what is a number alone', async () => {
    const { text } = await migrated(`let visits = 0;
${handler(`  if (event.kind === 'show') return { statusCode: 200, body: String(visits) };
  visits = visits + event.keep;`)}`);
    expect(text).toContain('await visits.increment(event.keep);');
    const untyped = await migrated(
      `let visits = 0;
export const handler = async (event) => {
  if (event.kind === 'show') return { statusCode: 200, body: String(visits) };
  visits += event.count;
  return { statusCode: 200 };
};
`,
      'js',
    );
    expect(untyped.text).not.toContain('increment');
  });

  it('gives what it was before it was counted', async () => {
    const { text } = await migrated(`let visits = 0;
${handler(`  if (event.kind === 'show') return { statusCode: 200, body: String(visits) };
  return { statusCode: 200, body: String(visits++ * 2) };`)}`);
    expect(text).toContain('String(((await visits.increment()) - 1) * 2)');
  });

  it('is counted in a field of a class as well', async () => {
    const { text } = await migrated(`class Visits {
  private count = 0;
  add(): number {
    this.count++;
    return this.count;
  }
  get total(): string {
    return 'visits';
  }
}
const visits = new Visits();
${handler(`  return { statusCode: 200, body: visits.total + visits.add() };`)}`);
    expect(text).toContain('const count = await this.count.increment();');
    expect(text).toContain('return count;');
  });
});

describe('a Set', () => {
  it('says by what it adds whether it was new', async () => {
    const { text } = await migrated(`const tags = new Set<string>();
${handler(`  if (!tags.has(event.name)) {
    tags.add(event.name);
    console.log('a new tag');
  }`)}`);
    expect(text).toContain('if (await tags.add(event.name)) {');
    expect(text).not.toContain('tags.has');
  });

  it('says by what it deletes whether it was there', async () => {
    const { text } = await migrated(`const tags = new Set<string>();
${handler(`  if (event.kind === 'in') tags.add(event.name);
  else {
    if (!tags.has(event.name)) return { statusCode: 404, body: '' };
    tags.delete(event.name);
  }`)}`);
    expect(text).toContain('if (!(await tags.delete(event.name))) return');
  });

  it('is a map of its members where a question and a change are one step in another way', async () => {
    const { text } = await migrated(`const favourites = new Set<string>();
${handler(`  if (favourites.has(event.product)) favourites.delete(event.product);
  else favourites.add(event.product);`)}`);
    expect(text).toContain('favourites.transact(event.product, (cell) => {');
    expect(text).toContain('if (cell.has()) cell.delete();');
    expect(text).toContain('else cell.set(true);');
  });
});

describe('an object used as a map', () => {
  it('has what is missing set in the step that uses it', async () => {
    const { text } = await migrated(`const groups: Record<string, string[]> = {};
${handler(`  (groups[event.kind] ??= []).push(event.name);`)}`);
    expect(text).toContain('(cell.get() ?? cell.set([]), cell.get()!).push(event.name);');
  });

  it('passes over entries that are gone when it comes to them', async () => {
    const { text } = await migrated(`const users: Record<string, { visits: number }> = {};
${handler(`  if (event.kind === 'in') users[event.name] = { visits: 0 };
  for (const name in users) {
    if (users[name].visits > 3) delete users[name];
  }`)}`);
    expect(text).toContain('for await (const name of users.keys()) {');
    expect(text).toContain('if (!cell.has()) return;');
  });

  it('gives names and entries where both are used', async () => {
    const { text } = await migrated(`const users: Record<string, { visits: number }> = {};
${handler(`  if (event.kind === 'in') users[event.name] = { visits: 0 };
  for (const name in users) console.log(\`\${name} \${users[name].visits}\`);`)}`);
    expect(text).toContain('for await (const [name, user] of users.entries()) console.log(`${name} ${user.visits}`);');
  });

  it('is written out as an object of its entries', async () => {
    const { text, warnings } = await migrated(`const votes: Record<string, number> = {};
${handler(`  if (event.kind === 'in') votes[event.name] = 1;
  return { statusCode: 200, body: JSON.stringify({ votes }) };`)}`);
    expect(text).toContain('JSON.stringify({ votes: Object.fromEntries(await toArray(votes.entries())) })');
    expect(warnings).toContain('ORDER');
  });
});
