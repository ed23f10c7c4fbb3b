import type { Report } from '../model/report.js';
import type { MigrationPreview } from './migration.js';
import type { SimulationPreview } from './simulation.js';
import { SEVERITIES, type Gate, type Severity } from '../model/words.js';

export type { Gate };

/** One format, one file: a report goes in, text comes out. Streams, colour decisions and exit codes belong to the host. */
export interface Reporter {
  name: string;
  render(report: Report, context: RenderContext): string;
}

/** What a report does not hold because it differs between two runs over the same sources. */
export interface RenderContext {
  /** Text of an analysed file, its path as in the report. */
  source: (file: string) => string | undefined;
  paint: Paint;
  /** Columns of the screen. */
  width: number;
  /** False where box-drawing characters would come out as question marks. */
  unicode: boolean;
  failOn: Gate;
  elapsedMs?: number | undefined;
  /** Requests a second that costs are estimated for. */
  rps?: number | undefined;
  /** What a plan of a migration would change, where one is at hand. */
  migration?: MigrationPreview | undefined;
  /** What a simulation saw, where one is at hand. */
  simulation?: SimulationPreview | undefined;
  /** The audited directory, where it is not the one that the user stands in. */
  directory?: string | undefined;
  /** The audited directory as seen from the root of its repository, '' or absent for the root itself: what platforms name files by. */
  repositoryPath?: string | undefined;
}

/** True when a finding of this severity fails a run with this gate. */
export function reachesGate(severity: Severity, gate: Gate): boolean {
  return gate !== 'none' && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(gate);
}

type Brush = (text: string) => string;

/** The part of picocolors that reports use; identity functions make plain text. */
export type Paint = Readonly<
  Record<'bold' | 'dim' | 'underline' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan', Brush>
>;
