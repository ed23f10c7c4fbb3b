import { ANY_KEY, type CallFacts, type ModuleFacts, type Value } from '../model/facts.js';
import { GIVES_COPY, GIVES_ELEMENT, GIVES_RETURNED, GIVES_SAME, GLOBAL_RESULTS } from './builtins.js';
import { madeBy } from './closures.js';
import { askedOfContainer } from './containers.js';
import { copied, inside, instanceOfClass, united, type Place } from './places.js';
import type { Resolver } from './resolve.js';
import type { Target } from './targets.js';

/** What a call may give: an instance, what the functions that it calls return, or what a built-in makes of what it is given. */
export function callResult(resolver: Resolver, module: ModuleFacts, id: number): readonly Target[] {
  const call = module.calls[id];
  if (!call) return [];
  const callees = resolver.resolve(module, call.callee);
  return call.new
    ? united(callees.map((callee) => instance(resolver, module, call, callee)))
    : returned(resolver, module, call, callees);
}

function instance(resolver: Resolver, module: ModuleFacts, call: CallFacts, callee: Target): readonly Target[] {
  switch (callee.kind) {
    case 'class':
      return [instanceOfClass(callee)];
    case 'global':
      return [{ kind: 'builtin', name: callee.path.join('.'), module, call }];
    case 'external':
    case 'created':
      return [{ kind: 'created', package: callee.package, path: callee.path, module, call }];
    case 'function':
      return resolver.returns(callee.module, callee.fn);
    default:
      return [];
  }
}

function returned(
  resolver: Resolver,
  module: ModuleFacts,
  call: CallFacts,
  callees: readonly Target[],
): readonly Target[] {
  const { callee } = call;
  const direct = united(
    callees.map((target): readonly Target[] => {
      if (target.kind === 'function')
        return madeBy({ module, call }, target, resolver.returns(target.module, target.fn), resolver.closures);
      if (target.kind === 'external' || target.kind === 'created') {
        const made: Target = { kind: 'created', package: target.package, path: [...target.path, '()'], module, call };
        return [made, ...askedOfContainer(target.package, resolver, module, call)];
      }
      if (target.kind === 'global') return globalResult(resolver, module, call, target.path);
      return [];
    }),
  );
  if (direct.length > 0 || callee.kind !== 'member') return direct;
  return united([ofBuiltin(resolver, module, callee), ofCallback(resolver, module, call, callee.key)]);
}

/** What a method of a built-in gives, of what it is called on. */
function ofBuiltin(
  resolver: Resolver,
  module: ModuleFacts,
  callee: Extract<Value, { kind: 'member' }>,
): readonly Target[] {
  const bases = resolver.resolve(module, callee.of);
  if (callee.key === 'bind') return bases.filter((base) => base.kind === 'function');
  const isPlace = (base: Target): base is Place => base.kind === 'place';
  if (GIVES_ELEMENT.has(callee.key)) {
    const written = bases.filter(({ kind }) => kind === 'array');
    return united([bases.filter(isPlace).map((base) => inside(base, ANY_KEY)), resolver.member(written, ANY_KEY)]);
  }
  if (GIVES_SAME.has(callee.key)) return bases;
  if (GIVES_COPY.has(callee.key)) return bases.flatMap(copied);
  return [];
}

/** `ids.map((id) => find(id))` is a fresh array of what the callback returns, `found.then((id) => find(id))` a promise of it. */
function ofCallback(
  resolver: Resolver,
  module: ModuleFacts,
  { args: [callback] }: CallFacts,
  method: string,
): readonly Target[] {
  const gives = GIVES_RETURNED.get(method);
  if (!gives || !callback) return [];
  const returned = resolver
    .resolve(module, callback)
    .flatMap((target) => (target.kind === 'function' ? resolver.returns(target.module, target.fn) : []));
  return gives === 'same' ? returned : returned.flatMap(copied);
}

function globalResult(
  resolver: Resolver,
  module: ModuleFacts,
  call: CallFacts,
  path: readonly string[],
): readonly Target[] {
  const name = path.join('.');
  if (name === 'Symbol' || name === 'Symbol.for') return [{ kind: 'derived' }];
  const gives = GLOBAL_RESULTS.get(name);
  const [first] = call.args;
  if (!gives || !first) return [{ kind: 'derived' }];
  const given = resolver.resolve(module, first);
  return gives === 'same' ? given : given.flatMap(copied);
}
