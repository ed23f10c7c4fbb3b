/** For people at a terminal: what each request was answered while the backend failed, and whether the program stayed up. */
import { joinedFacts } from '../../report/entry.js';
import { printable, screenOf, type Screen } from '../../report/terminal.js';
import { counted, cut, wrapped } from '../../report/text.js';
import { faultNames } from '../backend/faults.js';
import { stillFailing } from '../faulty.js';
import type { FaultPhase, FaultReport, FaultStep } from '../fault-types.js';
import type { SimulationContext } from './pretty.js';

export function faultAsText(report: FaultReport, context: SimulationContext): string {
  const screen = screenOf({ ...context, source: () => undefined, failOn: 'none' });
  const shown = printable(report, context.unicode);
  const blocks = [heading(shown, screen), ...shown.steps.map((step) => rowsOf(step, screen)), summary(shown, screen)];
  return `\n${blocks.map((block) => block.join('\n')).join('\n\n')}\n`;
}

function heading(
  { scenario, backend, fault, instances, seed }: FaultReport,
  { paint, glyphs, width }: Screen,
): string[] {
  const facts = joinedFacts(
    [`${backend} ${faultNames[fault]}`, counted(instances, 'instance'), `seed ${seed}`],
    glyphs,
  );
  return [paint.bold(cut(scenario, width, glyphs.more)), ...wrapped(facts, width).map(paint.dim)];
}

const PHASES = ['before', 'during', 'after'] as const;
const LABEL = 10;

function rowsOf(step: FaultStep, { paint, glyphs, width }: Screen): string[] {
  return [
    paint.bold(cut(step.title, width, glyphs.more)),
    `  ${paint.dim(cut(step.request, width - 2, glyphs.more))}`,
    ...PHASES.flatMap((phase) => {
      const { [phase]: came } = step;
      const brush = came.failed === 0 ? plain : phase === 'during' ? paint.yellow : paint.red;
      return wrapped(phaseText(came), width - LABEL).map(
        (line, at) => paint.dim((at === 0 ? `  ${phase}` : '').padEnd(LABEL)) + brush(line),
      );
    }),
  ];
}

const plain = (text: string): string => text;

const phaseText = ({ answers, slowestMs }: FaultPhase): string => `${answers}, ${slowestMs} ms at most`;

function summary({ steps, ended, backend }: FaultReport, { paint, glyphs, width }: Screen): string[] {
  const sum = (of: (phase: FaultPhase) => number): number => steps.reduce((total, { during }) => total + of(during), 0);
  const failed = sum((phase) => phase.failed);
  const unanswered = sum((phase) => phase.unanswered);
  const slowest = Math.max(0, ...steps.map(({ during }) => during.slowestMs));
  const stay = stillFailing(steps).map(({ title }) => title);
  const lines: readonly (readonly [text: string, brush: (text: string) => string])[] = [
    ended.length === 0
      ? [`${glyphs.ok} every instance stayed up`, paint.green]
      : [
          `${counted(ended.length, 'instance')} ended: ${[...new Set(ended.map(({ reason }) => reason))].join('; ')}`,
          paint.red,
        ],
    [
      `While ${backend} failed, ${counted(failed, 'request')} failed${unanswered > 0 ? `, ${unanswered} of them without an answer` : ''}; the longest answer took ${slowest} ms.`,
      plain,
    ],
    stay.length === 0
      ? ['Once it was back, nothing failed that had not failed before.', plain]
      : [`Once it was back, ${counted(stay.length, 'step')} still failed: ${stay.join(', ')}.`, paint.red],
  ];
  return [
    paint.dim(glyphs.rule.repeat(width)),
    ...lines.flatMap(([text, brush]) => wrapped(text, width - 2).map((line) => `  ${brush(line)}`)),
  ];
}
