import { describe, expect, it } from 'vitest';
import { read } from './show.js';

describe('writes', () => {
  it('are assignments, updates and deletions, with what is written', () => {
    const { writes } = read(`
      let hits = 0, last;
      const state = { open: false, counts: {} };
      export function visit(id) {
        hits++; --hits; hits += 2;
        last = { id };
        state.open = !state.open;
        state.counts[id] = (state.counts[id] || 0) + 1;
        state['quoted'] = id;
        delete state.counts[id];
        globalThis.seen = id;
        undeclared = id;
      }`);
    expect(writes).toEqual([
      'visit: hits ++',
      'visit: hits --',
      'visit: hits += <+=>(hits, 2)',
      'visit: last = { id: id }',
      'visit: state.open = <!>(state.open)',
      'visit: state.counts[id] = <+>((state.counts[id] | 0), 1)',
      'visit: state["quoted"] = id',
      'visit: state.counts[id] delete',
      'visit: globalThis.seen = id',
      'visit: undeclared = id',
    ]);
  });

  it('of logical assignments happen under a condition', () => {
    const { writes, branches, variable, exits } = read(`
      let pool, name = '', ready = true;
      export function open() { name ||= 'x'; ready &&= check(); return pool ??= connect(); }`);
    expect(writes).toEqual(['open: name ||= "x"', 'open: ready &&= check()', 'open: pool ??= connect()']);
    expect(branches).toEqual([
      "open: or (no name) 'x'",
      'open: and (ready) check()',
      'open: nullish (no pool) connect()',
    ]);
    expect(exits).toEqual(['open: return (pool | connect())']);
    expect(variable('pool').values).toEqual(['connect()']);
  });

  it('go into every place of a pattern', () => {
    const { writes } = read(`
      let first, rest, limit;
      const config = {};
      function load(list) {
        [first, config.second = 2, ...rest] = list;
        ({ limit = 5, [key()]: config.named, nested: { deep: config.deep } } = list);
        [(config as any).cast] = list;
      }`);
    expect(writes).toEqual([
      'load: first = list.0',
      'load: config.second = (list.1 | 2)',
      'load: rest = copy(list)',
      'load: limit = (list.limit | 5)',
      'load: config.named = list[key()]',
      'load: config.deep = list.nested.deep',
      'load: config.cast = list.0',
    ]);
  });

  it('name the functions and classes that they put somewhere', () => {
    const { facts } = read(`
      const handlers = {};
      handlers.open = () => {};
      handlers['close'] = function () {};
      handlers[event] = () => {};
      module.exports.Store = class {};
      start = () => {};
      (handlers as any).cast = () => {};`);
    expect(facts.functions.map(({ name }) => name)).toEqual(['open', 'close', '', 'Store', 'start', 'cast']);
    expect(facts.classes.map(({ name }) => name)).toEqual(['Store']);
  });
});

describe('reads', () => {
  it('are those of things that others may write', () => {
    const { reads } = read(`
      let hits = 0;
      const limits = { perHour: 5 };
      export function check(request) {
        const local = 1;
        if (hits + local > limits.perHour) return request.user.name;
        return process.env.STAGE;
      }`);
    expect(reads).toEqual([
      'check: hits',
      'check: limits.perHour',
      'check: request.user.name',
      'check: process.env.STAGE',
    ]);
  });

  it('leave out callees and the places that are written', () => {
    const { reads } = read(`
      const cache = new Map(), state = { count: 0 };
      export function put(key) { cache.set(key, cache.size); state.count = key; }`);
    expect(reads).toEqual(['put: cache.size']);
  });
});

describe('exits', () => {
  it('are returns, throws and the bodies of arrow functions', () => {
    const { exits, fn } = read(`
      export const twice = (n) => n * 2;
      export function take(id) {
        if (!id) throw new TypeError('no id');
        if (id === 1) return;
        return find(id);
      }
      function* ids() { yield 1; yield* more; }`);
    expect(exits).toEqual([
      'twice: return <*>(n, 2)',
      'take: throw new TypeError("no id")',
      'take: return',
      'take: return find(id)',
    ]);
    expect(fn('take').gives).toEqual(['find(id)']);
    expect(fn('ids').gives).toEqual(['1', 'more']);
  });
});

describe('try', () => {
  it('knows the spans of its parts', () => {
    const text = `try { read(); } catch (error) { log(error); } finally { close(); } try { a(); } catch { b(); } try { a(); } finally { b(); }`;
    const { facts, variable } = read(text);
    expect(
      facts.tries.map(({ block, handler, finalizer }) =>
        [block, handler, finalizer].map((span) => span && text.slice(...span)),
      ),
    ).toEqual([
      ['{ read(); }', '{ log(error); }', '{ close(); }'],
      ['{ a(); }', '{ b(); }', undefined],
      ['{ a(); }', undefined, '{ b(); }'],
    ]);
    expect(variable('error')).toMatchObject({ declared: 'catch', values: [] });
  });
});
