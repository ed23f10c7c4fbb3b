/** A package in memory: configuration as text, sources as a sketch of their facts. */
import type { ModuleFacts, Span, Value } from '../../src/model/facts.js';
import type { EntryPoint, PackageView, Platform } from '../../src/model/project.js';
import type { Diagnostic } from '../../src/model/report.js';

const at: Span = [0, 0];

export type Source =
  | readonly string[]
  | (Partial<Omit<ModuleFacts, 'exports' | 'imports'>> & { exports?: readonly string[]; imports?: readonly string[] });

export interface World {
  dir?: string;
  dependencies?: readonly string[];
  scripts?: Record<string, string>;
  configs?: Record<string, string>;
  /** Path to the names that it exports, or to more facts. */
  sources?: Record<string, Source>;
}

export function factsOf(file: string, source: Source): ModuleFacts {
  const { exports = [], imports = [], ...rest } = 'length' in source ? { exports: source } : source;
  return {
    file,
    directives: [],
    variables: [],
    functions: [],
    classes: [],
    objects: [],
    arrays: [],
    calls: [],
    writes: [],
    reads: [],
    branches: [],
    exits: [],
    tries: [],
    esm: true,
    ...rest,
    imports: imports.map((specifier) => ({ source: specifier, at, kind: 'import', typeOnly: false })),
    exports: exports.map((name) => ({ name, at, value: objectOf(rest, name) })),
  };
}

/** An exported name is the object literal of that name, where the sketch has one: `objects[0]` is what is exported. */
const objectOf = (facts: Partial<ModuleFacts>, name: string): Value =>
  facts.objects && ['default', 'actions', '='].includes(name) ? { kind: 'object', id: 0 } : { kind: 'unknown' };

export function viewOf(world: World): { view: PackageView; diagnostics: Diagnostic[] } {
  const { dir = '', configs = {}, sources = {} } = world;
  const diagnostics: Diagnostic[] = [];
  const facts = new Map(Object.entries(sources).map(([file, source]) => [file, factsOf(file, source)]));
  const inside = (file: string) => !dir || file.startsWith(`${dir}/`);
  const view: PackageView = {
    package: {
      dir,
      name: 'world',
      dependencies: Object.fromEntries((world.dependencies ?? []).map((name) => [name, '*'])),
      manifest: { scripts: world.scripts ?? {} },
    },
    sources: [...facts.keys()].filter(inside).sort(),
    configs: Object.keys(configs).filter(inside).sort(),
    projectConfigs: Object.keys(configs).sort(),
    read: (path) => configs[path],
    facts: (file) => facts.get(file),
    resolve: () => undefined,
    report: (diagnostic) => diagnostics.push(diagnostic),
  };
  return { view, diagnostics };
}

/** `http POST /links: src/app.ts#handler in Shorten` */
export const lineOf = (entry: EntryPoint): string =>
  [
    entry.kind,
    entry.route ? ` ${entry.route}` : '',
    `: ${entry.file}#${entry.export ?? `fn${entry.fn ?? ''}`}`,
    ` in ${entry.unit}`,
  ].join('');

export interface Looked {
  evidence: string | undefined;
  entries: string[];
  problems: string[];
}

export function look(platform: Platform, world: World): Looked {
  const { view, diagnostics } = viewOf(world);
  const evidence = platform.detect(view);
  const entries = evidence === undefined ? [] : platform.entryPoints(view).map(lineOf);
  return { evidence, entries, problems: diagnostics.map(({ message }) => message) };
}
