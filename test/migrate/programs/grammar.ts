/**
 * Code is grown from a grammar whose rules are texts with places to fill. A grown tree is plain data that keeps those texts: it can be written,
 * searched and cut without the grammar that it comes from.
 *
 * Places: `«num»` something of that sort · `«key k»` the same thing wherever `k` stands again · `«!num»` inside of a callback, where nothing waits
 * and nothing returns · `«round»` a block about the entry that the last own name names · `«new rec entry»` a name that the statements after it
 * see · `«own str name»` a name that the blocks inside of it see · `«=entry»` that name again · `«ts:!»` text of TypeScript alone. `@` is the store, `~tally` a function of the program.
 */
import type { Random } from '../../programs/random.js';

export interface Rule {
  readonly text: string;
  /** 1 if nothing is said. */
  readonly weight?: number;
  readonly only?: 'loop' | 'function' | 'async' | 'responding';
  /** It looks at all entries, or at others than the one that a function is about. */
  readonly isOverall?: true;
}

export type Grammar = Readonly<Record<string, readonly Rule[]>>;

export interface Tree {
  readonly sort: string;
  readonly text: string;
  /** What fills its places, each label once. */
  readonly parts: readonly Tree[];
  /** Label → name. */
  readonly names: Readonly<Record<string, string>>;
  /** The variable or function of the program that it needs. */
  readonly uses?: string;
  /** Grown over the second store of the program. */
  readonly isOfOther?: true;
}

export interface Variable {
  readonly name: string;
  readonly sort: string;
}

/** A function that can be called from what is grown. */
export interface Callable {
  readonly name: string;
  readonly returns: string;
  readonly isAsync: boolean;
  readonly takesResponse: boolean;
  /** Sorts of what it takes. */
  readonly takes: readonly string[];
}

export interface Scope {
  readonly variables: readonly Variable[];
  readonly callables: readonly Callable[];
  /** How this function calls the entry that it works on. */
  readonly key: string;
  readonly returns: string;
  readonly isAsync: boolean;
  readonly isResponding: boolean;
  readonly isInLoop: boolean;
  readonly isInCallback: boolean;
  /** Names that are taken in the whole function. */
  readonly taken: Set<string>;
}

/** Sorts that a variable of another sort serves as well. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  num: ['mutable', 'small'],
  term: ['num', 'mutable', 'small'],
  atom: ['bool'],
  str: ['key', 'word'],
  word: ['key'],
};

const PLACE = /«(?:ts:([^»]*)|(=)(\w+)|(new|own) (\w+) (\w+)|(!?)(\w+)(?: (\w+))?)»/g;

export type Place =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'typed'; readonly text: string }
  | { readonly is: 'name'; readonly label: string }
  | { readonly is: 'part'; readonly index: number; readonly sort: string; readonly isCallback: boolean }
  | { readonly is: 'declared'; readonly label: string; readonly sort: string; readonly isOwn: boolean };

/** A template in pieces. */
export function placesOf(template: string): Place[] {
  const places: Place[] = [];
  const labelled = new Map<string, number>();
  let parts = 0;
  let end = 0;
  for (const match of template.matchAll(PLACE)) {
    if (match.index > end) places.push({ is: 'text', text: template.slice(end, match.index) });
    end = match.index + match[0].length;
    const [, text, again, name, how, declaredSort, label, callback, sort, partLabel] = match;
    if (text !== undefined) places.push({ is: 'typed', text });
    else if (again !== undefined) places.push({ is: 'name', label: name ?? '' });
    else if (how !== undefined)
      places.push({ is: 'declared', label: label ?? '', sort: declaredSort ?? '', isOwn: how === 'own' });
    else {
      const known = partLabel === undefined ? undefined : labelled.get(partLabel);
      const index = known ?? parts++;
      if (partLabel !== undefined) labelled.set(partLabel, index);
      places.push({ is: 'part', index, sort: sort ?? '', isCallback: callback === '!' });
    }
  }
  if (end < template.length) places.push({ is: 'text', text: template.slice(end) });
  return places;
}

export interface Grower {
  readonly random: Random;
  readonly grammar: Grammar;
  /** Of a round, where that is another one. */
  readonly rounds?: Grammar;
  /** What a function that returns this sort gives where no store is asked. */
  readonly calm: Readonly<Record<string, string>>;
  /** Of the second store, which `other access` is grown over. */
  readonly other?: Grower;
}

const OTHER = 'other ';

/** Something of that sort, or undefined where there cannot be any. `fuel`: how deep it may become. */
export function grow(grower: Grower, sort: string, scope: Scope, fuel: number): Tree | undefined {
  if (sort === 'ret') return grow(grower, scope.returns, scope, fuel);
  if (sort === 'calm') return calmOf(grower, scope);
  if (sort === 'key') return { sort, text: scope.key, parts: [], names: {}, uses: scope.key };
  if (BLOCKS.has(sort)) return growBlock(grower, sort === 'block' ? scope : { ...scope, isInLoop: true }, fuel);
  const options = [...optionsFor(grower.grammar, sort, scope, fuel)];
  const total = options.reduce((sum, { weight }) => sum + weight, 0);
  let left = (grower.random.below(1_000_000) / 1_000_000) * total;
  const chosen = options.find(({ weight }) => (left -= weight) < 0);
  return chosen && fill(grower, sort, chosen, scope, fuel);
}

function calmOf({ calm }: Grower, { returns }: Scope): Tree | undefined {
  const text = calm[returns];
  return text === undefined ? undefined : { sort: returns, text, parts: [], names: {} };
}

/** Statements, each of which sees what those before it declared. */
export function growBlock(grower: Grower, scope: Scope, fuel: number): Tree {
  const count = 1 + grower.random.below(Math.max(1, Math.min(3, fuel)));
  return growAll(
    grower,
    Array.from({ length: count }, () => 'stmt'),
    scope,
    fuel,
  );
}

export function growAll(grower: Grower, sorts: readonly string[], scope: Scope, fuel: number): Tree {
  let inside = scope;
  const parts: Tree[] = [];
  for (const sort of sorts) {
    // No block is empty, however deep it stands.
    const { other } = grower;
    const isOfOther = other !== undefined && sort.startsWith(OTHER);
    const part = grow(
      isOfOther ? other : grower,
      isOfOther ? sort.slice(OTHER.length) : sort,
      inside,
      Math.max(1, fuel - 1),
    );
    if (part === undefined) continue;
    parts.push(isOfOther ? { ...part, isOfOther } : part);
    inside = { ...inside, variables: [...inside.variables, ...declaredBy(part)] };
  }
  return { sort: 'block', text: '', parts, names: {} };
}

interface Option {
  readonly text: string;
  readonly weight: number;
  readonly uses?: string;
}

function* optionsFor(grammar: Grammar, sort: string, scope: Scope, fuel: number): Generator<Option> {
  for (const { name, sort: own } of scope.variables)
    if (own === sort || ALSO[sort]?.includes(own)) yield { text: name, weight: 2, uses: name };
  for (const callable of scope.callables) {
    const text = callTo(callable, sort, scope);
    if (text !== undefined) yield { text, weight: callable.returns === 'rec' ? 4 : 0.25, uses: callable.name };
  }
  for (const { text, weight = 1, only } of grammar[sort] ?? [])
    if (allows(scope, only) && isPossible(grammar, text, scope, fuel)) yield { text, weight };
}

/** A call that is of that sort. What returns nothing is a statement. */
function callTo(callable: Callable, sort: string, scope: Scope): string | undefined {
  const { name, returns, takes, isAsync, takesResponse } = callable;
  if (returns === 'rec') return sort === 'access' ? `const «new rec kept» = ~${name}(«key»);` : undefined;
  const isWanted = returns === sort || (returns === 'void' && sort === 'stmt') || ALSO[sort]?.includes(returns);
  const isReachable = (!isAsync || (scope.isAsync && !scope.isInCallback)) && (!takesResponse || scope.isResponding);
  if (!isWanted || !isReachable) return undefined;
  const given = takes.map((one) => `«${one}»`);
  const call = `~${name}(${[...given, ...(takesResponse ? ['res'] : [])].join(', ')})`;
  const awaited = isAsync ? `await ${call}` : call;
  return sort === 'stmt' ? `${awaited};` : isAsync ? `(${awaited})` : call;
}

function allows({ isInLoop, isInCallback, isAsync, isResponding }: Scope, only: Rule['only']): boolean {
  if (only === undefined) return true;
  const table = { loop: isInLoop, function: !isInCallback, async: isAsync && !isInCallback, responding: isResponding };
  return table[only];
}

/** Sorts that need no depth. */
const FLAT = new Set(['key', 'rec', 'mutable', 'bag', 'ret', 'calm']);
/** Sorts that only a variable can be, unless the grammar has something of that sort. */
const NAMED = new Set(['rec', 'mutable', 'bag']);
const BLOCKS = new Set(['block', 'loop', 'round']);

function isPossible(grammar: Grammar, text: string, scope: Scope, fuel: number): boolean {
  return placesOf(text).every((place) => {
    if (place.is !== 'part') return true;
    if (NAMED.has(place.sort))
      return scope.variables.some(({ sort }) => sort === place.sort) || (grammar[place.sort] ?? []).length > 0;
    if ((place.sort === 'ret' || place.sort === 'calm') && scope.returns === 'void') return false;
    if (BLOCKS.has(place.sort)) return fuel > 1;
    return FLAT.has(place.sort) || fuel > 0;
  });
}

function fill(grower: Grower, sort: string, option: Option, scope: Scope, fuel: number): Tree | undefined {
  const names: Record<string, string> = {};
  const parts: Tree[] = [];
  const own: Variable[] = [];
  for (const place of placesOf(option.text)) {
    if (place.is === 'declared') {
      const name = freshName(place.label, scope.taken);
      names[place.label] = name;
      if (place.isOwn) own.push({ name, sort: place.sort });
    }
    if (place.is !== 'part' || parts.length > place.index) continue;
    const inside = BLOCKS.has(place.sort) ? { ...scope, ...insideOf(place.sort, scope, own) } : scope;
    const there = place.isCallback ? { ...inside, isInCallback: true, isInLoop: false } : inside;
    const { rounds } = grower;
    const part = grow(
      place.sort === 'round' && rounds ? { ...grower, grammar: rounds } : grower,
      place.sort,
      there,
      fuel - 1,
    );
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return { sort, text: option.text, parts, names, ...(option.uses !== undefined && { uses: option.uses }) };
}

/** A block sees the names that are its own; a round works on the entry that the last of them names. */
function insideOf(sort: string, { variables, key }: Scope, own: readonly Variable[]): Pick<Scope, 'variables' | 'key'> {
  const met = sort === 'round' ? own.at(-1)?.name : undefined;
  const known =
    met === undefined ? variables : variables.filter(({ name, sort: kind }) => kind !== 'rec' && name !== key);
  return { variables: [...known, ...own], key: met ?? key };
}

function freshName(label: string, taken: Set<string>): string {
  let name = label;
  for (let number = 2; taken.has(name); number++) name = `${label}${number}`;
  taken.add(name);
  return name;
}

/** What the statements after it can use. */
function declaredBy(tree: Tree): Variable[] {
  return placesOf(tree.text).flatMap((place) =>
    place.is === 'declared' && !place.isOwn ? [{ name: tree.names[place.label] ?? place.label, sort: place.sort }] : [],
  );
}

export interface Writing {
  readonly isTyped: boolean;
  readonly store: string;
  /** The second one, where there is one. */
  readonly other?: string;
  /** How this file calls a function of the program. */
  readonly callee: (name: string) => string;
}

export function textOf(tree: Tree, given: Writing): string {
  const writing = tree.isOfOther && given.other !== undefined ? { ...given, store: given.other } : given;
  if (tree.sort === 'block') return tree.parts.map((part) => textOf(part, writing)).join('\n');
  const own = (text: string): string =>
    text.replaceAll('@', writing.store).replace(/~(\w+)/g, (_, name: string) => writing.callee(name));
  return placesOf(tree.text)
    .map((place) => {
      if (place.is === 'text') return own(place.text);
      if (place.is === 'typed') return writing.isTyped ? place.text : '';
      if (place.is === 'part') return textOf(tree.parts[place.index] ?? tree, writing);
      return tree.names[place.label] ?? place.label;
    })
    .join('');
}

export function* within(tree: Tree): Generator<Tree> {
  yield tree;
  for (const part of tree.parts) yield* within(part);
}
