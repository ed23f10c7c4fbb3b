/** What setting up would write: each file with its text before and after, and what is left to the reader with the reason. */
import { posix } from 'node:path';
import { BASELINE_FILE, renewedBaseline, textOf } from '../baseline/index.js';
import type { Report } from '../model/report.js';
import { LINT_BLOCK, withPlugin } from './eslint-block.js';
import type { Surroundings } from './look.js';

/** A file to write, relative to the project with `/`. */
export interface Draft {
  path: string;
  /** Undefined for a new file. */
  before?: string;
  after: string;
  says: string;
}

export interface Setup {
  drafts: Draft[];
  /** What is there and stays as it is, or has to be done by hand. */
  notes: string[];
}

export interface Situation {
  surroundings: Surroundings;
  report: Report;
  version: string;
  /** From the root of the repository to the project; '' for the root itself. */
  repositoryPath: string;
  /** Text of a file, relative to the project; undefined where there is none. */
  read: (path: string) => string | undefined;
}

export function setupFor(situation: Situation): Setup {
  const setups = [configuration, lint, workflow, baseline].map((part) => part(situation));
  return { drafts: setups.flatMap(({ drafts }) => drafts), notes: setups.flatMap(({ notes }) => notes) };
}

type Part = (situation: Situation) => Setup;

const draft = (one: Draft): Setup => ({ drafts: [one], notes: [] });
const note = (text: string): Setup => ({ drafts: [], notes: [text] });

const configuration: Part = ({ surroundings, read }) => {
  const [present] = surroundings.present;
  if (present !== undefined) return note(`${present} is there, and stays as it is.`);
  if (/"coldstate"\s*:\s*\{/.test(read('package.json') ?? ''))
    return note('package.json has a configuration under "coldstate", which stays as it is.');
  return draft({
    path: 'coldstate.config.json',
    after: `${JSON.stringify({ $schema: './node_modules/coldstate/schema/coldstate.schema.json', failOn: 'high' }, undefined, 2)}\n`,
    says: 'the configuration: what fails a run',
  });
};

const lint: Part = ({ surroundings: { eslint } }) => {
  if (eslint === undefined) return note('There is no ESLint here, so nothing is set up for it.');
  if ('installed' in eslint)
    return draft({
      path: 'eslint.config.mjs',
      after: LINT_BLOCK.replace('  // …\n', ''),
      says: 'the ESLint rules, as warnings',
    });
  if ('formerly' in eslint)
    return note(
      `${eslint.formerly} is no flat configuration, which the ESLint rules need. Once there is an eslint.config.js, add:\n\n${LINT_BLOCK}`,
    );
  const { file, text } = eslint;
  if (/['"]coldstate['"]/.test(text)) return note(`${file} uses coldstate already, and stays as it is.`);
  const after = withPlugin(file, text);
  return after === undefined
    ? note(`${file} is written in a way that nothing can safely be added to. Add by hand:\n\n${LINT_BLOCK}`)
    : draft({ path: file, before: text, after, says: 'the ESLint rules, as warnings' });
};

const workflow: Part = ({ surroundings: { ci }, repositoryPath, version, read }) => {
  if (ci !== undefined && ci.name !== 'GitHub Actions')
    return note(
      `${ci.name} is used here (${ci.evidence}). Let it run \`npx --yes coldstate@${version} audit\`; docs/ci.md of coldstate has examples.`,
    );
  if (!/^[\w@+./-]*$/.test(repositoryPath))
    return note('The path of this directory needs quotes, so no workflow is written. docs/ci.md of coldstate has one.');
  const up = repositoryPath === '' ? '' : `${posix.relative(repositoryPath, '')}/`;
  const path = `${up}.github/workflows/coldstate.yml`;
  if (read(path) !== undefined) return note(`${path} is there, and stays as it is.`);
  return draft({
    path,
    after: workflowText(version, repositoryPath),
    says: 'the audit of every push and pull request',
  });
};

function workflowText(version: string, directory: string): string {
  const where = directory === '' ? '' : ` ${directory}`;
  return `# State that does not survive serverless: annotations on pull requests, alerts under "Security".
name: coldstate
on:
  push:
    branches: [main, master]
  pull_request:
permissions:
  contents: read
  security-events: write
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npx --yes coldstate@${version} audit${where} --format pretty --format github --format sarif=coldstate.sarif
      - uses: github/codeql-action/upload-sarif@v3
        if: \${{ !cancelled() && hashFiles('coldstate.sarif') != '' }}
        # Repositories without code scanning have no place for alerts.
        continue-on-error: true
        with:
          sarif_file: coldstate.sarif
`;
}

const baseline: Part = ({ report, read }) => {
  if (read(BASELINE_FILE) !== undefined) return note(`${BASELINE_FILE} is there, and stays as it is.`);
  if (report.findings.length === 0) return note('Nothing is found here, so there is no baseline to write.');
  const { entries } = renewedBaseline(report, [], {}, '');
  return draft({
    path: BASELINE_FILE,
    after: textOf(entries),
    says: 'what is found today, so that runs fail for what is new',
  });
};
