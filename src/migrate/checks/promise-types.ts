/** Which types have to be waited for. */
import { ts } from 'ts-morph';

/** `sure`: never anything else. `maybe`: a promise or nothing, or a value, so asking which is it makes sense. */
export type Waiting = 'sure' | 'maybe' | 'list' | 'stream';

export function waitingOf(checker: ts.TypeChecker, type: ts.Type): Waiting | undefined {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never)) return undefined;
  const parts = type.isUnion() ? type.types : [type];
  const promises = parts.filter((part) => isThenable(checker, part));
  if (promises.length > 0) return promises.length === parts.length ? 'sure' : 'maybe';
  if (parts.some((part) => elementOf(checker, part, (element) => isThenable(checker, element)))) return 'list';
  return parts.some((part) => isStream(part)) ? 'stream' : undefined;
}

export function isThenable(checker: ts.TypeChecker, type: ts.Type): boolean {
  const then = type.getProperty('then');
  if (then === undefined) return false;
  const declaration = then.valueDeclaration ?? then.declarations?.[0];
  if (declaration === undefined) return false;
  return checker
    .getTypeOfSymbolAtLocation(then, declaration)
    .getCallSignatures()
    .some(({ parameters: [first] }) => {
      if (first === undefined) return false;
      const callback = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(first, declaration));
      const callbacks = callback.isUnion() ? callback.types : [callback];
      return callbacks.some((one) => one.getCallSignatures().length > 0);
    });
}

/** Whether a value of this type may be a promise, an array of promises or an object that holds one. */
export function takesPromise(checker: ts.TypeChecker, type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  return parts.some(
    (part) =>
      isThenable(checker, part) ||
      elementOf(checker, part, (element) => takesPromise(checker, element)) ||
      isStream(part),
  );
}

function elementOf(checker: ts.TypeChecker, type: ts.Type, test: (element: ts.Type) => boolean): boolean {
  const isList = checker.isArrayType(type) || checker.isTupleType(type) || isNamed(type, ITERABLES);
  return isList && checker.getTypeArguments(type as ts.TypeReference).some((element) => parts(element).some(test));
}

const parts = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);

const ITERABLES: ReadonlySet<string> = new Set(['Iterable', 'IterableIterator', 'ReadonlyArray', 'ArrayIterator']);

/** Things with a `Symbol.asyncIterator`: TypeScript gives it a name that begins so. */
function isStream(type: ts.Type): boolean {
  return type.getProperties().some(({ escapedName }) => String(escapedName).startsWith('__@asyncIterator'));
}

function isNamed(type: ts.Type, names: ReadonlySet<string>): boolean {
  const symbol = type.getSymbol();
  return symbol !== undefined && names.has(symbol.name);
}
