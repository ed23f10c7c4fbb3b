/** What a migration means for each route, as plain data. */
import type { Outage } from '../costs.js';
import type { Place } from '../types.js';
import type { Amount } from './amount.js';

/** Something that is called from outside: a route, a function that a platform starts, or a function that nothing in the project calls. */
export interface RouteCost extends Place {
  /** `POST /links`, or the function's name. */
  readonly route: string;
  readonly kind: string;
  /** Names of the collections that it asks. */
  readonly collections: readonly string[];
  /** Ids of refused stores that it still uses in the memory of its instance. */
  readonly inMemory: readonly string[];
  /** Functions on its way that are asynchronous now. */
  readonly functions: readonly string[];
  /** Operations that it waits for from now on. */
  readonly operations: Amount;
  readonly roundTrips: Amount;
  /** DynamoDB's units, for entries of up to 1 KB; none of Redis. */
  readonly readUnits?: Amount;
  readonly writeUnits?: Amount;
  /** What happens to it while the backend is down: the worst of what its collections do; nothing where it asks none. */
  readonly outage?: Outage;
}
