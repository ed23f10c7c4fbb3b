/** `coldstate audit`: run the analysis, write the reports, decide the exit code. */
import { paintFor, wantsColour, wantsUnicode } from './colour.js';
import type { Audit, AuditFunction } from './engine.js';
import { OutputError } from './failure.js';
import { appendReport, loadReporter, writeReport, type FormatName, type FormatTarget } from './format-option.js';
import { EXIT, widthOf, type ExitCode, type Host } from './host.js';
import { previewOf, readPlan } from './plan-preview.js';
import { progressOn } from './progress.js';
import { repositoryPathOf } from './root.js';
import { readSimulation } from './simulation-file.js';
import { touching } from './touching.js';
import { readBaseline, withBaseline } from '../baseline/index.js';
import { changedSince, type Changes } from '../git/index.js';
import type { Report } from '../model/report.js';
import { withoutCommands } from '../report/github.js';
import { reachesGate, type Gate, type RenderContext } from '../report/reporter.js';
import { counted, listed } from '../report/text.js';

export interface AuditRequest {
  root: string;
  /** The directory as the user wrote it. */
  directory: string;
  formats: readonly FormatTarget[];
  /** Overrules the configuration. */
  failOn: Gate | undefined;
  config: string | false | undefined;
  cache?: boolean;
  /** `false`: what the baseline knows is reported like anything else. */
  baseline?: boolean | undefined;
  /** Report only what touches files that changed since this commit, or `true` for where the branch began. */
  changed?: string | true | undefined;
  strictParse: boolean;
  /** Requests a second that costs are estimated for. */
  rps?: number | undefined;
  /** A file with the plan of a migration, to be shown in the report. */
  plan?: string | undefined;
  /** A file with what a simulation saw, to be shown in the report. */
  simulation?: string | undefined;
  colour: boolean | undefined;
}

export async function runAudit(request: AuditRequest, host: Host, audit: AuditFunction): Promise<ExitCode> {
  const started = host.now();
  const plan = request.plan === undefined ? undefined : { file: request.plan, plan: readPlan(request.plan, host.cwd) };
  const simulation = request.simulation === undefined ? undefined : readSimulation(request.simulation, host.cwd);
  const changes = await changesFor(request, host);
  const found = await auditedBesideBaseline(request, host, audit);
  const result = changes ? { ...found, report: touching(found.report, changes) } : found;
  const failOn = request.failOn ?? result.failOn ?? DEFAULT_GATE;
  const context = {
    ...contextOf(result, { ...request, failOn }, host, host.now() - started),
    rps: request.rps,
    simulation,
    migration: plan && (await previewOf(plan.plan, (file) => result.source(file), plan.file)),
  };
  for (const { format, file } of request.formats) {
    const reporter = await loadReporter(format);
    if (file !== undefined) await writeReport(file, host.cwd, reporter.render(result.report, forFile(context)));
    else host.stdout.write(forLog(format, reporter.render(result.report, context), host));
  }
  await summarise(request.formats, result.report, context, host);
  if (request.strictParse) checkParsed(result);
  return result.report.findings.some(({ severity }) => reachesGate(severity, failOn)) ? EXIT.findings : EXIT.clean;
}

/** With what the baseline knows set aside. A baseline that cannot be used is told before the audit, which takes longer. */
export async function auditedBesideBaseline(
  request: Pick<AuditRequest, 'root' | 'config' | 'cache' | 'baseline'>,
  host: Host,
  audit: AuditFunction,
): Promise<Audit> {
  const baseline = request.baseline === false ? undefined : readBaseline(request.root);
  const found = await audited(request, host, audit);
  return baseline ? { ...found, report: withBaseline(found.report, baseline, host.today()) } : found;
}

/** Asked before the audit, which takes longer than to be told that git cannot say. */
async function changesFor({ root, changed }: AuditRequest, { env }: Host): Promise<Changes | undefined> {
  return changed === undefined ? undefined : changedSince(root, changed === true ? undefined : changed, env);
}

export const DEFAULT_GATE: Gate = 'high';

export async function audited(
  { root, config, cache = false }: Pick<AuditRequest, 'root' | 'config' | 'cache'>,
  host: Host,
  audit: AuditFunction,
): Promise<Audit> {
  const progress = progressOn(host);
  try {
    return await audit(root, {
      ...(config === undefined ? {} : { config }),
      cache,
      onProgress: (done, total) => {
        progress.update(done, total);
      },
    });
  } finally {
    progress.clear();
  }
}

export function contextOf(
  audit: Audit,
  { root, directory, colour, failOn }: Pick<AuditRequest, 'root' | 'directory' | 'colour'> & { failOn: Gate },
  host: Host,
  elapsedMs?: number,
): RenderContext {
  return {
    source: (file) => audit.source(file),
    paint: paintFor(wantsColour(colour, host.env, host.stdout)),
    width: widthOf(host.stdout),
    unicode: wantsUnicode(host),
    failOn,
    elapsedMs,
    directory: directory === '.' ? undefined : directory,
    repositoryPath: repositoryPathOf(root, host.cwd),
  };
}

/** A file outlives the terminal that asked for it: no colour, no time, a width of its own. */
function forFile(context: RenderContext): RenderContext {
  return { ...context, paint: paintFor(false), width: 100, unicode: true, elapsedMs: undefined };
}

const OF_PROSE: ReadonlySet<FormatName> = new Set(['pretty', 'compact', 'markdown']);

/** A log of GitHub Actions obeys what it shows. */
function forLog(format: FormatName, text: string, { env }: Host): string {
  return env.GITHUB_ACTIONS === 'true' && OF_PROSE.has(format) ? withoutCommands(text) : text;
}

/** Annotations are few; what they leave out goes to the page of the run. */
async function summarise(
  formats: readonly FormatTarget[],
  report: Report,
  context: RenderContext,
  { env }: Host,
): Promise<void> {
  if (!env.GITHUB_STEP_SUMMARY || !formats.some(({ format }) => format === 'github')) return;
  const { stepSummary } = await import('../report/github-summary.js');
  await appendReport(env.GITHUB_STEP_SUMMARY, stepSummary(report, forFile(context)));
}

function checkParsed({ report }: Audit): void {
  const broken = report.diagnostics.filter(({ kind }) => kind === 'parse');
  if (broken.length === 0) return;
  const places = broken.map(({ file, line }) => (line === undefined ? file : `${file}:${line}`));
  throw new OutputError(
    `${counted(broken.length, 'file does', 'files do')} not parse (--strict-parse): ${listed(places, 5)}. Fix or ignore ${broken.length === 1 ? 'it' : 'them'}, or run without --strict-parse.`,
  );
}
