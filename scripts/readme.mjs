/** `npm run docs`: the parts of README.md that a run of the built command line, or its tables, can say better than a person. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { libraries } from '../dist/src/libraries/index.js';
import { platforms } from '../dist/src/platforms/index.js';
import { ROOT, fail } from './lib/checkout.mjs';
import { table, writeBlocks } from './lib/blocks.mjs';

const COMMAND = ['audit', 'fixtures/shortener/before'];
/** Entries of the worst section that are shown; the rest is one `npm run demo` away. */
const SHOWN = 2;

await writeBlocks(
  'README.md',
  { excerpt: excerpt(), platforms: platformList(), libraries: libraryTable() },
  { same: withoutTimes },
);

function excerpt() {
  const lines = audit().split('\n');
  const rules = lines.flatMap((line, at) => (line.startsWith('──') ? [at] : []));
  const [first = 0, second = 0] = rules;
  const entries = lines
    .slice(first + 1, second)
    .join('\n')
    .trim()
    .split('\n\n');
  const summary = lines.slice(rules.at(-1)).join('\n').trimEnd();
  const shown = [lines[first], ...entries.slice(0, SHOWN), '   …', summary].join('\n\n');
  return `\`\`\`text\n$ coldstate ${COMMAND.join(' ')}\n\n${shown}\n\`\`\``;
}

function audit() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/coldstate.js'), ...COMMAND], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', TERM: 'xterm-256color', LANG: 'en_US.UTF-8', LC_ALL: '' },
  });
  if (status !== 1) fail(`\`coldstate ${COMMAND.join(' ')}\` should find something and exit with 1, but: ${stderr}`);
  return stdout;
}

/** What is idle is detected too, but only to say that nothing runs there. */
function platformList() {
  return platforms
    .filter(({ kind }) => kind !== 'idle')
    .map(({ title }) => title)
    .join(' · ');
}

function libraryTable() {
  const rows = libraries.map(({ title, stores }) => [title, names(stores.flatMap((store) => store.packages))]);
  const count = new Set(libraries.flatMap(({ stores }) => stores.flatMap((store) => store.packages))).size;
  return `${count} packages (and entry points of packages) are known in the form that keeps data in the process and, where there is one, in the form that does not.\n\n${table(['Libraries', 'Recognised'], rows)}`;
}

function names(packages) {
  return [...new Set(packages)].map((name) => `\`${name}\``).join(', ');
}

/** How long a run took is nobody's fault. */
function withoutTimes(text) {
  return text.replace(/ in [\d.]+ m?s\b/g, ' in no time');
}
