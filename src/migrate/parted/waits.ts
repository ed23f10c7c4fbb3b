/** Where the rewritten program waits and the one before did not, by the edits of the stores and the calls that are awaited from now on. */
import { ts } from 'ts-morph';
import type { Colours } from '../async/index.js';
import type { Code } from '../code.js';
import { bodyOf, isInside, type Body } from '../nodes.js';
import { canFollow } from '../regions/touches.js';
import type { StoreRewrite, Wrapped } from '../store.js';
import type { Edit } from '../types.js';
import type { Access } from '../uses/access.js';
import { stepAround } from './steps.js';

/** A wait that was not there. */
export interface NewWait {
  /** What waits, or what stands where it does. */
  readonly node: ts.Node;
  /** It is over in front of what ends later. */
  readonly end: number;
  /** Of a transaction: what runs in it may be seen before the commit, and done behind it. */
  readonly span?: { readonly start: number; readonly end: number };
  readonly stores: readonly string[];
}

export function newWaits(
  code: Code,
  accesses: readonly Access[],
  rewrite: StoreRewrite,
  { calls, elementCallbacks }: Pick<Colours, 'calls' | 'elementCallbacks'>,
): ReadonlyMap<Body, readonly NewWait[]> {
  const { edits, promised, wrapped = [] } = rewrite;
  const own = accesses.map(({ node, target }) => ({ node, store: target.store, file: fileOf(code, node) }));
  const within = (one: Wrapped) =>
    own.filter(({ node, store, file }) => store === one.store && covers(one, file, node));
  const waits = [
    ...promised.map(({ node, store }) => waitAt(node, [store])),
    ...calls.map(({ node, stores }) => waitAt(node, stores)),
    ...elementCallbacks.map(({ call, stores }) => waitAt(call, stores)),
    ...wrapped.flatMap((one): NewWait[] => {
      const [first] = within(one);
      return first ? [{ ...waitAt(first.node, [one.store]), span: { start: one.start, end: one.end } }] : [];
    }),
    ...edits
      .filter((edit) => /\bawait\b/.test(edit.text) && !wrapped.some((one) => isWithin(one, edit)))
      .flatMap((edit): NewWait[] => {
        const replaced = own.find(({ file, node }) => file === edit.file && touches(edit, node));
        const place = replaced?.node ?? nodeAt(code, edit);
        const wait = place && waitAt(place, edit.stores);
        return wait === undefined ? [] : [replaced ? wait : { ...wait, end: edit.start }];
      }),
  ];
  const byBody = new Map<Body, NewWait[]>();
  for (const wait of waits) {
    const body = stepAround(bodyOf(wait.node));
    byBody.set(body, [...(byBody.get(body) ?? []), wait]);
  }
  return byBody;
}

const waitAt = (node: ts.Node, stores: readonly string[]): NewWait => ({ node, end: node.end, stores });

const fileOf = (code: Code, node: ts.Node): string => code.nameOf(node.getSourceFile());

const covers = (one: Wrapped, file: string, node: ts.Node): boolean =>
  one.file === file && one.start <= node.getStart() && node.end <= one.end;

const isWithin = (one: Wrapped, { file, start, end }: Edit): boolean =>
  one.file === file && one.start <= start && end <= one.end;

const touches = ({ start, end }: Edit, node: ts.Node): boolean =>
  start === end ? start === node.getStart() || start === node.end : start < node.end && end > node.getStart();

/** The outermost that begins there, else the innermost around it. */
function nodeAt(code: Code, { file, start }: Edit): ts.Node | undefined {
  const visit = (node: ts.Node): ts.Node => {
    if (node.getStart() === start && !ts.isSourceFile(node)) return node;
    const inner = node.forEachChild((child) => (child.pos <= start && start < child.end ? child : undefined));
    return inner ? visit(inner) : node;
  };
  const source = code.file(file);
  return source && visit(source);
}

export const isBefore = ({ node, end, span }: NewWait, later: ts.Node): boolean =>
  (span ? span.start < later.end : end <= later.end) && canFollow(node, later);

export const isAfter = ({ node, end, span }: NewWait, earlier: ts.Node): boolean =>
  (span ? span.end : end) >= earlier.end && canFollow(earlier, node);

/** `isPlain`: it gives something another value, which a transaction may do over, and does where it stands. */
export function isBetween(wait: NewWait, from: ts.Node, to: ts.Node, isPlain: boolean): boolean {
  const { span } = wait;
  const isIn = (node: ts.Node): boolean =>
    span !== undefined &&
    isInside(node, wait.node.getSourceFile()) &&
    span.start <= node.getStart() &&
    node.end <= span.end;
  if (isIn(from) && isIn(to)) return !isPlain;
  return (isIn(from) || isAfter(wait, from)) && (isIn(to) || isBefore(wait, to));
}
