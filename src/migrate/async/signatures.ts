/** What functions that become async say of their result: annotations, JSDoc and `ReturnType`. */
import { ts } from 'ts-morph';
import type { Draft } from './draft.js';
import { isGenerator, within } from './sites.js';
import { declarationsOf, isPromise } from './types.js';
import type { Declared } from './words.js';

const ITERATES = /^(Iterable|Iterator|IterableIterator|Generator)$/;

export function annotate(
  draft: Draft,
  declared: Declared,
  stores: readonly string[],
  generates = isGenerator(declared),
): void {
  if (ts.isParameter(declared)) return;
  const { checker } = draft.code;
  const cause = { reason: 'its result is a promise', stores };
  const written = [declared.type, ts.getJSDocReturnTag(declared)?.typeExpression?.type];
  for (const type of new Set(written)) {
    if (type === undefined) continue;
    if (generates) annotateGenerator(draft, type, cause);
    else if (!isJustPromise(checker, type)) draft.around(type, 'Promise<', '>', cause);
  }
}

function annotateGenerator(
  draft: Draft,
  type: ts.TypeNode,
  cause: { reason: string; stores: readonly string[] },
): void {
  if (ts.isTypeReferenceNode(type) && ITERATES.test(type.typeName.getText()))
    draft.around(type.typeName, 'Async', '', cause);
}

function isJustPromise(checker: ts.TypeChecker, type: ts.TypeNode): boolean {
  if (/^Promise(<|$)/.test(type.getText())) return true;
  const resolved = checker.getTypeFromTypeNode(type);
  return !resolved.isUnion() && isPromise(checker, resolved);
}

/** `ReturnType<typeof f>` meant what `f` gives, and goes on to mean it. */
export function keepReturnTypes(draft: Draft, changed: ReadonlyMap<Declared, readonly string[]>): void {
  const { code } = draft;
  for (const file of code.files) {
    if (!file.text.includes('ReturnType')) continue;
    for (const node of within(file)) {
      if (!ts.isTypeReferenceNode(node) || node.typeName.getText() !== 'ReturnType') continue;
      const [of] = node.typeArguments ?? [];
      if (of === undefined || isUnwrapped(node)) continue;
      const stores = declarationsOf(code.checker, code.checker.getTypeFromTypeNode(of)).flatMap(
        (declaration) => changed.get(declaration) ?? [],
      );
      if (stores.length > 0)
        draft.around(node, 'Awaited<', '>', {
          reason: 'what it gives is behind a promise now',
          stores: [...new Set(stores)],
        });
    }
  }
}

const isUnwrapped = ({ parent }: ts.Node): boolean =>
  ts.isTypeReferenceNode(parent) && parent.typeName.getText() === 'Awaited';
