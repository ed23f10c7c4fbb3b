/** What programs keep, and how it is declared, read out and grown over. */
import { MAP, OBJECT } from './containers.js';
import type { Grammar } from './grammar.js';
import { numberRules, recordRules } from './rules-keyed.js';
import { listsRules, STATS } from './rules-nested.js';
import { listRules, MEMBERS, SLOT, TOTAL } from './rules-single.js';

export interface Stored {
  readonly name: string;
  readonly weight: number;
  readonly grammar: Grammar;
  /** `const` or `let`: what is assigned cannot be changed from another file. */
  readonly keyword: 'const' | 'let';
  /** Type of the variable, where the value alone does not say it. */
  readonly type?: string;
  readonly value: (isTyped: boolean) => string;
  /** Under a key, or one for all. */
  readonly isKeyed: boolean;
  readonly holdsRecords: boolean;
  /** A field of a class of which there is one instance. */
  readonly isClass: boolean;
  /** Sorts that its functions return, likeliest first. */
  readonly returns: readonly string[];
  /** What is kept: of one key, and of all. */
  readonly peek: string;
  readonly all?: string;
  /** Types of sorts, for annotations. */
  readonly types: Readonly<Record<string, string>>;
}

const NUMBERS = {
  returns: ['num', 'bool', 'void', 'shape', 'num', 'maybe', 'str'],
  types: { maybe: 'number | undefined' },
};
const RECORDS = {
  returns: ['recOr', 'void', 'bool', 'num', 'shape', 'str', 'recOr'],
  types: { maybe: 'number | undefined' },
};
const BY_KEY = '.sort(([a], [b]) => (a < b ? -1 : 1))';
const keyed = { isKeyed: true, isClass: false, holdsRecords: false, keyword: 'const' } as const;
const single = { isKeyed: false, isClass: false, holdsRecords: false, peek: '@' } as const;
const generic = (name: string, types: string) => (isTyped: boolean) => `new ${name}${isTyped ? `<${types}>` : ''}()`;

const numbersMap = {
  ...keyed,
  ...NUMBERS,
  grammar: numberRules(MAP),
  value: generic('Map', 'string, number'),
  peek: '@.get(key)',
  all: `[...@.entries()]${BY_KEY}`,
};
const recordsMap = {
  ...keyed,
  ...RECORDS,
  holdsRecords: true,
  grammar: recordRules(MAP),
  value: generic('Map', 'string, Entry'),
  peek: '@.get(key)',
  all: `[...@.entries()]${BY_KEY}`,
};
const members = {
  ...keyed,
  returns: ['bool', 'void', 'bool', 'num', 'str', 'shape'],
  types: {},
  grammar: MEMBERS,
  value: generic('Set', 'string'),
  peek: '@.has(key)',
  all: '[...@].sort()',
};
const list = {
  ...single,
  returns: ['strings', 'void', 'num', 'str', 'bool', 'maybe'],
  types: { maybe: 'string | undefined' },
  value: () => '[]',
  type: 'string[]',
  peek: '@.slice()',
};

const lists = {
  ...keyed,
  returns: ['strings', 'void', 'num', 'bool', 'str', 'strings', 'shape'],
  types: { maybe: 'string | undefined' },
  all: `[...@.entries()]${BY_KEY}`,
};

export const STORED: readonly Stored[] = [
  { ...numbersMap, name: 'a Map of numbers', weight: 3 },
  { ...recordsMap, name: 'a Map of records', weight: 3.5 },
  { ...members, name: 'a Set', weight: 1.3 },
  { ...list, name: 'a list', weight: 1, keyword: 'const', grammar: listRules(false) },
  { ...list, name: 'a list that is replaced', weight: 0.5, keyword: 'let', grammar: listRules(true) },
  {
    ...single,
    name: 'a count',
    weight: 1,
    keyword: 'let',
    grammar: TOTAL,
    value: () => '0',
    returns: ['num', 'void', 'bool', 'num', 'str', 'shape'],
    types: {},
  },
  {
    ...single,
    name: 'one text',
    weight: 0.3,
    keyword: 'let',
    grammar: SLOT,
    type: 'string | null',
    value: () => 'null',
    returns: ['str', 'void', 'bool', 'str'],
    types: {},
  },
  {
    ...keyed,
    ...NUMBERS,
    name: 'an object of numbers',
    weight: 1.2,
    grammar: numberRules(OBJECT),
    type: 'Record<string, number>',
    value: () => '{}',
    peek: '@[key]',
    all: `Object.entries(@)${BY_KEY}`,
  },
  {
    ...keyed,
    ...RECORDS,
    name: 'an object of records',
    weight: 0.7,
    holdsRecords: true,
    grammar: recordRules(OBJECT),
    type: 'Record<string, Entry>',
    value: () => '{}',
    peek: '@[key]',
    all: `Object.entries(@)${BY_KEY}`,
  },
  { ...numbersMap, name: 'a class with a Map of numbers', weight: 0.8, isClass: true },
  { ...recordsMap, name: 'a class with a Map of records', weight: 1, isClass: true },
  { ...members, name: 'a class with a Set', weight: 0.3, isClass: true },
  {
    ...lists,
    name: 'a Map of lists',
    weight: 1.3,
    grammar: listsRules(MAP),
    value: generic('Map', 'string, string[]'),
    peek: '@.get(key)',
  },
  {
    ...lists,
    name: 'an object of lists',
    weight: 0.6,
    grammar: listsRules(OBJECT),
    type: 'Record<string, string[]>',
    value: () => '{}',
    peek: '@[key]',
    all: `Object.entries(@)${BY_KEY}`,
  },
  {
    ...single,
    name: 'one record',
    weight: 0.9,
    keyword: 'const',
    grammar: STATS,
    type: '{ hits: number; misses: number; last: string | null; seen: { first: number; last: number } }',
    value: () => '{ hits: 0, misses: 0, last: null, seen: { first: 0, last: 0 } }',
    returns: ['num', 'void', 'str', 'bool', 'shape', 'num'],
    types: {},
    peek: '@',
  },
];

/** Types of sorts that are the same in all programs. */
export const TYPES: Readonly<Record<string, string>> = {
  num: 'number',
  bool: 'boolean',
  str: 'string',
  void: 'void',
  shape: '{ ok: boolean; left: number }',
  recOr: 'Entry | undefined',
  rec: 'Entry',
  strings: 'string[]',
};

export const RECORD_TYPE =
  'interface Entry {\ncount: number;\nnote: string;\ntags: string[];\nseen: { first: number; last?: number };\nopen: boolean;\nuntil: number;\nby: Record<string, number>;\n}';
