import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditFunction } from '../../src/cli/engine.js';
import { quiet, report } from '../report/sample.js';
import { coldstate, temporaryDirectory } from './fake-host.js';

describe('--rps', () => {
  it.each(['0', '-3', 'many'])('refuses %s, which is no rate', async (rate) => {
    const { code, stderr } = await coldstate(['--rps', rate]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `coldstate: --rps: ${rate} is no rate. Give a number above 0: the requests of one second.\n`,
    });
  });

  it('is what costs are estimated for', async () => {
    const { stdout } = await coldstate(['--rps', '40', '--format', 'markdown']);
    expect(stdout).toContain('used 40 times a second');
  });
});

describe('exit codes', () => {
  it.each([
    ['1 when something is at or above high, the default gate', [], report, 1],
    ['0 when nothing is', [], quiet, 0],
    [
      '0 when only milder findings exist',
      [],
      { ...report, findings: report.findings.filter(({ severity }) => severity === 'medium') },
      0,
    ],
    [
      '1 when a milder finding meets a milder gate',
      ['--fail-on', 'low'],
      { ...report, findings: report.findings.slice(-1) },
      1,
    ],
    ['0 when nothing may fail the run', ['--fail-on', 'none'], report, 0],
    ['2 when a file does not parse and that matters', ['--strict-parse'], report, 2],
    ['0 when all files parse and that matters', ['--strict-parse'], quiet, 0],
  ])('are %s', async (_when, argv, sample, expected) => {
    const { code } = await coldstate(argv, { report: sample });
    expect(code).toBe(expected);
  });

  it('are 2 with the files named when they do not parse', async () => {
    const { stderr, stdout } = await coldstate(['--strict-parse']);
    expect(stderr).toBe(
      'coldstate: 1 file does not parse (--strict-parse): src/legacy/import.ts:41. Fix or ignore it, or run without --strict-parse.\n',
    );
    expect(stdout).toContain('SessionStore.sessions');
  });
});

describe('the cache', () => {
  it.each<[string, string[], Record<string, string>, boolean]>([
    ['on by default', [], {}, true],
    ['off in CI', [], { CI: 'true' }, false],
    ['on in CI with --cache', ['--cache'], { CI: 'true' }, true],
    ['off with --no-cache', ['--no-cache'], {}, false],
  ])('is %s', async (_when, argv, env, expected) => {
    const asked: (boolean | undefined)[] = [];
    const audit: AuditFunction = (_root, options) => {
      asked.push(options?.cache);
      return Promise.resolve({ report: quiet, source: () => undefined });
    };
    await coldstate(argv, { audit, host: { env } });
    expect(asked).toEqual([expected]);
  });
});

describe('the directory', () => {
  it('is the current one, a first argument, or the argument of audit', async () => {
    const cwd = temporaryDirectory();
    mkdirSync(join(cwd, 'services/api'), { recursive: true });
    const audited: string[] = [];
    const audit = (root: string) => {
      audited.push(root);
      return Promise.resolve({ report: quiet, source: () => undefined });
    };
    for (const argv of [[], ['services/api'], ['audit', 'services/api'], ['audit']])
      await coldstate(argv, { audit, host: { cwd } });
    expect(audited).toEqual([cwd, join(cwd, 'services/api'), join(cwd, 'services/api'), cwd]);
  });

  it('may have been meant as a command', async () => {
    const { code, stderr } = await coldstate(['explian']);
    expect(stderr).toBe('coldstate: explian: no such directory. Did you mean `coldstate explain`?\n');
    expect(code).toBe(2);
  });

  it('may have been meant as a command that takes more words', async () => {
    const { code, stderr } = await coldstate(['explian', 'src/session.ts:12']);
    expect(stderr).toBe('coldstate: explian: no such directory. Did you mean `coldstate explain`?\n');
    expect(code).toBe(2);
  });

  it('is one', async () => {
    const { code, stderr } = await coldstate(['.', 'services']);
    expect(stderr).toBe('coldstate: one directory at a time, not . and services.\n');
    expect(code).toBe(2);
  });

  it('is not a file', async () => {
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, 'server.ts'), '');
    const { stderr } = await coldstate(['server.ts'], { host: { cwd } });
    expect(stderr).toContain('server.ts is a file');
  });
});

describe('--format', () => {
  it('prints the pretty report by default and any other by name', async () => {
    expect((await coldstate([])).stdout).toContain('╭─ src/lib/session-store.ts');
    expect(JSON.parse((await coldstate(['--format', 'json'])).stdout)).toEqual(report);
    expect((await coldstate(['-f', 'markdown'])).stdout).toMatch(/^# Serverless In-Memory State/);
  });

  it('writes to files, makes their directories, and leaves standard output to the others', async () => {
    const { code, cwd, stdout } = await coldstate([
      '--format',
      'json=out/deep/state.json',
      '--format=markdown=STATE.md',
      '--format',
      'pretty',
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(readFileSync(join(cwd, 'out/deep/state.json'), 'utf8'))).toEqual(report);
    expect(readFileSync(join(cwd, 'STATE.md'), 'utf8')).toContain('## Migration Steps');
    expect(stdout).toContain('9 stores looked at');
  });

  it('prints nothing when every report goes to a file', async () => {
    expect((await coldstate(['--format', 'json=state.json'])).stdout).toBe('');
  });

  it('never puts colour or time into a file', async () => {
    const { cwd } = await coldstate(['--color', '--format', 'pretty=state.txt'], { tty: true });
    const text = readFileSync(join(cwd, 'state.txt'), 'utf8');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('48 files ·');
  });

  it.each([
    [
      'a name that is nearly right',
      ['--format', 'markdwon'],
      'coldstate: --format: unknown format "markdwon". Did you mean "markdown"? Known: pretty, compact, json, markdown, html, sarif, github.\n',
    ],
    [
      'a missing file name',
      ['--format', 'json='],
      'coldstate: --format json=: the file name is missing. Write --format json=FILE, or --format json for standard output.\n',
    ],
    [
      'two reports for standard output',
      ['--format', 'json', '--format', 'pretty'],
      'coldstate: --format: json and pretty both go to standard output. Give one a file: --format pretty=FILE.\n',
    ],
  ])('explains %s', async (_what, argv, message) => {
    const { code, stderr, stdout } = await coldstate(argv);
    expect({ code, stderr, stdout }).toEqual({ code: 2, stderr: message, stdout: '' });
  });

  it('names the file and the cause when it cannot be written', async () => {
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, 'out'), 'a file, no directory');
    const { code, stderr } = await coldstate(['--format', 'json=out/state.json'], { host: { cwd } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^coldstate: cannot write out\/state\.json: E/);
    expect(stderr).not.toContain('    at ');
  });
});

describe('in GitHub Actions', () => {
  const actions = (summary: string) => ({ env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary } });

  it('the log has the report and annotations, and the page of the run all findings', async () => {
    const summary = join(temporaryDirectory(), 'summary.md');
    writeFileSync(summary, 'of another step\n');
    const { code, stdout } = await coldstate([], { host: actions(summary) });
    expect(code).toBe(1);
    expect(stdout).toContain('╭─ src/lib/session-store.ts');
    expect(stdout).toContain('::error file=src/lib/session-store.ts,line=4,');
    expect(readFileSync(summary, 'utf8')).toMatch(/^of another step\n## coldstate\n[\s\S]*`globalThis\.jobs`/);
  });

  it('a format that was asked for is all there is', async () => {
    const summary = join(temporaryDirectory(), 'summary.md');
    const { stdout } = await coldstate(['--format', 'compact'], { host: actions(summary) });
    expect(stdout).not.toContain('::error');
    expect(existsSync(summary)).toBe(false);
  });

  it('annotations go with any other format, and without a page of the run', async () => {
    const { stdout } = await coldstate(['--format', 'compact', '--format', 'github']);
    expect(stdout).toContain('src/middleware/rate-limit.ts:9:7 critical');
    expect(stdout).toContain('::error file=');
  });

  it('no name of the project is a command', async () => {
    const findings = report.findings.map((one) => ({
      ...one,
      message: `harmless ${'x'.repeat(80)} ::add-mask::secret`,
    }));
    const { stdout } = await coldstate(['--format', 'pretty'], {
      report: { ...report, findings },
      host: actions(join(temporaryDirectory(), 'summary.md')),
    });
    expect(stdout).toContain('add-mask');
    expect(stdout).not.toMatch(/^\s*::/m);
  });
});

describe('progress', () => {
  const audit = (_root: string, options?: { onProgress?(done: number, total: number): void }) => {
    for (let done = 1; done <= 10; done++) options?.onProgress?.(done, 10);
    return Promise.resolve({ report: quiet, source: () => undefined });
  };
  const clock = (step: number) => {
    let time = 0;
    return () => (time += step);
  };

  it('shows on a terminal when the run lasts, and is wiped at the end', async () => {
    const { stderr } = await coldstate([], { audit, tty: true, host: { now: clock(300) } });
    expect(stderr).toContain('10 of 10 files');
    expect(stderr.endsWith('\r\u001b[K')).toBe(true);
  });

  it('stays silent on short runs and where nobody watches', async () => {
    expect((await coldstate([], { audit, tty: true, host: { now: clock(10) } })).stderr).toBe('');
    expect((await coldstate([], { audit, tty: false, host: { now: clock(300) } })).stderr).toBe('');
  });
});

describe('failures', () => {
  it('of the workspace are told in one line', async () => {
    const error = Object.assign(new Error('services/api: no source files'), { name: 'WorkspaceError' });
    const { code, stderr } = await coldstate([], { audit: () => Promise.reject(error) });
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'coldstate: services/api: no source files\n' });
  });

  it('that nobody expected ask for a report and keep the stack for those who want it', async () => {
    const audit = () => Promise.reject(new TypeError('cannot read properties of undefined'));
    const { code, stderr } = await coldstate([], { audit });
    expect(code).toBe(2);
    expect(stderr).toBe(
      'coldstate: internal error: cannot read properties of undefined. Please report it with what COLDSTATE_DEBUG=1 shows.\n',
    );
    expect((await coldstate([], { audit, host: { env: { COLDSTATE_DEBUG: '1' } } })).stderr).toContain('    at ');
  });

  it('of the command line suggest what was meant', async () => {
    expect((await coldstate(['--fail-on', 'hihg'])).stderr).toBe(
      'coldstate: --fail-on: unknown severity "hihg". Did you mean "high"? Known: critical, high, medium, low, none.\n',
    );
    expect(await coldstate(['--formt', 'json'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^coldstate: unknown option '--formt'\n\(Did you mean --format\?\)/) as string,
    });
  });
});

describe('help and version', () => {
  it('show what there is, with examples', async () => {
    const { code, stdout } = await coldstate(['--help']);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('__snapshots__/help.txt');
  });

  it('print the version of the package', async () => {
    expect(await coldstate(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n', stderr: '' });
  });
});
