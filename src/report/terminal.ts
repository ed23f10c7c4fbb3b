/** What the terminal formats share: the characters they draw with, and text made safe to show. */
import type { Paint, RenderContext } from './reporter.js';

const unicodeGlyphs = {
  open: '╭─',
  next: '├─',
  close: '╰─',
  bar: '│',
  gap: '·',
  line: '━',
  tee: '┳',
  stem: '┃',
  hook: '┗━',
  rule: '─',
  more: '…',
  arrow: '→',
  dot: '·',
  times: '×',
  ok: '✔',
  critical: '✖',
  high: '▲',
  medium: '■',
  low: '○',
};

export type Glyphs = Readonly<Record<keyof typeof unicodeGlyphs, string>>;

const asciiGlyphs: Glyphs = {
  open: ',-',
  next: '|-',
  close: '`-',
  bar: '|',
  gap: ':',
  line: '^',
  tee: '^',
  stem: '|',
  hook: '`-',
  rule: '-',
  more: '...',
  arrow: '->',
  dot: '-',
  times: 'x',
  ok: 'ok',
  critical: 'x',
  high: '!',
  medium: '*',
  low: 'o',
};

export interface Screen {
  paint: Paint;
  glyphs: Glyphs;
  width: number;
  /** Text of an analysed file, safe to show. */
  source(file: string): string | undefined;
}

export function screenOf(context: RenderContext): Screen {
  // A file with many findings is asked for many times.
  const texts = new Map<string, string | undefined>();
  return {
    paint: context.paint,
    glyphs: context.unicode ? unicodeGlyphs : asciiGlyphs,
    width: Math.max(40, context.width),
    source: (file) => {
      if (!texts.has(file)) {
        const text = context.source(file);
        texts.set(file, text === undefined ? undefined : withoutControls(text));
      }
      return texts.get(file);
    },
  };
}

/**
 * A copy of report data whose strings cannot steer the terminal: source code, routes and names are the audited project's, and may hold escape
 * sequences or characters that reorder a line.
 */
export function printable<Data>(data: Data, unicode: boolean): Data {
  if (typeof data === 'string') {
    const text = withoutControls(data);
    return (unicode ? text : withoutTypography(text)) as Data;
  }
  if (Array.isArray(data)) return data.map((item: unknown) => printable(item, unicode)) as Data;
  if (typeof data === 'object' && data !== null)
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, printable(value as unknown, unicode)]),
    ) as Data;
  return data;
}

// One replacement a code unit: columns of the report stay true.
function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

const typography: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '…': '...',
  '·': '-',
  '–': '-',
  '—': '-',
  '×': 'x',
  '≥': '>=',
  '≤': '<=',
  '“': '"',
  '”': '"',
  '’': "'",
  '‘': "'",
};

function withoutTypography(text: string): string {
  return text.replace(/[→←…·–—×≥≤“”’‘]/g, (character) => typography[character] ?? character);
}

/** Paints what stands between backticks, also where a line break has split it. */
export function paintedCode(lines: readonly string[], paint: Paint): string[] {
  return lines
    .join('\n')
    .replace(/`[^`]+`/g, (code) => code.split('\n').map(paint.cyan).join('\n'))
    .split('\n');
}
