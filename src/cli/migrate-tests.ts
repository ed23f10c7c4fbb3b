/** The project's own tests, run as the migrated program would run: on memory, and on a backend that the user names. */
import type { Run } from './migrate.js';
import { run as runProgram } from '../migrate/apply/index.js';

export interface TestResult {
  readonly where: string;
  readonly passed: boolean;
}

export async function runTests(run: Run, urls: readonly string[], when = 'after'): Promise<TestResult[]> {
  const { request, host, machine } = run;
  const command = request.testCommand ?? '';
  const results: TestResult[] = [];
  for (const url of urls) {
    const where = url === 'memory:' ? 'memory' : placeOf(url);
    host.stderr.write(`coldstate: ${command} (${when}, on ${where})\n`);
    // What the shell of the user says of backends must not decide what is tested.
    const env = Object.fromEntries(Object.entries(machine.env).filter(([name]) => !name.startsWith('COLDSTATE_')));
    const { status } = await runProgram({ ...machine, env }, command, [], {
      cwd: request.root,
      shell: true,
      env: {
        COLDSTATE_URL: url,
        COLDSTATE_NAMESPACE: 'coldstate-tests',
        ...(url === 'memory:' ? { COLDSTATE_ALLOW_MEMORY: '1' } : {}),
      },
      onOutput: (text) => host.stderr.write(text),
    });
    results.push({ where, passed: status === 0 });
  }
  return results;
}

/** Without what must not be in a log. */
const placeOf = (url: string): string => url.replace(/\/\/[^@/]*@/, '//');
