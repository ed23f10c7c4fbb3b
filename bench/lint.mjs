/**
 * `npm run bench:lint [-- --files 0.5k] [--rounds 5] [--no-memory] [--write]`
 * `npm run bench:lint -- --crash DIR [DIR …]`
 *
 * The ten rules together beside `@typescript-eslint/no-unused-vars` and `unicorn/no-top-level-assignment-in-function`, by ESLint's own timing
 * in the same run: alone, at the first lint beside the index of an audit, and at the next. Each round is a process of its own; ratios are taken
 * round by round, and the median of those is told. Then the heap over 5,000 files. `--write` puts both into docs/performance.md. With
 * `--crash`, every file of the projects in those directories is linted, component files through their parsers, and whatever a rule throws is
 * told. Run it after `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import coldstate from '../dist/rules/index.js';
import { openWorkspace } from '../dist/src/workspace/index.js';
import { table, writeBlocks } from '../scripts/lib/blocks.mjs';
import { corpus } from './corpora.mjs';
import { componentParsers, HOME, installedTools, machine, median, ROOT } from './tools.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    files: { type: 'string', default: '0.5k' },
    rounds: { type: 'string', default: '5' },
    memory: { type: 'boolean', default: true },
    write: { type: 'boolean', default: false },
    crash: { type: 'boolean', default: false },
  },
});

if (options.crash) await crash(positionals);
else await measure();

async function measure() {
  const root = projectOf(options.files);
  const tools = installedTools();
  audit(root);
  const rounds = Array.from({ length: Number(options.rounds) }, () => {
    const [alone] = lint(root, tools, 'alone', 1);
    const [first, next] = lint(root, tools, 'index', 2);
    return { alone, first, next };
  });
  const [{ alone }] = rounds;
  const row = (title, which) => {
    const ratios = rounds.map((round) => round[which].ours / round[which].peers);
    const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
    return [title, median(ratios).toFixed(2), `${least.toFixed(2)} to ${most.toFixed(2)}`, rounds[0][which].found];
  };
  const heap = options.memory ? heapOver(projectOf('5k')) : [];
  const blocks = [
    table(
      [`${alone.files} files, ${rounds.length} rounds`, 'ten rules / two rules, median', 'least to most', 'findings'],
      [
        row('each file by itself', 'alone'),
        row('first lint beside an index', 'first'),
        row('next lint in the same process', 'next'),
      ],
    ),
    ...(heap.length > 0
      ? [`Heap in use after each 500 of 5,000 files, MB: ${heap.map((used) => used.toFixed(0)).join(', ')}.`]
      : []),
    machine(),
  ].join('\n\n');
  process.stdout.write(`${blocks}\n`);
  if (options.write) await writeBlocks('docs/performance.md', { lint: blocks });
}

function projectOf(name) {
  const root = corpus(join(HOME, 'corpora'), name);
  // Where a cache is kept.
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  return root;
}

function audit(root) {
  run(join(ROOT, 'bin/coldstate.js'), root, '--cache', '--format', 'json', '--fail-on', 'none');
}

function lint(root, tools, mode, passes) {
  return JSON.parse(run(join(import.meta.dirname, 'contestants/lint.mjs'), root, tools, mode, String(passes)));
}

function heapOver(root) {
  return JSON.parse(run('--expose-gc', join(import.meta.dirname, 'contestants/lint-memory.mjs'), root));
}

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr.slice(-2000)}`);
  return stdout;
}

async function crash(directories) {
  const components = await componentParsers();
  let [files, unread] = [0, 0];
  const thrown = [];
  for (const root of directories.flatMap(projectsIn)) {
    const linter = new Linter({ cwd: root });
    for (const file of sourcesIn(root)) {
      files += 1;
      try {
        unread += Number(lintOne(linter, join(root, file), components));
      } catch (error) {
        thrown.push(`${join(root, file)}: ${error.stack.split('\n').slice(0, 4).join('\n  ')}`);
      }
    }
  }
  process.stdout.write(
    `${thrown.map((one) => `${one}\n`).join('')}${files} files (${unread} do not parse), ${thrown.length} crashes\n`,
  );
  process.exitCode = Number(thrown.length > 0);
}

/** A directory that is a project, or those in it. */
function projectsIn(directory) {
  const entries = readdirSync(directory, { withFileTypes: true });
  const isProject = entries.some(({ name }) => name === 'package.json' || name === 'src');
  return isProject
    ? [resolve(directory)]
    : entries.filter((entry) => entry.isDirectory()).map(({ name }) => resolve(directory, name));
}

function sourcesIn(root) {
  try {
    return openWorkspace(root).workspace.sources;
  } catch {
    return [];
  }
}

function lintOne(linter, filename, components) {
  const extension = extname(filename).slice(1);
  const parser = components[extension];
  const config = {
    ...coldstate.configs.audit,
    files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts,vue,svelte,astro}'],
    languageOptions: {
      parser: parser ?? tseslint.parser,
      parserOptions: parser ? { parser: tseslint.parser } : { ecmaFeatures: { jsx: !/^[cm]?ts$/.test(extension) } },
    },
    settings: { coldstate: { index: false } },
  };
  const messages = linter.verify(readFileSync(filename, 'utf8'), [config], { filename });
  if (messages[0]?.message.startsWith('No matching configuration')) throw new Error(messages[0].message);
  return messages.some(({ fatal }) => fatal);
}
