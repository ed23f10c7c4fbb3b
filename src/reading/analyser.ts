import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Parser } from '../syntax/parse.js';

const require = createRequire(import.meta.url);

const PACKAGES: Readonly<Record<Parser['name'], string>> = {
  oxc: 'oxc-parser/package.json',
  'typescript-eslint': '@typescript-eslint/parser/package.json',
};

/** What decides the facts of a text besides the text: the parser, and our own code, which in a checkout changes without a new version. */
export function analyserId({ name }: Parser): string {
  const hash = createHash('sha1');
  hash.update(`${name} ${(require(PACKAGES[name]) as { version: string }).version}`);
  for (const directory of ['../syntax/', '../facts/', './']) {
    const url = new URL(directory, import.meta.url);
    for (const file of readdirSync(url).sort()) hash.update(readFileSync(new URL(file, url)));
  }
  return hash.digest('hex');
}
