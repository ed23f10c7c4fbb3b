/** Runs a block on memory and compares what its `// → value` comments say. */
import ts from 'typescript';
import { expect } from 'vitest';
import * as expressRateLimit from '../../src/express-rate-limit.js';
import * as adapters from '../../src/index.js';
import * as memory from '../../src/memory.js';
import type { Block } from './blocks.js';

const MODULES: Readonly<Record<string, unknown>> = {
  '@coldstate/adapters': adapters,
  '@coldstate/adapters/memory': memory,
  '@coldstate/adapters/express-rate-limit': expressRateLimit,
};

type Says = (line: number, actual: () => Promise<unknown>, expected: string) => Promise<void>;
type Run = (require: (name: string) => unknown, exports: object, says: Says) => Promise<void>;

// There is no other way to a constructor of asynchronous functions.
const AsyncFunction = runBlock.constructor as new (...source: string[]) => Run;

export async function runBlock(block: Block): Promise<void> {
  const { outputText } = ts.transpileModule(withChecks(block), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const run = new AsyncFunction('require', 'exports', 'says', outputText);
  const load = (name: string): unknown => {
    if (name in MODULES) return MODULES[name];
    throw new Error(
      `${block.page}:${block.line} imports ${name}: a block that runs imports the package, its memory or its stores for libraries.`,
    );
  };
  await run(load, {}, async (line, actual, expected) => {
    await compare(`${block.page}:${block.line + line}`, actual, expected);
  });
}

async function compare(place: string, actual: () => Promise<unknown>, expected: string): Promise<void> {
  const error = /^throws (\w+)$/.exec(expected)?.[1];
  if (error === undefined) {
    const value = new Function(`return (${expected});`) as () => unknown; // eslint-disable-line @typescript-eslint/no-implied-eval -- the guide's own
    expect(await actual(), place).toStrictEqual(value());
  } else {
    await expect(actual(), place).rejects.toMatchObject({ name: error });
  }
}

/** `expression; // → value` becomes a call that compares the two. */
function withChecks({ page, line, code }: Block): string {
  const file = ts.createSourceFile('block.ts', code, ts.ScriptTarget.Latest, true);
  let checked = code;
  let comments = code.split('// → ').length - 1;
  for (const statement of [...file.statements].reverse()) {
    const expected = /^[^\S\n]*\/\/ → (.+)/.exec(code.slice(statement.end))?.[1];
    if (expected === undefined || !ts.isExpressionStatement(statement)) continue;
    const at = file.getLineAndCharacterOfPosition(statement.getStart(file)).line;
    const check = `await says(${at}, async () => ${statement.expression.getText(file)}, ${JSON.stringify(expected.trim())});`;
    checked = checked.slice(0, statement.getStart(file)) + check + checked.slice(statement.end);
    comments--;
  }
  if (comments !== 0) throw new Error(`${page}:${line} has a "// →" that follows no expression of the top level.`);
  return checked;
}
