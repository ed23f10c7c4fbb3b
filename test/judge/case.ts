import type { Effect, Role, RuleId, Severity, Verdict } from '../../src/model/words.js';
import { isLoud, judgedIn, type Judged, type World } from './world.js';

/** What an expert says about one store. Where experts may differ, several answers are right. */
export interface Expectation {
  /** As the report names it; left out where `near` finds it. */
  symbol?: string;
  /** Text of a line that the finding points at, for what has no name of its own: `axios.defaults`. */
  near?: string;
  /** For stores of one name in several files. */
  file?: string;
  verdict: Verdict | readonly Verdict[];
  role?: Role | readonly Role[];
  severity?: Severity | readonly Severity[];
  rule?: RuleId | readonly RuleId[];
  effects?: readonly Effect[];
}

export interface Case extends World {
  /** What happens to the user, or why nothing does. */
  name: string;
  expect: readonly Expectation[];
  /** No other loud finding; the default where nothing unsafe is expected. */
  nothingElse?: boolean;
}

export const isPositive = ({ expect }: Case): boolean =>
  expect.some(({ verdict }) => [verdict].flat().includes('unsafe'));

export interface Compared {
  wanted: readonly string[];
  got: readonly string[];
  /** How the engine came to what it says, for the message of a failure. */
  because: string;
}

/** What was expected with what was found for it, and the loud findings that nobody expected. */
export interface Judgements {
  met: readonly { wanted: Expectation; found: Judged | undefined }[];
  others: readonly Judged[];
}

export async function judgementsOf(one: Case): Promise<Judgements> {
  const judged = await judgedIn(one);
  const met = one.expect.map((wanted) => ({ wanted, found: foundBy(wanted, one, judged) }));
  const isMet = new Set(met.map(({ found }) => found));
  const isAlone = one.nothingElse ?? !isPositive(one);
  return { met, others: isAlone ? judged.filter((other) => isLoud(other) && !isMet.has(other)) : [] };
}

/** Both sides in words, so that a failure reads as a difference of verdicts. */
export async function compare(one: Case): Promise<Compared> {
  const { met, others } = await judgementsOf(one);
  return {
    wanted: met.map(({ wanted, found }) => wantedWords(wanted, found)),
    got: [
      ...met.map(({ wanted, found }) => `${labelOf(wanted)}: ${gotWords(wanted, found)}`),
      ...others.map((other) => `and also ${other.symbol} (${wordsOf(other)})`),
    ],
    because: [...new Set([...met.flatMap(({ found }) => found ?? []), ...others])]
      .map((found) => `\n  ${found.symbol} at ${found.file}:${found.line}: ${wordsOf(found)}\n    ${found.because}`)
      .join(''),
  };
}

/** The loudest of those that fit; what is folded into a finding speaks through it. */
function foundBy(wanted: Expectation, { files }: World, judged: readonly Judged[]): Judged | undefined {
  const order = ['critical', 'high', 'medium', 'low', 'none'];
  const fitting = judged.filter((one) => {
    if (wanted.file !== undefined && one.file !== wanted.file) return false;
    if (wanted.symbol !== undefined) return one.symbol === wanted.symbol;
    return one.places.some((place) => {
      const [file = '', line = ''] = place.split(':');
      return (files[file]?.split('\n')[Number(line) - 1] ?? '').includes(wanted.near ?? '\0');
    });
  });
  const [best] = fitting.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return best ?? judged.find(({ companions }) => wanted.symbol !== undefined && companions.includes(wanted.symbol));
}

/** `'unsafe'.includes('safe')`, hence lists. */
const isSafe = (verdict: Expectation['verdict']): boolean => [verdict].flat().includes('safe');
const labelOf = ({ symbol, near }: Expectation): string => symbol ?? `near "${near ?? ''}"`;
const wordsOf = ({ verdict, role, severity }: Judged): string => `${verdict} ${role} ${severity}`;

/** Of several right answers, the one that was given; otherwise all of them. */
function oneOf<T extends string>(wanted: T | readonly T[] | undefined, got: string | undefined): string[] {
  if (wanted === undefined) return [];
  const all = typeof wanted === 'string' ? [wanted] : wanted;
  return [all.find((each) => each === got) ?? all.join('|')];
}

function wantedWords(wanted: Expectation, found: Judged | undefined): string {
  const { verdict, role, severity, rule, effects = [] } = wanted;
  if (isSafe(verdict) && !found) return `${labelOf(wanted)}: safe`;
  return [
    `${labelOf(wanted)}: ${oneOf(verdict, found?.verdict).join()}`,
    ...oneOf(role, found?.role),
    ...oneOf(severity, found?.severity),
    ...oneOf(rule, found?.rule),
    ...effects,
  ].join(' ');
}

function gotWords({ verdict, role, severity, rule, effects = [] }: Expectation, found: Judged | undefined): string {
  if (!found) return isSafe(verdict) ? 'safe' : 'not found';
  return [
    found.verdict,
    ...(role === undefined ? [] : [found.role]),
    ...(severity === undefined ? [] : [found.severity]),
    ...(rule === undefined ? [] : [found.rule ?? 'no rule']),
    ...effects.filter((effect) => found.effects.includes(effect)),
  ].join(' ');
}
