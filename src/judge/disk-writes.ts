import type { CallFacts, ModuleFacts, Value } from '../model/facts.js';
import type { Program } from '../program/index.js';
import { calleeName, words } from './evidence/names.js';
import { isRequest } from './evidence/phase.js';

/** A request that writes a file. */
export interface DiskWrite {
  module: ModuleFacts;
  call: CallFacts;
  /** `fs.writeFileSync`, as the code calls it. */
  name: string;
  /** Words of the path that is written. */
  pathWords: readonly string[];
  /** Why it does no harm. */
  safe?: string;
}

const WRITERS = new Set([
  'writeFile',
  'writeFileSync',
  'appendFile',
  'appendFileSync',
  'createWriteStream',
  'outputFile',
  'outputJson',
  'writeJson',
  'writeJSON',
]);
const FILE_SYSTEMS = new Set(['fs', 'fs/promises', 'fs-extra', 'graceful-fs']);
const REMOVERS = new Set(['unlink', 'unlinkSync', 'rm', 'rmSync', 'remove']);

export function* diskWrites(program: Program): Generator<DiskWrite> {
  for (const module of program.modules.all()) {
    for (const call of module.calls) {
      const member = fileSystemCall(module, call, program);
      if (!member || !WRITERS.has(member) || !isRequest({ module, fn: call.fn }, program)) continue;
      const texts = textsOf(module, call.args[0], 0);
      const safe = whySafe(module, call, texts, program);
      const pathWords = words(texts.join(' '));
      yield { module, call, name: calleeName(module, call.callee) || member, pathWords, ...(safe ? { safe } : {}) };
    }
  }
}

function fileSystemCall(module: ModuleFacts, { callee }: CallFacts, program: Program): string | undefined {
  const name = callee.kind === 'member' ? callee.key : callee.kind === 'variable' ? undefined : '';
  if (name !== undefined && !WRITERS.has(name) && !REMOVERS.has(name)) return undefined;
  for (const target of program.resolve(module, callee)) {
    if (target.kind === 'external' && FILE_SYSTEMS.has(target.package)) return target.path.at(-1);
  }
  return undefined;
}

function whySafe(module: ModuleFacts, call: CallFacts, texts: readonly string[], program: Program): string | undefined {
  const isScratch = texts.some((text) => /^\/tmp\b|tmpdir|^\/dev\/null/.test(text));
  const removes = module.calls.some(
    (other) => other.fn === call.fn && REMOVERS.has(fileSystemCall(module, other, program) ?? ''),
  );
  if (isScratch && removes) return 'A scratch file that is removed again.';
  return undefined;
}

/** Literal parts of a path, and the names of the variables and functions that it is made of. */
function textsOf(module: ModuleFacts, value: Value | undefined, depth: number): string[] {
  if (!value || depth > 5) return [];
  const inner = (one: Value): string[] => textsOf(module, one, depth + 1);
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? [value.value] : [];
    case 'variable': {
      const variable = module.variables[value.id];
      return variable ? [variable.name, ...variable.values.flatMap(inner)] : [];
    }
    case 'member':
      return [...inner(value.of), value.key];
    case 'derived':
    case 'either':
      return value.of.flatMap(inner);
    case 'call': {
      const call = module.calls[value.id];
      return call ? [calleeName(module, call.callee), ...call.args.flatMap(inner)] : [];
    }
    default:
      return [];
  }
}
