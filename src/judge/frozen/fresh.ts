import { MODULE, type CallFacts, type ModuleFacts, type Value } from '../../model/facts.js';
import { table } from '../../model/table.js';
import type { Program } from '../../program/index.js';
import { calleeName } from '../evidence/names.js';
import { isEnvironment } from '../evidence/origins.js';

/** Values that are new each time they are asked for: the clock and randomness. */

export type Source = 'clock' | 'random';

export interface Freshness {
  source: Source;
  /** It stands in for a variable of the environment that is not set. */
  isFallback: boolean;
  /** Coarse enough to be right for months: a year, an offset of a time zone. */
  isCoarse: boolean;
}

const DEEPEST = 8;

/** What the host gives, by the name that code calls it by. */
const HOST = table<Source>({
  'Date.now': 'clock',
  'Math.random': 'random',
  'crypto.randomUUID': 'random',
  'crypto.getRandomValues': 'random',
  'crypto.randomBytes': 'random',
  'crypto.randomInt': 'random',
  'globalThis.crypto.randomUUID': 'random',
  'globalThis.crypto.getRandomValues': 'random',
});

/** Exports of packages, by package. */
const PACKAGES = table<Readonly<Record<string, Source>>>({
  crypto: {
    randomUUID: 'random',
    randomBytes: 'random',
    randomInt: 'random',
    getRandomValues: 'random',
    generateKeySync: 'random',
    generateKeyPairSync: 'random',
  },
  uuid: { v1: 'random', v4: 'random', v6: 'random', v7: 'random' },
  nanoid: { nanoid: 'random', default: 'random' },
  ulid: { ulid: 'random' },
  cuid: { default: 'random' },
  '@paralleldrive/cuid2': { createId: 'random' },
  dayjs: { default: 'clock' },
  moment: { default: 'clock' },
});

/** Functions that make one value of another: what they give is as fresh as what they are given. */
const PASSING =
  /^(Math\.(floor|round|ceil|trunc|max|min|abs)|Number|String|BigInt|parseInt|Buffer\.from|Uint8Array|Date)$/;
const PASSING_PACKAGES = new Set(['date-fns', 'date-fns-tz', 'dayjs', 'moment', 'luxon']);
/** Members of dates that do not change from one hour to the next. */
const COARSE = /^(getFullYear|getUTCFullYear|getYear|getTimezoneOffset|year)$/;

const better = (a: Freshness | undefined, b: Freshness | undefined): Freshness | undefined => a ?? b;

/** How fresh a value of module code is; `undefined` where it is the same each time. */
export function freshnessOf(module: ModuleFacts, value: Value, program: Program, depth = 0): Freshness | undefined {
  if (depth > DEEPEST) return undefined;
  const again = (one: Value): Freshness | undefined => freshnessOf(module, one, program, depth + 1);
  switch (value.kind) {
    case 'awaited':
      return again(value.of);
    case 'derived':
      // Two readings of the clock compared are a measurement, not a time.
      return value.operator === '-' && value.of.filter(again).length > 1
        ? undefined
        : value.of.map(again).reduce(better, undefined);
    case 'either': {
      const found = value.of.map(again).reduce(better, undefined);
      return found && value.of.some((one) => mentionsEnvironment(module, one)) ? { ...found, isFallback: true } : found;
    }
    case 'member': {
      const found = again(value.of);
      return found && { ...found, isCoarse: found.isCoarse || COARSE.test(value.key) };
    }
    case 'variable': {
      const { declared, fn, values } = module.variables[value.id] ?? {};
      const [only] = values ?? [];
      return declared === 'const' && fn === MODULE && only && values?.length === 1 ? again(only) : undefined;
    }
    case 'call': {
      const call = module.calls[value.id];
      return call && freshnessOfCall(module, call, program, depth + 1);
    }
    default:
      return undefined;
  }
}

function freshnessOfCall(module: ModuleFacts, call: CallFacts, program: Program, depth: number): Freshness | undefined {
  const source = sourceOf(module, call, program);
  if (source) return { source, isFallback: false, isCoarse: false };
  const again = (one: Value): Freshness | undefined => freshnessOf(module, one, program, depth);
  const { callee, args } = call;
  if (callee.kind === 'global' || (callee.kind === 'member' && callee.of.kind === 'global'))
    return PASSING.test(calleeName(module, callee)) ? args.map(again).reduce(better, undefined) : undefined;
  const targets = program.resolve(module, callee);
  for (const target of targets) {
    if (target.kind === 'external' && PASSING_PACKAGES.has(target.package))
      return args.map(again).reduce(better, undefined);
    // A helper without arguments, of the program's own: `const id = makeId()`.
    if (target.kind === 'function' && args.length === 0 && !target.facts.async) {
      const found = target.facts.returns
        .map((one) => freshnessOf(target.module, one, program, depth + 2))
        .reduce(better, undefined);
      if (found) return found;
    }
  }
  // `new Date().toISOString()`, `randomBytes(32).toString('hex')`
  if (callee.kind !== 'member' || targets.some((target) => target.kind === 'function')) return undefined;
  const found = again(callee.of);
  return found && { ...found, isCoarse: found.isCoarse || COARSE.test(callee.key) };
}

function sourceOf(module: ModuleFacts, call: CallFacts, program: Program): Source | undefined {
  const { callee, args } = call;
  const name = calleeName(module, callee);
  if (callee.kind === 'global' && callee.name === 'Date' && args.length === 0) return 'clock';
  if (isHost(callee)) return HOST.get(name);
  if (call.new) return undefined;
  for (const target of program.resolve(module, callee)) {
    if (target.kind !== 'external') continue;
    const path = target.path.filter((key) => key !== 'default');
    const source = PACKAGES.get(target.package)?.[path.join('.') || 'default'];
    if (source === 'clock' && args.length > 0) return undefined;
    if (source) return source;
  }
  return undefined;
}

function isHost(value: Value): boolean {
  return value.kind === 'global' || (value.kind === 'member' && isHost(value.of));
}

function mentionsEnvironment(module: ModuleFacts, value: Value, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  if (isEnvironment(value)) return true;
  const again = (one: Value): boolean => mentionsEnvironment(module, one, depth + 1);
  switch (value.kind) {
    case 'member':
    case 'awaited':
      return again(value.of);
    case 'derived':
    case 'either':
      return value.of.some(again);
    case 'variable':
      return module.variables[value.id]?.values.some(again) ?? false;
    case 'call': {
      const call = module.calls[value.id];
      return call !== undefined && [call.callee, ...call.args].some(again);
    }
    default:
      return false;
  }
}
