import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Parser } from '../syntax/parse.js';

/** What decides an answer besides the text: the parser, and our own code, which in a checkout changes without a new version. */

const require = createRequire(import.meta.url);

const PACKAGES: Readonly<Record<Parser['name'], string>> = {
  oxc: 'oxc-parser/package.json',
  'typescript-eslint': '@typescript-eslint/parser/package.json',
};

const READING = ['syntax', 'facts', 'reading'];
const JUDGING = [...READING, 'model', 'workspace', 'platforms', 'libraries', 'config', 'program', 'judge', 'audit'];

/** Of the facts of a text. */
export const analyserId = (parser: Parser): string => idOf(parser, READING);

/** Of the findings in a project. */
export const judgeId = (parser: Parser): string => idOf(parser, JUDGING);

function idOf({ name }: Parser, layers: readonly string[]): string {
  const hash = createHash('sha1');
  hash.update(`${name} ${(require(PACKAGES[name]) as { version: string }).version}`);
  for (const layer of layers) {
    const directory = new URL(`../${layer}/`, import.meta.url);
    for (const file of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort())
      if (/(?<!\.d)\.[jt]s$/.test(file)) hash.update(readFileSync(new URL(file, directory)));
  }
  return hash.digest('hex');
}
