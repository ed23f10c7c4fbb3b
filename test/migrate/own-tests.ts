/** The tests that a fixture brings along, run as its users run them: by its own configuration, in a process of their own, on the backend that is named. */
import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface OwnTest {
  readonly name: string;
  readonly passed: boolean;
  readonly complaint: string;
}

/** A server shares the machine with everything else: what its tests need longer for is no failure. */
const PATIENT = { testTimeout: 90_000, hookTimeout: 90_000 };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REDIS_ENTRY = '@coldstate/adapters/redis';

/** A copy that imports another entry of the adapters, which is all in which a migration to that backend would differ. */
export function copyFor(entry: string, directory: string): { directory: string; remove(): void } {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'coldstate-own-tests-')));
  // What a test runner keeps there is not the program's.
  cpSync(directory, copy, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  const sources = readdirSync(copy, { recursive: true, encoding: 'utf8' }).filter((path) => /\.[jt]s$/.test(path));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  for (const path of sources) {
    const file = join(copy, path);
    const text = readFileSync(file, 'utf8');
    if (text.includes(REDIS_ENTRY)) writeFileSync(file, text.replaceAll(REDIS_ENTRY, entry));
  }
  return {
    directory: copy,
    remove() {
      rmSync(copy, { recursive: true, force: true });
    },
  };
}

/** The tests of the project in the directory; nothing of our own environment reaches them but what is given. */
export async function ownTestsOf(directory: string, env: Readonly<Record<string, string>> = {}): Promise<OwnTest[]> {
  const options = { root: directory, watch: false, reporters: ['json'], ...PATIENT };
  const runner = pathToFileURL(createRequire(import.meta.url).resolve('vitest/node')).href;
  const script = `
    import { startVitest } from ${JSON.stringify(runner)};
    await (await startVitest('test', [], ${JSON.stringify(options)})).close();`;
  return testsIn(await outputOf(script, env));
}

function outputOf(script: string, env: Readonly<Record<string, string>>): Promise<string> {
  const args = ['--input-type=module', '--eval', script];
  const options = { env: { PATH: process.env.PATH, ...env }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      // It ends with 1 where a test fails, which the report tells better.
      if (/^\{.*"testResults":/m.test(stdout)) resolve(stdout);
      else reject(new Error(`The tests did not run.\n${stdout}${stderr}`, { cause: error }));
    });
  });
}

interface JsonReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

function testsIn(output: string): OwnTest[] {
  const line = output.split('\n').find((one) => one.startsWith('{') && one.includes('"testResults":')) ?? '';
  const { testResults } = JSON.parse(line) as JsonReport;
  return testResults.flatMap(({ name, message, assertionResults }): OwnTest[] =>
    // A file that does not load has no tests, which is no success.
    assertionResults.length === 0
      ? [{ name, passed: false, complaint: message }]
      : assertionResults.map(({ fullName, status, failureMessages }) => ({
          name: fullName,
          passed: status === 'passed',
          complaint: (failureMessages ?? []).join('\n'),
        })),
  );
}
