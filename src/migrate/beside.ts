/**
 * Each store is rewritten without knowing of the others. Where two are in one function, what each names and how far each moves in is settled here: two
 * counters would both be a `count`, and what one adds to a line that the other moves in has to move with it.
 */
import { ts } from 'ts-morph';
import { append } from '../model/append.js';
import type { Code } from './code.js';
import { isFunction } from './nodes.js';
import { freshName, isOfObject } from './regions/words.js';
import type { Span } from './regions/types.js';
import { isSameStep, type StoreRewrite, type Wrapped } from './store.js';
import { styleOf } from './style.js';
import type { Edit } from './types.js';

/** Of one store. */
export interface Named {
  readonly symbol: string;
  readonly rewrite: StoreRewrite;
}

export const besideEachOther = (code: Code, named: readonly Named[]): StoreRewrite[] =>
  movedIn(code, distinctNames(code, distinctCells(named)));

/** Lines that one adds within what another moves in. */
function movedIn(code: Code, rewrites: readonly StoreRewrite[]): StoreRewrite[] {
  return rewrites.map((rewrite) => {
    const own = rewrite.wrapped ?? [];
    const others = rewrites
      .flatMap((other) => (other === rewrite ? [] : (other.wrapped ?? [])))
      // One step can be one of several stores.
      .filter((other) => !own.some((one) => isSameStep(one, other)));
    return others.length === 0
      ? rewrite
      : { ...rewrite, edits: rewrite.edits.map((edit) => deeper(code, edit, others)) };
  });
}

function deeper(code: Code, edit: Edit, others: readonly Wrapped[]): Edit {
  const { file, start, end, text, reach = 0 } = edit;
  const source = text.includes('\n') ? code.file(file) : undefined;
  if (source === undefined) return edit;
  const isAround = (span: Span): boolean =>
    span.start <= start && end <= span.end && Math.abs(reach) <= span.end - span.start;
  const depth = others.flatMap((other) => (other.file === file ? other.indented.filter(isAround) : [])).length;
  if (depth === 0) return edit;
  return { ...edit, text: text.replace(/\n(?!\r?\n)/g, `\n${styleOf(source).indent.repeat(depth)}`) };
}

/** In a step that stands within another, `cell` would hide that of the other. */
function distinctCells(named: readonly Named[]): Named[] {
  return named.map(({ symbol, rewrite }) => {
    const others = named.flatMap((other) => (other.rewrite === rewrite ? [] : (other.rewrite.wrapped ?? [])));
    const inner = (rewrite.wrapped ?? []).filter((one) =>
      others.some((other) => other.file === one.file && isWithin(one, other) && lengthOf(other) > lengthOf(one)),
    );
    const edits = inner.reduce<readonly Edit[]>((known, { file, start, end, cell }) => {
      const isOwn = (edit: Edit): boolean => edit.file === file && isWithin(edit, { start, end });
      return known.map((edit) =>
        isOwn(edit) ? { ...edit, text: withName(edit.text, cell, longer(symbol, 'cell')) } : edit,
      );
    }, rewrite.edits);
    return { symbol, rewrite: { ...rewrite, edits } };
  });
}

const lengthOf = ({ start, end }: Span): number => end - start;

const isWithin = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** In their order: rewrites of which no two declare one name in one function. */
function distinctNames(code: Code, named: readonly Named[]): StoreRewrite[] {
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
    return renamed.size === 0 ? rewrite : { ...rewrite, edits: rewrite.edits.map((edit) => renamed.get(edit) ?? edit) };
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
  new Set(
    edits.flatMap(({ text }) => [...text.matchAll(/\b(?:const|let) ([\w$]+)\b/g)].flatMap(([, name]) => name ?? [])),
  );

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
