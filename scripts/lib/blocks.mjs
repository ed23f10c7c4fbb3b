/** Parts of a page that are written by a script stand between `<!-- NAME:start -->` and `<!-- NAME:end -->`. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT, say } from './checkout.mjs';

/**
 * Writes the blocks of a page. With `check`, writes nothing and fails where the page is out of date.
 * `same` brings texts into a form in which only what matters differs.
 */
export async function writeBlocks(
  page,
  blocks,
  { check = process.argv.includes('--check'), same = (text) => text } = {},
) {
  const old = readFileSync(join(ROOT, page), 'utf8');
  const filled = Object.entries(blocks).reduce((text, [name, content]) => fill(page, text, name, content), old);
  await writePage(page, filled, { check, same });
}

/** A page that a script writes as a whole. */
export async function writePage(
  page,
  content,
  { check = process.argv.includes('--check'), same = (text) => text } = {},
) {
  const path = join(ROOT, page);
  const old = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const wanted = await format(content, { ...(await resolveConfig(path)), filepath: path });
  if (same(wanted) === same(old)) return;
  if (check) {
    say(`${page} is out of date. Run \`npm run build && npm run docs\` and commit what changes.`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, wanted);
  say(`${page} written`);
}

function fill(page, text, name, content) {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page}: the markers ${start} and ${end} are missing.`);
  return `${text.slice(0, from + start.length)}\n\n${content.trim()}\n\n${text.slice(to)}`;
}

export function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
