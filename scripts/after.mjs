/**
 * `npm run fixtures:after [NAME…]`: `after/` of each fixture, as `coldstate migrate apply` makes it of `before/` with the options of its `migrate.json`.
 * With `--check` nothing is written, and what differs from what is there is told.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** 1 is "some stores are refused", which `MIGRATION.md` tells. */
const APPLIED = [0, 1];
const OURS = /^(?:node_modules|\.coldstate)(?:\/|$)/;

/** Those that have a `migrate.json`: the options of the command. */
function fixturesToMigrate() {
  return readdirSync(join(ROOT, 'fixtures')).filter((name) => existsSync(join(ROOT, 'fixtures', name, 'migrate.json')));
}

/** By path, what a migration of the fixture gives now. */
function migrated(name) {
  const fixture = join(ROOT, 'fixtures', name);
  const work = mkdtempSync(join(tmpdir(), 'coldstate-after-'));
  try {
    cpSync(join(fixture, 'before'), work, {
      recursive: true,
      filter: (path) => !OURS.test(relative(join(fixture, 'before'), path)),
    });
    const { options } = JSON.parse(readFileSync(join(fixture, 'migrate.json'), 'utf8'));
    apply(work, options);
    return filesIn(work);
  } finally {
    rmSync(work, { recursive: true });
  }
}

function apply(directory, options) {
  const args = [join(ROOT, 'bin/coldstate.js'), 'migrate', 'apply', directory, '--yes', '--no-config', ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: directory });
  if (!APPLIED.includes(status)) throw new Error(`coldstate migrate apply ended with ${status}\n${stdout}${stderr}`);
}

/** By path from the directory, with `/`. */
function filesIn(directory) {
  if (!existsSync(directory)) return new Map();
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
  const files = paths.filter((path) => !OURS.test(path) && statSync(join(directory, path)).isFile());
  return new Map(files.sort().map((path) => [path, readFileSync(join(directory, path))]));
}

/** Paths of which the one has something else than the other. */
function differing(one, other) {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter(
    (path) =>
      !(one.get(path) ?? Buffer.alloc(0)).equals(other.get(path) ?? Buffer.alloc(0)) ||
      one.has(path) !== other.has(path),
  );
}

function write(directory, files) {
  rmSync(directory, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), bytes);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isCheck = process.argv.includes('--check');
  const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  for (const name of fixturesToMigrate().filter((one) => chosen.length === 0 || chosen.includes(one))) {
    const directory = join(ROOT, 'fixtures', name, 'after');
    const files = migrated(name);
    const differences = differing(files, filesIn(directory));
    if (!isCheck) write(directory, files);
    process.stdout.write(
      `${name}: ${differences.length === 0 ? 'as it was' : `${differences.join(', ')} differ${differences.length === 1 ? 's' : ''}`}\n`,
    );
    if (isCheck && differences.length > 0) process.exitCode = 1;
  }
}
