/** A fixture as the fleet sees it: its `fleet.mjs`, its scenarios and its directories. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Double } from './outside.js';
import { parseScenario, type Scenario, type Variables } from './scenario.js';

/** What `fleet.mjs` exports. */
export interface FleetSettings {
  /** Whose entry points are served: functions of `template.yaml`, route handlers, or a server that listens on `PORT`. */
  readonly platform: 'lambda' | 'next' | 'node';
  /** Of `node`: the module that listens. */
  readonly entry?: string;
  /** Packages that are not installed here, and the module of the fixture that stands in. */
  readonly alias?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Services that it calls, by the environment variable that holds their address. */
  readonly outside?: Readonly<Record<string, Double>>;
  /** The scenarios that hold on any fleet once the program is migrated. */
  readonly migrated: readonly string[];
}

export interface Fixture {
  readonly name: string;
  readonly before: string;
  /** Undefined where there is none yet. */
  readonly after: string | undefined;
  readonly settings: FleetSettings;
  /** With these variables in place of the files' own. */
  readonly scenarios: (given?: Variables) => readonly Scenario[];
}

const FIXTURES = fileURLToPath(new URL('../../../fixtures', import.meta.url));

/** Those that have a `fleet.mjs`. */
export async function fixtures(): Promise<Fixture[]> {
  const names = readdirSync(FIXTURES).filter((name) => existsSync(join(FIXTURES, name, 'fleet.mjs')));
  return Promise.all(names.sort().map(fixture));
}

async function fixture(name: string): Promise<Fixture> {
  const directory = join(FIXTURES, name);
  const after = join(directory, 'after');
  const files = readdirSync(directory).filter((file) => file.endsWith('.http'));
  return {
    name,
    before: join(directory, 'before'),
    after: existsSync(join(after, 'package.json')) ? after : undefined,
    settings: (await import(pathToFileURL(join(directory, 'fleet.mjs')).href)) as FleetSettings,
    scenarios: (given) =>
      files.sort().map((file) => parseScenario(readFileSync(join(directory, file), 'utf8'), file, given)),
  };
}
