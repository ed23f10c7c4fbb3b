/**
 * The audit tells fields of one class that are for the same as one finding with companions. Each is a store of its own nevertheless: one that stayed
 * behind would be half of what the finding is about.
 */
import { createHash } from 'node:crypto';
import type { Companion, Finding } from '../model/report.js';

/** Each finding, and after it the fields that go with it. */
export function withCompanions(findings: readonly Finding[]): Finding[] {
  return findings.flatMap((finding) => [
    finding,
    ...finding.companions.filter((one) => isField(one, finding)).map((one) => findingFor(one, finding)),
  ]);
}

/** Not what tends it, holds it, or is another part of the same object. */
function isField({ form, role }: Companion, finding: Finding): boolean {
  return form === 'field' && finding.form === 'field' && role === finding.role;
}

function findingFor({ symbol, file, line, column, endLine, endColumn }: Companion, finding: Finding): Finding {
  const id = createHash('sha256').update(`${finding.id}\0${symbol}`).digest('hex').slice(0, 12);
  return { ...finding, id, symbol, file, line, column, endLine, endColumn, accesses: [], trail: [], companions: [] };
}
