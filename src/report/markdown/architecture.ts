/** Three instances of the program side by side, each with what it holds of the project's own stores: the picture that explains the rest. */
import { fenced } from './escape.js';
import { cut, columnsOf } from '../text.js';
import { noteOf, requestPaths } from '../trail.js';
import type { Finding } from '../../model/report.js';

/** Stores in the picture, and columns of a box: three of them stand beside each other on a page. */
const MAX_STORES = 5;
const MAX_WIDTH = 34;

interface Instance {
  name: string;
  holds: (finding: Finding) => string;
}

const INSTANCES: readonly Instance[] = [
  { name: 'instance A', holds: (finding) => `from ${writerOf(finding) ?? 'a request'}` },
  {
    name: 'instance B',
    holds: ({ effects }) => (effects.includes('lost-updates') ? 'another part of it' : 'nothing of that'),
  },
  { name: 'instance C, just started', holds: () => '(empty)' },
];

/** `undefined` where no store is shown to be written by a request. */
export function architecture(findings: readonly Finding[]): string | undefined {
  const shown = findings.filter((finding) => writerOf(finding) !== undefined).slice(0, MAX_STORES);
  if (shown.length === 0) return undefined;
  const boxes = INSTANCES.map((instance) => box(instance, shown));
  const rows = Array.from({ length: Math.max(...boxes.map(({ lines }) => lines.length)) }, (_, row) =>
    boxes.map(({ lines }) => lines[row] ?? '').join('  '),
  );
  return [...fork(boxes.map(({ width }) => width)), ...rows].join('\n');
}

export function architectureSection(findings: readonly Finding[]): string[] {
  const picture = architecture(findings);
  if (picture === undefined) return [];
  const others = findings.filter((finding) => writerOf(finding) !== undefined).length - MAX_STORES;
  return [
    'The platform sends each request to any of its instances, starts new ones and ends old ones. Their memories know nothing of each other:',
    '',
    fenced(picture, 'text'),
    '',
    ...(others > 0 ? [`The same holds for ${others} more.`, ''] : []),
  ];
}

function box({ name, holds }: Instance, findings: readonly Finding[]): { lines: string[]; width: number } {
  const texts = [name, '', ...findings.flatMap((finding) => [finding.symbol, `  ${holds(finding)}`])].map((text) =>
    cut(text, MAX_WIDTH, '…'),
  );
  const inner = Math.max(...texts.map(columnsOf));
  const rule = '─'.repeat(inner + 2);
  const lines = texts.map((text) => `│ ${text}${' '.repeat(inner - columnsOf(text))} │`);
  return { lines: [`┌${rule}┐`, ...lines, `└${rule}┘`], width: inner + 4 };
}

/** From one source of requests to the middle of each box. */
function fork(widths: readonly number[]): string[] {
  const middles = widths.map(
    (width, index) => widths.slice(0, index).reduce((sum, one) => sum + one + 2, 0) + (width >> 1),
  );
  const [left = 0] = middles;
  const right = middles.at(-1) ?? left;
  const source = 'requests';
  const at = (column: number): string =>
    column === left ? '┌' : column === right ? '┐' : middles.includes(column) ? '┼' : '─';
  const line = Array.from({ length: right - left + 1 }, (_, index) => at(left + index)).join('');
  const arrows = middles.reduce((text, middle) => text.padEnd(middle) + '▼', '');
  const centre = middles[middles.length >> 1] ?? left;
  return [`${' '.repeat(Math.max(0, centre - (source.length >> 1)))}${source}`, `${' '.repeat(left)}${line}`, arrows];
}

/** The request that fills it, as the trail tells. */
function writerOf({ trail }: Finding): string | undefined {
  const path = requestPaths(trail).find(({ ends }) => ends.some(({ kind }) => kind === 'write'));
  const entry = path?.steps[0];
  return entry && noteOf(entry);
}
