import { join, posix, relative } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';
import { toPosix } from './file-finder.js';
import { localPackages } from './local-packages.js';
import { entryCandidates } from './package-entry.js';
import type { Project } from './resolve.js';
import type { FindPackageConfig } from './tsconfig.js';

/** What a bare `extends` of a tsconfig names: a config in a package of the project, or in an installed one. */
export function packageConfigFinder(project: Omit<Project, 'mappingsOf'>): FindPackageConfig {
  const local = localPackages(project.packages);
  const installed = new ResolverFactory({
    extensions: ['.json'],
    mainFields: ['tsconfig'],
    mainFiles: ['tsconfig'],
    nodePath: false,
  });
  return (directory, specifier) => {
    const from = toPosix(relative(project.root, join(directory, 'tsconfig.json')));
    const own = from.startsWith('../') ? undefined : local(project.packageOf(from), specifier);
    if (own) {
      const { package: entry, subpath } = own;
      const places = [
        ...entryCandidates(entry.manifest, subpath),
        `${subpath}.json`,
        `${subpath}/tsconfig.json`,
        'tsconfig.json',
      ];
      const path = places.map((place) => posix.join(entry.dir, place)).find((place) => project.files.has(place));
      return path === undefined ? undefined : join(project.root, path);
    }
    return installed.sync(directory, specifier).path ?? installed.sync(directory, `${specifier}/tsconfig.json`).path;
  };
}
