/**
 * `npm run docs`: docs/eslint.md, what ESLint reports of the fixtures beside what the audit reports.
 *
 *   node scripts/eslint.mjs --trees DIR [DIR …]     the part about public projects, from work trees named OWNER__NAME__COMMIT
 *
 * Fails where ESLint beside the index of an audit says anything else than the audit, and where it says by itself what the audit does not.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { auditedAlone } from '../dist/src/lint/alone.js';
import { mayBeOfServer } from '../dist/src/lint/server.js';
import { defaultParser } from '../dist/src/syntax/parse.js';
import { openFile } from '../dist/src/workspace/index.js';
import { table, writeBlocks } from './lib/blocks.mjs';
import { fail, ROOT, say } from './lib/checkout.mjs';
import { keyOf, lintedProject } from './lib/linted.mjs';

/** Why a file by itself differs from the audit: the first that holds. `own` is the finding as the file alone has it, before anything is left out. */
const REASONS = {
  unreached: {
    title: 'no request is seen',
    says: 'The audit sees no request that comes to it either, and lists it all the same. A file by itself does so only for what is kept for requests and nothing else, like sessions.',
    holds: ({ finding }) => finding.reached !== 'yes',
  },
  unserved: {
    title: 'nothing in the file is of a server',
    says: 'Neither where it lies nor what it or its package imports says that a server runs it.',
    holds: ({ isServed }) => !isServed,
  },
  uncalled: {
    title: 'requests come from other files',
    says: 'Only the files that call it show that requests come to it.',
    holds: ({ own }) => own !== undefined && own.reached !== 'yes',
  },
  placed: {
    title: 'other files say where it lies',
    says: 'A configuration may mount the storage elsewhere, and a property of `globalThis` belongs to whichever file sets it.',
    holds: ({ own }) => own !== undefined,
  },
  decided: {
    title: 'what decides stands in other files',
    says: 'It is written or read there, or what is kept or called here is made there.',
    holds: () => true,
  },
  twice: {
    title: 'said of another place',
    says: 'Several files make one store, which the audit lists where it is made first. By itself, each file says it of its own place.',
    holds: () => false,
  },
  renamed: {
    title: 'said by another rule',
    says: 'Only other files show that it stands in for a store that is not configured.',
    holds: () => false,
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { trees: { type: 'boolean', default: false }, check: { type: 'boolean', default: false } },
});
if (values.trees !== positionals.length > 0) fail('--trees DIR … goes with at least one directory.');

const rows = [];
if (values.trees) {
  const { componentParsers } = await import('../bench/tools.mjs');
  const parsers = await componentParsers();
  for (const tree of positionals) rows.push(await compared(linkOf(basename(tree)), tree, parsers));
} else for (const fixture of fixtures()) rows.push(await compared(`\`${fixture}\``, join(ROOT, 'fixtures', fixture)));

const wrong = rows.flatMap(({ wrong }) => wrong);
for (const one of wrong) say(one);
if (wrong.length > 0) fail('ESLint and the audit differ where they must not.');
await writeBlocks('docs/eslint.md', {
  [values.trees ? 'public' : 'fixtures']: blockOf(rows),
  ...(values.trees ? {} : { reasons: reasonList() }),
});

function fixtures() {
  const directories = (path) =>
    readdirSync(join(ROOT, 'fixtures', path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${path}${name}`);
  const worlds = directories('').filter((name) => name !== 'broken');
  // One of those that are broken has no source at all.
  const broken = directories('broken/').filter((name) => name !== 'broken/no-source');
  return [...worlds.flatMap((name) => [`${name}/before`, `${name}/after`]), ...broken];
}

function linkOf(name) {
  const [owner, project, commit] = name.split('__');
  return `[${owner}/${project}](https://github.com/${owner}/${project}/tree/${commit}) @ \`${commit.slice(0, 7)}\``;
}

async function compared(title, directory, parsers) {
  const { report, files, indexed, alone } = await lintedProject(directory, parsers);
  const audited = new Set(report.findings.map(keyOf));
  const [withIndex, byItself] = [indexed, alone].map((found) => new Set(found.map(keyOf)));
  const others = alone
    .filter((place) => !audited.has(keyOf(place)))
    .map((place) => ({ place, why: otherwiseIn(report, place) }));
  const missing = report.findings.filter((finding) => !byItself.has(keyOf(finding)));
  const wrong = [
    ...[...audited].filter((key) => !withIndex.has(key)).map((key) => `with the index, nothing is said of ${key}`),
    ...[...withIndex].filter((key) => !audited.has(key)).map((key) => `with the index, ${key} is said alone by ESLint`),
    ...others
      .filter(({ why }) => why === undefined)
      .map(({ place }) => `without the index, ${keyOf(place)} is said alone by ESLint`),
  ];
  const reasons = missing.map((finding) => ({ place: finding, why: reasonOf(finding, directory) }));
  return {
    ...{ title, files, audited: audited.size, indexed: withIndex.size, alone: byItself.size },
    differences: [...reasons, ...others],
    wrong: wrong.map((one) => `${title}: ${one}`),
  };
}

function reasonOf(finding, directory) {
  const { file, rule, line } = finding;
  const path = join(directory, file);
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const opened = openFile(path, text, directory);
  const isServed = mayBeOfServer(opened.file, text, () => opened.packageOf(opened.file));
  const found = auditedAlone({ path, text, cwd: directory, parser: defaultParser() })?.report.findings ?? [];
  const own = found.find((one) => one.rule === rule && one.line === line);
  return Object.keys(REASONS).find((reason) => REASONS[reason].holds({ finding, isServed, own }));
}

/** How the audit says what a file by itself says of this place, where that is right as well. */
function otherwiseIn({ findings }, { file, rule, line }) {
  const isHere = (place) => place.file === file && place.line === line;
  if (findings.some((one) => one.form === 'global' && one.rule === rule && one.accesses.some(isHere))) return 'twice';
  return findings.some((one) => isHere(one) && one.rule === 'no-memory-fallback') ? 'renamed' : undefined;
}

function blockOf(rows) {
  const counts = table(
    ['Project', 'Files', 'Audit', 'ESLint with the index', 'ESLint by itself'],
    rows.map(({ title, files, audited, indexed, alone }) => [title, files, audited, indexed, alone]),
  );
  const differences = rows.flatMap(({ title, differences }) =>
    Object.entries(REASONS).flatMap(([reason, { title: because }]) => {
      const places = differences.filter(({ why }) => why === reason).map(({ place }) => place);
      const told = places.map(({ file, line, rule }) => `\`${file}:${line}\` ${rule}`);
      return told.length > 0 ? [[title, because, told.join('<br>')]] : [];
    }),
  );
  return `${counts}\n\n${table(['Project', 'Differs by itself, because', 'Findings'], differences)}`;
}

function reasonList() {
  return Object.values(REASONS)
    .map(({ title, says }) => `- **${title}**: ${says}`)
    .join('\n');
}
