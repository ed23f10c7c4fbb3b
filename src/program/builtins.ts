import { table } from '../model/table.js';
import type { Operation } from '../model/words.js';

/** What methods of the built-in containers do, by name. Which container it is decides elsewhere whether the name applies. */

export const CONTAINERS: ReadonlyMap<string, ReadonlySet<string>> = table({
  Map: new Set(['set', 'delete', 'clear', 'get', 'has', 'size', 'forEach', 'keys', 'values', 'entries', 'getOrInsert']),
  WeakMap: new Set(['set', 'delete', 'get', 'has']),
  Set: new Set(['add', 'delete', 'clear', 'has', 'size', 'forEach', 'keys', 'values', 'entries']),
  WeakSet: new Set(['add', 'delete', 'has']),
  Array: new Set([
    ...['push', 'unshift', 'pop', 'shift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin', 'at', 'find', 'findLast'],
    ...[
      'findIndex',
      'filter',
      'map',
      'forEach',
      'some',
      'every',
      'reduce',
      'includes',
      'indexOf',
      'slice',
      'concat',
      'flat',
    ],
    ...['flatMap', 'join', 'keys', 'values', 'entries', 'length', 'toSorted', 'toReversed'],
  ]),
});

/** Methods that change their container. */
export const MUTATORS: ReadonlyMap<string, Operation> = table({
  set: 'set',
  getOrInsert: 'set',
  add: 'add',
  push: 'push',
  unshift: 'push',
  pop: 'shift',
  shift: 'shift',
  splice: 'shift',
  delete: 'delete',
  clear: 'clear',
  sort: 'sort',
  reverse: 'sort',
  fill: 'sort',
  copyWithin: 'sort',
});

/** Methods that look into their container. */
export const READERS: ReadonlyMap<string, Operation> = table({
  get: 'get',
  at: 'get',
  has: 'has',
  includes: 'has',
  indexOf: 'has',
  find: 'iterate',
  findLast: 'iterate',
  findIndex: 'iterate',
  filter: 'iterate',
  map: 'iterate',
  flatMap: 'iterate',
  forEach: 'iterate',
  some: 'iterate',
  every: 'iterate',
  reduce: 'iterate',
  keys: 'iterate',
  values: 'iterate',
  entries: 'iterate',
  slice: 'iterate',
  join: 'iterate',
  concat: 'iterate',
});

/** Methods whose result is an element of what they are called on. */
export const GIVES_ELEMENT = new Set(['get', 'at', 'find', 'findLast', 'pop', 'shift', 'next', 'getOrInsert']);

/** Methods whose result is what they are called on, or an iterator over the same elements. */
export const GIVES_SAME = new Set([
  'values',
  'entries',
  'sort',
  'reverse',
  'fill',
  'set',
  'add',
  'then',
  'catch',
  'finally',
]);

/** Methods and functions whose result is a fresh container around the same elements. */
export const GIVES_COPY = new Set([
  'filter',
  'slice',
  'concat',
  'flat',
  'splice',
  'toSorted',
  'toReversed',
  'toSpliced',
]);

/** Methods whose result is what the function returns that they are given, or a fresh container around it. */
export const GIVES_RETURNED: ReadonlyMap<string, 'same' | 'copy'> = table({
  then: 'same',
  catch: 'same',
  map: 'copy',
  flatMap: 'copy',
});

/** Methods that call a function with the elements of what they are called on, as its first parameter (`reduce`: the second). */
export const ITERATES: ReadonlyMap<string, number> = table({
  forEach: 0,
  map: 0,
  flatMap: 0,
  filter: 0,
  find: 0,
  findLast: 0,
  findIndex: 0,
  some: 0,
  every: 0,
  sort: 0,
  reduce: 1,
});

/** Global functions that hand back what they are given, or a copy of it. */
export const GLOBAL_RESULTS: ReadonlyMap<string, 'same' | 'copy'> = table({
  'Object.freeze': 'same',
  'Object.seal': 'same',
  'Object.assign': 'same',
  'Object.values': 'copy',
  'Object.entries': 'copy',
  'Object.fromEntries': 'copy',
  'Array.from': 'copy',
});

export const GLOBAL_OBJECTS = new Set(['globalThis', 'global']);

/** Functions of the host that run their argument later, once or again and again. */
export const TIMERS = new Set(['setInterval', 'setTimeout', 'setImmediate']);

/** Methods that run the function they are given before they return, or as part of the same piece of work. */
export const RUNS_NOW = new Set([
  ...ITERATES.keys(),
  'then',
  'catch',
  'finally',
  'replace',
  'replaceAll',
  'toSorted',
  'from',
  'call',
  'apply',
]);

/** Hooks of frameworks for pages whose functions run in browsers alone. */
export const ON_PAGE = new Set([
  ...['useEffect', 'useLayoutEffect', 'useInsertionEffect', 'useImperativeHandle'],
  ...['onMounted', 'onUpdated', 'onBeforeMount', 'onBeforeUpdate', 'onMount', 'afterUpdate', 'beforeUpdate'],
  ...['beforeNavigate', 'onNavigate', 'afterNavigate'],
]);
