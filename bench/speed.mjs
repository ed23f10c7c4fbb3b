/**
 * `npm run bench:speed [-- --corpus packages,5k,20k:1] [--rounds 5] [--only cold,parse] [--write]`
 *
 * The audit beside the cost of reading and parsing the same files, and beside the tools that come nearest. All contestants run once a round,
 * one after the other, as processes of their own; ratios are taken round by round, and the median of those is told. A corpus may have a number
 * of rounds of its own, for those that take long. With `--write` the tables go to bench/RESULTS.md and the growth to docs/performance.svg,
 * together with corpora that were measured before (`--corpus '' --write` measures no other). Run it after `npm run build`, on a machine that
 * does nothing else.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openWorkspace } from '../dist/src/workspace/index.js';
import { corpus } from './corpora.mjs';
import { plot } from './plot.mjs';
import { HOME, installedTools, machine, median, PROGRAMS, ROOT } from './tools.mjs';

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', default: 'packages,5k,20k' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

const only = options.only?.split(',');
const PEERS = ['eslint', 'oxlint', 'knip'];
const tools = !only || only.some((name) => PEERS.includes(name)) ? installedTools() : HOME;
const results = join(HOME, 'results');
mkdirSync(results, { recursive: true });
const corpora = [];
for (const one of options.corpus.split(',').filter(Boolean)) {
  const [name, rounds = options.rounds] = one.split(':');
  const found = await measured(name, Number(rounds));
  writeFileSync(join(results, `${name}.json`), JSON.stringify(found));
  corpora.push(found);
}
if (corpora.length > 0) process.stdout.write(pageOf(corpora));
if (options.write) {
  const all = readdirSync(results).map((file) => JSON.parse(readFileSync(join(results, file), 'utf8')));
  all.sort((a, b) => isGenerated(a) - isGenerated(b) || a.count - b.count);
  writeFileSync(join(ROOT, 'bench/RESULTS.md'), pageOf(all));
  writeFileSync(join(ROOT, 'docs/performance.svg'), plotOf(all.filter(isGenerated)));
}

function isGenerated({ name }) {
  return /^\d+k$/.test(name);
}

function pageOf(measured) {
  const sections = [...measured.map(tableOf), growthOf(measured.filter(isGenerated))];
  return `# Speed\n\nWritten by \`npm run bench:speed -- --write\`. ${machine()} All of one table come from one run; times of different tables, and of other machines, say nothing to each other.\n\n${sections.filter(Boolean).join('\n\n')}\n`;
}

/** What the audit costs as programs grow, beside the parse and the linter. */
function plotOf(measured) {
  const titles = new Map(measured.flatMap(({ contestants }) => contestants.map(({ name, title }) => [name, title])));
  const series = ['eslint', 'cold', 'edit', 'warm', 'parse'].flatMap((who) => {
    const points = measured
      .filter(({ rounds }) => rounds[0][who])
      .map(({ count, rounds }) => [count, median(rounds.map((row) => row[who].cpu)) / 1000]);
    return points.length > 0 ? [{ title: titles.get(who), points }] : [];
  });
  return plot({ title: 'CPU seconds of whole processes, by the size of the program', series });
}

async function measured(name, count) {
  const root = corpus(PROGRAMS, name);
  // Where a cache is kept.
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  const files = openWorkspace(root).workspace.sources.map((file) => join(root, file));
  const list = join(HOME, `${name}.list`);
  writeFileSync(list, files.join('\n'));
  const { contestants: all, restore } = contestantsFor({ root, list, files });
  const contestants = [];
  for (const one of all) if (!one.mayFail || (await runs(one))) contestants.push(one);
  const rounds = [];
  for (let round = 0; round < count; round++) {
    const row = {};
    for (const { name: who, prepare, command } of contestants) {
      prepare?.(round);
      row[who] = await timed(command);
    }
    rounds.push(row);
  }
  restore();
  return {
    name,
    count: files.length,
    contestants: contestants.map(({ name: who, title }) => ({ name: who, title })),
    rounds,
  };
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
      prepare: (round) =>
        writeFileSync(edited, `${text}\nexport const edited${round} = new Map([[${round}, 'once']]);\n`),
      command: audit('--cache'),
    },
    { name: 'eslint', title: 'ESLint 10, nearest rules', command: script('eslint', tools, root) },
    {
      name: 'oxlint',
      title: 'oxlint, its default rules',
      command: node(join(tools, 'node_modules/oxlint/bin/oxlint'), '--silent', root),
    },
    {
      name: 'knip',
      title: 'knip',
      // It wants a manifest at the root, and what that names.
      mayFail: true,
      command: node(
        join(tools, 'node_modules/knip/bin/knip.js'),
        '--directory',
        root,
        '--no-exit-code',
        '--no-progress',
      ),
    },
  ];
  return {
    contestants: all.filter(({ name }) => name === 'parse' || !only || only.includes(name)),
    restore: () => writeFileSync(edited, text),
  };
}

async function runs({ command }) {
  return timed(command).then(
    () => true,
    () => false,
  );
}

async function timed([command, ...args]) {
  const usage = join(HOME, `usage-${process.pid}.json`);
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
    `## ${name}: ${count} files, ${rounds.length} round${rounds.length === 1 ? '' : 's'}`,
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
