import type { locator } from '../judge/locate.js';
import { labelOf } from '../model/label.js';
import type { Diagnostic, Finding, Report } from '../model/report.js';
import type { Role } from '../model/words.js';
import { servedPackages, type Detected } from '../platforms/detect.js';
import type { Program } from '../program/index.js';
import type { Opened } from '../workspace/index.js';

/** Parts of the report that say what was looked at. */

/** Servers that run for months, each with what it would lose. */
export function containersOf(
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

/** A platform that is there and whose entry points nobody found must not pass for one that runs nothing. */
export function withoutEntries(
  detected: readonly Detected[],
  { entries }: Program,
  { packageOf }: Opened,
): Diagnostic[] {
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

export function entriesOf(
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
        name: name || labelOf(entry),
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

export function byLine(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}

/** Two platforms may stumble over the same broken file. */
export function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((one) => [`${one.file}:${one.line ?? 0}:${one.message}`, one])).values()];
}
