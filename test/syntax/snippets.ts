/**
 * Small programs, by file name, each about one way in which JavaScript and TypeScript bind names. Three tests share them: the binder
 * against typescript-eslint's, the two parsers against each other, and damaged text.
 */
export const snippets: Record<string, string> = {
  'var-before-its-line.js': `
    visits = 1;
    function report() { return visits + later; }
    var visits, later = 2;
    module.exports = report;`,
  'var-out-of-blocks-and-loops.js': `
    function tally(orders) {
      if (orders) { var total = 0; }
      for (var at = 0, end = orders.length; at < end; at++) { var line = orders[at]; total += line.price; }
      for (var key in orders) total += key;
      for (var { price = total } of orders) { total += price; }
      while (total > 9) { var big = true; break; }
      do { var last = line; } while (!last);
      try { var tried = 1; } catch { var failed = 1; } finally { var done = 1; }
      switch (total) { case 1: var one = 1; break; default: { var other = 2; } }
      outer: for (;;) { var labelled = 1; break outer; }
      return [total, at, end, line, key, price, big, last, tried, failed, done, one, other, labelled];
    }`,
  'shadowing.ts': `
    const session = 'module';
    export function open(session: string) {
      { const session = 'block'; use(session); }
      const inner = (session: number) => session + 1;
      return inner(session.length);
    }
    export const same = session;
    function use(value: unknown) { const use = value; return use; }`,
  'named-function-expression.js': `
    const factorial = function self(n) { return n < 2 ? 1 : n * self(n - 1); };
    const shadowed = function own(own) { return own; };
    const redeclared = function name() { var name = 1; return name; };
    self(factorial, shadowed, redeclared, own, name);`,
  'class-expression.ts': `
    const Store = class Inner { static shared = new Inner(); copy() { return new Inner(); } };
    class Outer extends Store { static self = Outer; again() { return Outer; } }
    const Named = class extends Outer {};
    export { Store, Outer, Named, Inner };`,
  'class-members.ts': `
    const key = 'k', size = 1;
    function log(...args: unknown[]): any { return args; }
    @log(key)
    export class Cache<T> {
      static #instances = new Map<string, Cache<unknown>>();
      #entries = new Map([[key, size]]);
      [key] = size;
      static [key + size] = () => key;
      @log(size) accessor limit = size;
      @log private readonly logged = log(this.#entries);
      handler = (size: number) => { const key = size; return key; };
      constructor(private readonly size: number, @log(key) public name = key) { log(size, name); }
      get [size]() { return size; }
      set current(size: number) { log(size); }
      static { const key = 1; var size = 2; log(key, size); function inner() { return size; } inner(); }
      @log(key) method(@log(size) size: number, other = size) { return #entries in this && other; }
      static async *generator() { yield* [key]; yield Cache.#instances; }
      overload(a: string): void;
      overload(a: any) { return a; }
      declare ambient: string;
      abstract: string = key;
    }`,
  'destructuring-defaults.js': `
    const fallback = 1, name = 'limit';
    const { limit = fallback, nested: { deep = limit, ...others } = {}, [name]: computed = deep, ...rest } = load(name);
    let [first, , third = first, [inner] = [third], ...tail] = load(rest);
    ({ limit: first, [name]: tail[0] = inner, ...third } = load(others));
    [first = computed, third] = [third, first];
    for ({ first, length: third = fallback } of tail) load(first);
    function load({ a = fallback, b: [c] = [a] }, ...[d, { e }]) { return [a, c, d, e]; }`,
  'catch-parameters.js': `
    const error = 1, code = 2;
    try { send(error); } catch (error) { send(error); { let code = error; send(code); } var error2 = error; }
    try { send(code); } catch ({ code = error, message: [first] }) { send(code, first); } finally { send(error, code, error2); }
    try { send(1); } catch (problem) { var problem = 1; send(problem); }
    send(problem);
    function send() {}`,
  'for-scopes.js': `
    const entry = 1;
    let at = 9;
    for (const entry of entries()) queue(() => entry);
    for (const [key, { value = key }] of entries()) queue(() => key + value);
    for (let at = 0, end = at; at < end; at++) { let at = 1; queue(() => at + end); }
    for (at of entries()) queue(at);
    for (at in entries()) { const at = 3; queue(at); }
    for (const key in entries(entry)) queue(key);
    async function drain() { for await (const entry of entries()) queue(entry); }
    function entries() { return [entry, at, drain]; }
    function queue(job) { return job; }`,
  'default-parameters.js': `
    const clock = 1, limit = 2;
    function consume(key, now = clock, read = () => [now, limit, clock], { burst = limit, ...more } = read(key)) {
      var clock = 3;
      let limit = 4;
      return [key, now, read, burst, more, clock, limit];
    }
    function renew(token, again = () => token) { var token; function helper() { return token; } return [again, helper]; }
    function twice(handler) { function handler() {} return handler; }
    const arrow = (a, b = a, c = function inner() { return inner || b; }) => [a, b, c];`,
  'var-and-function-share-a-name.js': `
    var handler = 1;
    function handler() {}
    function wrap() {
      var inner = handler;
      function inner() { return inner; }
      { function inner() { return 2; } inner(); }
      return inner;
    }
    wrap(handler);`,
  'functions-in-odd-places.js': `
    if (ready()) function started() {}
    label: function labelled() {}
    switch (ready()) { case 1: function chosen() {} chosen(); }
    labelled();
    function ready() { return arguments.length; }`,
  'arguments-and-this.ts': `
    function collect(this: Map<string, number>, key: string) { return [this, key, arguments[0], () => arguments]; }
    const arrow = () => arguments;
    export { collect, arrow };`,
  'enums.ts': `
    const Low = 100, Other = 1;
    export enum Level { Low = 1, High = Low << 2, 'Top' = High | Low, Computed = Other }
    const enum Flags { None, Some = Level.High }
    declare enum Ambient { Value }
    export const chosen = [Level.Low, Flags.Some, Low, Ambient.Value];`,
  'namespaces.ts': `
    const shared = 1;
    namespace Sessions {
      export const shared = new Map<string, number>();
      export let count = 0;
      var hidden = shared;
      export function open() { count++; return shared.get(hidden.toString()); }
      export namespace Inner { export const deep = count; }
    }
    namespace Sessions { export const more = shared; }
    namespace Legacy.Store { export const legacy = shared; }
    declare namespace Ambient { const value: number; export { value }; }
    import Alias = Sessions.Inner;
    export const result = [Sessions.open(), shared, Ambient.value, Alias.deep, Legacy.Store.legacy];`,
  'types-and-values-share-names.ts': `
    import type { Remote } from './remote';
    interface Session { id: string }
    const Session = { open: () => 1 };
    type Limits = { max: number };
    class Box { value = 1 }
    interface Box { more: string }
    export function use(session: Session, box: Box, remote: Remote) {
      type Map = string;
      interface Set { own: string }
      type Limits = number;
      const names = new Map(), members = new Set();
      return [Session.open(), new Box(), names, members, session, box, remote];
    }
    function generic<Session>(value: Session) { return Session.open(value); }
    function f(a: typeof Session): asserts a is Session {}`,
  'imports.ts': `
    import redis, { createClient as create, type Client, 'string name' as named } from 'redis';
    import * as fs from 'node:fs';
    import type { Config } from './config';
    import legacy = require('./legacy');
    const client: Client = create(redis, named);
    function load(config: Config) { const fs = legacy; return [fs, config]; }
    export default client;
    export { load, fs as files, load as 'string export', type Config };
    export * from './everything';
    export * as everything from './everything';
    export { create as renamed, default } from './more';`,
  'export-declarations.ts': `
    export const { a, b: [c], ...rest } = source(), plain = 1;
    export let open: string | undefined;
    export function source(): any { return [a, c, rest, plain, open]; }
    export abstract class Base { abstract name: string; abstract run(): void; }
    export default class Default extends Base { name = plain + ''; run() { return Default; } }
    export declare const ambient: string;
    export declare function outside(): void;
    export type Alias = typeof plain;
    export interface Shape { area: number }
    ambient; outside();`,
  'export-assignment.ts': `
    function create() { return create; }
    export = create;`,
  'anonymous-default.js': `
    const state = new Map();
    export default function () { return state; }`,
  'overloads.ts': `
    export function parse(text: string): number;
    export function parse(bytes: Uint8Array): number;
    export function parse(input: any) { return parse(input.length); }
    export default function start(port: number): void;
    export default function start(port?: any) { return parse(port); }`,
  'closures.js': `
    const makeCounter = () => {
      let count = 0;
      const next = () => ++count;
      return { next, reset() { count = 0; }, get value() { return count; }, set value(count) { use(count); } };
    };
    function use(value) { return () => () => [value, makeCounter]; }
    (function () { var hidden = 1; use(hidden); })();
    hidden;`,
  'labelled-loops.js': `
    outer: for (const row of rows()) {
      inner: for (const cell of row) {
        if (cell === outer) continue outer;
        if (cell) break inner;
      }
    }
    function rows() { return [rows]; }
    var outer = 1;`,
  'switch-scopes.js': `
    const kind = 'a', a = 1;
    switch (kind) {
      case a: { const kind = 2; use(kind); break; }
      case 'b': let b = a; use(b); break;
      case b: use(kind, b); return;
      default: const a = 3; use(a);
    }
    function use() {}`,
  'generators.js': `
    function* ids(start = 0) { let id = start; while (true) { const reset = yield id++; if (reset) id = start; } }
    async function* pages(load) { let page; do { page = await load(page); yield* page.items; } while (page.next); }
    for (const id of ids()) { if (id) break; }
    export { pages };`,
  'components.jsx': `
    import { motion } from 'motion';
    import * as ui from './ui';
    const styles = {}, div = 1, title = 'x';
    export function Page({ items, Layout = Shell, ...rest }) {
      const Row = ({ item }) => <li {...rest} key={item.id} onClick={() => select(item)}>{item.name}</li>;
      return (
        <Layout title={title} header={<Header />} div="div">
          <motion.div className={styles.card}><ui.card.Title>{div}</ui.card.Title></motion.div>
          <>{items.map((item) => <Row item={item} />)}</>
          <svg:rect /> <my-element {...items} /> <Unknown /> <$lazy /> <_private />
          {/* nothing */}
        </Layout>
      );
    }
    class Screen extends Page { render() { return <this.Body><this.parts.Foot a={this.a} /></this.Body>; } }
    const Shell = () => null, Header = Screen;
    function select() {}`,
  'generic-component.tsx': `
    type Props<T> = { items: T[]; render: (item: T) => JSX.Element };
    export const List = <T,>({ items, render }: Props<T>) => <ul>{items.map(render)}</ul>;
    export const Names = () => <List<string> items={['a']} render={(name) => <b>{name}</b>} />;`,
  'type-assertions.ts': `
    const raw: unknown = {};
    const asserted = <Map<string, number>>raw, also = raw as Map<string, number>, sure = also!.get('a')!;
    const checked = { raw } satisfies object;
    (asserted as any).hits = sure; (<any>checked).hits++; also!.size;
    [(asserted as any).first, (<any>also).second] = [1, 2];
    const make = Map<string, number>; new make();
    let slot: any; (slot as any) = 1; slot! += 2; (slot satisfies any) = 3;`,
  'optional-chaining.ts': `
    const cache = globalThis.cache ?? undefined;
    const key = 'a', list = [1];
    export const found = cache?.get(key)?.value?.[key], run = cache?.[key]?.(list, ...list), sure = cache?.first!.second;
    delete cache?.entries[key];
    if (cache?.has?.(key)) cache.clear?.();`,
  'logical-assignment.ts': `
    let cache: Map<string, number> | undefined, hits = 0, name = '';
    export function open() { cache ??= new Map(); name ||= 'n'; hits &&= hits + 1; hits += 2; hits++; return cache; }`,
  'using-declarations.ts': `
    const pool = 1;
    export async function query() {
      using lock = acquire(pool);
      await using connection = acquire(lock);
      { using pool = acquire(connection); acquire(pool); }
      for (using item of acquire(pool)) acquire(item);
      return pool;
    }
    function acquire(x: unknown): any { return x; }`,
  'objects.js': `
    const name = 'get', size = 1, get = 2;
    module.exports = {
      size, name: name, [name]: size, get, 'quoted key': size, 1: name,
      method(size) { return this.size + size; }, async later() { return name; }, *each() { yield size; },
      get current() { return size; }, set current(name) { this.size = name; }, [name + size]() { return name; },
      arrow: () => this, plain: function () { return this; }, named: function named() { return named; },
      ...spread(name), nested: { name, deeper: [size, , ...spread(size)] },
    };
    function spread(name) { return { name }; }`,
  'commonjs.js': `
    'use strict';
    const { Router } = require('express'), path = require(\`node:path\`);
    const router = (module.exports = Router());
    exports.path = exports.join = path.join;
    module.exports.later = function later() { const fs = require('fs'); return import('./late.js').then((late) => late.go(fs)); };
    module['exports']['quoted'] = router;
    { const exports = {}; exports.hidden = 1; const require = (x) => x; require('./not-a-module'); }
    if (!module.parent) return;
    Object.assign(exports, { router });`,
  'templates.js': `
    const table = 'users', tag = String.raw;
    export const query = \`select \${table} \${[table].map((name) => \`\${name}!\`)}\`, raw = tag\`a\${table}\\n\`, plain = \`x\`;`,
  'globals.js': `
    globalThis.hits = 1; global.store = new Map(); counter = 2; undefined; NaN; Infinity;
    toString(); constructor; hasOwnProperty('a'); __proto__;
    export const env = process.env.NODE_ENV, url = import.meta.url;
    function Model() { if (!new.target) return new Model(); }
    Model();`,
  'literals.js': `
    export const all = [1, -1, 1.5, 0x10, 1e3, 10n, 'a', "b\\u00e9", null, true, /a+/gi, \`t\`, undefined, void 0, -0, 1_000];
    const emoji = '😀', é = emoji; é.length;`,
  'conditions.ts': `
    const store = new Map<string, { count: number }>();
    export function check(key: string, limit: number) {
      const entry = store.get(key);
      if (!entry || entry.count < limit && !store.has(key)) return true;
      else if (undefined === entry || typeof entry === 'undefined') throw new Error(key);
      const label = entry && entry.count > limit ? 'over' : entry ?? 'none';
      while (!(limit-- <= 0)) if (limit === 3) continue; else break;
      for (let at = 0; at < limit && store; at += 1) { check(key, at); }
      do { limit++; } while (limit < 9);
      return (check(key, 1), label) || !label && void check(key, 2);
    }`,
  'directives.js': `
    'use client';
    "use strict";
    ('not a directive');
    async function act() { 'use server'; return act; }
    const arrow = () => { 'use cache'; };
    export { act, arrow };`,
  'global-augmentation.ts': `
    import { PrismaClient } from '@prisma/client';
    declare global { var prisma: PrismaClient | undefined; interface Window { a: string } }
    declare module 'express' { interface Request { user: string } }
    declare const injected: string;
    declare let other: number, third: string;
    declare class Outside { static value: number }
    declare function outside(): void;
    export const client = globalThis.prisma ?? prisma ?? new PrismaClient(injected, other, third, Outside.value, outside());`,
  'with-statement.js': `
    var settings = { limit: 1 };
    with (settings) { var inside = settings; }
    module.exports = inside;`,
  'empty.ts': '',
  'hashbang.js': '#!/usr/bin/env node\nconst started = Date.now();\nconsole.log(started);\n',
};
