/**
 * What backends cost in us-east-1, in US dollars. The one table of it, with the month that they are of and the pages
 * where they are listed: prices change, and an estimate that does not say when it was made is none.
 */
export const PRICES = {
  asOf: 'June 2026',
  region: 'us-east-1',
  dynamodb: {
    /** A write of up to 1 KB. */
    millionWrites: 0.625,
    /** A consistent read of up to 4 KB. */
    millionReads: 0.125,
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  elasticache: {
    /** Valkey; what is stored is billed as at least `leastGigabytes`. */
    gigabyteHour: 0.084,
    leastGigabytes: 0.1,
    /** One for each KB that a simple command reads or writes. */
    millionUnits: 0.0023,
    source: 'https://aws.amazon.com/elasticache/pricing/',
  },
  nat: {
    /** In one zone; what passes through costs as much again for each GB. */
    hour: 0.045,
    source: 'https://aws.amazon.com/vpc/pricing/',
  },
  redisUrl: {
    /** Redis over HTTP, paid by command. */
    millionCommands: 2,
    source: 'https://upstash.com/pricing/redis',
  },
} as const;

export const HOURS_A_MONTH = 730;
export const SECONDS_A_MONTH = HOURS_A_MONTH * 3600;
