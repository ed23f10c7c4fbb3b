/** What the texts of a migration share: colours, the width of the screen, and how a place and a field are written. */
import type { Paint } from '../../report/reporter.js';
import { paintedCode, screenOf, type Glyphs } from '../../report/terminal.js';
import { columnsOf, wrapped } from '../../report/text.js';
import type { Destination, Place } from '../types.js';

export interface PageContext {
  readonly paint: Paint;
  readonly width: number;
  /** False where box-drawing characters would come out as question marks. */
  readonly unicode: boolean;
  /** The command line for another verb with the same options: `coldstate migrate diff --to redis`. */
  readonly command: (verb: string) => string;
}

export interface Page extends PageContext {
  readonly glyphs: Glyphs;
}

export function pageOf(context: PageContext): Page {
  const { glyphs } = screenOf({ ...context, source: () => undefined, failOn: 'none' });
  return { ...context, glyphs, width: Math.max(60, context.width) };
}

export const destinations: Readonly<Record<Destination, string>> = { redis: 'Redis', dynamodb: 'DynamoDB' };

export const placeText = ({ file, line }: Place): string => `${file}:${line}`;

const LABEL = 10;

/** `  why       the text, wrapped under itself`. */
export function field(label: string, text: string, { paint, width }: Page, indent = 4): string[] {
  const lines = paintedCode(wrapped(text, width - indent - LABEL), paint);
  return lines.map((line, at) =>
    `${' '.repeat(indent)}${paint.dim((at === 0 ? label : '').padEnd(LABEL))}${line}`.trimEnd(),
  );
}

/** Several lines under one label. */
export function fields(label: string, texts: readonly string[], page: Page, indent = 4): string[] {
  return texts.flatMap((text, at) => field(at === 0 ? label : '', text, page, indent));
}

export function code(text: string, { paint, glyphs }: Page, indent = 4): string[] {
  return text.split('\n').map((line) => `${' '.repeat(indent)}${paint.dim(glyphs.bar)} ${line}`.trimEnd());
}

/** Text without a label, wrapped under itself. */
export const note = (text: string, { paint, width }: Page, indent = 2): string[] =>
  paintedCode(wrapped(text, Math.max(20, width - indent)), paint).map((line) => `${' '.repeat(indent)}${line}`);

/** What to type, and what for: beside each other where all of them fit, else what for comes above. */
export function commandLines(
  commands: readonly (readonly [command: string, what: string])[],
  { paint, width }: Page,
): string[] {
  const longest = Math.max(0, ...commands.map(([command]) => columnsOf(command)));
  const fits = commands.every(([, what]) => '  $ '.length + longest + 2 + columnsOf(what) <= width);
  return commands.flatMap(([command, what], at) =>
    fits
      ? [`  $ ${paint.cyan(command)}${' '.repeat(longest - columnsOf(command) + 2)}${paint.dim(what)}`]
      : [...(at === 0 ? [] : ['']), `  ${paint.dim(`# ${what}`)}`, `  $ ${paint.cyan(command)}`],
  );
}

/** Sections with a blank line between them; empty ones are left out. */
export const pageText = (sections: readonly (readonly string[])[]): string =>
  `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;

/** How to find the comments that were left. */
export const refusalHint = (count: number): string =>
  `${count === 1 ? '1 comment marks' : `${count} comments mark`} what was refused: git grep -nE '// coldstate: [A-Z_]+:'`;
