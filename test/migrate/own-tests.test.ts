/** The tests that the fixtures bring along, after the migration: in memory, and on servers that neither know nor care that they are tested. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeOnRedis } from '../../adapters/test/servers/available.js';
import { startDynamoDB } from '../../adapters/test/servers/dynamodb.js';
import { startRedis } from '../../adapters/test/servers/redis.js';
import { fixtures } from '../simulate/fixture.js';
import { copyFor, ownTestsOf, type OwnTest } from './own-tests.js';

// Processes of their own on a machine that may be busy: far more than they take.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 120_000 });

const migrated = (await fixtures()).flatMap(({ name, after }) => (after === undefined ? [] : [{ name, after }]));

const LIFETIME = 'it waits for the end of an entry by a fake clock, and a server goes by its own';
const INTERVAL = 'it waits for a timer by a fake clock, and what the timer does takes a server real time';

type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a fake clock cannot do with a server, which `TEST_CLOCK` in `MIGRATION.md` says. These must fail: one that passes has to go from here. */
const TIMED_BY_TIMERS: Reasons = {
  shortener: {
    'are published together after five seconds': INTERVAL,
    'are published at once when a batch is full': INTERVAL,
    'wait for the next round when the topic does not answer': INTERVAL,
  },
};

/** DynamoDB needs no table of this kind: its expressions compare with the time that the caller gives. */
const TIMED_BY_LIFETIMES: Reasons = {
  cart: { 'a shopping cart is dropped when nobody touched it for a week': LIFETIME },
  shortener: { 'a link answers 410 for a day after its end, then 404': LIFETIME },
};

const SERVERS = [
  {
    name: 'Redis',
    entry: '@coldstate/adapters/redis',
    describe: describeOnRedis,
    start: () => startRedis(),
    memoryAlone: [TIMED_BY_TIMERS, TIMED_BY_LIFETIMES],
  },
  {
    name: 'DynamoDB',
    entry: '@coldstate/adapters/dynamodb',
    describe,
    start: () => startDynamoDB(),
    memoryAlone: [TIMED_BY_TIMERS],
  },
];

const PATIENT = { COLDSTATE_TIMEOUT_MS: '20000', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

const failuresIn = (tests: readonly OwnTest[]): OwnTest[] => tests.filter(({ passed }) => !passed);

describe('the own tests', () => {
  it.each(migrated)('of $name pass in memory', async ({ after }) => {
    const tests = await ownTestsOf(after);
    expect(tests).not.toEqual([]);
    expect(failuresIn(tests)).toEqual([]);
  });

  describe.each(SERVERS)('on $name', (server) => {
    server.describe('which each of them finds empty', () => {
      let running: { url: string; stop(): Promise<void> };
      beforeAll(async () => {
        running = await server.start();
      });
      afterAll(() => running.stop());

      it.each(migrated)('of $name pass, but for those that a fake clock times', async ({ name, after }) => {
        const program = copyFor(server.entry, after);
        const env = { ...PATIENT, COLDSTATE_URL: running.url };
        const tests = await ownTestsOf(program.directory, env).finally(() => {
          program.remove();
        });
        const exempt = server.memoryAlone.flatMap((reasons) => Object.keys(reasons[name] ?? {}));
        const failures = failuresIn(tests);
        const complaints = failures.map((one) => `${one.name}: ${one.complaint.slice(0, 800)}`).join('\n');
        expect(failures.map((one) => one.name).sort(), complaints).toEqual(exempt.sort());
      });
    });
  });
});
