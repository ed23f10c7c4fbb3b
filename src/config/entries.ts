/** Entry points that the configuration names, because no platform declares them: workers, consumers, jobs. */
import type { ModuleFacts, Value } from '../model/facts.js';
import type { EntryPoint } from '../model/project.js';
import type { Diagnostic } from '../model/report.js';
import { constantOf, exportsOf } from '../platforms/look.js';
import { matcherOf } from '../workspace/patterns.js';
import type { LoadedConfig } from './load.js';
import { idle } from './settings.js';

/** The platform of what the configuration names. */
export const CONFIGURED = 'configured';

interface Named {
  entryPoints: EntryPoint[];
  diagnostics: Diagnostic[];
}

export function configuredEntries(loaded: LoadedConfig, modules: readonly ModuleFacts[]): Named {
  const found = (loaded.config.entries ?? []).map((entry) => ofEntry(entry, loaded, modules));
  return {
    entryPoints: found.flatMap(({ entryPoints }) => entryPoints),
    diagnostics: found.flatMap(({ diagnostics }) => diagnostics),
  };
}

function ofEntry(entry: string, loaded: LoadedConfig, modules: readonly ModuleFacts[]): Named {
  const [pattern = '', name] = entry.split('#', 2);
  const isMeant = matcherOf([pattern]);
  const matched = modules.filter(({ file }) => isMeant(file));
  const entryPoints = matched.flatMap((module) => pointsOf(module, name));
  if (entryPoints.length > 0) return { entryPoints, diagnostics: [] };
  const why =
    matched.length > 0
      ? `${matched.map(({ file }) => file).join(', ')} has no export \`${name ?? ''}\`, but ${namesOf(matched)}.`
      : 'it matches no analysed file (ignored files, tests and declarations are none).';
  return { entryPoints, diagnostics: [idle(entry, `entries: \`${entry}\` names nothing: ${why}`, loaded)] };
}

function namesOf(modules: readonly ModuleFacts[]): string {
  return [...new Set(modules.flatMap((module) => [...exportsOf(module)]))].join(', ') || 'none at all';
}

/** The named export, or all exports that can be called; what a file registers when it is loaded needs no export. */
function pointsOf(module: ModuleFacts, name: string | undefined): EntryPoint[] {
  const { file } = module;
  const point = { platform: CONFIGURED, file, kind: 'event' as const };
  if (name !== undefined)
    return exportsOf(module).has(name) ? [{ ...point, export: name, unit: `${file}#${name}` }] : [];
  const points = callableExports(module).map((exported) => ({ ...point, export: exported, unit: file }));
  return points.length > 0 ? points : [{ ...point, unit: file }];
}

const DATA: ReadonlySet<Value['kind']> = new Set(['literal', 'array', 'regexp']);

function callableExports(module: ModuleFacts): string[] {
  return module.exports
    .filter(({ name, value }) => name !== '*' && !DATA.has(constantOf(module, value).kind))
    .map(({ name }) => (name === '=' ? 'default' : name));
}
