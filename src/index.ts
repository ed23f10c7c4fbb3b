import { createRequire } from 'node:module';
import { judge } from './judge/index.js';
import { lineStarts, locator } from './judge/locate.js';
import type { ModuleFacts } from './model/facts.js';
import type { EntryPoint, PackageView, Platform } from './model/project.js';
import type { Diagnostic, Report, ReportedPlatform } from './model/report.js';
import { factsOf } from './facts/index.js';
import { platforms } from './platforms/index.js';
import type { PlatformRegistrar } from './program/entries.js';
import { link, type Program } from './program/index.js';
import { labelOf } from './judge/trail.js';
import { defaultParser, type Parser } from './syntax/parse.js';
import { scriptsOf } from './syntax/scripts.js';
import { openWorkspace, type Opened } from './workspace/index.js';

export interface AuditOptions {
  onProgress?: (done: number, total: number) => void;
}

export interface Audit {
  report: Report;
  /** Text of an analysed file, its path relative to the root. */
  source: (file: string) => string | undefined;
}

/**
 * Finds the state of a project that does not survive serverless.
 * @throws WorkspaceError when the directory cannot be audited at all.
 */
export async function audit(root: string, options: AuditOptions = {}): Promise<Audit> {
  return auditWorkspace(openWorkspace(root), options);
}

/** The same for a project that is open already, wherever its files are. */
export async function auditWorkspace(opened: Opened, options: AuditOptions = {}): Promise<Audit> {
  const { workspace } = opened;
  const source = sourceReader(opened);
  const { facts, diagnostics, lines } = await readAll(opened, source, options);
  const detected = detectPlatforms(opened, facts, (diagnostic) => diagnostics.push(diagnostic));
  const idle = idlePackages(detected);
  const program = link({
    facts,
    resolve: (from, specifier) => workspace.resolve(from, specifier),
    entryPoints: detected.flatMap(({ entryPoints }) => entryPoints),
    registrars: detected.flatMap(({ registrars }) => registrars),
    packages: { of: (file) => opened.packageOf(file).dir, idle, served: servedPackages(detected) },
  });
  diagnostics.push(...withoutEntries(detected, program, opened));
  const locate = locator(source);
  const judged = judge({
    program,
    locate,
    source,
    packageOf: (file) => opened.packageOf(file).name,
    isIdle: (file) => idle.has(opened.packageOf(file).dir),
  });
  return {
    source,
    report: {
      schema: 1,
      tool: { name: 'coldstate', version: version() },
      project: opened.packageOf('').name,
      platforms: detected.map(({ platform }) => platform),
      ...entriesOf(program, locate),
      findings: judged.findings,
      cleared: judged.cleared,
      diagnostics: distinct([...opened.diagnostics(), ...diagnostics]),
      stats: { files: facts.length, lines, stores: judged.stores, skipped: opened.skipped() },
    },
  };
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
    const { program, problem } = parser.parse(file, scripts.text);
    if (!program) return complaint(problem?.message ?? 'could not be parsed', problem?.offset);
    return { facts: factsOf(file, program, { perComponent: scripts.perComponent }) };
  } catch (error) {
    // Generated code can nest deeper than any stack: one such file must not end the audit.
    if (error instanceof RangeError) return complaint('is nested too deeply to be analysed');
    throw error;
  }
}

interface Detected {
  directory: string;
  isIdle: boolean;
  platform: ReportedPlatform;
  entryPoints: EntryPoint[];
  registrars: PlatformRegistrar[];
}

function detectPlatforms(
  { workspace, packageOf }: Opened,
  facts: readonly ModuleFacts[],
  report: (diagnostic: Diagnostic) => void,
): Detected[] {
  const byFile = new Map(facts.map((module) => [module.file, module]));
  return workspace.packages.flatMap((one) => {
    const view: PackageView = {
      package: one,
      sources: workspace.sources.filter((file) => packageOf(file) === one),
      configs: workspace.configs.filter((file) => packageOf(file) === one),
      read: (path) => workspace.read(path),
      facts: (file) => byFile.get(file),
      resolve: (from, specifier) => workspace.resolve(from, specifier),
      report,
    };
    return platforms.flatMap((platform) => detect(platform, view));
  });
}

/** A platform that is there and whose entry points nobody found must not pass for one that runs nothing. */
function withoutEntries(detected: readonly Detected[], { entries }: Program, { packageOf }: Opened): Diagnostic[] {
  const entered = new Set(entries.map(({ file }) => packageOf(file).dir));
  return [...servedPackages(detected)].flatMap((directory) => {
    const titles = detected
      .filter((one) => one.directory === directory && !one.isIdle)
      .map(({ platform }) => platform.title);
    if (entered.has(directory)) return [];
    const file = directory ? `${directory}/package.json` : 'package.json';
    const message = `${titles.join(' and ')} is used in this package, but none of its entry points was recognised: what a request reaches is not known here.`;
    return [{ file, kind: 'config', message }];
  });
}

function servedPackages(detected: readonly Detected[]): Set<string> {
  return new Set(detected.filter(({ isIdle }) => !isIdle).map(({ directory }) => directory));
}

/** Directories of packages of which every platform that was detected says that no request runs them. */
function idlePackages(detected: readonly Detected[]): Set<string> {
  const directories = new Set(detected.map(({ directory }) => directory));
  return new Set(
    [...directories].filter((one) =>
      detected.filter(({ directory }) => directory === one).every(({ isIdle }) => isIdle),
    ),
  );
}

function detect(platform: Platform, view: PackageView): Detected[] {
  const evidence = platform.detect(view);
  if (evidence === undefined) return [];
  const { name, title, concurrency, guidance, registers = [] } = platform;
  return [
    {
      directory: view.package.dir,
      isIdle: platform.idle === true,
      platform: { name, title, package: view.package.dir || '.', evidence, concurrency, guidance },
      entryPoints: platform.entryPoints(view),
      registrars: registers.map((registrar) => ({ ...registrar, platform: name })),
    },
  ];
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

/** Two platforms may stumble over the same broken file. */
function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [`${one.file}:${one.line ?? 0}:${one.message}`, one])).values()];
}
