/** Stores that were asked for by name: a slip of the pen is said before anything is planned, and not taken for a project that is done. */
import type { Finding, Report } from '../model/report.js';
import { nearest } from '../model/nearest.js';
import { listed, sentence, unique } from '../report/text.js';
import { formNames } from '../report/words.js';
import { namesOf } from './adapter/index.js';
import { MigrateError } from './apply/machine.js';

export interface Asked {
  readonly stores?: readonly string[] | undefined;
  readonly ttl: ReadonlyMap<string, string>;
}

export interface Known {
  readonly report: Pick<Report, 'findings' | 'accepted' | 'cleared'>;
  readonly isMovable: (finding: Finding) => boolean;
  /** Names of the collections that the project has already. */
  readonly collections: () => ReadonlySet<string>;
}

/** @throws MigrateError for a name that is no store's, or a store's that no adapter takes the place of. */
export function checkNamed({ stores = [], ttl }: Asked, known: Known): void {
  const { findings, accepted, cleared } = known.report;
  for (const name of stores) {
    const called = named(name);
    const found = findings.filter(called);
    if (found.some(known.isMovable)) continue;
    const [other] = found;
    if (other !== undefined) throw new MigrateError(`--store ${name}: ${stays(other)}`);
    const [lived] = accepted.filter(called);
    if (lived !== undefined)
      throw new MigrateError(
        `--store ${name}: ${lived.accepted.file} accepts it as it is: ${sentence(lived.accepted.reason)} Take that out to migrate it.`,
      );
    if (cleared.some(called) || isMoved(name, known)) continue;
    throw new MigrateError(`--store ${name}: ${unknown(name, known)}`);
  }
  const all = [...findings, ...accepted, ...cleared];
  const others = new Set([...namesOf(findings).values(), ...all.map(({ symbol }) => lastOf(symbol))]);
  for (const name of ttl.keys())
    if (!all.some(named(name)) && !others.has(name) && !isMoved(name, known))
      throw new MigrateError(`--ttl ${name}=${ttl.get(name) ?? ''}: ${unknown(name, known)}`);
}

const named =
  (name: string) =>
  ({ id, symbol }: Pick<Finding, 'id' | 'symbol'>): boolean =>
    id === name || symbol === name;

const lastOf = (symbol: string): string => symbol.split('.').at(-1) ?? symbol;

/** A collection is named after its file and its symbol. */
const isMoved = (name: string, { collections }: Known): boolean =>
  [...collections()].some((one) => one === name || lastOf(one) === lastOf(name));

const stays = ({ symbol, form, file, line, remedies }: Finding): string =>
  [
    `${symbol} (${formNames[form]}) in ${file}:${line} is nothing that an adapter takes the place of.`,
    ...remedies.slice(0, 1).map(({ title }) => sentence(title)),
    `\`coldstate explain ${file}:${line}\` says more.`,
  ].join(' ');

function unknown(name: string, { report, isMovable }: Known): string {
  const symbols = unique(report.findings.filter(isMovable).map(({ symbol }) => symbol));
  if (symbols.length === 0) return 'no store of that name or id is found here, nor any other that could move.';
  const guess = nearest(name, symbols) ?? symbols.find((symbol) => nearest(name, [lastOf(symbol)]) !== undefined);
  return [
    'no store of that name or id is found here.',
    ...(guess === undefined ? [] : [`Did you mean "${guess}"?`]),
    `Found: ${listed(symbols, 12)}.`,
  ].join(' ');
}
