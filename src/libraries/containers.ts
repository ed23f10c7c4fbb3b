/**
 * Containers of frameworks: made for one user in one browser, and therefore without a thought for the others where a server renders. And emitters,
 * which reach those who listen on the same instance.
 */
import type { StatefulEntry, StatefulMethod } from '../model/library.js';

const takes: StatefulMethod = { operation: 'assign', value: 0 };
const gives: StatefulMethod = { operation: 'get' };
const container = { kind: 'container' } as const;

/** `store.setState({ name })`, and the actions that a store has itself: `store.getState().rename(name)`. */
const zustand = {
  ...container,
  methods: { setState: takes, getState: gives, 'getState().*': takes },
} as const satisfies Partial<StatefulEntry>;

const frameworks: readonly StatefulEntry[] = [
  {
    ...container,
    packages: ['svelte/store', 'svelte-persisted-store', 'svelte-local-storage-store'],
    exports: ['writable()', 'persisted()'],
    methods: { set: takes, update: takes, subscribe: gives },
    // `$session`, in components
    members: ['$'],
  },
  {
    ...zustand,
    packages: ['zustand', 'zustand/vanilla', 'zustand/traditional'],
    exports: [
      'create()',
      'create()()',
      'default()',
      'default()()',
      'createStore()',
      'createStore()()',
      'createWithEqualityFn()',
    ],
  },
  {
    ...container,
    packages: ['pinia'],
    exports: ['defineStore()()'],
    methods: { $patch: takes, $reset: { operation: 'clear' } },
    members: ['*'],
  },
  {
    ...container,
    packages: ['vue', '@vue/reactivity', '@vue/composition-api', '@vue/runtime-core', '#imports'],
    exports: ['ref()', 'shallowRef()', 'customRef()', 'reactive()', 'shallowReactive()'],
    members: ['*'],
  },
  {
    ...container,
    packages: ['jotai', 'jotai/vanilla'],
    exports: ['createStore()', 'getDefaultStore()'],
    methods: { set: { operation: 'assign', value: 1 }, get: gives, sub: gives },
  },
  {
    ...container,
    packages: ['nanostores', '@nanostores/persistent'],
    exports: ['atom()', 'map()', 'deepMap()', 'persistentAtom()', 'persistentMap()'],
    methods: { set: takes, setKey: { operation: 'assign', value: 1 }, get: gives, subscribe: gives, listen: gives },
  },
  {
    ...container,
    packages: ['@reduxjs/toolkit', 'redux', 'vuex'],
    exports: ['configureStore()', 'createStore()', 'legacy_createStore()'],
    methods: { dispatch: takes, commit: { operation: 'assign', value: 1 }, getState: gives },
  },
  {
    ...container,
    packages: ['mobx'],
    exports: ['observable()', 'observable.box()'],
    methods: { set: takes, get: gives },
    members: ['*'],
  },
  { ...container, packages: ['valtio', 'valtio/vanilla'], exports: ['proxy()'], members: ['*'] },
  {
    ...container,
    packages: ['@preact/signals', '@preact/signals-core', '@preact/signals-react'],
    exports: ['signal()'],
    members: ['value'],
  },
  {
    ...container,
    packages: ['@tanstack/store', '@tanstack/react-store'],
    exports: ['Store'],
    methods: { setState: takes },
  },
  { ...container, packages: ['@xstate/store'], exports: ['createStore()'], methods: { send: takes } },
];

const LISTENS: StatefulMethod = { operation: 'add', value: 1 };
const LEAVES: StatefulMethod = { operation: 'delete' };

const emitter = {
  kind: 'emitter',
  methods: {
    ...{ on: LISTENS, once: LISTENS, addListener: LISTENS, prependListener: LISTENS, addEventListener: LISTENS },
    ...{ off: LEAVES, removeListener: LEAVES, removeAllListeners: LEAVES, removeEventListener: LEAVES },
    ...{ emit: gives, emitAsync: gives, dispatchEvent: gives },
  },
} as const satisfies Partial<StatefulEntry>;

const emitters: readonly StatefulEntry[] = [
  {
    ...emitter,
    packages: ['events', 'eventemitter3', 'eventemitter2'],
    exports: ['default', 'EventEmitter', 'EventEmitter2'],
  },
  { ...emitter, packages: ['global'], exports: ['EventTarget'] },
  {
    ...emitter,
    packages: ['mitt', 'nanoevents', 'tiny-emitter', 'emittery', 'strict-event-emitter'],
    exports: ['default', 'default()', 'createNanoEvents()', 'Emitter', 'TinyEmitter'],
  },
  {
    kind: 'emitter',
    packages: ['rxjs', 'rxjs/Subject'],
    exports: ['Subject', 'ReplaySubject', 'BehaviorSubject'],
    methods: { subscribe: { operation: 'add', value: 0 }, next: gives },
  },
];

export const containers: readonly StatefulEntry[] = [...frameworks, ...emitters];
