/** Keys travel as text or integers. Whatever else a Map takes (objects by identity, symbols, `undefined`) would not find its entry again. */
import { ts } from 'ts-morph';

const TEXT_OR_NUMBER =
  ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.TemplateLiteral | ts.TypeFlags.StringMapping;
const NOBODY_KNOWS = ts.TypeFlags.Any | ts.TypeFlags.Unknown;

export function isUntyped(type: ts.Type | undefined): boolean {
  return type === undefined || (type.flags & NOBODY_KNOWS) !== 0;
}

/** The part of a type that cannot be a key; `undefined` where all of it can. */
export function unfitKeyIn(checker: ts.TypeChecker, type: ts.Type): string | undefined {
  if (type.flags & (TEXT_OR_NUMBER | ts.TypeFlags.Never)) return undefined;
  if (type.isUnion()) {
    for (const part of type.types) {
      const unfit = unfitKeyIn(checker, part);
      if (unfit !== undefined) return unfit;
    }
    return undefined;
  }
  // A branded string is a string.
  if (type.isIntersection() && type.types.some((part) => part.flags & TEXT_OR_NUMBER)) return undefined;
  if (type.flags & ts.TypeFlags.TypeParameter) {
    const constraint = checker.getBaseConstraintOfType(type);
    if (constraint !== undefined && constraint !== type) return unfitKeyIn(checker, constraint);
  }
  return checker.typeToString(type);
}

/** Of a store that says nothing about its keys: what the keys at its uses are. `undefined` beside text is met at run time, not refused here. */
export function unfitKeyAmong(
  checker: ts.TypeChecker,
  keys: readonly ts.Expression[],
): { text: string; at: ts.Node } | undefined {
  for (const key of keys) {
    const type = checker.getTypeAtLocation(key);
    if (isUntyped(type)) continue;
    const text = unfitKeyIn(checker, checker.getNonNullableType(type));
    if (text !== undefined) return { text, at: key };
  }
  return undefined;
}
