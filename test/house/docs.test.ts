import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.js';
import { expectBuilt } from './sources.js';

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/architecture.md',
  'docs/ci.md',
  'docs/eslint.md',
  'docs/gap-report.md',
  'docs/simulate.md',
];
const readme = readFileSync('README.md', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

describe('what is generated', () => {
  beforeAll(expectBuilt);

  it.each([
    'scripts/readme.mjs',
    'scripts/rules.mjs',
    'scripts/eslint.mjs',
    'scripts/architecture.mjs',
    'scripts/zenith.mjs',
    'scripts/schema.mjs',
    'scripts/html.mjs',
  ])('is what %s writes', { timeout: 180_000 }, (script) => {
    const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

/** The scenario that the README shows, beside the carts that it is about. */
function layOutScenario(project: string): void {
  const isOwn = (file: string): boolean => basename(file) !== 'node_modules';
  cpSync('fixtures/cart/before', project, { recursive: true, filter: isOwn });
  symlinkSync(resolve('node_modules'), join(project, 'node_modules'), 'junction');
  const [, scenario = ''] = /^```http\n([\s\S]*?)^```/m.exec(readme) ?? [];
  writeFileSync(join(project, 'carts.http'), scenario);
}

describe('the commands of the README', () => {
  beforeAll(expectBuilt);

  const commands = [...readme.matchAll(/^```sh\n(?<body>[\s\S]*?)^```/gm)]
    .flatMap(({ groups }) => (groups?.body ?? '').split('\n'))
    .map((line) => line.replace(/\s+#.*/, '').trim())
    .filter((line) => line !== '');
  const own = commands.filter((line) => line.startsWith('npx coldstate'));

  it.each(own)('`%s` does its work in a project', (command) => {
    const project = mkdtempSync(join(tmpdir(), 'coldstate-readme-'));
    try {
      const args = command.split(/\s+/).slice(2);
      if (args[0] === 'simulate') layOutScenario(project);
      else cpSync('fixtures/shortener/before', project, { recursive: true });
      const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('bin/coldstate.js'), ...args], {
        cwd: project,
        encoding: 'utf8',
      });
      const asks = args[0] === 'migrate' && (args[1] === 'apply' || args[1] === 'undo');
      // Nobody is there to be asked, and nothing was migrated that could be undone: it says so.
      if (asks) {
        expect(stderr).toMatch(/^coldstate: there is no /);
        expect(status).toBe(2);
        return;
      }
      const finds =
        args[0] === 'simulate' ||
        (args[0] === 'audit' && !args.includes('none')) ||
        (args[0] === 'migrate' && args[1] !== 'diff');
      expect(stderr).toBe('');
      expect(status).toBe(finds ? 1 : 0);
      expect(stdout !== '' || args.some((arg) => arg.includes('='))).toBe(true);
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  });

  it('that npm runs exist, and CI runs those of the quick start', () => {
    const ran = commands.flatMap((line) => /^npm run (?<name>[\w:]+)/.exec(line)?.groups?.name ?? []);
    expect(ran.filter((name) => !(name in scripts))).toEqual([]);
    const ci = readFileSync('.ci/run', 'utf8');
    for (const command of ['npm run demo', 'npm run test:all']) {
      expect(commands).toContain(command);
      expect(ci).toContain(command);
    }
  });
});

describe('the configurations of the README', () => {
  beforeAll(expectBuilt);

  const section = /^## Configuration\n(?<body>[\s\S]*?)^## /m.exec(readme)?.groups?.body ?? '';
  const files = [...section.matchAll(/^```ts\n\/\/ (?<path>\S+)\n(?<text>[\s\S]*?)^```/gm)].map(
    ({ groups }) => [groups?.path ?? '', groups?.text ?? ''] as const,
  );

  it('say something about a project, all of it', () => {
    const project = mkdtempSync(join(tmpdir(), 'coldstate-readme-'));
    try {
      cpSync('fixtures/shortener/before', project, { recursive: true });
      for (const [path, text] of files) {
        const old = existsSync(join(project, path)) ? readFileSync(join(project, path), 'utf8') : undefined;
        // What the page shows of a file stands for the lines of its last one, which is the declaration.
        const last = text.trimEnd().split('\n').at(-1) ?? '';
        if (old !== undefined) expect(old).toContain(last);
        writeFileSync(join(project, path), old === undefined ? text : old.replace(last, text.trimEnd()));
      }
      const { stdout, stderr } = spawnSync(process.execPath, [resolve('bin/coldstate.js'), '--format', 'json'], {
        cwd: project,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      const { accepted, diagnostics } = JSON.parse(stdout) as Report;
      expect(diagnostics).toEqual([]);
      expect(accepted.map(({ symbol, accepted: { by } }) => `${symbol} ${by}`)).toEqual([
        'windows config',
        'knownHosts comment',
      ]);
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  });
});

describe.each(PAGES)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('links to pages and files that exist', () => {
    const links = [...text.matchAll(/\]\((?<to>[^)\s#]+)(?:#[^)]*)?\)/g)].map(({ groups }) => groups?.to ?? '');
    expect(links.filter((to) => !/^https?:/.test(to) && !existsSync(join(dirname(page), to)))).toEqual([]);
  });

  it('names paths of the project that exist', () => {
    const named = [...text.matchAll(/`(?<path>(?:src|test|scripts|bin|docs|fixtures|\.ci)\/[\w./-]*\w\/?)`/g)];
    expect(named.map(({ groups }) => groups?.path ?? '').filter((path) => !existsSync(path))).toEqual([]);
  });

  it('names scripts that exist', () => {
    const named = [...text.matchAll(/`npm run (?<name>[\w:]+)/g)].map(({ groups }) => groups?.name ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
