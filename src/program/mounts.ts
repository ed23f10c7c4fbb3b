/**
 * Where routers are mounted: `app.use('/api', links)` puts `/api` before every route of `links`, `app.register(links, { prefix: '/api' })` before
 * those that the plugin `links` registers.
 */
import type { CallFacts, ModuleFacts, Value } from '../model/facts.js';
import { handlersOf } from './graph.js';
import type { Modules } from './modules.js';
import type { Resolver } from './resolve.js';
import { functionKey } from './targets.js';

const MOUNTS = new Set(['use', 'route', 'mount']);
/** Routers in routers in routers. */
const DEEPEST = 8;

interface Mount {
  prefix: string;
  /** The router that it is mounted on. */
  on: readonly string[];
}

/** What stands before the path of a route that `call` registers. */
export type PrefixOf = (module: ModuleFacts, call: CallFacts) => string;

export function mountedPrefixes(modules: Modules, resolver: Resolver): PrefixOf {
  const mounts = new Map<string, Mount>();
  for (const module of modules.all()) {
    for (const call of module.calls) {
      const mount = mountAt(module, call, resolver);
      // A label needs one address: the first is as good as any other.
      for (const router of mount?.routers ?? []) if (mount && !mounts.has(router)) mounts.set(router, mount);
    }
  }
  const prefixOf = (routers: readonly string[], depth: number): string => {
    const mount = depth > DEEPEST ? undefined : routers.map((router) => mounts.get(router)).find(Boolean);
    return mount ? prefixOf(mount.on, depth + 1) + mount.prefix : '';
  };
  return (module, { callee }) => {
    if (callee.kind !== 'member') return '';
    return prefixOf(routersOf(module, callee.of, resolver), 0) + basePathOf(module, callee.of);
  };
}

interface Mounting extends Mount {
  routers: readonly string[];
}

function mountAt(module: ModuleFacts, call: CallFacts, resolver: Resolver): Mounting | undefined {
  const { callee, args } = call;
  if (callee.kind !== 'member') return undefined;
  if (callee.key === 'register') return registeredAt(module, call, callee.of, resolver);
  const [path, ...others] = args;
  if (!MOUNTS.has(callee.key) || path?.kind !== 'literal' || typeof path.value !== 'string') return undefined;
  const routers = others.flatMap((one) => routersOf(module, one, resolver));
  if (routers.length === 0) return undefined;
  const prefix = basePathOf(module, callee.of) + path.value.replace(/\/$/, '');
  return { prefix, on: routersOf(module, callee.of, resolver), routers };
}

/** A plugin of Fastify is a function that is given the application; without a prefix its routes stand where it is registered. */
function registeredAt(
  module: ModuleFacts,
  { args: [plugin, options] }: CallFacts,
  on: Value,
  resolver: Resolver,
): Mounting | undefined {
  if (!plugin) return undefined;
  const routers = [...handlersOf(resolver.resolve(module, plugin), resolver)].map(functionKey);
  if (routers.length === 0) return undefined;
  const properties = options?.kind === 'object' ? (module.objects[options.id]?.properties ?? []) : [];
  const given = properties.find(({ key }) => key === 'prefix')?.value;
  const prefix = given?.kind === 'literal' && typeof given.value === 'string' ? given.value.replace(/\/$/, '') : '';
  return { prefix, on: routersOf(module, on, resolver), routers };
}

/**
 * The routers that a value may be, each by the call that makes it, or by the function that it is handed to as the first argument;
 * `router.routes()` of Koa stands for the router.
 */
function routersOf(module: ModuleFacts, value: Value, resolver: Resolver): string[] {
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  if (call?.callee.kind === 'member' && call.callee.key === 'routes')
    return routersOf(module, call.callee.of, resolver);
  const made = resolver
    .resolve(module, value)
    .flatMap((target) => (target.kind === 'created' ? [`${target.module.file}@${target.call.at[0]}`] : []));
  return [...made, ...handedTo(module, value)];
}

function handedTo(module: ModuleFacts, value: Value): string[] {
  const variable = value.kind === 'variable' ? module.variables[value.id] : undefined;
  if (value.kind !== 'variable' || variable?.declared !== 'parameter') return [];
  const isFirst = module.functions[variable.fn]?.parameters[0] === value.id;
  return isFirst ? [functionKey({ module, fn: variable.fn })] : [];
}

/** `new Hono().basePath('/api')` */
function basePathOf(module: ModuleFacts, value: Value): string {
  const [only] = value.kind === 'variable' ? (module.variables[value.id]?.values ?? []) : [value];
  const call = only?.kind === 'call' ? module.calls[only.id] : undefined;
  if (call?.callee.kind !== 'member' || call.callee.key !== 'basePath') return '';
  const [path] = call.args;
  return path?.kind === 'literal' && typeof path.value === 'string' ? path.value.replace(/\/$/, '') : '';
}
