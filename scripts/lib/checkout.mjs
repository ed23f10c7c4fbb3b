/**
 * What a checkout needs before anything runs in it. Works with Node alone: the scripts that use this run before the first install, and on
 * Windows, where `npm` is not a program that can be spawned.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SUPPORTED = '^20.19 || ^22.13 || >=24';

/** Installs what the lockfile names, where that is not there yet, and builds. Returns what went wrong, if anything did. */
export function prepare() {
  if (!isSupported(process.versions.node)) {
    return `this is Node ${process.versions.node}; coldstate needs ${SUPPORTED}. Install a newer Node, then try again.`;
  }
  if (!isInstalled()) {
    say('installing dependencies (npm ci) …');
    if (npm(['ci', '--no-audit', '--no-fund']) !== 0) return 'npm ci failed; its message stands above.';
  }
  say('building …');
  if (
    node('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.build.json']) !== 0 ||
    node('adapters/scripts/build.mjs') !== 0
  ) {
    return 'the build failed; what tsc says stands above.';
  }
  return undefined;
}

export function say(text) {
  process.stderr.write(`coldstate: ${text}\n`);
}

export function fail(text) {
  say(text);
  process.exit(2);
}

/** Runs a script of this checkout with the Node that runs this one, its output passed through. */
export function node(script, args = []) {
  return statusOf(process.execPath, [join(ROOT, script), ...args]);
}

function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return statusOf(process.execPath, [cli, ...args]);
  return statusOf('npm', args, { shell: process.platform === 'win32' });
}

function statusOf(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error) say(error.message);
  return status ?? 1;
}

function isSupported(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24;
}

/** True when node_modules holds what the lockfile names: npm leaves a lockfile of its own there. */
function isInstalled() {
  const installed = packagesIn(join(ROOT, 'node_modules/.package-lock.json'));
  const locked = packagesIn(join(ROOT, 'package-lock.json'));
  if (!installed || !locked) return false;
  return Object.entries(locked).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || installed[path]?.version === version || (!installed[path] && (optional || devOptional)),
  );
}

function packagesIn(lockfile) {
  return existsSync(lockfile) ? JSON.parse(readFileSync(lockfile, 'utf8')).packages : undefined;
}
