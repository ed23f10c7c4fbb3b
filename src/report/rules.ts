/** Rules and effects as a terminal shows them: the list of rules, and the page of one rule or effect. */
import { effectBriefs, ruleBriefs, type Brief } from './briefs.js';
import type { RenderContext } from './reporter.js';
import { paintedCode, printable, screenOf, type Screen } from './terminal.js';
import { sentence, wrapped } from './text.js';
import { effectNames } from './words.js';
import { EFFECTS, RULES } from '../model/words.js';

/** Everything that `explain` has a page for. */
export const PAGES: readonly string[] = [...RULES, ...EFFECTS];

export function rulesAsText(context: RenderContext): string {
  const screen = screenOf(context);
  const { paint } = screen;
  const rows = RULES.flatMap((rule) => [paint.bold(rule), ...paragraph(ruleBriefs[rule].title, screen, 2)]);
  const longest = Math.max(...EFFECTS.map((effect) => effect.length));
  const effects = EFFECTS.map((effect) => `${paint.bold(effect.padEnd(longest))}  ${effectNames[effect]}`);
  const lines = [
    paint.underline('Rules'),
    '',
    ...rows,
    '',
    paint.underline('What goes wrong'),
    '',
    ...effects,
    '',
    ...paragraph('`coldstate explain NAME` tells more of each.', screen, 0),
  ];
  return `\n${lines.join('\n')}\n`;
}

/** Undefined for a name that is neither a rule nor an effect. */
export function pageAsText(name: string, context: RenderContext): string | undefined {
  const briefs: Readonly<Record<string, Brief>> = { ...ruleBriefs, ...effectBriefs };
  const known = Object.hasOwn(briefs, name) ? briefs[name] : undefined;
  if (known === undefined) return undefined;
  const brief = printable(known, context.unicode);
  const screen = screenOf(context);
  const { paint } = screen;
  const parts = [
    ['What it is', brief.what],
    ['What goes wrong', brief.why],
    ['What to do', brief.fix],
  ] as const;
  const lines = [
    paint.bold(name),
    ...paragraph(sentence(brief.title), screen, 0),
    ...parts.flatMap(([title, text]) => ['', paint.underline(title), ...paragraph(text, screen, 2)]),
  ];
  return `\n${lines.join('\n')}\n`;
}

function paragraph(text: string, { width, paint }: Screen, indent: number): string[] {
  return paintedCode(
    wrapped(text, width - indent).map((line) => ' '.repeat(indent) + line),
    paint,
  );
}
