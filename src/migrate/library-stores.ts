/** Stores of libraries in a plan: each call is given its store once, however many findings speak of it, and what they import is joined with the rest. */
import { ts } from 'ts-morph';
import type { Finding } from '../model/report.js';
import { isTest } from '../workspace/file-kinds.js';
import { isVolatile } from './adapter/index.js';
import { referencesTo } from './adapter/references.js';
import type { Calls } from './calls.js';
import { placeOf, type Code } from './code.js';
import { callAt, migrateLibrary, type LibraryAnswer } from './libraries/index.js';
import { collectionsNeed } from './libraries/rows.js';
import { isFunction } from './nodes.js';
import type { StoreRewrite } from './store.js';
import type { AdapterChoice, Destination, Edit, PlannedDependency, Refusal, RefusalCode } from './types.js';

export interface LibraryRewrite extends Pick<StoreRewrite, 'edits' | 'imports' | 'refusals' | 'warnings'> {
  readonly dependencies: readonly PlannedDependency[];
  readonly given: readonly { readonly finding: Finding; readonly choice: AdapterChoice }[];
}

export interface LibrarySurroundings {
  readonly code: Code;
  readonly calls: Calls;
  readonly settings: { readonly to: Destination; readonly acceptVolatile: boolean };
  readonly names: ReadonlyMap<string, string>;
}

export const isOfLibrary = ({ form }: Pick<Finding, 'form'>): boolean => form === 'library';

/** `findings`: all that are left, which is why they are asked for anew each time one of them is taken out. */
export function rewriteLibraries(findings: readonly Finding[], around: LibrarySurroundings): LibraryRewrite {
  const calls = groupsOf(findings);
  return joinedParts(calls.map((group) => rewriteCall(group, findings, around)));
}

/** Entries of several kinds in one container are several findings at one call. */
function groupsOf(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const { file, line, column, endLine, endColumn } = finding;
    const key = [file, line, column, endLine, endColumn].join(':');
    groups.set(key, [...(groups.get(key) ?? []), finding] as unknown as Group);
  }
  return [...groups.values()];
}

type Group = readonly [first: Finding, ...others: Finding[]];

const NOTHING: LibraryRewrite = {
  ...{ edits: [], imports: [], refusals: [], warnings: [], dependencies: [], given: [] },
};

function rewriteCall(group: Group, together: readonly Finding[], around: LibrarySurroundings): LibraryRewrite {
  const { code, settings, names } = around;
  const [first] = group;
  const answer = migrateLibrary(code, first, settings.to, { names, together });
  const stores = group.map(({ id }) => id);
  const faults = [
    ...('refusals' in answer ? answer.refusals : []),
    ...group.flatMap((finding) => volatileFaults(finding, around)),
    ...severalInstances(first, around),
  ];
  const refusals = faults.flatMap((fault) => stores.map((store) => ({ ...fault, store })));
  if ('refusals' in answer || refusals.length > 0) return { ...NOTHING, refusals };
  return carriedOut(answer, code, group);
}

type Answered = Exclude<LibraryAnswer, { readonly refusals: Refusal[] }>;

function carriedOut(answer: Answered, code: Code, group: Group): LibraryRewrite {
  const stores = group.map(({ id }) => id);
  const { edits, collections, dependencies, warnings, choice } = answer;
  const file = collections && code.file(collections.edit.file);
  const isJoined = (edit: Edit): boolean => file !== undefined && edit === collections?.edit;
  return {
    edits: edits.filter((edit) => !isJoined(edit)).map((edit) => ({ ...edit, stores })),
    imports: file ? collections.names.flatMap((name) => stores.map((store) => ({ file, name, store }))) : [],
    refusals: [],
    warnings: stores.flatMap((store) => warnings.map((warning) => ({ ...warning, store }))),
    dependencies: dependencies.map((dependency) => ({ ...dependency, stores })),
    given: group.map((finding) => ({ finding, choice })),
  };
}

function joinedParts(parts: readonly LibraryRewrite[]): LibraryRewrite {
  return {
    edits: parts.flatMap(({ edits }) => edits),
    imports: parts.flatMap(({ imports }) => imports),
    refusals: parts.flatMap(({ refusals }) => refusals),
    warnings: parts.flatMap(({ warnings }) => warnings),
    dependencies: joinedDependencies(parts.flatMap(({ dependencies }) => dependencies)),
    given: parts.flatMap(({ given }) => given),
  };
}

/** Each package once, for all that need it. */
export function joinedDependencies(dependencies: readonly PlannedDependency[]): PlannedDependency[] {
  const joined = new Map<string, PlannedDependency>();
  for (const one of dependencies) {
    const stores = [...(joined.get(one.name)?.stores ?? []), ...one.stores];
    joined.set(one.name, { ...one, ...joined.get(one.name), stores: [...new Set(stores)] });
  }
  return [...joined.values()].sort((a, b) => Number(a.name > b.name) - Number(a.name < b.name));
}

/** What stores of the project's own need. */
export function needsOf(to: Destination, stores: readonly { readonly store: string }[]): PlannedDependency[] {
  if (stores.length === 0) return [];
  return collectionsNeed(to).map((dependency) => ({ ...dependency, stores: stores.map(({ store }) => store) }));
}

function volatileFaults(finding: Finding, { settings }: LibrarySurroundings): Refusal[] {
  const { id, role, symbol, file, line, column } = finding;
  if (!isVolatile(role, settings)) return [];
  const why = `\`${symbol}\` holds ${role}, which Redis keeps in memory and may lose`;
  const advice = 'Use --to dynamodb, or --accept-volatile if your Redis persists what it is told.';
  return [{ store: id, code: 'VOLATILE', file, line, column, why, advice }];
}

/** The name is a literal: what a function makes for several callers would be one store under it, and count or keep for all of them together. */
function severalInstances(finding: Finding, { code, calls }: LibrarySurroundings): Refusal[] {
  const call = callAt(code, finding);
  const again = call && repeatedAt(call, code, calls, new Set());
  if (again === undefined) return [];
  const shared: RefusalCode = 'SHARED_NAME';
  const why = `\`${again.getText().split('\n')[0] ?? ''}\` makes another one, which would keep its data under the same name`;
  const advice = 'Make each where it is used, so that each has a name of its own; then run this again.';
  return [{ store: finding.id, code: shared, ...placeOf(code, again), why, advice }];
}

/** Where the same call makes a second instance. */
function repeatedAt(node: ts.Node, code: Code, calls: Calls, seen: Set<ts.Node>): ts.Node | undefined {
  const home = homeOf(node);
  if (isInLoop(node, home)) return node;
  if (ts.isSourceFile(home) || seen.has(home)) return undefined;
  seen.add(home);
  if (isForEach(home)) return node;
  const [first, second] = ts.isClassLike(home) ? constructionsOf(home, code) : callersOf(home, code, calls);
  return second ?? (first && repeatedAt(first, code, calls, seen));
}

/** What has to run for the node to run: a class for what its instances begin with. */
function homeOf(node: ts.Node): ts.Node {
  for (let at = node.parent; ; at = at.parent) {
    if (ts.isConstructorDeclaration(at)) return at.parent;
    if (isFunction(at) || ts.isSourceFile(at)) return at;
    if (ts.isPropertyDeclaration(at) && !ts.getModifiers(at)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword))
      return at.parent;
  }
}

/** A test that sets up an application of its own shares nothing with the others. */
const isProduction = (code: Code, node: ts.Node): boolean => !isTest(code.nameOf(node.getSourceFile()));

function callersOf(fn: ts.Node, code: Code, calls: Calls): readonly ts.Node[] {
  return isFunction(fn) ? calls.of(fn).filter((caller) => isProduction(code, caller)) : [];
}

function constructionsOf(made: ts.ClassLikeDeclaration, code: Code): readonly ts.Node[] {
  const name = made.name ?? (ts.isVariableDeclaration(made.parent) ? made.parent.name : undefined);
  if (name === undefined) return [];
  return referencesTo(code, name).flatMap(({ parent }) =>
    ts.isNewExpression(parent) && isProduction(code, parent) ? [parent] : [],
  );
}

function isInLoop(node: ts.Node, home: ts.Node): boolean {
  for (let at = node.parent; at !== home; at = at.parent) if (ts.isIterationStatement(at, false)) return true;
  return false;
}

const EACH: ReadonlySet<string> = new Set(['map', 'flatMap', 'forEach', 'reduce', 'from']);

/** `plans.map((plan) => rateLimit({ … }))` */
function isForEach(fn: ts.Node): boolean {
  const { parent } = fn;
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return false;
  return EACH.has(parent.expression.name.text);
}
