/** A timer that sweeps several stores has no purpose once all of them moved, though each of them takes only its own loop away. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { descendants, isFunction } from '../nodes.js';
import type { AdapterChoice } from '../types.js';
import { rangeOf } from './ranges.js';
import { removingAround } from './removing.js';
import type { Removal } from './types.js';

export interface Swept {
  readonly target: { readonly store: string; readonly name: ts.Node; readonly declaration: ts.Node };
  readonly choice: AdapterChoice;
  readonly removals: readonly Removal[];
}

export interface SharedRemoval extends Removal {
  readonly stores: readonly string[];
}

/** Beside what each store removes by itself. */
export function sharedSweeps(code: Code, stores: readonly Swept[]): SharedRemoval[] {
  const files = [...new Set(stores.flatMap(({ removals }) => removals.map(({ file }) => file)))];
  return files.flatMap((name) => {
    const file = code.file(name);
    return file === undefined ? [] : [...sharedBlocks(file, name, stores)].flatMap((one) => around(code, one, stores));
  });
}

interface SharedBlock {
  readonly name: string;
  readonly block: ts.Block;
  /** All that goes in the file. */
  readonly seeds: readonly ts.Node[];
  readonly by: readonly Swept[];
}

/** Bodies of functions out of which more than one store takes something. */
function* sharedBlocks(file: ts.SourceFile, name: string, stores: readonly Swept[]): Generator<SharedBlock> {
  const own = (store: Swept) => store.removals.filter((removal) => removal.file === name);
  const ranges = stores.flatMap(own);
  const isGone = (node: ts.Node): boolean =>
    ranges.some(({ start, end }) => start <= node.getStart() && node.end <= end && node.end > node.getStart());
  const nodes = [...descendants(file, (node) => !isGone(node))];
  const seeds = nodes.filter(isGone);
  for (const block of nodes) {
    if (!ts.isBlock(block) || !isFunction(block.parent) || isGone(block)) continue;
    const by = stores.filter((store) =>
      own(store).some(({ start, end }) => block.statements.some((one) => start <= one.getStart() && one.end <= end)),
    );
    if (by.length > 1) yield { name, block, seeds, by };
  }
}

function around(code: Code, { name, block, seeds, by }: SharedBlock, stores: readonly Swept[]): SharedRemoval[] {
  const [first] = by;
  if (first === undefined) return [];
  const scope = { code, declaration: first.target.declaration, isLazy: false };
  const texts = stores.flatMap(({ target, choice }) => [
    target.name.getText(),
    ...choice.options.map(([, text]) => text),
  ]);
  const names = new Set(texts.flatMap((text) => text.match(/#?[A-Za-z_$][\w$]*/g) ?? []));
  return removingAround(seeds, new Set([block]), { code, touches: [], scope }, names).flatMap(
    ({ node, what, reason }) =>
      code.nameOf(node.getSourceFile()) === name
        ? [{ file: name, ...rangeOf(node), what, reason, stores: by.map(({ target }) => target.store) }]
        : [],
  );
}
