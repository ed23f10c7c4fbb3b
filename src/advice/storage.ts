/** Where each store of a report should live, decided once for all of them. */
import type { Finding, Remedy, Report } from '../model/report.js';
import { choose, type Choice } from './choice.js';
import { advice, type Backend } from './roles.js';
import { usageOf } from './usage.js';

export interface Storage {
  backendOf: (finding: Finding) => Backend;
  /** For those that have to choose between Redis and a database. */
  choiceOf: (finding: Finding) => Choice | undefined;
}

/** Where a remedy leads, for the kinds that say so themselves. */
const backendOfRemedy: Partial<Record<Remedy['kind'], Backend>> = {
  platform: 'platform',
  stateless: 'none',
  remove: 'none',
};

/** The first remedy decides; where it is to move the store, the use of all that move says to what. What is advisory has no say. */
export function storageFor({ findings, platforms }: Pick<Report, 'findings' | 'platforms'>): Storage {
  const moving = findings.filter(({ severity, remedies: [first] }) => severity !== 'low' && first?.kind === 'adapter');
  const chosen = choose(moving.map((finding) => ({ finding, usage: usageOf(finding), platforms })));
  const choices = new Map(moving.map(({ id }, index) => [id, chosen[index]]));
  const choiceOf = ({ id }: Finding): Choice | undefined => choices.get(id);
  return {
    choiceOf,
    backendOf: (finding) => {
      const [remedy] = finding.remedies;
      return choiceOf(finding)?.backend ?? (remedy && backendOfRemedy[remedy.kind]) ?? advice[finding.role].backend;
    },
  };
}
