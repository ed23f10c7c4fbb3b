import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Simulation } from '../../src/simulate/types.js';
import { coldstate } from '../cli/fake-host.js';
import { projectOf } from './project.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A cloakroom: a coat is handed in at one counter and asked for at another. */
const FILES = {
  'package.json': '{ "name": "cloakroom", "dependencies": { "express": "5.1.0" } }',
  'src/server.ts': `import express from 'express';

const coats = new Map<string, string>();
let lastTicket = 0;

const app = express();
app.post('/coats/:owner', (request, response) => {
  lastTicket += 1;
  coats.set(String(lastTicket), request.params.owner);
  response.status(201).json({ ticket: lastTicket });
});
app.get('/coats/:ticket', (request, response) => {
  const owner = coats.get(request.params.ticket);
  if (owner === undefined) response.status(404).json({ error: 'no such ticket' });
  else response.json({ owner });
});
app.listen(3000);
`,
  'evening.http': `### Mara hands in her coat
# @name coat
POST /coats/mara

?? status == 201

### Any counter finds it
# @loop for 4
GET /coats/{{coat.response.body.$.ticket}}

?? status == 200
?? jsonpath $.owner == mara

### Twelve guests come at once
# @parallel 12
POST /coats/guest-{{$index}}

?? jsonpath $.ticket isDistinct

### The evening goes on after a deploy
# @deploy
GET /coats/1
`,
  'lobby.http': 'GET /lobby\n\n?? status == 404\n',
};

const project = { directory: '', remove: (): void => undefined };
beforeAll(() => {
  Object.assign(project, projectOf(FILES));
});
afterAll(() => {
  project.remove();
});

const run = (
  argv: readonly string[],
  options: { columns?: number; tty?: boolean; env?: Readonly<Record<string, string>> } = {},
) =>
  coldstate(['simulate', ...argv], {
    host: { cwd: project.directory, env: { PATH: process.env.PATH, ...options.env } },
    columns: options.columns ?? 100,
    tty: options.tty ?? false,
  });

describe('coldstate simulate', () => {
  it('shows who answered otherwise, and what the store held', async () => {
    const { code, stdout } = await run(['--scenario', 'evening.http', '--seed', '7']);
    expect(code).toBe(1);
    await expect(stdout).toMatchFileSnapshot('__snapshots__/pretty.txt');
  });

  it('fits a narrow screen, and one without boxes and colours', async () => {
    const { stdout } = await run(['-s', 'evening.http', '--seed', '7'], { columns: 60, env: { LC_ALL: 'C' } });
    expect(stdout).toMatch(/^[\n -~]*$/);
    const long = stdout.split('\n').filter((line) => line.length > 60 && !line.includes('coldstate explain'));
    expect(long).toEqual([]);
    await expect(stdout).toMatchFileSnapshot('__snapshots__/narrow.txt');
  });

  it('says the same in colours', async () => {
    const { stdout } = await run(['-s', 'evening.http', '--seed', '7', '--color'], { tty: true });
    expect(stdout).toContain('\u001b[');
    const plain = await run(['-s', 'evening.http', '--seed', '7', '--no-color'], { tty: true });
    expect(stripVTControlCharacters(stdout)).toBe(plain.stdout);
  });

  it('ends with 0 where the fleet does what one instance does', async () => {
    const { code, stdout } = await run([
      'src/server.ts',
      '-s',
      'lobby.http',
      '-n',
      '2',
      '--requests',
      '5',
      '--recycle',
      '0.5',
    ]);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot('__snapshots__/clean.txt');
  });

  it('is the same for the same seed, ten times of ten', { timeout: 400_000 }, async () => {
    const argv = ['-s', 'evening.http', '--seed', '11', '--recycle', '0.3', '--requests', '36', '--format', 'json'];
    const results: string[] = [];
    for (let time = 0; time < 10; time += 1) results.push((await run(argv)).stdout);
    expect(new Set(results).size).toBe(1);
    const simulation = JSON.parse(results[0] ?? '') as Simulation;
    expect(simulation).toMatchObject({
      schema: 1,
      seed: 11,
      seeds: 2,
      requests: 36,
      rules: { concurrency: 'many', freeze: 0 },
    });
    const other = await run([...argv, '--seed', '12']);
    expect(other.stdout).not.toBe(results[0]);
  });

  it('plays it with one seed after the other, and says with which an answer differs', async () => {
    const argv = ['-s', 'evening.http', '--seed', '7', '-n', '2'];
    const { code, stdout } = await run([...argv, '--seeds', '3']);
    expect(code).toBe(1);
    await expect(stdout).toMatchFileSnapshot('__snapshots__/seeds.txt');
    const json = async (...more: string[]) =>
      JSON.parse((await run([...argv, ...more, '-f', 'json'])).stdout) as Simulation;
    const { seeds, requests, divergences } = await json('--seeds', '3');
    expect([seeds, requests]).toEqual([3, 54]);
    const [first] = divergences;
    expect(first?.seeds.every((seed) => seed >= 7 && seed <= 9)).toBe(true);
    const alone = await json('--seed', String(first?.seeds[0]));
    expect(alone.divergences.find(({ step }) => step === first?.step)?.timeline).toEqual(first?.timeline);
  });

  it('plays the services that the program calls', async () => {
    const bar = projectOf({
      'server.js': `require('node:http').createServer(async (_, response) => {
  response.end(await (await fetch(process.env.STOCK_URL + '/lemons?of=today', { method: 'POST', body: 'two' })).text());
}).listen(3000);`,
      'stock.ts': `export const STOCK_URL = async (request: Request): Promise<Response> =>
  new Response([request.method, new URL(request.url).pathname, await request.text()].join(' '));`,
      'closed.mjs': "export const STOCK_URL = 'closed';",
      'bar.http': 'GET /\n\n?? body == POST /lemons two\n',
    });
    const order = (file: string) =>
      coldstate(['simulate', '-s', 'bar.http', '-n', '2', '--with', file], {
        host: { cwd: bar.directory, env: { PATH: process.env.PATH } },
      });
    const served = await order('stock.ts');
    expect(served.stderr).toBe('');
    expect(served.code).toBe(0);
    expect((await order('closed.mjs')).stderr).toContain('STOCK_URL is no service. Export a function');
    expect((await order('gone.mjs')).stderr).toMatch(/^coldstate: --with: cannot load gone\.mjs: /);
    bar.remove();
  });

  it.each([
    [[], /required option '-s, --scenario <file>' not specified/],
    [
      ['-s', 'morning.http'],
      /^coldstate: cannot read morning\.http: ENOENT.*Name the scenario with --scenario FILE\.http\.\n$/,
    ],
    [
      ['-s', 'lobby.http', '--recycle', '20'],
      /^coldstate: --recycle 20: a share is a number from 0 to 1, such as 0\.2\.\n$/,
    ],
    [['-s', 'lobby.http', '-n', '0'], /^coldstate: --instances 0: it takes a whole number from 1 on\.\n$/],
    [
      ['-s', 'lobby.http', '--isolation', 'proces'],
      /--isolation: unknown isolation "proces"\. Did you mean "process"\?/,
    ],
    [
      ['-s', 'lobby.http', '--alias', 'sharp'],
      /--alias sharp: write --alias PACKAGE=FILE, the module that stands in for it\./,
    ],
    [['src/lobby.ts', '-s', 'lobby.http'], /^coldstate: src\/lobby\.ts: there is no such file below /],
    [['-s', 'broken.http'], /^coldstate: broken\.http:1: "hello" is no request\./],
  ])('that is asked for %j says what to do', async (argv, message) => {
    writeFileSync(join(project.directory, 'broken.http'), 'hello\n');
    const { code, stdout, stderr } = await run(argv);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });
});
