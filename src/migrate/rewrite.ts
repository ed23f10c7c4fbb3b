/** All stores of a plan rewritten together: their steps, what waits because of them, what is declared and imported; one list of edits. */
import type { Finding } from '../model/report.js';
import type { ts } from 'ts-morph';
import { colour, settle, versionsFrom, type Wait } from './async/index.js';
import { outermost, rangeOf } from './adapter/ranges.js';
import { sharedSweeps } from './adapter/shared-sweeps.js';
import { placeOf, type Code } from './code.js';
import {
  brokenBonds,
  guardedChanges,
  mayFreeze,
  namedCallEdits,
  namedInstanceEdits,
  namedInstanceType,
  retypings,
} from './guards/index.js';
import { declarationEdits, importEdits, type Needed } from './declare.js';
import { besideEachOther } from './beside.js';
import { joined, OverlapError } from './edits.js';
import { globalEdits, unknownThere } from './global-edits.js';
import { rewriteLibraries, type LibraryRewrite } from './library-stores.js';
import { decidedElsewhere, GUARDING } from './cross.js';
import { partedSteps } from './parted/index.js';
import { tornSteps } from './parted/torn.js';
import { partialWrites } from './partial-writes.js';
import { ownDescendants } from './nodes.js';
import { seedsAmong } from './regions/idioms/seeding.js';
import { refusalAt } from './objections.js';
import { merged, nested, NOTHING, rewriteStore, type StoreRewrite } from './store.js';
import type { Target } from './targets.js';
import type { ChangedFunction, Edit, MigrationPlan, Refusal, StorePlan, Warning } from './types.js';
import type { Bond } from './uses/joint.js';
import type { Known, Understood } from './understand.js';

export interface Attempt {
  readonly edits: readonly Edit[];
  readonly created: MigrationPlan['created'];
  readonly refusals: readonly Refusal[];
  readonly warnings: StorePlan['warnings'];
  readonly functions: readonly (ChangedFunction & { readonly stores: readonly string[] })[];
  readonly callSites: ReadonlyMap<string, number>;
  readonly libraries: LibraryRewrite;
}

export function rewriteAll(
  known: Known,
  stores: readonly Understood[],
  ofLibraries: readonly Finding[],
  bonds: readonly Bond[],
): Attempt {
  const { code, calls } = known;
  const accesses = stores.flatMap((store) => store.accesses);
  const everyAccess = new Set<ts.Node>(accesses.map(({ node }) => node));
  // One expression can be one of several stores.
  const ownAccesses = new Map(
    stores.map((store) => [store.target, new Set<ts.Node>(store.accesses.map(({ node }) => node))]),
  );
  const colours = colour(
    code,
    accesses.map(({ node, target }): Wait => ({ node, stores: [target.store] })),
    guardsAmong(stores),
  );
  const waiting = new Set<ts.Node>(colours.calls.map(({ node }) => node));
  const waits = (node: ts.Node): boolean => everyAccess.has(node) || waiting.has(node);
  const isOwn = (target: Target, node: ts.Node): boolean => ownAccesses.get(target)?.has(node) === true;

  const crossing = decidedElsewhere(code, stores);
  const rewrites = stores.map(({ target, accesses: own, rewrite }) => ({
    symbol: target.finding.symbol,
    rewrite: rewrite ?? rewriteStore(target, own, { code, calls, waits, isOwn }),
  }));
  const all = besideEachOther(code, rewrites).reduce(merged, NOTHING);
  const libraries = rewriteLibraries(ofLibraries, known);
  // What each instance stores if it is missing is stored once.
  const seedPlaces = seedsAmong(accesses).map(({ node }) => placeOf(code, node));
  const isAboutSeed = ({ code: of, file, line, column }: Warning): boolean =>
    of === 'ONCE_PER_INSTANCE' &&
    seedPlaces.some((place) => place.file === file && place.line === line && place.column === column);
  const promised = all.promised.map(({ store, ...wait }): Wait => ({ ...wait, stores: [store] }));
  const settled = settle(code, colours, promised, all.claimed, {
    versionOf: versionsFrom(known.source.read),
    freezes: (file) => mayFreeze(known.world, file),
  });
  const accessorEdits = stores.flatMap(({ accessors }) => accessors.edits);
  const added = stores.flatMap((store) => store.added ?? []);
  const removed = removalEdits(code, stores);
  const own = [...added, ...all.edits, ...removed, ...libraries.edits];
  const declared = declarations(known, stores, [...all.imports, ...libraries.imports], bonds).map(
    behind(code, removed),
  );
  const held = stores.flatMap((store) => waitsInAccessors(code, store, waits));
  const refusals = [
    ...all.refusals,
    ...held,
    ...colours.refusals,
    ...settled.refusals,
    ...libraries.refusals,
    ...brokenBonds(code, bonds, stores),
    ...crossing.refusals,
    ...partedSteps(known, stores, all, colours),
    ...tornSteps(code, calls, stores),
    ...nested(code, all.wrapped ?? []),
    ...stores.flatMap(({ target, choice }) => unknownThere(code, target, choice)),
  ];
  // Behind the declarations: what is exported stands after what is imported.
  const edits = joinedOrRefused([...own, ...declared, ...accessorEdits, ...settled.edits]);
  return {
    edits: 'edits' in edits ? edits.edits : [],
    created: settled.created,
    refusals:
      'edits' in edits
        ? [...refusals, ...guardedChanges(known.world, settled.functions, edits.edits)]
        : [...refusals, ...edits.refusals(code)],
    warnings: [
      ...[...all.warnings, ...colours.warnings.filter((warning) => !isAboutSeed(warning)), ...settled.warnings],
      ...[...crossing.warnings, ...partialWrites(code, stores), ...libraries.warnings],
      ...stores.flatMap(({ warnings = [] }) => warnings),
    ],
    functions: settled.functions,
    callSites: awaitedCalls(all, settled.callSitesByStore),
    libraries,
  };
}

/** What a session or a guard is told has to be there before anybody is answered. */
function guardsAmong(stores: readonly Understood[]): (store: string) => boolean {
  const ids = new Set(
    stores
      .filter(({ target: { finding } }) => finding.role === 'session' || GUARDING.has(finding.role))
      .map(({ target }) => target.store),
  );
  return (store) => ids.has(store);
}

/** Beside what is awaited where it stands: each transaction is a call, and so is what an idiom's own text waits for. */
function awaitedCalls(
  { edits, wrapped = [] }: StoreRewrite,
  settled: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const calls = new Map(settled);
  const count = (store: string, more: number): void => {
    if (more > 0) calls.set(store, (calls.get(store) ?? 0) + more);
  };
  for (const { store } of wrapped) count(store, 1);
  const isWrapped = ({ file, start, end }: Edit): boolean =>
    wrapped.some((one) => one.file === file && one.start <= start && end <= one.end);
  for (const edit of edits.filter((one) => !isWrapped(one)))
    for (const store of edit.stores) count(store, edit.text.match(/\bawait\b/g)?.length ?? 0);
  return calls;
}

/** A function that works on a cell runs within a step, which waits for nothing. */
function waitsInAccessors(
  code: Code,
  { target, accessors }: Understood,
  waits: (node: ts.Node) => boolean,
): readonly Refusal[] {
  const waiting = accessors.bodies.flatMap((body) => [...ownDescendants(body)].filter(waits));
  const why = 'it waits in a function that takes part in the step of its caller';
  return waiting.map((node) => refusalAt(target, code, node, 'CROSS_STORE', why));
}

function removalEdits(code: Code, stores: readonly Understood[]): Edit[] {
  const own = stores.flatMap(({ target, removals }) => {
    const shelves = (target.without ?? []).map((node) => ({
      ...{ file: code.nameOf(node.getSourceFile()), ...rangeOf(node) },
      reason: 'a shared store outlives reloads and instances by itself',
    }));
    const made = [...removals, ...outermost(shelves, target.declaration.getSourceFile().text)];
    return made.map(({ file, start, end, reason }) => ({ file, start, end, reason, stores: [target.store] }));
  });
  const shared = sharedSweeps(code, stores);
  const apart = [...new Set(shared.map(({ file }) => file))].flatMap((name) =>
    outermost(
      [...own, ...shared].filter(({ file }) => file === name),
      code.file(name)?.text ?? '',
    ),
  );
  const untouched = own.filter(({ file }) => shared.every((one) => one.file !== file));
  return [...untouched, ...apart].map(({ file, start, end, reason, stores: of }) => ({
    ...{ file, start, end, text: '', reason, stores: of },
  }));
}

/** The first statement of a file may go, and what would stand in front of it stays. */
const behind =
  (code: Code, removed: readonly Edit[]) =>
  (edit: Edit): Edit => {
    const around = removed.find(
      ({ file, start, end }) => edit.start === edit.end && file === edit.file && start < edit.start && edit.start < end,
    );
    if (around === undefined) return edit;
    const blank = /^\s*/.exec(code.file(edit.file)?.text.slice(around.end) ?? '')?.[0].length ?? 0;
    return { ...edit, start: around.end + blank, end: around.end + blank };
  };

function declarations(
  { code, settings, world }: Known,
  stores: readonly Understood[],
  imports: StoreRewrite['imports'],
  bonds: readonly Bond[],
): Edit[] {
  const needed = new Map<ts.SourceFile, Needed[]>();
  const need = (file: ts.SourceFile, name: string, store: string): void => {
    needed.set(file, [...(needed.get(file) ?? []), { name, store }]);
  };
  for (const { target, choice } of stores) need(target.declaration.getSourceFile(), choice.constructor, target.store);
  for (const { file, name, store } of [...imports, ...stores.flatMap(({ accessors }) => accessors.imports)])
    need(file, name, store);
  for (const { target, choice } of stores) {
    const type = namedInstanceType(world, target, choice);
    if (type !== undefined) need(target.declaration.getSourceFile(), type, target.store);
  }
  const typed = retypings(code, bonds, stores);
  for (const { edit, type } of typed) {
    const source = code.file(edit.file);
    if (source !== undefined) for (const store of edit.stores) need(source, `type ${type}`, store);
  }
  const onGlobal = stores.map(({ target, choice }) => globalEdits(code, target, choice, settings.to));
  for (const { needed } of onGlobal) for (const { file, name, store } of needed) need(file, name, store);
  const declared = stores.map(
    ({ target, choice }) =>
      namedInstanceEdits(world, target, choice) ??
      namedCallEdits(world, target, choice) ??
      declarationEdits(code, target, choice),
  );
  return [
    ...declared.flat(),
    ...typed.map(({ edit }) => edit),
    ...onGlobal.flatMap(({ edits }) => edits),
    ...[...needed].flatMap(([file, names]) => importEdits(code, file, names, settings.to)),
  ];
}

function joinedOrRefused(edits: readonly Edit[]): { edits: Edit[] } | { refusals: (code: Code) => Refusal[] } {
  try {
    return { edits: joined(edits) };
  } catch (error) {
    if (!(error instanceof OverlapError)) throw error;
    const { first, second } = error;
    const refusals = (code: Code): Refusal[] =>
      [...new Set([...first.stores, ...second.stores])].map((store) => ({
        ...placeAt(code, second),
        store,
        code: 'UNVERIFIED',
        why: 'two changes meet in one place',
        advice: 'Migrate this store by hand, or alone with `--store`.',
      }));
    return { refusals };
  }
}

function placeAt(code: Code, { file, start }: Edit) {
  const { line, character } = code.file(file)?.getLineAndCharacterOfPosition(start) ?? { line: 0, character: 0 };
  return { file, line: line + 1, column: character + 1 };
}
