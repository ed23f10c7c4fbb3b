/** What the transforms leave to the migration, and how they say so. */
import { describe, expect, it } from 'vitest';
import { run, type FormName } from './fixtures.js';

interface Case {
  readonly title: string;
  readonly form: FormName;
  readonly text: string;
  /** Line and reason of what is said. */
  readonly says: RegExp;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly path?: string;
}

const counter = 'const hits = new Map<string, number>();\n';

const CASES: readonly Case[] = [
  {
    title: 'a store that other files import',
    form: 'map',
    text: `export ${counter}export const handler = async () => { hits.set('a', 1); };`,
    says: /a\.ts:1 `hits` stays as it is: it is exported.*npx coldstate migrate --to redis --store hits$/,
  },
  {
    title: 'a store that is exported by name',
    form: 'map',
    text: `${counter}export const handler = async () => { hits.set('a', 1); };\nexport { hits };`,
    says: /a\.ts:3 `hits` stays as it is: `hits` is not understood/,
  },
  {
    title: 'a function whose callers would have to wait',
    form: 'map',
    text: `${counter}function count(key: string) {\n  hits.set(key, 1);\n}\nexport const handler = async () => count('a');`,
    says: /a\.ts:3 .*`count` is not asynchronous, and its callers/,
  },
  {
    title: 'a handler that answers through a callback',
    form: 'map',
    text: `${counter}export const handler = (event, context, callback) => {\n  hits.set(event.key, 1);\n  callback();\n};`,
    says: /a\.ts:3 .*`handler` is not asynchronous/,
  },
  {
    title: 'a handler whose type is written elsewhere',
    form: 'map',
    text: `${counter}export const handler: Handler = (event) => {\n  hits.set(event.key, 1);\n};`,
    says: /a\.ts:3 .*`handler` is not asynchronous/,
  },
  {
    title: 'a read and a write in one step that is no idiom',
    form: 'map',
    text: `${counter}export const handler = async (event) => {\n  const count = hits.get(event.key) ?? 0;\n  if (count < 5) hits.set(event.key, count + 1);\n};`,
    says: /a\.ts:4 .*one step uses it twice, and a wait between would let others in/,
  },
  {
    title: 'two reads of one key',
    form: 'map',
    text: `${counter}export const handler = async (event) => {\n  if (event.put) { hits.set(event.key, 1); return 0; }\n  return hits.has(event.key) ? hits.get(event.key) : 0;\n};`,
    says: /a\.ts:4 .*one step reads the same twice/,
  },
  {
    title: 'a step that uses another variable of the module, too',
    form: 'map',
    text: `${counter}let total = 0;\nexport const handler = async (event) => {\n  hits.set(event.key, 1);\n  total += 1;\n};`,
    says: /a\.ts:5 .*one step uses it and `total`/,
  },
  {
    title: 'a record that is changed in place',
    form: 'map',
    text: `const links = new Map<string, { clicks: number }>();\nexport const handler = async (event) => {\n  if (event.put) { links.set(event.key, { clicks: 0 }); return; }\n  const link = links.get(event.key);\n  if (link) link.clicks += 1;\n};`,
    says: /a\.ts:5 .*`link\.clicks \+= 1` may change or keep what is stored, which is a copy from now on/,
  },
  {
    title: 'values that may be anything',
    form: 'map',
    text: `const sockets = new Map<string, WebSocket>();\nexport const handler = async (event) => { sockets.set(event.id, event.socket); };`,
    says: /a\.ts:1 .*does not say that its values are plain data: add --store=sockets if they are/,
  },
  {
    title: 'keys that are objects',
    form: 'set',
    text: `const seen = new Set<Request>();\nexport const handler = async (event) => { seen.add(event); };`,
    says: /a\.ts:1 .*its keys are not seen to be strings or numbers/,
  },
  {
    title: 'a name that something else has in a function',
    form: 'map',
    text: `${counter}export const handler = async (event) => { hits.set(event.key, 1); };\nexport const sum = (hits: number[]) => hits.length;`,
    says: /a\.ts:3 .*is not understood/,
  },
  {
    title: 'a store that begins with entries',
    form: 'map',
    text: `const hits = new Map<string, number>([['a', 1]]);\nexport const handler = async () => { hits.set('a', 2); };`,
    says: /a\.ts:1 .*it begins with entries/,
  },
  {
    title: 'a store that is used when the module loads',
    form: 'map',
    text: `${counter}hits.set('a', 1);\nexport const handler = async () => hits.get('a');`,
    says: /a\.ts:2 .*it is used when the module loads/,
  },
  {
    title: 'a callback that nobody waits for',
    form: 'map',
    text: `${counter}export const handler = async (event) => {\n  event.keys.forEach((key) => {\n    hits.set(key, 1);\n  });\n};`,
    says: /a\.ts:4 .*a function that uses it is not asynchronous/,
  },
  {
    title: 'a sum that would be read before the wait',
    form: 'map',
    text: `${counter}export const handler = async (event) => {\n  if (event.put) { hits.set(event.put, 1); return 0; }\n  let sum = 0;\n  for (const key of event.keys) sum += hits.get(key) ?? 0;\n  sum += hits.get('all');\n  return sum;\n};`,
    says: /a\.ts:5 .*`sum` would be read before the wait and written after it/,
  },
  {
    title: 'a call that nobody waits for',
    form: 'scalar',
    text: `let sent = 0;\nasync function note() {\n  sent += 1;\n}\nexport const handler = async () => {\n  note();\n};`,
    says: /a\.ts:6 .*nobody waits for this call/,
  },
  {
    title: 'an array that is changed in the middle',
    form: 'array',
    text: `const jobs: string[] = [];\nexport const handler = async (event) => {\n  if (event.job) { jobs.push(event.job); return; }\n  jobs.splice(event.at, 1);\n};`,
    says: /a\.ts:4 .*it is changed in the middle/,
  },
  {
    title: 'pushes that are not all cut',
    form: 'array',
    text: `const log: string[] = [];\nexport async function note(line: string) {\n  log.push(line);\n  if (log.length > 100) log.shift();\n}\nexport async function shout(line: string) {\n  log.push(line);\n}`,
    says: /a\.ts:1 .*not every push is cut to the same length/,
  },
  {
    title: 'a path into an entry that is written',
    form: 'object',
    text: `const users: Record<string, { name: string }> = {};\nexport const handler = async (event) => {\n  if (event.put) { users[event.id] = { name: '' }; return; }\n  users[event.id].name = event.name;\n};`,
    says: /a\.ts:4 .*`users\[event\.id\]\.name = event\.name` may change/,
  },
  {
    title: 'an object with fields of its own',
    form: 'object',
    text: `const state: Record<string, number> = {};\nexport const handler = async (event) => { state[event.id] = 1; return state.total; };`,
    says: /a\.ts:2 .*`state\.total` is not understood/,
  },
  {
    title: 'a counter that does not begin at zero',
    form: 'scalar',
    text: `let left = 100;\nexport const handler = async (event) => {\n  if (event.show) return left;\n  left--;\n};`,
    says: /a\.ts:1 .*a counter begins at 0/,
  },
  {
    title: 'a role whose entries have to end',
    form: 'map',
    text: `${counter}export const handler = async (event) => { hits.set(event.key, 1); };`,
    options: { role: 'session' },
    says: /a\.ts:1 .*has to end, and nothing says when: add --ttl/,
  },
  {
    title: 'what Redis may lose',
    form: 'map',
    text: `${counter}export const handler = async (event) => { hits.set(event.key, 1); };`,
    options: { role: 'auth' },
    says: /a\.ts:1 .*Redis may lose auth: use --to=dynamodb/,
  },
  {
    title: 'a record that goes to callers',
    form: 'map',
    text: `const links = new Map<string, { clicks: number }>();\nexport async function keep(id: string) { links.set(id, { clicks: 0 }); }\nexport async function linkOf(id: string) {\n  return links.get(id);\n}`,
    says: /a\.ts:4 .*`return links\.get\(id\);` may change or keep/,
  },
  {
    title: 'a record that is changed after it was stored',
    form: 'map',
    text: `const links = new Map<string, { clicks: number }>();\nexport const handler = async (event) => {\n  const link = { clicks: 0 };\n  links.set(event.id, link);\n  link.clicks += 1;\n};`,
    says: /a\.ts:5 .*`link\.clicks \+= 1` may change or keep/,
  },
  {
    title: 'a record that is changed as a part of something else',
    form: 'map',
    text: `const links = new Map<string, { clicks: number }>();\nexport const handler = async (event) => {\n  if (event.put) { links.set(event.id, { clicks: 0 }); return; }\n  const found = { link: links.get(event.id) };\n  found.link.clicks += 1;\n};`,
    says: /a\.ts:5 .*`found\.link\.clicks \+= 1` may change or keep/,
  },
  {
    title: 'an array under another name',
    form: 'array',
    text: `const names: string[] = [];\nexport const handler = async (event) => {\n  if (event.name) { names.push(event.name); return; }\n  const all = names;\n  all.push('x');\n};`,
    says: /a\.ts:5 .*`all\.push\('x'\)` may change or keep/,
  },
  {
    title: 'a loop over what may grow meanwhile',
    form: 'array',
    text: `const names: string[] = [];\nexport const handler = async (event) => {\n  if (event.name) { names.push(event.name); return; }\n  for (const name of names) await fetch(name);\n};`,
    says: /a\.ts:4 .*gone through while it may grow/,
  },
  {
    title: 'an asynchronous callback that nobody waits for',
    form: 'map',
    text: `${counter}export const handler = async (event) => {\n  event.keys.forEach(async (key) => {\n    hits.set(key, 1);\n  });\n};`,
    says: /a\.ts:4 .*what calls the function does not wait for it/,
  },
  {
    title: 'keys of which nothing is known',
    form: 'map',
    text: `const hits = new Map();\nexport const handler = async (event) => { hits.set(event, 1); };`,
    says: /a\.ts:1 .*nothing says that its keys are strings or numbers: add --store=hits/,
  },
  {
    title: 'the state of a browser',
    form: 'map',
    text: `'use client';\n${counter}export const handler = async (event) => { hits.set(event.key, 1); };`,
    says: /a\.ts:2 .*it is the state of a browser/,
  },
  {
    title: 'what runs at the edge',
    form: 'map',
    text: `${counter}export const runtime = 'edge';\nexport async function POST() { hits.set('a', 1); }`,
    says: /a\.ts:1 .*from the edge/,
  },
  {
    title: 'a file in which the name of the collection is taken',
    form: 'map',
    text: `import { sharedMap } from './maps.js';\n${counter}export const handler = async (event) => { hits.set(event.key, sharedMap.size); };`,
    says: /a\.ts:2 .*`sharedMap` is the name of something else here/,
  },
  {
    title: 'a place that is worked out before the wait',
    form: 'map',
    text: `${counter}export const handler = async (event) => {\n  if (event.put) { hits.set(event.put, 1); return []; }\n  const rows = [];\n  let next = 0;\n  for (const key of event.keys) rows[next++] = hits.get(key) ?? 0;\n  return rows;\n};`,
    says: /a\.ts:6 .*`rows\[next\+\+\]` would be read before the wait/,
  },
  {
    title: 'a lock',
    form: 'set',
    text: `const running = new Set<string>();\nexport const handler = async (event) => {\n  if (running.has(event.id)) return 409;\n  running.add(event.id);\n  try {\n    await fetch(event.url);\n  } finally {\n    running.delete(event.id);\n  }\n};`,
    says: /a\.ts:8 .*it is a lock/,
  },
  {
    title: 'a file that does not parse',
    form: 'map',
    text: 'const hits = new Map<;',
    says: /a\.ts stays as it is: it does not parse/,
  },
];

describe('left as it is', () => {
  it.each(CASES.map((one) => [one.title, one] as const))(
    '%s',
    (_, { form, text, says, options, path = 'src/a.ts' }) => {
      const ran = run(form, path, text, options);
      expect(ran.said.join('\n')).toMatch(says);
      expect(ran.text).toBeUndefined();
    },
  );
});

describe('stores', () => {
  const two = `const a = new Map<string, number>();\nconst b = new Map<string, number>();\nexport const handler = async (event) => {\n  if (event.a) a.set(event.key, 1);\n  else b.set(event.key, 1);\n};`;

  it('are those that are named', () => {
    const { text, said } = run('map', 'src/a.ts', two, { store: 'b' });
    expect(text).toContain("const b = sharedMap<number>('a.b');");
    expect(text).toContain('const a = new Map<string, number>();');
    expect(said).toHaveLength(1);
  });

  it('are several where several are named', () => {
    const { text } = run('map', 'src/a.ts', two, { store: ['a', 'b'] });
    expect(text?.match(/sharedMap</g)).toHaveLength(2);
  });

  it('that nothing writes are constants, and nothing is said of them', () => {
    const { text, said } = run(
      'map',
      'src/a.ts',
      `const none = new Map<string, number>();\nexport const handler = async () => none.get('a');`,
    );
    expect(text).toBeUndefined();
    expect(said).toEqual([]);
  });
});

it('leaves the stores of tests alone unless they are named', () => {
  const text = `${counter}export const handler = async (event) => { hits.set(event.key, 1); };`;
  expect(run('map', 'src/a.test.ts', text)).toEqual({ text: undefined, said: [] });
  expect(run('map', 'src/a.test.ts', text, { store: 'hits' }).text).toContain('sharedMap');
});

it('reads TSX by the end of its name, whatever the parser that is asked for', () => {
  const text = `const hits = new Map<string, number>();\nexport async function Page() {\n  hits.set('page', (hits.get('page') ?? 0) + 1);\n  return <p>hello</p>;\n}`;
  expect(run('map', 'app/page.tsx', text).text).toContain("await hits.increment('page')");
});

it.each([
  [{ to: 'mysql' }, /--to="?mysql"?: write --to=redis or --to=dynamodb/],
  [{ role: 'chef' }, /--role="?chef"?: write one of session,/],
  [{ ttl: 'soon' }, /--ttl="?soon"?: write it as 500ms/],
])('says what is wrong with %o', (options, message) => {
  expect(() => run('map', 'src/a.ts', 'const a = 1;', options)).toThrow(message);
});
