import { holds } from './gaps.js';
import { describe, expect, it } from 'vitest';
import { reportOf, type Files, type PlatformName } from './world.js';

/** Where state is declared, how it is reached, by what it is changed: one row each. What it is for is the incidents' matter. */

const HANDLER = `
import { find, save } from './store';
export const handler = async (event: { key: string; value: string }) => {
  save(event.key, event.value);
  return find(event.key) ?? { statusCode: 404 };
};
`.trimStart();

interface Row {
  symbol: string;
  /** `file:line` of the declaration. */
  at: string;
  /** The first entry of the trail. */
  by: string;
}

/** All that is said of a symbol, in the words of a row. */
async function told(platform: PlatformName, files: Files, symbol: string): Promise<readonly Row[]> {
  const { findings } = await reportOf({ platform, files });
  return findings
    .filter((finding) => finding.symbol === symbol)
    .map(({ file, line, trail }) => ({
      symbol,
      at: `${file}:${line}`,
      by: trail.find(({ kind }) => kind === 'entry')?.note ?? 'nobody',
    }));
}

/** A module `src/store.ts` that a Lambda handler saves to and finds in. */
type Form = readonly [form: string, symbol: string, line: number, code: string];

const declarations: readonly Form[] = [
  [
    'a let',
    'last',
    1,
    `
let last: string | undefined;
export const save = (key: string, value: string) => { last = key + value; };
export const find = (key: string) => (last?.startsWith(key) ? last : undefined);
`,
  ],
  [
    'a var',
    'last',
    1,
    `
var last = '';
export function save(key: string, value: string) { last = key + value; }
export function find(key: string) { return last.startsWith(key) ? last : undefined; }
`,
  ],
  [
    'a Map',
    'orders',
    1,
    `
const orders = new Map<string, string>();
export const save = (key: string, value: string) => orders.set(key, value);
export const find = (key: string) => orders.get(key);
`,
  ],
  [
    'a Set',
    'blocked',
    1,
    `
const blocked = new Set<string>();
export const save = (key: string, _value: string) => blocked.add(key);
export const find = (key: string) => (blocked.has(key) ? { statusCode: 403 } : undefined);
`,
  ],
  [
    'an array',
    'orders',
    1,
    `
const orders: { key: string; value: string }[] = [];
export const save = (key: string, value: string) => { orders.push({ key, value }); };
export const find = (key: string) => orders.find((order) => order.key === key);
`,
  ],
  [
    'an object',
    'orders',
    2,
    `
type Orders = Record<string, string>;
const orders: Orders = {};
export function save(key: string, value: string) { orders[key] = value; }
export const find = (key: string) => orders[key];
`,
  ],
  [
    'a typed array',
    'seats',
    1,
    `
const seats = new Uint32Array(256);
export const save = (key: string, value: string) => { seats[key.length] = Number(value); };
export const find = (key: string) => (seats[key.length] ? { taken: true } : undefined);
`,
  ],
  [
    'an object without prototype',
    'orders',
    1,
    `
const orders = Object.create(null);
export const save = (key: string, value: string) => { orders[key] = value; };
export const find = (key: string) => orders[key];
`,
  ],
  [
    'a property of an object',
    'state.last',
    1,
    `
const state = { last: '', at: 0 };
export const save = (key: string, value: string) => { state.last = key + value; };
export const find = (key: string) => (state.last.startsWith(key) ? state.last : undefined);
`,
  ],
  [
    'a Map inside an object',
    'state.orders',
    2,
    `
const state = {
  orders: new Map<string, string>(),
  name: 'shop',
};
export const save = (key: string, value: string) => state.orders.set(key, value);
export const find = (key: string) => state.orders.get(key);
`,
  ],
  [
    'a Map of an object whose methods use this',
    'repository.rows',
    2,
    `
const repository = {
  rows: new Map<string, string>(),
  save(key: string, value: string) { this.rows.set(key, value); },
  find(key: string) { return this.rows.get(key); },
};
export const save = (key: string, value: string) => repository.save(key, value);
export const find = (key: string) => repository.find(key);
`,
  ],
  [
    'a field of an instance at module level',
    'Orders.rows',
    2,
    `
class Orders {
  private rows = new Map<string, string>();
  save(key: string, value: string) { this.rows.set(key, value); }
  find(key: string) { return this.rows.get(key); }
}
const orders = new Orders();
export const save = (key: string, value: string) => orders.save(key, value);
export const find = (key: string) => orders.find(key);
`,
  ],
  [
    'a private #field',
    'Orders.#rows',
    2,
    `
class Orders {
  #rows: Record<string, string> = {};
  save(key: string, value: string) { this.#rows[key] = value; }
  find(key: string) { return this.#rows[key]; }
}
const orders = new Orders();
export const save = (key: string, value: string) => orders.save(key, value);
export const find = (key: string) => orders.find(key);
`,
  ],
  [
    'a field that the constructor makes',
    'Orders.rows',
    2,
    `
class Orders {
  constructor() { this.rows = []; }
  save(key, value) { this.rows.push({ key, value }); }
  find(key) { return this.rows.find((row) => row.key === key); }
}
const orders = new Orders();
export const save = (key, value) => orders.save(key, value);
export const find = (key) => orders.find(key);
`,
  ],
  [
    'a parameter property',
    'Orders.rows',
    2,
    `
class Orders {
  constructor(private readonly rows = new Map<string, string>()) {}
  save(key: string, value: string) { this.rows.set(key, value); }
  find(key: string) { return this.rows.get(key); }
}
const orders = new Orders();
export const save = (key: string, value: string) => orders.save(key, value);
export const find = (key: string) => orders.find(key);
`,
  ],
  [
    'a singleton behind getInstance',
    'Orders.rows',
    3,
    `
export class Orders {
  private static instance?: Orders;
  private readonly rows = new Map<string, string>();
  static getInstance(): Orders {
    if (!Orders.instance) Orders.instance = new Orders();
    return Orders.instance;
  }
  save(key: string, value: string) { this.rows.set(key, value); }
  find(key: string) { return this.rows.get(key); }
}
export const save = (key: string, value: string) => Orders.getInstance().save(key, value);
export const find = (key: string) => Orders.getInstance().find(key);
`,
  ],
  [
    'an instance that is made at the first call',
    'Orders.rows',
    2,
    `
class Orders {
  rows = new Map<string, string>();
}
let orders: Orders | undefined;
const get = () => (orders ??= new Orders());
export const save = (key: string, value: string) => get().rows.set(key, value);
export const find = (key: string) => get().rows.get(key);
`,
  ],
  [
    'a Map that is made at the first call',
    'orders',
    1,
    `
let orders: Map<string, string> | null = null;
function table() {
  if (orders === null) orders = new Map();
  return orders;
}
export const save = (key: string, value: string) => table().set(key, value);
export const find = (key: string) => table().get(key);
`,
  ],
  [
    'a static field',
    'Orders.rows',
    2,
    `
class Orders {
  static rows = new Map<string, string>();
  static save(key: string, value: string) { this.rows.set(key, value); }
}
export const save = (key: string, value: string) => Orders.save(key, value);
export const find = (key: string) => Orders.rows.get(key);
`,
  ],
  [
    'a private static field',
    'Orders.#rows',
    2,
    `
class Orders {
  static #rows: string[] = [];
  static save(row: string) { Orders.#rows.push(row); }
  static find(key: string) { return Orders.#rows.find((row) => row.startsWith(key)); }
}
export const save = (key: string, value: string) => Orders.save(key + value);
export const find = (key: string) => Orders.find(key);
`,
  ],
  [
    'a field of a base class',
    'Repository.rows',
    2,
    `
abstract class Repository<T> {
  protected readonly rows = new Map<string, T>();
  save(key: string, value: T) { this.rows.set(key, value); }
}
class Orders extends Repository<string> {
  find(key: string) { return this.rows.get(key); }
}
const orders = new Orders();
export const save = (key: string, value: string) => orders.save(key, value);
export const find = (key: string) => orders.find(key);
`,
  ],
  [
    'a repository that is injected as an interface',
    'MemoryOrders.rows',
    6,
    `
interface Orders {
  save(key: string, value: string): void;
  find(key: string): string | undefined;
}
class MemoryOrders implements Orders {
  private readonly rows = new Map<string, string>();
  save(key: string, value: string) { this.rows.set(key, value); }
  find(key: string) { return this.rows.get(key); }
}
class Shop {
  constructor(private readonly orders: Orders) {}
  order(key: string, value: string) { this.orders.save(key, value); }
  look(key: string) { return this.orders.find(key); }
}
const shop = new Shop(new MemoryOrders());
export const save = (key: string, value: string) => shop.order(key, value);
export const find = (key: string) => shop.look(key);
`,
  ],
  [
    'a closure of a factory',
    'rows',
    2,
    `
function createOrders() {
  const rows = new Map<string, string>();
  return {
    save: (key: string, value: string) => rows.set(key, value),
    find: (key: string) => rows.get(key),
  };
}
const orders = createOrders();
export const save = (key: string, value: string) => orders.save(key, value);
export const find = (key: string) => orders.find(key);
`,
  ],
  [
    'a closure whose functions are destructured',
    'rows',
    2,
    `
const createOrders = () => {
  let rows: string[] = [];
  const save = (key: string, value: string) => { rows = [...rows, key + value]; };
  const find = (key: string) => rows.find((row) => row.startsWith(key));
  return { save, find };
};
export const { save, find } = createOrders();
`,
  ],
  [
    'a closure of a function that is called at once',
    'rows',
    2,
    `
const orders = (() => {
  const rows: Record<string, string> = {};
  return { put(key: string, value: string) { rows[key] = value; }, get: (key: string) => rows[key] };
})();
export const save = (key: string, value: string) => orders.put(key, value);
export const find = (key: string) => orders.get(key);
`,
  ],
  [
    'a closure of a function that returns a function',
    'seen',
    2,
    `
function once<T extends string>() {
  const seen = new Set<T>();
  return (key: T) => {
    if (seen.has(key)) return { statusCode: 409 };
    seen.add(key);
    return undefined;
  };
}
const check = once();
export const save = (_key: string, _value: string) => {};
export const find = (key: string) => check(key);
`,
  ],
  [
    'a property of globalThis',
    'globalThis.orders',
    1,
    `
globalThis.orders ??= new Map();
export const save = (key, value) => globalThis.orders.set(key, value);
export const find = (key) => globalThis.orders.get(key);
`,
  ],
  [
    'a property of globalThis as any',
    'globalThis.orders',
    1,
    `
const orders: Map<string, string> = ((globalThis as any).orders ??= new Map());
export const save = (key: string, value: string) => orders.set(key, value);
export const find = (key: string) => orders.get(key);
`,
  ],
  [
    'a property of globalThis under a constant',
    'globalThis.__orders',
    2,
    `
const KEY = '__orders';
(globalThis as any)[KEY] ??= new Map<string, string>();
export const save = (key: string, value: string) => (globalThis as any)[KEY].set(key, value);
export const find = (key: string) => (globalThis as any)[KEY].get(key);
`,
  ],
  [
    'a property of globalThis under a symbol',
    'globalThis.Symbol(shop.orders)',
    2,
    `
const KEY = Symbol.for('shop.orders');
(globalThis as any)[KEY] ??= new Map<string, string>();
export const save = (key: string, value: string) => (globalThis as any)[KEY].set(key, value);
export const find = (key: string) => (globalThis as any)[KEY].get(key);
`,
  ],
  [
    'a property of global in brackets',
    'globalThis.orders',
    1,
    `
global['orders'] = global['orders'] || {};
export const save = (key, value) => { global['orders'][key] = value; };
export const find = (key) => global['orders'][key];
`,
  ],
  [
    'a variable that makes what globalThis keeps',
    'orders',
    1,
    `
const orders = (globalThis as any).orders ?? new Map<string, string>();
(globalThis as any).orders = orders;
export const save = (key: string, value: string) => orders.set(key, value);
export const find = (key: string) => orders.get(key);
`,
  ],
  [
    'a typed alias of globalThis',
    'globalThis.orders',
    2,
    `
const store = globalThis as unknown as { orders?: Map<string, string> };
if (!store.orders) store.orders = new Map();
export const save = (key: string, value: string) => store.orders!.set(key, value);
export const find = (key: string) => store.orders!.get(key);
`,
  ],
  [
    'a property of global',
    'globalThis.orders',
    1,
    `
global.orders = global.orders || {};
export const save = (key, value) => { global.orders[key] = value; };
export const find = (key) => global.orders[key];
`,
  ],
  [
    'a declared global variable',
    'globalThis.__orders',
    4,
    `
declare global {
  var __orders: Record<string, string>;
}
globalThis.__orders = globalThis.__orders ?? {};
export const save = (key: string, value: string) => { __orders[key] = value; };
export const find = (key: string) => __orders[key];
`,
  ],
  [
    'a property of a function',
    'find.rows',
    3,
    `
export const save = (key: string, value: string) => { find.rows[key] = value; };
export function find(key: string) { return find.rows[key]; }
find.rows = {} as Record<string, string>;
`,
  ],
  [
    'a Map of arrays',
    'byKey',
    1,
    `
const byKey = new Map<string, string[]>();
export const save = (key: string, value: string) => {
  const rows = byKey.get(key);
  if (rows) rows.push(value);
  else byKey.set(key, [value]);
};
export const find = (key: string) => byKey.get(key)?.at(-1);
`,
  ],
  [
    'a Map inside an object inside an object',
    'state.shop.orders',
    1,
    `
const state = { shop: { orders: new Map<string, string>() } };
export const save = (key: string, value: string) => state.shop.orders.set(key, value);
export const find = (key: string) => state.shop.orders.get(key);
`,
  ],
];

const changes: readonly Form[] = [
  [
    'a record that was looked up',
    'orders',
    1,
    `
const orders = new Map([['a', { value: '' }]]);
export const save = (key: string, value: string) => {
  const order = orders.get(key);
  if (order) order.value = value;
};
export const find = (key: string) => orders.get(key);
`,
  ],
  [
    'a record that an accessor returned',
    'orders',
    1,
    `
const orders: Record<string, { value: string; changes: number }> = {};
function orderOf(key: string) {
  return (orders[key] ||= { value: '', changes: 0 });
}
export const save = (key: string, value: string) => {
  const order = orderOf(key);
  order.value = value;
  order.changes++;
};
export const find = (key: string) => orderOf(key);
`,
  ],
  [
    'a parameter',
    'orders',
    1,
    `
const orders = new Map<string, string>();
const put = (table: Map<string, string>, key: string, value: string) => table.set(key, value);
export const save = (key: string, value: string) => put(orders, key, value);
export const find = (key: string) => orders.get(key);
`,
  ],
  [
    'a parameter of a parameter',
    'orders',
    1,
    `
const orders: string[] = [];
const add = (list: string[], row: string) => { list.push(row); };
const addAll = (list: string[], ...rows: string[]) => { for (const row of rows) add(list, row); };
export const save = (key: string, value: string) => addAll(orders, key + value);
export const find = (key: string) => orders.find((order) => order.startsWith(key));
`,
  ],
  [
    'a variable of a loop',
    'orders',
    1,
    `
const orders = [{ key: 'a', value: '' }];
export const save = (key: string, value: string) => {
  for (const order of orders) if (order.key === key) order.value = value;
};
export const find = (key: string) => orders.find((order) => order.key === key);
`,
  ],
  [
    'a parameter of a callback',
    'orders',
    1,
    `
const orders = [{ key: 'a', value: '' }];
export const save = (key: string, value: string) => {
  orders.forEach((order) => { if (order.key === key) order.value = value; });
};
export const find = (key: string) => orders.find((order) => order.key === key);
`,
  ],
  [
    'what find gave',
    'orders',
    1,
    `
const orders = [{ key: 'a', value: '' }];
export const save = (key: string, value: string) => {
  const order = orders.find((one) => one.key === key);
  if (order) order.value = value;
};
export const find = (key: string) => orders.find((order) => order.key === key);
`,
  ],
  [
    'Object.assign',
    'orders',
    1,
    `
const orders: Record<string, string> = {};
export const save = (key: string, value: string) => { Object.assign(orders, { [key]: value }); };
export const find = (key: string) => orders[key];
`,
  ],
  [
    'delete',
    'orders',
    1,
    `
const orders: Record<string, string> = { a: 'book' };
export const save = (key: string, _value: string) => { delete orders[key]; };
export const find = (key: string) => orders[key];
`,
  ],
  [
    'a push deep inside',
    'state.shop.orders',
    1,
    `
const state = { shop: { orders: [] as string[] } };
export const save = (key: string, value: string) => { state.shop.orders.push(key + value); };
export const find = (key: string) => state.shop.orders.find((order) => order.startsWith(key));
`,
  ],
  [
    'a destructured member',
    'state.orders',
    1,
    `
const state = { orders: new Map<string, string>() };
export const save = (key: string, value: string) => {
  const { orders } = state;
  orders.set(key, value);
};
export const find = (key: string) => state.orders.get(key);
`,
  ],
  [
    'an alias',
    'orders',
    1,
    `
const orders: string[] = [];
const list = orders;
export const save = (key: string, value: string) => { list.unshift(key + value); };
export const find = (key: string) => orders.find((order) => order.startsWith(key));
`,
  ],
  [
    'a new array in its place',
    'orders',
    1,
    `
let orders: string[] = [];
export const save = (key: string, value: string) => { orders = [...orders, key + value]; };
export const find = (key: string) => orders.find((order) => order.startsWith(key));
`,
  ],
  [
    'a filter in its place',
    'orders',
    1,
    `
let orders = ['a:book', 'b:pen'];
export const save = (key: string, _value: string) => { orders = orders.filter((order) => !order.startsWith(key)); };
export const find = (key: string) => orders.find((order) => order.startsWith(key));
`,
  ],
  [
    'a length',
    'orders',
    1,
    `
const orders = ['a:book', 'b:pen'];
export const save = (_key: string, value: string) => { orders.length = Number(value); };
export const find = (key: string) => orders.find((order) => order.startsWith(key));
`,
  ],
  [
    'a sort in place',
    'orders',
    1,
    `
const orders = ['b:pen', 'a:book'];
export const save = (key: string, _value: string) => { orders.sort((a, b) => (a.startsWith(key) ? -1 : a < b ? 1 : 0)); };
export const find = (key: string) => (orders[0]?.startsWith(key) ? orders[0] : undefined);
`,
  ],
  [
    'a bound method',
    'orders',
    1,
    `
const orders = new Set<string>();
const add = orders.add.bind(orders);
export const save = (key: string, _value: string) => { add(key); };
export const find = (key: string) => (orders.has(key) ? { statusCode: 409 } : undefined);
`,
  ],
  [
    'a method handed on as a callback',
    'orders',
    1,
    `
const orders: string[] = [];
export const save = (key: string, value: string) => { [key + value].forEach((row) => orders.push(row)); };
export const find = (key: string) => orders.find((order) => order.startsWith(key));
`,
  ],
  [
    'an optional call',
    'orders',
    1,
    `
const orders = new Map<string, string[]>([['a', []]]);
export const save = (key: string, value: string) => { orders.get(key)?.push(value); };
export const find = (key: string) => orders.get(key)?.at(0);
`,
  ],
  [
    'a promise that is fulfilled later',
    'orders',
    1,
    `
const orders: Record<string, string> = {};
export const save = (key: string, value: string) =>
  fetch('https://shop.example.org/' + value).then((response) => { orders[key] = response.statusText; });
export const find = (key: string) => orders[key];
`,
  ],
  [
    'a destructuring assignment',
    'last',
    1,
    `
let last = '';
export const save = (key: string, value: string) => { [last] = [key + value]; };
export const find = (key: string) => (last.startsWith(key) ? last : undefined);
`,
  ],
  [
    'Object.defineProperty',
    'orders',
    1,
    `
const orders: Record<string, string> = {};
export const save = (key: string, value: string) => { Object.defineProperty(orders, key, { value, configurable: true }); };
export const find = (key: string) => orders[key];
`,
  ],
  [
    'a bound push',
    'orders',
    1,
    `
const orders: string[] = [];
const add = orders.push.bind(orders);
export const save = (key: string, value: string) => { add(key + value); };
export const find = (key: string) => orders.find((order) => order.startsWith(key));
`,
  ],
  [
    'a method that is called on it',
    'orders',
    1,
    `
const orders: string[] = [];
export const save = (key: string, value: string) => { Array.prototype.push.call(orders, key + value); };
export const find = (key: string) => orders.find((order) => order.startsWith(key));
`,
  ],
  [
    'a method that is applied to it',
    'orders',
    1,
    `
const orders: string[] = [];
export const save = (key: string, value: string) => { orders.push.apply(orders, [key + value]); };
export const find = (key: string) => orders.find((order) => order.startsWith(key));
`,
  ],
  [
    'Reflect.set',
    'orders',
    1,
    `
const orders: Record<string, string> = {};
export const save = (key: string, value: string) => { Reflect.set(orders, key, value); };
export const find = (key: string) => Reflect.get(orders, key);
`,
  ],
  [
    'Reflect.deleteProperty',
    'orders',
    1,
    `
const orders: Record<string, string> = { a: 'book' };
export const save = (key: string, _value: string) => { Reflect.deleteProperty(orders, key); };
export const find = (key: string) => orders[key];
`,
  ],
  [
    'Object.defineProperties',
    'orders',
    1,
    `
const orders: Record<string, string> = {};
export const save = (key: string, value: string) => { Object.defineProperties(orders, { [key]: { value } }); };
export const find = (key: string) => orders[key];
`,
  ],
  [
    'Object.defineProperty of globalThis',
    'globalThis.lastOrder',
    1,
    `
export const save = (key: string, value: string) => { Object.defineProperty(globalThis, 'lastOrder', { value: key + value, configurable: true }); };
export const find = (key: string) => ((globalThis as any).lastOrder?.startsWith(key) ? (globalThis as any).lastOrder : undefined);
`,
  ],
  [
    'a setter of an object',
    'last',
    1,
    `
let last = '';
const orders = {
  get last() { return last; },
  set last(value: string) { last = value; },
};
export const save = (key: string, value: string) => { orders.last = key + value; };
export const find = (key: string) => (orders.last.startsWith(key) ? orders.last : undefined);
`,
  ],
  [
    'a static setter',
    'Orders.#last',
    2,
    `
class Orders {
  static #last = '';
  static get last() { return this.#last; }
  static set last(value: string) { this.#last = value; }
}
export const save = (key: string, value: string) => { Orders.last = key + value; };
export const find = (key: string) => (Orders.last.startsWith(key) ? Orders.last : undefined);
`,
  ],
  [
    'elements of a destructuring assignment',
    'orders',
    1,
    `
const orders: string[] = ['', ''];
export const save = (key: string, value: string) => { [orders[0], orders[1]] = [key, value]; };
export const find = (key: string) => (orders[0] === key ? orders[1] : undefined);
`,
  ],
  [
    'a member as the variable of a loop',
    'state.last',
    1,
    `
const state = { last: '', at: 0 };
export const save = (key: string, value: string) => { for (state.last of [key, value]) console.log(state.at); };
export const find = (key: string) => (state.last.startsWith(key) ? state.last : undefined);
`,
  ],
  [
    'a spread in its place',
    'orders',
    1,
    `
let orders: Record<string, string> = {};
export const save = (key: string, value: string) => { orders = { ...orders, [key]: value }; };
export const find = (key: string) => orders[key];
`,
  ],
  [
    'a list that is made when it is missing',
    'orders',
    1,
    `
const orders: Record<string, string[]> = {};
export const save = (key: string, value: string) => { (orders[key] ??= []).push(value); };
export const find = (key: string) => orders[key];
`,
  ],
  [
    'a logical assignment',
    'orders',
    1,
    `
const orders: Record<string, string> = {};
export const save = (key: string, value: string) => { orders[key] ||= value; };
export const find = (key: string) => orders[key];
`,
  ],
  [
    'an optional push',
    'orders',
    1,
    `
const orders: Record<string, string[]> = { a: [] };
export const save = (key: string, value: string) => { orders[key]?.push(value); };
export const find = (key: string) => orders[key];
`,
  ],
  [
    'Atomics',
    'seats',
    1,
    `
const seats = new Int32Array(256);
export const save = (key: string, value: string) => { Atomics.add(seats, key.length, Number(value)); };
export const find = (key: string) => (seats[key.length] ? { taken: true } : undefined);
`,
  ],
  [
    'a setter',
    'Orders._last',
    2,
    `
class Orders {
  private _last = '';
  get last() { return this._last; }
  set last(value: string) { this._last = value; }
}
const orders = new Orders();
export const save = (key: string, value: string) => { orders.last = key + value; };
export const find = (key: string) => (orders.last.startsWith(key) ? orders.last : undefined);
`,
  ],
];

describe.each([
  ['declared as', declarations],
  ['changed by', changes],
] as const)('a store %s', (_how, rows) => {
  it.each(rows)('%s', async (form, symbol, line, code) => {
    const files = { 'src/handler.ts': HANDLER, 'src/store.ts': code.trimStart() };
    await holds(form, async () => {
      expect(await told('lambda', files, symbol)).toEqual([
        { symbol, at: `src/store.ts:${line}`, by: 'handler.handler' },
      ]);
    });
  });
});

/** Stores and their users in several files. */
type Spread = readonly [how: string, row: Row, platform: PlatformName, files: Files];

const MAP = `export const orders = new Map();\n`;
const CALL = `exports.handler = async (event) => require('./shop').order(event.key, event.value);\n`;
const orders = (at: string, by = 'handler.handler'): Row => ({ symbol: 'orders', at, by });

const spreads: readonly Spread[] = [
  [
    'a named import',
    orders('src/store.ts:1'),
    'lambda',
    {
      'src/store.ts': MAP,
      'src/handler.ts': `
import { orders } from './store';
export const handler = async (event) => orders.has(event.key) ? { statusCode: 409 } : orders.set(event.key, event);
`,
    },
  ],
  [
    'an import under another name',
    orders('src/store.ts:1'),
    'lambda',
    {
      'src/store.ts': `const orders = new Map();\nexport { orders as table };\n`,
      'src/handler.ts': `
import { table as rows } from './store';
export const handler = async (event) => rows.get(event.key) ?? rows.set(event.key, event.value);
`,
    },
  ],
  [
    'a namespace',
    orders('src/store.ts:1'),
    'lambda',
    {
      'src/store.ts': MAP,
      'src/handler.ts': `
import * as store from './store';
export const handler = async (event) => store.orders.get(event.key) ?? store.orders.set(event.key, event.value);
`,
    },
  ],
  [
    'a default export',
    orders('src/store.ts:1'),
    'lambda',
    {
      'src/store.ts': `const orders = {};\nexport default orders;\n`,
      'src/handler.ts': `
import table from './store';
export const handler = async (event) => {
  if (table[event.key]) return { statusCode: 409 };
  table[event.key] = event.value;
};
`,
    },
  ],
  [
    'a default export of an instance',
    { symbol: 'Orders.rows', at: 'src/store.ts:2', by: 'handler.handler' },
    'lambda',
    {
      'src/store.ts': `class Orders {\n  rows = new Map();\n  save(key, value) { this.rows.set(key, value); }\n}\nexport default new Orders();\n`,
      'src/handler.ts': `
import store from './store';
export const handler = async (event) => {
  store.save(event.key, event.value);
  return store.rows.get(event.other) ?? { statusCode: 404 };
};
`,
    },
  ],
  [
    'a barrel',
    orders('src/data/orders.ts:1'),
    'lambda',
    {
      'src/data/orders.ts': MAP,
      'src/data/index.ts': `export * from './orders';\nexport * as users from './users';\n`,
      'src/data/users.ts': `export const roles = ['admin'];\n`,
      'src/handler.ts': `
import { orders } from './data';
export const handler = async (event) => orders.get(event.key) ?? orders.set(event.key, event.value);
`,
    },
  ],
  [
    'a chain of re-exports',
    orders('src/a.ts:1'),
    'lambda',
    {
      'src/a.ts': MAP,
      'src/b.ts': `export { orders as rows } from './a';\n`,
      'src/c.ts': `import { rows } from './b';\nexport { rows as default };\n`,
      'src/handler.ts': `
import table from './c';
export const handler = async (event) => table.get(event.key) ?? table.set(event.key, event.value);
`,
    },
  ],
  [
    'module.exports of names',
    orders('src/store.js:1'),
    'lambda',
    {
      'src/store.js': `const orders = {};\nmodule.exports = { orders };\n`,
      'src/shop.js': `
const { orders } = require('./store');
exports.order = (key, value) => orders[key] || (orders[key] = value);
`,
      'src/handler.js': CALL,
    },
  ],
  [
    'a property of exports',
    { symbol: 'exports.orders', at: 'src/store.js:1', by: 'handler.handler' },
    'lambda',
    {
      'src/store.js': `exports.orders = new Map();\n`,
      'src/shop.js': `
const store = require('./store');
exports.order = (key, value) => store.orders.get(key) || store.orders.set(key, value);
`,
      'src/handler.js': CALL,
    },
  ],
  [
    'module.exports of an instance',
    { symbol: 'Orders.rows', at: 'src/store.js:3', by: 'handler.handler' },
    'lambda',
    {
      'src/store.js': `class Orders {\n  constructor() {\n    this.rows = {};\n  }\n  put(key, value) { return this.rows[key] || (this.rows[key] = value); }\n}\nmodule.exports = new Orders();\n`,
      'src/shop.js': `const orders = require('./store');\nexports.order = (key, value) => orders.put(key, value);\n`,
      'src/handler.js': CALL,
    },
  ],
  [
    'a require inside a function',
    orders('src/store.js:1'),
    'lambda',
    {
      'src/store.js': `const orders = new Map();\nmodule.exports = orders;\n`,
      'src/shop.js': `
exports.order = (key, value) => {
  const table = require('./store');
  if (table.has(key)) return { statusCode: 409 };
  table.set(key, value);
};
`,
      'src/handler.js': CALL,
    },
  ],
  [
    'a dynamic import',
    orders('src/store.mjs:1'),
    'lambda',
    {
      'src/store.mjs': MAP,
      'src/handler.mjs': `
export const handler = async (event) => {
  const { orders } = await import('./store.mjs');
  return orders.get(event.key) ?? orders.set(event.key, event.value);
};
`,
    },
  ],
  [
    'an ES module that imports CommonJS',
    orders('src/store.cjs:1'),
    'lambda',
    {
      'src/store.cjs': `const orders = [];\nmodule.exports = { orders };\n`,
      'src/handler.mjs': `
import store from './store.cjs';
export const handler = async (event) => {
  store.orders.push(event.value);
  return store.orders.find((order) => order.key === event.key) ?? { statusCode: 404 };
};
`,
    },
  ],
  [
    'an extension of the output',
    orders('src/store.ts:1'),
    'lambda',
    {
      'src/store.ts': MAP,
      'src/handler.ts': `
import { orders } from './store.js';
export const handler = async (event) => orders.get(event.key) ?? orders.set(event.key, event.value);
`,
    },
  ],
  [
    'paths of the tsconfig',
    orders('src/data/store.ts:1'),
    'lambda',
    {
      'tsconfig.json': `{\n  // aliases\n  "compilerOptions": { "baseUrl": ".", "paths": { "@data/*": ["src/data/*"] } },\n}`,
      'src/data/store.ts': MAP,
      'src/handler.ts': `
import { orders } from '@data/store';
export const handler = async (event) => orders.get(event.key) ?? orders.set(event.key, event.value);
`,
    },
  ],
  [
    'imports of the package',
    orders('src/store.js:1'),
    'lambda',
    {
      'package.json': `{ "name": "shop", "type": "module", "imports": { "#store": "./src/store.js" }, "devDependencies": { "@types/aws-lambda": "*" } }`,
      'src/store.js': MAP,
      'src/handler.js': `
import { orders } from '#store';
export const handler = async (event) => orders.get(event.key) ?? orders.set(event.key, event.value);
`,
    },
  ],
  [
    'another package of the workspace',
    orders('packages/data/src/index.ts:1', 'GET /orders'),
    'none',
    {
      'package.json': `{ "name": "root", "private": true, "workspaces": ["packages/*", "apps/*"] }`,
      'packages/data/package.json': `{ "name": "@shop/data", "main": "src/index.ts" }`,
      'packages/data/src/index.ts': MAP,
      'apps/web/package.json': `{ "name": "web", "dependencies": { "next": "*", "@shop/data": "*" } }`,
      'apps/web/app/orders/route.ts': `
import { orders } from '@shop/data';
export const GET = (request) => Response.json(orders.get(request.url) ?? orders.set(request.url, Date.now()));
`,
    },
  ],
  [
    'a class whose instance another module makes',
    { symbol: 'Orders.rows', at: 'src/orders.ts:2', by: 'handler.handler' },
    'lambda',
    {
      'src/orders.ts': `export class Orders {\n  private rows = new Map<string, string>();\n  put(key: string, value: string) { this.rows.set(key, value); }\n  get(key: string) { return this.rows.get(key); }\n}\n`,
      'src/container.ts': `import { Orders } from './orders';\nexport const container = { orders: new Orders() };\n`,
      'src/handler.ts': `
import { container } from './container';
export const handler = async (event) => {
  container.orders.put(event.key, event.value);
  return container.orders.get(event.other) ?? { statusCode: 404 };
};
`,
    },
  ],
  [
    'a factory that another module calls',
    { symbol: 'rows', at: 'src/create.ts:2', by: 'handler.handler' },
    'lambda',
    {
      'src/create.ts': `export const createOrders = () => {\n  const rows = new Map<string, string>();\n  return { put: (key: string, value: string) => rows.set(key, value), get: (key: string) => rows.get(key) };\n};\n`,
      'src/handler.ts': `
import { createOrders } from './create';
const orders = createOrders();
export const handler = async (event) => {
  orders.put(event.key, event.value);
  return orders.get(event.other) ?? { statusCode: 404 };
};
`,
    },
  ],
  [
    'a live record that another module changes',
    orders('src/store.ts:1'),
    'lambda',
    {
      'src/store.ts': `const orders = new Map<string, { lines: string[] }>();\nexport function orderOf(key: string) {\n  let order = orders.get(key);\n  if (!order) orders.set(key, (order = { lines: [] }));\n  return order;\n}\n`,
      'src/handler.ts': `
import { orderOf } from './store';
export const handler = async (event) => {
  orderOf(event.key).lines.push(event.value);
  return orderOf(event.key);
};
`,
    },
  ],
  [
    'modules that import each other',
    orders('src/store.ts:2'),
    'lambda',
    {
      'src/store.ts': `import { priceOf } from './shop';\nconst orders: Record<string, number> = {};\nexport const put = (key: string) => { orders[key] = priceOf(key); };\nexport const get = (key: string) => orders[key];\n`,
      'src/shop.ts': `import { get, put } from './store';\nexport const priceOf = (key: string) => key.length;\nexport const order = (key: string) => { put(key); return get(key); };\n`,
      'src/handler.ts': `import { order } from './shop';\nexport const handler = async (event) => order(event.key) ?? { statusCode: 404 };\n`,
    },
  ],
  [
    'the script of a page of Svelte',
    orders('src/lib/server/store.js:1', 'GET /orders'),
    'sveltekit',
    {
      'src/lib/server/store.js': MAP,
      'src/routes/orders/+server.js': `
import { orders } from '$lib/server/store';
export const GET = ({ url }) => new Response(orders.get(url.href) ?? orders.set(url.href, Date.now()).size);
`,
    },
  ],
];

const ROUTER = `
import { Router } from 'express';
import * as controller from './controller.js';
export const router = Router();
router.post('/:id/lines', controller.addLine);
router.get('/:id', (req, res) => res.json(controller.orders[req.params.id] ?? null));
`;
const CONTROLLER = `export const orders = {};\nexport const addLine = (req, res) => {\n  (orders[req.params.id] ??= []).push(req.body);\n  res.sendStatus(204);\n};\n`;

/** How a request comes to a store. */
const entries: readonly Spread[] = [
  [
    'a route of Express',
    orders('src/app.js:3', 'POST /orders'),
    'express',
    {
      'src/app.js': `import express from 'express';\nconst app = express();\nconst orders = [];\napp.post('/orders', (req, res) => {\n  orders.push(req.body);\n  res.json(orders.at(-2));\n});\nexport default app;\n`,
    },
  ],
  [
    'a controller of a router',
    orders('src/controller.js:1', 'POST /orders/:id/lines'),
    'express',
    {
      'src/controller.js': CONTROLLER,
      'src/router.js': ROUTER,
      'src/app.js': `import express from 'express';\nimport { router } from './router.js';\nexpress().use('/orders', router).listen(3000);\n`,
    },
  ],
  [
    'a bound method of a controller',
    { symbol: 'Orders.rows', at: 'src/app.ts:3', by: 'POST /orders' },
    'express',
    {
      'src/app.ts': `import express from 'express';\nclass Orders {\n  private rows: string[] = [];\n  create(req, res) { this.rows.push(req.body.sku); res.json(this.rows.length); }\n  list(req, res) { res.json(this.rows); }\n}\nconst orders = new Orders();\nconst app = express();\napp.post('/orders', orders.create.bind(orders));\napp.get('/orders', orders.list.bind(orders));\n`,
    },
  ],
  [
    'an arrow field of a controller',
    { symbol: 'Orders.rows', at: 'src/app.ts:3', by: 'POST /orders' },
    'express',
    {
      'src/app.ts': `import express from 'express';\nclass Orders {\n  private rows: string[] = [];\n  create = (req, res) => { this.rows.push(req.body.sku); res.json(this.rows.length); };\n  list = (req, res) => res.json(this.rows);\n}\nconst orders = new Orders();\nexport const app = express();\napp.post('/orders', orders.create);\napp.get('/orders', orders.list);\n`,
    },
  ],
  [
    'a wrapped handler',
    orders('src/handler.ts:2', 'handler.handler'),
    'lambda',
    {
      'src/handler.ts': `import middy from '@middy/core';\nconst orders = new Map<string, string>();\nconst order = async (event: { key: string }) => orders.get(event.key) ?? orders.set(event.key, 'new');\nexport const handler = middy(order);\n`,
    },
  ],
  [
    'a wrapper of our own',
    orders('app/api/orders/route.ts:2', 'POST /api/orders'),
    'next',
    {
      'lib/with-auth.ts': `type Handler = (request: Request) => Promise<Response>;\nexport const withAuth = (handler: Handler): Handler => async (request) =>\n  request.headers.has('authorization') ? handler(request) : new Response('who are you?', { status: 401 });\n`,
      'app/api/orders/route.ts': `import { withAuth } from '../../../lib/with-auth';\nconst orders: unknown[] = [];\nexport const POST = withAuth(async (request) => {\n  orders.push(await request.json());\n  return Response.json(orders);\n});\n`,
    },
  ],
  [
    'a method of an object of resolvers',
    orders('src/resolvers.ts:1', 'handler.handler'),
    'lambda',
    {
      'src/resolvers.ts': `const orders: string[] = [];\nexport const resolvers = {\n  Query: { orders: () => orders },\n  Mutation: { order: (_: unknown, { sku }: { sku: string }) => orders.push(sku) },\n};\n`,
      'src/handler.ts': `import { ApolloServer } from '@apollo/server';\nimport { startServerAndCreateLambdaHandler } from '@as-integrations/aws-lambda';\nimport { resolvers } from './resolvers';\nconst server = new ApolloServer({ typeDefs: '', resolvers });\nexport const handler = startServerAndCreateLambdaHandler(server, {});\n`,
    },
  ],
  [
    'a table of handlers',
    orders('src/handler.js:1', 'handler.handler'),
    'lambda',
    {
      'src/handler.js': `const orders = [];\nconst actions = {\n  add: (event) => orders.push(event.sku),\n  list: () => orders,\n};\nexports.handler = async (event) => actions[event.action](event);\n`,
    },
  ],
  [
    'a controller of Nest and its service',
    { symbol: 'OrdersService.rows', at: 'src/orders.service.ts:4', by: 'POST /orders' },
    'nest',
    {
      'src/orders.service.ts': `import { Injectable } from '@nestjs/common';\n@Injectable()\nexport class OrdersService {\n  private readonly rows: string[] = [];\n  add(sku: string) { this.rows.push(sku); }\n  all() { return this.rows; }\n}\n`,
      'src/orders.controller.ts': `import { Body, Controller, Get, Post } from '@nestjs/common';\nimport { OrdersService } from './orders.service';\n@Controller('orders')\nexport class OrdersController {\n  constructor(private readonly orders: OrdersService) {}\n  @Post() add(@Body('sku') sku: string) { this.orders.add(sku); }\n  @Get() all() { return this.orders.all(); }\n}\n`,
      'src/app.module.ts': `import { Module } from '@nestjs/common';\nimport { OrdersController } from './orders.controller';\nimport { OrdersService } from './orders.service';\n@Module({ controllers: [OrdersController], providers: [OrdersService] })\nexport class AppModule {}\n`,
    },
  ],
];

describe.each([
  ['through', spreads],
  ['from', entries],
] as const)('a store reached %s', (_how, rows) => {
  it.each(rows)('%s', async (name, row, platform, files) => {
    const trimmed = Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.trimStart()]));
    await holds(name, async () => {
      expect(await told(platform, trimmed, row.symbol)).toEqual([row]);
    });
  });
});

/** Exports that never had a name: they are state all the same, declared where they are exported. */
const nameless: readonly (readonly [how: string, at: string, files: Files])[] = [
  [
    'module.exports of a Map',
    'src/store.js:1',
    {
      'src/store.js': `module.exports = new Map();\n`,
      'src/handler.js': `const orders = require('./store');\nexports.handler = async (event) => orders.get(event.key) || orders.set(event.key, event.value);\n`,
    },
  ],
  [
    'module.exports of an object around a Map',
    'src/store.js:2',
    {
      'src/store.js': `module.exports = {\n  orders: new Map(),\n};\n`,
      'src/handler.js': `const { orders } = require('./store');\nexports.handler = async (event) => orders.get(event.key) || orders.set(event.key, event.value);\n`,
    },
  ],
  [
    'a property of exports, in its own file',
    'src/handler.js:1',
    {
      'src/handler.js': `exports.orders = {};\nexports.handler = async (event) => exports.orders[event.key] || (exports.orders[event.key] = event.value);\n`,
    },
  ],
  [
    'a default export of a Map',
    'src/store.mjs:1',
    {
      'src/store.mjs': `export default new Map();\n`,
      'src/handler.mjs': `import orders from './store.mjs';\nexport const handler = async (event) => orders.get(event.key) ?? orders.set(event.key, event.value);\n`,
    },
  ],
  [
    'a default export of an object with methods',
    'src/store.mjs:2',
    {
      'src/store.mjs': `export default {\n  orders: {},\n  put(key, value) { this.orders[key] = value; },\n  get(key) { return this.orders[key]; },\n};\n`,
      'src/handler.mjs': `import store from './store.mjs';\nexport const handler = async (event) => {\n  store.put(event.key, event.value);\n  return store.get(event.other) ?? { statusCode: 404 };\n};\n`,
    },
  ],
];

describe('a store that is exported without a name', () => {
  it.each(nameless)('%s', async (_how, at, files) => {
    const { findings } = await reportOf({ platform: 'lambda', files });
    expect(findings.filter(({ verdict }) => verdict === 'unsafe').map(({ file, line }) => `${file}:${line}`)).toEqual([
      at,
    ]);
  });
});
