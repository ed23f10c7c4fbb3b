import type { Log, Result } from 'sarif';
import { describe, expect, it } from 'vitest';
import { audit } from '../../src/index.js';
import type { Report } from '../../src/model/report.js';
import type { RenderContext } from '../../src/report/reporter.js';
import { sarif } from '../../src/report/sarif.js';
import { context, report } from './sample.js';
import { faultsOf } from './sarif/valid.js';

const accepted: Report = {
  ...report,
  findings: report.findings.slice(1),
  accepted: report.findings.slice(0, 1).map((finding) => ({
    ...finding,
    accepted: { by: 'config', file: 'coldstate.config.ts', line: 4, reason: 'One instance until May' },
  })),
};

describe('the SARIF report', () => {
  it('is a story of alerts', async () => {
    await expect(sarif.render(accepted, context())).toMatchFileSnapshot('__snapshots__/report.sarif');
  });

  it('is valid', () => {
    expect(faultsOf(logOf(accepted))).toEqual([]);
    expect(faultsOf({ version: '2.1.0' })).not.toEqual([]);
  });

  it.each(['cart', 'gateway', 'shortener', 'zenith', 'broken/unparsable'])('of %s is valid', async (fixture) => {
    const found = await audit(`fixtures/${fixture}${fixture.startsWith('broken') ? '' : '/before'}`);
    const log = logOf(found.report, { source: found.source });
    expect(faultsOf(log)).toEqual([]);
    for (const { locations, codeFlows, relatedLocations = [], message, ruleId, ruleIndex } of resultsOf(log)) {
      const region = locations?.[0]?.physicalLocation?.region;
      expect(region).toMatchObject({ startLine: region?.endLine });
      expect(region?.endColumn).toBeGreaterThan(region?.startColumn ?? Infinity);
      expect(codeFlows).toHaveLength(1);
      expect([...(message.text ?? '').matchAll(/\]\((?<id>\d+)\)/g)].map(({ groups }) => Number(groups?.id))).toEqual(
        relatedLocations.map(({ id }) => id),
      );
      expect(log.runs[0]?.tool.driver.rules?.[ruleIndex ?? -1]?.id).toBe(ruleId);
    }
  });

  it('names alerts by what stays when lines move', () => {
    const moved: Report = {
      ...report,
      findings: report.findings.map((one) => ({ ...one, line: one.line + 3, endLine: one.endLine + 3 })),
    };
    expect(fingerprints(logOf(moved))).toEqual(fingerprints(logOf(report)));
  });

  it('tells apart what is written alike', () => {
    const [first] = report.findings;
    const twice = { ...report, findings: first ? [first, { ...first, line: 90, endLine: 90 }] : [] };
    expect(fingerprints(logOf(twice))).toEqual([`${first?.id ?? ''}:1`, `${first?.id ?? ''}:2`]);
  });

  it('names files as the repository does, as URIs', () => {
    const [first] = report.findings;
    const odd: Report = { ...report, findings: first ? [{ ...first, file: 'app/[slug]/a b%.ts' }] : [] };
    expect(urisOf(logOf(odd, { repositoryPath: 'apps/web' }))[0]).toBe('apps/web/app/%5Bslug%5D/a%20b%25.ts');
  });

  it('makes a security alert of what opens something that was closed', () => {
    const log = logOf(report);
    const rules = log.runs[0]?.tool.driver.rules ?? [];
    const security = rules.filter(({ properties }) => properties?.['security-severity'] !== undefined);
    expect(security.map(({ id }) => id)).toEqual(['no-request-leak', 'no-module-state/security']);
    const limiter = resultsOf(log).find(({ ruleId }) => ruleId === 'no-module-state/security');
    expect(limiter?.message.text).toContain('`limits` counts the requests of each client');
  });

  it('keeps within what GitHub takes', () => {
    for (const rule of logOf(report).runs[0]?.tool.driver.rules ?? []) {
      expect(rule.fullDescription?.text.length).toBeLessThanOrEqual(1024);
      expect(rule.name?.length).toBeLessThanOrEqual(255);
    }
  });

  it('is the same on every run', () => {
    expect(sarif.render(report, context())).toBe(sarif.render(report, context({ elapsedMs: 9 })));
  });
});

function logOf(of: Report, more: Partial<RenderContext> = {}): Log {
  return JSON.parse(sarif.render(of, context(more))) as Log;
}

function resultsOf(log: Log): Result[] {
  return log.runs.flatMap(({ results }) => results ?? []);
}

function fingerprints(log: Log): (string | undefined)[] {
  return resultsOf(log).map(({ partialFingerprints }) => partialFingerprints?.primaryLocationLineHash);
}

function urisOf(log: Log): (string | undefined)[] {
  return resultsOf(log).map(({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri);
}
