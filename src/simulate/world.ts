/** All that is needed to start instances: what is played, on which platform, and the program as one file. */
import { randomUUID } from 'node:crypto';
import { audit } from '../audit/index.js';
import type { Report } from '../model/report.js';
import { bundle, type Bundle } from './bundle.js';
import { entriesOf, type Entries } from './entries.js';
import type { FleetOptions } from './fleet.js';
import type { OpenSpare } from './instances/instance.js';
import { openProcess } from './instances/process.js';
import { openSpares } from './instances/spares.js';
import { openThread } from './instances/worker.js';
import { openOutside, type OpenOutside } from './outside.js';
import { rulesOf } from './rules.js';
import { parseScenario } from './scenario/parse.js';
import type { Scenario } from './scenario/scenario.js';
import type { Isolation, Played, Rules, SimulateOptions } from './types.js';

export interface Prepared {
  readonly scenario: Scenario;
  readonly report: Report;
  readonly entries: Entries;
  readonly rules: Rules;
  readonly program: Bundle;
  readonly outside: OpenOutside;
}

export async function prepared(root: string, options: SimulateOptions): Promise<Prepared> {
  const scenario = parseScenario(options.scenario.text, options.scenario.file, options.scenario.variables);
  const { report } = await audit(root, options.config === undefined ? {} : { config: options.config });
  const entries = entriesOf(root, report, options.entry);
  const rules = rulesOf(entries, report, options.freeze);
  const program = await bundle(root, entries.routes, {
    stores: report.findings,
    ...(options.alias ? { alias: options.alias } : {}),
  });
  const outside = await openOutside(options.outside).catch(async (error: unknown) => {
    await program.remove();
    throw error;
  });
  return { scenario, report, entries, rules, program, outside };
}

/** What was played on what, for whoever reads the result. */
export function playedOf({ scenario, entries, rules }: Prepared, options: SimulateOptions): Played {
  const { seed = 1, instances = 3, isolation = 'worker' } = options;
  const entry = [...new Set(entries.routes.map(({ file }) => file))];
  return { schema: 1, scenario: scenario.file, entry, platform: entries.platform, rules, seed, instances, isolation };
}

/** How fleets and references of this program are made: each sees data of its own on whatever backend it uses. */
export interface World {
  fleet(of: 'fleet' | 'reference', seed: number): FleetOptions;
  close(): Promise<void>;
}

const OPEN: Readonly<Record<Isolation, OpenSpare>> = { worker: openThread, process: openProcess };

export function worldOf({ program, rules, outside }: Prepared, options: SimulateOptions): World {
  const { instances = 3, recycle = 0, isolation = 'worker' } = options;
  const { timeoutMs = 10_000, startsWithinMs = 20_000, memoryMb = 256 } = options;
  const { directory } = program;
  const env = givenOf({ ...options.env, ...outside.env });
  const run = randomUUID().slice(0, 8);
  const spares = openSpares(() => OPEN[isolation](program.file, { directory, env, memoryMb, timeoutMs }));
  return {
    fleet(of, seed) {
      const namespace = [env.COLDSTATE_NAMESPACE ?? 'simulate', run, of, seed].join('-');
      const isFleet = of === 'fleet';
      const settings = { namespace, directory, startsWithinMs, memoryMb };
      return {
        routes: program.routes,
        rules: isFleet ? rules : { ...rules, freeze: 0 },
        instances: isFleet ? instances : 1,
        recycle: isFleet ? recycle : 0,
        seed,
        apart: isFleet,
        lives: isFleet,
        start: (unit) => spares.begin({ ...settings, ...(unit === undefined ? {} : { unit }) }),
      };
    },
    async close() {
      await spares.close();
      await outside.close();
      await program.remove();
    },
  };
}

const givenOf = (env: SimulateOptions['env'] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
