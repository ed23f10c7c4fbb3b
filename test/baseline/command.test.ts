import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audit as realAudit } from '../../src/index.js';
import type { Finding, Report } from '../../src/model/report.js';
import { coldstate, temporaryDirectory } from '../cli/fake-host.js';
import { quiet, report } from '../report/sample.js';

const FILE = 'coldstate.baseline.jsonl';

/** A project that is audited again and again, with what is found in it. */
function project(cwd = temporaryDirectory()) {
  return {
    cwd,
    run: (argv: readonly string[], found: Report = report, today = '2026-11-27') =>
      coldstate(argv, { report: found, host: { cwd, today: () => today } }),
    baseline: () => readFileSync(join(cwd, FILE), 'utf8'),
    write: (text: string) => {
      writeFileSync(join(cwd, FILE), text);
    },
  };
}

const without = (symbol: string): Report => ({
  ...report,
  findings: report.findings.filter((finding) => finding.symbol !== symbol),
});

const [first, ...others] = report.findings;
const fresh: Finding | undefined = first && { ...first, id: 'fresh', symbol: 'basket', file: 'src/basket.ts' };
const withFresh: Report = { ...report, findings: fresh ? [fresh, ...report.findings] : [] };

describe('coldstate baseline', () => {
  it('accepts what is found today, a line each, sorted', async () => {
    const { run, baseline } = project();
    const { code, stdout } = await run(['baseline']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `${FILE}: 6 findings accepted (6 new). \`coldstate audit\` fails for others from now on.\n`,
    });
    await expect(baseline()).toMatchFileSnapshot('__snapshots__/baseline.jsonl');
  });

  it('writes the same bytes again, and keeps reasons that were added by hand', async () => {
    const { run, baseline, write } = project();
    await run(['baseline']);
    const explained = baseline().replace('clicks"}', 'clicks","reason":"moves in May","until":"2027-05-31"}');
    expect(explained).not.toBe(baseline());
    write(explained);
    const { stdout } = await run(['baseline']);
    expect(stdout).toContain('6 findings accepted (0 new, 6 known before)');
    expect(baseline()).toBe(explained);
  });

  it('gives a reason and a day to what it adds, and to nothing else', async () => {
    const { run, baseline } = project();
    await run(['baseline']);
    await run(['baseline', '--reason', 'the sale ends in March', '--until', '2027-03-31'], withFresh);
    const lines = baseline().trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('the sale ends in March'))).toEqual([
      '{"file":"src/basket.ts","store":"basket","rule":"no-stateful-singleton","id":"fresh","reason":"the sale ends in March","until":"2027-03-31"}',
    ]);
  });

  it('never takes out what is gone, and says how', async () => {
    const { run, baseline } = project();
    await run(['baseline']);
    const { stdout } = await run(['baseline'], without('clicks'));
    expect(stdout).toContain('1 entry found no more:\n  `clicks` in src/lib/clicks.ts (no-module-state)\n');
    expect(baseline()).toContain('"clicks"');
  });

  it('writes nothing where nothing is found', async () => {
    const { run, cwd } = project();
    expect((await run(['baseline'], quiet)).stdout).toContain('nothing to accept');
    expect(existsSync(join(cwd, FILE))).toBe(false);
  });

  it('--prune takes out what is gone, and only that', async () => {
    const { run, baseline } = project();
    await run(['baseline']);
    const before = baseline();
    const { code, stdout } = await run(['baseline', '--prune'], {
      ...withFresh,
      findings: [...others, ...(fresh ? [fresh] : [])],
    });
    expect(code).toBe(0);
    expect(stdout).toBe(
      `${FILE}: 1 entry taken out:\n  \`SessionStore.sessions\` in src/lib/session-store.ts (no-stateful-singleton)\n`,
    );
    expect(baseline()).toBe(before.replace(/^.*SessionStore.*\n/m, ''));
    expect((await run(['baseline', '--prune'])).stdout).toContain('every entry is still found');
  });

  it('takes out nothing of a file that does not parse now', async () => {
    const { run, baseline } = project();
    await run(['baseline']);
    const before = baseline();
    const diagnostics: Report['diagnostics'] = [{ file: 'src/lib/clicks.ts', kind: 'parse', message: 'unexpected }' }];
    await run(['baseline', '--prune'], { ...without('clicks'), diagnostics });
    expect(baseline()).toBe(before);
  });

  it.each([
    ['nothing to prune', ['--prune'], `--prune: there is no ${FILE} to prune. \`coldstate baseline\` writes one.`],
    ['a day that is none', ['--until', '2027-02-30'], '--until "2027-02-30" is no day. Write it as 2027-01-31.'],
    ['a day that is over', ['--until', '2026-11-26'], '--until 2026-11-26 is over already. Name a day to come.'],
    ['an empty reason', ['--reason', ' '], '--reason is empty. Say why these findings may wait, or leave it out.'],
  ])('refuses %s', async (_what, argv, message) => {
    const { run, cwd } = project();
    expect(await run(['baseline', ...argv])).toMatchObject({ code: 2, stdout: '', stderr: `coldstate: ${message}\n` });
    expect(existsSync(join(cwd, FILE))).toBe(false);
  });
});

describe('an audit beside a baseline', () => {
  it('fails for what is new alone, and says how many are known', async () => {
    const { run } = project();
    await run(['baseline']);
    const known = await run([]);
    expect(known.code).toBe(0);
    expect(known.stdout).toContain('Nothing new: 6 stores that do not survive are known (coldstate.baseline.jsonl)');
    expect(known.stdout).toContain('9 stores looked at, 3 cleared, 6 known');
    const found = await run([], withFresh);
    expect(found.code).toBe(1);
    expect(found.stdout).toContain('basket');
    expect(found.stdout).not.toContain('SessionStore.sessions');
    expect(found.stdout).toContain('1 critical');
  });

  it('lists what is gone, which fails nothing', async () => {
    const { run } = project();
    await run(['baseline']);
    const { code, stdout } = await run([], without('clicks'));
    expect(code).toBe(0);
    expect(stdout).toContain('gone: 1 store');
    expect(stdout).toContain('`clicks` in src/lib/clicks.ts (no-module-state)');
    expect(stdout).toContain('`coldstate baseline --prune`');
  });

  it('counts a finding as new once its day is over, with a sentence', async () => {
    const { run, baseline } = project();
    await run(['baseline', '--until', '2026-12-31', '--reason', 'moves in December']);
    expect((await run([], report, '2026-12-31')).code).toBe(0);
    const { code, stdout } = await run(['--format', 'compact'], report, '2027-01-01');
    expect(code).toBe(1);
    expect(stdout).toContain('The baseline accepted it until 2026-12-31 (moves in December), and no longer does.');
    const again = await run(['baseline', '--until', '2027-06-30'], report, '2027-01-01');
    expect(again.stdout).toContain('6 accepted again, their day was over');
    expect(baseline()).not.toContain('2026-12-31');
    expect(baseline()).toContain('"reason":"moves in December","until":"2027-06-30"');
  });

  it('does not take a second store for the one that is known, though it is written down alike', async () => {
    const { run } = project();
    await run(['baseline']);
    const twice = { ...report, findings: first ? [first, { ...first, line: 80 }, ...others] : [] };
    expect((await run([], twice)).code).toBe(1);
  });

  it('reports everything with --no-baseline', async () => {
    const { run } = project();
    await run(['baseline']);
    expect(await run(['--no-baseline'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('SessionStore.sessions') as string,
    });
  });

  it.each([
    ['json', '"by": "baseline",'],
    ['sarif', '"baselineState": "unchanged",'],
    ['compact', ' known no-stateful-singleton session: '],
    ['markdown', '### Known, and still to be moved'],
  ])('shows what is known in %s', async (format, text) => {
    const { run } = project();
    await run(['baseline']);
    expect((await run(['--format', format])).stdout).toContain(text);
  });

  it('explains a known store as one', async () => {
    const { run } = project();
    await run(['baseline', '--reason', 'moves in May']);
    const { stdout } = await run(['explain', 'src/lib/session-store.ts:4']);
    expect(stdout).toContain('It is accepted by coldstate.baseline.jsonl:5: moves in May.');
  });
});

describe('a baseline that cannot be used', () => {
  it('is told by line and cause, all that is wrong at once', async () => {
    const { run, write } = project();
    write(
      [
        '{"file":"a.ts","store":"a","rule":"no-module-state","id":"1"}',
        '<<<<<<< HEAD',
        '{"file":"a.ts","store":"a","rule":"no-modul-state","id":"1"}',
        '{"file":"a.ts","store":"a","rule":"no-module-state","id":"1","untill":"2027-01-31"}',
        '{"file":"a.ts","rule":"no-module-state","id":"1","until":"soon"}',
        '["a.ts"]',
        '{"file":',
      ].join('\r\n'),
    );
    const { code, stdout, stderr } = await run([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    await expect(stderr).toMatchFileSnapshot('__snapshots__/broken.txt');
  });
});

describe('the id of an entry', () => {
  const files = (lines: string) => ({
    'package.json': '{"name":"shop","dependencies":{"express":"5"}}',
    'server.js': `import express from 'express';\n${lines}const app = express();\napp.post('/basket', (req, res) => {\n  baskets.set(req.body.user, req.body.items);\n  res.json(baskets.get(req.body.other));\n});\napp.listen(3000);\n`,
  });
  const write = (cwd: string, all: Record<string, string>) => {
    for (const [name, text] of Object.entries(all)) writeFileSync(join(cwd, name), text);
  };

  it('holds when lines move and stands for the declaration as it is written', async () => {
    const cwd = temporaryDirectory();
    const run = (argv: readonly string[]) => coldstate(argv, { audit: realAudit, host: { cwd } });
    write(cwd, files('const baskets = new Map();\n'));
    expect((await run([])).code).toBe(1);
    await run(['baseline']);
    write(cwd, files('\n// moved\n\nconst baskets = new Map();\n'));
    expect((await run([])).code).toBe(0);
    write(cwd, files('const baskets = new Map([["demo", []]]);\n'));
    const changed = await run([]);
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain('gone: 1 store');
  });
});
