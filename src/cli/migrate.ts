/** `coldstate migrate`: plan, show, write, verify and undo; the plan itself is made by the engine. */
import { UsageError } from './failure.js';
import { EXIT, widthOf, type ExitCode, type Host } from './host.js';
import { terminalPrompt, type Prompt } from './migrate-prompt.js';
import { optionsToRepeat, type MigrateRequest, type Planner } from './migrate-request.js';
import { paintFor, wantsColour, wantsUnicode } from './colour.js';
import {
  MigrateError,
  openEdited,
  recover,
  undo,
  type Machine,
  type Recovery,
  type SourceFile,
} from '../migrate/apply/index.js';
import type { CodeSource } from '../migrate/code.js';
import { checkPlan, projectSource, type Checked } from '../migrate/checks/index.js';
import { inlined } from '../migrate/inline/index.js';
import { diffText, storePatches } from '../migrate/show/diff.js';
import { undoneText } from '../migrate/show/outcome.js';
import type { PageContext } from '../migrate/show/page.js';
import { planText } from '../migrate/show/plan.js';
import { listed } from '../report/text.js';

/** One run: what was asked, and what it works with. */
export interface Run {
  readonly request: MigrateRequest;
  readonly host: Host;
  readonly machine: Machine;
  readonly prompt: Prompt;
  readonly load: () => Promise<Planner>;
  readonly page: PageContext;
}

export async function runMigrate(
  request: MigrateRequest,
  host: Host,
  load: () => Promise<Planner>,
  prompt: Prompt = terminalPrompt,
): Promise<ExitCode> {
  const run: Run = { request, host, load, prompt, machine: machineOf(host), page: pageFor(request, host) };
  try {
    tellRecovered(recover(run.machine, request.root), host);
    return await verbs[request.verb](run);
  } catch (error) {
    if (error instanceof MigrateError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

const verbs: Readonly<Record<MigrateRequest['verb'], (run: Run) => Promise<ExitCode>>> = {
  plan: runPlan,
  diff: runDiff,
  apply: async (run) => (await import('./migrate-apply.js')).runApply(run),
  verify: async (run) => (await import('./migrate-verify.js')).runVerify(run),
  undo: runUndo,
};

export interface Planned extends Checked {
  /** Before the adapters became files of the project. */
  readonly bare: Checked;
  /** Files as they were when the plan was made. */
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly source: CodeSource;
}

export async function planned(run: Run): Promise<Planned> {
  const { request, host, load } = run;
  const { to, stores, roles, all, acceptVolatile, ttl, config, root } = request;
  if (to === undefined) throw new UsageError('where to? Say --to redis or --to dynamodb.');
  const planner = await load();
  const steps = stepsOn(host);
  const source = projectSource(root);
  const plan = await planner(root, {
    ...{ to, stores, roles, all, acceptVolatile, ttl, source },
    ...(config === undefined ? {} : { config }),
    onStep: steps.tell,
  }).finally(() => {
    steps.clear();
  });
  const sources = openEdited(root, plan);
  return placed(run, await checked(run, plan, source), { sources, source });
}

/** With the adapters where they were asked for. They are checked as a package: the folder holds the same. */
export function placed(
  { request }: Run,
  bare: Checked,
  { sources, source }: Pick<Planned, 'sources' | 'source'>,
): Planned {
  if (request.adapters === 'package') return { ...bare, bare, sources, source };
  const plan = inlined(bare.plan, request.root, (file) => sources.get(file)?.text);
  const more = plan.edits.map(({ file }) => file).filter((file) => !sources.has(file));
  const opened = openEdited(request.root, { edits: plan.edits.filter(({ file }) => more.includes(file)) });
  return { ...bare, plan, bare, source, sources: new Map([...sources, ...opened]) };
}

/** What there is to show of it. */
const shown = ({ plan, reports, routes }: Planned): Checked => ({ plan, reports, routes });

export async function checked({ host, machine }: Run, plan: Checked['plan'], source: CodeSource): Promise<Checked> {
  const steps = stepsOn(host);
  try {
    return await checkPlan(plan, {
      source,
      machine,
      onStep: (check) => {
        steps.tell(`checking: ${check}`);
      },
    });
  } finally {
    steps.clear();
  }
}

async function runPlan(run: Run): Promise<ExitCode> {
  const { host, page, request } = run;
  const result = shown(await planned(run));
  host.stdout.write(request.json ? planJson(result) : planText(result, page));
  return exitOf(result.plan);
}

async function runDiff(run: Run): Promise<ExitCode> {
  const { host, page, request } = run;
  const all = await planned(run);
  const result = shown(all);
  const { sources } = all;
  const patches = storePatches(result.plan, (file) => sources.get(file)?.text);
  const text = (context: PageContext, isScreen: boolean) => diffText(patches, { ...context, isScreen });
  host.stdout.write(
    request.json
      ? planJson(result, { patch: text({ ...page, paint: paintFor(false) }, false) })
      : text(page, host.stdout.isTTY === true),
  );
  const refused = result.plan.refused.map(({ symbol }) => symbol);
  if (refused.length > 0)
    host.stderr.write(
      `coldstate: refused, and not in this diff: ${listed(refused, 8)}. \`${page.command('plan')}\` says why.\n`,
    );
  return exitOf(result.plan);
}

function runUndo({ machine, request, host, page }: Run): Promise<ExitCode> {
  const undone = undo(machine, request.root);
  host.stdout.write(request.json ? json({ schema: 1, undone }) : undoneText(undone, page));
  return Promise.resolve(EXIT.clean);
}

export const exitOf = ({ refused }: Checked['plan']): ExitCode => (refused.length === 0 ? EXIT.clean : EXIT.findings);

export function planJson({ plan, reports, routes }: Checked, more: object = {}): string {
  return json({ ...plan, checks: reports, routes, ...more });
}

export const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** What is going on, on a terminal, and gone when it is done. */
export function stepsOn({ stderr }: Host): { tell: (what: string) => void; clear: () => void } {
  const erase = '\r\u001b[K';
  const isShown = stderr.isTTY === true;
  return {
    tell: (what) => {
      if (isShown) stderr.write(`${erase}coldstate: ${what} …`);
    },
    clear: () => {
      if (isShown) stderr.write(erase);
    },
  };
}

function tellRecovered(recoveries: readonly Recovery[], { stderr }: Host): void {
  for (const { kind, outcome, foreign } of recoveries) {
    const what = kind === 'apply' ? 'a migration' : 'an undo';
    stderr.write(
      `coldstate: ${what} was broken off, and is ${outcome === 'finished' ? 'finished now' : 'taken back'}.\n`,
    );
    if (foreign.length > 0) stderr.write(`coldstate: ${listed(foreign)} changed meanwhile, and was left as it is.\n`);
  }
}

function machineOf({ env }: Host): Machine {
  return {
    env,
    node: process.execPath,
    pid: process.pid,
    isRunning: (pid) => {
      try {
        return pid > 0 && process.kill(pid, 0);
      } catch (error) {
        // Somebody else's process is one, too.
        return (error as NodeJS.ErrnoException).code === 'EPERM';
      }
    },
  };
}

function pageFor(request: MigrateRequest, host: Host): PageContext {
  const { directory, colour } = request;
  const where = directory === '.' ? [] : [directory];
  return {
    paint: paintFor(wantsColour(colour, host.env, host.stdout)),
    width: widthOf(host.stdout),
    unicode: wantsUnicode(host),
    command: (verb) => {
      return ['coldstate', 'migrate', verb, ...where, ...optionsToRepeat(request, verb)].map(quoted).join(' ');
    },
  };
}

const quoted = (word: string): string => (/^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
