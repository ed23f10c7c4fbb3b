import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectBuilt } from './sources.js';

const SERVICE = 'fixtures/shortener/before';

interface Run {
  status: number | null;
  stdout: string;
  packages: string[];
}

/** Runs the executable and lists the packages whose code Node evaluated: V8's coverage names every script, ESM and CommonJS alike. */
function coldstate(...args: string[]): Run {
  const directory = mkdtempSync(join(tmpdir(), 'coldstate-loading-'));
  try {
    const env = { ...process.env, NODE_V8_COVERAGE: directory };
    const { status, stdout } = spawnSync(process.execPath, ['bin/coldstate.js', ...args], { env, encoding: 'utf8' });
    const scripts = readdirSync(directory).flatMap((file) => scriptsIn(join(directory, file)));
    return { status, stdout, packages: [...new Set(scripts.flatMap(packageOf))].sort() };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function scriptsIn(coverage: string): string[] {
  const { result } = JSON.parse(readFileSync(coverage, 'utf8')) as { result: { url: string }[] };
  return result.map(({ url }) => url);
}

function packageOf(url: string): string[] {
  const name = /.*\/node_modules\/(?<name>(?:@[^/]+\/)?[^/]+)\//.exec(url)?.groups?.name;
  return name === undefined ? [] : [name];
}

const HEAVY = /^(?:typescript|@typescript-eslint\/.*|ts-morph|@ts-morph\/.*|jscodeshift|recast|esbuild|eslint)$/;

describe('what is loaded', () => {
  beforeAll(expectBuilt);

  it('by an audit, is a parser and no compiler', () => {
    const { status, packages } = coldstate('audit', SERVICE, '--fail-on', 'none');
    expect(status).toBe(0);
    expect(packages).toContain('oxc-parser');
    expect(packages.filter((name) => HEAVY.test(name))).toEqual([]);
  });

  it('by an audit without a configuration to run, is nothing that runs one', () => {
    expect(coldstate('audit', SERVICE, '--fail-on', 'none').packages).not.toContain('jiti');
  });

  it('by --version, is next to nothing', () => {
    const { status, stdout, packages } = coldstate('--version');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
    expect(packages).toEqual(['commander']);
  });
});

describe('the start', () => {
  beforeAll(expectBuilt);

  it('takes less than 300 ms', () => {
    // One fast run proves it; slow ones say only that the machine is busy.
    const times = Array.from({ length: 10 }, startTime);
    expect(Math.min(...times)).toBeLessThan(300);
  });
});

function startTime(): number {
  const started = performance.now();
  spawnSync(process.execPath, ['bin/coldstate.js', '--version']);
  return performance.now() - started;
}
