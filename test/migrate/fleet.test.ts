import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeOnRedis } from '../../adapters/test/servers/available.js';
import { startDynamoDB } from '../../adapters/test/servers/dynamodb.js';
import { startRedis } from '../../adapters/test/servers/redis.js';
import { bundle, type Bundle } from './fleet/bundle.js';
import { fixtures, type FleetSettings } from './fleet/fixture.js';
import { differencesOn, startFleet } from './fleet/fleet.js';
import { replay } from './fleet/replay.js';
import type { Variables } from './fleet/scenario.js';

const FLEET = 3;

// Several processes on a machine that may be busy: far more than they take.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const all = await fixtures();
const migrated = all.flatMap(({ after, ...fixture }) => (after === undefined ? [] : [{ ...fixture, after }]));

/** What goes wrong before the migration as soon as there are three instances: at least these steps. */
const BREAKS: Readonly<Record<string, readonly string[]>> = {
  'cart scenario.http': [
    'What was written can be read, whoever is asked',
    'Many additions to one line at once',
    'None of them is lost',
    'Carts of one customer have numbers of their own',
    'A customer is found with all carts, whoever is asked',
  ],
  'gateway metrics.http': ['All of them were counted'],
  'gateway scenario.http': [
    'Her session is known, whoever is asked',
    'Her quota is thirty orders a minute, however many instances there are',
    'One address asks twenty times in ten seconds, and no more',
    'After five wrong passwords an account is locked everywhere',
    'A token that was signed out is refused everywhere',
    'A session outlives the instance that opened it',
    'Jonas signs Mara out everywhere',
  ],
  'shortener scenario.http': [
    'A fresh link leads on, whoever is asked',
    'All visitors of the campaign are sent on',
    'Every click is counted',
    'Codes are given once',
    'An alias is given once',
    'An address makes twenty links a minute',
  ],
  'zenith alerts.http': ['They are one open alert'],
  'zenith metrics.http': ['The dashboard shows all of them', 'And is the same, whoever is asked'],
  'zenith scenario.http': [
    'The session is known, whoever is asked',
    'A session outlives the process that began it',
    'A client passes a hundred times a minute, however many instances there are',
    'A new process does not begin to count anew',
  ],
  'zenith staff.http': ['She can sign in, whoever is asked', 'She can sign in after a restart'],
};

const cases = (given?: Variables) =>
  all.flatMap(({ name, settings, scenarios }) =>
    scenarios(given).map((scenario) => ({ title: `${name} ${scenario.file}`, name, settings, scenario })),
  );

describe('before the migration', () => {
  const programs = bundled(all.map(({ name, before, settings }) => ({ name, directory: before, settings })));

  it.each(cases())('$title holds on one instance that is never replaced', async ({ name, settings, scenario }) => {
    const options = { instances: 1, restarts: false };
    expect(await differencesOn(programs.of(name), settings, scenario, options)).toEqual([]);
  });

  it.each(cases())('$title breaks on three instances', async ({ title, name, settings, scenario }) => {
    const differences = await differencesOn(programs.of(name), settings, scenario, { instances: FLEET });
    const steps = differences.map(({ step }) => step);
    expect(BREAKS[title], `say in BREAKS which steps of ${title} break: ${steps.join(', ')}`).toBeDefined();
    expect(steps).toEqual(expect.arrayContaining([...(BREAKS[title] ?? [])]));
  });

  it.each(cases().filter(({ scenario }) => scenario.steps.some(({ restart }) => restart)))(
    '$title breaks on one instance that is replaced',
    async ({ name, settings, scenario }) => {
      const differences = await differencesOn(programs.of(name), settings, scenario, { instances: 1 });
      const restarts = scenario.steps.filter(({ restart }) => restart).map((step) => step.name);
      expect(differences.map(({ step }) => step)).toEqual(expect.arrayContaining(restarts));
    },
  );
});

const SERVERS = [
  { name: 'Redis', describe: describeOnRedis, start: () => startRedis(), given: {} },
  // A request of the local DynamoDB takes milliseconds, and those for one entry wait for each other.
  { name: 'DynamoDB', describe, start: () => startDynamoDB(), given: { visitors: '60', additions: '30' } },
];

/** Servers and instances share the cores of one machine: what they need longer for is no difference. */
const PATIENT = { COLDSTATE_TIMEOUT_MS: '20000', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

describe.runIf(migrated.length > 0)('after the migration', () => {
  const programs = bundled(migrated.map(({ name, after, settings }) => ({ name, directory: after, settings })));
  const held = (given: Variables) =>
    cases(given).filter(
      ({ name, settings, scenario }) =>
        migrated.some((fixture) => fixture.name === name) && settings.migrated.includes(scenario.file),
    );

  describe.each(SERVERS)('on $name', (server) => {
    server.describe('a fleet of three', () => {
      let running: { url: string; stop(): Promise<void> };
      beforeAll(async () => {
        running = await server.start();
      });
      afterAll(() => running.stop());

      it.each(held(server.given))(
        'does in $title what one instance did',
        async ({ title, name, settings, scenario }) => {
          const env = { ...PATIENT, COLDSTATE_URL: running.url, COLDSTATE_NAMESPACE: title.replaceAll(/\W/g, '-') };
          const fleet = await startFleet(programs.of(name), settings, { instances: FLEET, env });
          const differences = await replay(scenario, fleet).finally(() => fleet.stop());
          expect(differences, fleet.complaints()).toEqual([]);
        },
      );
    });
  });
});

/** The programs of a group of tests, each bundled once and gone after them. */
function bundled(programs: readonly { name: string; directory: string; settings: FleetSettings }[]) {
  const bundles = new Map<string, Bundle>();
  beforeAll(async () => {
    for (const { name, directory, settings } of programs) bundles.set(name, await bundle(directory, settings));
  });
  afterAll(() => Promise.all([...bundles.values()].map((one) => one.remove())));
  return {
    of(name: string): Bundle {
      const found = bundles.get(name);
      if (found === undefined) throw new Error(`${name} was not bundled.`);
      return found;
    },
  };
}
