/** Other people's tools that a benchmark runs beside ours. They live beside the corpora: nobody needs them but these scripts. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export const ROOT = resolve(import.meta.dirname, '..');
/** Where programs are made that a benchmark runs on: outside of node_modules, which linters leave out. */
export const PROGRAMS = join(tmpdir(), 'coldstate-programs');
export const HOME = join(ROOT, 'node_modules/.cache/coldstate-bench');

const TOOLS = {
  eslint: '10.15.0',
  'eslint-plugin-unicorn': '80.0.0',
  'eslint-plugin-no-placeholder-globals': '0.0.1',
  '@typescript-eslint/parser': '8.73.0',
  typescript: '6.0.3',
  oxlint: '1.94.0',
  knip: '6.44.2',
  'vue-eslint-parser': '10.4.2',
  'svelte-eslint-parser': '1.10.1',
  'astro-eslint-parser': '1.4.0',
  svelte: '5.57.3',
};

/** The directory in which they are installed. */
export function installedTools() {
  const directory = join(HOME, 'tools');
  // Written last, so that an installation that was broken off is begun again.
  const done = join(directory, 'installed.json');
  const wanted = JSON.stringify({ private: true, dependencies: TOOLS });
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return directory;
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), wanted);
  const { status, stderr } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--legacy-peer-deps'], {
    cwd: directory,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm install of the peers: ${stderr}`);
  writeFileSync(done, wanted);
  return directory;
}

/** ESLint's parsers of component files, by their extensions. */
export async function componentParsers() {
  const require = createRequire(join(installedTools(), 'package.json'));
  const parserOf = async (name) => {
    const module = await import(pathToFileURL(require.resolve(`${name}-eslint-parser`)).href);
    return [name, module.default ?? module];
  };
  return Object.fromEntries(await Promise.all(['vue', 'svelte', 'astro'].map(parserOf)));
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function machine() {
  const [{ model }] = cpus();
  return `Node ${process.version}, ${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB.`;
}
