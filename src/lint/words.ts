import type { Finding, TrailStep } from '../model/report.js';
import { migrateCommand } from '../report/command.js';
import { sentence } from '../report/text.js';

/** What a linter says of a finding, in the words of the reports: what it is and does, where, and what to do. */

/** `issued keeps … It is written in line 29 and read in line 30. Use random ids …` */
export function messageFor(finding: Finding): string {
  const message = finding.message.replace(/\s+/g, ' ');
  const [effect = ''] = finding.impact;
  const harm = isToldByReason(finding) && !message.includes(effect) ? sentence(effect) : '';
  return [message, harm, whereabouts(finding), nextStep(finding)].filter(Boolean).join(' ');
}

/** Of variables the message says what happens to users; of these, only what they are. */
function isToldByReason({ form }: Finding): boolean {
  return form === 'library' || form === 'timer' || form === 'disk';
}

/** `It is written in line 25 and read in src/links.ts:31.` */
function whereabouts({ trail, file, line }: Finding): string {
  const placed = (verb: string, step: TrailStep | undefined): string[] => {
    // The linter points there itself.
    if (!step || (step.file === file && step.line === line)) return [];
    return [step.file === file ? `${verb} in line ${step.line}` : `${verb} in ${step.file}:${step.line}`];
  };
  const said = [...placed('written', lastOf(trail, 'write')), ...placed('read', lastOf(trail, 'read'))];
  return said.length === 0 ? '' : `It is ${said.join(' and ')}.`;
}

function lastOf(trail: readonly TrailStep[], kind: TrailStep['kind']): TrailStep | undefined {
  return trail.findLast((step) => step.kind === kind);
}

function nextStep(finding: Finding): string {
  const [remedy] = finding.remedies;
  const advice = remedy === undefined ? '' : sentence(remedy.title);
  const command = migrateCommand([finding], [finding]);
  return command === undefined ? advice : `${advice} Run: npx ${command}`;
}
