/** How much of the heap is in use after each five hundred files that one ESLint lints with the ten rules. Run with `--expose-gc`. */
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import coldstate from '../../dist/rules/index.js';
import { openWorkspace } from '../../dist/src/workspace/index.js';

const [, , root] = process.argv;
const STEP = 500;

const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: {
    ...coldstate.configs.audit,
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    settings: { coldstate: { index: false } },
  },
});

const files = openWorkspace(root).workspace.sources;
const heap = [];
for (let at = 0; at < files.length; at += STEP) {
  await eslint.lintFiles(files.slice(at, at + STEP));
  globalThis.gc();
  heap.push(process.memoryUsage().heapUsed / 2 ** 20);
}
process.stdout.write(JSON.stringify(heap));
