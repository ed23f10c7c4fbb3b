/** The transforms as a team runs them: by jscodeshift, in a project of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const before = readFileSync('codemods/__testfixtures__/map/hits.input.ts', 'utf8');
const after = readFileSync('codemods/__testfixtures__/map/hits.output.ts', 'utf8');
const commands = [...readFileSync('codemods/README.md', 'utf8').matchAll(/^npx jscodeshift .+$/gm)].map(
  ([line]) => line,
);

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'coldstate-codemods-'));
  mkdirSync(join(project, 'src'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(resolve('node_modules/.bin'), join(project, 'node_modules/.bin'));
  symlinkSync(resolve('.'), join(project, 'node_modules/coldstate'));
  symlinkSync(resolve('codemods'), join(project, 'codemods'));
  writeFileSync(join(project, 'src/hits.ts'), before);
});

afterEach(() => {
  rmSync(project, { recursive: true, force: true });
});

function ran(command: string): string {
  const [program = '', ...args] = command.split(' ');
  const { stdout, stderr, status } = spawnSync(program, args, {
    ...{ cwd: project, encoding: 'utf8' },
    // It is installed; nothing may be asked of a registry.
    env: { ...process.env, npm_config_offline: 'true', npm_config_yes: 'false' },
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

const written = (): string => readFileSync(join(project, 'src/hits.ts'), 'utf8');

function expectBuilt(command: string): void {
  if (command.includes('/dist/'))
    expect(existsSync('dist/codemods/map.js'), 'the build is missing: run `npm run build` first').toBe(true);
}

describe('the commands of codemods/README.md', () => {
  it('are there', () => {
    expect(commands).toHaveLength(3);
  });

  it.each(commands)(
    '`%s` does what it says',
    (command) => {
      expectBuilt(command);
      const said = ran(command);
      expect(said).toContain('src/hits.ts:1 `hits` is `hits.hits` in redis now; no other store may be called so');
      expect(said).toContain('1 ok');
      expect(said.includes('hits.increment(event.path)')).toBe(command.includes('--print'));
      expect(written()).toBe(command.includes('--dry') ? before : after);
    },
    120_000,
  );

  it('run with Babel as well, as jscodeshift does unless told otherwise', () => {
    const command = commands.find((line) => line.includes('--role')) ?? '';
    expectBuilt(command);
    ran(command.replace(' --no-babel', ''));
    expect(written()).toBe(after);
  }, 120_000);

  it('leave a file alone when they run again', () => {
    const command = commands.find((line) => line.includes('--role')) ?? '';
    expectBuilt(command);
    ran(command);
    expect(ran(command)).toContain('1 skipped');
    expect(written()).toBe(after);
  }, 120_000);
});
