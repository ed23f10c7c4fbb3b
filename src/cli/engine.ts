/** What commands need of the analysis; they get it as an argument, so that its cost is paid only when it runs. */
import type { Gate } from '../model/words.js';
import type { Report } from '../model/report.js';

export interface Audit {
  report: Report;
  /** Text of an analysed file, its path relative to the root. */
  source: (file: string) => string | undefined;
  /** What the configuration says about the exit code. */
  failOn?: Gate;
}

export interface AuditOptions {
  /** A configuration file to use instead of the project's own, or `false` for none. */
  config?: string | false;
  /** Keep what is read of files under `node_modules/.cache`, and take from there what did not change. */
  cache?: boolean;
  onProgress?(done: number, total: number): void;
}

export type AuditFunction = (root: string, options?: AuditOptions) => Promise<Audit>;

export async function loadAudit(): Promise<AuditFunction> {
  const { audit } = await import('../index.js');
  return audit;
}
