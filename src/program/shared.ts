import { ANY_KEY, type CallFacts, type ModuleFacts, type Value } from '../model/facts.js';
import type { FindStateful, StatefulMethod } from '../model/library.js';
import { WRITE_OPERATIONS } from '../model/words.js';
import type { Invocation } from './invocations.js';
import type { Resolver } from './resolve.js';
import type { Access } from './stores.js';
import { sharedRoot, type Root, type Target } from './targets.js';

/** State that packages and the host keep for the program: settings of imported objects, containers of frameworks, emitters. */

/** Where an assignment to a member of something imported, or of the host, lands. */
export function sharedPlace(
  base: Target,
  key: string,
  find: FindStateful,
): { root: Root; path: readonly string[] } | undefined {
  if (base.kind !== 'external' && base.kind !== 'global') return undefined;
  const { name, path: way } = ownerOf(base);
  const found = find(name, [...way, key]);
  const [member, ...path] = found?.rest ?? [];
  if (found && member !== undefined && isAmong(member, found.entry.members)) {
    return {
      root: sharedRoot(nameOf(name, found.object, member), { package: name, entry: found.entry }),
      path: member === ANY_KEY ? [member, ...path] : path,
    };
  }
  // Of packages that no table knows, whose data is put there decides. The members of the host that matter are all known.
  return name !== HOST
    ? { root: sharedRoot(nameOf(name, base.path.join('.'), key), { package: name }), path: [] }
    : undefined;
}

const HOST = 'global';

/** Whose a name is, and the way to it. `process` is the host's, however it is come by. */
function ownerOf(target: Called): { name: string; path: readonly string[] } {
  if (target.kind === 'global') return { name: HOST, path: target.path };
  if (target.package !== 'process') return { name: target.package, path: target.path };
  return { name: HOST, path: ['process', ...target.path.filter((step) => step !== 'default')] };
}

export function isAmong(member: string, members: readonly string[] = []): boolean {
  return members.includes(member) || members.includes('*');
}

/** `axios.defaults`, `process.env.TENANT`; the export of a package that is the package itself is left out. */
function nameOf(packageName: string, object: string, member: string): string {
  const owner = packageName === HOST ? '' : (packageName.split('/').at(-1) ?? packageName);
  const parts = [owner, ...object.split('.'), member === ANY_KEY ? '' : member];
  return parts.filter((part) => part !== '' && part !== 'default').join('.');
}

/** What a call of a method that the tables know does: `i18n.changeLanguage(language)`, `user.set(locals.user)`, `bus.on('order', send)`. */
export function* sharedCalls(
  module: ModuleFacts,
  call: CallFacts,
  invocation: Invocation | undefined,
  resolver: Resolver,
  find: FindStateful,
): Generator<Access> {
  const { callee } = call;
  const owner = invocation?.of;
  const bases = owner ? resolver.resolve(module, owner) : [];
  for (const target of calledTargets(module, callee, invocation, bases, resolver)) {
    const { name, path } = ownerOf(target);
    const found = find(name, path);
    const method = found && methodOf(found.rest, found.entry.methods);
    if (!method) continue;
    const isMade = target.kind === 'created' || bases.some(({ kind }) => kind === 'instance' || kind === 'builtin');
    const roots = isMade
      ? rootsOf(resolver.resolve(module, objectBehind(module, callee, owner, found.rest)))
      : [sharedRoot(nameOf(name, found.object, found.rest.join('.')), { package: name, entry: found.entry })];
    const value = method.value === undefined ? undefined : (invocation?.args ?? call.args)[method.value];
    for (const root of roots) {
      yield {
        root,
        path: [],
        operation: method.operation,
        writes: WRITES.has(method.operation),
        module,
        fn: call.fn,
        at: call.at,
        call,
        ...(value ? { value } : {}),
      };
    }
  }
}

const WRITES: ReadonlySet<string> = new Set(WRITE_OPERATIONS);

type Called = Extract<Target, { kind: 'external' | 'created' | 'global' }>;

function calledTargets(
  module: ModuleFacts,
  callee: Value,
  invocation: Invocation | undefined,
  bases: readonly Target[],
  resolver: Resolver,
): Called[] {
  const called = resolver
    .resolve(module, callee)
    .filter((one): one is Called => one.kind === 'external' || one.kind === 'created' || one.kind === 'global');
  // What the host makes has no methods of its own here: `new EventTarget()`.
  const built = bases.flatMap((base): Called[] =>
    base.kind === 'builtin' && invocation ? [{ kind: 'global', path: [base.name, invocation.method] }] : [],
  );
  return [...called, ...built];
}

function methodOf(
  rest: readonly string[],
  methods: Readonly<Record<string, StatefulMethod>> = {},
): StatefulMethod | undefined {
  const named = (path: readonly string[]): StatefulMethod | undefined => {
    const name = path.join('.').replaceAll('.()', '()');
    return Object.hasOwn(methods, name) ? methods[name] : undefined;
  };
  return named(rest) ?? (rest.length > 1 ? named([...rest.slice(0, -1), '*']) : undefined);
}

/** The object that a method is reached from: `store` of `store.getState().rename(name)`. */
function objectBehind(module: ModuleFacts, callee: Value, owner: Value | undefined, rest: readonly string[]): Value {
  let value = owner ?? callee;
  for (const step of rest.slice(0, -1).reverse()) {
    if (value.kind === 'member' && step !== '()') value = value.of;
    else if (value.kind === 'call' && step === '()') value = module.calls[value.id]?.callee ?? value;
    else break;
  }
  return value;
}

function rootsOf(targets: readonly Target[]): Root[] {
  const roots = targets.flatMap((target) => (target.kind === 'place' ? [target.root] : []));
  return [...new Map(roots.map((root) => [root.id, root])).values()];
}

/** A read of something shared: of a setting whose writes are known. */
export function sharedRead(targets: readonly Target[], find: FindStateful): { root: Root; path: readonly string[] }[] {
  return targets.flatMap((target) => {
    const key = target.kind === 'external' || target.kind === 'global' ? target.path.at(-1) : undefined;
    if (key === undefined || (target.kind !== 'external' && target.kind !== 'global')) return [];
    return sharedPlace({ ...target, path: target.path.slice(0, -1) }, key, find) ?? [];
  });
}
