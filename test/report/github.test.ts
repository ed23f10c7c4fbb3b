import { describe, expect, it } from 'vitest';
import type { Finding, Report } from '../../src/model/report.js';
import { stepSummary } from '../../src/report/github-summary.js';
import { github, withoutCommands } from '../../src/report/github.js';
import { context, quiet, report } from './sample.js';

const [first] = report.findings;

function of(count: number, changes: (index: number) => Partial<Finding>): Report {
  const findings = first ? Array.from({ length: count }, (_, index) => ({ ...first, ...changes(index) })) : [];
  return { ...report, findings };
}

describe('annotations', () => {
  it('stand at the lines, errors where they fail the run', async () => {
    await expect(github.render(report, context())).toMatchFileSnapshot('__snapshots__/annotations.txt');
  });

  it('are ten errors and ten warnings at most, the worst, and the rest is counted', () => {
    const many = of(37, (index) => ({ severity: index < 14 ? 'critical' : 'medium', symbol: `store${index}` }));
    const lines = github.render(many, context()).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(10);
    expect(lines.at(-1)).toBe('17 more findings in the summary of this step.');
    expect(lines[9]).toContain('store9');
  });

  it('follow the gate: with --fail-on none there is no error', () => {
    expect(github.render(report, context({ failOn: 'none' }))).not.toContain('::error');
    expect(github.render(report, context({ failOn: 'low' }))).not.toContain('::warning');
  });

  it('are nothing where nothing was found', () => {
    expect(github.render(quiet, context())).toBe('');
  });

  it('escape what would end a property or begin another command', () => {
    const hostile = of(1, () => ({ file: 'src/a,line=9:b%.ts', symbol: 'x,y::z', message: '50 %\r\n::error::pwned' }));
    const [line = '', ...rest] = github.render(hostile, context()).trimEnd().split('\n');
    expect(rest).toEqual([]);
    expect(line).toContain('file=src/a%2Cline=9%3Ab%25.ts,line=');
    expect(line).toContain('title=Critical%3A x%2Cy%3A%3Az%2C session::50 %25%0D%0A::error::pwned%0A');
  });

  it('name files from the root of the repository', () => {
    expect(github.render(report, context({ repositoryPath: 'services/api' }))).toContain('file=services/api/src/');
  });
});

describe('the summary of a step', () => {
  it('has everything, urgent first', async () => {
    await expect(stepSummary(report, context())).toMatchFileSnapshot('__snapshots__/step-summary.md');
  });

  it('says that nothing was found', () => {
    expect(stepSummary(quiet, context())).toBe(
      '## coldstate\n\nNothing was found that depends on one instance. Nothing fails this run.\n\n',
    );
  });

  it('stays below what GitHub takes', () => {
    expect(
      stepSummary(
        of(3000, () => ({})),
        context(),
      ).length,
    ).toBeLessThan(1024 * 1024);
  });
});

describe('other formats in a log', () => {
  it.each([
    ['::error::pwned', ': :error::pwned'],
    ['   ::set-output name=a::b', '   : :set-output name=a::b'],
    ['text ##[add-mask]x', 'text ## [add-mask]x'],
    ['std::vector', 'std::vector'],
  ])('do not make %j a command', (line, shown) => {
    expect(withoutCommands(`first\n${line}\nlast`)).toBe(`first\n${shown}\nlast`);
  });
});
