/**
 * `npm run new:rule no-something`: everything that a rule consists of, from templates: its file and its place among the others, its brief, when
 * it may stay, a case that is reported and one that is not. What is still to be written says so. Then `npm run build && npm run docs` makes its
 * page and its row in the README, and the judge is to draw up findings of it.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, say } from './lib/checkout.mjs';

const [, , name = ''] = process.argv;
process.exitCode = create(name);

function create(id) {
  if (!/^no(?:-[a-z][a-z0-9]*)+$/.test(id))
    return refuse(`"${id}" is no name of a rule: say what there should be none of, \`no-something\`.`);
  if (existsSync(join(ROOT, `rules/${id}.ts`))) return refuse(`rules/${id}.ts is there already. Choose another name.`);
  const variable = id.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
  for (const [file, text] of Object.entries(filesOf(id, variable))) {
    mkdirSync(dirname(join(ROOT, file)), { recursive: true });
    writeFileSync(join(ROOT, file), text);
    say(`${file} written`);
  }
  for (const { file, after, add } of placesOf(id, variable)) {
    insert(file, after, add);
    say(`${file} changed`);
  }
  say(
    'Next: write what says "to be written", draw up its findings in src/judge/drafts/, then `npm run build && npm run docs`.',
  );
  return 0;
}

function filesOf(id, variable) {
  return {
    [`rules/${id}.ts`]: `import { createRule } from '../src/lint/rule.js';

export const ${variable} = createRule({
  id: '${id}',
  description: 'disallow what is to be written',
  recommended: 'strict',
  suggests: ['accept'],
});
`,
    [`test/rules/cases/${id}/wrong.js`]: `import express from 'express';

// To be written: the shortest believable code with one finding of this rule.
const seen = new Map(); // reported

export const app = express();

app.post('/visits/:page', (req, res) => {
  seen.set(req.params.page, Date.now());
  res.json([...seen]);
});
`,
    [`test/rules/cases/${id}/right.js`]: `import express from 'express';

// To be written: the same, put right.
export const app = express();

app.get('/visits/:page', (req, res) => {
  res.json({ page: req.params.page });
});
`,
  };
}

/** Where a rule is named, each after the last one that is there. */
function placesOf(id, variable) {
  return [
    { file: 'src/model/words.ts', after: /export const RULES = \[\n(?: {2}'[^\n]+\n)+/, add: `  '${id}',\n` },
    { file: 'rules/all.ts', after: /(?:import \{ no[^\n]+\n)+/, add: `import { ${variable} } from './${id}.js';\n` },
    { file: 'rules/all.ts', after: /(?: {2}'no-[^\n]+\n)+/, add: `  '${id}': ${variable},\n` },
    {
      file: 'src/report/briefs.ts',
      after: /export const ruleBriefs[^\n]+\n(?: {2}'no-[^\n]+\n(?: {4}[^\n]+\n)+ {2}\},\n)+/,
      add: `  '${id}': {
    title: 'To be written: what it finds, in one line',
    what: 'To be written: what the code does.',
    why: 'To be written: what users or operators will see because of it.',
    fix: 'To be written: the usual way out.',
  },
`,
    },
    {
      file: 'scripts/rules.mjs',
      after: /const KEEP = \{\n(?: {2}'no-[^\n]+\n(?: {4}[^\n]+\n)*)+/,
      add: `  '${id}': 'To be written: when a finding may stay.',\n`,
    },
  ];
}

function insert(file, after, add) {
  const path = join(ROOT, file);
  const text = readFileSync(path, 'utf8');
  const found = after.exec(text);
  if (!found)
    throw new Error(
      `${file}: the place for a new rule is not there. Adapt scripts/new-rule.mjs to what the file is now.`,
    );
  const at = found.index + found[0].length;
  writeFileSync(path, text.slice(0, at) + add + text.slice(at));
}

function refuse(why) {
  say(why);
  return 2;
}
