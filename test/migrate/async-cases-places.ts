import type { Case } from './async-case.js';

export const places: readonly Case[] = [
  {
    name: 'a constructor',
    before: `export class Cache { readonly name: string; constructor(k: string) { this.name = users.get(k).name; } }`,
    refused: 'CTOR',
  },
  {
    name: 'a constructor that calls what waits',
    before: `export class Cache { constructor() { this.warm(); } warm() { users.delete('a'); } }`,
    refused: 'CTOR',
    pasted: 'static async create(): Promise<Cache> {\n  const made = new Cache();\n  // what waits\n  return made;\n}',
  },
  {
    name: 'a function that is called with new',
    file: 'main.js',
    before: `function Cache() { this.size = users.size; }
export const cache = new Cache();`,
    refused: 'CTOR',
  },
  {
    name: 'a getter that is read without being named',
    before: `export class Cache { get size() { return users.size; } }
export const sizeOf = ({ size }: Cache) => size;`,
    refused: 'ACCESSOR',
    pasted: 'async size() { return users.size; }',
  },
  {
    name: 'a getter of which each read is known',
    before: `export class Cache { get count(): number { return users.size; } }
export const isFull = (cache: Cache) => cache.count > 9;`,
    after: `export class Cache { async count(): Promise<number> { return users.size(); } }
export const isFull = async (cache: Cache) => (await cache.count()) > 9;`,
  },
  { name: 'a setter', before: `export class Cache { set name(k: string) { users.delete(k); } }`, refused: 'ACCESSOR' },
  {
    name: 'toString',
    before: `export class Cache { toString() { return users.get('a').name; } }`,
    refused: 'PROTOCOL',
  },
  {
    name: 'toJSON of an object',
    before: `export const cache = { toJSON: () => users.get('a') };`,
    refused: 'PROTOCOL',
  },
  {
    name: 'a symbol of the language',
    before: `export const cache = { [Symbol.toPrimitive]() { return counts.get('a'); } };`,
    refused: 'PROTOCOL',
  },
  {
    name: 'an async iterator is none of these',
    before: `export const all = { async *[Symbol.asyncIterator]() { yield users.get('a'); } };`,
    after: `export const all = { async *[Symbol.asyncIterator]() { yield await users.get('a'); } };`,
  },
  {
    name: 'a trap of a Proxy',
    before: `export const p = new Proxy({}, { get: (_, k) => users.get(String(k)) });`,
    refused: 'PROTOCOL',
  },
  {
    name: 'a trap of a Proxy, as a method',
    before: `export const p = new Proxy({}, { get(_, k) { return users.get(String(k)); } });`,
    refused: 'PROTOCOL',
  },
  {
    name: 'the initialiser of a field',
    before: `export class Cache { name = users.get('a').name; }`,
    refused: 'INITIALISER',
  },
  {
    name: 'a field that calls what waits',
    before: `const load = () => users.get('a'); export class Cache { static first = load(); }`,
    refused: 'INITIALISER',
  },
  { name: 'a static block', before: `export class Cache { static { users.delete('a'); } }`, refused: 'INITIALISER' },
  {
    name: 'a function in a field',
    before: `export class Cache { load = (k: string): User => users.get(k); }`,
    after: `export class Cache { load = async (k: string): Promise<User> => users.get(k); }`,
  },
  { name: 'an enum', before: `const size = () => users.size; export enum E { A = size() }`, refused: 'INITIALISER' },
  {
    name: 'a decorator',
    before: `declare function d(v: unknown): ClassDecorator; const size = () => users.size; @d(size()) export class A {}`,
    refused: 'INITIALISER',
  },
  {
    name: 'the default of a parameter moves into the body',
    before: `export function greet(k: string, name: string = nameOf(k)) {
  return name + k;
}
const nameOf = (k: string) => users.get(k).name;
export function size(n = users.size) {
  return n;
}`,
    after: `export async function greet(k: string, name?: string) {
  if (name === undefined) name = await nameOf(k);
  return name + k;
}
const nameOf = async (k: string) => (await users.get(k)).name;
export async function size(n?: number) {
  if (n === undefined) n = await users.size();
  return n;
}`,
  },
  {
    name: 'a default within a pattern',
    before: `export function f({ n = users.size }: { n?: number }) { return n; }`,
    refused: 'INITIALISER',
  },
  {
    name: 'the executor of a promise',
    before: `export const later = (k: string) => new Promise<User>((resolve) => { setTimeout(() => {}, 1); resolve(users.get(k)); });`,
    after: `export const later = (k: string) => new Promise<User>((resolve, reject) => { (async () => { setTimeout(() => {}, 1); resolve(await users.get(k)); })().catch(reject); });`,
  },
  {
    name: 'the executor of a promise that others go on beside',
    before: `export function later(k: string) { const made = new Promise<User>((resolve) => { resolve(users.get(k)); }); return [made]; }`,
    refused: 'SYNC_CALLBACK',
  },
  {
    name: 'a type guard',
    before: `export function isKnown(k: unknown): k is string { return users.has(String(k)); }`,
    refused: 'TYPE_GUARD',
  },
  {
    name: 'an assertion',
    before: `export function assertKnown(k: string): asserts k { if (!users.has(k)) throw new Error(k); }`,
    refused: 'TYPE_GUARD',
  },
  {
    name: 'the top level of an ES module',
    before: `export const first = users.get('a').name;
warm();
function warm() { users.set('b', users.get('a')); }`,
    after: `export const first = (await users.get('a')).name;
await warm();
async function warm() { await users.set('b', await users.get('a')); }`,
    warned: 'ONCE_PER_INSTANCE',
  },
  {
    name: 'the top level of a CommonJS module',
    file: 'main.cjs',
    before: `const warm = () => { users.delete('a'); };
warm();
module.exports = { warm };`,
    refused: 'TOP_LEVEL_CJS',
    pasted: 'let started;\nconst start = () => (started ??= (async () => {\n  await warm();\n})());',
  },
  {
    name: 'an ES module that is loaded by require',
    before: {
      'store.js': `export const first = users.get('a');`,
      'main.cjs': `const { first } = require('./store');\nmodule.exports = first;`,
    },
    refused: 'TOP_LEVEL_CJS',
  },
  {
    name: 'the initialiser of state in a component',
    file: 'main.tsx',
    before: `declare function useState<T>(make: () => T): [T]; declare namespace JSX { interface IntrinsicElements { p: object } }
export function Page() { const [user] = useState(() => users.get('a')); return <p>{user.name}</p>; }`,
    refused: 'REACT_SYNC',
  },
  {
    name: 'a component without a server',
    file: 'main.jsx',
    before: `export function Name({ k }) { return <p>{users.get(k).name}</p>; }`,
    refused: 'REACT_SYNC',
  },
  {
    name: 'a file of the browser',
    before: `'use client';
export const read = (k: string) => users.get(k);`,
    refused: 'REACT_SYNC',
  },
  {
    name: 'a hook',
    file: 'main.jsx',
    before: `export function useUser(k) { return users.get(k); }`,
    refused: 'REACT_SYNC',
  },
  {
    name: 'a listener that is used at once',
    file: 'main.js',
    before: `import { EventEmitter } from 'node:events';
const bus = new EventEmitter();
bus.on('saved', (k) => { counts.set(k, 1); });
export function save(k) { bus.emit('saved', k); return counts.get(k); }`,
    refused: 'EMIT_ORDER',
  },
];
