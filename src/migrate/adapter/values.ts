/**
 * What can be sent to another process. Structured data comes back as it was (dates, Maps, Sets, bytes, bigint, cycles); functions, class instances and
 * whatever holds a connection do not, and are named by the path at which they stand.
 */
import { ts } from 'ts-morph';
import { isUnresolved, unresolvedNames, unseenInstances } from './unresolved.js';

export interface UnfitValue {
  /** `Session.socket`, `sessions[…].timer`. */
  readonly path: string;
  /** After "is": `a function`, `a timer`. */
  readonly what: string;
  readonly advice: string;
}

/** What the adapters' encoding keeps, by the name of its type; the arguments of those marked are looked into. */
const KEPT: Readonly<Record<string, 'whole' | 'arguments'>> = {
  ...{ Date: 'whole', RegExp: 'whole', URL: 'whole', URLSearchParams: 'whole', Error: 'whole' },
  ...{ Map: 'arguments', ReadonlyMap: 'arguments', Set: 'arguments', ReadonlySet: 'arguments' },
  ...{ Array: 'arguments', ReadonlyArray: 'arguments' },
  ...{ ArrayBuffer: 'whole', DataView: 'whole', Buffer: 'whole', Uint8Array: 'whole', Uint8ClampedArray: 'whole' },
  ...{ Int8Array: 'whole', Int16Array: 'whole', Uint16Array: 'whole', Int32Array: 'whole', Uint32Array: 'whole' },
  ...{ Float32Array: 'whole', Float64Array: 'whole', BigInt64Array: 'whole', BigUint64Array: 'whole' },
};

interface Unkept {
  readonly names: RegExp;
  readonly what: string;
  readonly advice: string;
}

const CONNECTIONS =
  'Keep the connection in the process that has it, and share who is connected where; send messages through a service or publish/subscribe.';

const UNKEPT: readonly Unkept[] = [
  {
    names: /^(?:Promise|PromiseLike)$/,
    what: 'a promise',
    advice: 'Store what the promise gives, with getOrSet: callers in one process then still share one computation.',
  },
  {
    names: /^(?:Timeout|Timer|Immediate|NodeJS\.Timeout)$/,
    what: 'a timer',
    advice: 'Give the entries a lifetime (ttl) in place of a timer for each, and take the timer out of the value.',
  },
  {
    names: /^(?:AbortController|AbortSignal)$/,
    what: 'an abort signal',
    advice: 'Keep it in the request that it ends; share an id and a flag.',
  },
  { names: /^Weak(?:Map|Set|Ref)$/, what: 'weak', advice: 'Key the entries by an id instead of by an object.' },
  {
    names: /Stream$|^(?:Readable|Writable|Duplex|Transform|Blob|File|FileHandle)/,
    what: 'a stream',
    advice: 'Keep its content in object storage, and share the address.',
  },
  {
    names: /Socket|^(?:Server|ServerResponse|IncomingMessage|ClientRequest|Connection|EventSource)/,
    what: 'a connection',
    advice: CONNECTIONS,
  },
  {
    names: /^(?:Request|Response|Express|NextResponse|FastifyReply|FastifyRequest)$/,
    what: 'an answer that belongs to one request',
    advice: CONNECTIONS,
  },
  {
    names: /^(?:EventEmitter|EventTarget|Worker|ChildProcess|MessagePort)/,
    what: 'bound to this process',
    advice: CONNECTIONS,
  },
];

const PLAIN =
  'Store plain data (objects, arrays, Map, Set, Date, bytes, numbers, text), and make the object from it where it is used.';

const INSTALL =
  'Install the dependencies of the project, with their types, and plan again: it may be plain data, or an object that no other process can be sent.';

/** `path`: what the value is called, at the start of the path that is told. `written`: where its type is said. */
export function unfitValueIn(
  checker: ts.TypeChecker,
  type: ts.Type,
  path: string,
  written?: ts.Node,
): UnfitValue | undefined {
  return look(type, path, { checker, seen: new Set(), depth: 0, written });
}

const TIMERS = /^(?:globalThis\.)?set(?:Timeout|Interval|Immediate)$/;

/** What a value shows by itself, where nothing declares the types of the runtime. */
export function unfitExpression(value: ts.Expression, path: string): UnfitValue | undefined {
  if (!ts.isCallExpression(value) || !TIMERS.test(value.expression.getText())) return undefined;
  const timer = UNKEPT.find(({ names }) => names.test('Timeout'));
  return timer && { path, what: timer.what, advice: timer.advice };
}

/** An instance of a class of which nothing is known here. */
export function unseenInstanceIn(checker: ts.TypeChecker, value: ts.Expression, path: string): UnfitValue | undefined {
  return first([...unseenInstances(checker, value)], ({ expression }) =>
    namedUnseen(expression.getText().split('.').at(-1) ?? '', path, 'made of the class'),
  );
}

/** What the runtime brings along is known by its name, wherever its declarations are. */
function namedUnseen(name: string, path: string, how: string): UnfitValue | undefined {
  if (KEPT[name] !== undefined) return undefined;
  const unkept = UNKEPT.find(({ names }) => names.test(name));
  if (unkept !== undefined) return { path, what: unkept.what, advice: unkept.advice };
  return { path, what: `${how} ${name}, which cannot be seen here`, advice: INSTALL };
}

interface Look {
  readonly checker: ts.TypeChecker;
  /** Types that are being looked at, or were: those that contain themselves end here. */
  readonly seen: Set<ts.Type>;
  readonly depth: number;
  /** Where the type is said that is being looked at. */
  readonly written: ts.Node | undefined;
}

/** Deeper than this are the types of libraries, of which nobody stores an instance by accident. */
const DEPTH = 8;

function look(type: ts.Type, path: string, context: Look): UnfitValue | undefined {
  if (isUnresolved(type) && context.written !== undefined)
    return first(unresolvedNames(context.checker, context.written), (name) => namedUnseen(name, path, 'of the type'));
  if (type.flags & ts.TypeFlags.ESSymbolLike)
    return { path, what: 'a symbol', advice: 'Use a string: a symbol is known to one process alone.' };
  if (type.isUnion()) return first(type.types, (part) => look(part, path, context));
  if (type.isIntersection() && type.types.some(isPrimitive)) return undefined;
  if (type.flags & ts.TypeFlags.TypeParameter) {
    const constraint = context.checker.getBaseConstraintOfType(type);
    return constraint === undefined || constraint === type ? undefined : look(constraint, path, context);
  }
  if (!(type.flags & ts.TypeFlags.Object) && !type.isIntersection()) return undefined;
  if (context.seen.has(type) || context.depth > DEPTH) return undefined;
  context.seen.add(type);
  return lookInto(type, path, { ...context, depth: context.depth + 1 });
}

function isPrimitive(type: ts.Type): boolean {
  return !(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Union | ts.TypeFlags.Intersection));
}

function lookInto(type: ts.Type, path: string, context: Look): UnfitValue | undefined {
  const { checker } = context;
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0)
    return {
      path,
      what: 'a function',
      advice: 'Store a name or the data that the function works on, and look the function up where it runs.',
    };
  const name = type.getSymbol()?.name ?? '';
  const kept = isForeign(type) ? KEPT[name] : undefined;
  if (kept === 'whole') return undefined;
  if (kept === 'arguments' || checker.isTupleType(type) || checker.isArrayType(type))
    return first(checker.getTypeArguments(type as ts.TypeReference), (part) => look(part, `${path}[]`, context));
  const unkept = isForeign(type) ? UNKEPT.find(({ names }) => names.test(name)) : undefined;
  if (unkept !== undefined) return { path, what: unkept.what, advice: unkept.advice };
  if (type.isClass() || isInstance(type)) return { path, what: `an instance of the class ${name}`, advice: PLAIN };
  const index = checker.getIndexInfosOfType(type);
  return (
    first(index, (info) => look(info.type, `${path}[…]`, { ...context, written: info.declaration?.type })) ??
    first(checker.getPropertiesOfType(type), (property) => lookAt(property, `${path}.${property.name}`, context))
  );
}

function lookAt(property: ts.Symbol, path: string, context: Look): UnfitValue | undefined {
  const { checker } = context;
  const { valueDeclaration: declaration } = property;
  const written =
    declaration && (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration))
      ? declaration.type
      : undefined;
  const type = checker.getTypeOfSymbol(property);
  const made = declaration && ts.isPropertyAssignment(declaration) && type.flags & ts.TypeFlags.Any;
  return made ? unseenInstanceIn(checker, declaration.initializer, path) : look(type, path, { ...context, written });
}

/** Not declared by the project: a type of its own that is called `Response` may be plain data. */
function isForeign(type: ts.Type): boolean {
  const declarations = type.getSymbol()?.declarations ?? [];
  return declarations.length > 0 && declarations.every((declaration) => declaration.getSourceFile().isDeclarationFile);
}

function isInstance(type: ts.Type): boolean {
  return ((type.getSymbol()?.flags ?? 0) & ts.SymbolFlags.Class) !== 0;
}

function first<T>(items: readonly T[], look: (item: T) => UnfitValue | undefined): UnfitValue | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
