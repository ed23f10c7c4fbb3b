/**
 * `npm run bench:accuracy -- --trees DIR [--labels FILE] [--score PATH] [--only WORD] [--misses] [--alarms] [--write-readme]`
 *
 * Precision and recall of `coldstate audit` on labelled repositories, in the words of the scorer: what counts as found is decided there, not
 * here. DIR holds a work tree for each repository and commit that the labels name. With `--write-readme` the figures go into README.md.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, fail } from './lib/checkout.mjs';
import { table, writeBlocks } from './lib/blocks.mjs';

const options = optionsOf(process.argv.slice(2));
const score = pathOf(options.score ?? join(ROOT, '../shared/bench/score.mjs'));
if (!existsSync(score)) fail(`the scorer is not at ${score}. Name it with --score PATH.`);
if (options.trees === undefined)
  fail('--trees DIR is missing: the directory with the work trees that the labels name.');
const trees = pathOf(options.trees);
if (!existsSync(trees)) fail(`--trees ${trees}: no such directory.`);
const labels = pathOf(options.labels ?? join(dirname(score), 'labels.jsonl'));
if (!existsSync(labels)) fail(`the labels are not at ${labels}. Name them with --labels FILE.`);

const { line, result } = scored();
if (options['write-readme']) {
  if (options.only !== undefined) fail('--write-readme and --only do not go together: the README shows all cases.');
  const { repositories, commits, scored: found } = labelled();
  if (found !== commits) fail(`--write-readme: ${commits - found} of ${commits} labelled trees are not in ${trees}.`);
  await writeBlocks('README.md', { accuracy: figures(repositories, commits) }, { check: false });
}

function optionsOf(args) {
  const text = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  try {
    return parseArgs({
      args,
      options: { trees: text, labels: text, score: text, only: text, misses: flag, alarms: flag, 'write-readme': flag },
    }).values;
  } catch (error) {
    return fail(`${error.message}. The head of scripts/accuracy.mjs shows the options.`);
  }
}

/** npm runs scripts in the package's directory; whoever types a path means their own. */
function pathOf(path) {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

function scored() {
  const directory = mkdtempSync(join(tmpdir(), 'coldstate-accuracy-'));
  const file = join(directory, 'score.json');
  const passed = ['misses', 'alarms'].flatMap((name) => (options[name] ? [`--${name}`] : []));
  const only = options.only === undefined ? [] : ['--only', options.only];
  try {
    const { status, stdout } = spawnSync(
      process.execPath,
      [score, '--trees', trees, '--labels', labels, '--json', file, ...only, ...passed],
      { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 28 },
    );
    process.stdout.write(stdout);
    if (status !== 0) fail(`${score} ended with ${status}; its message stands above.`);
    return { line: stdout.trimEnd().split('\n').at(-1), result: JSON.parse(readFileSync(file, 'utf8')) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What the labels name: repositories, their commits, and how many of these the scorer found a tree for. */
function labelled() {
  const named = readFileSync(labels, 'utf8')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  const commits = new Set(named.map(({ repo, commit }) => `${repo}@${commit}`)).size;
  return { repositories: new Set(named.map(({ repo }) => repo)).size, commits, scored: result.rows.length };
}

function figures(repositories, commits) {
  const { sum, recall, precision } = result;
  const macro = (kind) => new RegExp(`${kind} \\d+/\\d+ \\(macro ([\\d.]+)\\)`).exec(line)?.[1] ?? '?';
  const judged = sum.good + sum.safe + sum.advisory + sum.unlabelled;
  const rows = [
    ['Recall: unsafe state that is found', recall.toFixed(2), `${sum.got} of ${sum.want}`],
    ['Precision: findings (medium and up) that are unsafe', precision.toFixed(2), `${sum.good} of ${judged}`],
    ['Role right, among the found (mean over roles)', macro('role'), `${sum.role} of ${sum.got}`],
    ['Severity right, among the found (mean over severities)', macro('severity'), `${sum.severity} of ${sum.got}`],
  ];
  const date = new Date().toISOString().slice(0, 10);
  return `${table(['Measure', 'Figure', 'Cases'], rows)}\n\n${repositories} repositories at ${commits} commits, measured on ${date} with coldstate at commit ${commit()}.`;
}

function commit() {
  const git = (...args) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  const { status, stdout } = git('rev-parse', '--short', 'HEAD');
  if (status !== 0) fail('--write-readme names the commit that was measured, and this is no git checkout.');
  const changed = git('status', '--porcelain', '--', 'src', 'package-lock.json').stdout.trim() !== '';
  return `\`${stdout.trim()}\`${changed ? ' with local changes' : ''}`;
}
