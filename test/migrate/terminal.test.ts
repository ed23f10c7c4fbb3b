/** The questions of `coldstate migrate apply`, on a real terminal and without one. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectBuilt } from '../house/sources.js';
import { committed, snapshot } from './projects.js';

const FILES = {
  'package.json': '{ "name": "shop", "type": "module" }\n',
  'package-lock.json': '{}\n',
  'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Count:
    Type: AWS::Serverless::Function
    Properties: { Handler: src/api.handler, Runtime: nodejs20.x }
`,
  'src/api.js': `const hits = new Map();
const seen = new Map();

export const handler = async (event) => {
  const n = (hits.get(event.ip) ?? 0) + 1;
  hits.set(event.ip, n);
  if (n > 3) return { statusCode: 429 };
  seen.set(event.id, event.body);
  return { statusCode: 200, body: seen.get(event.other) };
};
`,
};

const hasTerminals = spawnSync('python3', ['-c', 'import pty']).status === 0;
if (!hasTerminals)
  process.stderr.write(
    'SKIPPED: no terminal can be made here (python3 with its module pty), so questions are not tested.\n',
  );

const COMMAND = [
  ...[process.execPath, resolve('bin/coldstate.js'), 'migrate', 'apply', '--to', 'redis'],
  ...['--store', 'hits', '--store', 'seen', '--ttl', 'hits=1h', '--ttl', 'seen=1h', '--accept-volatile'],
];
/** On a machine for tests nobody is asked. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'CI'));

const SPACE = ' ';
const ENTER = '\r';
const RIGHT = '\u001b[C';
const CTRL_C = '\u0003';

type Step = readonly [waitFor: string, keys: readonly string[]];

function onTerminal(root: string, steps: readonly Step[], more: readonly string[] = []) {
  const driver = resolve('test/migrate/pseudo-terminal.py');
  const { status, stdout, stderr } = spawnSync('python3', [driver, '120', JSON.stringify(steps), ...COMMAND, ...more], {
    cwd: root,
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1', TERM: 'xterm' },
  });
  return { code: status, screen: stdout + stderr };
}

describe.skipIf(!hasTerminals)('on a terminal', { timeout: 240_000 }, () => {
  beforeAll(expectBuilt);

  it('asks which stores, and writes those after one more yes', () => {
    const root = committed(FILES);
    const { code, screen } = onTerminal(root, [
      ['Which stores?', [SPACE, ENTER]],
      ['Write 4 files?', [ENTER]],
    ]);
    expect(screen).toContain('Migrated 1 store');
    expect(code).toBe(0);
    const text = readFileSync(join(root, 'src/api.js'), 'utf8');
    expect(text).toContain('const hits = new Map();');
    expect(text).toContain("const seen = sharedMap('api.seen'");
  });

  it.each<[string, readonly Step[]]>([
    ['goes away', [['Which stores?', [CTRL_C]]]],
    ['wants none', [['Which stores?', ['a', ENTER]]]],
    [
      'says no',
      [
        ['Which stores?', [ENTER]],
        ['Write 4 files?', [RIGHT, ENTER]],
      ],
    ],
  ])('writes nothing for somebody who %s', (_who, steps) => {
    const root = committed(FILES);
    const { code, screen } = onTerminal(root, steps);
    expect(screen).toContain('coldstate: nothing was written.');
    expect(code).toBe(2);
    expect(snapshot(root)).toEqual(FILES);
  });

  it('asks nothing with --yes', () => {
    const root = committed(FILES);
    const { code, screen } = onTerminal(root, [], ['--yes']);
    expect(screen).not.toContain('Which stores?');
    expect(screen).toContain('Migrated 2 stores');
    expect(code).toBe(0);
  });
});

describe('without a terminal', { timeout: 240_000 }, () => {
  beforeAll(expectBuilt);

  it('waits for nobody, although something could still be typed', async () => {
    const root = committed(FILES);
    const [node = '', ...args] = COMMAND;
    // Its input stays open.
    const child = spawn(node, args, { cwd: root, env, stdio: 'pipe' });
    const told = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => (told[name] += text));
    const [code] = (await once(child, 'close')) as [number];
    expect({ code, ...told }).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'coldstate: there is no terminal to ask on. Say --yes to apply all that is planned, and --store or --role to choose.\n',
    });
    expect(snapshot(root)).toEqual(FILES);
  });
});
