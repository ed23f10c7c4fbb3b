import { describe, expect, it } from 'vitest';
import { choose, type Choice } from '../../src/advice/choice.js';
import { monthlyCost, STANDING, total } from '../../src/advice/cost.js';
import { usageOf } from '../../src/advice/usage.js';
import type { Finding, ReportedAccess, ReportedPlatform } from '../../src/model/report.js';
import type { Operation, Role } from '../../src/model/words.js';

const AT = { file: 'store.ts', line: 1, column: 1, endLine: 1, endColumn: 2 };

/** A store of that role that functions use in these ways: `{ login: ['get', 'set'] }`. */
function store(role: Role, functions: Record<string, readonly Operation[]>, units: readonly string[] = []): Finding {
  const accesses = Object.entries(functions).flatMap(([fn, operations]) =>
    operations.map((operation): ReportedAccess => ({ ...AT, fn, phase: 'request', operation })),
  );
  // Nothing else of a finding is looked at.
  return { ...AT, role, accesses, units: [...units] } as unknown as Finding;
}

const LAMBDA = { name: 'lambda' } as ReportedPlatform;

function chosen(findings: readonly Finding[], ...platforms: ReportedPlatform[]): Choice[] {
  return choose(findings.map((finding) => ({ finding, usage: usageOf(finding), platforms })));
}

describe('how a store is used', () => {
  it('is told by what each function does to it between being called and answering', () => {
    const sessions = store('session', {
      open: ['set'],
      resume: ['get', 'mutate-in-place'],
      peek: ['has'],
      all: ['iterate'],
    });
    expect(usageOf(sessions)).toMatchObject({ uses: ['write', 'update', 'read', 'scan'], isList: false });
  });

  it('leaves out what only tidies up, and who only reads a record that another function fetched', () => {
    const carts = store('user-data', { find: ['get'], sweep: ['iterate', 'delete'], priceOf: ['read'] });
    expect(usageOf(carts).functions).toEqual(['store.ts find']);
  });

  it('of a variable is that of its reads and writes', () => {
    expect(usageOf(store('counter', { bump: ['increment'], show: ['read'] })).uses).toEqual(['count', 'read']);
  });

  it('of a rate limit is one step for each request', () => {
    expect(usageOf(store('rate-limit', { admit: ['get', 'set', 'increment'] })).uses).toEqual(['count']);
  });
});

describe('Redis or DynamoDB', () => {
  it.each([
    ['a limit that every request counts', store('rate-limit', { admit: ['get', 'increment'] }), 'redis'],
    ['accounts', store('auth', { find: ['get'], add: ['set'] }), 'database'],
    ['the last so many of something', store('queue', { push: ['push', 'shift'] }), 'redis'],
    ['numbers that must not come twice', store('id-sequence', { next: ['increment'] }), 'database'],
  ])('for %s', (_what, finding, backend) => {
    expect(chosen([finding])).toMatchObject([{ backend }]);
  });

  it('depends on the platform: Lambda reaches DynamoDB without a VPC', () => {
    const sessions = store('session', { open: ['set'], resume: ['get'] });
    expect(chosen([sessions])).toMatchObject([{ backend: 'redis' }]);
    expect(chosen([sessions], LAMBDA)).toMatchObject([
      {
        backend: 'database',
        because: [expect.stringContaining('neither a VPC nor a server')],
        against: [expect.stringContaining('it expires')],
      },
    ]);
  });

  it('is one for all of a project, but for what has good reason to live apart', () => {
    const limits = store('rate-limit', { admit: ['get', 'increment'] });
    const sessions = store('session', { open: ['set'], resume: ['get'] });
    const ids = store('id-sequence', { next: ['increment'] });
    const accounts = store('auth', { find: ['get'], add: ['set'] });
    expect(chosen([limits, limits, sessions, ids, accounts])).toMatchObject([
      { backend: 'redis' },
      { backend: 'redis' },
      { backend: 'redis' },
      { backend: 'redis', because: [expect.stringContaining('one backend is less to run')] },
      { backend: 'database' },
    ]);
  });
});

describe('what it costs', () => {
  const usage = usageOf(store('entity', { find: ['get'], change: ['get', 'set'] }));

  it('grows with the rate, but for what is paid all the same', () => {
    const [once, often] = [monthlyCost(usage, 1), monthlyCost(usage, 100)];
    expect(often.dynamodb).toBeCloseTo(100 * once.dynamodb);
    expect(total([]).elasticache).toBe(STANDING.elasticache);
    expect(total([often]).elasticache).toBeGreaterThan(STANDING.elasticache);
  });

  it('is that of the units: two reads and a write for two calls', () => {
    // A month of one call a second is 2.628 million calls.
    expect(monthlyCost(usage, 1).dynamodb).toBeCloseTo((2.628 / 2) * (2 * 0.125 + 0.625));
  });

  it('is nothing where nobody knows how a store is used', () => {
    expect(monthlyCost(usageOf(store('other', {})), 100)).toEqual({ dynamodb: 0, elasticache: 0, redisUrl: 0 });
  });
});
