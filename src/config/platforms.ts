/** Which platforms are asked about a package, when the configuration says where it runs. */
import type { Package, Platform, PlatformKind } from '../model/project.js';
import type { Diagnostic } from '../model/report.js';
import { platforms } from '../platforms/index.js';
import type { LoadedConfig } from './load.js';
import { idle } from './settings.js';

/**
 * What code is deployed to: of these the chosen one alone holds. All others are frameworks, and stay: that an application runs on Lambda
 * says nothing about the routes that it registers with Express.
 */
const HOSTS: ReadonlySet<PlatformKind> = new Set(['functions', 'host', 'container', 'idle']);

export function platformsFor({ dir }: Package, loaded: LoadedConfig | undefined): readonly Platform[] {
  const chosen = loaded && chosenFor(dir, loaded);
  if (loaded === undefined || chosen === undefined) return platforms;
  return platforms.flatMap((platform) => {
    if (platform.name === chosen) return [forced(platform, loaded)];
    const isServed = platforms.find(({ name }) => name === chosen)?.kind !== 'idle';
    return isServed && !HOSTS.has(platform.kind) ? [platform] : [];
  });
}

function forced(platform: Platform, { file }: LoadedConfig): Platform {
  return { ...platform, detect: (view) => platform.detect(view) ?? `${file} says so` };
}

/** The nearest directory around the package that the configuration speaks of. */
function chosenFor(dir: string, { config: { platform } }: LoadedConfig): string | undefined {
  if (typeof platform !== 'object') return platform;
  const around = Object.keys(platform)
    .filter((key) => isWithin(dir, pathOf(key)))
    .sort((a, b) => pathOf(b).length - pathOf(a).length);
  return around[0] === undefined ? undefined : platform[around[0]];
}

/** Directories in which there is no package to run anywhere. */
export function idleDirectories(loaded: LoadedConfig, packages: readonly Package[]): Diagnostic[] {
  const { platform } = loaded.config;
  if (typeof platform !== 'object') return [];
  return Object.keys(platform)
    .filter((key) => !packages.some(({ dir }) => isWithin(dir, pathOf(key))))
    .map((key) => {
      const known = packages.map(({ dir }) => dir || '.').join(', ');
      return idle(key, `platform: there is no package in \`${key}\`. Packages: ${known}.`, loaded);
    });
}

const pathOf = (key: string): string => key.replace(/^\.\/?/, '').replace(/\/+$/, '');

const isWithin = (dir: string, around: string): boolean =>
  around === '' || dir === around || dir.startsWith(`${around}/`);
