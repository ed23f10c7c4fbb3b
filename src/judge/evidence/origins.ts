import type { ModuleFacts, Value } from '../../model/facts.js';
import { table } from '../../model/table.js';
import type { Program } from '../../program/index.js';

/** Where a key or a value comes from, as far as it matters for whom it belongs to. */
export type Origin = 'constant' | 'request' | 'parameter' | 'clock' | 'random' | 'awaited' | 'computed' | 'environment';

const DEEPEST = 8;

export function originsOf(module: ModuleFacts, value: Value, program: Program): Set<Origin> {
  const found = new Set<Origin>();
  collect(module, value, program, found, new Set(), 0);
  return found;
}

function collect(
  module: ModuleFacts,
  value: Value,
  program: Program,
  found: Set<Origin>,
  seen: Set<Value | string>,
  depth: number,
): void {
  if (depth > DEEPEST || seen.has(value)) return;
  seen.add(value);
  const into = (one: Value): void => {
    collect(module, one, program, found, seen, depth + 1);
  };
  switch (value.kind) {
    case 'literal':
    case 'regexp':
    case 'function':
    case 'class':
      found.add('constant');
      return;
    case 'variable':
      ofVariable(module, value.id, program, found, seen, depth);
      return;
    case 'member':
      if (isEnvironment(value)) found.add('environment');
      else into(value.of);
      return;
    case 'awaited':
      found.add('awaited');
      into(value.of);
      return;
    case 'either':
    case 'copy':
    case 'derived':
      value.of.forEach(into);
      return;
    case 'object':
      for (const property of module.objects[value.id]?.properties ?? []) into(property.value);
      return;
    case 'array':
      (module.arrays[value.id]?.elements ?? []).forEach(into);
      return;
    case 'call': {
      const call = module.calls[value.id];
      if (!call) return;
      const known = KNOWN_CALLS.get(nameOf(call.callee));
      if (known) found.add(known);
      else found.add('computed');
      if (call.new && call.args.length === 0 && nameOf(call.callee) === 'Date') found.add('clock');
      call.args.forEach(into);
      if (call.callee.kind === 'member') into(call.callee.of);
      return;
    }
    default:
      found.add('computed');
  }
}

function ofVariable(
  module: ModuleFacts,
  id: number,
  program: Program,
  found: Set<Origin>,
  seen: Set<Value | string>,
  depth: number,
): void {
  const variable = module.variables[id];
  const key = `${module.file}#${id}`;
  if (!variable || seen.has(key)) return;
  seen.add(key);
  for (const value of variable.values) collect(module, value, program, found, seen, depth + 1);
  if (variable.declared !== 'parameter') return;
  const owner = { module, fn: variable.fn };
  if (program.isEntry(owner)) {
    found.add('request');
    return;
  }
  const position = module.functions[variable.fn]?.parameters.indexOf(id) ?? -1;
  const sites = program.callSitesOf(owner);
  if (sites.length === 0) found.add('parameter');
  for (const { module: from, call } of sites.slice(0, 12)) {
    const argument = call.args[position];
    if (argument) collect(from, argument, program, found, seen, depth + 1);
  }
}

const KNOWN_CALLS = table<Origin>({
  'Date.now': 'clock',
  'performance.now': 'clock',
  Date: 'clock',
  'Math.random': 'random',
  'crypto.randomUUID': 'random',
  randomUUID: 'random',
  randomBytes: 'random',
  'crypto.randomBytes': 'random',
  nanoid: 'random',
  uuidv4: 'random',
  // What Next.js hands out is the request's.
  cookies: 'request',
  headers: 'request',
});

function nameOf(value: Value): string {
  if (value.kind === 'global' || value.kind === 'import') return value.name;
  if (value.kind === 'member') return `${nameOf(value.of)}.${value.key}`;
  return '';
}

export function isEnvironment(value: Value): boolean {
  return /^process\.env|^import\.meta\.env/.test(nameOf(value));
}
