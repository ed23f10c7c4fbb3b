/** What a simulation is asked and what it says; the result is the JSON contract, `schema` 1. */
import type { Severity, Role } from '../model/words.js';
import type { Variables } from './scenario/scenario.js';

export interface SimulateOptions {
  /** Text of the `.http` file and what people call it. */
  readonly scenario: { readonly file: string; readonly text: string; readonly variables?: Variables };
  /** The module to run, relative to the root, `#name` for one of its exports; what the audit finds where it is absent. */
  readonly entry?: string;
  readonly instances?: number;
  /** The share of requests before which the instance that is asked is replaced by a new one. */
  readonly recycle?: number;
  /** The share of answers after which the instance stands still until it is asked again; by platform where it is absent. */
  readonly freeze?: number;
  readonly seed?: number;
  /** It is played with so many seeds, from `seed` on, each time on a new fleet. */
  readonly seeds?: number;
  /** With further seeds, until so many requests were sent. */
  readonly requests?: number;
  readonly isolation?: Isolation;
  /** Of the program; nothing else reaches it. What is undefined is not there, so that `process.env` fits. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Services that the program calls, by the environment variable that holds their address: whoever asks there gets the function's answer. */
  readonly outside?: Outside;
  /** Modules in place of packages that are not installed, by the name of the package; relative to the root. */
  readonly alias?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly startsWithinMs?: number;
  readonly memoryMb?: number;
  readonly config?: string | false;
  readonly onProgress?: (done: number, planned: number) => void;
}

export type OutsideService = (request: Request) => Response | Promise<Response>;
export type Outside = Readonly<Record<string, OutsideService>>;

export const ISOLATIONS = ['worker', 'process'] as const;
export type Isolation = (typeof ISOLATIONS)[number];

/** What was played on what. */
export interface Played {
  readonly schema: 1;
  readonly scenario: string;
  readonly entry: readonly string[];
  readonly platform: string;
  readonly rules: Rules;
  readonly seed: number;
  readonly instances: number;
  readonly isolation: Isolation;
}

export interface Simulation extends Played {
  readonly recycle: number;
  /** With how many seeds it was played, from `seed` on, each time on a new fleet. */
  readonly seeds: number;
  readonly requests: number;
  readonly life: Life;
  readonly steps: readonly StepResult[];
  readonly divergences: readonly Divergence[];
  /** What one instance does not do either, and what could not be compared. */
  readonly notes: readonly string[];
}

/** How a platform treats instances. */
export interface Rules {
  /** Requests that one instance serves at the same time. */
  readonly concurrency: 'one' | 'many';
  /** The share of answers after which it is frozen until the next request. */
  readonly freeze: number;
}

/** What happened to instances. */
export interface Life {
  readonly started: number;
  readonly recycled: number;
  readonly frozen: number;
  readonly deploys: number;
  /** Those that ended by what the program did. */
  readonly ended: readonly { readonly instance: string; readonly reason: string }[];
}

export interface StepResult {
  readonly title: string;
  readonly line: number;
  /** Sent with all seeds. */
  readonly requests: number;
  /** Answered otherwise than by the reference. */
  readonly different: number;
  /** `200 × 6`, of the reference and of the fleet. */
  readonly reference: string;
  readonly fleet: string;
}

/** A step that a fleet answers otherwise than one instance. */
export interface Divergence {
  readonly step: string;
  readonly line: number;
  /** With which it was seen; what is told here is what the first of them showed. */
  readonly seeds: readonly number[];
  readonly requests: number;
  readonly different: number;
  /** Expectations that hold on one instance and not on the fleet. */
  readonly expectations: readonly { readonly text: string; readonly line: number; readonly got: string }[];
  readonly timeline: readonly Event[];
  readonly stores: readonly Suspect[];
}

export interface Event {
  readonly kind: 'request' | 'deploy';
  readonly step: string;
  /** `POST /links` */
  readonly request: string;
  /** `A1`: slot A, its first life; with the unit where there are several. */
  readonly instance: string;
  /** The instance was new. */
  readonly cold: boolean;
  readonly answer: string;
  /** What one instance answered; absent where it is the same. */
  readonly reference?: string;
  /** Stores behind the divergence that it changed, by the id of their findings; absent where it changed none, and among parallel requests. */
  readonly written?: readonly string[];
  /** Those that held something else when it arrived than on one instance. */
  readonly differing?: readonly string[];
}

/** A store that explains a divergence. */
export interface Suspect {
  readonly id: string;
  readonly symbol: string;
  readonly file: string;
  readonly line: number;
  readonly role: Role;
  readonly severity: Severity;
  readonly message: string;
  /** `contents`: it was seen to differ. `route`: the unit of the route uses it. */
  readonly evidence: 'contents' | 'route';
  /** What it held where the answer came from, and on the reference. */
  readonly there?: string;
  readonly reference?: string;
}
