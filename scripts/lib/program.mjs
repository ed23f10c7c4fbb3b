/** A program of the system that tests need: the one that is there, else one that is installed now. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { say } from './checkout.mjs';

/**
 * Leaves the path of the program in an environment variable, where the tests look first. Returns what went wrong, if anything did.
 *
 * - `title` as in a sentence: `a Redis server`
 * - `variable` names the environment variable, `names` the programs that serve (or paths where they usually are)
 * - `packages` is what it is called by apt and brew, `advice` what a person can do
 * - `installed` is called after an installation
 */
export async function provide({ title, variable, names, packages, advice, installed = () => undefined }) {
  const given = process.env[variable];
  if (given) return existsSync(given) ? undefined : `${variable} names ${given}, which is not there.`;
  const find = () => names.map(onPath).find((path) => path !== undefined);
  const path = find() ?? ((await install({ title, packages, installed })) ? find() : undefined);
  if (path === undefined) return `the tests need ${title}. ${advice}`;
  process.env[variable] = path;
  return undefined;
}

/** True where we know how, nobody minds and it went well. */
async function install({ title, packages, installed }) {
  const command = installation(packages);
  if (!command || !(await isWanted(title, command))) return false;
  say(`installing ${title}, which the tests need: ${command}`);
  if (!runs(command)) return false;
  installed();
  return true;
}

function onPath(program) {
  if (isAbsolute(program)) return existsSync(program) ? program : undefined;
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find((path) => existsSync(path));
}

/** The command that installs a package here; undefined where we know none. */
function installation({ apt, brew }) {
  if (process.platform === 'darwin') return onPath('brew') && `brew install ${brew}`;
  if (!onPath('apt-get') || (sudo() && !onPath('sudo'))) return undefined;
  return `${sudo()}apt-get update && ${sudo()}apt-get install -y --no-install-recommends ${apt}`;
}

export function sudo() {
  return process.getuid?.() === 0 ? '' : 'sudo ';
}

/** Nobody's machine is changed unasked, where there is somebody to ask. */
async function isWanted(title, command) {
  if (!process.stdin.isTTY || process.env.CI) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(
    `coldstate: the tests need ${title}. Install it now with \`${command}\`? [Y/n] `,
  );
  terminal.close();
  return !/^n/i.test(answer.trim());
}

export function runs(command) {
  return spawnSync(command, { shell: true, stdio: 'inherit' }).status === 0;
}
