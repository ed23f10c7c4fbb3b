/** Stores that one expression stands for move together: as one kind of collection, and none of them alone. */
import type { Removal } from '../adapter/index.js';
import type { Code } from '../code.js';
import { placeOf } from '../code.js';
import type { Target } from '../targets.js';
import type { AdapterChoice, Edit, Refusal } from '../types.js';
import type { Bond } from '../uses/joint.js';
import { refusalAt } from './types.js';

interface Moving {
  readonly target: Target;
  readonly choice: AdapterChoice;
  readonly removals: readonly Removal[];
}

/** The type of what each constructor makes, where values of it can be passed on. */
export const TYPES: Readonly<Record<string, string>> = {
  sharedMap: 'SharedMap',
  sharedSet: 'SharedSet',
  rateLimiter: 'RateLimiter',
};

const ADVICE = 'Give the function what it needs from the store, or use the store in it.';

export function brokenBonds(code: Code, bonds: readonly Bond[], moving: readonly Moving[]): Refusal[] {
  return bonds.flatMap(({ at, targets, parameter }) => {
    const own = moving.filter(({ target }) => includes(targets, target));
    const [first] = own;
    if (first === undefined) return [];
    const staying = targets.find((target) => !own.some((one) => one.target.store === target.store));
    const isAlike = own.every((one) => typeOf(one.choice) === typeOf(first.choice));
    const canBeSaid = parameter === undefined || TYPES[first.choice.constructor] !== undefined;
    if (staying === undefined && isAlike && canBeSaid) return [];
    const why =
      staying === undefined
        ? 'stores of different kinds meet here'
        : `\`${staying.name.text}\` comes here too, and stays as it is`;
    return own.map(({ target }) => refusalAt(target.store, placeOf(code, at), 'MIXED_ARGUMENT', why, ADVICE));
  });
}

const includes = (targets: readonly Target[], { store }: Target): boolean => targets.some((one) => one.store === store);

/** As a parameter or a variable says it. */
export const typeOf = ({ constructor, typeArguments }: AdapterChoice): string =>
  `${TYPES[constructor] ?? constructor}${typeArguments === undefined ? '' : `<${typeArguments}>`}`;

/** Parameters whose type was that of a Map. */
export function retypings(
  code: Code,
  bonds: readonly Bond[],
  moving: readonly Moving[],
): { readonly edit: Edit; readonly type: string }[] {
  return bonds.flatMap(({ parameter, targets }) => {
    const own = moving.filter(({ target }) => includes(targets, target));
    const [first] = own;
    if (parameter?.type === undefined || first === undefined) return [];
    const file = code.nameOf(parameter.getSourceFile());
    const { type } = parameter;
    const isGone = ({ removals }: Moving): boolean =>
      removals.some((one) => one.file === file && one.start <= parameter.getStart() && parameter.end <= one.end);
    if (own.every(isGone)) return [];
    const base = { file, start: type.getStart(), end: type.end, reason: 'stores are passed to it' };
    const made = TYPES[first.choice.constructor] ?? first.choice.constructor;
    const edit = { ...base, text: typeOf(first.choice), stores: own.map(({ target }) => target.store) };
    return [{ edit, type: made }];
  });
}
