import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeOnRedis } from '../../adapters/test/servers/available.js';
import { startDynamoDB } from '../../adapters/test/servers/dynamodb.js';
import { startRedis } from '../../adapters/test/servers/redis.js';
import { coldstate } from '../cli/fake-host.js';
import type { FaultReport } from '../../src/simulate/fault-types.js';

// Instances and servers on a machine that may be busy: far more than they take.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const BARE = { PATH: process.env.PATH ?? '', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const ZENITH = resolve('fixtures/zenith');
const ADAPTERS = ['', '/redis', '/dynamodb', '/memory'].flatMap((entry) => [
  '--alias',
  `@coldstate/adapters${entry}=${resolve('adapters/src/index.ts')}`,
]);

/** Ten at once wait for one entry as a hundred and fifty do, and twice is as often as six times. */
const directory = mkdtempSync(join(tmpdir(), 'coldstate-faulty-'));
const SCENARIO = join(directory, 'scenario.http');
writeFileSync(
  SCENARIO,
  readFileSync(join(ZENITH, 'scenario.http'), 'utf8')
    .replace('@parallel 150', '@parallel 10')
    .replace(/@loop for \d+/g, '@loop for 2')
    .replace(/^\?\? status == \d+ for \d+\n/gm, ''),
);
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** The failover that its team tests: the desk signs in, sessions and limits are asked for. */
async function zenith(version: 'before' | 'after', fault: string, env: Readonly<Record<string, string>>) {
  const argv = [
    ...['simulate', '-s', SCENARIO, '--dir', join(ZENITH, version), '--no-config'],
    ...['--backend-fault', fault, '-f', 'json', '-n', '2', ...ADAPTERS],
  ];
  const result = await coldstate(argv, { host: { cwd: ZENITH, env: { ...BARE, ...KEYS, ...env }, now: Date.now } });
  return { ...result, report: result.stdout === '' ? undefined : (JSON.parse(result.stdout) as FaultReport) };
}

const answersOf = (report: FaultReport | undefined, phase: 'before' | 'during' | 'after') =>
  Object.fromEntries((report?.steps ?? []).map((step) => [step.title, step[phase].answers]));

const SERVERS = [
  { name: 'Redis', describe: describeOnRedis, start: () => startRedis() },
  { name: 'DynamoDB', describe, start: () => startDynamoDB() },
];

describe.each(SERVERS)('zenith after its migration to $name', (server) => {
  server.describe('beside a backend that fails', () => {
    let running: { url: string; stop(): Promise<void> };
    beforeAll(async () => {
      running = await server.start();
    });
    afterAll(() => running.stop());

    it('stays up while it cannot be reached, says so to its users, and goes on when it is back', async () => {
      const { report, code, stderr } = await zenith('after', 'down', { COLDSTATE_URL: running.url });
      expect(stderr).toBe('');
      expect(report?.backend).toBe(server.name);
      expect(report?.ended).toEqual([]);
      const signIn = 'The operations desk signs in';
      expect(answersOf(report, 'before')[signIn]).toBe('200');
      expect(answersOf(report, 'during')[signIn]).toMatch(/^5\d\d$/);
      expect(answersOf(report, 'after')[signIn]).toBe('200');
      expect(report?.steps.map(({ during }) => during.unanswered)).toEqual(report?.steps.map(() => 0));
      expect(code).toBe(0);
    });

    it('stays up while replies get lost, and goes on when none does', async () => {
      const { report } = await zenith('after', 'lost-replies', { COLDSTATE_URL: running.url });
      expect(report?.ended).toEqual([]);
      expect(answersOf(report, 'after')['The operations desk signs in']).toBe('200');
    });

    it('stays up while it is late, and says how long its users waited', async () => {
      const { report } = await zenith('after', 'slow', { COLDSTATE_URL: running.url });
      // Requests for one entry follow each other: on a busy machine some wait for longer than a simulation does.
      expect(report?.ended.filter(({ reason }) => !reason.startsWith('no answer within'))).toEqual([]);
      const slowest = Math.max(...(report?.steps ?? []).map(({ during }) => during.slowestMs));
      expect(slowest).toBeGreaterThanOrEqual(300);
    });
  });
});

describe('--backend-fault', () => {
  it('needs a backend', async () => {
    const { code, stderr } = await zenith('after', 'down', {});
    expect(code).toBe(2);
    expect(stderr).toContain('Set COLDSTATE_URL to one that may be thrown away.');
  });

  it('says of a backend behind TLS that nothing can come between, and keeps its password', async () => {
    const { code, stderr } = await zenith('after', 'down', { COLDSTATE_URL: 'rediss://:hunter2@cache.example:6380' });
    expect(code).toBe(2);
    expect(stderr).toContain('cannot come between the program and rediss://cache.example:6380');
    expect(stderr).not.toContain('hunter2');
  });

  it('says of a program that does not use the backend what is missing', async () => {
    const { code, stderr } = await zenith('before', 'down', { COLDSTATE_URL: 'redis://127.0.0.1:1' });
    expect(code).toBe(2);
    expect(stderr).toContain('no instance opened a connection to Redis');
  });

  it('knows its names', async () => {
    const { code, stderr } = await zenith('after', 'broken', {});
    expect(code).toBe(2);
    expect(stderr).toContain('down, slow, lost-replies');
  });
});
