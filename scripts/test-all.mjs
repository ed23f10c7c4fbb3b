/**
 * `npm run test:all`: everything that has to pass, from a fresh clone. Ends in one plain line, `N passed, N failed`, over all runs: a line
 * that machines can read whatever the test runner prints. A type check counts as one test.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, prepare, say } from './lib/checkout.mjs';
import { provideChromium } from './lib/chromium.mjs';
import { provideRedis } from './lib/redis.mjs';

// One after the other: the adapters' tests time what servers do, and share a machine with nobody. They mostly wait, so three files run at once.
// Those of coldstate compute: a worker for each processor, because the runner itself has nothing to do meanwhile.
const RUNS = [
  { title: 'tests of coldstate', run: () => vitest(['--project=coldstate', `--maxWorkers=${availableParallelism()}`]) },
  { title: 'tests of the adapters', run: () => vitest(['--project=adapters', '--maxWorkers=3']) },
  { title: 'the packages in projects of their users', run: () => vitest(['--project=consumers*', '--maxWorkers=1']) },
  ...worlds().flatMap((world) => [
    { title: `types of ${world}`, run: () => types(world) },
    { title: `${world}'s own tests`, run: () => vitest(['--root', world]) },
  ]),
];

const total = { passed: 0, failed: 0 };
const problem = prepare() ?? (await provideRedis()) ?? (await provideChromium());
if (problem === undefined) {
  for (const { title, run } of RUNS) {
    say(title);
    const { passed, failed } = run();
    total.passed += passed;
    total.failed += failed;
  }
} else {
  say(problem);
  total.failed = 1;
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

function vitest(args) {
  const directory = mkdtempSync(join(tmpdir(), 'coldstate-tests-'));
  const report = join(directory, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = node('node_modules/vitest/vitest.mjs', ['run', ...args, ...reporters]);
  const { passed, failed } = countsIn(report);
  rmSync(directory, { recursive: true, force: true });
  // A file that does not load and an error outside of any test fail the run without failing a test.
  return { passed, failed: status === 0 ? failed : Math.max(failed, 1) };
}

function countsIn(report) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Small programs with tests of their own, before and after their migration. */
function worlds() {
  const names = readdirSync('fixtures').flatMap((name) => [`fixtures/${name}/before`, `fixtures/${name}/after`]);
  return names.filter((world) => existsSync(join(world, 'test')));
}

function types(project) {
  if (!existsSync(join(project, 'tsconfig.json'))) return { passed: 0, failed: 0 };
  const passes = node('node_modules/typescript/bin/tsc', ['-p', project]) === 0;
  return { passed: Number(passes), failed: Number(!passes) };
}
