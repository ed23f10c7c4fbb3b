/** What is said on the command line, as jscodeshift hands it on. */
import { ROLES, type Role } from '../../src/model/words.ts';

export interface Settings {
  /** Empty: all that are found. */
  readonly stores: readonly string[];
  readonly to: 'redis' | 'dynamodb';
  readonly role: Role | undefined;
  /** As an option of a collection: `{ s: 900 }`. */
  readonly ttl: string | undefined;
}

export class OptionError extends Error {
  override readonly name = 'OptionError';
}

export function settingsFrom(options: Readonly<Record<string, unknown>>): Settings {
  const { store = [], to = 'redis', role, ttl } = options;
  if (to !== 'redis' && to !== 'dynamodb')
    throw new OptionError(`--to=${spoken(to)}: write --to=redis or --to=dynamodb.`);
  const known = ROLES.find((one) => one === role);
  if (role !== undefined && known === undefined)
    throw new OptionError(`--role=${spoken(role)}: write one of ${ROLES.join(', ')}.`);
  return {
    ...{ stores: (Array.isArray(store) ? store : [store]).map(String), to, role: known },
    ttl: ttl === undefined ? undefined : lifetimeOf(spoken(ttl)),
  };
}

const spoken = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

function lifetimeOf(duration: string): string {
  const [, count, unit = ''] = /^(\d+)\s*(ms|s|m|h|d|w)$/.exec(duration.trim()) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? NaN);
  if (!(ms > 0)) throw new OptionError(`--ttl=${duration}: write it as 500ms, 90s, 15m, 12h or 7d.`);
  return ms % 1000 === 0 ? `{ s: ${grouped(ms / 1000)} }` : `{ ms: ${grouped(ms)} }`;
}

/** As a person writes it: `604_800`. */
const grouped = (value: number): string =>
  value < 10_000 ? String(value) : String(value).replace(/\B(?=(\d{3})+$)/g, '_');
