/**
 * The audit tells fields of one class that are for the same as one finding with companions, and so a number that says how much is in a store. Each is
 * a store of its own nevertheless: one that stayed behind would be half of what the finding is about.
 */
import { createHash } from 'node:crypto';
import type { Companion, Finding } from '../model/report.js';
import type { Role } from '../model/words.js';

/** Each finding, and after it the fields and numbers that go with it. */
export function withCompanions(findings: readonly Finding[]): Finding[] {
  return findings.flatMap((finding) => [
    finding,
    ...finding.companions.filter((one) => isField(one, finding) || isTally(one)).map((one) => findingFor(one, finding)),
  ]);
}

/** Not what tends it, holds it, or is another part of the same object. */
function isField({ form, role }: Companion, finding: Finding): boolean {
  return form === 'field' && finding.form === 'field' && role === finding.role;
}

const TALLIES: ReadonlySet<Role> = new Set(['counter', 'metrics']);

const isTally = ({ form, role }: Companion): boolean => TALLIES.has(role) && (form === 'scalar' || form === 'field');

function findingFor(companion: Companion, finding: Finding): Finding {
  const { symbol, file, line, column, endLine, endColumn, role, form } = companion;
  const id = createHash('sha256').update(`${finding.id}\0${symbol}`).digest('hex').slice(0, 12);
  const at = { file, line, column, endLine, endColumn };
  return { ...finding, ...at, id, symbol, role, form, accesses: [], trail: [], companions: [] };
}
