import { beforeAll, describe, expect, it } from 'vitest';
import { withAdapterTypes } from '../../src/migrate/checks/adapter-types.js';
import { forgottenPromises } from '../../src/migrate/checks/promises.js';
import { openCode, type CodeSource } from '../../src/migrate/code.js';
import { expectBuilt } from '../house/sources.js';
import { project } from './projects.js';

const HEAD = `import { sharedMap, sharedCounter } from '@coldstate/adapters/redis';
interface User { name: string; n: number }
const m = sharedMap<User>('m', { layout: 'collection' });
const n = sharedMap<number>('n');
const seen = sharedCounter('seen');
declare const res: { json(body: any): void; send(body: unknown): void };
declare function log(...values: unknown[]): void;
declare function memo<T>(value: T): string;
declare const ctx: { waitUntil(work: unknown): void };
declare function expect<T>(actual: T): { toBe(value: unknown): void; resolves: { toBe(value: unknown): Promise<void> } };
`;

/** Of 'body' in an async function; \`IN\` splits what stands beside it. */
const FORGOTTEN: Record<string, string> = {
  'a negation': 'if (!m.has(k)) return;',
  'a condition': 'if (m.has(k)) return;',
  'a loop condition': 'while (m.has(k)) break;',
  'a condition at the end of a loop': 'do { k += 1; } while (m.has(k));',
  'a conditional expression': 'log(m.has(k) ? 1 : 2);',
  'the left of &&': 'return m.has(k) && k;',
  'the left of ||': 'return m.get(k) || k;',
  'the left of ??': 'return m.get(k) ?? k;',
  'a switch': 'switch (n.get(k)) { case 1: return; }',
  'a template': 'return `${n.get(k)}`;',
  'a concatenation': "return 'n: ' + n.get(k);",
  'JSON.stringify': 'return JSON.stringify(m.get(k));',
  'a body that is any': 'res.json(m.get(k));',
  'a body that is unknown': 'res.send(m.get(k));',
  'an object in an answer': 'res.json({ user: m.get(k) });',
  'a shorthand in an answer': 'const user = m.get(k); res.json({ user });',
  'a log': 'log(m.get(k));',
  'Boolean()': 'return Boolean(m.get(k));',
  'String()': 'return String(m.get(k));',
  'Array.isArray()': 'return Array.isArray(m.get(k));',
  typeof: "return typeof m.get(k) === 'object';",
  'a comparison': 'return m.get(k) === undefined;',
  'a spread into an object': 'return { ...m.get(k) };',
  'a floating write': 'm.set(k, { name: k, n: 1 });',
  'a floating write in a branch': 'if (k) m.delete(k);',
  'a variable that is any': 'const user: any = m.get(k); return user.name;',
  'a variable that nobody reads': 'const done = seen.increment();',
  'a return inside of try': 'try { return m.get(k); } catch { return undefined; }',
  filter: 'return [k].filter((one) => m.has(one));',
  'an asynchronous filter': 'return [k].filter(async (one) => await m.has(one));',
  some: 'return [k].some((one) => m.has(one));',
  every: 'return [k].every(async (one) => !(await m.has(one)));',
  find: 'return [k].find((one) => m.has(one));',
  sort: 'return [k].sort(async (a, b) => ((await n.get(a)) ?? 0) - ((await n.get(b)) ?? 0));',
  forEach: '[k].forEach(async (one) => { await m.delete(one); });',
  'a named predicate': 'const isKnown = (one: string) => m.has(one); return [k].filter(isKnown);',
  replace: 'return k.replace(/x/, async (one) => (await m.get(one))?.name ?? one);',
  'a list that nobody waits for': 'return { users: [k].map((one) => m.get(one)) };',
  'an awaited list': 'return await [k].map((one) => m.get(one));',
  'a property of it': 'return m.get(k).name;',
  'a value handed on by a generic': 'return memo(m.get(k));',
  'an expectation': "expect(n.get('a')).toBe(1);",
  'a throw': 'throw m.get(k);',
  'a return that its type forbids':
    'function read(): User | undefined { return m.get(k) as never as Promise<User>; } return read();',
  'a comma': 'return m.delete(k), k;',
  'a returned any': 'const read = (): any => m.get(k); return read();',
};

const WAITED_FOR: Record<string, string> = {
  await: 'return (await m.get(k))?.name;',
  'a return': 'return m.get(k);',
  'a return of a function that is waited for': 'const read = () => m.get(k); return (await read())?.name;',
  'a return await inside of try': 'try { return await m.get(k); } catch { return undefined; }',
  'a return in a catch': 'try { log(k); } catch { return m.get(k); }',
  'Promise.all': 'return Promise.all([m.get(k), n.get(k)]);',
  'Promise.all over a list': 'return await Promise.all([k].map((one) => m.get(one)));',
  'Promise.allSettled of a variable': 'const all = [k].map((one) => m.get(one)); await Promise.allSettled(all);',
  'a variable': 'const user = m.get(k); return (await user)?.name;',
  void: 'void m.delete(k);',
  catch: 'm.delete(k).catch(log);',
  'then with two': 'm.delete(k).then(log, log);',
  'then and finally': 'return m.get(k).then((user) => user?.name).finally(() => log(k));',
  waitUntil: 'ctx.waitUntil(m.delete(k));',
  'Promise.resolve': 'return Promise.resolve(m.get(k));',
  'a promise that resolves with it': 'return new Promise<User | undefined>((resolve) => { resolve(m.get(k)); });',
  'a transaction': 'return m.transact(k, (cell) => cell.get()?.name);',
  'a promise that may not be there':
    'const running = new Map<string, Promise<User | undefined>>(); const one = running.get(k); if (!one) return; return await one;',
  'what is remembered while it runs':
    'const running = new Map<string, Promise<User | undefined>>(); running.set(k, m.get(k)); await running.get(k);',
  'for await': 'for await (const [key] of m.entries()) log(key);',
  'for await of the map': 'for await (const [key] of m) log(key);',
  'for of over promises': 'for (const one of [m.get(k)]) log(await one);',
  'a handler':
    "const on = (name: string, handler: () => void | Promise<void>) => { log(name, handler); }; on('x', async () => { await m.delete(k); });",
  'an expectation that waits': "await expect(n.get('a')).resolves.toBe(1);",
  'a reduce that waits':
    'return await [k].reduce(async (sum, one) => (await sum) + ((await n.get(one)) ?? 0), Promise.resolve(0));',
};

const ITERATED: Record<string, string> = {
  'for of': 'for (const one of m.values() as any) log(one); for (const one of m.values()) log(one);',
  'a spread': 'return [...m.values()];',
  'Array.from': 'return Array.from(m.keys());',
  'new Map': 'return new Map(m);',
};

const cases = [FORGOTTEN, WAITED_FOR, ITERATED].flatMap((group) => Object.entries(group));
const fileOf = (name: string): string => `src/${name.replace(/\W+/g, '-')}.ts`;

describe('the promise audit', () => {
  let found: Map<string, string[]>;

  beforeAll(() => {
    expectBuilt();
    const root = project({ 'package.json': '{}' });
    const texts = new Map(
      cases.map(([name, body]) => [
        fileOf(name),
        `${HEAD}export async function f(k: string): Promise<unknown> {\n${body}\nreturn;\n}\n`,
      ]),
    );
    const source: CodeSource = {
      root,
      files: [...texts.keys()],
      read: (file) => texts.get(file),
      resolve: () => undefined,
    };
    const all = forgottenPromises(openCode(withAdapterTypes(source)));
    found = new Map(
      [...texts.keys()].map((file) => [file, all.filter((one) => one.file === file).map(({ why }) => why)]),
    );
  }, 60_000);

  it.each(Object.entries(FORGOTTEN))('finds %s', (name) => {
    expect(found.get(fileOf(name))).toHaveLength(1);
  });

  it.each(Object.entries(ITERATED))('finds what is iterated over without waiting: %s', (name) => {
    expect(found.get(fileOf(name))).toContainEqual(
      expect.stringContaining('is iterated over without waiting') as string,
    );
  });

  it.each(Object.entries(WAITED_FOR))('lets pass %s', (name) => {
    expect(found.get(fileOf(name))).toEqual([]);
  });

  it('says what happens instead', () => {
    expect(Object.fromEntries(Object.keys(FORGOTTEN).map((name) => [name, found.get(fileOf(name))?.[0]])))
      .toMatchInlineSnapshot(`
      {
        "Array.isArray()": "\`m.get(k)\` is handed to \`Array.isArray\`, which does not wait for it",
        "Boolean()": "\`m.get(k)\` is handed to \`Boolean\`, which does not wait for it",
        "JSON.stringify": "\`m.get(k)\` is handed to \`JSON.stringify\`, which does not wait for it",
        "String()": "\`m.get(k)\` is handed to \`String\`, which does not wait for it",
        "a body that is any": "\`m.get(k)\` is handed to \`res.json\`, which does not wait for it",
        "a body that is unknown": "\`m.get(k)\` is handed to \`res.send\`, which does not wait for it",
        "a comma": "\`m.delete(k)\` is started, and nobody waits for it",
        "a comparison": "\`m.get(k)\` is compared or calculated with before it is there",
        "a concatenation": "\`n.get(k)\` is compared or calculated with before it is there",
        "a condition": "\`m.has(k)\` is a promise, which is always true",
        "a condition at the end of a loop": "\`m.has(k)\` is a promise, which is always true",
        "a conditional expression": "\`m.has(k)\` is a promise, which is always true",
        "a floating write": "\`m.set(k, { name: k, n: 1 })\` is started, and nobody waits for it",
        "a floating write in a branch": "\`m.delete(k)\` is started, and nobody waits for it",
        "a list that nobody waits for": "\`[k].map((one) => m.get(one))\` is put into an object before it is there",
        "a log": "\`m.get(k)\` is handed to \`log\`, which does not wait for it",
        "a loop condition": "\`m.has(k)\` is a promise, which is always true",
        "a named predicate": "\`isKnown\` gives a promise, so \`filter\` keeps every element",
        "a negation": "\`m.has(k)\` is a promise, which is always true",
        "a property of it": "\`m.get(k)\` is asked for \`name\`, which a promise does not have",
        "a return inside of try": "\`m.get(k)\` is returned from a \`try\` that will not see it fail",
        "a return that its type forbids": "\`m.get(k)\` is returned by a function whose type says that it does not wait",
        "a returned any": "\`m.get(k)\` is returned as \`any\`, and nobody waits for it",
        "a shorthand in an answer": "\`user\` is put into an object before it is there",
        "a spread into an object": "\`m.get(k)\` is spread as a promise, which has no properties",
        "a switch": "\`n.get(k)\` is compared before it is there",
        "a template": "\`n.get(k)\` is written into a text as \`[object Promise]\`",
        "a throw": "\`m.get(k)\` is thrown as a promise",
        "a value handed on by a generic": "\`m.get(k)\` is handed to \`memo\`, which does not wait for it",
        "a variable that is any": "\`m.get(k)\` becomes \`any\`, and nobody waits for it",
        "a variable that nobody reads": "\`seen.increment()\` is started, and nobody waits for it",
        "an asynchronous filter": "\`async (one) => await m.has(one)\` gives a promise, so \`filter\` keeps every element",
        "an awaited list": "\`[k].map((one) => m.get(one))\` is a list: \`await\` does not wait for what is in it",
        "an expectation": "\`n.get('a')\` is compared before it is there",
        "an object in an answer": "\`m.get(k)\` is put into an object before it is there",
        "every": "\`async (one) => !(await m.has(one))\` gives a promise, so \`every\` is always true",
        "filter": "\`(one) => m.has(one)\` gives a promise, so \`filter\` keeps every element",
        "find": "\`(one) => m.has(one)\` gives a promise, so \`find\` finds the first element",
        "forEach": "\`async (one) => { await m.delete(one); }\` gives a promise, so \`forEach\` goes on before any of them is done",
        "replace": "\`async (one) => (await m.get(one))?.name ?? one\` gives a promise, so \`replace\` writes \`[object Promise]\`",
        "some": "\`(one) => m.has(one)\` gives a promise, so \`some\` is always true",
        "sort": "\`async (a, b) => ((await n.get(a)) ?? 0) - ((await n.get(b))…\` gives a promise, so \`sort\` does not sort",
        "the left of &&": "\`m.get(k)\` is a promise, which is always true",
        "the left of ??": "\`m.get(k)\` is a promise, which is always true",
        "the left of ||": "\`m.get(k)\` is a promise, which is always true",
        "typeof": "\`m.get(k)\` is asked for its type before it is there",
      }
    `);
  });
});
