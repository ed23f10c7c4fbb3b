import { MODULE, type ModuleFacts, type Span, type Value } from '../model/facts.js';
import type { Operation } from '../model/words.js';
import { table } from '../model/table.js';
import type { Program } from '../program/index.js';
import type { Access, Store } from '../program/stores.js';
import { functionKey, type FunctionRef, type Root, type Target } from '../program/targets.js';
import { asCallersMakeIt, FARTHEST_WRAPPER, throughWrappers } from './lift.js';
import { originsOf, type Origin } from './origins.js';

/** What a store holds, told by what is assigned to it and by its annotation. */
export type Shape = 'map' | 'set' | 'array' | 'object' | 'instance' | 'created' | 'function' | 'scalar' | 'unknown';

/** Everything about one store that decides its role and verdict, gathered once. */
export interface Evidence {
  store: Store;
  root: Root;
  shape: Shape;
  held: readonly Target[];
  /** Writes and reads on behalf of requests; where no request writes, those of code that no entry point reaches. */
  writes: readonly Access[];
  reads: readonly Access[];
  /** Whether a request writes it. */
  isReached: boolean;
  isReadByRequests: boolean;
  /** Writes while modules are loaded or an instance is made. */
  initWrites: readonly Access[];
  /** Functions that access it, and those that call them, `distance` 0 and 1. */
  functions: readonly { ref: FunctionRef; distance: 0 | 1 }[];
  operations: ReadonlySet<Operation>;
  /** Words of its name, its class and its file, and of the functions that access it, lower case. */
  nameWords: ReadonlySet<string>;
  contextWords: ReadonlySet<string>;
  /** Property names of the records in it. */
  fields: ReadonlySet<string>;
  /** HTTP statuses that the functions around it answer with. */
  statuses: ReadonlyMap<number, 0 | 1>;
  /** Those that are answered because something is not in it, or is not what was expected. */
  missStatuses: ReadonlySet<number>;
  keyOrigins: ReadonlySet<Origin>;
  valueOrigins: ReadonlySet<Origin>;
  /** A miss is filled by asking a slower source: the function that looks up also awaits or calls something and stores what it gave. */
  recomputes: boolean;
  /** It holds its keys weakly: what it says lives as long as the object that it is said of. */
  isWeak: boolean;
  /** It only ever holds promises of work that is going on. */
  holdsPromises: boolean;
  /** What is written is what was there before and a number. */
  counts: boolean;
  /** Filled once, when first needed, and kept: `client ??= create()`. */
  isMemo: boolean;
  /** Lower-case texts of literals in the functions that access it. */
  texts: readonly string[];
}

export function evidenceOf(store: Store, root: Root, program: Program): Evidence {
  const held = store.roots.flatMap((one) => heldBy(one, program));
  const shape = shapeOf(store, held);
  const all = store.accesses.filter((access) => !isOwnInitialiser(access));
  const requested = all.filter((access) => access.writes && isRequest(access, program));
  // Where no request writes, the evidence is what code that nothing reaches would do.
  const isReached = requested.length > 0;
  const writes = isReached ? requested : all.filter((access) => access.writes && isUnreached(access, program));
  const isRead = (access: Access): boolean =>
    !access.writes && (isRequest(access, program) || (!isReached && isUnreached(access, program)));
  // Seen through wrappers: what counts is who looks something up, and what is stored.
  const used = all.flatMap((access) => [...throughWrappers(access, program)]);
  const functions = functionsAround(all, program);
  return {
    store,
    root,
    shape,
    held,
    writes,
    reads: all.filter(isRead),
    isReached,
    isReadByRequests: all.some((access) => !access.writes && isRequest(access, program)),
    initWrites: store.accesses.filter(
      (access) => access.writes && (isOwnInitialiser(access) || isInit(access, program)),
    ),
    functions,
    operations: new Set(all.map(({ operation }) => operation)),
    nameWords: new Set(store.roots.flatMap((one) => words(nameOf(one)))),
    contextWords: contextWords(store, root, functions),
    fields: fieldsOf(all, program),
    statuses: statusesOf(functions),
    missStatuses: missStatusesOf(store, functionsAround(used, program), program),
    keyOrigins: originsIn(writes, ({ key }) => key, program),
    valueOrigins: originsIn(writes, ({ value }) => value, program),
    recomputes: recomputesOnMiss(writes, used, program),
    isWeak: held.some((target) => target.kind === 'builtin' && target.name.startsWith('Weak')),
    holdsPromises: holdsPromises(writes, program),
    counts: writes.some((access) => countsOn(access, store, program)),
    isMemo: isMemo(store, writes),
    texts: textsIn(functions.filter(({ distance }) => distance === 0)),
  };
}

export function nameOf(root: Root): string {
  if (root.kind === 'variable') return root.variable.name;
  if (root.kind === 'field') return `${root.class.name}.${root.name}`;
  if (root.kind === 'property') return `${nameOf(root.of)}.${root.name}`;
  return `globalThis.${root.name}`;
}

export function words(text: string): string[] {
  return text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word.length > 1);
}

function heldBy(root: Root, program: Program): readonly Target[] {
  if (root.kind === 'variable')
    return root.variable.values.flatMap((value) => [...program.resolve(root.module, value)]);
  if (root.kind === 'property') return program.resolve(root.module, root.value);
  const values = root.kind === 'field' ? program.resolver.fieldValues(root) : program.resolver.globalValues(root.name);
  return values.flatMap(({ module, value }) => [...program.resolve(module, value)]);
}

const TYPE_SHAPES = table<Shape>({
  Map: 'map',
  WeakMap: 'map',
  ReadonlyMap: 'map',
  Set: 'set',
  WeakSet: 'set',
  Array: 'array',
  Record: 'object',
});

function shapeOf({ roots }: Store, held: readonly Target[]): Shape {
  const shapes = new Set(held.map(shapeOfTarget));
  const order: Shape[] = ['map', 'set', 'array', 'instance', 'created', 'object', 'function', 'scalar'];
  const found = order.find((shape) => shapes.has(shape));
  if (found && found !== 'scalar') return found;
  const types = roots.map(typeOf).flatMap((type) => (type ? [TYPE_SHAPES.get(type)] : []));
  return types.find((type) => type !== undefined) ?? found ?? 'unknown';
}

function typeOf(root: Root): string | undefined {
  if (root.kind === 'variable') return root.variable.type?.name;
  if (root.kind !== 'field') return undefined;
  return root.class.fields.find(({ name }) => name === root.name)?.type?.name;
}

const BUILTIN_SHAPES = table<Shape>({
  Map: 'map',
  WeakMap: 'map',
  Set: 'set',
  WeakSet: 'set',
  Array: 'array',
  Object: 'object',
});

function shapeOfTarget(target: Target): Shape {
  switch (target.kind) {
    case 'builtin':
      if (target.name.endsWith('Array')) return 'array';
      return BUILTIN_SHAPES.get(target.name) ?? 'created';
    case 'array':
    case 'object':
    case 'instance':
      return target.kind;
    case 'created':
    case 'external':
      return 'created';
    case 'function':
    case 'class':
      return 'function';
    case 'literal':
    case 'derived':
    case 'regexp':
      return 'scalar';
    default:
      return 'unknown';
  }
}

/** A constructor that fills the fields of its own instance initialises them, whenever it runs. */
function isOwnInitialiser({ root, module, fn }: Access): boolean {
  if (root.kind !== 'field' || root.static || fn === MODULE) return false;
  const facts = module.functions[fn];
  return facts?.kind === 'constructor' && module === root.module && facts.class === root.classId;
}

export function isRequest({ module, fn }: Pick<Access, 'module' | 'fn'>, program: Program): boolean {
  if (fn === MODULE) return false;
  const reach = program.reach.of({ module, fn });
  if (reach?.request) return true;
  // Without entry points nothing is known of requests: what does not only run at load may run for one.
  return !program.reach.knows(module.file) && !reach?.init;
}

function isInit({ module, fn }: Access, program: Program): boolean {
  const reach = program.reach.of({ module, fn });
  return fn === MODULE || ((reach?.init === true || reach?.script === true) && !isRequest({ module, fn }, program));
}

function isUnreached(access: Access, program: Program): boolean {
  return !isRequest(access, program) && !isInit(access, program);
}

function functionsAround(accesses: readonly Access[], program: Program): Evidence['functions'] {
  const found = new Map<string, { ref: FunctionRef; distance: 0 | 1 }>();
  for (const { module, fn } of accesses) {
    if (fn === MODULE) continue;
    found.set(functionKey({ module, fn }), { ref: { module, fn }, distance: 0 });
    // A callback belongs to the function that it stands in.
    const { parent = MODULE, kind } = module.functions[fn] ?? {};
    if (parent !== MODULE && (kind === 'arrow' || kind === 'function')) {
      const key = functionKey({ module, fn: parent });
      if (!found.has(key)) found.set(key, { ref: { module, fn: parent }, distance: 0 });
    }
  }
  for (const { ref } of [...found.values()]) {
    for (const caller of program.callersOf(ref)) {
      const key = functionKey(caller);
      if (caller.fn !== MODULE && !found.has(key)) found.set(key, { ref: caller, distance: 1 });
    }
  }
  return [...found.values()];
}

function contextWords(store: Store, root: Root, functions: Evidence['functions']): Set<string> {
  const file = root.kind === 'global' ? (store.accesses[0]?.module.file ?? '') : root.module.file;
  const own = words(
    file
      .split('/')
      .slice(-2)
      .join('/')
      .replace(/\.\w+$/, ''),
  );
  const named = functions.flatMap(({ ref: { module, fn } }) => words(module.functions[fn]?.name ?? ''));
  const owner = root.kind === 'variable' ? root.module.functions[root.variable.fn]?.name : undefined;
  return new Set([...own, ...named, ...words(owner ?? '')]);
}

/** Names of the properties of what is stored: keys of the records written, and members read from or written to the elements. */
function fieldsOf(accesses: readonly Access[], program: Program): Set<string> {
  const fields = new Set<string>();
  for (const access of accesses) {
    for (const key of access.path) if (key !== '*' && !/^\d+$/.test(key)) fields.add(key);
    for (const { module, id } of recordsIn(access, program)) {
      for (const { key } of module.objects[id]?.properties ?? []) if (key !== '...') fields.add(key);
    }
  }
  return fields;
}

function recordsIn({ module, value }: Access, program: Program): { module: ModuleFacts; id: number }[] {
  if (!value) return [];
  return program.resolve(module, value).flatMap((target) => (target.kind === 'object' ? [target] : []));
}

const STATUS_KEYS = new Set(['status', 'statusCode', 'code']);
const STATUS_METHODS = new Set(['status', 'sendStatus', 'code', 'writeHead', 'error', 'createError', 'json']);

function statusesOf(functions: Evidence['functions']): Map<number, 0 | 1> {
  const found = new Map<number, 0 | 1>();
  for (const { ref, distance } of functions) {
    for (const status of statusesIn(ref)) found.set(status, Math.min(found.get(status) ?? 1, distance) as 0 | 1);
  }
  return found;
}

function* statusesIn({ module, fn }: FunctionRef): Generator<number> {
  const body = module.functions[fn]?.at;
  if (body) yield* statusesWithin(module, body);
}

/** Statuses that branches answer with whose condition asks the store: `if (!sessions.get(id)) return 401`. */
function missStatusesOf(store: Store, functions: Evidence['functions'], program: Program): Set<number> {
  const roots = new Set(store.roots.map(({ id }) => id));
  const isOfStore = (module: ModuleFacts, value: Value): boolean =>
    program.resolve(module, value).some((target) => target.kind === 'place' && roots.has(target.root.id));
  const asks = (module: ModuleFacts, value: Value): boolean => {
    if (isOfStore(module, value)) return true;
    const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
    return callee?.kind === 'member' && isOfStore(module, callee.of);
  };
  const found = new Set<number>();
  for (const { ref } of functions) {
    for (const branch of ref.module.branches) {
      if (branch.fn !== ref.fn) continue;
      const isMiss = branch.test.some((atom) => atom.holds !== 'truthy' && asks(ref.module, atom.value));
      if (isMiss) for (const status of statusesWithin(ref.module, branch.then)) found.add(status);
    }
  }
  return found;
}

function* statusesWithin(module: ModuleFacts, body: Span): Generator<number> {
  const isInside = (at: readonly [number, number]): boolean => at[0] >= body[0] && at[1] <= body[1];
  for (const { callee, args, at } of module.calls) {
    if (!isInside(at) || callee.kind !== 'member' || !STATUS_METHODS.has(callee.key)) continue;
    for (const argument of args) if (isStatus(argument)) yield argument.value;
  }
  for (const { properties, at } of module.objects) {
    if (!isInside(at)) continue;
    for (const { key, value } of properties) if (STATUS_KEYS.has(key) && isStatus(value)) yield value.value;
  }
  for (const { target, value, at } of module.writes) {
    if (isInside(at) && target.kind === 'member' && STATUS_KEYS.has(target.key) && isStatus(value)) yield value.value;
  }
}

function isStatus(value: Value | undefined): value is { kind: 'literal'; value: number } {
  return value?.kind === 'literal' && typeof value.value === 'number' && value.value >= 400 && value.value < 600;
}

function originsIn(
  accesses: readonly Access[],
  pick: (access: Access) => Value | undefined,
  program: Program,
): Set<Origin> {
  const found = new Set<Origin>();
  for (const access of accesses) {
    const value = pick(access);
    if (value) for (const origin of originsOf(access.module, value, program)) found.add(origin);
  }
  return found;
}

/** Calls that give a value out of nothing: a fresh id, a date, a container. */
const FRESH =
  /^(Date\.now|Math\.\w+|crypto\.\w+|randomUUID|nanoid|uuid|v4|String|Number|parseInt|parseFloat|JSON\.\w+|Object\.\w+|Array\.\w+|Symbol)$/;

/**
 * The function that writes also looked up, and what it writes came from a call that is more than a fresh id or a clock: the store keeps
 * what can be had again.
 */
function recomputesOnMiss(writes: readonly Access[], used: readonly Access[], program: Program): boolean {
  const filling = writes.filter(({ operation }) => operation === 'set' || operation === 'assign');
  if (filling.length === 0) return false;
  const readers = new Set(used.filter(({ writes: isWrite }) => !isWrite).map(functionKey));
  const isFilled = (access: Access, distance: number): boolean => {
    const { value, module } = access;
    if (readers.has(functionKey(access)) && (!value || comesFromWork(module, value, program))) return true;
    const sites = distance < FARTHEST_WRAPPER ? asCallersMakeIt(access, program) : [];
    return sites.length > 0 && sites.every((site) => isFilled(site, distance + 1));
  };
  return filling.every((access) => !access.value || isFilled(access, 0));
}

export function comesFromWork(module: ModuleFacts, value: Value, program: Program, depth = 0): boolean {
  if (depth > 6) return false;
  const again = (one: Value): boolean => comesFromWork(module, one, program, depth + 1);
  switch (value.kind) {
    case 'awaited':
      return !isOfRequest(module, value.of);
    case 'variable': {
      const variable = module.variables[value.id];
      return variable !== undefined && variable.declared !== 'parameter' && variable.values.some(again);
    }
    case 'either':
    case 'copy':
    case 'derived':
      return value.of.some(again);
    case 'member':
      return again(value.of);
    case 'object':
      return (module.objects[value.id]?.properties ?? []).some((property) => again(property.value));
    case 'call': {
      const call = module.calls[value.id];
      if (!call || call.new) return false;
      if (FRESH.test(calleeName(module, call.callee))) return call.args.some(again);
      const targets = program.resolve(module, call.callee);
      if (targets.some((target) => target.kind === 'function' || target.kind === 'external')) return true;
      return call.callee.kind === 'member' ? again(call.callee.of) : targets.length === 0;
    }
    default:
      return false;
  }
}

/** `await request.json()`, `await params`: what the caller sent, and can send once only. */
function isOfRequest(module: ModuleFacts, value: Value): boolean {
  if (value.kind === 'variable') return module.variables[value.id]?.declared === 'parameter';
  if (value.kind === 'member') return isOfRequest(module, value.of);
  const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
  return callee?.kind === 'member' && isOfRequest(module, callee.of);
}

function countsOn({ operation, value, module }: Access, { roots }: Store, program: Program): boolean {
  if (operation === 'increment') return true;
  if (value?.kind !== 'derived' || value.operator !== '+') return false;
  const ids = new Set(roots.map(({ id }) => id));
  return value.of.some((part) =>
    program.resolve(module, part).some((one) => one.kind === 'place' && ids.has(one.root.id)),
  );
}

function holdsPromises(writes: readonly Access[], program: Program): boolean {
  const stored = writes.filter(({ operation, value }) => value && /^(set|assign|add|push)$/.test(operation));
  return stored.length > 0 && stored.every(({ module, value }) => value && isPromise(module, value, program, 0));
}

function isPromise(module: ModuleFacts, value: Value, program: Program, depth: number): boolean {
  if (depth > 4) return false;
  if (value.kind === 'variable') {
    const values = module.variables[value.id]?.values ?? [];
    return values.length > 0 && values.every((one) => isPromise(module, one, program, depth + 1));
  }
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  if (!call) return false;
  const { callee } = call;
  if (call.new) return callee.kind === 'global' && callee.name === 'Promise';
  if (callee.kind === 'member' && /^(then|catch|finally)$/.test(callee.key)) return true;
  return program.resolve(module, callee).some((target) => target.kind === 'function' && target.facts.async);
}

export function calleeName(module: ModuleFacts, callee: Value): string {
  if (callee.kind === 'global') return callee.name;
  if (callee.kind === 'variable') return module.variables[callee.id]?.name ?? '';
  if (callee.kind === 'import') return callee.name;
  if (callee.kind === 'member') return `${calleeName(module, callee.of)}.${callee.key}`.replace(/^\./, '');
  return '';
}

/** Every request-time write is guarded by the store being empty: `if (!client) client = create()`, `cached ??= load()`. */
function isMemo({ roots }: Store, writes: readonly Access[]): boolean {
  const assignments = writes.filter(
    ({ operation, path }) =>
      (operation === 'assign' && path.length === 0) || (operation === 'set' && path.length === 1 && path[0] !== '*'),
  );
  if (assignments.length === 0 || assignments.length !== writes.length) return false;
  const isReset = ({ value }: Access): boolean => value?.kind === 'literal' && !value.value;
  const filling = assignments.filter((access) => !isReset(access));
  // `busy = true` … `finally { busy = false }` is no memo: it says that work is going on.
  const isFlag = filling.some(({ value }) => value?.kind === 'literal');
  if (isFlag || assignments.some((access) => isReset(access) && isAfterWork(access))) return false;
  return filling.length > 0 && filling.every((access) => isGuarded(access, roots));
}

/** In a `finally` block, or in a function handed to `.finally()`. */
function isAfterWork({ module, fn, at }: Access): boolean {
  const isIn = (span: Span | undefined): boolean => span !== undefined && at[0] >= span[0] && at[1] <= span[1];
  if (module.tries.some(({ finalizer }) => isIn(finalizer))) return true;
  return module.calls.some(
    ({ callee, args }) =>
      callee.kind === 'member' &&
      callee.key === 'finally' &&
      args.some((one) => one.kind === 'function' && one.id === fn),
  );
}

function isGuarded({ write, module, at, fn }: Access, roots: readonly Root[]): boolean {
  if (write?.operator === '??=' || write?.operator === '||=') return true;
  const names = new Set(roots.map((root) => (root.kind === 'variable' ? root.variable.name : root.name)));
  const mentions = (value: Value): boolean => {
    if (value.kind === 'variable') return names.has(module.variables[value.id]?.name ?? '');
    if (value.kind === 'member') return names.has(value.key) || mentions(value.of);
    return false;
  };
  return module.branches.some((branch) => {
    const asks = branch.test.some((atom) => mentions(atom.value));
    if (!asks) return false;
    const isInside = at[0] >= branch.then[0] && at[1] <= branch.then[1];
    const missing = branch.test.some((atom) => atom.holds !== 'truthy' && mentions(atom.value));
    if (isInside && missing) return true;
    // `if (client) return client; client = create();`
    return branch.fn === fn && branch.thenExits && branch.then[1] <= at[0];
  });
}

function textsIn(functions: Evidence['functions']): string[] {
  const texts: string[] = [];
  for (const { ref } of functions) {
    const { module, fn } = ref;
    for (const call of module.calls) {
      if (call.fn !== fn) continue;
      for (const argument of call.args)
        if (argument.kind === 'literal' && typeof argument.value === 'string') texts.push(argument.value.toLowerCase());
    }
    for (const object of module.objects) {
      if (object.fn !== fn) continue;
      for (const { value } of object.properties)
        if (value.kind === 'literal' && typeof value.value === 'string') texts.push(value.value.toLowerCase());
    }
  }
  return texts;
}
