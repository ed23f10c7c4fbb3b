/** Numbers as sums of what they are made of, so that `now - start >= W` and `start + W <= now` are one and the same. */

export interface Sum {
  readonly constant: number;
  /** Name → how often. */
  readonly terms: ReadonlyMap<string, number>;
}

export const constant = (value: number): Sum => ({ constant: value, terms: new Map() });

export const named = (name: string): Sum => ({ constant: 0, terms: new Map([[name, 1]]) });

export function plus(a: Sum, b: Sum, sign: 1 | -1 = 1): Sum {
  const terms = new Map(a.terms);
  for (const [name, count] of b.terms) {
    const sum = (terms.get(name) ?? 0) + sign * count;
    if (sum === 0) terms.delete(name);
    else terms.set(name, sum);
  }
  return { constant: a.constant + sign * b.constant, terms };
}

export const negated = (sum: Sum): Sum => plus(constant(0), sum, -1);

export const isSame = (a: Sum, b: Sum): boolean => {
  const { constant: rest, terms } = plus(a, b, -1);
  return rest === 0 && terms.size === 0;
};

export const countOf = (sum: Sum, name: string): number => sum.terms.get(name) ?? 0;

export const isConstant = ({ terms }: Sum): boolean => terms.size === 0;

export type Order = '<' | '<=' | '>' | '>=';

export const isOrder = (text: string): text is Order => ['<', '<=', '>', '>='].includes(text);

const TURNED: Readonly<Record<Order, Order>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** The same said of the opposite: `a < 0` is `-a > 0`. */
export const turned = (order: Order): Order => TURNED[order];

export function holds(value: number, order: Order): boolean {
  if (order === '<') return value < 0;
  if (order === '<=') return value <= 0;
  return order === '>' ? value > 0 : value >= 0;
}
