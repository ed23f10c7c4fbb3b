import { createRequire } from 'node:module';
import {
  configuredEntries,
  idleDirectories,
  idlePatterns,
  loadConfig,
  overridesOf,
  platformsFor,
} from './config/index.js';
import { judge } from './judge/index.js';
import { lineStarts, locator } from './judge/locate.js';
import type { ModuleFacts } from './model/facts.js';
import type { EntryPoint, PackageView } from './model/project.js';
import type { Diagnostic, Finding, Report } from './model/report.js';
import type { Gate, Role } from './model/words.js';
import { claimsIn, mayHoldClaims } from './facts/claims.js';
import { factsOf } from './facts/index.js';
import { autoImported, namesIn, withAutoImports } from './platforms/auto-imports.js';
import { deployments } from './platforms/deployment.js';
import {
  containerPackages,
  detectPlatforms,
  idlePackages,
  servedPackages,
  viewsOf,
  type Detected,
} from './platforms/detect.js';
import { autoImportsOf } from './platforms/nuxt.js';
import { isScript, undeployed } from './platforms/undeployed.js';
import { statefulAt } from './libraries/stateful.js';
import { link, type Program } from './program/index.js';
import { labelOf } from './judge/trail.js';
import { defaultParser, type Parser } from './syntax/parse.js';
import { scriptsOf } from './syntax/scripts.js';
import { openWorkspace, type Opened } from './workspace/index.js';

export interface AuditOptions {
  /** A configuration file to use instead of the project's own, or `false` for none. */
  config?: string | false;
  onProgress?: (done: number, total: number) => void;
}

export interface Audit {
  report: Report;
  /** Text of an analysed file, its path relative to the root. */
  source: (file: string) => string | undefined;
  /** What the configuration says about the exit code. */
  failOn?: Gate;
}

/**
 * Finds the state of a project that does not survive serverless.
 * @throws WorkspaceError when the directory cannot be audited at all, ConfigError when its configuration cannot be used.
 */
export async function audit(root: string, options: AuditOptions = {}): Promise<Audit> {
  const loaded = await loadConfig(root, options.config);
  const opened = openWorkspace(root, { exclude: loaded?.config.ignore ?? [] });
  const { workspace } = opened;
  const source = sourceReader(opened);
  const { facts, diagnostics, lines } = await readAll(opened, source, options);
  const lying = undeployed({ ...workspace, read: source });
  const isDeployed = (file: string): boolean => !lying.has(file);
  const views = viewsOf({
    ...{ workspace, packageOf: opened.packageOf, facts, isDeployed },
    report: (diagnostic) => diagnostics.push(diagnostic),
  });
  const detected = detectPlatforms(views, (one) => platformsFor(one, loaded));
  const configured = loaded ? configuredEntries(loaded, facts) : { entryPoints: [], diagnostics: [] };
  const idle = idlePackages(detected);
  const directoryOf = (file: string): string => opened.packageOf(file).dir;
  const program = link({
    facts: withFrameworkNames(facts, views),
    resolve: (from, specifier) => autoImported(specifier) ?? workspace.resolve(from, specifier),
    entryPoints: together(
      detected.flatMap(({ entryPoints }) => entryPoints),
      configured.entryPoints,
    ),
    registrars: detected.flatMap(({ registrars }) => registrars),
    packages: { of: directoryOf, idle, served: servedPackages(detected), isDeployed },
    stateful: statefulAt,
  });
  diagnostics.push(...withoutEntries(detected, program, opened));
  const locate = locator(source);
  const judged = judge(
    {
      program,
      locate,
      source,
      packageOf: (file) => opened.packageOf(file).name,
      packages: { of: directoryOf, longLived: containerPackages(detected) },
      idleReason: (file) => {
        if (idle.has(directoryOf(file))) return 'No server runs the package that it is part of.';
        const isScriptAlone = isScript(file) && [...program.modules.loading(file)].every(isScript);
        return lying.get(file) ?? (isScriptAlone ? 'It is part of a script, which is run by hand.' : undefined);
      },
      deploymentOf: deployments(
        detected,
        program.entries.map(({ unit, platform, file }) => ({ unit, platform, directory: directoryOf(file) })),
      ),
    },
    loaded ? overridesOf(loaded) : [],
  );
  const idleWords = loaded
    ? [...idlePatterns(opened.unmatched, loaded), ...idleDirectories(loaded, opened.workspace.packages)]
    : [];
  diagnostics.push(...[...judged.diagnostics, ...configured.diagnostics, ...idleWords].sort(byLine));
  return {
    source,
    ...(loaded?.config.failOn === undefined ? {} : { failOn: loaded.config.failOn }),
    report: {
      schema: 1,
      tool: { name: 'coldstate', version: version() },
      project: opened.packageOf('').name,
      platforms: detected.map(({ platform }) => platform),
      ...entriesOf(program, locate),
      findings: judged.findings,
      cleared: judged.cleared,
      ...containersOf(detected, judged.longLived, directoryOf),
      accepted: judged.accepted,
      diagnostics: distinct([...opened.diagnostics(), ...diagnostics]),
      stats: { files: facts.length, lines, stores: judged.stores, skipped: opened.skipped() },
    },
  };
}

/** Servers that run for months, each with what it would lose. */
function containersOf(
  detected: readonly Detected[],
  findings: readonly Finding[],
  directoryOf: (file: string) => string,
): Pick<Report, 'containers'> {
  const containers = detected
    .filter(({ kind }) => kind === 'container')
    .map(({ directory, platform: { package: name, evidence, deployment = [] } }) => {
      const stores = findings.filter(({ file, verdict }) => verdict === 'unsafe' && directoryOf(file) === directory);
      const roles: Partial<Record<Role, number>> = {};
      for (const { role } of stores) roles[role] = (roles[role] ?? 0) + 1;
      return {
        package: name,
        evidence,
        notes: deployment.flatMap(({ notes = [] }) => notes),
        stores: stores.length,
        roles,
      };
    });
  return containers.length > 0 ? { containers } : {};
}

/** Facts in which the names that a framework puts in reach are imports. */
function withFrameworkNames(facts: readonly ModuleFacts[], views: readonly PackageView[]): readonly ModuleFacts[] {
  const tables = new Map<string, ReadonlyMap<string, string>>();
  for (const view of views) {
    for (const { exporters, users } of autoImportsOf(view)) {
      const names = namesIn(exporters.flatMap((file) => view.facts(file) ?? []));
      if (names.size > 0) for (const user of users) tables.set(user, names);
    }
  }
  return facts.map((module) => {
    const names = tables.get(module.file);
    return names ? withAutoImports(module, names) : module;
  });
}

function version(): string {
  // By name, because the sources and the build lie at different depths.
  const { version: own } = createRequire(import.meta.url)('coldstate/package.json') as { version: string };
  return own;
}

function sourceReader({ sourceText }: Opened): (file: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (texts.has(file)) return texts.get(file);
    const read = sourceText(file);
    const text = 'text' in read ? read.text : undefined;
    texts.set(file, text);
    return text;
  };
}

/** Files between two looks at the clock of whoever waits. */
const PROGRESS_STEP = 50;

async function readAll(
  { workspace }: Opened,
  source: (file: string) => string | undefined,
  { onProgress }: AuditOptions,
): Promise<{ facts: ModuleFacts[]; diagnostics: Diagnostic[]; lines: number }> {
  const parser = defaultParser();
  const facts: ModuleFacts[] = [];
  const diagnostics: Diagnostic[] = [];
  let lines = 0;
  for (const [done, file] of workspace.sources.entries()) {
    if (done % PROGRESS_STEP === 0 && onProgress) {
      onProgress(done, workspace.sources.length);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const text = source(file);
    if (text === undefined) continue;
    const read = readModule(parser, file, text);
    if ('facts' in read) {
      facts.push(read.facts);
      lines += lineStarts(text).length;
    } else {
      diagnostics.push(read.diagnostic);
    }
  }
  return { facts, diagnostics, lines };
}

function readModule(parser: Parser, file: string, text: string): { facts: ModuleFacts } | { diagnostic: Diagnostic } {
  const complaint = (message: string, offset = 0): { diagnostic: Diagnostic } => {
    const line = lineStarts(text.slice(0, offset)).length;
    return { diagnostic: { file, line, kind: 'parse', message } };
  };
  try {
    const scripts = scriptsOf(file, text);
    const { program, comments, problem } = parser.parse(file, scripts.text);
    if (!program) return complaint(problem?.message ?? 'could not be parsed', problem?.offset);
    const facts = factsOf(file, program, { perComponent: scripts.perComponent });
    if (comments && mayHoldClaims(scripts.text)) facts.claims = claimsIn(scripts.text, comments());
    return { facts };
  } catch (error) {
    // Generated code can nest deeper than any stack: one such file must not end the audit.
    if (error instanceof RangeError) return complaint('is nested too deeply to be analysed');
    throw error;
  }
}

/** What a platform declares it knows more of: its route, its unit. */
function together(declared: readonly EntryPoint[], configured: readonly EntryPoint[]): EntryPoint[] {
  const isDeclared = (point: EntryPoint): boolean =>
    declared.some((other) => other.file === point.file && other.export === point.export);
  return [...declared, ...configured.filter((point) => point.export === undefined || !isDeclared(point))];
}

/** A platform that is there and whose entry points nobody found must not pass for one that runs nothing. */
function withoutEntries(detected: readonly Detected[], { entries }: Program, { packageOf }: Opened): Diagnostic[] {
  const entered = new Set(entries.map(({ file }) => packageOf(file).dir));
  return [...servedPackages(detected)].flatMap((directory) => {
    const titles = detected
      .filter((one) => one.directory === directory && one.kind !== 'idle')
      .map(({ platform }) => platform.title);
    if (entered.has(directory)) return [];
    const file = directory ? `${directory}/package.json` : 'package.json';
    const message = `${titles.join(' and ')} is used in this package, but none of its entry points was recognised: what a request reaches is not known here.`;
    return [{ file, kind: 'config', message }];
  });
}

function entriesOf(
  { entries, modules }: Program,
  locate: ReturnType<typeof locator>,
): Pick<Report, 'entryPoints' | 'units'> {
  const entryPoints = entries.flatMap((entry) => {
    const module = modules.get(entry.file);
    if (!module) return [];
    const { platform, file, kind, unit, route, name, at } = entry;
    return [
      {
        platform,
        file,
        line: locate(module, at).line,
        name: name || (labelOf(entry) ?? ''),
        kind,
        unit,
        ...(route === undefined ? {} : { route }),
      },
    ];
  });
  const units = new Map<string, Report['units'][number]>();
  for (const { unit: name, platform } of entryPoints) {
    const known = units.get(name);
    if (known) known.entryPoints++;
    else units.set(name, { name, platform, entryPoints: 1 });
  }
  return { entryPoints, units: [...units.values()] };
}

function byLine(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}

/** Two platforms may stumble over the same broken file. */
function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [`${one.file}:${one.line ?? 0}:${one.message}`, one])).values()];
}
