/** A simulation that cannot be run: its message names the place, the cause and what to do. */
export class SimulateError extends Error {
  override readonly name = 'SimulateError';
}
