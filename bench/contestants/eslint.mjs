/** ESLint with the rules that come nearest, on the same files through the typescript-eslint parser. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, , list, tools, cwd] = process.argv;
const require = createRequire(`${tools}/package.json`);
const load = async (name) => (await import(pathToFileURL(require.resolve(name)).href)).default;
const [{ ESLint }, unicorn, placeholders, parser] = await Promise.all(
  ['eslint', 'eslint-plugin-unicorn', 'eslint-plugin-no-placeholder-globals', '@typescript-eslint/parser'].map(load),
);
const eslint = new ESLint({
  cwd,
  overrideConfigFile: true,
  ignore: false,
  overrideConfig: {
    files: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'],
    plugins: { unicorn, placeholders },
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: {
      'unicorn/no-top-level-assignment-in-function': 'error',
      ...Object.fromEntries(Object.keys(placeholders.rules).map((rule) => [`placeholders/${rule}`, 'error'])),
    },
  },
});
const results = await eslint.lintFiles(readFileSync(list, 'utf8').split('\n'));
process.stdout.write(`${results.reduce((sum, { messages }) => sum + messages.length, 0)} messages\n`);
