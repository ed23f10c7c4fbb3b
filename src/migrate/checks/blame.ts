/**
 * Which stores a failure is laid to. Suspects are those whose edits are in the same function, else in the same file, else in what that file uses;
 * where the check can be asked again, it says itself for which of them the failure is still there.
 */
import { ts } from 'ts-morph';
import type { Edit, MigrationPlan, Refusal } from '../types.js';
import { culpritsOf, type Trial } from './culprits.js';
import { CHECKS, codeOf, type Failure } from './failures.js';
import { replacedRanges } from './ranges.js';
import { parsed } from './tree.js';

export interface BlameContext {
  readonly plan: MigrationPlan;
  /** The texts that the plan leaves. */
  readonly textOf: (file: string) => string | undefined;
  readonly importsOf: (file: string) => readonly string[];
}

/** `trial`: asks the check again; none where it has nothing to do with what the rest of the program says. */
export async function refusalsFor(
  failures: readonly Failure[],
  context: BlameContext,
  trial?: Trial,
): Promise<Refusal[]> {
  const suspects = new Map(failures.map((failure) => [failure, storesBehind(failure, context)]));
  const all = context.plan.stores.map(({ store }) => store);
  const blamed = trial === undefined ? suspects : await culpritsOf(suspects, all, trial);
  return failures.flatMap((failure) =>
    (blamed.get(failure) ?? []).map((store) => {
      const { file, line, column, check, why } = failure;
      return { store, code: codeOf[check], file, line, column, why: `${CHECKS[check]}: ${why}`, advice: ADVICE };
    }),
  );
}

const ADVICE =
  'Nothing was changed for it. Move it by hand, and report the case: the code around this place is enough.';

export function storesBehind({ file, line, column }: Failure, context: BlameContext): string[] {
  const { plan, textOf, importsOf } = context;
  const edits = plan.edits.filter((edit) => edit.file === file);
  const made = plan.created.filter((one) => one.file === file);
  if (edits.length + made.length > 0) {
    const text = textOf(file) ?? '';
    const near = edits.length > 0 ? nearest(file, text, offsetOf(text, line, column), edits) : [];
    return unique([...(near.length > 0 ? near : edits), ...made].flatMap(({ stores }) => stores));
  }
  const used = new Set(reachable(file, importsOf));
  const behind = unique(
    [...plan.edits, ...plan.created].filter((one) => used.has(one.file)).flatMap(({ stores }) => stores),
  );
  return behind.length > 0 ? behind : plan.stores.map(({ store }) => store);
}

/** Edits of the innermost function, or else the innermost statement of the file, that has any. */
function nearest(file: string, text: string, offset: number, edits: readonly Edit[]): Edit[] {
  const replaced = replacedRanges(edits);
  const tree = parsed(file, text);
  let scope: ts.Node = innermost(tree, offset);
  while (!ts.isSourceFile(scope)) {
    if (ts.isFunctionLike(scope) || ts.isSourceFile(scope.parent)) {
      const { pos, end } = scope;
      const within = replaced.filter(({ new: made }) => made.start >= pos && made.end <= end);
      if (within.length > 0) return within.map(({ edit }) => edit);
    }
    scope = scope.parent;
  }
  return [];
}

function innermost(tree: ts.SourceFile, offset: number): ts.Node {
  let node: ts.Node = tree;
  for (let next: ts.Node | undefined = tree; next !== undefined;) {
    node = next;
    next = ts.forEachChild(node, (child) => (child.pos <= offset && offset < child.end ? child : undefined));
  }
  return node;
}

export function offsetOf(text: string, line: number, column: number): number {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: end }) => index + end.length)];
  return (starts[line - 1] ?? text.length) + column - 1;
}

function reachable(file: string, importsOf: BlameContext['importsOf']): string[] {
  const seen = new Set([file]);
  for (const one of seen) for (const next of importsOf(one)) seen.add(next);
  return [...seen];
}

const unique = (stores: readonly string[]): string[] => [...new Set(stores)];
