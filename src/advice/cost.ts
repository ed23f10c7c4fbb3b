/** What stores would cost a month on each backend, at a rate of requests that somebody states. */
import { HOURS_A_MONTH, PRICES, SECONDS_A_MONTH } from './prices.js';
import type { Usage, Use } from './usage.js';

/** US dollars a month, without what is paid once for all stores. */
export interface Cost {
  dynamodb: number;
  elasticache: number;
  redisUrl: number;
}

/** What is paid whatever the stores do. */
export const STANDING: Cost = {
  dynamodb: 0,
  elasticache: HOURS_A_MONTH * (PRICES.elasticache.gigabyteHour * PRICES.elasticache.leastGigabytes + PRICES.nat.hour),
  redisUrl: 0,
};

/** For entries of up to 1 KB; a scan is at least one read, and more with what it goes through. */
const UNITS: Readonly<Record<Use, { reads: number; writes: number; commands: number }>> = {
  read: { reads: 1, writes: 0, commands: 1 },
  write: { reads: 0, writes: 1, commands: 1 },
  count: { reads: 0, writes: 1, commands: 1 },
  update: { reads: 1, writes: 1, commands: 2 },
  scan: { reads: 1, writes: 0, commands: 1 },
};

/** Of a store that is used `rps` times a second all month, by each of its functions as often as by any other. */
export function monthlyCost({ uses }: Usage, rps: number): Cost {
  const millions = (rps * SECONDS_A_MONTH) / 1e6;
  const each = (unit: 'reads' | 'writes' | 'commands'): number =>
    uses.length === 0 ? 0 : (millions * uses.reduce((sum, use) => sum + UNITS[use][unit], 0)) / uses.length;
  return {
    dynamodb: each('reads') * PRICES.dynamodb.millionReads + each('writes') * PRICES.dynamodb.millionWrites,
    elasticache: each('commands') * PRICES.elasticache.millionUnits,
    redisUrl: each('commands') * PRICES.redisUrl.millionCommands,
  };
}

export function total(costs: readonly Cost[]): Cost {
  const sum = (backend: keyof Cost): number => costs.reduce((all, cost) => all + cost[backend], STANDING[backend]);
  return { dynamodb: sum('dynamodb'), elasticache: sum('elasticache'), redisUrl: sum('redisUrl') };
}
