/**
 * `npm run bench:speed [-- --corpus packages,5k,20k] [--rounds 5] [--only audit,parse] [--write]`
 *
 * The audit beside the cost of reading and parsing the same files, and beside the tools that come nearest. All contestants run once a round,
 * one after the other, as processes of their own; ratios are taken round by round, and the median of those is told. With `--write` the tables
 * go to bench/RESULTS.md. Run it after `npm run build`, on a machine that does nothing else.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openWorkspace } from '../dist/src/workspace/index.js';
import { corpus } from './corpora.mjs';
import { HOME, installedTools, machine, median, ROOT } from './tools.mjs';

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', default: 'packages,5k,20k' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

const only = options.only?.split(',');
const tools = !only || only.some((name) => name === 'eslint' || name === 'oxlint') ? installedTools() : HOME;
const corpora = [];
for (const name of options.corpus.split(',')) corpora.push(await measured(name));
const sections = [...corpora.map(tableOf), growthOf(corpora.filter(({ name }) => /^\d+k$/.test(name)))];
const page = `# Speed\n\nWritten by \`npm run bench:speed -- --write\`. ${machine()} All of one table come from one run; times of different tables, and of other machines, say nothing to each other.\n\n${sections.filter(Boolean).join('\n\n')}\n`;
process.stdout.write(page);
if (options.write) writeFileSync(join(ROOT, 'bench/RESULTS.md'), page);

async function measured(name) {
  const root = corpus(join(HOME, 'corpora'), name);
  // Where a cache is kept.
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  const files = openWorkspace(root).workspace.sources.map((file) => join(root, file));
  const list = join(HOME, `${name}.list`);
  writeFileSync(list, files.join('\n'));
  const contestants = contestantsFor({ root, list, files });
  const rounds = [];
  for (let round = 0; round < Number(options.rounds); round++) {
    const row = {};
    for (const { name: who, prepare, command } of contestants) {
      prepare?.(round);
      row[who] = await timed(command);
    }
    rounds.push(row);
  }
  return { name, count: files.length, contestants, rounds };
}

function contestantsFor({ root, list, files }) {
  const node = (...args) => [process.execPath, ...args];
  const audit = (...args) =>
    node(join(ROOT, 'bin/coldstate.js'), root, '--format', 'json', '--fail-on', 'none', ...args);
  const script = (name, ...args) => node(join(import.meta.dirname, 'contestants', `${name}.mjs`), list, ...args);
  const [edited] = files;
  const text = readFileSync(edited, 'utf8');
  const all = [
    { name: 'parse', title: 'oxc, parse only', command: script('parse') },
    { name: 'read', title: 'read only', command: script('read') },
    {
      name: 'cold',
      title: 'coldstate, cold',
      prepare: () => rmSync(join(root, 'node_modules/.cache'), { recursive: true, force: true }),
      command: audit('--cache'),
    },
    { name: 'warm', title: 'coldstate, warm', command: audit('--cache') },
    {
      name: 'edit',
      title: 'coldstate, after one edit',
      prepare: (round) => writeFileSync(edited, `${text}\n// ${round}\n`),
      command: audit('--cache'),
    },
    { name: 'eslint', title: 'ESLint 10, nearest rules', command: script('eslint', tools, root) },
    {
      name: 'oxlint',
      title: 'oxlint, its default rules',
      command: node(join(tools, 'node_modules/oxlint/bin/oxlint'), '--silent', root),
    },
  ];
  return all.filter(({ name }) => name === 'parse' || !only || only.includes(name));
}

async function timed([command, ...args]) {
  const usage = join(HOME, 'usage.json');
  rmSync(usage, { force: true });
  const preload = join(import.meta.dirname, 'usage.mjs');
  const started = performance.now();
  const child = spawn(command, ['--import', preload, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, COLDSTATE_BENCH_USAGE: usage, NODE_OPTIONS: '--max-old-space-size=8192' },
  });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += chunk));
  const status = await new Promise((end) => child.on('close', end));
  const wall = performance.now() - started;
  // Linters end with 1 where they find something.
  if (status > 1 || !existsSync(usage))
    throw new Error(`${args.join(' ')} ended with ${status}: ${errors.slice(-2000)}`);
  return { wall, ...JSON.parse(readFileSync(usage, 'utf8')) };
}

function tableOf({ name, count, contestants, rounds }) {
  const ratio = (who, what) => median(rounds.map((row) => row[who][what] / row.parse[what])).toFixed(2);
  const rows = contestants.map(({ name: who, title }) => {
    const seconds = median(rounds.map((row) => row[who].wall)) / 1000;
    const cpu = median(rounds.map((row) => row[who].cpu)) / 1000;
    const memory = Math.round(median(rounds.map((row) => row[who].rss)));
    return `| ${title} | ${ratio(who, 'wall')} | ${ratio(who, 'cpu')} | ${ratio(who, 'rss')} | ${seconds.toFixed(2)} | ${cpu.toFixed(2)} | ${memory} |`;
  });
  return [
    `## ${name}: ${count} files, ${rounds.length} rounds`,
    '',
    '| | wall / parse | CPU / parse | memory / parse | wall, s | CPU, s | memory, MB |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

/** Whether twice the files cost twice as much. */
function growthOf(corpora) {
  const [smallest] = corpora;
  if (corpora.length < 2 || !('cold' in smallest.rounds[0])) return undefined;
  const of = ({ rounds }, what) => median(rounds.map(({ cold }) => cold[what]));
  const rows = corpora.map((one) => {
    const times = of(one, 'cpu') / of(smallest, 'cpu');
    const perThousand = of(one, 'cpu') / one.count;
    return `| ${one.count} | ${(of(one, 'cpu') / 1000).toFixed(1)} | ${perThousand.toFixed(2)} | ${times.toFixed(1)} | ${Math.round(of(one, 'rss'))} |`;
  });
  return [
    '## Growth of a cold audit',
    '',
    `| files | CPU, s | CPU for 1,000 files, s | times that of ${smallest.name} | memory, MB |`,
    '| ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}
