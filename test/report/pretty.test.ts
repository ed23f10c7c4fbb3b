import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.js';
import { columnsOf } from '../../src/report/text.js';
import { pretty } from '../../src/report/pretty.js';
import { context, quiet, report } from './sample.js';

describe('the pretty report', () => {
  it.each([
    ['a usual terminal', 'pretty-100.txt', { width: 100 }],
    ['a narrow terminal', 'pretty-60.txt', { width: 60 }],
    ['a terminal without box characters', 'pretty-80-ascii.txt', { width: 80, unicode: false }],
  ])('shows the whole story on %s', async (_where, file, overrides) => {
    await expect(pretty.render(report, context(overrides))).toMatchFileSnapshot(`__snapshots__/${file}`);
  });

  it('keeps code, frames and prose within the width', () => {
    const lines = pretty.render(report, context({ width: 72 })).split('\n');
    expect(lines.filter((line) => columnsOf(line) > 72)).toEqual([]);
  });

  it('uses nothing but ASCII for what it draws where boxes cannot be shown', () => {
    expect(pretty.render(report, context({ unicode: false }))).toMatch(/^[\u0000-\u007f]*$/);
  });

  it('says with certainty that there is nothing when there is nothing', async () => {
    await expect(pretty.render(quiet, context())).toMatchFileSnapshot('__snapshots__/pretty-nothing.txt');
  });

  it('does not call safe what a container holds', () => {
    const service = {
      package: '.',
      evidence: 'Dockerfile starts a server',
      notes: [],
      stores: 1,
      roles: { session: 1 },
    };
    const text = pretty.render({ ...quiet, containers: [service] }, context({ width: 120 }));
    expect(text).toContain('what the container services above hold is lost with them');
    expect(text).not.toContain('stores looked at are safe');
  });

  it('admits what the good news does not cover', () => {
    const unread: Report = { ...quiet, diagnostics: report.diagnostics };
    expect(pretty.render(unread, context({ width: 120 }))).toContain('This does not cover the files listed above.');
  });

  it('does not call an empty directory safe', () => {
    const empty: Report = { ...quiet, entryPoints: [], platforms: [], stats: { ...quiet.stats, files: 0, stores: 0 } };
    const text = pretty.render(empty, context());
    expect(text).toContain('Is this the right directory?');
    expect(text).not.toContain('safe');
  });

  it('says so when it does not know what a request reaches', () => {
    expect(pretty.render({ ...report, entryPoints: [] }, context())).toContain('no entry point was recognised');
  });

  it('counts what fails the run at the chosen gate', () => {
    expect(pretty.render(report, context({ failOn: 'medium' }))).toContain('fails: 4 at or above medium');
    expect(pretty.render(report, context({ failOn: 'none' }))).not.toContain('fails:');
  });

  it('names the audited directory in the next command, quoted for the shell', () => {
    const [first] = report.findings;
    const nextjs: Report = { ...report, findings: first ? [{ ...first, file: 'app/[slug]/route.ts' }] : [] };
    expect(pretty.render(nextjs, context({ directory: 'apps/my web' }))).toContain(
      `coldstate explain 'app/[slug]/route.ts:4' --dir 'apps/my web'`,
    );
  });

  it('still tells the story when the text of the files is gone', () => {
    const text = pretty.render(report, context({ source: () => undefined }));
    expect(text).toContain('write: POST /login → startSession() → create() (src/routes/auth.ts:6)');
  });

  it('does not let a hostile repository steer the terminal', () => {
    const [first] = report.findings;
    const hostile: Report = {
      ...report,
      findings: first ? [{ ...first, message: 'harmless \u001b[2J\u202e text' }] : [],
    };
    const text = pretty.render(hostile, context({ source: () => 'const a = "\u001b]0;title\u0007";\n'.repeat(30) }));

    expect(text).not.toMatch(/[\u001b\u0007\u202e]/);
  });
});
