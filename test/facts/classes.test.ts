import { describe, expect, it } from 'vitest';
import { read } from './show.js';

describe('classes', () => {
  it('have fields: declared, assigned, from parameters, private and static', () => {
    const store = read(`
      class Store extends Base {
        sessions = new Map();
        static shared: Store;
        static readonly limits = { max: 1 };
        #count = 0;
        accessor size = 1;
        'quoted name' = 2;
        [computed()] = 3;
        later: Cache;
        declare ambient: string;
        constructor(private readonly repository: Repository, public name = 'x', plain) {
          super();
          this.created = Date.now();
          this.later = makeCache();
        }
        open(id) { this.last = id; this[id] = 1; Store.shared = this; }
        static make() { this.instance = new Store(); }
      }`);
    expect(store.class('Store').shownFields.sort()).toEqual(
      [
        'sessions = new Map()',
        'static shared',
        'static readonly limits = { max: 1 }',
        '#count = 0',
        'size = 1',
        'quoted name = 2',
        '* = 3',
        'later = makeCache()',
        'readonly repository = repository',
        'name = name',
        'created = Date.now()',
        'last = id',
        'static instance = new Store()',
      ].sort(),
    );
    const { fields } = store.class('Store');
    expect(fields.find(({ name }) => name === 'repository')?.type?.name).toBe('Repository');
    expect(fields.find(({ name }) => name === 'later')?.type?.name).toBe('Cache');
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
  });

  it('have methods: accessors, arrow functions in fields, overloads once, and always a constructor', () => {
    const { shownMethods } = read(`
      abstract class Store {
        handle = async () => this.open();
        static create = function () {};
        get size() { return 1; }
        set size(value) {}
        async open() {}
        *each() {}
        #hidden() {}
        static of() {}
        find(id: string): void;
        find(id: any) {}
        abstract close(): void;
      }`).class('Store');
    expect(shownMethods).toEqual([
      'constructor constructor',
      'arrow handle',
      'static function create',
      'getter size',
      'setter size',
      'method open',
      'method each',
      'method #hidden',
      'static method of',
      'method find',
    ]);
  });

  it('run their fields in the constructor, and their static parts with the module', () => {
    const { calls, facts } = read(`
      class Store {
        static shared = makeShared();
        own = makeOwn();
        static { warm(this.shared); }
        [key()] = 1;
        handler = () => act(this);
      }
      class Written { own = makeOwn(); constructor() { prepare(); } }`);
    expect(calls).toEqual([
      'makeShared()',
      'Store: makeOwn()',
      'warm(Store.shared) [discarded]',
      'key()',
      'handler: act(this)',
      'Written: prepare() [discarded]',
      'Written: makeOwn()',
    ]);
    expect(facts.functions.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'constructor Store',
      'arrow handler',
      'constructor Written',
    ]);
  });

  it('know `this`, `super` and themselves', () => {
    const {
      writes,
      calls,
      class: classOf,
    } = read(`
      const Store = class Inner extends Base {
        static instance;
        static get() { return Inner.instance ??= new Inner(); }
        add(id) { super.add(id); this.#items.push(id); this.count += 1; }
        get only() { return () => this.count++; }
        static { this.ready = true; var local = 1; }
      };`);
    expect(writes).toEqual([
      'get: Inner.instance ??= new Inner()',
      'add: this.count += <+=>(this.count, 1)',
      ': this.count ++',
      'Inner.ready = true',
    ]);
    expect(calls).toEqual([
      'get: new Inner()',
      'add: super.add(id) [discarded]',
      'add: this.#items.push(id) [discarded]',
    ]);
    expect(classOf('Inner').superclass).toEqual({ kind: 'global', name: 'Base' });
  });

  it('implement types', () => {
    const { facts } = read(`
      interface Cache {}
      class Memory implements Cache, Remote, lib.Store {}`);
    expect(facts.classes[0]?.implements).toEqual([
      { name: 'Cache', value: { kind: 'variable', id: expect.any(Number) as number } },
      { name: 'Remote' },
    ]);
  });

  it('keep the variables of a static block to themselves', () => {
    const { variable, writes } = read(`
      class Store { static { var hidden = 1; let other = 2; hidden = 3; } }
      hidden = 4;`);
    expect(variable('hidden')).toMatchObject({ declared: 'var', values: ['1', '3'] });
    expect(writes).toEqual(['hidden = 3', 'hidden = 4']);
  });
});
