import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditFunction } from '../../src/cli/engine.js';
import type { Host, Output } from '../../src/cli/host.js';
import { run } from '../../src/cli/main.js';
import type { Report } from '../../src/model/report.js';
import { report, sources } from '../report/sample.js';

/** Runs the command line over the sample report, in an empty directory of its own. */
export async function coldstate(
  argv: readonly string[],
  options: { report?: Report; audit?: AuditFunction; host?: Partial<Host>; tty?: boolean; columns?: number } = {},
) {
  const cwd = options.host?.cwd ?? temporaryDirectory();
  const out = recorder(options.tty, options.columns);
  const err = recorder(options.tty);
  const audit: AuditFunction =
    options.audit ?? (() => Promise.resolve({ report: options.report ?? report, source: (file) => sources[file] }));
  const host: Host = {
    env: {},
    platform: 'linux',
    now: () => 0,
    today: () => '2026-11-27',
    ...options.host,
    cwd,
    stdout: out.output,
    stderr: err.output,
  };
  const code = await run(argv, host, () => Promise.resolve(audit));
  return { code, stdout: out.text(), stderr: err.text(), cwd };
}

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'coldstate-cli-'));
}

function recorder(isTTY = false, columns = 100): { output: Output; text: () => string } {
  const written: string[] = [];
  return { output: { isTTY, columns, write: (text) => written.push(text) }, text: () => written.join('') };
}
