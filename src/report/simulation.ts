/** What `coldstate simulate` saw, as far as a report shows it: handed on by the host, since simulations belong to another layer. */

export interface SimulationPreview {
  readonly scenario: string;
  readonly instances: number;
  readonly seed: number;
  readonly divergences: readonly SimulatedDivergence[];
}

export interface SimulatedDivergence {
  readonly step: string;
  readonly line: number;
  readonly requests: number;
  readonly different: number;
  readonly expectations: readonly { readonly text: string; readonly got: string }[];
  readonly timeline: readonly SimulatedEvent[];
  readonly stores: readonly SimulatedStore[];
}

export interface SimulatedEvent {
  readonly kind: 'request' | 'deploy';
  /** `POST /links` */
  readonly request: string;
  /** `A1`: slot A, its first life. */
  readonly instance: string;
  readonly cold: boolean;
  readonly answer: string;
  /** What one instance answered, where that is something else. */
  readonly reference?: string;
  /** Stores behind the divergence that it changed, by the id of their findings. */
  readonly written?: readonly string[];
  /** Those that held something else when it arrived than on one instance. */
  readonly differing?: readonly string[];
}

export interface SimulatedStore {
  /** Of the finding. */
  readonly id: string;
  /** What it held where the answer came from, and on one instance. */
  readonly there?: string;
  readonly reference?: string;
}
