import { handleMadeBy } from '../libraries/placement.js';
import type { ModuleFacts, Value } from '../model/facts.js';
import type { Program } from '../program/index.js';
import type { Target } from '../program/targets.js';

/** What is made once and used rather than kept: clients, connections, applications. */

export function isNothing(value: Value): boolean {
  return value.kind === 'literal' && (value.value === null || value.value === undefined || value.value === false);
}

const MAKES_HANDLE =
  /^(client|create\w*|connect\w*|init\w*|make\w*|build\w*|open\w*|drizzle|postgres|knex|stripe|serverless\w*|configure|load\w*Module|get\w*(client|connection|db|pool|instance|app|transport\w*)|instance|default)$/i;

/** Clients, connections, applications, functions and promises of them, or what the store itself holds already. */
export function isHandleValue(
  module: ModuleFacts,
  value: Value,
  program: Program,
  own: ReadonlySet<string>,
  depth = 0,
): boolean {
  if (isNothing(value)) return true;
  if (value.kind === 'awaited') return isHandleValue(module, value.of, program, own, depth);
  if (value.kind === 'either') return value.of.every((one) => isHandleValue(module, one, program, own, depth));
  const all = program.resolve(module, value);
  const targets = all.filter(({ kind }) => kind !== 'place');
  if (targets.length > 0) return targets.every((target) => isHandle(target, program, own, depth));
  // `cached.connection = await cached.promise`
  if (
    value.kind === 'member' &&
    all.length > 0 &&
    all.every((target) => target.kind === 'place' && isMember(target, own))
  )
    return true;
  return value.kind === 'call' && namesHandle(module, value.id, program);
}

function isHandle(target: Target, program: Program, own: ReadonlySet<string>, depth: number): boolean {
  switch (target.kind) {
    case 'instance':
    case 'function':
    case 'class':
    case 'module':
    case 'external':
      return true;
    case 'literal':
      return target.value == null || target.value === false;
    case 'created':
      return target.call.new || isKnownHandle(target) || MAKES_HANDLE.test(makerOf(target));
    case 'builtin':
      return !/^(Map|Set|WeakMap|WeakSet|Array|Object|Date|Promise|\w+Array|ArrayBuffer)$/.test(target.name);
    case 'object': {
      // `{ client, db }`: an object of handles is a handle.
      const properties = target.module.objects[target.id]?.properties ?? [];
      return (
        depth < 2 &&
        properties.length > 0 &&
        properties.every(({ value }) => isHandleValue(target.module, value, program, own, depth + 1))
      );
    }
    default:
      return false;
  }
}

/** An object of a class that keeps what it was given and computes with it: it begins nothing and waits for nothing. */
export function isRecord(target: Target): boolean {
  if (target.kind !== 'instance' || target.facts.superclass !== undefined) return false;
  const { module, id } = target;
  return module.functions.every((fn, at) => {
    if (fn.class !== id) return true;
    const isMaking = fn.kind === 'constructor' && module.calls.some((call) => call.fn === at);
    return !fn.async && !isMaking && !module.calls.some((call) => call.fn === at && call.result === 'awaited');
  });
}

function isMember({ root, path, copied }: Extract<Target, { kind: 'place' }>, own: ReadonlySet<string>): boolean {
  return own.has(root.id) && path.length > 0 && copied !== true;
}

/** The function that made it: `connect` of `mongoose.connect(url).then((m) => m)`. */
function makerOf({ path }: Extract<Target, { kind: 'created' }>): string {
  return path.findLast((step) => !/^(\(\)|then|catch|finally)$/.test(step)) ?? 'default';
}

/** `getFirestore()`: an export of a package whose results are handles, and not a member of such a handle. */
function isKnownHandle({ package: name, path }: Extract<Target, { kind: 'created' }>): boolean {
  const [exported = '', ...rest] = path;
  return rest.every((step) => step === '()') && handleMadeBy(name, exported) !== undefined;
}

/** A call that we cannot follow, but whose name says that it connects or creates: `await getDb()`. */
function namesHandle(module: ModuleFacts, id: number, program: Program): boolean {
  const callee = module.calls[id]?.callee;
  if (!callee || program.resolve(module, callee).some(({ kind }) => kind === 'function')) return false;
  const name = callee.kind === 'member' ? callee.key : '';
  return /^(create|connect|init|open)/.test(name);
}
