/** The Redis server that the tests of the adapters run against. */
import { existsSync } from 'node:fs';
import { provide, runs, sudo } from './program.mjs';

/** Leaves the path of a server in REDIS_SERVER. Returns what went wrong, if anything did. */
export function provideRedis() {
  return provide({
    title: 'a Redis server',
    variable: 'REDIS_SERVER',
    names: ['redis-server', 'valkey-server'],
    packages: { apt: 'redis-server', brew: 'redis' },
    advice: 'Install Redis or Valkey, or say where one is: REDIS_SERVER=path/to/redis-server npm run test:all',
    installed: stopService,
  });
}

/** Debian starts a server of its own with the package. The tests start theirs, and nothing that we installed should stay behind running. */
function stopService() {
  if (process.platform !== 'linux') return;
  const hasSystemd = existsSync('/run/systemd/system');
  runs(sudo() + (hasSystemd ? 'systemctl disable --now redis-server' : 'service redis-server stop'));
}
