import { describe, expect, it } from 'vitest';
import { read } from './show.js';

describe('variables', () => {
  it('hold everything that is ever assigned to them, the initialiser first', () => {
    const { variable } = read(`
      let client = null;
      export function open() { client = connect(); }
      export function close() { client = undefined; }
      var again = 1; var again = 2;
      let typed: Cache | undefined;
      const [first, { second = 2 }, ...others] = load();`);
    expect(variable('client').values).toEqual(['null', 'connect()', 'undefined']);
    expect(variable('again').values).toEqual(['1', '2']);
    expect(variable('typed')).toMatchObject({ values: ['undefined'], type: 'Cache' });
    expect(variable('first').values).toEqual(['load().0']);
    expect(variable('second').values).toEqual(['(load().1.second | 2)']);
    expect(variable('others').values).toEqual(['copy(load())']);
  });

  it('are captured when another function mentions them', () => {
    const { variable } = read(`
      const used = new Map(), unused = new Map();
      function makeCounter() {
        let count = 0, local = 0;
        local++;
        return () => ++count;
      }
      function recursive() { return used && recursive(); }
      const typed = class Typed {};
      function annotated(parameter: Annotated) { return parameter; }
      class Annotated {}`);
    expect(
      Object.fromEntries(
        ['used', 'unused', 'count', 'local', 'parameter', 'Annotated'].map((name) => [name, variable(name).captured]),
      ),
    ).toEqual({ used: true, unused: false, count: true, local: false, parameter: false, Annotated: false });
  });

  it('have the type that their annotation names', () => {
    const { facts, show } = read(`
      import { Remote } from './remote';
      class Store {}
      let a: Store, b: Promise<Store>, c: Store | null, d: readonly Store[], e: Store[], f: Remote;
      let g: lib.Store, h: string, i: Readonly<Partial<Store>>, j: Map<string, Store>;
      function use({ id }: Options, store: Store = make(), ...rest: Store[]) {}
      class User { constructor(private readonly store: Store) {} }`);
    const typed = facts.variables.flatMap(({ name, type }) => (type ? [`${name}: ${type.name}`] : []));
    expect(typed).toEqual([
      'a: Store',
      'b: Store',
      'c: Store',
      'd: Array',
      'e: Array',
      'f: Remote',
      'g: lib.Store',
      'i: Store',
      'j: Map',
      'store: Store',
      'store: Store',
    ]);
    const bound = facts.variables.find(({ name }) => name === 'a')?.type?.value;
    expect(show(bound)).toBe('Store');
  });

  it('are not hidden by types of the same name', () => {
    const { variable } = read(`
      const Limits = load();
      export function use() {
        type Limits = number;
        interface Map { own: string }
        const made = new Map(), chosen = Limits.max;
      }`);
    expect(variable('made').values).toEqual(['new Map()']);
    expect(variable('chosen').values).toEqual(['Limits.max']);
    expect(variable('Limits')).toMatchObject({ declared: 'const', captured: true });
  });

  it('of the host keep their names, and `arguments` is nobody’s state', () => {
    const { variable, writes } = read(
      `
      const text = toString, maker = constructor, endless = Infinity, url = import.meta.url;
      function collect() { const all = arguments, fresh = new.target; arguments[0] = 1; }`,
      'store.js',
    );
    expect(['text', 'maker', 'endless', 'url', 'all', 'fresh'].flatMap((name) => variable(name).values)).toEqual([
      'toString',
      'constructor',
      '<Infinity>()',
      'import.meta.url',
      '?',
      '?',
    ]);
    expect(writes).toEqual(['collect: ?[0] = 1']);
  });

  it('that enums compute from each other are not those around', () => {
    const { facts } = read(`
      const Low = sideEffect();
      enum Level { Low = 1, High = Low << make(), Named = 'x' }
      enum Plain { A, B = 2 }`);
    expect(facts.variables.filter(({ declared }) => declared === 'enum').map(({ name }) => name)).toEqual([
      'Level',
      'Plain',
      'Low',
      'High',
      'Named',
    ]);
    expect(facts.calls).toHaveLength(2);
    expect(facts.reads).toEqual([expect.objectContaining({ fn: -1 })]);
  });
});

describe('functions', () => {
  it('take their best name, and know what is around them', () => {
    const { facts, fn } = read(`
      function declared() {}
      const arrow = () => {}, expression = function () {}, own = function named() {};
      const object = { method() {}, field: () => {}, get current() { return 1; }, set current(v) {}, 'quoted': function () {}, async *each() {} };
      const { fallback = () => {} } = object;
      function outer(callback = () => {}) { return async () => {}; }
      list.map(() => {});`);
    expect(facts.functions.map(({ name, kind }) => `${kind} ${name}`.trim())).toEqual([
      'function declared',
      'arrow arrow',
      'function expression',
      'function named',
      'method method',
      'arrow field',
      'getter current',
      'setter current',
      'function quoted',
      'method each',
      'arrow fallback',
      'function outer',
      'arrow callback',
      'arrow',
      'arrow',
    ]);
    expect(fn('callback').within).toBe('outer');
    expect(fn('each').async).toBe(true);
  });

  it('stand for their parameters by position', () => {
    const { fn, variable } = read(`
      function handle(this: Server, id, { name, tags: [first] = [] } = {}, limit = 5, ...rest) { return name; }
      class Store { constructor(private size = 1, { shared }) { } }`);
    expect(fn('handle').takes).toEqual(['id', '<argument>', 'limit', '<argument>']);
    expect(variable('name').values).toEqual(['(<argument> | {  }).name']);
    expect(variable('first').values).toEqual(['((<argument> | {  }).tags | []).0']);
    expect(variable('limit').values).toEqual(['5']);
    expect(variable('rest').values).toEqual(['copy(<argument>)']);
    expect(fn('Store').takes).toEqual(['size', '<argument>']);
    expect(variable('size').values).toEqual(['1']);
  });

  it('evaluate the default values of parameters outside of their body', () => {
    const { facts, variable } = read(`
      const clock = system();
      export function consume(now = clock, later = () => clock) { const clock = 3; return clock; }`);
    const [outer, inner] = facts.variables.filter(({ name }) => name === 'clock');
    expect(outer?.captured).toBe(true);
    expect(inner?.captured).toBe(false);
    expect(variable('now').values).toEqual(['clock']);
  });

  it('keep `this` of methods of an object, and lose it in plain functions', () => {
    const { exits } = read(`
      const counter = {
        count: 0,
        method() { return this.count; },
        plain: function () { return this.count; },
        arrow: () => this.count,
        nested() { return [() => this.count, function inner() { return this.count; }]; },
      };
      function free() { return this.count; }`);
    expect(exits).toEqual([
      'method: return object.this.count',
      'plain: return object.this.count',
      'arrow: return module.this.count',
      ': return object.this.count',
      'inner: return function.this.count',
      'nested: return [function, function inner]',
      'free: return function.this.count',
    ]);
  });
});

describe('values', () => {
  it.each([
    ['[...list, 1]', '[copy(list), 1]'],
    ['{ ...state, open: true }', '{ ...state, open: true }'],
    ['{ [key]: 1, [`a`]: 2, 3: 4, "b-c": 5 }', '{ *: 1, a: 2, 3: 4, b-c: 5 }'],
    ['`a`', '"a"'],
    ['`a${b}`', '<template>(b)'],
    ['/x/gi', '/…/gi'],
    ['-1', '-1'],
    ['10n', '"10n"'],
    ['a + b', '<+>(a, b)'],
    ['typeof a', '<typeof>(a)'],
    ['a ? b : c', '(b | c)'],
    ['(a, b)', 'b'],
    ['a?.b!.c[d]', 'a.b.c[d]'],
    ['a = b', 'b'],
    ['x++', '<++>(x)'],
    ['await a', 'await a'],
    ['class Own {}', 'class Own'],
    ['class {}', 'class value'],
    ['a satisfies B as C', 'a'],
    ['new Map<string, number>', 'new Map()'],
    ['Map<string, number>', 'Map'],
    ['import(a + b)', '?'],
  ])('%s is %s', (text, expected) => {
    const { variable } = read(`let x = 0; const value = ${text}; export {};`);
    expect(variable('value').values).toEqual([expected]);
  });

  it('of long tables are cut', () => {
    const { facts } = read(`
      const list = [${'0, '.repeat(100)}];
      const table = { ${Array.from({ length: 300 }, (_, at) => `k${at}: ${at}`).join(', ')} };`);
    expect(facts.arrays[0]?.elements).toHaveLength(8);
    expect(facts.objects[0]?.properties).toHaveLength(200);
  });
});
