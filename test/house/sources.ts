import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { expect } from 'vitest';

export interface Source {
  /** Relative to the checkout, with `/`. */
  file: string;
  text: string;
}

/** The project's own sources, as the tests of the house see them. */
export function sourcesIn(...directories: string[]): Source[] {
  return directories
    .filter((directory) => existsSync(directory))
    .flatMap((directory) =>
      readdirSync(directory, { recursive: true, encoding: 'utf8' }).map(
        (file) => `${directory}/${file.split(sep).join('/')}`,
      ),
    )
    .filter((file) => /\.m?[jt]s$/.test(file) && !/\b(?:node_modules|dist|__testfixtures__)\//.test(file))
    .sort()
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
}

/** For tests that run what users run. */
export function expectBuilt(): void {
  expect(existsSync('dist/src/cli/main.js'), 'the build is missing: run `npm run build` first').toBe(true);
}
