/** The browser that pages are tested in. In CI there has to be one; elsewhere a missing one is left out, and said aloud. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { describe } from 'vitest';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const executablePath = [process.env.CHROMIUM, ...NAMES].find(
  (name) => name !== undefined && spawnSync(name, ['--version']).status === 0,
);

if (executablePath === undefined) {
  const missing = 'no Chromium, Chrome or Edge on PATH or in CHROMIUM';
  if (process.env.CI)
    throw new Error(`${missing}: in CI the tests in a browser must run. \`npm run test:all\` installs one.`);
  process.stderr.write(
    `\n*** LEFT OUT: the HTML report in a browser: ${missing}. ***\n*** \`npm run test:all\` installs one. ***\n\n`,
  );
}

/** `describe` of what needs a browser. */
export const describeInBrowser = executablePath === undefined ? describe.skip : describe;

export async function openBrowser(): Promise<Browser> {
  const path = spawnSync('which', [executablePath ?? ''], { encoding: 'utf8' }).stdout.trim();
  // As root, which containers of CI are, Chromium needs to be told to do without its sandbox.
  return chromium.launch({ executablePath: path || (executablePath ?? ''), args: ['--no-sandbox'] });
}

/** Pages on disk, as their readers have them. */
export function pagesOnDisk(): { write: (name: string, text: string) => string; remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'coldstate-html-'));
  return {
    write: (name, text) => {
      writeFileSync(join(directory, name), text);
      return pathToFileURL(join(directory, name)).href;
    },
    remove: () => {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
