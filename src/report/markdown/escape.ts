/** Text that came from elsewhere, made safe to stand in Markdown. */
import { linesOf } from '../text.js';

/** Prose: what stands between backticks stays code, everything else is shown as it was written. */
export function prose(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(`[^`]+`)/)
    .map((part) => (/^`[^`]+`$/.test(part) ? inlineCode(part.slice(1, -1)) : escaped(part)))
    .join('');
}

function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]#|~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/^([-+>]|\d+[.)])(?=\s|$)/, '\\$1');
}

/** A code span whose fence is longer than any run of backticks inside. */
export function inlineCode(code: string): string {
  const text = code.replace(/\s+/g, ' ').trim();
  const fence = '`'.repeat(longestRun(text) + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return fence + pad + text + pad + fence;
}

/** One element, however many lines it has: nobody may tidy up inside. */
export function fenced(code: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(code) + 1));
  return [fence + language, ...linesOf(code.trimEnd()), fence].join('\n');
}

/** A table; a bar inside a cell would end it, also inside a code span. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  // Behind an even number of backslashes, a bar still ends the cell.
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/(?<!\\)((?:\\\\)*)\|/g, '$1\\|')).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)];
}

export function indented(text: string, by = '  '): string {
  return text.replace(/^(?=.)/gm, by);
}

/** The anchor that GitHub and GitLab give to a heading of plain words. */
export function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

const languages: Readonly<Record<string, string>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'jsx',
  svelte: 'svelte',
  vue: 'vue',
  astro: 'astro',
};

export function languageOf(file: string): string {
  return languages[file.slice(file.lastIndexOf('.') + 1)] ?? '';
}
