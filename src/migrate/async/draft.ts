/** Edits while they are collected: what is put around nested expressions keeps their order, and one place gets one edit. */
import type { ts } from 'ts-morph';
import type { Code } from '../code.js';
import type { Edit } from '../types.js';
import { freshName } from './layout.js';
import { taskOf } from './locals.js';

export interface Cause {
  readonly reason: string;
  readonly stores: readonly string[];
}

interface Piece extends Edit {
  /** At one place: what closes an expression, then what stands between two, then what opens one; each from near to far. */
  readonly order: readonly [phase: 0 | 1 | 2, within: number, turn: number];
  readonly node: ts.Node;
}

export interface Draft {
  readonly code: Code;
  /** Callbacks that become loops: their code belongs to the function around them, and their `return` is none. */
  readonly dissolved: ReadonlySet<ts.Node>;
  /** Functions whose statements are put into a `try`, which what they return must not leave before it is settled. */
  readonly tried: ReadonlySet<ts.Node>;
  /** Around an expression; of two that begin or end together, the longer one is outside. */
  readonly around: (node: ts.Node, before: string, after: string, cause: Cause) => void;
  /** Of the expression's own text, at its end. */
  readonly append: (node: ts.Node, text: string, cause: Cause) => void;
  /** `reach`: how much of the text that follows it goes around, steps that are rewritten as a whole among it. */
  readonly insert: (node: ts.Node, at: number, text: string, cause: Cause, reach?: number) => void;
  readonly replace: (node: ts.Node, start: number, end: number, text: string, cause: Cause) => void;
  /** A name for a new variable near a node; the same function does not get it twice. */
  readonly fresh: (near: ts.Node, names: readonly string[]) => string;
  readonly pieces: () => readonly Piece[];
}

export function draftOf(code: Code, { dissolved, tried }: Pick<Draft, 'dissolved' | 'tried'>): Draft {
  const pieces: Piece[] = [];
  const taken = new Map<ts.Node, Set<string>>();
  const put = (
    node: ts.Node,
    [start, end]: readonly [number, number],
    text: string,
    [phase, within]: readonly [0 | 1 | 2, number],
    cause: Cause,
    reach?: number,
  ): void => {
    if (start === end && text === '') return;
    // What is put around one expression twice: the first is outside.
    const turn = phase === 0 ? -pieces.length : pieces.length;
    const file = code.nameOf(node.getSourceFile());
    pieces.push({
      file,
      start,
      end,
      text,
      order: [phase, within, turn],
      node,
      ...cause,
      ...(reach !== undefined && { reach }),
    });
  };
  return {
    code,
    dissolved,
    tried,
    around: (node, before, after, cause) => {
      put(node, [node.getStart(), node.getStart()], before, [2, -node.end], cause);
      put(node, [node.end, node.end], after, [0, -node.getStart()], cause);
    },
    append: (node, text, cause) => {
      put(node, [node.end, node.end], text, [0, -node.end], cause);
    },
    insert: (node, at, text, cause, reach) => {
      put(node, [at, at], text, [1, 0], cause, reach);
    },
    replace: (node, start, end, text, cause) => {
      put(node, [start, end], text, [1, 0], cause);
    },
    fresh: (near, names) => {
      const scope = taskOf(near, dissolved);
      const inUse = taken.get(scope) ?? new Set<string>();
      const name = freshName(scope, names, inUse);
      taken.set(scope, inUse.add(name));
      return name;
    },
    pieces: () => pieces,
  };
}

/** In the order of the text; insertions at one place are one edit. */
export function editsOf(pieces: readonly Piece[]): Edit[] {
  const sorted = [...pieces].sort(
    (a, b) =>
      Number(a.file > b.file) - Number(a.file < b.file) ||
      a.start - b.start ||
      a.end - b.end ||
      a.order[0] - b.order[0] ||
      a.order[1] - b.order[1] ||
      a.order[2] - b.order[2],
  );
  const edits: Edit[] = [];
  for (const { file, start, end, text, reason, stores, reach } of sorted) {
    const last = edits.at(-1);
    const isSamePlace = last?.file === file && last.start === start && last.end === end && start === end;
    const together = isSamePlace && last.reach === reach;
    if (!together) edits.push({ file, start, end, text, reason, stores, ...(reach !== undefined && { reach }) });
    else
      edits[edits.length - 1] = {
        ...last,
        text: last.text + text,
        reason: last.reason.includes(reason) ? last.reason : `${last.reason}; ${reason}`,
        stores: [...new Set([...last.stores, ...stores])],
      };
  }
  return edits;
}
