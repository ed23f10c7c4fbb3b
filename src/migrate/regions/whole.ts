/** What has no operations of its own moves as one value: read as a whole, changed in a transaction. */
import type { Target } from '../targets.js';
import type { AdapterChoice } from '../types.js';
import type { Access } from '../uses/access.js';

/** Arrays, records and scalars move as one value, whose beginning is what the declaration says; a record whose fields are written apart keeps them apart. */
export function wholeChoice(target: Target, choice: AdapterChoice, hasFields: boolean): AdapterChoice {
  const { kind, initializer } = target;
  if (kind === 'map' || kind === 'object') return choice;
  if (kind === 'set' || kind === 'members') return membersChoice(target, choice);
  const initial = initializer?.getText() ?? 'undefined';
  const isObject = initial.startsWith('{');
  const kept = choice.options.filter(([name]) => name === 'role' || name === 'ttl' || name === 'retain');
  const [, ...reasons] = choice.because;
  const { typeArguments } = choice;
  const [constructor, because] = hasFields
    ? ['sharedRecord', 'each of its fields is written by itself']
    : ['sharedValue', REASONS[kind]];
  return {
    ...choice,
    constructor,
    // Where it begins as `null`, that is one of its values, and no absence.
    ...(initial === 'null' && typeArguments !== undefined ? { typeArguments: `${typeArguments} | null` } : {}),
    // What begins as nothing is absent until it is set.
    options: initial === 'undefined' ? kept : [...kept, ['initial', `() => ${isObject ? `(${initial})` : initial}`]],
    because: [`${constructor}: ${because}`, ...reasons.filter((reason) => /^(?:ttl|retain):/.test(reason))],
  };
}

const REASONS: Readonly<Record<'set' | 'array' | 'record' | 'scalar', string>> = {
  set: 'what is asked of it decides what is done to it in the same step',
  array: 'it is an array that is changed as a whole',
  record: 'it is one object with fields',
  scalar: 'it is one value',
};

/** A Set that is asked and changed in one step: a map of its members has transactions, and a lifetime for each of them. */
export function membersOf(
  target: Target,
  accesses: readonly Access[],
): { target: Target; accesses: readonly Access[] } {
  const members: Target = { ...target, kind: 'members' };
  return { target: members, accesses: accesses.map((access) => ({ ...access, target: members })) };
}

export function membersChoice(target: Target, choice: AdapterChoice): AdapterChoice {
  // A set lies in one collection unless it says otherwise, a map the other way round.
  const isSpread = choice.options.some(([name, value]) => name === 'layout' && value.includes('entries'));
  const kept = choice.options.filter(([name]) => name !== 'layout');
  const role = kept.filter(([name]) => name === 'role');
  const others = kept.filter(([name]) => name !== 'role');
  const layout = isSpread ? [] : [['layout', "'collection'"] as const];
  const isTyped = /\.[cm]?tsx?$/.test(target.declaration.getSourceFile().fileName);
  const { name, because } = choice;
  const [, ...reasons] = because;
  return {
    name,
    ...(isTyped ? { typeArguments: 'true' } : {}),
    constructor: 'sharedMap',
    options: [...role, ...layout, ...others],
    because: [`sharedMap: ${REASONS.set}`, ...reasons],
  };
}
