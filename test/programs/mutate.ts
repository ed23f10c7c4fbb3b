import { seeded, type Random } from './random.js';

/** What happens to text while people and programs edit it. */
interface Damage {
  name: string;
  apply: (text: string, random: Random) => string;
}

const inLines =
  (change: (lines: string[], at: number, random: Random) => string[]): Damage['apply'] =>
  (text, random) => {
    const lines = text.split('\n');
    return change(lines, random.below(lines.length), random).join('\n');
  };

const inserted = (text: string, random: Random, what: string): string => {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + what + text.slice(at);
};

const TOKENS = [
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '`',
    '${',
    "'",
    '/',
    '/*',
    '*/',
    '<',
    '>',
    '=>',
    '...',
    '?.',
    '??=',
    '#',
    '@',
    '\\u{',
    '0x',
    '1n',
  ],
  ...[
    ' await ',
    ' yield ',
    ' new ',
    ' delete ',
    ' this',
    ' super',
    ' import(',
    ' export default ',
    ' class ',
    ' enum ',
    ' static ',
  ],
];

const DAMAGES: readonly Damage[] = [
  { name: 'cut off', apply: (text, random) => text.slice(0, random.below(text.length)) },
  { name: 'its beginning lost', apply: (text, random) => text.slice(random.below(text.length)) },
  { name: 'a line lost', apply: inLines((lines, at) => lines.toSpliced(at, 1)) },
  { name: 'ten lines lost', apply: inLines((lines, at) => lines.toSpliced(at, 10)) },
  { name: 'a line twice', apply: inLines((lines, at) => lines.toSpliced(at, 0, lines[at] ?? '')) },
  { name: 'twenty lines twice', apply: inLines((lines, at) => lines.toSpliced(at, 0, ...lines.slice(at, at + 20))) },
  { name: 'twice', apply: (text) => text + text },
  {
    name: 'two lines swapped',
    apply: inLines((lines, at, random) => {
      const other = random.below(lines.length);
      return lines.with(at, lines[other] ?? '').with(other, lines[at] ?? '');
    }),
  },
  { name: 'a brace lost', apply: (text, random) => withoutOne(text, /[{}]/g, random) },
  { name: 'a bracket lost', apply: (text, random) => withoutOne(text, /[()[\]]/g, random) },
  { name: 'a quote lost', apply: (text, random) => withoutOne(text, /['"`]/g, random) },
  { name: 'a word lost', apply: (text, random) => withoutOne(text, /\b[a-z]+\b/g, random) },
  {
    name: 'a name for another',
    apply: (text, random) => text.replaceAll(random.pick(text.match(/\b[a-z]\w+\b/g) ?? ['']), 'constructor'),
  },
  { name: 'a token too many', apply: (text, random) => inserted(text, random, random.pick(TOKENS)) },
  {
    name: 'ten tokens too many',
    apply: (text, random) =>
      Array.from({ length: 10 }).reduce<string>((before) => inserted(before, random, random.pick(TOKENS)), text),
  },
  { name: 'CRLF', apply: (text) => text.replace(/\n/g, '\r\n') },
  { name: 'CR alone', apply: (text) => text.replace(/\n/g, '\r') },
  { name: 'NUL', apply: (text, random) => inserted(text, random, '\0') },
  { name: 'half a character', apply: (text, random) => inserted(text, random, '\ud83d') },
  { name: 'a mark of byte order', apply: (text, random) => inserted(text, random, '\ufeff') },
  {
    name: 'marks of a merge',
    apply: inLines((lines, at) => lines.toSpliced(at, 0, '<<<<<<< HEAD', '=======', '>>>>>>> main')),
  },
];

export function mutated(text: string, seed: number): { name: string; text: string } {
  const random = seeded(seed);
  const { name, apply } = random.pick(DAMAGES);
  return { name, text: apply(text, random) };
}

function withoutOne(text: string, pattern: RegExp, random: Random): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const { index, 0: what } = random.pick(found);
  return text.slice(0, index) + text.slice(index + what.length);
}
