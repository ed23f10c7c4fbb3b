import { describe, expect, it } from 'vitest';
import { withPlugin } from '../../src/init/eslint-block.js';

const IMPORTS = "import js from '@eslint/js';\n";
const WITH = `${IMPORTS}import coldstate from 'coldstate';\n`;

describe('the plugin in a configuration that is there', () => {
  it.each([
    [
      'a list on lines',
      'export default [\n  js.configs.recommended,\n];\n',
      'export default [\n  js.configs.recommended,\n  coldstate.configs.recommended,\n];\n',
    ],
    [
      'no comma behind the last',
      'export default [\n  js.configs.recommended\n];\n',
      'export default [\n  js.configs.recommended,\n  coldstate.configs.recommended\n];\n',
    ],
    [
      'a list on one line',
      'export default [js.configs.recommended];\n',
      'export default [js.configs.recommended, coldstate.configs.recommended];\n',
    ],
    ['an empty list', 'export default [];\n', 'export default [coldstate.configs.recommended];\n'],
    [
      'a comment behind the last',
      'export default [\n  js.configs.all, // [all]\n];\n',
      'export default [\n  js.configs.all, // [all]\n  coldstate.configs.recommended,\n];\n',
    ],
    [
      'a name',
      'const config = [js.configs.all];\nexport default config;\n',
      'const config = [js.configs.all, coldstate.configs.recommended];\nexport default config;\n',
    ],
    [
      'defineConfig of a list',
      'export default defineConfig([\n  js.configs.all,\n]);\n',
      'export default defineConfig([\n  js.configs.all,\n  coldstate.configs.recommended,\n]);\n',
    ],
    [
      'arguments',
      'export default tseslint.config(\n  js.configs.all,\n);\n',
      'export default tseslint.config(\n  js.configs.all,\n  coldstate.configs.recommended,\n);\n',
    ],
    [
      'a type',
      'export default [js.configs.all] satisfies Config[];\n',
      'export default [js.configs.all, coldstate.configs.recommended] satisfies Config[];\n',
    ],
  ])('stands behind the others in %s', (_what, before, after) => {
    expect(withPlugin('eslint.config.ts', IMPORTS + before)).toBe(WITH + after);
  });

  it('is imported first where nothing else is', () => {
    expect(withPlugin('eslint.config.js', 'export default [];\n')).toBe(
      "import coldstate from 'coldstate';\n\nexport default [coldstate.configs.recommended];\n",
    );
  });

  it('is written as its neighbours are', () => {
    expect(withPlugin('eslint.config.js', 'import js from "@eslint/js"\nexport default [js.configs.all]\n')).toBe(
      'import js from "@eslint/js"\nimport coldstate from "coldstate"\nexport default [js.configs.all, coldstate.configs.recommended]\n',
    );
  });

  it.each([
    [
      'a function that is not known',
      "import antfu from '@antfu/eslint-config';\nexport default antfu({ vue: true });\n",
    ],
    ['CommonJS', "module.exports = [require('@eslint/js').configs.all];\n"],
    ['an object', 'export default { rules: {} };\n'],
    ['a comment where a comma is missing', 'export default [\n  js.configs.all // all\n];\n'],
    ['text that does not parse', 'export default [\n'],
  ])('is left to the reader in %s', (_what, text) => {
    expect(withPlugin('eslint.config.js', text)).toBeUndefined();
  });
});
