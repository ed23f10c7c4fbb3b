import { isDeclaration } from './file-kinds.js';
import { isRecord } from './packages.js';
import { mappedTargets, pathPattern } from './path-mapping.js';

/**
 * What a package's manifest says about an import of it. In a fresh checkout the manifest points into a build that does not exist yet
 * (`dist/index.js`), so each target comes with the sources it is likely built from. Nothing here asks the disk: the caller tries in order.
 */
type Manifest = Readonly<Record<string, unknown>>;

/** Candidates for `name/subpath` ('' for the package itself), relative to the package's directory, best first. */
export function entryCandidates(manifest: Manifest, subpath: string): string[] {
  const declared = exportedTargets(manifest.exports, subpath ? `./${subpath}` : '.');
  if (subpath) return [...withSources(declared), ...withSources([subpath]), `src/${subpath}`, `lib/${subpath}`];
  const fields = ['source', 'svelte', 'module', 'main', 'types'].map((field) => manifest[field]);
  return [...withSources([...declared, ...fields.flatMap(leaves)]), ...CUSTOMARY];
}

const CUSTOMARY = ['src/index', 'index', 'src/main', 'src/lib/index', 'lib/index', 'mod'];

/** Candidates for a `#name` that the package's `imports` declares; those that are not relative name other packages. */
export function importTargets(manifest: Manifest, specifier: string): string[] {
  return isRecord(manifest.imports) ? withSources(targetsIn(manifest.imports, specifier)) : [];
}

/** A manifest's targets, each with what it is likely built from: `dist/esm/db.js` is tried as itself, `src/db`, `db` … */
export function withSources(targets: readonly string[]): string[] {
  return targets.flatMap((target) => [target, ...sourcesOf(target, MANIFEST_OUTPUT)]);
}

/** The same for a path that somebody imports, where `lib` is more likely to mean itself. */
export function builtFrom(path: string): string[] {
  return sourcesOf(path, OUTPUT);
}

const OUTPUT = /^(?:\.\/)?(?:dist|build|out)\//;
const MANIFEST_OUTPUT = /^(?:\.\/)?(?:dist|build|out|lib|es|esm|cjs|\.output)\//;
const OUTPUT_FORMAT = /^(?:esm|cjs|es|types|node|src|lib)\//;

function sourcesOf(target: string, output: RegExp): string[] {
  const inner = target.replace(output, '');
  if (inner === target) return [];
  const stem = inner.replace(/\.d\.[cm]?ts$|\.[cm]?jsx?$/, '');
  const stems = [...new Set([stem, stem.replace(OUTPUT_FORMAT, '')])];
  return stems.flatMap((name) => [`src/${name}`, name, `lib/${name}`]);
}

function exportedTargets(exports: unknown, key: string): string[] {
  if (exports === undefined) return [];
  const bySubpath = isRecord(exports) && Object.keys(exports).some((name) => name.startsWith('.'));
  return targetsIn(bySubpath ? exports : { '.': exports }, key);
}

function targetsIn(map: Record<string, unknown>, key: string): string[] {
  const patterns = Object.entries(map).map(([name, value]) => {
    const folder = name.endsWith('/') ? '*' : '';
    return pathPattern(
      name + folder,
      leaves(value).map((target) => target + folder),
    );
  });
  return mappedTargets(patterns, key);
}

/** Every target under any condition: which condition holds is the bundler's choice, the source behind them is one. Types come last. */
function leaves(value: unknown): string[] {
  if (typeof value === 'string') return isDeclaration(value) ? sourcesOf(value, MANIFEST_OUTPUT) : [value];
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (!isRecord(value)) return [];
  const { types, ...conditions } = value;
  return [...Object.values(conditions).flatMap(leaves), ...leaves(types)];
}
