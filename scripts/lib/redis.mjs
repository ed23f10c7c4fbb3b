/** The Redis server that the tests of the adapters run against: the one that is there, else one that is installed now. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { say } from './checkout.mjs';

const ADVICE = 'Install Redis or Valkey, or say where one is: REDIS_SERVER=path/to/redis-server npm run test:all';

/** Leaves the path of a server in REDIS_SERVER, where the tests look first. Returns what went wrong, if anything did. */
export async function provideRedis() {
  const { REDIS_SERVER: given } = process.env;
  if (given) return existsSync(given) ? undefined : `REDIS_SERVER names ${given}, which is not there.`;
  const path = serverOnPath() ?? (await installed());
  if (path === undefined) return `the tests need a Redis server. ${ADVICE}`;
  process.env.REDIS_SERVER = path;
  return undefined;
}

/** The server that was installed, where we know how, nobody minds and it went well. */
async function installed() {
  const command = installation();
  if (!command || !(await isWanted(command))) return undefined;
  say(`installing a Redis server, which the tests need: ${command}`);
  if (!runs(command)) return undefined;
  stopService();
  return serverOnPath();
}

function serverOnPath() {
  return onPath('redis-server') ?? onPath('valkey-server');
}

function onPath(program) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find((path) => existsSync(path));
}

/** The command that installs a server here; undefined where we know none. */
function installation() {
  if (process.platform === 'darwin') return onPath('brew') && 'brew install redis';
  if (!onPath('apt-get') || (sudo() && !onPath('sudo'))) return undefined;
  return `${sudo()}apt-get update && ${sudo()}apt-get install -y --no-install-recommends redis-server`;
}

function sudo() {
  return process.getuid?.() === 0 ? '' : 'sudo ';
}

/** Nobody's machine is changed unasked, where there is somebody to ask. */
async function isWanted(command) {
  if (!process.stdin.isTTY || process.env.CI) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(
    `coldstate: the tests need a Redis server. Install it now with \`${command}\`? [Y/n] `,
  );
  terminal.close();
  return !/^n/i.test(answer.trim());
}

/** Debian starts a server of its own with the package. The tests start theirs, and nothing that we installed should stay behind running. */
function stopService() {
  if (process.platform !== 'linux') return;
  const hasSystemd = existsSync('/run/systemd/system');
  runs(sudo() + (hasSystemd ? 'systemctl disable --now redis-server' : 'service redis-server stop'));
}

function runs(command) {
  return spawnSync(command, { shell: true, stdio: 'inherit' }).status === 0;
}
