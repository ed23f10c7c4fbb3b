/** What `simulate --backend-fault` says; the result is the JSON contract, `schema` 1. */
import type { BackendFault } from './backend/faults.js';
import type { Life, Played, SimulateOptions } from './types.js';

export interface FaultOptions extends SimulateOptions {
  readonly fault: BackendFault;
}

export interface FaultReport extends Played {
  readonly backend: 'Redis' | 'DynamoDB';
  readonly fault: BackendFault;
  readonly steps: readonly FaultStep[];
  /** Instances that ended by what the program did. */
  readonly ended: Life['ended'];
}

export interface FaultStep {
  readonly title: string;
  readonly line: number;
  /** `GET /links/{{link.code}}`, as the scenario has it. */
  readonly request: string;
  /** With the backend as it should be, with the fault, and when it is over: the same instances. */
  readonly before: FaultPhase;
  readonly during: FaultPhase;
  readonly after: FaultPhase;
}

export interface FaultPhase {
  /** `200 × 6, 503 × 3` */
  readonly answers: string;
  /** Answers of 500 and above, and those that never came. */
  readonly failed: number;
  readonly unanswered: number;
  /** How long the longest took. */
  readonly slowestMs: number;
}
