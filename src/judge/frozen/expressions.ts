import { isIn } from '../../program/branches.js';
import { MODULE, type CallFacts, type ModuleFacts, type Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import type { Root } from '../../program/targets.js';
import { isRequest } from '../evidence/phase.js';

/** Regular expressions with `g` or `y` remember where they stopped, from one call to the next. */

type VariableRoot = Extract<Root, { kind: 'variable' }>;

export interface Sticky {
  root: VariableRoot;
  /** Calls by requests that begin to search where an earlier one stopped. */
  searches: readonly { module: ModuleFacts; call: CallFacts }[];
}

const SEARCHES = /^(test|exec)$/;
/** Methods of strings that put the expression back to its start. */
const RESETS = /^(replace|replaceAll|match)$/;

export function stickyExpressions(program: Program): Sticky[] {
  const found = new Map<string, { root: VariableRoot; searches: { module: ModuleFacts; call: CallFacts }[] }>();
  for (const module of program.modules.all()) {
    for (const call of module.calls) {
      const { callee, fn } = call;
      if (callee.kind !== 'member' || !SEARCHES.test(callee.key) || !isRequest({ module, fn }, program)) continue;
      const root = rememberingRoot(module, callee.of, program);
      if (!root || isFromStart(module, call, callee.of, callee.key)) continue;
      const entry = found.get(root.id) ?? { root, searches: [] };
      entry.searches.push({ module, call });
      found.set(root.id, entry);
    }
  }
  return [...found.values()];
}

function rememberingRoot(module: ModuleFacts, value: Value, program: Program): VariableRoot | undefined {
  const targets = program.resolve(module, value);
  const isExpression = targets.some(
    (target) => target.kind === 'regexp' || (target.kind === 'builtin' && target.name === 'RegExp'),
  );
  if (!isExpression) return undefined;
  for (const target of targets) {
    if (target.kind !== 'place' || target.root.kind !== 'variable') continue;
    const { root, path } = target;
    const isIt = (one: Value): boolean => remembers(root.module, partOf(root.module, one, path));
    if (root.variable.fn === MODULE && root.variable.values.some(isIt)) return root;
  }
  return undefined;
}

/** `PATTERNS.mail`, where the record says which that is. */
function partOf(module: ModuleFacts, value: Value, [key, ...deeper]: readonly string[]): Value {
  const properties = value.kind === 'object' ? (module.objects[value.id]?.properties ?? []) : [];
  const part = properties.find((one) => one.key === key)?.value;
  return part ? partOf(module, part, deeper) : value;
}

/** Itself, or in a list or record of expressions. */
function remembers(module: ModuleFacts, value: Value, depth = 0): boolean {
  if (depth > 3) return false;
  const again = (one: Value): boolean => remembers(module, one, depth + 1);
  if (value.kind === 'regexp') return /[gy]/.test(value.flags);
  if (value.kind === 'call') return isMade(module.calls[value.id]);
  if (value.kind === 'array') return module.arrays[value.id]?.elements.some(again) ?? false;
  if (value.kind === 'object') return module.objects[value.id]?.properties.some((one) => again(one.value)) ?? false;
  return false;
}

/** `new RegExp(words.join('|'), 'gi')` */
function isMade(call: CallFacts | undefined): boolean {
  const flags = call?.args[1];
  if (call?.callee.kind !== 'global' || call.callee.name !== 'RegExp' || flags?.kind !== 'literal') return false;
  return /[gy]/.test(String(flags.value));
}

function isFromStart(module: ModuleFacts, call: CallFacts, searched: Value, method: string): boolean {
  const name = JSON.stringify(searched);
  const isSame = (value: Value | undefined): boolean => value !== undefined && JSON.stringify(value) === name;
  // Set by hand before the search, or put back by the replacement that follows it.
  const isReset = module.writes.some(
    ({ fn, target }) => fn === call.fn && target.kind === 'member' && target.key === 'lastIndex' && isSame(target.of),
  );
  const isReplaced = module.calls.some(
    ({ fn, callee, args }) => fn === call.fn && callee.kind === 'member' && RESETS.test(callee.key) && isSame(args[0]),
  );
  if (isReset || isReplaced) return true;
  // `while ((match = re.exec(text)))` ends at null, and null puts it back.
  return module.branches.some(({ kind, at, fn, then }) => {
    if (kind !== 'loop' || fn !== call.fn || !isIn(call.at, at)) return false;
    return method === 'exec' || !isIn(call.at, then);
  });
}
