import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Log } from 'sarif';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { temporaryDirectory } from '../cli/fake-host.js';
import { expectBuilt } from '../house/sources.js';
import { faultsOf } from '../report/sarif/valid.js';

interface Step {
  run?: string;
  env?: Record<string, string>;
  uses?: string;
  if?: string;
}

const action = parse(readFileSync('action.yml', 'utf8')) as {
  inputs: Record<string, { default: string }>;
  runs: { using: string; steps: Step[] };
};

/** What the runner does with the first step; `npx` gives the command line of this checkout, by whatever version it is asked for. */
function audit(inputs: Record<string, string> = {}) {
  const [step] = action.runs.steps;
  const workspace = temporaryDirectory();
  mkdirSync(join(workspace, '.git'));
  mkdirSync(join(workspace, 'bin'));
  cpSync('fixtures/shortener/before', join(workspace, 'api'), { recursive: true });
  writeFileSync(
    join(workspace, 'bin/npx'),
    `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${resolve('bin/coldstate.js')}" "$@"\n`,
  );
  chmodSync(join(workspace, 'bin/npx'), 0o755);
  const valueOf = (text: string): string =>
    text.replace(
      /\$\{\{ inputs\.([\w-]+) \}\}/g,
      (_all, name: string) => inputs[name] ?? action.inputs[name]?.default ?? '',
    );
  const environment = Object.fromEntries(Object.entries(step?.env ?? {}).map(([name, text]) => [name, valueOf(text)]));
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''],
    {
      cwd: workspace,
      encoding: 'utf8',
      env: {
        ...environment,
        ...{ PATH: `${join(workspace, 'bin')}:${process.env.PATH ?? ''}`, CI: 'true', GITHUB_ACTIONS: 'true' },
        ...{
          RUNNER_TEMP: workspace,
          GITHUB_OUTPUT: join(workspace, 'output'),
          GITHUB_STEP_SUMMARY: join(workspace, 'summary.md'),
        },
      },
    },
  );
  return { status, stdout, stderr, read: (file: string) => readFileSync(join(workspace, file), 'utf8') };
}

describe('the action', () => {
  beforeAll(expectBuilt);

  it('fails for findings, annotates, fills the page of the run and leaves a SARIF report', () => {
    const { status, stdout, stderr, read } = audit({ directory: 'api' });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toContain('::error file=api/src/lib/codes.ts,line=25,');
    expect(read('summary.md')).toContain('## coldstate: `api`');
    const log = JSON.parse(read('coldstate.sarif')) as Log;
    expect(faultsOf(log)).toEqual([]);
    expect(log.runs[0]?.automationDetails?.id).toBe('coldstate/api/');
    expect(read('output')).toMatch(/^sarif-file=\/.*coldstate\.sarif\n$/);
  });

  it('takes its inputs as words, whatever they hold', () => {
    expect(audit({ directory: 'api', 'fail-on': 'none' }).status).toBe(0);
    const { status, stderr } = audit({ directory: '$(touch pwned); api' });
    expect(status).toBe(2);
    expect(stderr).toContain('$(touch pwned); api: no such directory.');
  });

  it('uploads the report also when the audit fails the run', () => {
    const [, upload] = action.runs.steps;
    expect(upload?.uses).toMatch(/^github\/codeql-action\/upload-sarif@v\d+$/);
    expect(upload?.if).toContain('!cancelled()');
  });

  it('never puts an input into a script', () => {
    expect(action.runs.steps.flatMap(({ run = '' }) => run.match(/\$\{\{/g) ?? [])).toEqual([]);
  });
});

describe('the examples of docs/ci.md', () => {
  const blocks = [...readFileSync('docs/ci.md', 'utf8').matchAll(/^```yaml\n(?<text>[\s\S]*?)^```/gm)];

  it('are YAML, and name inputs and options that exist', () => {
    const texts = blocks.map(({ groups }) => groups?.text ?? '');
    expect(texts.length).toBeGreaterThan(2);
    const help = spawnSync(process.execPath, ['bin/coldstate.js', '--help'], { encoding: 'utf8' }).stdout;
    for (const text of texts) {
      expect(() => parse(text) as unknown).not.toThrow();
      for (const [option] of text.matchAll(/--(?!yes)[a-z-]+/g)) expect(help).toContain(option);
    }
    expect(texts.join('\n')).toContain('fail-on: high');
    expect(Object.keys(action.inputs)).toContain('fail-on');
  });
});
