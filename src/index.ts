/** The programmatic API, `coldstate/api`. */
import type { FaultOptions, FaultReport } from './simulate/fault-types.js';
import type { SimulateOptions, Simulation } from './simulate/types.js';

export { audit, type Audit, type AuditOptions } from './audit/index.js';
export { differencesIn } from './simulate/show/lines.js';
export type * from './simulate/fault-types.js';
export type * from './simulate/types.js';

/** What a program does on several instances and not on one. Loaded when it is asked for: an audit needs none of it. */
export async function simulate(root: string, options: SimulateOptions): Promise<Simulation> {
  const { simulate: run } = await import('./simulate/index.js');
  return run(root, options);
}

/** What users see while the backend of `COLDSTATE_URL` is down, slow or loses replies: what `simulate --backend-fault` does. */
export async function simulateFault(root: string, options: FaultOptions): Promise<FaultReport> {
  const { simulateFault: run } = await import('./simulate/faulty.js');
  return run(root, options, () => performance.now());
}
