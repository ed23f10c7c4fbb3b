/** What ESLint reports of a project, with the index of an audit and without, beside what the audit reports. */
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import coldstate from '../../dist/rules/index.js';
import { audit } from '../../dist/src/audit/index.js';
import { openWorkspace } from '../../dist/src/workspace/index.js';

const isOwn = (path) => !['node_modules', '.git'].includes(basename(path));

/** What both name a finding by. */
export const keyOf = ({ file, rule, line }) => `${file}:${line} ${rule}`;

/** The project is copied, because an index lies in its node_modules. `components` are parsers by extension: `{ vue: … }`. */
export async function lintedProject(project, components = {}) {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'coldstate-linted-'));
  try {
    cpSync(project, root, { recursive: true, filter: isOwn });
    mkdirSync(join(root, 'node_modules'));
    const { report } = await audit(root, { cache: true });
    const { sources } = openWorkspace(root).workspace;
    return {
      report,
      files: sources.length,
      indexed: await lint(root, sources, components, true),
      alone: await lint(root, sources, components, false),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Comments that switch rules off are left out: the audit has other ones. */
async function lint(root, files, components, index) {
  const eslint = new ESLint({
    cwd: root,
    ignore: false,
    overrideConfigFile: true,
    overrideConfig: [
      {
        ...coldstate.configs.audit,
        files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts,vue,svelte,astro}'],
        languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } },
        linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
        settings: { coldstate: { index } },
      },
      { files: ['**/*.{ts,mts,cts}'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: false } } } },
      ...Object.entries(components).map(([extension, parser]) => ({
        files: [`**/*.${extension}`],
        languageOptions: { parser, parserOptions: { parser: tseslint.parser } },
      })),
    ],
  });
  const results = await eslint.lintFiles(files);
  const told = results.flatMap(({ filePath, messages }) => messages.map((message) => ({ filePath, ...message })));
  const ignored = told.find(({ message }) => message.startsWith('File ignored'));
  if (ignored) throw new Error(`${ignored.filePath}: ${ignored.message}`);
  const at = (path) => path.slice(root.length + 1).replaceAll('\\', '/');
  return told
    .filter(({ ruleId }) => ruleId !== null)
    .map(({ filePath, ruleId, line }) => ({ file: at(filePath), rule: ruleId.replace(/^coldstate\//, ''), line }));
}
