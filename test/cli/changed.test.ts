import { execFileSync } from 'node:child_process';
import { cpSync, appendFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audit } from '../../src/index.js';
import type { Report } from '../../src/model/report.js';
import { coldstate, temporaryDirectory } from './fake-host.js';

const ZENITH = resolve(import.meta.dirname, '../../fixtures/zenith/before');

function checkout(): string {
  const cwd = temporaryDirectory();
  cpSync(ZENITH, cwd, { recursive: true, filter: (path) => !path.includes('node_modules') });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-qm', 'as it was');
  return cwd;
}

const host = (cwd: string) => ({ cwd, env: { PATH: process.env.PATH } });
const reported = async (cwd: string, ...argv: string[]): Promise<Report> =>
  JSON.parse((await coldstate([...argv, '--format', 'json'], { audit, host: host(cwd) })).stdout) as Report;

describe('audit --changed', () => {
  it('reports what touches the files that changed, and says how many others there are', async () => {
    const cwd = checkout();
    const all = await reported(cwd);
    const [first] = all.findings;
    if (!first) throw new Error('zenith has findings');
    appendFileSync(join(cwd, first.file), '\n// changed\n');
    const narrowed = await reported(cwd, '--changed', 'main');
    const touches = ({ file, accesses, trail, companions }: Report['findings'][number]) =>
      [{ file }, ...accesses, ...trail, ...companions].some((one) => one.file === first.file);
    expect(narrowed.findings).toEqual(all.findings.filter(touches));
    expect(narrowed.changed).toEqual({ since: 'main', others: all.findings.length - narrowed.findings.length });
    expect(narrowed.changed?.others).toBeGreaterThan(0);

    const shown = await coldstate(['--changed', 'main'], { audit, host: host(cwd) });
    expect(shown.stdout.replace(/\s+/g, ' ')).toContain('Only what touches files changed since main is shown.');
    expect(shown.code).toBe(1);
  });

  it('passes where nothing that changed has to do with a finding', async () => {
    const cwd = checkout();
    appendFileSync(join(cwd, 'README.md'), 'changed\n');
    const { code, stdout } = await coldstate(['--changed', '--format', 'pretty', '--format', 'markdown=state.md'], {
      audit,
      host: host(cwd),
    });
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /Nothing that was found touches what changed since main\. \d+ findings lie elsewhere\./,
    );
    expect(code).toBe(0);
  });

  it('is an error where git cannot say', async () => {
    const { code, stderr } = await coldstate(['--changed'], { host: host(temporaryDirectory()) });
    expect(stderr).toBe(
      'coldstate: --changed: git cannot be asked here (fatal: not a git repository (or any of the parent directories): .git). Run it in a checkout.\n',
    );
    expect(code).toBe(2);
  });
});
