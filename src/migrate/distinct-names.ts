/**
 * Each store names what it makes without knowing of the others: two counters of one function would both be a `count`. The first keeps its name, and the
 * others say what they count.
 */
import { ts } from 'ts-morph';
import { append } from '../model/append.js';
import type { Code } from './code.js';
import { isFunction } from './nodes.js';
import { freshName, isOfObject } from './regions/words.js';
import type { StoreRewrite } from './store.js';
import type { Edit } from './types.js';

/** Of one store. */
export interface Named {
  readonly symbol: string;
  readonly rewrite: StoreRewrite;
}

/** `named` in their order: rewrites of which no two declare one name in one function. */
export function distinctNames(code: Code, named: readonly Named[]): StoreRewrite[] {
  const takenIn = new Map<ts.Node, Set<string>>();
  return named.map(({ symbol, rewrite }) => {
    const within = new Map<ts.Node, Edit[]>();
    for (const edit of rewrite.edits) {
      const scope = scopeOf(code, edit);
      if (scope !== undefined) append(within, scope, edit);
    }
    const renamed = new Map<Edit, Edit>();
    for (const [scope, edits] of within) {
      const taken = takenIn.get(scope) ?? new Set<string>();
      takenIn.set(scope, taken);
      for (const name of declaredIn(edits)) {
        const other = taken.has(name) ? freshName(scope, [longer(symbol, name)], taken) : name;
        taken.add(other);
        if (other !== name)
          for (const edit of edits) {
            const before = renamed.get(edit) ?? edit;
            renamed.set(edit, { ...before, text: withName(before.text, name, other) });
          }
      }
    }
    return renamed.size === 0
      ? rewrite
      : { ...rewrite, edits: rewrite.edits.map((edit) => renamed.get(edit) ?? edit) };
  });
}

/** The outermost function around it: what is in a function sees the names of those around. */
function scopeOf(code: Code, { file, start }: Edit): ts.Node | undefined {
  const source = code.file(file);
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (node.pos > start || node.end < start) return;
    if (isFunction(node)) found = node;
    else node.forEachChild(visit);
  };
  if (source !== undefined) visit(source);
  return found;
}

const declaredIn = (edits: readonly Edit[]): ReadonlySet<string> =>
  new Set(edits.flatMap(({ text }) => [...text.matchAll(/\b(?:const|let) ([\w$]+)\b/g)].flatMap(([, name]) => name ?? [])));

/** `ordersCount` for the `count` of `orders`. */
function longer(symbol: string, name: string): string {
  const own = (symbol.split('.').at(-1) ?? symbol).replace(/^[#_]+/, '');
  return `${own}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Read as a program, and be it half of one: strings and keys of objects stay what they are. */
function withName(text: string, name: string, other: string): string {
  const places: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name && !isOfObject(node)) places.push(node.end);
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile('part.ts', text, ts.ScriptTarget.Latest, true));
  return places.reduceRight((result, end) => result.slice(0, end - name.length) + other + result.slice(end), text);
}
