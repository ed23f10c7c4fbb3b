import type { CallFacts, ModuleFacts, Span, Value } from '../model/facts.js';
import type { EntryPoint, Registrar } from '../model/project.js';
import { handlersOf } from './graph.js';
import type { Modules } from './modules.js';
import { mountedPrefixes } from './mounts.js';
import type { Resolver } from './resolve.js';
import type { FunctionRef, Target } from './targets.js';

/** The unit of routes that no declared function loads: they are served by a process of their own. */
export { SERVER_UNIT } from '../model/freezing.js';

/** An entry point with the functions that run first when the platform calls it. */
export interface Entry extends EntryPoint {
  functions: readonly FunctionRef[];
  at: Span;
  name: string;
}

/** Entry points that configuration and file conventions name. */
export function declaredEntries(points: readonly EntryPoint[], modules: Modules, resolver: Resolver): Entry[] {
  return points.flatMap((point) => {
    const module = modules.get(point.file);
    if (!module) return [];
    const functions = [
      ...wrappedBy(point, module, resolver),
      ...handlersOf(targetsOf(point, module, resolver), resolver),
    ];
    const exported = module.exports.find(({ name }) => name === point.export);
    const at = point.fn === undefined ? exported?.at : module.functions[point.fn]?.at;
    const name = point.export ?? (point.fn === undefined ? '' : (module.functions[point.fn]?.name ?? ''));
    return [{ ...point, functions, at: at ?? [0, 0], name }];
  });
}

/** `export const GET = withSession(list)`: the handler proper is `list`, whatever the wrapper runs before it. */
function* wrappedBy(point: EntryPoint, module: ModuleFacts, resolver: Resolver): Generator<FunctionRef> {
  if (point.export === undefined) return;
  for (const target of module.exports.filter(({ name }) => name === point.export)) {
    const { value } = target;
    const inner = value.kind === 'variable' ? (module.variables[value.id]?.values ?? []) : [value];
    for (const one of inner) {
      const call = one.kind === 'call' ? module.calls[one.id] : undefined;
      for (const argument of call?.args ?? []) yield* handlersOf(resolver.resolve(module, argument), resolver);
    }
  }
}

function targetsOf(point: EntryPoint, module: ModuleFacts, resolver: Resolver): readonly Target[] {
  if (point.fn !== undefined) return resolver.resolve(module, { kind: 'function', id: point.fn });
  return point.export === undefined ? [] : resolver.exported(module, point.export);
}

/** A table of who registers handlers, with the platform it belongs to. */
export interface PlatformRegistrar extends Registrar {
  platform: string;
}

/** Names that a framework's application or router goes by where its value comes from somewhere we cannot follow. */
const USUAL_NAMES = /^(app|router|server|fastify|api|route|routes|instance)$/i;

/** Entry points that code registers: `app.get('/links', list)`, `onRequest(handler)`. */
export function registeredEntries(
  registrars: readonly PlatformRegistrar[],
  modules: Modules,
  resolver: Resolver,
): Entry[] {
  if (registrars.length === 0) return [];
  const entries: Entry[] = [];
  const prefixOf = mountedPrefixes(modules, resolver);
  for (const module of modules.all()) {
    for (const call of module.calls) {
      const registrar = registrarOf(module, call, registrars, resolver);
      if (!registrar) continue;
      const functions = call.args.flatMap((argument) => [...handlersOf(resolver.resolve(module, argument), resolver)]);
      if (functions.length === 0) continue;
      const route = routeOf(call, prefixOf(module, call));
      entries.push({
        platform: registrar.platform,
        file: module.file,
        kind: registrar.kind,
        unit: registrar.unit ?? exportedName(module, call) ?? module.file,
        ...(route === undefined ? {} : { route }),
        functions,
        at: call.at,
        name: functions.map(({ module: m, fn }) => m.functions[fn]?.name ?? '').find((name) => name !== '') ?? '',
      });
    }
  }
  return entries;
}

function registrarOf(
  module: ModuleFacts,
  call: CallFacts,
  registrars: readonly PlatformRegistrar[],
  resolver: Resolver,
): PlatformRegistrar | undefined {
  const { callee } = call;
  const method = callee.kind === 'member' ? callee.key : undefined;
  if (method !== undefined && !registrars.some(({ methods }) => methods.includes(method))) return undefined;
  if (method === undefined && callee.kind !== 'variable' && callee.kind !== 'import') return undefined;
  const packages = resolver
    .resolve(module, callee)
    .flatMap((target) => (target.kind === 'created' || target.kind === 'external' ? [target] : []));
  const proven = registrars.find(({ packages: known, globals = [], methods, of }) => {
    if (callee.kind === 'member' && callee.of.kind === 'global')
      return globals.includes(callee.of.name) && methods.includes(callee.key);
    return packages.some(
      (target) =>
        isFrom(target.package, known) && methods.includes(target.path.at(-1) ?? '') && (!of || isMadeBy(of, target)),
    );
  });
  if (proven || method === undefined || packages.length > 0) return proven;
  // The application came in as an argument: a path and a handler under a usual name are hint enough.
  const [path] = call.args;
  const looksLikeRoute = path?.kind === 'literal' && typeof path.value === 'string' && path.value.startsWith('/');
  if (!looksLikeRoute || !USUAL_NAMES.test(nameOfBase(module, call))) return undefined;
  return registrars.find(({ methods }) => methods.includes(method));
}

/** `new Server()`, `new ws.Server()` */
function isMadeBy(of: RegExp, { path }: { path: readonly string[] }): boolean {
  return path.slice(0, path.indexOf('()')).some((key) => of.test(key));
}

/** `firebase-functions/v2/https` is a part of `firebase-functions`. */
function isFrom(source: string, packages: readonly string[]): boolean {
  return packages.some((name) => source === name || source.startsWith(`${name}/`) || isAddressOf(source, name));
}

/** `https://deno.land/std@0.168.0/http/server.ts` is `std/http/server.ts`. */
function isAddressOf(source: string, name: string): boolean {
  return source.startsWith('https://') && source.replace(/@[^/]+/g, '').endsWith(`/${name}`);
}

/** The name under which what a call gives is exported. */
function exportedName(module: ModuleFacts, call: CallFacts): string | undefined {
  const isIt = (value: Value): boolean =>
    (value.kind === 'call' && module.calls[value.id] === call) ||
    (value.kind === 'variable' &&
      (module.variables[value.id]?.values.some((one) => one.kind === 'call' && isIt(one)) ?? false));
  return module.exports.find(({ value }) => isIt(value))?.name;
}

function nameOfBase(module: ModuleFacts, { callee }: CallFacts): string {
  if (callee.kind !== 'member') return '';
  const { of } = callee;
  if (of.kind === 'variable') return module.variables[of.id]?.name ?? '';
  return of.kind === 'member' ? of.key : '';
}

const VERBS = /^(get|post|put|patch|delete|all|head|options)$/;

/** `POST /api/links`; a name that is no path (of a function, of a schedule) stands as it is. */
function routeOf({ callee, args }: CallFacts, prefix: string): string | undefined {
  const [path] = args;
  if (path?.kind !== 'literal' || typeof path.value !== 'string') return undefined;
  const method = callee.kind === 'member' ? callee.key : '';
  const address = prefix === '' ? path.value : `${prefix}${path.value === '/' ? '' : path.value}`;
  return VERBS.test(method) ? `${method.toUpperCase()} ${address}` : address;
}
