import { describe, expect, it } from 'vitest';
import { read } from './show.js';

describe('imports', () => {
  it('bind names to what they take from a module', () => {
    const { imports, variable } = read(`
      import redis, { createClient as create, type Options, 'odd name' as odd } from 'redis';
      import * as fs from 'node:fs';
      import './side-effect';
      import legacy = require('./legacy');
      import Inner = legacy.Inner;`);
    expect(imports).toEqual(['import redis', 'import node:fs', 'import ./side-effect', 'require ./legacy']);
    expect(['redis', 'create', 'odd', 'fs', 'legacy', 'Inner'].flatMap((name) => variable(name).values)).toEqual([
      "import('redis').default",
      "import('redis').createClient",
      "import('redis').odd name",
      "import('node:fs')",
      "import('./legacy')",
      'legacy.Inner',
    ]);
  });

  it('of types alone bring no code', () => {
    const { imports } = read(`
      import type { A } from './a';
      import { type B } from './b';
      import { type C, d } from './c';
      import type E = require('./e');
      export type { F } from './f';
      export { type G } from './g';
      export type * from './h';
      import {} from './i';
      import J, { type K } from './j';`);
    expect(imports).toEqual([
      'import type ./a',
      'import type ./b',
      'import ./c',
      'require type ./e',
      'reexport type ./f',
      'reexport type ./g',
      'reexport type ./h',
      'import ./i',
      'import ./j',
    ]);
  });

  it('may be made by calls, anywhere', () => {
    const { imports, calls, variable } = read(
      `
      const { Router } = require('express'), dynamic = require(name);
      const client = require('redis').createClient();
      async function open() {
        const fs = require(\`fs\`);
        const { store } = await import('./store.js');
        const late = (await import('./late.js')).default;
        import('./then.js').then((then) => then.go());
      }`,
      'store.js',
    );
    expect(imports).toEqual([
      'require express',
      'require redis',
      'require fs',
      'dynamic ./store.js',
      'dynamic ./late.js',
      'dynamic ./then.js',
    ]);
    expect(['Router', 'dynamic', 'client', 'fs', 'store', 'late'].flatMap((name) => variable(name).values)).toEqual([
      "import('express').Router",
      'require(name)',
      "import('redis').createClient()",
      "import('fs')",
      "await import('./store.js').store",
      "await import('./late.js').default",
    ]);
    expect(calls).toContain("open: import('./then.js').then(function) [discarded]");
  });

  it('are not made by a `require` of somebody else', () => {
    const { imports, calls } = read(`function load(require) { return require('./x'); }`, 'store.js');
    expect(imports).toEqual([]);
    expect(calls).toEqual(['load: require("./x")']);
  });
});

describe('exports of ESM', () => {
  it('of declarations and names', () => {
    const { exports, facts } = read(`
      export const { a, b: [c], ...rest } = load(), plain = 1;
      export let open;
      export function start() {}
      export class Store {}
      export enum Level { Low }
      const local = 1;
      export { local, local as renamed, start as 'odd name', local as default };`);
    expect(exports).toEqual([
      'a: a',
      'c: c',
      'rest: rest',
      'plain: plain',
      'open: open',
      'start: start',
      'Store: Store',
      'Level: Level',
      'local: local',
      'renamed: local',
      'odd name: start',
      'default: local',
    ]);
    expect(facts.esm).toBe(true);
  });

  it.each([
    ['export default function () { return 1; }', 'function default'],
    ['export default function start() {}', 'start'],
    ['export default class {}', 'class default'],
    ['export default class Store {}', 'Store'],
    ['export default async () => {};', 'function default'],
    ['export default new Map();', 'default'],
    ['const store = 1; export default store;', 'store'],
    ['export default { open() {} };', '{ open: function open }'],
  ])('%s', (text, value) => {
    expect(read(text).exports).toEqual([`default: ${value}`]);
  });

  it('pass on what other modules export', () => {
    const { exports, imports } = read(`
      export * from './all';
      export * as everything from './everything';
      export { default, get as read, default as other } from './some';`);
    expect(exports).toEqual([
      "*: import('./all')",
      "everything: import('./everything')",
      "default: import('./some').default",
      "read: import('./some').get",
      "other: import('./some').default",
    ]);
    expect(imports).toEqual(['reexport ./all', 'reexport ./everything', 'reexport ./some']);
  });

  it('hold types and values of one name', () => {
    const { exports, facts } = read(`
      interface Session { id: string }
      interface Store { open: boolean }
      const Store = make();
      export { Session, Store };
      export interface Options { limit: number }
      export type { Session as Renamed };`);
    expect(exports).toEqual(['Session: Session', 'Store: Store', 'Options: Options', 'Renamed: Session']);
    const declared = facts.exports.map(({ value }) => value.kind === 'variable' && facts.variables[value.id]?.declared);
    expect(declared).toEqual(['type', 'const', 'type', 'type']);
  });

  it('leave out signatures and what is only declared', () => {
    const { exports } = read(`
      export function parse(text: string): number;
      export function parse(bytes: any) { return 1; }
      export default function start(): void;
      export default function start(port?: number) {}
      export declare const injected: string;
      export declare function outside(): void;`);
    expect(exports).toEqual(['parse: parse', 'default: start']);
  });

  it('of a namespace are its own, not those of the module', () => {
    const { exports, variable, facts } = read(`
      export namespace Sessions {
        export const open = new Map();
        export function close() { open.clear(); }
        export namespace Inner { export let deep = 1; }
        const hidden = 1;
      }
      namespace Legacy.Store { export const all = []; }
      Sessions.open.set('a', 1);`);
    expect(exports).toEqual(['Sessions: Sessions']);
    expect(variable('Sessions').values).toEqual(['{ open: open, close: close, Inner: Inner }']);
    expect(variable('Inner').values).toEqual(['{ deep: deep }']);
    expect(variable('Legacy').values).toEqual(['{ Store: { all: all } }']);
    expect(facts.variables.every(({ fn }) => fn === -1)).toBe(true);
  });
});

describe('exports of CommonJS', () => {
  it.each([
    ['module.exports = new Map();', ['=: exports']],
    ['module.exports = { open, close };', ['=: { open: open, close: close }']],
    ["exports.open = 1; exports['close'] = 2;", ['open: 1', 'close: 2']],
    ['module.exports.open = function () {};', ['open: function open']],
    ["module['exports'].open = 1;", ['open: 1']],
    ['exports.a = exports.b = load();', ['b: load()', 'a: load()']],
    ['exports = module.exports = app;', ['=: app']],
    ['const app = (module.exports = express());', ['=: express()']],
    ['exports.default = Store;', ['default: Store']],
    ['exports[name] = 1;', ['*: 1']],
    ['[exports.first, exports.second] = pair;', ['first: pair.0', 'second: pair.1']],
    ['export = Store;', ['=: Store']],
    ['{ const exports = {}; exports.hidden = 1; }', []],
    ['function wrap(module) { module.exports = 1; }', []],
    ['exports.count += 1;', []],
  ])('%s', (text, expected) => {
    const shown = read(text, 'store.ts');
    expect(shown.exports).toEqual(expected);
    expect(shown.facts.esm).toBe(false);
  });
});

describe('directives', () => {
  it('stand with the module and with functions', () => {
    const { facts, fn } = read(
      `'use client';
      "use strict";
      (work(), 'not one');
      'too late';
      async function save() { 'use server'; }
      const cached = () => { 'use cache'; };
      const plain = () => 'use nothing';`,
      'page.jsx',
    );
    expect(facts.directives).toEqual(['use client', 'use strict']);
    expect([fn('save').directives, fn('cached').directives, fn('plain').directives]).toEqual([
      ['use server'],
      ['use cache'],
      [],
    ]);
  });
});
