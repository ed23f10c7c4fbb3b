/** What is said on the command line, as jscodeshift hands it on. */
import { lifetimeOf } from '../../src/model/duration.ts';
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
    ttl: ttl === undefined ? undefined : lifetimeFrom(spoken(ttl)),
  };
}

const spoken = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function lifetimeFrom(duration: string): string {
  const lifetime = lifetimeOf(duration);
  if (lifetime === undefined) throw new OptionError(`--ttl=${duration}: write it as 500ms, 90s, 15m, 12h or 7d.`);
  return lifetime;
}
