import type { CallFacts, ModuleFacts, Value } from '../model/facts.js';
import type { Program } from '../program/index.js';
import { calleeName } from './evidence/names.js';

/** What the code says about the path of a file, in place and through the functions that hand it on. */

/** A path that a caller hands to a helper, and the function that does so. */
export interface GivenPath {
  texts: readonly string[];
  module: ModuleFacts;
  fn: number;
}

/** A place that is meant to be thrown away. */
const SCRATCH = /^\/tmp\b|tmpdir|^\/dev\/null|mkdtemp|tmp-promise/;

/** Callers of a helper that are looked at, and how far from it. */
const MOST_CALLERS = 12;
const FARTHEST = 4;
/** What a path is made of is followed this far. */
const DEEPEST = 6;

export const isScratch = (texts: readonly string[]): boolean => texts.some((text) => SCRATCH.test(text));

/** Whatever caller it comes from. */
export const areScratch = (paths: readonly GivenPath[]): boolean =>
  paths.length > 0 && paths.every(({ texts }) => isScratch(texts));

/** What callers hand to a helper, for each parameter that a path is made of: `writeFile(join(dir, name), text)`. */
export function givenPaths(
  module: ModuleFacts,
  value: Value | undefined,
  program: Program,
  distance = 0,
): readonly (readonly GivenPath[])[] {
  const parameters = [...new Set(parametersIn(module, value))];
  return distance < FARTHEST ? parameters.map((id) => givenTo(module, id, program, distance)) : [];
}

function givenTo(module: ModuleFacts, id: number, program: Program, distance: number): readonly GivenPath[] {
  const fn = module.variables[id]?.fn ?? -1;
  const position = module.functions[fn]?.parameters.indexOf(id) ?? -1;
  if (position < 0) return [];
  return program
    .callSitesOf({ module, fn })
    .slice(0, MOST_CALLERS)
    .flatMap((site): readonly GivenPath[] => {
      const argument = site.call.args[position];
      const own = alternativesOf(site.module, argument).map((one): GivenPath => ({
        texts: textsOf(site.module, one, program),
        module: site.module,
        fn: site.call.fn,
      }));
      // Who hands on what he was given himself says less than whoever made it.
      const farther = areScratch(own) ? [] : givenPaths(site.module, argument, program, distance + 1);
      return farther.find(areScratch) ?? own;
    });
}

/** `preview ? '/tmp/preview' : './data'` is one or the other. */
export function alternativesOf(module: ModuleFacts, value: Value | undefined): readonly (Value | undefined)[] {
  if (value?.kind === 'either') return value.of.flatMap((one) => alternativesOf(module, one));
  const { declared, values = [] } = (value?.kind === 'variable' ? module.variables[value.id] : undefined) ?? {};
  const [only] = values;
  return declared === 'const' && only?.kind === 'either' ? alternativesOf(module, only) : [value];
}

function parametersIn(module: ModuleFacts, value: Value | undefined, depth = 0): number[] {
  if (!value || depth > DEEPEST) return [];
  const inner = (one: Value): number[] => parametersIn(module, one, depth + 1);
  switch (value.kind) {
    case 'variable': {
      const variable = module.variables[value.id];
      return variable?.declared === 'parameter' ? [value.id] : (variable?.values.flatMap(inner) ?? []);
    }
    case 'derived':
    case 'either':
      return value.of.flatMap(inner);
    case 'awaited':
      return inner(value.of);
    case 'call':
      return (module.calls[value.id]?.args ?? []).flatMap(inner);
    default:
      return [];
  }
}

/** Literal parts of a path, and the names of the variables and functions that it is made of. */
export function textsOf(module: ModuleFacts, value: Value | undefined, program: Program, depth = 0): string[] {
  if (!value || depth > DEEPEST) return [];
  const inner = (one: Value): string[] => textsOf(module, one, program, depth + 1);
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
    case 'awaited':
      return inner(value.of);
    case 'call': {
      const call = module.calls[value.id];
      if (!call) return [];
      return [
        calleeName(module, call.callee),
        ...call.args.flatMap(inner),
        ...textsGivenBy(module, call, program, depth),
      ];
    }
    default:
      return [];
  }
}

/** `join(temporaryFolder(), name)`: what helpers of the program give is part of the path. */
function textsGivenBy(module: ModuleFacts, { callee }: CallFacts, program: Program, depth: number): string[] {
  if (callee.kind === 'global') return [];
  return program
    .resolve(module, callee)
    .flatMap((target) =>
      target.kind === 'function'
        ? target.facts.returns.flatMap((one) => textsOf(target.module, one, program, depth + 1))
        : [],
    );
}
