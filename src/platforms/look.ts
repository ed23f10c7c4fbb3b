/** Questions that every platform asks of a package. */
import { basename, dirname, join } from 'node:path/posix';
import type { ModuleFacts, Value } from '../model/facts.js';
import type { EntryPoint, PackageView } from '../model/project.js';
import { sourcesMeantBy, stemOf, withOrigins } from './paths.js';

/** Methods of HTTP that routers export as functions. */
export const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

export const inPackage = (view: PackageView, path: string): string => join(view.package.dir, path);

export const isOf = (source: string, packages: readonly string[]): boolean =>
  packages.some((name) => source === name || source.startsWith(`${name}/`));

/** The first of `packages` that package.json names. */
export const dependencyOf = (view: PackageView, packages: readonly (string | RegExp)[]): string | undefined =>
  Object.keys(view.package.dependencies).find((name) =>
    packages.some((wanted) => (typeof wanted === 'string' ? wanted === name : wanted.test(name))),
  );

/** Configuration files by base name; those written in JavaScript may be listed among the sources. */
export const filesNamed = (view: PackageView, name: RegExp): string[] =>
  [...new Set([...view.configs, ...view.sources])].filter((file) => name.test(basename(file))).sort();

/** The configuration that deploys the package: its own, or that of the project whose functions it is, where those have a package.json. */
export function deploying(view: PackageView, name: RegExp): string | undefined {
  const { dir } = view.package;
  const isAround = (file: string): boolean => dirname(file) === '.' || `${dir}/`.startsWith(`${dirname(file)}/`);
  const around = view.projectConfigs.filter((file) => name.test(basename(file)) && isAround(file));
  return around.sort((a, b) => b.length - a.length)[0];
}

/** Where an application of a framework lies, and the configuration that says so. */
export interface Application {
  root: string;
  config?: string;
}

/** Monorepos with one package.json hold several; without configuration, the package that depends on the framework is one. */
export function applicationsOf(view: PackageView, config: RegExp, dependency: string): Application[] {
  const configured = filesNamed(view, config).map((file) => ({ root: dirname(file), config: file }));
  if (configured.length > 0) return configured;
  return dependency in view.package.dependencies ? [{ root: view.package.dir }] : [];
}

/** `src/app.ts imports express`: proof, where a line in package.json is only a hint. */
export function importEvidence(view: PackageView, packages: readonly string[]): string | undefined {
  for (const file of view.sources) {
    const found = view.facts(file)?.imports.find(({ source, typeOnly }) => !typeOnly && isOf(source, packages));
    if (found) return `${file} imports ${found.source}`;
  }
  return undefined;
}

/** Names that a module exports; `module.exports = …` counts as `default` and, for an object, as its keys. */
export function exportsOf(facts: ModuleFacts): Set<string> {
  return new Set(
    facts.exports.flatMap(({ name, value }) =>
      name === '=' ? ['default', ...propertiesOf(facts, value).map(({ key }) => key)] : [name],
    ),
  );
}

/** Barrels of barrels. */
const DEEPEST = 4;

/** Names that a file exports, those of `export * from` included. */
function exportsAt(view: PackageView, file: string, depth = 0): Set<string> {
  const facts = view.facts(file);
  if (!facts || depth > DEEPEST) return new Set();
  const passedOn = facts.exports.flatMap(({ name, value }) => {
    const from = name === '*' && value.kind === 'import' ? view.resolve(file, value.source) : undefined;
    return from === undefined ? [] : [...exportsAt(view, from, depth + 1)].filter((each) => each !== 'default');
  });
  return new Set([...exportsOf(facts), ...passedOn]);
}

/** Properties of a value that is an object literal, directly or through a constant. */
export function propertiesOf(facts: ModuleFacts, value: Value | undefined): { key: string; value: Value }[] {
  const literal = value && constantOf(facts, value);
  return literal?.kind === 'object' ? (facts.objects[literal.id]?.properties ?? []) : [];
}

export const propertyOf = (facts: ModuleFacts, value: Value | undefined, key: string): Value | undefined =>
  propertiesOf(facts, value).find((property) => property.key === key)?.value;

/** Follows names that are given one value to that value. */
export function constantOf(facts: ModuleFacts, value: Value): Value {
  if (value.kind !== 'variable') return value;
  const [only, ...others] = facts.variables[value.id]?.values ?? [];
  return only && others.length === 0 && only.kind !== 'variable' ? only : value;
}

/** What a module exports under a name, where that is written down: `export const ssr = false`. */
export function exportedLiteral(facts: ModuleFacts | undefined, name: string): unknown {
  const value = facts?.exports.find((each) => each.name === name)?.value;
  const constant = facts && value ? constantOf(facts, value) : undefined;
  return constant?.kind === 'literal' ? constant.value : undefined;
}

/** One entry point for each of the `wanted` exports that `file` has. */
export function entriesOf(
  view: PackageView,
  wanted: readonly string[],
  entry: Omit<EntryPoint, 'export' | 'fn'>,
): EntryPoint[] {
  const names = exportsAt(view, entry.file);
  return wanted.filter((name) => names.has(name)).map((name) => ({ ...entry, export: name }));
}

/**
 * Entry points for the functions in an exported object (`export const actions = { default: … }`): each function by itself where the
 * object is written out, and the export as a whole where it is computed.
 */
export function memberEntriesOf(
  facts: ModuleFacts,
  name: string,
  keys: (key: string) => EntryPoint['kind'] | undefined,
  entry: Omit<EntryPoint, 'export' | 'fn' | 'kind'>,
): EntryPoint[] {
  const exported = facts.exports.find((each) => each.name === name);
  if (!exported) return [];
  const members = propertiesOf(facts, exported.value).map(({ key, value }) => ({
    kind: keys(key),
    value: constantOf(facts, value),
  }));
  const whole = members.length === 0 || members.some(({ kind, value }) => kind && value.kind !== 'function');
  if (whole)
    return [{ ...entry, export: name, kind: members.find(({ kind }) => kind)?.kind ?? keys('default') ?? 'http' }];
  return members.flatMap(({ kind, value }) =>
    kind && value.kind === 'function' ? [{ ...entry, fn: value.id, kind }] : [],
  );
}

/** Name for a unit that has no other: its file, seen from the package, without extension. */
export const unitOf = (view: PackageView, file: string): string =>
  stemOf(view.package.dir && file.startsWith(`${view.package.dir}/`) ? file.slice(view.package.dir.length + 1) : file);

/** The source behind a path that may name what a build makes of it. */
export const sourceBehind = (view: PackageView, path: string): string | undefined => anySource(view, withOrigins(path));

/** The first of some module paths that is a file; what a build wrote gives way to its source. */
export function anySource(view: PackageView, paths: readonly string[]): string | undefined {
  const files = paths.flatMap(sourcesMeantBy).filter((file) => view.facts(file));
  return files.find((file) => view.sources.includes(file)) ?? files[0];
}

/** Configuration that may deploy the package: its own, and for a part of a monorepo what names its directory further up or in a place for such things. */
export function concerning(view: PackageView): string[] {
  const { dir } = view.package;
  const own = [...view.configs, ...view.sources.filter((file) => basename(file).startsWith('ecosystem.config.'))];
  if (dir === '') return own;
  const named = new RegExp(`(?:^|[\\s"'./=])${dir.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'm');
  const above = view.projectConfigs.filter((file) => !own.includes(file) && isAbove(file, dir));
  return [...own, ...above.filter((file) => named.test((view.read(file) ?? '').replace(REMARKS, '')))];
}

/** What a remark says of another package deploys nothing. */
const REMARKS = /^\s*(?:#|\/\/).*$/gm;

/** Directories that hold nothing but deployment. */
const DEPLOYMENT =
  /^(?:\.github|\.circleci|\.gitlab|\.cloudbuild|ci|cicd|ci-cd|cloud|deploy|deployments?|devops|docker|infra|infrastructure|k8s|kubernetes|ops|scripts|terraform)\//;

const isAbove = (file: string, dir: string): boolean =>
  `${dir}/`.startsWith(dirname(file) === '.' ? '' : `${dirname(file)}/`) || DEPLOYMENT.test(file);
