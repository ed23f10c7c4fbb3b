import { append } from '../../model/append.js';
import { type FunctionId, type ModuleFacts, type Span, type Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import { calleeName, words } from '../evidence/names.js';
import { isRequest } from '../evidence/phase.js';

/** What requests do with a value of a module. */

export interface Use {
  module: ModuleFacts;
  fn: FunctionId;
  at: Span;
  as: Usage;
}

/**
 * `logged`: goes to a log alone. `elapsed`: something is measured since then. `told`: part of an answer about the process itself.
 * `recorded`: becomes the time or the id of a record. `used`: anything else.
 */
export type Usage = 'logged' | 'elapsed' | 'told' | 'recorded' | 'used';

/** Uses of `roots`, by root, that requests make. */
export function usesOf(roots: ReadonlySet<string>, program: Program): Map<string, Use[]> {
  const found = new Map<string, Use[]>();
  if (roots.size === 0) return found;
  for (const module of program.modules.all()) {
    const rootOf = (value: Value): string | undefined => mentioned(module, value, roots, program);
    const measured = measuredIn(module, rootOf);
    const add = (value: Value, fn: FunctionId, at: Span): void => {
      const root = rootOf(value);
      if (root === undefined || !isRequest({ module, fn }, program)) return;
      const as = (measured.get(`${root} ${fn}`) ?? 0) > 0 ? 'elapsed' : usageOf(module, fn, at);
      append(found, root, { module, fn, at, as });
    };
    for (const { of, fn, at } of module.reads) add(of, fn, at);
    for (const { callee, fn, at, result } of module.calls) {
      // `today.setHours(0)` for its own sake changes it and tells nobody.
      if (callee.kind === 'member' && result !== 'discarded') add(callee.of, fn, at);
    }
  }
  return found;
}

function mentioned(
  module: ModuleFacts,
  value: Value,
  roots: ReadonlySet<string>,
  program: Program,
): string | undefined {
  if (value.kind === 'variable') {
    const id = `${module.file}#${value.id}`;
    return roots.has(id) ? id : undefined;
  }
  if (value.kind !== 'import' && value.kind !== 'member') return undefined;
  for (const target of program.resolve(module, value))
    if (target.kind === 'place' && roots.has(target.root.id)) return target.root.id;
  return value.kind === 'member' ? mentioned(module, value.of, roots, program) : undefined;
}

/** `Date.now() - startedAt`: how often each function takes a root away from something. */
function measuredIn(module: ModuleFacts, rootOf: (value: Value) => string | undefined): Map<string, number> {
  const found = new Map<string, number>();
  const look = (value: Value | undefined, fn: FunctionId, depth = 0): void => {
    if (!value || depth > 6) return;
    if (value.kind === 'member' || value.kind === 'awaited') look(value.of, fn, depth + 1);
    if (value.kind === 'either' || value.kind === 'derived') for (const one of value.of) look(one, fn, depth + 1);
    if (value.kind !== 'derived' || value.operator !== '-') return;
    const taken = value.of[1];
    const call = taken?.kind === 'call' ? module.calls[taken.id] : undefined;
    const root = taken && rootOf(call?.callee.kind === 'member' ? call.callee.of : taken);
    if (root !== undefined) found.set(`${root} ${fn}`, (found.get(`${root} ${fn}`) ?? 0) + 1);
  };
  for (const { args, fn } of module.calls) for (const argument of args) look(argument, fn);
  for (const { properties, fn } of module.objects) for (const { value } of properties) look(value, fn);
  for (const { values, fn } of module.variables) for (const value of values) look(value, fn);
  for (const { value, fn } of module.writes) look(value, fn);
  module.functions.forEach(({ returns }, fn) => {
    for (const value of returns) look(value, fn);
  });
  for (const { test, fn } of module.branches)
    for (const { value, other } of test) {
      look(value, fn);
      look(other, fn);
    }
  return found;
}

const LOGGERS = /^(console|log|logger|winston|pino|debug|tracer|span|Sentry|metrics)$/i;
const PROCESS_WORDS =
  /^(health\w*|status|uptime|ping|version|heartbeat|info|debug|alive|ready|readiness|liveness|diagnostics?|metrics)$/;
const RECORD_KEYS =
  /(?:^|[a-z])(created|updated|issued|modified|inserted|signed)(?:$|_|[A-Z])|^(date|timestamp|_?id|iat|exp)$|(?:At|_at|Id|_id|Date)$/;

function usageOf(module: ModuleFacts, fn: FunctionId, at: Span): Usage {
  const isAround = (span: Span): boolean => span[0] <= at[0] && at[1] <= span[1];
  const around = module.calls.filter((call) => call.fn === fn && isAround(call.at) && call.at !== at);
  const isLogged = around.some(({ callee }) => LOGGERS.test(calleeName(module, callee).split('.')[0] ?? ''));
  if (isLogged) return 'logged';
  const property = module.objects
    .filter((object) => object.fn === fn)
    .flatMap(({ properties }) => properties.filter((one) => isAround(one.at)))
    .sort((a, b) => a.at[1] - a.at[0] - (b.at[1] - b.at[0]))[0];
  const file = module.file.split('/').slice(-2).join('/');
  const own = [...words(module.functions[fn]?.name ?? ''), ...words(file), ...words(property?.key ?? '')];
  if (own.some((word) => PROCESS_WORDS.test(word))) return 'told';
  return property && RECORD_KEYS.test(property.key) ? 'recorded' : 'used';
}
