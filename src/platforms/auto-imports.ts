/**
 * Names that a framework puts in reach without an import: what `server/utils/` of a Nuxt project exports is a free name in its handlers. Facts
 * then say `global`; here they come to say `import`, so that everybody who follows imports follows these too.
 */
import type { ModuleFacts } from '../model/facts.js';
import { isData } from './config-text.js';

/** Marks a specifier that is a path of the project already. */
const PREFIX = 'auto-import:';

export const autoImported = (specifier: string): string | undefined =>
  specifier.startsWith(PREFIX) ? specifier.slice(PREFIX.length) : undefined;

/** Exported names to the file that exports them; the first file keeps a name. */
export function namesIn(exporters: readonly ModuleFacts[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { file, exports } of exporters) {
    for (const { name } of exports) if (!/^(?:default|\*|=)$/.test(name) && !names.has(name)) names.set(name, file);
  }
  return names;
}

export function withAutoImports(facts: ModuleFacts, names: ReadonlyMap<string, string>): ModuleFacts {
  const used = new Set<string>();
  const replaced = replace(facts, (name) => {
    const file = names.get(name);
    if (file === undefined || file === facts.file) return undefined;
    used.add(file);
    return { kind: 'import', source: PREFIX + file, name };
  }) as ModuleFacts;
  if (used.size === 0) return facts;
  const imports = [...used].map((file) => ({
    source: PREFIX + file,
    at: [0, 0] as const,
    kind: 'import' as const,
    typeOnly: false,
  }));
  return { ...replaced, imports: [...facts.imports, ...imports] };
}

function replace(value: unknown, of: (name: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => replace(each, of));
  if (!isData(value)) return value;
  if (value.kind === 'global' && typeof value.name === 'string') return of(value.name) ?? value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replace(each, of)]));
}
