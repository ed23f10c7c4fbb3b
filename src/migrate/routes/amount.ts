/** How much of something a path through the code takes: at least this, at most that, and more with each turn of a loop. */

export interface Amount {
  readonly least: number;
  /** What the longest path takes: a number, then what each turn of a loop adds, each turn of a loop in a loop … */
  readonly most: readonly number[];
}

export const NONE: Amount = { least: 0, most: [] };

export const exactly = (count: number): Amount => between(count, count);

export const between = (least: number, most: number): Amount => ({ least, most: most === 0 ? [] : [most] });

/** As many as there are entries, or turns. */
export const perTurn = (count: number): Amount => ({ least: 0, most: [0, count] });

export function plus(a: Amount, b: Amount): Amount {
  return { least: a.least + b.least, most: paired(a.most, b.most, (x, y) => x + y) };
}

/** One way or the other. */
export function either(a: Amount, b: Amount): Amount {
  return { least: Math.min(a.least, b.least), most: paired(a.most, b.most, Math.max) };
}

export const repeated = ({ most }: Amount): Amount => ({ least: 0, most: most.length === 0 ? [] : [0, ...most] });

export const isNone = ({ most }: Amount): boolean => most.every((count) => count === 0);

/** `0`, `2`, `1–3`, `1 + n`, `0–2 + 3n + n²`. */
export function amountText({ least, most }: Amount, dash = '–'): string {
  const [fixed = 0, ...turns] = most;
  const terms = turns.flatMap((count, at) => (count === 0 ? [] : [`${count === 1 ? '' : count}${loopText(at + 1)}`]));
  const base = least < fixed ? `${least}${dash}${fixed}` : String(fixed);
  return [...(base === '0' && terms.length > 0 ? [] : [base]), ...terms].join(' + ');
}

const POWERS = ['', 'n', 'n²', 'n³'];
const loopText = (depth: number): string => POWERS[depth] ?? `n^${depth}`;

function paired(a: readonly number[], b: readonly number[], join: (x: number, y: number) => number): number[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at) => join(a[at] ?? 0, b[at] ?? 0));
}
