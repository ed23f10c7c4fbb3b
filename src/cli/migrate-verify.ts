/** `coldstate migrate verify`: the checks again, on what is there now, and the project's tests. */
import { UsageError } from './failure.js';
import { EXIT, type ExitCode } from './host.js';
import { json, stepsOn, type Run } from './migrate.js';
import { AGAINST_NEEDS_TESTS } from './migrate-apply.js';
import { runTests } from './migrate-tests.js';
import { lastRecord } from '../migrate/apply/index.js';
import { importsAdapters, projectSource, verifyTexts } from '../migrate/checks/index.js';
import { verifiedText } from '../migrate/show/outcome.js';

const CODE = /\.[cm]?[jt]sx?$/;

export async function runVerify({ request, host, machine, page, ...rest }: Run): Promise<ExitCode> {
  const { root, testCommand, against } = request;
  if (against !== undefined && testCommand === undefined) throw new UsageError(AGAINST_NEEDS_TESTS);
  const source = projectSource(root);
  const record = lastRecord(root);
  const migrated = record?.changes.filter(({ file }) => CODE.test(file)) ?? [];
  // Without a record everything that uses the adapters counts as new.
  const before: Map<string, string | undefined> =
    record === undefined
      ? new Map(source.files.filter((file) => importsAdapters(source, file)).map((file) => [file, '']))
      : new Map(migrated.map(({ file, before: bytes }) => [file, bytes?.toString('utf8').replace(/^\uFEFF/, '')]));
  if (before.size === 0)
    throw new UsageError(
      'there is nothing to verify: no migration was applied here, and no file imports @coldstate/adapters or a folder that was written in its place.',
    );
  const after = new Map([...before.keys()].map((file) => [file, source.read(file)]));
  const steps = stepsOn(host);
  const { failures, reports } = await verifyTexts(before, after, { source, machine, onStep: steps.tell }).finally(
    () => {
      steps.clear();
    },
  );
  const run: Run = { request, host, machine, page, ...rest };
  const urls = ['memory:', ...(against === undefined ? [] : [against])];
  const tests = testCommand === undefined ? [] : await runTests(run, urls);
  const notes = [
    ...(record === undefined
      ? ['No migration is recorded here, so all that is wrong now is told, not only what is new.']
      : []),
    ...(testCommand === undefined ? ['No tests were run: give them with --test-command.'] : []),
  ];
  const verified = { failures, reports, tests, notes };
  host.stdout.write(request.json ? json({ schema: 1, ...verified }) : verifiedText(verified, page));
  return failures.length === 0 && tests.every(({ passed }) => passed) ? EXIT.clean : EXIT.findings;
}
