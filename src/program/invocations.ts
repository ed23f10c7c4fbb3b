import type { CallFacts, ModuleFacts, Value } from '../model/facts.js';
import { table } from '../model/table.js';
import type { Operation } from '../model/words.js';
import { MUTATORS } from './builtins.js';

/** A method that runs, however the call is written. */
export interface Invocation {
  of: Value;
  method: string;
  args: readonly Value[];
}

/** `orders.push(row)`, a bound `orders.push`, `Array.prototype.push.call(orders, row)`. */
export function invocationOf(module: ModuleFacts, { callee, args }: CallFacts): Invocation | undefined {
  if (callee.kind === 'variable') return boundInvocation(module, callee.id, args);
  if (callee.kind !== 'member') return undefined;
  const { of, key } = callee;
  const [self, ...rest] = args;
  if ((key === 'call' || key === 'apply') && self && of.kind === 'member' && MUTATORS.has(of.key)) {
    return { of: self, method: of.key, args: key === 'call' ? rest : spread(module, rest[0]) };
  }
  return { of, method: key, args };
}

/** `const add = orders.add.bind(orders)` */
function boundInvocation(module: ModuleFacts, variable: number, args: readonly Value[]): Invocation | undefined {
  const [value, ...others] = module.variables[variable]?.values ?? [];
  const call = value?.kind === 'call' && others.length === 0 ? module.calls[value.id] : undefined;
  if (call?.callee.kind !== 'member' || call.callee.key !== 'bind' || call.callee.of.kind !== 'member')
    return undefined;
  const [self, ...given] = call.args;
  return { of: self ?? call.callee.of.of, method: call.callee.of.key, args: [...given, ...args] };
}

function spread(module: ModuleFacts, list: Value | undefined): readonly Value[] {
  if (!list) return [];
  return list.kind === 'array' ? (module.arrays[list.id]?.elements ?? []) : [{ kind: 'copy', of: [list] }];
}

/** What a function of the host does to its first argument: what it files under which key, by position. */
export interface HostWriter {
  operation: Operation;
  key?: number;
  value?: number;
  /** The value stands in a property descriptor. */
  described?: true;
}

const DEFINES: HostWriter = { operation: 'set', key: 1, value: 2, described: true };
const COUNTS: HostWriter = { operation: 'increment', key: 1 };
const PUTS: HostWriter = { operation: 'set', key: 1, value: 2 };

const HOST_WRITERS: ReadonlyMap<string, HostWriter> = table({
  'Object.assign': { operation: 'set' },
  'Object.defineProperties': { operation: 'set' },
  'Object.defineProperty': DEFINES,
  'Reflect.defineProperty': DEFINES,
  'Reflect.set': PUTS,
  'Reflect.deleteProperty': { operation: 'delete', key: 1 },
  'Atomics.store': PUTS,
  'Atomics.exchange': PUTS,
  'Atomics.compareExchange': { operation: 'set', key: 1, value: 3 },
  'Atomics.add': COUNTS,
  'Atomics.sub': COUNTS,
});

export function hostWriterOf({ callee }: CallFacts): HostWriter | undefined {
  if (callee.kind !== 'member' || callee.of.kind !== 'global') return undefined;
  return HOST_WRITERS.get(`${callee.of.name}.${callee.key}`);
}

/** The value among the arguments of a host's writer: `{ value: 1 }` describes 1. */
export function writtenBy(module: ModuleFacts, { args }: CallFacts, writer: HostWriter): Value | undefined {
  const value = writer.value === undefined ? undefined : args[writer.value];
  if (!writer.described || value?.kind !== 'object') return value;
  return module.objects[value.id]?.properties.find(({ key }) => key === 'value')?.value;
}
