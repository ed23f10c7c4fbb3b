/** A program as plain data, from a number. What is chosen by index is plainest at 0. */
import { at } from '../../programs/plan.js';
import { seeded, type Random } from '../../programs/random.js';
import { growAll, within, type Callable, type Grammar, type Scope, type Tree, type Variable } from './grammar.js';
import { BASE, CALM, ofAll, ofOne, together, withoutReturn } from './rules.js';
import { STORED, type Stored } from './stores.js';

export interface Plan {
  readonly seed: number;
  /** An entry of `STORED`. */
  readonly stored: number;
  /** Of a second store, which the same functions work on. */
  readonly other?: number;
  /** Entries of the tables in write.ts. */
  readonly language: number;
  readonly layout: number;
  readonly format: number;
  readonly entry: number;
  /** 1: `dump` reads all at once. */
  readonly dump: number;
  /** Which private field a class has, and which `bump` there is. */
  readonly variant: number;
  readonly noun: string;
  readonly functions: readonly FunctionPlan[];
  readonly ops: readonly Op[];
}

export interface FunctionPlan {
  readonly name: string;
  readonly returns: string;
  readonly isAsync: boolean;
  readonly takesResponse: boolean;
  readonly takes: readonly ParamName[];
  /** A declaration, an arrow function, a function expression, an arrow function of one expression. */
  readonly form: number;
  /** Its last parameter may be left out. */
  readonly hasDefault: boolean;
  /** What it makes of its key first; 0: nothing. */
  readonly keyForm: number;
  readonly isAnnotated: boolean;
  /** 1: in the file of the service, where there is one. */
  readonly file: number;
  /** Undefined: `ensure`, which gives the record of a key, made if need be. */
  readonly body: Tree;
}

export const PARAMS = { key: 'string', amount: 'number', label: 'string' } as const;
export type ParamName = keyof typeof PARAMS;

/** An operation of the handler: which functions it calls, and what is done around them. */
export interface Op {
  readonly calls: readonly string[];
  readonly style: number;
}

/** The form that has no statements. */
export const EXPRESSION = 3;
export const LAYOUTS = ['one file', 'store | handler', 'store | service | handler'] as const;
export const OP_STYLES = 7;
const NOUNS = ['visit', 'ticket', 'ballot', 'parcel', 'lesson', 'voucher'] as const;

const VERBS: Readonly<Record<string, readonly string[]>> = {
  num: ['tally', 'score', 'measure', 'weigh', 'rank', 'total', 'sum', 'level'],
  bool: ['claim', 'allow', 'confirm', 'mark', 'accept', 'test', 'join', 'admit'],
  str: ['describe', 'label', 'print', 'explain', 'show', 'spell', 'tell', 'name'],
  void: ['note', 'touch', 'reset', 'renew', 'record', 'update', 'apply', 'settle'],
  maybe: ['read', 'look', 'fetch', 'peep', 'glance', 'scan', 'view', 'spot'],
  recOr: ['find', 'load', 'open', 'pick', 'take', 'seek', 'bring', 'get'],
  shape: ['attempt', 'check', 'try', 'verify', 'probe', 'judge', 'vet', 'inspect'],
  strings: ['recent', 'history', 'lines', 'latest', 'trail', 'feed', 'log', 'tail'],
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `stores`: 1 or 2. */
export function planOf(seed: number, stores = 1): Plan {
  const random = seeded(seed);
  const stored = weighted(random, STORED);
  const noun = random.pick(NOUNS);
  const kind = at(STORED, stored);
  // Most programs are calm; the others are what one would not like to review.
  const isWild = random.chance(0.15);
  const other = stores === 2 ? otherFor(random, kind) : undefined;
  const also = other === undefined ? undefined : at(STORED, other);
  const functions = functionsOf(random, kind, noun, isWild, also);
  return {
    seed,
    stored,
    ...(other !== undefined && { other }),
    language: random.below(1000),
    layout: random.below(LAYOUTS.length),
    format: random.chance(0.35) ? random.below(5) : 0,
    entry: random.below(3),
    dump: kind.all !== undefined && random.chance(0.08) ? 1 : 0,
    variant: random.below(6),
    noun,
    functions,
    ops: functions
      .filter(({ returns }) => returns !== 'rec')
      .map(({ name }) => ({
        calls: [name, ...(random.chance(0.2) ? [random.pick(functions).name] : [])],
        style: random.chance(0.5) ? 0 : random.below(OP_STYLES),
      })),
  };
}

function weighted(random: Random, items: readonly { weight: number }[]): number {
  const total = items.reduce((sum, { weight }) => sum + weight, 0);
  let left = (random.below(1_000_000) / 1_000_000) * total;
  return Math.max(
    0,
    items.findIndex(({ weight }) => (left -= weight) < 0),
  );
}

/** One that the same functions can work on: no class, and with keys only where the first has them. */
function otherFor(random: Random, { isKeyed }: Stored): number {
  const fit = STORED.flatMap((one, index) => (one.isClass || (one.isKeyed && !isKeyed) ? [] : [index]));
  return random.pick(fit);
}

function functionsOf(
  random: Random,
  kind: Stored,
  noun: string,
  isWild: boolean,
  other: Stored | undefined,
): FunctionPlan[] {
  const functions: FunctionPlan[] = [];
  if (kind.holdsRecords && random.chance(0.15)) functions.push(ensureOf(random, kind, noun));
  const count = functions.length + 2 + random.below(4);
  while (functions.length < count) {
    const grown = functionOf(random, kind, noun, isWild, functions, other);
    if (grown !== undefined) functions.push(grown);
  }
  return functions;
}

const ENSURES = [
  'let entry«ts:: Entry | undefined» = GET;\nif (!entry) {\nentry = ~blank(key);\nSET;\n}\nreturn entry;',
  'const known = GET;\nif (known) return known;\nconst entry«ts:: Entry» = ~blank(key);\nSET;\nreturn entry;',
] as const;

function ensureOf(random: Random, { peek }: Stored, noun: string): FunctionPlan {
  const put = peek.startsWith('@.') ? '@.set(key, entry)' : '@[key] = entry';
  const text = random.pick(ENSURES).replace('GET', peek).replace('SET', put);
  return {
    name: `ensure${capital(noun)}`,
    returns: 'rec',
    isAsync: false,
    takesResponse: false,
    takes: ['key'],
    form: random.below(2),
    keyForm: 0,
    hasDefault: false,
    isAnnotated: random.chance(0.7),
    file: 0,
    body: { sort: 'block', text: '', parts: [{ sort: 'stmt', text, parts: [], names: {} }], names: {} },
  };
}

function functionOf(
  random: Random,
  kind: Stored,
  noun: string,
  isWild: boolean,
  before: readonly FunctionPlan[],
  other: Stored | undefined,
): FunctionPlan | undefined {
  const returns = random.pick(kind.returns);
  const file = random.below(2);
  const isAsync = random.chance(0.12);
  const takesResponse = random.chance(0.1);
  // One function at least keeps something, or there would be nothing to migrate.
  const isFirst = !before.some((one) => one.returns !== 'rec');
  const isLean = !isFirst && returns !== 'void' && random.chance(0.15);
  const keyForm = random.chance(0.15) && !isLean && !kind.holdsRecords ? 1 + random.below(2) : 0;
  const key = kind.isKeyed ? (keyForm > 0 ? 'id' : 'key') : 'label';
  const isOverall = !isWild && !isFirst && kind.isKeyed && random.chance(0.15);
  const own = isWild ? kind.grammar : isOverall ? ofAll(kind.grammar) : ofOne(kind.grammar);
  const [grammar, rounds] = [own, ofOne(kind.grammar)].map((rules): Grammar => {
    const all = together(BASE, rules);
    return returns === 'void' ? withoutReturn(all) : all;
  });
  const plain = { random, calm: CALM, grammar: grammar ?? BASE, rounds: rounds ?? BASE };
  const beside = other && together(BASE, ofOne(other.grammar));
  const grower = beside ? { ...plain, other: { ...plain, grammar: beside, rounds: beside } } : plain;
  const variables: Variable[] = [
    { name: key, sort: kind.isKeyed ? 'key' : 'word' },
    { name: 'amount', sort: 'small' },
  ];
  const scope: Scope = {
    variables,
    callables: before.filter((one) => one.file <= file).map(callableOf),
    key,
    returns,
    isAsync,
    isResponding: takesResponse,
    isInLoop: false,
    isInCallback: false,
    taken: new Set(['key', 'id', 'amount', 'label', 'res', noun, `${noun}s`]),
  };
  const most = isWild ? random.below(3) : Number(random.chance(0.35));
  const middle = Array.from({ length: most }, () => 'stmt');
  const ending = returns === 'void' ? (isWild ? ['access'] : random.chance(0.35) ? ['close'] : []) : ['final'];
  const sorts = isLean ? ['lean'] : [isFirst ? 'core' : 'access', ...middle, ...ending];
  // Behind the first access, or in front of what ends the function.
  if (other !== undefined && !isLean && random.chance(isFirst ? 1 : 0.7))
    sorts.splice(random.chance(0.5) ? 1 : Math.max(1, sorts.length - 1), 0, 'other access');
  const body = growAll(grower, sorts, scope, isWild ? 4 : 3);
  if (body.parts.length < sorts.length || (isFirst && body.parts[0]?.sort !== 'core')) return undefined;
  const used = new Set(
    [...within(body)].flatMap(({ uses, text }) => [...(uses === undefined ? [] : [uses]), ...wordsOf(text)]),
  );
  const takes = (Object.keys(PARAMS) as ParamName[]).filter(
    (name) => used.has(name) || (name === 'key' && used.has('id')),
  );
  return {
    name: nameFor(random, returns, noun, before),
    returns,
    isAsync,
    takesResponse,
    takes,
    form: isLean ? EXPRESSION : random.below(3),
    keyForm,
    hasDefault: random.chance(0.12),
    isAnnotated: random.chance(0.7),
    file,
    body,
  };
}

/** Parameters that a rule names itself. */
const wordsOf = (text: string): string[] => text.match(/^(?:key|amount|label)$/g) ?? [];

export const callableOf = ({ name, returns, isAsync, takesResponse, takes }: FunctionPlan): Callable => ({
  name,
  returns,
  isAsync,
  takesResponse,
  takes: takes.map((param) => ({ key: 'key', amount: 'small', label: 'word' })[param]),
});

function nameFor(random: Random, returns: string, noun: string, before: readonly FunctionPlan[]): string {
  const names = (VERBS[returns] ?? VERBS.num ?? []).map((verb) => verb + capital(noun));
  return random.pick(names.filter((name) => !before.some((one) => one.name === name)));
}
