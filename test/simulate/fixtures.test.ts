import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeOnRedis } from '../../adapters/test/servers/available.js';
import { startDynamoDB } from '../../adapters/test/servers/dynamodb.js';
import { startRedis } from '../../adapters/test/servers/redis.js';
import { fixtures, simulated, type Fixture } from './fixture.js';

/** `COLDSTATE_SEEDS=20`: with so many seeds instead of one, which takes minutes. */
const FIRST_SEED = 42;
const SEEDS = Number(process.env.COLDSTATE_SEEDS ?? 1);
const seeds = Array.from({ length: SEEDS }, (_, at) => FIRST_SEED + at);

// Several instances on a machine that may be busy: far more than they take.
vi.setConfig({ testTimeout: 240_000 * SEEDS, hookTimeout: 120_000 });

const all = await fixtures();

/** What goes wrong before the migration as soon as there are three instances, and the store behind it: at least these steps. */
const BREAKS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cart scenario.http': {
    'What was written can be read, whoever is asked': 'carts',
    'Many additions to one line at once': 'carts',
    'None of them is lost': 'carts',
    'Carts of one customer have numbers of their own': 'lastCartId',
    'A customer is found with all carts, whoever is asked': 'cartIdsByCustomer',
  },
  'gateway metrics.http': { 'All of them were counted': 'requestsByRoute' },
  'gateway scenario.http': {
    'Her session is known, whoever is asked': 'SessionStore.sessions',
    'Her quota is thirty orders a minute, however many instances there are': 'RateLimiter.windows',
    'One address asks twenty times in ten seconds, and no more': 'recentRequests',
    'After five wrong passwords an account is locked everywhere': 'loginAttempts',
    'A token that was signed out is refused everywhere': 'blockedTokens',
    'A session outlives the instance that opened it': 'SessionStore.sessions',
    'Jonas signs Mara out everywhere': 'SessionStore.sessions',
  },
  'shortener scenario.http': {
    'A fresh link leads on, whoever is asked': 'LinkRepository.links',
    'All visitors of the campaign are sent on': 'LinkRepository.links',
    'Every click is counted': 'LinkRepository.links',
    'Codes are given once': 'issued',
    'An alias is given once': 'LinkRepository.links',
    'An address makes twenty links a minute': 'windows',
  },
  'zenith alerts.http': {
    'Nine slow answers are reported': 'Monitor.alerts',
    // Who is answered 401 is shown no alerts at all.
    'They are one open alert': 'SessionStore.sessions',
  },
  'zenith metrics.http': {
    'The dashboard shows all of them': 'systemMetrics',
    'And is the same, whoever is asked': 'systemMetrics',
  },
  'zenith scenario.http': {
    'The session is known, whoever is asked': 'SessionStore.sessions',
    'A session outlives the process that began it': 'SessionStore.sessions',
    'A client passes a hundred times a minute, however many instances there are': 'requestCounts',
    'A new process does not begin to count anew': 'requestCounts',
  },
  'zenith staff.http': {
    'She can sign in, whoever is asked': 'AuthSystem.staffUsers',
    'She can sign in after a restart': 'AuthSystem.staffUsers',
  },
};

const cases = all.flatMap((fixture) =>
  fixture.scenarios.map((scenario) => ({ title: `${fixture.name} ${scenario}`, fixture, scenario })),
);

describe('before the migration', () => {
  it.each(cases.flatMap((each) => seeds.map((seed) => ({ ...each, seed }))))(
    '$title holds on one instance that is never replaced, and breaks on three, with seed $seed',
    async ({ title, fixture, scenario, seed }) => {
      const { notes, divergences } = await simulated(fixture, fixture.before, scenario, { seed });
      expect(notes).toEqual([]);
      const breaks = BREAKS[title] ?? {};
      const behind = (step: string) =>
        divergences.find((each) => each.step === step)?.stores.map(({ symbol }) => symbol);
      const found = Object.entries(breaks).map(([step, symbol]) => [
        step,
        behind(step)?.find((each) => each === symbol) ?? behind(step),
      ]);
      expect(Object.keys(breaks), `say in BREAKS which steps of ${title} break`).not.toEqual([]);
      expect(Object.fromEntries(found)).toEqual(breaks);
    },
  );

  it.each(cases.filter(({ title }) => /^(?:gateway scenario|zenith)/.test(title)))(
    '$title breaks wherever its one instance is replaced',
    async ({ fixture, scenario }) => {
      const { steps, divergences, life } = await simulated(fixture, fixture.before, scenario, { instances: 1 });
      const steadies = steps
        .filter(({ title }) => /restart|outlives|new process/.test(title))
        .map(({ title }) => title);
      expect(divergences.map(({ step }) => step)).toEqual(expect.arrayContaining(steadies));
      expect(life.deploys).toBe(steadies.length);
    },
  );
});

const SERVERS = [
  { name: 'Redis', describe: describeOnRedis, start: () => startRedis(), variables: {} },
  // A request of the local DynamoDB takes milliseconds, and those for one entry wait for each other.
  { name: 'DynamoDB', describe, start: () => startDynamoDB(), variables: { visitors: '60', additions: '30' } },
];

/** Servers and instances share the cores of one machine: what they need longer for is no difference. */
const PATIENT = { COLDSTATE_TIMEOUT_MS: '20000', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

const migrated = cases.filter(
  ({ fixture, scenario }) => fixture.after !== undefined && fixture.settings.migrated.includes(scenario),
);

const afterOf = ({ after = '' }: Fixture): string => after;

describe.runIf(migrated.length > 0)('after the migration', () => {
  describe.each(SERVERS)('on $name', (server) => {
    server.describe('a fleet of three', () => {
      let running: { url: string; stop(): Promise<void> };
      beforeAll(async () => {
        running = await server.start();
      });
      afterAll(() => running.stop());

      it.each(migrated)('does in $title what one instance does', async ({ fixture, scenario }) => {
        const env = { ...PATIENT, COLDSTATE_URL: running.url };
        const options = { seed: FIRST_SEED, seeds: SEEDS, recycle: 0.02, env, variables: server.variables };
        const { notes, divergences, life } = await simulated(fixture, afterOf(fixture), scenario, options);
        expect(divergences).toEqual([]);
        expect(notes).toEqual([]);
        expect(life.ended).toEqual([]);
      });
    });
  });
});
