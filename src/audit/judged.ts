import {
  configuredEntries,
  idleDirectories,
  idlePatterns,
  overridesOf,
  platformsFor,
  type LoadedConfig,
} from '../config/index.js';
import { judge } from '../judge/index.js';
import { locator } from '../judge/locate.js';
import { statefulAt } from '../libraries/stateful.js';
import type { Report } from '../model/report.js';
import { autoImported } from '../platforms/auto-imports.js';
import { deployments } from '../platforms/deployment.js';
import { containerPackages, detectPlatforms, idlePackages, servedPackages, viewsOf } from '../platforms/detect.js';
import { isScript, undeployed } from '../platforms/undeployed.js';
import { link } from '../program/index.js';
import type { Reading } from '../reading/index.js';
import type { Opened } from '../workspace/index.js';
import { together, withFrameworkNames } from './entry-points.js';
import { byLine, containersOf, distinct, entriesOf, withoutEntries } from './reported.js';
import { version } from './version.js';

/** From what was read of a project to its report. Nothing here waits, so that an editor can ask between two key strokes. */

export interface Read extends Reading {
  opened: Opened;
  /** Text of an analysed file, its path relative to the root. */
  source: (file: string) => string | undefined;
  loaded?: LoadedConfig | undefined;
}

export function reportOf({ opened, source, loaded, facts, lines, ...read }: Read): Report {
  const { workspace } = opened;
  const diagnostics = [...read.diagnostics];
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
    packages: { of: directoryOf, idle, served: servedPackages(detected), isDeployed, isScript },
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
  };
}
