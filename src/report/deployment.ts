/** What is declared about deployments, in words; shared by the formats for people and `coldstate platforms`. */
import { counted, listed } from './text.js';
import { roleNames } from './words.js';
import type { ReportedContainer, ReportedDeployment } from '../model/report.js';
import { ROLES } from '../model/words.js';

const BILLING = { request: 'billed by request', instance: 'billed by instance' } as const;

/** `template.yaml (Shorten): at most 1 instance`; nothing where only defaults are declared. */
export function deploymentText({
  file,
  unit,
  maxInstances,
  concurrency,
  billing,
  notes = [],
}: ReportedDeployment): string {
  const facts = [
    ...(maxInstances === undefined ? [] : [`at most ${counted(maxInstances, 'instance')}`]),
    ...(concurrency === undefined ? [] : [`${counted(concurrency, 'request')} at a time in each`]),
    ...(billing === undefined ? [] : [BILLING[billing]]),
  ];
  const where = unit === undefined ? file : `${file} (${unit})`;
  return [`${where}${facts.length > 0 ? `: ${facts.join(', ')}.` : ':'}`, ...notes].join(' ');
}

/** `3 unsafe stores (2 session, 1 rate limit)`. */
export function containerText({ stores, roles }: ReportedContainer): string {
  if (stores === 0) return 'No unsafe store was found in it.';
  const kinds = ROLES.flatMap((role) => (roles[role] ? [`${roles[role]} ${roleNames[role]}`] : []));
  const [holds, it] = stores === 1 ? ['holds', 'it'] : ['hold', 'them'];
  return `${counted(stores, 'store')} (${listed(kinds, 6)}) ${holds} what a restart or a second instance would lose; scaling out needs ${it} moved first.`;
}
