import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let path: string;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'coldstate-path-'));
});
afterEach(() => {
  rmSync(path, { recursive: true, force: true });
});

/** What `npm run test:all` would do on a machine that has these programs and no others. */
function provideRedis(env: Record<string, string> = {}) {
  const script = `import('./scripts/lib/redis.mjs').then(async ({ provideRedis }) => {
    const problem = await provideRedis();
    console.log(JSON.stringify({ problem, server: process.env.REDIS_SERVER }));
  });`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
    env: { PATH: path, CI: 'true', ...env },
    encoding: 'utf8',
  });
  return { ...(JSON.parse(stdout) as { problem?: string; server?: string }), stderr };
}

function program(name: string, script: string): string {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return join(path, name);
}

// The programs that stand in for those of a system are shell scripts.
describe.skipIf(process.platform === 'win32')('the Redis server of the tests', () => {
  it('is the one that is named', () => {
    const server = program('my-redis', 'exit 0');
    program('redis-server', 'exit 0');
    expect(provideRedis({ REDIS_SERVER: server })).toEqual({ server, stderr: '' });
  });

  it('is not looked for elsewhere when the named one is missing', () => {
    program('redis-server', 'exit 0');
    expect(provideRedis({ REDIS_SERVER: '/nowhere/redis-server' }).problem).toBe(
      'REDIS_SERVER names /nowhere/redis-server, which is not there.',
    );
  });

  it.each(['redis-server', 'valkey-server'])('is %s of the PATH', (name) => {
    const server = program(name, 'exit 0');
    expect(provideRedis()).toEqual({ server, stderr: '' });
  });

  it.skipIf(process.platform !== 'linux')('is installed where there is none, and says so', () => {
    const log = join(path, 'log');
    program('sudo', 'exec "$@"');
    program('service', `echo "service $*" >> ${log}`);
    program('systemctl', `echo "systemctl $*" >> ${log}`);
    program(
      'apt-get',
      `echo "apt-get $*" >> ${log}\ncase "$1" in install) echo > ${join(path, 'redis-server')};; esac`,
    );
    const { problem, server, stderr } = provideRedis();
    expect(problem).toBeUndefined();
    expect(server).toBe(join(path, 'redis-server'));
    expect(stderr).toMatch(/^coldstate: installing a Redis server, which the tests need: .*apt-get install/m);
    expect(readFileSync(log, 'utf8')).toMatch(
      /^apt-get update\napt-get install -y --no-install-recommends redis-server\n(?:systemctl disable --now redis-server|service redis-server stop)\n$/,
    );
  });

  it('is asked for where nothing can be installed', () => {
    expect(provideRedis().problem).toBe(
      'the tests need a Redis server. Install Redis or Valkey, or say where one is: REDIS_SERVER=path/to/redis-server npm run test:all',
    );
  });

  it('is asked for where the installation fails', () => {
    program('sudo', 'exec "$@"');
    program('apt-get', 'exit 100');
    expect(provideRedis().problem).toMatch(/^the tests need a Redis server\. /);
  });
});
