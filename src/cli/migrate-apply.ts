/** `coldstate migrate apply`: all files at once, after every check, and back again when the tests say so. */
import { createRequire } from 'node:module';
import { UsageError } from './failure.js';
import { EXIT, type ExitCode } from './host.js';
import { checked, exitOf, json, placed, planned, type Planned, type Run } from './migrate.js';
import { runTests } from './migrate-tests.js';
import { installCommand, markEdits, whatComesAfter, type After } from '../migrate/after/index.js';
import {
  checkReady,
  checkUnchanged,
  commit,
  openEdited,
  openFile,
  plannedChanges,
  plannedTexts,
  reversePatch,
  run as runProgram,
  undo,
  withoutStores,
  type Change,
} from '../migrate/apply/index.js';
import { joined, OverlapError } from '../migrate/edits.js';
import { countedFiles } from '../migrate/show/folded.js';
import { listed } from '../report/text.js';
import { appliedText, nothingText } from '../migrate/show/outcome.js';
import type { MigrationPlan } from '../migrate/types.js';

export async function runApply(run: Run): Promise<ExitCode> {
  const { request, host, machine, prompt } = run;
  if (!request.yes && !prompt.isPossible(host))
    throw new UsageError(
      'there is no terminal to ask on. Say --yes to apply all that is planned, and --store or --role to choose.',
    );
  if (request.against !== undefined && request.testCommand === undefined) throw new UsageError(AGAINST_NEEDS_TESTS);
  // Before the work of planning: whoever has to commit first learns it at once.
  await checkReady(machine, request.root, [], request);
  const chosen = await choice(run, await planned(run));
  if (chosen === undefined) return nothingWritten(run);
  const marks = request.mark ? markEdits(chosen.plan, (file) => openFile(request.root, file)?.text) : [];
  if (chosen.plan.stores.length === 0) return applyNothing(run, chosen.plan, marks);
  return write(run, chosen, marks);
}

function nothingWritten({ host }: Run): ExitCode {
  host.stderr.write('coldstate: nothing was written.\n');
  return EXIT.failed;
}

export const AGAINST_NEEDS_TESTS = '--against says where the tests run: give them, too, with --test-command.';

async function choice(run: Run, all: Planned): Promise<Planned | undefined> {
  const { request, prompt } = run;
  if (request.yes || all.plan.stores.length === 0) return all;
  const chosen = await prompt.choose(all.plan.stores);
  if (chosen === undefined || chosen.length === 0) return undefined;
  const isOut = (store: string) => !chosen.includes(store);
  if (!all.plan.stores.some(({ store }) => isOut(store))) return all;
  // Less is another program: it is checked like the whole.
  return placed(run, await checked(run, withoutStores(all.bare.plan, isOut), all.source), all);
}

type Marks = ReturnType<typeof markEdits>;

async function applyNothing(
  { request, host, machine, page }: Run,
  plan: MigrationPlan,
  marks: Marks,
): Promise<ExitCode> {
  if (marks.length > 0) {
    const marked = { edits: marks, created: [] };
    const changes = plannedChanges(marked, openEdited(request.root, marked));
    await checkReady(machine, request.root, changes, request);
    commit(machine, request.root, changes, { kind: 'apply', about: ['marks'], patch: reversePatch(changes) });
  }
  host.stdout.write(
    request.json
      ? json({ schema: 1, applied: [], marked: marks.length, refused: plan.refused })
      : nothingText(plan, page, marks.length),
  );
  return exitOf(plan);
}

async function write(run: Run, { plan, reports, routes, sources }: Planned, marks: Marks): Promise<ExitCode> {
  const { request, host, machine, page } = run;
  const { root } = request;
  const opened = new Map([...openEdited(root, { edits: marks }), ...sources]);
  const marked = withMarks(plan, marks);
  const texts = plannedTexts(plan, (file) => opened.get(file)?.text);
  const after = whatComesAfter(plan, texts, {
    ...{ root, reports, routes, cwd: host.cwd },
    adaptersSpec: request.adaptersSpec ?? ownSpec(),
  });
  const changes: Change[] = [...plannedChanges(marked.plan, opened), ...after.changes].filter(
    ({ before, after: next }) => before === undefined || next === undefined || !before.equals(next),
  );
  const notes = await checkReady(machine, root, changes, request);
  if (!request.yes && !(await run.prompt.confirm(question(changes, after, request.install))))
    return nothingWritten(run);
  const passedBefore = await testsBefore(run);
  checkUnchanged(root, changes);
  const written = commit(machine, root, changes, {
    ...{ kind: 'apply', patch: reversePatch(changes) },
    about: plan.stores.map(({ symbol }) => symbol),
  });
  const failure = request.install ? await install(run, after) : undefined;
  if (failure === undefined && request.testCommand !== undefined) {
    const results = await runTests(run, [...memoryAlone, ...(request.against === undefined ? [] : [request.against])]);
    const failed = results.filter(({ passed }) => !passed).map(({ where }) => where);
    if (failed.length > 0 && passedBefore) return takeBack(run, failed);
    notes.push(
      failed.length === 0
        ? 'The tests pass.'
        : 'The tests failed before, and fail now: they say nothing about the migration.',
    );
  }
  const result = {
    ...{
      plan,
      id: written.id,
      files: written.files,
      install: after.install,
      marked: marked.count,
      document: after.document,
    },
    installed: request.install && failure === undefined,
    notes: failure === undefined ? notes : [...notes, failure],
  };
  host.stdout.write(
    request.json
      ? json({ schema: 1, ...result, plan: undefined, applied: plan.stores, refused: plan.refused, routes })
      : appliedText(result, page),
  );
  return failure === undefined ? exitOf(plan) : EXIT.failed;
}

function question(changes: readonly Change[], { install }: After, installs: boolean): string {
  const commands = installs && install.length > 0 ? `, then run ${listed(install.map((one) => `\`${one}\``))}` : '';
  return `Write ${countedFiles(changes.map(({ file }) => file))}${commands}?`;
}

/** The adapters that belong to this version. */
function ownSpec(): string {
  const { version } = createRequire(import.meta.url)('coldstate/package.json') as { version: string };
  return `^${version}`;
}

const memoryAlone = ['memory:'] as const;

/** The tests said no: everything is back, and that is the answer, not an error. */
function takeBack({ request, host, machine }: Run, failed: readonly string[]): ExitCode {
  const undone = undo(machine, request.root);
  const why = `The tests passed before and fail after, on ${failed.join(' and ')}: everything is as it was. Their output is above.`;
  host.stdout.write(request.json ? json({ schema: 1, applied: [], failedOn: failed, undone }) : `${why}\n`);
  return EXIT.findings;
}

/** A comment inside of what is replaced has no place; the refusal is in the report all the same. */
function withMarks(plan: MigrationPlan, marks: Marks): { plan: MigrationPlan; count: number } {
  let edits = plan.edits;
  let count = 0;
  for (const mark of marks) {
    try {
      edits = joined([...edits, mark]);
      count++;
    } catch (error) {
      if (!(error instanceof OverlapError)) throw error;
    }
  }
  return { plan: { ...plan, edits }, count };
}

async function testsBefore(run: Run): Promise<boolean> {
  if (run.request.testCommand === undefined) return false;
  const [result] = await runTests(run, memoryAlone, 'before');
  return result?.passed ?? false;
}

async function install({ machine, host, request }: Run, { installers }: After): Promise<string | undefined> {
  for (const installer of installers) {
    const { manager, directory } = installer;
    host.stderr.write(`coldstate: ${installCommand(request.root, installer)}\n`);
    // On Windows package managers are scripts, which only the shell starts.
    const shell = host.platform === 'win32';
    const { status } = await runProgram(machine, manager, ['install'], {
      ...{ cwd: directory, shell },
      onOutput: (text) => host.stderr.write(text),
    });
    if (status !== 0) {
      return `\`${manager} install\` ${status === undefined ? 'could not be started' : 'failed'} in ${directory === request.root ? 'the project' : directory}; the files are written. Run it again, or undo.`;
    }
  }
  return undefined;
}
