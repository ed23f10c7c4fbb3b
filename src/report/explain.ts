/** Why one store was judged as it was: the decision step by step, with the evidence for each answer. */
import { companionText, field, joinedFacts, markOf, pathRows, picture } from './entry.js';
import { migrateCommandIn } from './command.js';
import { frame } from './frame.js';
import type { RenderContext } from './reporter.js';
import { paintedCode, printable, screenOf, type Screen } from './terminal.js';
import { columnsOf, sentence, wrapped } from './text.js';
import { authorityName, effectNames, formNames, reachNames, roleNames, severityNames } from './words.js';
import type { Accepted, Cleared, DecisionStep, Finding, Remedy, Report, RoleScore } from '../model/report.js';

export type Explainable = Finding | Accepted | Cleared;

/** Of a store of this report: the others decide what its name means in a command, and where it should live. */
export function explanation(
  judged: Explainable,
  context: RenderContext,
  report: Pick<Report, 'findings' | 'platforms'>,
): string {
  const screen = screenOf(context);
  const shown = printable(judged, context.unicode);
  const body =
    'verdict' in shown
      ? findingBody(shown, migrateCommandIn(report, context.directory)(shown), screen)
      : clearedBody(shown, screen);
  return `\n${body.join('\n')}\n`;
}

function findingBody(finding: Finding | Accepted, command: string | undefined, screen: Screen): string[] {
  const { paint, glyphs } = screen;
  const accepted = 'accepted' in finding ? finding.accepted : undefined;
  const facts = joinedFacts(
    [
      accepted && (accepted.by === 'baseline' ? 'known' : 'accepted'),
      severityNames[finding.severity],
      roleNames[finding.role],
      formNames[finding.form],
      finding.rule,
      reachNames[finding.reached],
    ],
    glyphs,
  );
  return [
    `${accepted ? paint.green(glyphs.ok) : markOf(finding.severity, screen)} ${paint.bold(finding.symbol)}  ${paint.dim(facts)}`,
    ...picture(finding, screen),
    ...pathRows(finding, screen),
    ...(finding.companions.length > 0 ? field('with', companionText(finding.companions, finding.file), screen) : []),
    ...decisionRows(finding.decision, screen),
    '',
    ...paragraph(`So it is ${finding.verdict === 'unsafe' ? 'unsafe' : 'advisory'}: ${finding.message}`, screen),
    ...(accepted
      ? [
          '',
          ...paragraph(
            `It is accepted${accepted.until === undefined ? '' : ` until ${accepted.until}`} by ${authorityName(accepted, finding.file)}: ${sentence(accepted.reason)}`,
            screen,
          ),
        ]
      : []),
    ...titled(
      'What goes wrong',
      finding.impact.flatMap((text, index) => impactRow(finding, index, text, screen)),
      screen,
    ),
    ...titled(
      'What to do',
      [
        ...finding.remedies.flatMap((remedy, index) => remedyRows(remedy, index, screen)),
        ...(command === undefined ? [] : ['', `    To move it as it is: ${paint.cyan(command)}`]),
      ],
      screen,
    ),
  ];
}

function clearedBody(cleared: Cleared, screen: Screen): string[] {
  const { paint, glyphs } = screen;
  const facts = joinedFacts(
    ['safe', roleNames[cleared.role], formNames[cleared.form], reachNames[cleared.reached]],
    glyphs,
  );
  const label = { ...cleared, text: 'declared here', paint: paint.blue };
  return [
    `${paint.green(glyphs.ok)} ${paint.bold(cleared.symbol)}  ${paint.dim(facts)}`,
    ...(screen.source(cleared.file) === undefined ? [] : frame([label], screen)),
    ...decisionRows(cleared.decision, screen),
    '',
    ...paragraph(`So it is safe: ${cleared.reason}`, screen),
  ];
}

function decisionRows(steps: readonly DecisionStep[], screen: Screen): string[] {
  const { paint, glyphs } = screen;
  const rows = steps.flatMap((step, index) => {
    const head = `${String(index + 1).padStart(2)}. `;
    return [
      ...indented(step.question, head, screen, paint.bold),
      ...indented(sentence(step.answer), '', screen),
      ...(step.roles
        ? rolesTable(step.roles, screen)
        : step.evidence.flatMap((item) => indented(item, `    ${paint.dim(glyphs.dot)} `, screen, paint.dim, 6))),
    ];
  });
  return titled('How it was decided', rows, screen);
}

/** The vote: each role with its total, and each clue with its weight. What only surroundings speak for has no weight in sum. */
function rolesTable(roles: readonly RoleScore[], screen: Screen): string[] {
  const { paint } = screen;
  const width = Math.max(...roles.map(({ role }) => columnsOf(roleNames[role])));
  const rowHead = (role: string, total: string): string => `    ${role.padEnd(width)}  ${total.padStart(5)}  `;
  return [
    paint.dim(`${rowHead('role', 'total')}clues`),
    ...roles.flatMap(({ role, score, clues }) =>
      clues.flatMap(({ weight, says }, index) => {
        const head = index === 0 ? rowHead(roleNames[role], String(score)) : rowHead('', '');
        return indented(says, `${head}${`+${weight}`.padStart(3)}  `, screen, paint.dim, columnsOf(head) + 5);
      }),
    ),
  ];
}

function impactRow(finding: Finding, index: number, text: string, screen: Screen): string[] {
  const effect = finding.effects[index];
  return indented(
    effect === undefined ? text : `${effectNames[effect]}: ${text}`,
    `  ${screen.paint.dim(screen.glyphs.dot)} `,
    screen,
  );
}

function remedyRows(remedy: Remedy, index: number, screen: Screen): string[] {
  return [
    ...indented(remedy.title, `${String(index + 1).padStart(2)}. `, screen, screen.paint.bold),
    ...(remedy.detail === undefined ? [] : indented(remedy.detail, '', screen)),
    ...(remedy.code === undefined
      ? []
      : [
          '',
          ...remedy.code
            .trimEnd()
            .split('\n')
            .map((line) => `      ${screen.paint.green(line)}`.trimEnd()),
          '',
        ]),
  ];
}

function titled(title: string, rows: readonly string[], { paint }: Screen): string[] {
  return rows.length === 0 ? [] : ['', paint.bold(paint.underline(title)), '', ...rows];
}

function paragraph(text: string, screen: Screen): string[] {
  return paintedCode(wrapped(text, screen.width), screen.paint);
}

/** Wrapped under its first word; `head` stands before the first line and may be painted, so its width is given. */
function indented(text: string, head: string, screen: Screen, paint?: (text: string) => string, width = 4): string[] {
  const lines = wrapped(text, screen.width - width);
  const painted = paint ? lines.map(paint) : paintedCode(lines, screen.paint);
  return painted.map((line, index) => (index === 0 && head !== '' ? head : ' '.repeat(width)) + line);
}
