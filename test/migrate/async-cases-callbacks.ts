import type { Case } from './async-case.js';

export const callbacks: readonly Case[] = [
  {
    name: 'map that reads asks for all together',
    before: `export function all(ks: string[]) {
  const found = ks.map((k) => users.get(k));
  return found.length;
}`,
    after: `export async function all(ks: string[]) {
  const found = await Promise.all(ks.map((k) => users.get(k)));
  return found.length;
}`,
  },
  {
    name: 'map that does more with what it reads',
    before: `export const names = (ks: string[]) => ks.map((k) => users.get(k).name).join(',');`,
    after: `export const names = async (ks: string[]) => (await Promise.all(ks.map(async (k) => (await users.get(k)).name))).join(',');`,
  },
  {
    name: 'map with a body, returned',
    before: `export function names(ks: string[]): string[] {
  return ks.map((k) => {
    const user = users.get(k);
    return user.name;
  });
}`,
    after: `export async function names(ks: string[]): Promise<string[]> {
  return Promise.all(ks.map(async (k) => {
    const user = await users.get(k);
    return user.name;
  }));
}`,
  },
  {
    name: 'map with the name of a function',
    before: `function nameOf(k: string) { return users.get(k).name; }
export function names(ks: string[]) { const all = ks.map(nameOf); return all.join(); }`,
    after: `async function nameOf(k: string) { return (await users.get(k)).name; }
export async function names(ks: string[]) { const all = await Promise.all(ks.map(nameOf)); return all.join(); }`,
  },
  {
    name: 'map that writes goes one after the other',
    before: `export function addAll(ks: string[]) {
  const sums = ks.map((k) => add(k));
  return sums;
}
function add(k: string): number {
  counts.set(k, 1);
  return 1;
}`,
    after: `export async function addAll(ks: string[]) {
  const sums: number[] = [];
  for (const k of ks) sums.push(await add(k));
  return sums;
}
async function add(k: string): Promise<number> {
  await counts.set(k, 1);
  return 1;
}`,
  },
  {
    name: 'map that writes, with a body, returned',
    before: `export function addAll(ks: string[]) {
  return ks.map((k) => {
    counts.set(k, 1);
    return k.length;
  });
}`,
    after: `export async function addAll(ks: string[]) {
  const results: number[] = [];
  for (const k of ks) {
    counts.set(k, 1);
    results.push(k.length);
  }
  return results;
}`.replace('counts.set', 'await counts.set'),
  },
  {
    name: 'map that changes what is outside goes one after the other',
    before: `export function numbered(ks: string[]) {
  let n = 0;
  const all = ks.map((k) => users.get(k).name + n++);
  return all;
}`,
    after: `export async function numbered(ks: string[]) {
  let n = 0;
  const all: string[] = [];
  for (const k of ks) all.push((await users.get(k)).name + n++);
  return all;
}`,
  },
  {
    name: 'map that writes in the middle of something else',
    before: `declare function send(all: void[]): void;
export function f(ks: string[]) { send(ks.map((k) => counts.set(k, 1))); }`,
    refused: 'SYNC_CALLBACK',
    pasted:
      'const results = [];\nfor (const item of ks) {\n  results.push(await (async (k) => counts.set(k, 1))(item));\n}',
  },
  {
    name: 'pairs stay pairs',
    before: `export const table = (ks: string[]) => new Map(ks.map((k) => [k, counts.get(k)]));`,
    after: `export const table = async (ks: string[]) => new Map(await Promise.all(ks.map(async (k) => [k, await counts.get(k)] as const)));`,
  },
  {
    name: 'Array.from with a callback',
    before: `export const all = (ks: Set<string>) => Array.from(ks, (k) => counts.get(k)).length;`,
    after: `export const all = async (ks: Set<string>) => (await Promise.all(Array.from(ks, (k) => counts.get(k)))).length;`,
  },
  {
    name: 'flatMap',
    before: `export const tags = (ks: string[]) => ks.flatMap((k) => users.get(k).tags);`,
    after: `export const tags = async (ks: string[]) => (await Promise.all(ks.map(async (k) => (await users.get(k)).tags))).flat();`,
  },
  {
    name: 'filter',
    before: `export const known = (ks: string[]) => ks.filter((k) => users.has(k)).map((k) => k.length);`,
    after: `export const known = async (ks: string[]) => (await Promise.all(ks.map(async (k) => ((await users.has(k)) ? [k] : [])))).flat().map((k) => k.length);`,
  },
  {
    name: 'filter by more than the wait',
    before: `export const known = (ks: string[]) => ks.filter((k) => k !== '' && !users.has(k));`,
    after: `export const known = async (ks: string[]) => (await Promise.all(ks.map(async (k) => (k !== '' && !(await users.has(k)) ? [k] : [])))).flat();`,
  },
  {
    name: 'filter by the name of a function',
    before: `const isKnown = (k: string): boolean => users.has(k);
export const known = (ks: string[]) => ks.filter(isKnown);`,
    after: `const isKnown = async (k: string): Promise<boolean> => users.has(k);
export const known = async (ks: string[]) => (await Promise.all(ks.map(async (item) => ((await isKnown(item)) ? [item] : [])))).flat();`,
  },
  {
    name: 'filter and map one after the other',
    before: `export const sizes = (ks: string[]) => ks.filter((k) => users.has(k)).map((k) => counts.get(k));`,
    after: `export const sizes = async (ks: string[]) => Promise.all((await Promise.all(ks.map(async (k) => ((await users.has(k)) ? [k] : [])))).flat().map((k) => counts.get(k)));`,
  },
  {
    name: 'some, every, findIndex and find',
    before: `export const f = (ks: string[]) => [ks.some((k) => users.has(k)), ks.every((k) => !users.has(k)), ks.findIndex((k) => users.has(k)), ks.find((k) => users.has(k))];`,
    after: `export const f = async (ks: string[]) => [(await Promise.all(ks.map((k) => users.has(k)))).some(Boolean), (await Promise.all(ks.map(async (k) => !(await users.has(k))))).every(Boolean), (await Promise.all(ks.map((k) => users.has(k)))).findIndex(Boolean), (await Promise.all(ks.map(async (k) => ((await users.has(k)) ? [k] : [])))).flat()[0]];`,
    warned: 'MOVED_EVALUATION',
  },
  {
    name: 'some that writes',
    before: `export const f = (ks: string[]) => ks.some((k) => users.delete(k));`,
    refused: 'SYNC_CALLBACK',
    pasted:
      'let found = false;\nfor (const item of ks) {\n  if (await (async (k) => users.delete(k))(item)) {\n    found = true;\n    break;\n  }\n}',
  },
  {
    name: 'forEach with an expression',
    before: `export function reset(ks: string[]) {
  ks.forEach((k) => counts.set(k, 0));
}`,
    after: `export async function reset(ks: string[]) {
  for (const k of ks) await counts.set(k, 0);
}`,
  },
  {
    name: 'forEach with a body, its returns and its index',
    before: `export function reset(ks: string[]) {
  ks.forEach((k, i) => {
    if (!k) return;
    if (i > 3) return counts.set(k, 1);
    counts.set(k, i); // all
  });
}`,
    after: `export async function reset(ks: string[]) {
  for (const [i, k] of ks.entries()) {
    if (!k) continue;
    if (i > 3) { await counts.set(k, 1); continue; }
    await counts.set(k, i); // all
  }
}`,
  },
  {
    name: 'forEach with a return inside of another loop',
    before: `export function reset(ks: string[]) {
  ks.forEach((k) => {
    for (const c of k) if (c === 'x') return;
    counts.set(k, 1);
  });
}`,
    after: `export async function reset(ks: string[]) {
  each: for (const k of ks) {
    for (const c of k) if (c === 'x') continue each;
    await counts.set(k, 1);
  }
}`,
  },
  {
    name: 'forEach as the body of an arrow function',
    before: `export const reset = (ks: string[]) => ks.forEach((k) => { counts.set(k, 0); });
export const clear = (ks: string[]) => ks.forEach((k) => counts.delete(k));`,
    after: `export const reset = async (ks: string[]) => { for (const k of ks) { await counts.set(k, 0); } };
export const clear = async (ks: string[]) => { for (const k of ks) await counts.delete(k); };`,
  },
  {
    name: 'forEach of what may be missing, of a Map and of a Set',
    before: `export function f(ks: string[] | undefined, m: Map<string, number>, s: Set<string>) {
  ks?.forEach((k) => counts.set(k, 0));
  m.forEach((n, k) => counts.set(k, n));
  m.forEach((n) => counts.set('a', n));
  s.forEach((k) => counts.set(k, 0));
}`,
    after: `export async function f(ks: string[] | undefined, m: Map<string, number>, s: Set<string>) {
  for (const k of (ks ?? [])) await counts.set(k, 0);
  for (const [k, n] of m) await counts.set(k, n);
  for (const n of m.values()) await counts.set('a', n);
  for (const k of s) await counts.set(k, 0);
}`,
  },
  {
    name: 'forEach with a destructured element',
    before: `export function f(rows: { id: string }[]) { rows.forEach(({ id }: { id: string }) => { counts.set(id, 1); }); }`,
    after: `export async function f(rows: { id: string }[]) { for (const { id } of rows) { await counts.set(id, 1); } }`,
  },
  {
    name: 'forEach with the name of a function',
    before: `const save = (k: string) => { counts.set(k, 1); };
export function f(ks: string[]) { ks.forEach(save); }`,
    after: `const save = async (k: string) => { await counts.set(k, 1); };
export async function f(ks: string[]) { for (const item of ks) await save(item); }`,
  },
  {
    name: 'forEach that adds to a local sum',
    before: `export function sum(ks: string[]) {
  let total = 0;
  ks.forEach((k) => { total += counts.get(k); });
  return total;
}`,
    after: `export async function sum(ks: string[]) {
  let total = 0;
  for (const k of ks) { total += await counts.get(k); }
  return total;
}`,
  },
  {
    name: 'forEach within forEach',
    before: `export function f(rows: string[][]) {
  rows.forEach((ks) => {
    ks.forEach((k) => counts.set(k, 0));
  });
}`,
    after: `export async function f(rows: string[][]) {
  for (const ks of rows) {
    for (const k of ks) await counts.set(k, 0);
  }
}`,
  },
  {
    name: 'forEach with this',
    before: `export function f(ks: string[]) { ks.forEach(function (this: void, k) { counts.set(k, Number(this)); }); }`,
    refused: 'SYNC_CALLBACK',
  },
  {
    name: 'reduce with an expression',
    before: `export function sum(ks: string[]) {
  const total = ks.reduce((sum, k) => sum + counts.get(k), 0);
  return total;
}
export function product(ks: string[]) {
  return ks.reduce((all, k) => all * counts.get(k), 1);
}`,
    after: `export async function sum(ks: string[]) {
  let sum: number = 0;
  for (const k of ks) sum = sum + (await counts.get(k));
  const total = sum;
  return total;
}
export async function product(ks: string[]) {
  let all: number = 1;
  for (const k of ks) all = all * (await counts.get(k));
  return all;
}`,
  },
  {
    name: 'sort reads before it compares',
    before: `export function ranked(ks: string[]) {
  ks.sort((a, b) => counts.get(b) - counts.get(a));
  return ks;
}`,
    after: `export async function ranked(ks: string[]) {
  const ranks = new Map(await Promise.all(ks.map(async (item) => [item, await counts.get(item)] as const)));
  ks.sort((a, b) => ranks.get(b)! - ranks.get(a)!);
  return ks;
}`,
  },
  {
    name: 'a comparator that asks for something else',
    before: `export const ranked = (ks: string[]) => [...ks].toSorted((a, b) => counts.get(a) - counts.get(b));`,
    refused: 'SYNC_CALLBACK',
  },
  {
    name: 'replace with a callback',
    before: `export const fill = (text: string) => text.replace(/\\w+/g, (word) => users.get(word).name);`,
    refused: 'SYNC_CALLBACK',
    pasted: `const found = [...text.matchAll(/\\w+/g)];
const texts = await Promise.all(found.map((match) => ((word) => users.get(word).name)(...match)));
text.replace(/\\w+/g, () => texts.shift() ?? '')`,
  },
  {
    name: 'what is waited for together already',
    before: `export async function f(ks: string[]) { return Promise.all(ks.map((k) => users.get(k).name)); }`,
    after: `export async function f(ks: string[]) { return Promise.all(ks.map(async (k) => (await users.get(k)).name)); }`,
  },
  {
    name: 'in JavaScript, where nothing is known of the list',
    file: 'main.js',
    before: `export function f(body) {
  body.ids.forEach(id => {
    counts.set(id, 1)
  })
  return body.ids.map(id => counts.get(id))
}`,
    after: `export async function f(body) {
  for (const id of body.ids) {
    await counts.set(id, 1)
  }
  return Promise.all(body.ids.map(id => counts.get(id)))
}`,
  },
  {
    name: 'a loop over the store',
    before: `export function f() { for (const user of users.values()) { if (!user) continue; user.touch(); } for (const tag of users.get('a').tags) tag.trim(); }`,
    after: `export async function f() { for await (const user of users.values()) { if (!user) continue; user.touch(); } for (const tag of (await users.get('a')).tags) tag.trim(); }`,
  },
  {
    name: 'a spread of the store',
    before: `export function f() { return [...users.values()]; }`,
    refused: 'UNKNOWN_USE',
  },
];
