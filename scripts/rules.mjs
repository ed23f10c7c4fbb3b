/** `npm run docs`: docs/rules/*.md and the table of rules in the README, from the rules, their briefs and the code that tests run them on. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { rules } from '../dist/rules/all.js';
import { ruleBriefs } from '../dist/src/report/briefs.js';
import { table, writeBlocks, writePage } from './lib/blocks.mjs';
import { ROOT } from './lib/checkout.mjs';

const CASES = 'test/rules/cases';
const MARK = ' // reported';
const LANGUAGES = { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts' };

const SUGGESTIONS = {
  accept: 'accept it with a comment, whose reason is yours to write',
  freeze: 'freeze a constant, so that whatever changes it fails',
  move: 'move it into the function, where nothing else uses it',
};

/** When a finding may stay; a rule that is not here has no such case but the general one. */
const KEEP = {
  'no-module-state':
    'Each instance may have its own: a cache whose entries may be stale or missing, a count that only says how this instance is doing.',
  'no-stateful-singleton': 'The field is a client or a connection, or says something of this very instance.',
  'no-global-state': 'It is a client that survives hot reloads, one for each instance.',
  'no-background-timer': 'It tidies up what belongs to this instance alone, and nothing is wrong when it runs late.',
  'no-in-process-library-store': 'The limit or the cache is meant for one instance, as a first line of defence.',
  'no-local-disk-state': 'One request writes the file, reads it and removes it, in the directory for temporary files.',
  'no-request-leak': 'Hardly ever. What looks like data of a request is the same for all of them.',
  'no-memory-fallback': 'It is for tests or development, chosen there by name.',
  'no-frozen-at-init':
    'The time or the id is meant to be that of the instance: it says when it started, or which one it is.',
  'no-work-after-response': 'Nobody would miss it, or the platform is told to wait: `after()`, `waitUntil()`.',
};

for (const [id, { meta }] of Object.entries(rules)) await writePage(`docs/rules/${id}.md`, page(id, meta));

await writeBlocks('README.md', {
  rules: table(
    ['Rule', 'What it finds', 'Preset'],
    Object.entries(rules).map(([id, { meta }]) => [
      `[\`${id}\`](docs/rules/${id}.md)`,
      ruleBriefs[id].title,
      `\`${meta.docs.recommended}\``,
    ]),
  ),
});

function page(id, { docs, hasSuggestions, messages }) {
  const { title, what, why, fix } = ruleBriefs[id];
  const offered = hasSuggestions
    ? Object.keys(messages).flatMap((kind) => (SUGGESTIONS[kind] ? [SUGGESTIONS[kind]] : []))
    : [];
  const { incorrect, correct } = examplesOf(id);
  return [
    `# ${id}`,
    '',
    `${title}. In \`coldstate.configs.${docs.recommended}\`${docs.recommended === 'recommended' ? ' and `strict`' : ''}, as a warning.`,
    '',
    what,
    '',
    '## What happens to users',
    '',
    why,
    '',
    '## Incorrect',
    '',
    ...incorrect,
    '## Correct',
    '',
    ...correct,
    '## When to keep it',
    '',
    `${KEEP[id]} Say so above the declaration, and both the linter and the audit are quiet: \`// coldstate: per-instance, safe because …\``,
    '',
    '## What to do',
    '',
    fix,
    ...(offered.length > 0 ? ['', `Editors offer to ${offered.join(', or to ')}. Nothing is fixed by itself.`] : []),
    '',
    '## Options',
    '',
    'One object: `{ severity }`, the mildest severity that is reported: `critical`, `high`, `medium` (the default) or `low`, which is advisory.',
    '',
    '```js',
    `rules: { 'coldstate/${id}': ['warn', { severity: 'high' }] }`,
    '```',
    '',
    `\`coldstate explain ${id}\` shows this rule in the terminal, \`coldstate explain FILE:LINE\` how a store was judged, step by step. The code above is run by \`test/rules\`.`,
  ].join('\n');
}

/** The files of the rule's cases: those with a line that is reported, and those without. */
function examplesOf(id) {
  const directory = join(ROOT, CASES, id);
  const files = readdirSync(directory)
    .filter((file) => /\.[cm]?[jt]s$/.test(file))
    .sort();
  const texts = files.map((file) => ({ file, text: readFileSync(join(directory, file), 'utf8') }));
  const shown = (isReported) =>
    texts
      .filter(({ text }) => text.includes(MARK) === isReported)
      .flatMap(({ file, text }) => [
        `\`\`\`${LANGUAGES[extname(file)] ?? 'js'}`,
        text.replaceAll(MARK, ' // ← reported').trimEnd(),
        '```',
        '',
      ]);
  return { incorrect: shown(true), correct: shown(false) };
}
