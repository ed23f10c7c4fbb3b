/** The rules of typescript-eslint about promises, where the project has them: a second opinion beside our own audit. */
import { writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { run, type Machine } from '../apply/machine.js';
import type { Scratch } from './scratch.js';
import { lineOf, majorOf, toolOf, type Complaint, type Tool } from './tools.js';

const RULES = ['no-floating-promises', 'no-misused-promises', 'await-thenable'] as const;

export interface Linter {
  readonly eslint: Tool;
  readonly plugin: Tool;
  readonly parser: Tool;
}

/** Undefined where the project has no ESLint, or one without types or without today's configuration format. */
export function linterOf(root: string): Linter | undefined {
  const eslint = toolOf(root, 'eslint');
  const all = toolOf(root, 'typescript-eslint');
  const plugin =
    toolOf(all?.directory ?? root, '@typescript-eslint/eslint-plugin') ??
    toolOf(root, '@typescript-eslint/eslint-plugin');
  const parser =
    toolOf(all?.directory ?? root, '@typescript-eslint/parser') ?? toolOf(root, '@typescript-eslint/parser');
  if (!eslint?.program || !plugin || !parser) return undefined;
  return majorOf(eslint) >= 9 && majorOf(plugin) >= 8 ? { eslint, plugin, parser } : undefined;
}

/** Undefined where it could not run. */
export async function lintErrors(
  machine: Machine,
  scratch: Scratch,
  { eslint, plugin, parser }: Linter,
  files: readonly string[],
  textOf: (file: string) => string | undefined,
): Promise<Complaint[] | undefined> {
  const linted = files.filter((file) => /\.[cm]?tsx?$/.test(file));
  if (linted.length === 0 || eslint.program === undefined) return [];
  const config = join(scratch.root, 'coldstate.eslint.config.mjs');
  writeFileSync(config, configText({ plugin, parser }, scratch.root));
  const flags = [
    '--no-config-lookup',
    '--config',
    config,
    '--format',
    'json',
    '--no-warn-ignored',
    '--no-error-on-unmatched-pattern',
  ];
  const { stdout } = await run(machine, machine.node, [eslint.program, ...flags, '--', ...linted], {
    cwd: scratch.root,
  });
  const results = parsedResults(stdout);
  return results?.flatMap(({ filePath, messages }) => {
    const file = relative(scratch.root, filePath).split(sep).join('/');
    return messages
      .filter(({ ruleId }) => RULES.some((rule) => ruleId === `@typescript-eslint/${rule}`))
      .map(({ ruleId, message, line, column }) => {
        const code = (ruleId ?? '').slice('@typescript-eslint/'.length);
        return { file, line, column, code, why: `${code}: ${message}`, text: lineOf(textOf(file), line) };
      });
  });
}

interface Result {
  readonly filePath: string;
  readonly messages: readonly { ruleId: string | null; message: string; line: number; column: number }[];
}

function parsedResults(output: string): readonly Result[] | undefined {
  try {
    return JSON.parse(output) as Result[];
  } catch {
    return undefined;
  }
}

/** By the directories of the packages, so that it works wherever a package manager put them. */
function configText({ plugin, parser }: Pick<Linter, 'plugin' | 'parser'>, root: string): string {
  const rules = Object.fromEntries(RULES.map((rule) => [`@typescript-eslint/${rule}`, 'error']));
  return `import { createRequire } from 'node:module';
// By its own name from within, as its \`exports\` want it.
const load = (directory, name) => createRequire(directory + '/package.json')(name);
export default [{
  files: ['**/*.{ts,tsx,mts,cts}'],
  plugins: { "@typescript-eslint": load(${JSON.stringify(plugin.directory)}, '@typescript-eslint/eslint-plugin') },
  linterOptions: { reportUnusedDisableDirectives: 'off' },
  languageOptions: {
    parser: load(${JSON.stringify(parser.directory)}, '@typescript-eslint/parser'),
    parserOptions: { projectService: true, tsconfigRootDir: ${JSON.stringify(root)} },
  },
  rules: ${JSON.stringify(rules)},
}];
`;
}
