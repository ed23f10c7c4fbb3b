import type { Case } from './async-case.js';

export const expressions: readonly Case[] = [
  {
    name: 'a property of what is waited for',
    before: `export function nameOf(k: string) { return users.get(k).name; }`,
    after: `export async function nameOf(k: string) { return (await users.get(k)).name; }`,
  },
  {
    name: 'a non-null assertion',
    before: `export function nameOf(k: string) { return found.get(k)!.name; }`,
    after: `export async function nameOf(k: string) { return (await found.get(k))!.name; }`,
  },
  {
    name: 'an optional property of what is waited for',
    before: `export function nameOf(k: string) { return found.get(k)?.name; }`,
    after: `export async function nameOf(k: string) { return (await found.get(k))?.name; }`,
  },
  {
    name: 'an optional chain goes on behind the await',
    before: `export function nameOf(m: typeof users | undefined, k: string) { return lookup(m)?.(k).name; }
function lookup(m: typeof users | undefined) { return m && ((k: string) => users.get(k)); }`,
    after: `export async function nameOf(m: typeof users | undefined, k: string) { return (await lookup(m)?.(k))?.name; }
function lookup(m: typeof users | undefined) { return m && (async (k: string) => users.get(k)); }`,
  },
  {
    name: 'an optional chain goes on with an index, a call and an assertion',
    before: `interface Books { find(k: string): User }
const books: Books = { find: (k) => users.get(k) };
export function f(b: Books | undefined, k: string) {
  return [b?.find(k).tags[0], b?.find(k).greet(), b?.find(k)['name'], b?.find(k)!.name];
}
export const use = () => books.find('a');`,
    after: `interface Books { find(k: string): Promise<User> }
const books: Books = { find: async (k) => users.get(k) };
export async function f(b: Books | undefined, k: string) {
  return [(await b?.find(k))?.tags[0], (await b?.find(k))?.greet(), (await b?.find(k))?.['name'], (await b?.find(k))?.name];
}
export const use = async () => books.find('a');`,
  },
  {
    name: 'conditions',
    before: `export function f(k: string) {
  if (!users.has(k)) return 1;
  while (users.has(k)) users.delete(k);
  switch (counts.get(k)) { case 1: return 2; }
  return users.has(k) ? 3 : 4;
}`,
    after: `export async function f(k: string) {
  if (!(await users.has(k))) return 1;
  while (await users.has(k)) await users.delete(k);
  switch (await counts.get(k)) { case 1: return 2; }
  return (await users.has(k)) ? 3 : 4;
}`,
  },
  {
    name: 'places that take anything',
    before:
      'declare const res: { json(v: unknown): void };\nexport function f(k: string) { res.json({ v: users.get(k) }); return [`${counts.get(k)}`, JSON.stringify(users.get(k)), typeof users.get(k), Boolean(users.get(k)), Array.isArray(users.get(k))]; }',
    after:
      'declare const res: { json(v: unknown): void };\nexport async function f(k: string) { res.json({ v: await users.get(k) }); return [`${await counts.get(k)}`, JSON.stringify(await users.get(k)), typeof (await users.get(k)), Boolean(await users.get(k)), Array.isArray(await users.get(k))]; }',
  },
  {
    name: 'operators',
    before: `export const f = (k: string) => [counts.get(k) ** 2, -counts.get(k), 1 + counts.get(k), ...users.get(k).tags];`,
    after: `export const f = async (k: string) => [(await counts.get(k)) ** 2, -(await counts.get(k)), 1 + (await counts.get(k)), ...(await users.get(k)).tags];`,
  },
  {
    name: 'short circuits stay where they are',
    before: `declare const a: () => boolean; declare const b: () => User;
export const f = (k: string) => (a() && users.get(k)) || b();`,
    after: `declare const a: () => boolean; declare const b: () => User;
export const f = async (k: string) => (a() && (await users.get(k))) || b();`,
  },
  {
    name: 'arguments keep their order',
    before: `declare function g(...all: unknown[]): void; declare const x: () => number;
export function f(k: string) { g(x(), users.get(k), x(), users.get(users.get(k).name)); }`,
    after: `declare function g(...all: unknown[]): void; declare const x: () => number;
export async function f(k: string) { g(x(), await users.get(k), x(), await users.get((await users.get(k)).name)); }`,
  },
  {
    name: 'the callee, the tag and the class that is extended',
    file: 'main.js',
    before: `export function f(k) { users.get(k)(); new (users.get(k))(); users.get(k)\`t\`; class A extends users.get(k) {} return A; }`,
    after: `export async function f(k) { (await users.get(k))(); new (await users.get(k))(); (await users.get(k))\`t\`; class A extends (await users.get(k)) {} return A; }`,
  },
  {
    name: 'parentheses that are there are used',
    before: `export function f(k: string) { return (users.get(k)).name; }`,
    after: `export async function f(k: string) { return (await users.get(k)).name; }`,
  },
  {
    name: 'a type assertion',
    before: `export function f(k: string) { const u = users.get(k) as { name: string }; return u.name; }`,
    after: `export async function f(k: string) { const u = (await users.get(k)) as { name: string }; return u.name; }`,
  },
  {
    name: 'a line that begins with a parenthesis is kept apart',
    before: `export function f(k: string) {
  const x = 1
  users.get(k).touch()
  if (x)
    users.get(k).touch()
  {
    users.get(k).touch()
  }
  users.get(k).touch()
  return x
}`,
    after: `export async function f(k: string) {
  const x = 1
  ;(await users.get(k)).touch()
  if (x)
    (await users.get(k)).touch()
  {
    (await users.get(k)).touch()
  }
  (await users.get(k)).touch()
  return x
}`,
  },
  {
    name: 'after a function without a semicolon',
    before: `export function f(k: string) {
  const g = () => {}
  users.get(k).touch()
  g()
}`,
    after: `export async function f(k: string) {
  const g = () => {}
  ;(await users.get(k)).touch()
  g()
}`,
  },
  {
    name: 'no semicolon where there is one',
    before: `export function f(k: string) {
  const x = 1;
  users.get(k).touch();
  return x;
}`,
    after: `export async function f(k: string) {
  const x = 1;
  (await users.get(k)).touch();
  return x;
}`,
  },
  {
    name: 'a property becomes a call',
    before: `export const f = () => users.size + 1;
export const g = () => users.size.toFixed();
export const h = () => users.size;`,
    after: `export const f = async () => (await users.size()) + 1;
export const g = async () => (await users.size()).toFixed();
export const h = async () => users.size();`,
  },
  {
    name: 'a sum over what is shared is hoisted',
    before: `let total = 0;
export function add(k: string) {
  total += counts.get(k);
  return total;
}`,
    after: `let total = 0;
export async function add(k: string) {
  const count = await counts.get(k);
  total += count;
  return total;
}`,
  },
  {
    name: 'a sum with more in it is hoisted as a whole',
    before: `const sums = { all: 0 };
export function add(k: string) {
  sums.all += 2 * counts.get(k)
  return sums
}`,
    after: `const sums = { all: 0 };
export async function add(k: string) {
  const value = 2 * (await counts.get(k))
  sums.all += value
  return sums
}`,
  },
  {
    name: 'a place that is read again before the wait',
    before: `const sums = { all: 0 };
export function add(k: string) {
  sums.all = sums.all + counts.get(k);
}`,
    after: `const sums = { all: 0 };
export async function add(k: string) {
  const count = await counts.get(k);
  sums.all = sums.all + count;
}`,
  },
  {
    name: 'a shared list that grows',
    before: `const list: number[] = []; let i = 0;
export function add(k: string) {
  list[i++] = counts.get(k);
}`,
    after: `const list: number[] = []; let i = 0;
export async function add(k: string) {
  const count = await counts.get(k);
  list[i++] = count;
}`,
  },
  {
    name: 'what a call changes itself was read before it',
    before: `let total = 0;
function counted(k: string) { total++; return counts.get(k); }
export function add(k: string) { total = Math.max(total, counted(k)); }`,
    refused: 'UNKNOWN_USE',
  },
  {
    name: 'a hoisted line without a block gets one',
    before: `let total = 0;
export function add(k: string) {
  if (k) total += counts.get(k);
  else total = 1;
}`,
    after: `let total = 0;
export async function add(k: string) {
  if (k) { const count = await counts.get(k); total += count; }
  else total = 1;
}`,
  },
  {
    name: 'a local variable is nobody else’s',
    before: `export function sum(ks: string[]) {
  let total = 0;
  for (const k of ks) total += counts.get(k);
  return total;
}`,
    after: `export async function sum(ks: string[]) {
  let total = 0;
  for (const k of ks) total += await counts.get(k);
  return total;
}`,
  },
  {
    name: 'a local variable that a closure can reach is not',
    before: `export function sum(k: string) {
  let total = 0;
  const reset = () => { total = 0; };
  total += counts.get(k);
  return { total, reset };
}`,
    after: `export async function sum(k: string) {
  let total = 0;
  const reset = () => { total = 0; };
  const count = await counts.get(k);
  total += count;
  return { total, reset };
}`,
  },
  {
    name: 'a name that is taken is not taken again',
    before: `let total = 0;
export function add(k: string, count: number) {
  total += counts.get(k);
  return count;
}`,
    after: `let total = 0;
export async function add(k: string, count: number) {
  const value = await counts.get(k);
  total += value;
  return count;
}`,
  },
  {
    name: 'a shared sum inside of an expression',
    before: `let total = 0;
export function add(k: string) { return (total += counts.get(k)); }`,
    refused: 'UNKNOWN_USE',
  },
  {
    name: 'what is waited for already',
    before: `export async function f(k: string) { return (await users.get(k)).name + users.get(k).name; }`,
    after: `export async function f(k: string) { return (await users.get(k)).name + (await users.get(k)).name; }`,
  },
  {
    name: 'what is waited for together',
    before: `export async function f(a: string, b: string) { return Promise.all([users.get(a), users.get(b)]); }`,
    after: `export async function f(a: string, b: string) { return Promise.all([users.get(a), users.get(b)]); }`,
  },
  {
    name: 'only the store itself, whatever else has its name',
    before: `export function f(k: string) {
  const users = new Map([['a', 1]]);
  return users.get(k);
}
export const g = (x: { users: Map<string, number> }, k: string) => x.users.get(k);
export const h = (users: Map<string, number>) => users.get('a');`,
    after: `export function f(k: string) {
  const users = new Map([['a', 1]]);
  return users.get(k);
}
export const g = (x: { users: Map<string, number> }, k: string) => x.users.get(k);
export const h = (users: Map<string, number>) => users.get('a');`,
  },
  {
    name: 'the store where a local has its name elsewhere',
    before: `export function f(k: string) {
  { const users = new Map([['a', 1]]); users.get(k); }
  return users.get(k).name;
}`,
    after: `export async function f(k: string) {
  { const users = new Map([['a', 1]]); users.get(k); }
  return (await users.get(k)).name;
}`,
  },
  {
    name: 'line ends, tabs and comments stay',
    before:
      '\uFEFFlet total = 0;\r\nexport function add(k: string) { // adds\r\n\ttotal += counts.get(k); // one\r\n\treturn users.get(k) /* who */ .name;\r\n}\r\n',
    after:
      '\uFEFFlet total = 0;\r\nexport async function add(k: string) { // adds\r\n\tconst count = await counts.get(k);\r\n\ttotal += count; // one\r\n\treturn (await users.get(k)) /* who */ .name;\r\n}\r\n',
  },
];
