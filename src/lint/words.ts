import { seenOf } from '../judge/words.js';
import type { Finding, TrailStep } from '../model/report.js';
import { migrateCommand } from '../report/command.js';
import { capitalised, sentence } from '../report/text.js';

/** What a linter says of a finding, in the words of the reports: what it is and does, where, and what to do. */

/** `issued keeps … Written on line 29, read on line 30. Use random ids …` */
export function messageFor(finding: Finding): string {
  const message = finding.message.replace(/\s+/g, ' ');
  const harm = harmOf(finding);
  const told = harm === '' || message.includes(harm) ? '' : sentence(harm);
  return [message, told, whereabouts(finding), nextStep(finding)].filter(Boolean).join(' ');
}

/** What users will see: of variables the message says it, of these only what they are. */
function harmOf({ form, role, impact: [effect = ''] }: Finding): string {
  if (form === 'library') return seenOf(role);
  return form === 'timer' || form === 'disk' ? effect : '';
}

/** `Written on line 25, read in src/links.ts:31.` */
function whereabouts({ trail, file, line }: Finding): string {
  const placed = (verb: string, step: TrailStep | undefined): string[] => {
    // The linter points there itself.
    if (!step || (step.file === file && step.line === line)) return [];
    return [step.file === file ? `${verb} on line ${step.line}` : `${verb} in ${step.file}:${step.line}`];
  };
  const said = [...placed('written', lastOf(trail, 'write')), ...placed('read', lastOf(trail, 'read'))];
  return said.length === 0 ? '' : capitalised(sentence(said.join(', ')));
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
