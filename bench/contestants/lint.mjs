/** ESLint with the ten rules and the two that come nearest, on the same files in the same run: what its own timing says, pass by pass. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import coldstate from '../../dist/rules/index.js';

const [, , root, tools, mode, passes] = process.argv;
const unicornFile = createRequire(`${tools}/package.json`).resolve('eslint-plugin-unicorn');
const { default: unicorn } = await import(pathToFileURL(unicornFile).href);

const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  stats: true,
  overrideConfig: {
    files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'],
    plugins: { coldstate, unicorn, '@typescript-eslint': tseslint.plugin },
    languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    settings: { coldstate: { index: mode === 'index' } },
    rules: {
      '@typescript-eslint/no-unused-vars': 'warn',
      'unicorn/no-top-level-assignment-in-function': 'warn',
      ...coldstate.configs.audit.rules,
    },
  },
});

const isOurs = (rule) => rule?.startsWith('coldstate/') ?? false;
const told = [];
for (let pass = 0; pass < Number(passes); pass++) {
  const results = await eslint.lintFiles(['.']);
  const times = results.flatMap(({ stats }) =>
    (stats?.times?.passes ?? []).flatMap(({ rules = {} }) => Object.entries(rules)),
  );
  const sum = (which) => times.reduce((total, [rule, { total: own }]) => total + (which(rule) ? own : 0), 0);
  const found = results.flatMap(({ messages }) => messages.filter(({ ruleId }) => isOurs(ruleId)));
  told.push({ files: results.length, found: found.length, ours: sum(isOurs), peers: sum((rule) => !isOurs(rule)) });
}
process.stdout.write(JSON.stringify(told));
