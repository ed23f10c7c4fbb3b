import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.js';
import { compact } from '../../src/report/compact.js';
import { context, quiet, report } from './sample.js';

describe('the compact report', () => {
  it('is a line for each finding, those that are accepted last', async () => {
    const [first, ...others] = report.findings;
    const accepted: Report = {
      ...report,
      findings: others,
      accepted: first
        ? [{ ...first, accepted: { by: 'config', file: 'coldstate.config.ts', reason: 'One instance until May.' } }]
        : [],
    };
    await expect(compact.render(accepted, context())).toMatchFileSnapshot('__snapshots__/compact.txt');
  });

  it('is empty where nothing was found', () => {
    expect(compact.render(quiet, context())).toBe('');
  });

  it('names files from where the user stands', () => {
    expect(compact.render(report, context({ directory: 'services/api/' }))).toMatch(/^services\/api\/src\/lib\//);
  });

  it('keeps one line a finding whatever it says', () => {
    const findings = report.findings.map((finding) => ({ ...finding, message: 'two\nlines\r\n\u001b[2J and more' }));
    const lines = compact
      .render({ ...report, findings }, context())
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(findings.length);
    expect(lines.join('')).not.toMatch(/[\u001b\r]/);
  });
});
