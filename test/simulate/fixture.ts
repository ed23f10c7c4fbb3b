/** A fixture as a simulation sees it: its `fleet.mjs`, its scenarios and its directories. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { simulate } from '../../src/simulate/index.js';
import type { Outside, SimulateOptions, Simulation } from '../../src/simulate/types.js';

/** What `fleet.mjs` exports. */
export interface FleetSettings {
  /** Packages that are not installed here, and the module of the fixture that stands in. */
  readonly alias?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The scenarios that hold on any fleet once the program is migrated. */
  readonly migrated: readonly string[];
}

export interface Fixture {
  readonly name: string;
  readonly before: string;
  /** Undefined where there is none yet. */
  readonly after: string | undefined;
  readonly settings: FleetSettings;
  /** Its `outside.mjs`, which plays the services that it calls. */
  readonly outside: Outside;
  /** Names of its `.http` files. */
  readonly scenarios: readonly string[];
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FIXTURES = join(ROOT, 'fixtures');

/** Those that have a `fleet.mjs`. */
export async function fixtures(): Promise<Fixture[]> {
  const names = readdirSync(FIXTURES).filter((name) => existsSync(join(FIXTURES, name, 'fleet.mjs')));
  return Promise.all(names.sort().map(fixture));
}

async function fixture(name: string): Promise<Fixture> {
  const directory = join(FIXTURES, name);
  const after = join(directory, 'after');
  const outside = join(directory, 'outside.mjs');
  return {
    name,
    before: join(directory, 'before'),
    after: existsSync(join(after, 'package.json')) ? after : undefined,
    settings: (await import(pathToFileURL(join(directory, 'fleet.mjs')).href)) as FleetSettings,
    outside: existsSync(outside) ? { ...((await import(pathToFileURL(outside).href)) as Outside) } : {},
    scenarios: readdirSync(directory)
      .filter((file) => file.endsWith('.http'))
      .sort(),
  };
}

/** The sources of the adapters as they are now: all backends, whichever it was migrated to. */
const ADAPTERS = Object.fromEntries(
  ['', '/redis', '/dynamodb', '/memory'].map((entry) => [
    `@coldstate/adapters${entry}`,
    join(ROOT, 'adapters/src/index.ts'),
  ]),
);

/** Nothing of the environment of the tests but what a program needs; the AWS SDK complains of old versions of Node on stderr. */
const BARE = { PATH: process.env.PATH ?? '', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

/** A scenario of a fixture, with the services that it calls around it. */
export async function simulated(
  { name, settings, outside }: Fixture,
  directory: string,
  scenario: string,
  { env = {}, ...options }: Omit<SimulateOptions, 'scenario'> & { variables?: Readonly<Record<string, string>> } = {},
): Promise<Simulation> {
  const text = readFileSync(join(FIXTURES, name, scenario), 'utf8');
  return simulate(directory, {
    scenario: { file: scenario, text, ...(options.variables ? { variables: options.variables } : {}) },
    ...{ alias: { ...ADAPTERS, ...settings.alias }, env: { ...BARE, ...settings.env, ...env }, outside },
    // What machines that are busy need longer for is no difference.
    ...{ config: false, timeoutMs: 60_000 },
    ...options,
  });
}
