import type { ModuleFacts } from '../model/facts.js';
import type { EntryPoint, PackageView } from '../model/project.js';
import { namesIn, withAutoImports } from '../platforms/auto-imports.js';
import { autoImportsOf } from '../platforms/nuxt.js';

/** What frameworks and the configuration add to what files say. */

/** Facts in which the names that a framework puts in reach are imports. */
export function withFrameworkNames(
  facts: readonly ModuleFacts[],
  views: readonly PackageView[],
): readonly ModuleFacts[] {
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

/** What a platform declares it knows more of: its route, its unit. */
export function together(declared: readonly EntryPoint[], configured: readonly EntryPoint[]): EntryPoint[] {
  const isDeclared = (point: EntryPoint): boolean =>
    declared.some((other) => other.file === point.file && other.export === point.export);
  return [...declared, ...configured.filter((point) => point.export === undefined || !isDeclared(point))];
}
