import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let path: string;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'coldstate-path-'));
});
afterEach(() => {
  rmSync(path, { recursive: true, force: true });
});

/** What `npm run test:all` would do on a machine that has these programs and no others. */
function provideChromium(...programs: string[]): { problem?: string; browser?: string } {
  for (const name of programs) writeFileSync(join(path, name), '', { mode: 0o755 });
  const script = `import('./scripts/lib/chromium.mjs').then(async ({ provideChromium }) => {
    const problem = await provideChromium();
    console.log(JSON.stringify({ problem, browser: process.env.CHROMIUM }));
  });`;
  const { stdout } = spawnSync(process.execPath, ['-e', script], { env: { PATH: path, CI: 'true' }, encoding: 'utf8' });
  return JSON.parse(stdout) as { problem?: string; browser?: string };
}

describe.skipIf(process.platform !== 'linux')('the browser of the tests', () => {
  it.each(['chromium', 'google-chrome', 'microsoft-edge'])('is %s of the PATH', (name) => {
    expect(provideChromium(name)).toEqual({ browser: join(path, name) });
  });

  it('is asked for where nothing can be installed', () => {
    expect(provideChromium().problem).toBe(
      'the tests need Chromium. Install Chromium, Chrome or Edge, or say where one is: CHROMIUM=path/to/chromium npm run test:all',
    );
  });
});
