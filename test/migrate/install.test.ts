/** `--install`: the package manager of the project runs, and what the migrated code imports is there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectBuilt } from '../house/sources.js';
import { committed, snapshot } from './projects.js';

const FILES = {
  // The client is declared already, so that nothing has to be fetched for it.
  'package.json':
    '{\n  "name": "shop",\n  "type": "module",\n  "optionalDependencies": {\n    "@redis/client": "file:./client"\n  }\n}\n',
  'client/package.json': '{ "name": "@redis/client", "version": "6.0.0" }\n',
  '.gitignore': 'node_modules\n',
  'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Count:
    Type: AWS::Serverless::Function
    Properties: { Handler: src/api.handler, Runtime: nodejs20.x }
`,
  'src/api.js': `const hits = new Map();

export const handler = async (event) => {
  const n = (hits.get(event.ip) ?? 0) + 1;
  hits.set(event.ip, n);
  return { statusCode: n > 3 ? 429 : 200 };
};
`,
};
const APPLY = ['apply', '--to', 'redis', '--store', 'hits', '--ttl', 'hits=1h', '--yes', '--install'];

function coldstate(root: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('bin/coldstate.js'), 'migrate', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { code: status, stdout, stderr };
}

/** As it would be published, with what it depends on inside of it: nothing is fetched. */
function tarball(): string {
  const home = mkdtempSync(join(tmpdir(), 'coldstate-pack-'));
  const staged = join(home, 'package');
  mkdirSync(staged);
  const manifest = JSON.parse(readFileSync('adapters/package.json', 'utf8')) as Record<string, unknown>;
  const needed = Object.keys(manifest.dependencies ?? {});
  execFileSync('cp', ['-r', 'adapters/dist', staged]);
  for (const name of needed) {
    mkdirSync(join(staged, 'node_modules'), { recursive: true });
    execFileSync('cp', ['-rL', `node_modules/${name}`, join(staged, 'node_modules', name)]);
  }
  const published = Object.fromEntries(
    Object.entries(manifest).filter(([key]) => key !== 'scripts' && key !== 'devDependencies'),
  );
  writeFileSync(
    join(staged, 'package.json'),
    JSON.stringify({ ...published, files: ['dist'], bundleDependencies: needed }),
  );
  const name = execFileSync('npm', ['pack', '--silent', '--pack-destination', home], { cwd: staged, encoding: 'utf8' });
  return join(home, name.trim());
}

/** Programs of these names that write down how they were called. */
function recording(names: readonly string[], status: number): { path: string; log: string } {
  const directory = mkdtempSync(join(tmpdir(), 'coldstate-managers-'));
  const log = join(directory, 'log');
  for (const name of names) {
    writeFileSync(
      join(directory, name),
      `#!/bin/sh\necho "$(pwd): ${name} $*" >> ${log}\necho "${name} was here"\nexit ${status}\n`,
    );
    chmodSync(join(directory, name), 0o755);
  }
  return { path: `${directory}${delimiter}${process.env.PATH ?? ''}`, log };
}

describe('--install', { timeout: 240_000 }, () => {
  beforeAll(expectBuilt);

  it('installs the adapters with npm from a tarball, without a terminal and offline, and the program runs', () => {
    const root = committed(FILES);
    const before = snapshot(root);
    const { code, stdout, stderr } = coldstate(root, [...APPLY, '--adapters-spec', `file:${tarball()}`], {
      npm_config_offline: 'true',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
    });
    expect(stderr).toContain('coldstate: npm install\n');
    expect({ code, said: stdout }).toEqual({ code: 0, said: expect.stringContaining('Migrated 1 store') as string });
    expect(stdout).not.toContain('npm install');
    expect(existsSync(join(root, 'node_modules/@coldstate/adapters/dist'))).toBe(true);
    const script =
      "const { handler } = await import('./src/api.js'); for (let n = 0; n < 4; n++) console.log((await handler({ ip: 'a' })).statusCode);";
    const ran = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' });
    expect(ran.trim().split('\n')).toEqual(['200', '200', '200', '429']);
    expect(coldstate(root, ['undo']).code).toBe(0);
    expect({ ...snapshot(root), 'package-lock.json': undefined }).toEqual(before);
  });

  it.each([
    ['pnpm', 'pnpm-lock.yaml'],
    ['yarn', 'yarn.lock'],
    ['bun', 'bun.lock'],
    ['npm', 'package-lock.json'],
  ])('runs %s where there is a %s', (manager, lockfile) => {
    const root = committed({ ...FILES, [lockfile]: '' });
    const { path, log } = recording(['npm', 'pnpm', 'yarn', 'bun'], 0);
    const { code, stderr } = coldstate(root, APPLY, { PATH: path });
    expect(code).toBe(0);
    expect(stderr).toBe(`coldstate: ${manager} install\n${manager} was here\n`);
    expect(readFileSync(log, 'utf8')).toBe(`${root}: ${manager} install\n`);
  });

  it('says what is left to do where the package manager fails', () => {
    const root = committed({ ...FILES, 'yarn.lock': '' });
    const { code, stdout, stderr } = coldstate(root, APPLY, { PATH: recording(['yarn'], 1).path });
    expect(code).toBe(2);
    expect(stderr).toBe('coldstate: yarn install\nyarn was here\n');
    expect(stdout).toContain('`yarn install` failed in the project; the files are written. Run it again, or undo.');
    expect(stdout).toContain('$ yarn install');
  });
});
