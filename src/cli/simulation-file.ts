/** `audit --simulation FILE`: what `coldstate simulate --format json` wrote, to be shown beside the findings. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { causeOf, UsageError } from './failure.js';
import type { SimulationPreview } from '../report/simulation.js';
import type { Simulation } from '../simulate/types.js';

const COMMAND = '`coldstate simulate --scenario FILE.http --format json > FILE`';

export function readSimulation(file: string, cwd: string): SimulationPreview {
  const value = parsed(file, cwd);
  if (!isSimulation(value)) throw new UsageError(`--simulation: ${file} is no simulation. Write one with ${COMMAND}.`);
  return value;
}

function parsed(file: string, cwd: string): unknown {
  try {
    // What a terminal of Windows writes may begin with a byte order mark.
    return JSON.parse(readFileSync(resolve(cwd, file), 'utf8').replace(/^\ufeff/, '')) as unknown;
  } catch (error) {
    throw new UsageError(`--simulation: cannot read ${file}: ${causeOf(error)}. Write one with ${COMMAND}.`, {
      cause: error,
    });
  }
}

function isSimulation(value: unknown): value is Simulation {
  const simulation = (typeof value === 'object' ? value : undefined) as
    Partial<Record<keyof Simulation, unknown>> | null | undefined;
  return simulation?.schema === 1 && [simulation.steps, simulation.divergences].every(Array.isArray);
}
