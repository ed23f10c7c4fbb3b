/** What data lies in, and how it is asked and changed there: `here` is the expression that gives the container. */
import { typed, type Language } from './language.js';

export type Need = 'keyed' | 'set' | 'list' | 'scalar';

export interface Container {
  name: string;
  for: readonly Need[];
  /** Held as it is: homes must give it a place that can be assigned to. */
  isBare?: true;
  init: (language: Language, entries: readonly (readonly [key: string, value: string])[]) => string;
  /** Also reads a scalar (without key) and the whole of a list. */
  get: (here: string, key: string) => string;
  has: (here: string, key: string) => string;
  /** A statement. Sets a scalar, adds to a list or a set. */
  set: (here: string, key: string, value: string) => string;
  delete: (here: string, key: string) => string;
}

type Entries = readonly (readonly [key: string, value: string])[];
const pairs = (entries: Entries): string => `[${entries.map(([key, value]) => `['${key}', ${value}]`).join(', ')}]`;
const record = (entries: Entries): string => `{ ${entries.map(([key, value]) => `'${key}': ${value}`).join(', ')} }`;
const listed = (entries: Entries): string =>
  `[${entries.map(([key, value]) => `{ key: '${key}', value: ${value} }`).join(', ')}]`;
const mapOf = (entries: Entries): string => (entries.length > 0 ? pairs(entries) : '');

export const CONTAINERS: readonly Container[] = [
  {
    name: 'a Map',
    for: ['keyed'],
    init: (language, entries) => `new Map${typed(language, '<string, Record<string, any>>')}(${mapOf(entries)})`,
    get: (here, key) => `${here}.get(${key})`,
    has: (here, key) => `${here}.has(${key})`,
    set: (here, key, value) => `${here}.set(${key}, ${value});`,
    delete: (here, key) => `${here}.delete(${key});`,
  },
  {
    name: 'an object',
    for: ['keyed'],
    init: (language, entries) => record(entries) + typed(language, ' as Record<string, any>'),
    get: (here, key) => `${here}[${key}]`,
    has: (here, key) => `${key} in ${here}`,
    set: (here, key, value) => `${here}[${key}] = ${value};`,
    delete: (here, key) => `delete ${here}[${key}];`,
  },
  {
    name: 'an array of records',
    for: ['keyed'],
    init: (_, entries) => listed(entries),
    get: (here, key) => `${here}.find((row) => row.key === ${key})?.value`,
    has: (here, key) => `${here}.some((row) => row.key === ${key})`,
    set: (here, key, value) => `${here}.push({ key: ${key}, value: ${value} });`,
    delete: (here, key) => `${here}.splice(${here}.findIndex((row) => row.key === ${key}), 1);`,
  },
  {
    name: 'a Map of arrays',
    for: ['keyed'],
    init: (_, entries) => `new Map(${pairs(entries.map(([key, value]) => [key, `[${value}]`]))})`,
    get: (here, key) => `${here}.get(${key})?.at(-1)`,
    has: (here, key) => `${here}.has(${key})`,
    set: (here, key, value) =>
      `if (${here}.has(${key})) ${here}.get(${key}).push(${value});\nelse ${here}.set(${key}, [${value}]);`,
    delete: (here, key) => `${here}.delete(${key});`,
  },
  {
    name: 'a Map of Maps',
    for: ['keyed'],
    init: (_, entries) => `new Map(${pairs(entries.map(([key, value]) => [key, `new Map([['v', ${value}]])`]))})`,
    get: (here, key) => `${here}.get(${key})?.get('v')`,
    has: (here, key) => `${here}.has(${key})`,
    set: (here, key, value) =>
      `if (!${here}.has(${key})) ${here}.set(${key}, new Map());\n${here}.get(${key}).set('v', ${value});`,
    delete: (here, key) => `${here}.get(${key})?.delete('v');`,
  },
  {
    name: 'a Map inside an object',
    for: ['keyed'],
    init: (_, entries) => `{ title: 'shop', rows: new Map(${mapOf(entries)}) }`,
    get: (here, key) => `${here}.rows.get(${key})`,
    has: (here, key) => `${here}.rows.has(${key})`,
    set: (here, key, value) => `${here}.rows.set(${key}, ${value});`,
    delete: (here, key) => `${here}.rows.delete(${key});`,
  },
  {
    name: 'an object inside an object',
    for: ['keyed'],
    init: (_, entries) => `{ title: 'shop', rows: ${record(entries)} }`,
    get: (here, key) => `${here}.rows[${key}]`,
    has: (here, key) => `${here}.rows[${key}] !== undefined`,
    set: (here, key, value) => `${here}.rows[${key}] = ${value};`,
    delete: (here, key) => `delete ${here}.rows[${key}];`,
  },
  {
    name: 'an object that is copied at each change',
    for: ['keyed'],
    isBare: true,
    init: (language, entries) => record(entries) + typed(language, ' as Record<string, any>'),
    get: (here, key) => `${here}[${key}]`,
    has: (here, key) => `${key} in ${here}`,
    set: (here, key, value) => `${here} = { ...${here}, [${key}]: ${value} };`,
    delete: (here, key) => `${here} = Object.fromEntries(Object.entries(${here}).filter(([one]) => one !== ${key}));`,
  },
  {
    name: 'a Set',
    for: ['set'],
    init: (language) => `new Set${typed(language, '<string>')}()`,
    get: (here, key) => `${here}.has(${key})`,
    has: (here, key) => `${here}.has(${key})`,
    set: (here, key) => `${here}.add(${key});`,
    delete: (here, key) => `${here}.delete(${key});`,
  },
  {
    name: 'a Map of true',
    for: ['set'],
    init: () => 'new Map()',
    get: (here, key) => `${here}.get(${key})`,
    has: (here, key) => `${here}.has(${key})`,
    set: (here, key) => `${here}.set(${key}, true);`,
    delete: (here, key) => `${here}.delete(${key});`,
  },
  {
    name: 'an array of keys',
    for: ['set'],
    init: (language) => `[]${typed(language, ' as string[]')}`,
    get: (here, key) => `${here}.includes(${key})`,
    has: (here, key) => `${here}.includes(${key})`,
    set: (here, key) => `${here}.push(${key});`,
    delete: (here, key) => `${here}.splice(${here}.indexOf(${key}), 1);`,
  },
  {
    name: 'an array',
    for: ['list'],
    init: (language) => `[]${typed(language, ' as any[]')}`,
    get: (here) => here,
    has: (here) => `${here}.length > 0`,
    set: (here, _, value) => `${here}.push(${value});`,
    delete: (here) => `${here}.shift();`,
  },
  {
    name: 'an array inside an object',
    for: ['list'],
    init: (language) => `{ title: 'shop', rows: []${typed(language, ' as any[]')} }`,
    get: (here) => `${here}.rows`,
    has: (here) => `${here}.rows.length > 0`,
    set: (here, _, value) => `${here}.rows.push(${value});`,
    delete: (here) => `${here}.rows.shift();`,
  },
  {
    name: 'an array that is copied at each change',
    for: ['list'],
    isBare: true,
    init: (language) => `[]${typed(language, ' as any[]')}`,
    get: (here) => here,
    has: (here) => `${here}.length > 0`,
    set: (here, _, value) => `${here} = [...${here}, ${value}];`,
    delete: (here) => `${here} = ${here}.slice(1);`,
  },
  {
    name: 'a scalar',
    for: ['scalar'],
    isBare: true,
    init: (_, [entry]) => entry?.[1] ?? 'null',
    get: (here) => here,
    has: (here) => `${here} !== null`,
    set: (here, _, value) => `${here} = ${value};`,
    delete: (here) => `${here} = null;`,
  },
  {
    name: 'a property of an object',
    for: ['scalar'],
    init: (language, [entry]) => `{ current: ${entry?.[1] ?? 'null'}${typed(language, ' as any')} }`,
    get: (here) => `${here}.current`,
    has: (here) => `${here}.current !== null`,
    set: (here, _, value) => `${here}.current = ${value};`,
    delete: (here) => `${here}.current = null;`,
  },
];
