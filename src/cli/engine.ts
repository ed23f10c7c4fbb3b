/** What commands need of the analysis; they get it as an argument, so that its cost is paid only when it runs. */
import type { Report } from '../model/report.js';

export interface Audit {
  report: Report;
  /** Text of an analysed file, its path relative to the root. */
  source: (file: string) => string | undefined;
}

export type AuditFunction = (
  root: string,
  options?: { onProgress?(done: number, total: number): void },
) => Promise<Audit>;

export async function loadAudit(): Promise<AuditFunction> {
  const { audit } = await import('../index.js');
  return audit;
}
