/**
 * The baseline as text: one known finding a line, each a JSON object, in a fixed order. Two branches that change it touch different lines, a
 * mistake has a line, and no formatter rearranges it.
 */
import { unknownName } from '../model/nearest.js';
import { RULES, type RuleId } from '../model/words.js';
import { isRecord } from '../workspace/packages.js';

/** A finding that the team knows and has not dealt with yet. */
export interface Known {
  file: string;
  store: string;
  rule: RuleId;
  /** Of the finding: rule, file, store and the text of the declaration, whatever line it is on. */
  id: string;
  reason?: string;
  /** The last day on which it is accepted, `2027-01-31`. */
  until?: string;
}

/** A line of the file. */
export interface Entry extends Known {
  line: number;
}

/** A baseline that cannot be used. The message names the file, the line and what to do. */
export class BaselineError extends Error {
  override readonly name = 'BaselineError';
}

export function textOf(entries: readonly Known[]): string {
  const lines = entries.map(({ file, store, rule, id, reason, until }) =>
    JSON.stringify({ file, store, rule, id, reason, until }),
  );
  // The keys come in the order of what is compared first.
  return lines
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}

/** @throws BaselineError that names everything that is wrong at once. */
export function entriesIn(text: string, file: string): Entry[] {
  const lines = text.split(/\r?\n/).map((content, index) => ({ content: content.trim(), line: index + 1 }));
  const read = lines.filter(({ content }) => content !== '').map(({ content, line }) => entryOf(content, line));
  const faults = read.flatMap((one) =>
    'faults' in one ? one.faults.map((fault) => `${file}:${one.line}: ${fault}`) : [],
  );
  if (faults.length > 0) throw new BaselineError(`${faults.slice(0, MOST_FAULTS).join('\n')}\n${ADVICE}`);
  return read.flatMap((one) => ('faults' in one ? [] : [one]));
}

const MOST_FAULTS = 10;
const ADVICE = 'Correct it, or take the file back from git. To begin anew, delete it and run `coldstate baseline`.';

function entryOf(content: string, line: number): Entry | { line: number; faults: string[] } {
  if (/^(?:<{7}|={7}|>{7}|\|{7})/.test(content))
    return {
      line,
      faults: ['a merge left its conflict here. Keep the lines of both sides, and take out the markers.'],
    };
  const value = parsed(content);
  if (!isRecord(value)) return { line, faults: ['this is no JSON object of one line.'] };
  const faults = faultsOf(value);
  return faults.length > 0 ? { line, faults } : { ...(value as unknown as Known), line };
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Total, so that a key of an entry cannot be forgotten. */
const KEYS: Record<keyof Known, { isNeeded: boolean; says: string; fits: (value: unknown) => boolean }> = {
  file: { isNeeded: true, says: 'a path', fits: isText },
  store: { isNeeded: true, says: 'the name of a store', fits: isText },
  rule: { isNeeded: true, says: 'the name of a rule', fits: (value) => RULES.some((rule) => rule === value) },
  id: { isNeeded: true, says: 'the id of a finding', fits: isText },
  reason: { isNeeded: false, says: 'a text', fits: isText },
  until: { isNeeded: false, says: 'a day such as "2027-01-31"', fits: isDay },
};

function faultsOf(value: Readonly<Record<string, unknown>>): string[] {
  const names = Object.keys(KEYS);
  const { rule } = value;
  if (typeof rule === 'string' && !KEYS.rule.fits(rule)) return [unknownName('rule', rule, RULES)];
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(KEYS, key));
  const unfit = Object.entries(KEYS).flatMap(([key, { isNeeded, says, fits }]) => {
    if (!Object.hasOwn(value, key)) return isNeeded ? [`it has no \`${key}\`, ${says}.`] : [];
    return fits(value[key]) ? [] : [`\`${key}\` is ${JSON.stringify(value[key])}; expected ${says}.`];
  });
  return [...unknown.map((key) => unknownName('key', key, names)), ...unfit];
}

export function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  // The 31st of a month of thirty days would pass for the first of the next.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
