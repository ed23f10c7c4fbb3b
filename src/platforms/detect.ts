/** Asks every platform of every package, and says what the answers mean for the packages of a project. */
import { append } from '../model/append.js';
import type { ModuleFacts } from '../model/facts.js';
import type {
  EntryPoint,
  Package,
  PackageView,
  Platform,
  PlatformKind,
  Registrar,
  Workspace,
} from '../model/project.js';
import type { Diagnostic, ReportedDeployment, ReportedPlatform } from '../model/report.js';
import { withoutOutranked } from './precedence.js';
import { platforms } from './index.js';

export interface Detected {
  /** Directory of the package. */
  directory: string;
  name: string;
  kind: PlatformKind;
  platform: ReportedPlatform;
  entryPoints: EntryPoint[];
  registrars: (Registrar & { platform: string })[];
}

export interface Project {
  workspace: Workspace;
  packageOf: (file: string) => Package;
  facts: readonly ModuleFacts[];
  isDeployed: (file: string) => boolean;
  report: (diagnostic: Diagnostic) => void;
}

export const viewsOf = ({ workspace, packageOf, facts, isDeployed, report }: Project): PackageView[] => {
  const byFile = new Map(facts.map((module) => [module.file, module]));
  const sources = byPackage(workspace.sources.filter(isDeployed), packageOf);
  const configs = byPackage(workspace.configs, packageOf);
  return workspace.packages.map((one) => ({
    package: one,
    sources: sources.get(one) ?? [],
    configs: configs.get(one) ?? [],
    projectConfigs: workspace.configs,
    read: (path) => workspace.read(path),
    facts: (file) => byFile.get(file),
    resolve: (from, specifier) => workspace.resolve(from, specifier),
    report,
  }));
};

function byPackage(files: readonly string[], packageOf: Project['packageOf']): ReadonlyMap<Package, readonly string[]> {
  const found = new Map<Package, string[]>();
  for (const file of files) append(found, packageOf(file), file);
  return found;
}

/** `asked`: the platforms that come into question for a package. */
export const detectPlatforms = (
  views: readonly PackageView[],
  asked: (one: Package) => readonly Platform[] = () => platforms,
): Detected[] =>
  views.flatMap((view) =>
    withoutOutranked(
      asked(view.package).flatMap((platform) => {
        const evidence = platform.detect(view);
        return evidence === undefined ? [] : [{ name: platform.name, kind: platform.kind, platform, evidence }];
      }),
    ).map(({ platform, evidence }) => detected(platform, view, evidence)),
  );

function detected(platform: Platform, view: PackageView, evidence: string): Detected {
  const { name, title, kind, concurrency, guidance, registers = [] } = platform;
  const deployment = distinctFacts(platform.deployment?.(view) ?? []);
  return {
    directory: view.package.dir,
    name,
    kind,
    platform: {
      ...{ name, title, package: view.package.dir || '.', evidence, concurrency, guidance },
      ...(deployment.length > 0 ? { deployment } : {}),
    },
    entryPoints: platform.entryPoints(view),
    registrars: registers.map((registrar) => ({ ...registrar, platform: name })),
  };
}

/** One function may be declared by a template and by a fragment of it. */
const distinctFacts = (facts: readonly ReportedDeployment[]): ReportedDeployment[] => [
  ...new Map(facts.map((one) => [JSON.stringify(one), one])).values(),
];

const directoriesOf = (all: readonly Detected[]): Set<string> => new Set(all.map(({ directory }) => directory));

/** Packages in which something runs code for requests. */
export const servedPackages = (all: readonly Detected[]): Set<string> =>
  directoriesOf(all.filter(({ kind }) => kind !== 'idle'));

/** Packages of which every platform that was detected says that no request runs them. */
export function idlePackages(all: readonly Detected[]): Set<string> {
  const served = servedPackages(all);
  return new Set([...directoriesOf(all)].filter((directory) => !served.has(directory)));
}

export const containerPackages = (all: readonly Detected[]): Set<string> =>
  directoriesOf(all.filter(({ kind }) => kind === 'container'));
