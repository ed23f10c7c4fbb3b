import type { Case } from './async-case.js';

export const functions: readonly Case[] = [
  {
    name: 'callers across files, up to the last',
    before: {
      'store.ts': `export function nameOf(k: string): string { return users.get(k).name; }
export const unrelated = (k: string) => k;`,
      'service.ts': `import { nameOf as name, unrelated } from './store.js';
import * as all from './store.js';
export const greet = (k: string): string => \`Hello \${name(k)}\`;
export const greetAgain = (k: string): string => all.nameOf(k) + all['nameOf'](k) + unrelated(k);`,
      'main.ts': `import { greet } from './service.js';
export function run(k: string): void { greet(k); }`,
    },
    after: {
      'store.ts': `export async function nameOf(k: string): Promise<string> { return (await users.get(k)).name; }
export const unrelated = (k: string) => k;`,
      'service.ts': `import { nameOf as name, unrelated } from './store.js';
import * as all from './store.js';
export const greet = async (k: string): Promise<string> => \`Hello \${await name(k)}\`;
export const greetAgain = async (k: string): Promise<string> => (await all.nameOf(k)) + (await all['nameOf'](k)) + unrelated(k);`,
      'main.ts': `import { greet } from './service.js';
export async function run(k: string): Promise<void> { await greet(k); }`,
    },
  },
  {
    name: 'CommonJS, destructured and not',
    before: {
      'store.js': `function nameOf(k) { return users.get(k).name; }
exports.has = (k) => users.has(k);
module.exports.nameOf = nameOf;`,
      'main.js': `const { nameOf } = require('./store');
const store = require('./store');
module.exports = { run: (k) => nameOf(k) + store.nameOf(k), has(k) { return !store.has(k); } };`,
    },
    after: {
      'store.js': `async function nameOf(k) { return (await users.get(k)).name; }
exports.has = async (k) => users.has(k);
module.exports.nameOf = nameOf;`,
      'main.js': `const { nameOf } = require('./store');
const store = require('./store');
module.exports = { run: async (k) => (await nameOf(k)) + (await store.nameOf(k)), async has(k) { return !(await store.has(k)); } };`,
    },
  },
  {
    name: 'a class in CommonJS',
    before: {
      'cache.js': `class Cache {
  read(k) { return users.get(k); }
  static make() { return new Cache(); }
}
module.exports = Cache;`,
      'main.js': `const Cache = require('./cache');
const cache = new Cache();
exports.first = function () { return cache.read('a').name; };`,
    },
    after: {
      'cache.js': `class Cache {
  async read(k) { return users.get(k); }
  static make() { return new Cache(); }
}
module.exports = Cache;`,
      'main.js': `const Cache = require('./cache');
const cache = new Cache();
exports.first = async function () { return (await cache.read('a')).name; };`,
    },
  },
  {
    name: 're-exports and dynamic imports',
    before: {
      'store.ts': `export default function nameOf(k: string) { return users.get(k).name; }`,
      'index.ts': `export { default as nameOf } from './store.js';`,
      'main.ts': `export async function run(k: string) {
  const { nameOf } = await import('./index.js');
  return nameOf(k).length;
}`,
    },
    after: {
      'store.ts': `export default async function nameOf(k: string) { return (await users.get(k)).name; }`,
      'index.ts': `export { default as nameOf } from './store.js';`,
      'main.ts': `export async function run(k: string) {
  const { nameOf } = await import('./index.js');
  return (await nameOf(k)).length;
}`,
    },
  },
  {
    name: 'return types of every kind',
    before: `export function a(k: string): void { users.delete(k); }
export function b(k: string): string | undefined { return found.get(k)?.name; }
export function c(k: string): string[] { return users.get(k).tags; }
export function d(k: string): { n: number } { return users.get(k); }
export function e<T>(k: string, v: T): [T, User] { return [v, users.get(k)]; }
export class F { f(k: string): this { users.delete(k); return this; } }
export const g = function (k: string): User { return users.get(k); };`,
    after: `export async function a(k: string): Promise<void> { await users.delete(k); }
export async function b(k: string): Promise<string | undefined> { return (await found.get(k))?.name; }
export async function c(k: string): Promise<string[]> { return (await users.get(k)).tags; }
export async function d(k: string): Promise<{ n: number }> { return users.get(k); }
export async function e<T>(k: string, v: T): Promise<[T, User]> { return [v, await users.get(k)]; }
export class F { async f(k: string): Promise<this> { await users.delete(k); return this; } }
export const g = async function (k: string): Promise<User> { return users.get(k); };`,
  },
  {
    name: 'JSDoc',
    file: 'main.js',
    before: `/**
 * @param {string} k
 * @returns {string} the name
 */
export function nameOf(k) { return users.get(k).name; }
/** @return {number} */
export const sizeOf = (k) => counts.get(k);`,
    after: `/**
 * @param {string} k
 * @returns {Promise<string>} the name
 */
export async function nameOf(k) { return (await users.get(k)).name; }
/** @return {Promise<number>} */
export const sizeOf = async (k) => counts.get(k);`,
  },
  {
    name: 'ReturnType goes on to mean what is given',
    before: `export function load(k: string) { return users.get(k); }
export type Loaded = ReturnType<typeof load>;
export type Already = Awaited<ReturnType<typeof load>>;
export type Other = ReturnType<typeof Date.now>;`,
    after: `export async function load(k: string) { return users.get(k); }
export type Loaded = Awaited<ReturnType<typeof load>>;
export type Already = Awaited<ReturnType<typeof load>>;
export type Other = ReturnType<typeof Date.now>;`,
  },
  {
    name: 'every signature of an overloaded function',
    before: `export function read(k: string): User;
export function read(k: string, what: 'name'): string;
export function read(k: string, what?: 'name'): User | string { const user = users.get(k); return what ? user.name : user; }
export const use = () => read('a', 'name').length;`,
    after: `export async function read(k: string): Promise<User>;
export async function read(k: string, what: 'name'): Promise<string>;
export async function read(k: string, what?: 'name'): Promise<User | string> { const user = await users.get(k); return what ? user.name : user; }
export const use = async () => (await read('a', 'name')).length;`.replace(
      /async (function read\(k: string(?:, what: 'name')?\))/g,
      '$1',
    ),
  },
  {
    name: 'an interface and all that implement it',
    before: `interface Repository { load(k: string): User; readonly name: string }
class Stored implements Repository { name = 'stored'; load(k: string): User { return users.get(k); } }
class Fixed implements Repository { name = 'fixed'; constructor(private readonly user: User) {} load(): User { return this.user; } }
const literal: Repository = { name: 'literal', load: (k) => ({ ...new Stored().load(k) }) };
export const nameOf = (repository: Repository, k: string): string => repository.load(k).name;
export const all = [Stored, Fixed, literal];`,
    after: `interface Repository { load(k: string): Promise<User>; readonly name: string }
class Stored implements Repository { name = 'stored'; async load(k: string): Promise<User> { return users.get(k); } }
class Fixed implements Repository { name = 'fixed'; constructor(private readonly user: User) {} async load(): Promise<User> { return this.user; } }
const literal: Repository = { name: 'literal', load: async (k) => ({ ...(await new Stored().load(k)) }) };
export const nameOf = async (repository: Repository, k: string): Promise<string> => (await repository.load(k)).name;
export const all = [Stored, Fixed, literal];`,
  },
  {
    name: 'an abstract method and a property with a function type',
    before: `abstract class Base { abstract load(k: string): User; read: (k: string) => number = (k) => k.length; first() { return this.load('a').name; } }
export class One extends Base { load(k: string) { return users.get(k); } override read = (k: string) => counts.get(k); }
export const use = (base: Base) => base.read('a') + 1;`,
    after: `abstract class Base { abstract load(k: string): Promise<User>; read: (k: string) => Promise<number> = async (k) => k.length; async first() { return (await this.load('a')).name; } }
export class One extends Base { async load(k: string) { return users.get(k); } override read = async (k: string) => counts.get(k); }
export const use = async (base: Base) => (await base.read('a')) + 1;`,
  },
  {
    name: 'a function type and all that have it',
    before: `type Loader = (k: string) => User;
const load: Loader = (k) => users.get(k);
const make: Loader = (k) => ({ ...load(k), name: k });
export function withLoader(loader: Loader): string { return loader('a').name; }
export const run = () => withLoader(load) + withLoader(make);`,
    after: `type Loader = (k: string) => Promise<User>;
const load: Loader = async (k) => users.get(k);
const make: Loader = async (k) => ({ ...(await load(k)), name: k });
export async function withLoader(loader: Loader): Promise<string> { return (await loader('a')).name; }
export const run = async () => (await withLoader(load)) + (await withLoader(make));`,
  },
  {
    name: 'a function type that something from outside has too',
    before: `type Clock = () => number;
const clock: Clock = () => counts.get('now');
export const use = (c: Clock) => c() + 1;
export const both = () => use(clock) + use(Date.now);`,
    refused: 'EXTERNAL_CONTRACT',
  },
  {
    name: 'a class that implements what is not the project’s own',
    before: `export class Reader implements Iterable<string> { *[Symbol.iterator]() { yield users.get('a').name; } }`,
    refused: 'PROTOCOL',
  },
  {
    name: 'a method of an interface from outside',
    before: `export class Size implements Pick<Map<string, number>, 'has'> { has(k: string) { return users.has(k); } }`,
    refused: 'EXTERNAL_CONTRACT',
  },
  {
    name: 'a function in a variable, a table and a condition',
    before: `const a = (k: string) => users.get(k).name;
const b = (k: string) => k;
const table = { a, b };
export const pick = (which: 'a' | 'b', k: string) => table[which](k).length + (which === 'a' ? a : b)(k).length;`,
    after: `const a = async (k: string) => (await users.get(k)).name;
const b = (k: string) => k;
const table = { a, b };
export const pick = async (which: 'a' | 'b', k: string) => (await table[which](k)).length + (await (which === 'a' ? a : b)(k)).length;`,
  },
  {
    name: 'call, apply and bind',
    before: `function load(k: string) { return users.get(k).name; }
const bound = load.bind(undefined);
export const all = () => [load.call(undefined, 'a'), load.apply(undefined, ['b']), bound('c')];`,
    after: `async function load(k: string) { return (await users.get(k)).name; }
const bound = load.bind(undefined);
export const all = async () => [await load.call(undefined, 'a'), await load.apply(undefined, ['b']), await bound('c')];`,
  },
  {
    name: 'a callback of the project’s own, in JavaScript',
    file: 'main.js',
    before: `function each(keys, use) { for (const key of keys) use(key); }
export function reset(keys) { each(keys, (k) => counts.set(k, 0)); }`,
    after: `async function each(keys, use) { for (const key of keys) await use(key); }
export async function reset(keys) { await each(keys, async (k) => counts.set(k, 0)); }`,
  },
  {
    name: 'functions that call each other',
    before: `export function even(n: number): boolean { return n === 0 ? users.has('a') : odd(n - 1); }
function odd(n: number): boolean { return n === 0 ? false : even(n - 1); }`,
    after: `export async function even(n: number): Promise<boolean> { return n === 0 ? await users.has('a') : await odd(n - 1); }
async function odd(n: number): Promise<boolean> { return n === 0 ? false : await even(n - 1); }`,
  },
  {
    name: 'an already asynchronous function ends it',
    before: `async function load(k: string) { return users.get(k).name; }
export function later(k: string) { return load(k).then((name) => name.length); }
function promised(k: string): Promise<string> { return Promise.resolve(users.get(k).name); }
export const run = () => promised('a');`,
    after: `async function load(k: string) { return (await users.get(k)).name; }
export function later(k: string) { return load(k).then((name) => name.length); }
async function promised(k: string): Promise<string> { return (await users.get(k)).name; }
export const run = () => promised('a');`,
  },
  {
    name: 'then, with something that waits inside',
    before: `export function later(p: Promise<string>) { return p.then((k) => users.get(k).name).catch(() => users.has('a')); }`,
    after: `export function later(p: Promise<string>) { return p.then(async (k) => (await users.get(k)).name).catch(async () => users.has('a')); }`,
  },
  {
    name: 'calls that are made together stay together',
    before: `function a() { return users.get('a').name; }
export async function both() { return Promise.all([a(), a()]); }`,
    after: `async function a() { return (await users.get('a')).name; }
export async function both() { return Promise.all([a(), a()]); }`,
  },
  {
    name: 'of calls that are made together, one that changes what another reads is told of',
    before: `function a() { return users.get('a').name; }
function b() { users.delete('a'); }
export async function both() { return Promise.all([a(), b()]); }`,
    after: `async function a() { return (await users.get('a')).name; }
async function b() { await users.delete('a'); }
export async function both() { return Promise.all([a(), b()]); }`,
    warned: 'CONCURRENCY',
  },
  {
    name: 'an errors that was caught is caught',
    before: `function validate(k: string) { if (!users.has(k)) throw new Error(k); return users.get(k); }
export function check(k: string) {
  try { validate(k); return validate(k); } catch { return users.get('other'); } finally { counts.delete(k); }
}
export function plain(k: string) {
  try { k.trim(); } catch { return users.get(k); }
  return validate(k);
}`,
    after: `async function validate(k: string) { if (!(await users.has(k))) throw new Error(k); return users.get(k); }
export async function check(k: string) {
  try { await validate(k); return await validate(k); } catch { return await users.get('other'); } finally { await counts.delete(k); }
}
export async function plain(k: string) {
  try { k.trim(); } catch { return users.get(k); }
  return validate(k);
}`,
  },
  {
    name: 'a function that is called where it stands',
    before: `export function f() { const name = (() => users.get('a').name)(); return name; }`,
    after: `export async function f() { const name = await (async () => (await users.get('a')).name)(); return name; }`,
  },
  {
    name: 'a function that makes functions',
    before: `const loader = (prefix: string) => (k: string) => users.get(prefix + k);
const load = loader('u:');
export const nameOf = (k: string) => load(k).name;`,
    after: `const loader = (prefix: string) => async (k: string) => users.get(prefix + k);
const load = loader('u:');
export const nameOf = async (k: string) => (await load(k)).name;`,
  },
  {
    name: 'methods of objects and modifiers of classes',
    before: `export const api = { get(k: string) { return users.get(k); }, ['has'](k: string) { return users.has(k); } };
export class Cache { private static instance = new Cache(); public static read(k: string) { return this.instance.load(k).n; } protected load(k: string) { return users.get(k); } }`,
    after: `export const api = { async get(k: string) { return users.get(k); }, async ['has'](k: string) { return users.has(k); } };
export class Cache { private static instance = new Cache(); public static async read(k: string) { return (await this.instance.load(k)).n; } protected async load(k: string) { return users.get(k); } }`,
  },
  {
    name: 'a generator and its loops',
    before: `function* names(ks: string[]): Generator<string> { for (const k of ks) yield users.get(k).name; }
function* twice(ks: string[]) { yield* names(ks); yield* names(ks); }
export function print(ks: string[]) { for (const name of twice(ks)) name.trim(); }`,
    after: `async function* names(ks: string[]): AsyncGenerator<string> { for (const k of ks) yield (await users.get(k)).name; }
async function* twice(ks: string[]) { yield* names(ks); yield* names(ks); }
export async function print(ks: string[]) { for await (const name of twice(ks)) name.trim(); }`,
  },
  {
    name: 'a generator that is spread',
    before: `function* names(ks: string[]) { for (const k of ks) yield users.get(k).name; }
export const all = (ks: string[]) => [...names(ks)];`,
    refused: 'GENERATOR',
  },
];
