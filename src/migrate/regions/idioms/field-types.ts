/** What a record can keep field by field: numbers and other leaves, and plain objects around them. */
import { ts } from 'ts-morph';

/** Number, and nothing else. */
export const isNumber = (checker: ts.TypeChecker, node: ts.Expression): boolean =>
  isEach(checker.getTypeAtLocation(node), ({ flags }) => (flags & ts.TypeFlags.NumberLike) !== 0);

/** Of an entry of `{}` in JavaScript nothing is said; that it counts from 0 says enough. */
export const isUnknown = (checker: ts.TypeChecker, node: ts.Expression): boolean =>
  (checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) !== 0;

/** An object of fields: no list, no Map, and never absent. */
export function isContainer(checker: ts.TypeChecker, node: ts.Expression): boolean {
  return isEach(
    checker.getTypeAtLocation(node),
    (type) => (type.flags & ts.TypeFlags.Object) !== 0 && !isKeptWhole(checker, type),
  );
}

const LEAVES = (ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.Null |
  ts.TypeFlags.Undefined) as ts.TypeFlags;

/** What takes the place of what was there as a whole: of an object, a patch would keep the fields that it does not name. */
export const isLeaf = (checker: ts.TypeChecker, node: ts.Expression): boolean =>
  isEach(checker.getTypeAtLocation(node), (type) => (type.flags & LEAVES) !== 0 || isKeptWhole(checker, type));

const WHOLE: ReadonlySet<string> = new Set([
  'Date',
  'Map',
  'Set',
  'ReadonlyMap',
  'ReadonlySet',
  'RegExp',
  'URL',
  'Error',
]);

const isKeptWhole = (checker: ts.TypeChecker, type: ts.Type): boolean =>
  checker.isArrayLikeType(type) || WHOLE.has((type as { symbol?: ts.Symbol }).symbol?.name ?? '');

const isEach = (type: ts.Type, fits: (type: ts.Type) => boolean): boolean =>
  type.isUnion() ? type.types.every((one) => isEach(one, fits)) : fits(type);
