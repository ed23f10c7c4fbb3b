/** From findings to a plan: each store whole or not at all. A store that cannot move is taken out with its reasons, and the rest is planned anew. */
import type { Finding } from '../model/report.js';
import { ts } from 'ts-morph';
import { chooseAdapter, nameOf, namesOf, type AdapterAnswer, type Removal, type StoreShape } from './adapter/index.js';
import { colour, seedsOf, settle, versionsFrom, type Wait } from './async/index.js';
import { accessorsFor, type Accessors } from './accessors/index.js';
import { outermost, rangeOf } from './adapter/ranges.js';
import { callsIn, type Calls } from './calls.js';
import { openCode, placeOf, type Code, type CodeSource } from './code.js';
import {
  brokenBonds,
  guarded,
  guardedChanges,
  importsOf,
  movedClocks,
  namedInstanceEdits,
  namedInstanceType,
  namesThere,
  NOTHING_REPORTED,
  refusedInTest,
  retypings,
  type Reported,
  type World,
} from './guards/index.js';
import { declarationEdits, importEdits, type Needed } from './declare.js';
import { joined, OverlapError } from './edits.js';
import { isOfLibrary, joinedDependencies, needsOf, rewriteLibraries, type LibraryRewrite } from './library-stores.js';
import { decidedElsewhere } from './cross.js';
import { partialWrites } from './partial-writes.js';
import { isInside, ownDescendants } from './nodes.js';
import { seedsAmong } from './regions/idioms/seeding.js';
import { wholeStoreIdiom } from './regions/idioms/whole.js';
import { specialised, wordsOf, type Chosen, type Special } from './regions/special.js';
import { membersOf, wholeChoice } from './regions/whole.js';
import { merged, nested, refusing, rewriteStore, type StoreRewrite } from './store.js';
import { targetOf, type Target } from './targets.js';
import type {
  AdapterChoice,
  ChangedFunction,
  Destination,
  Edit,
  MigrationPlan,
  Refusal,
  RefusedStore,
  StorePlan,
  Warning,
} from './types.js';
import { useOf, type Access, type Escape, type Use } from './uses/access.js';
import { expressionsOf, referencesOf } from './uses/brand.js';
import { jointUses, type Bond } from './uses/joint.js';
import { isCopy } from './uses/copies.js';

export interface PlanSettings {
  readonly to: Destination;
  /** `--ttl STORE=7d`, by id or symbol. */
  readonly ttl: ReadonlyMap<string, string>;
  readonly acceptVolatile: boolean;
}

interface Known {
  readonly source: CodeSource;
  readonly code: Code;
  readonly calls: Calls;
  readonly settings: PlanSettings;
  readonly world: World;
  readonly names: ReadonlyMap<string, string>;
}

/** A store as it is understood before anything is rewritten. */
interface Understood {
  readonly target: Target;
  readonly accesses: readonly Access[];
  readonly choice: AdapterChoice;
  readonly removals: readonly Removal[];
  readonly accessors: Accessors;
  /** Each step is an operation of the collection: nothing is left to work out. */
  readonly rewrite?: StoreRewrite;
  readonly warnings?: readonly Warning[];
  /** What comes in addition to what its steps become. */
  readonly added?: readonly Edit[];
}

export function planStores(
  source: CodeSource,
  findings: readonly Finding[],
  settings: PlanSettings,
  reported: Reported = NOTHING_REPORTED,
): MigrationPlan {
  const code = openCode(source);
  const calls = callsIn(code);
  const world: World = { code, source, calls, reported, imports: importsOf(code, source) };
  const known: Known = {
    source,
    code,
    calls,
    settings,
    world,
    names: namesOf(reported.findings ?? findings, namesThere(code)),
  };
  const refused = new Map<string, RefusedStore>();
  const refuse = (finding: Finding, refusals: readonly Refusal[]): void => {
    const { id, symbol, form, role, file, line, column } = finding;
    const before = refused.get(id)?.refusals ?? [];
    refused.set(id, { store: id, symbol, form, role, file, line, column, refusals: [...before, ...refusals] });
  };

  const understood: Understood[] = [];
  const own = findings.filter((finding) => !isOfLibrary(finding));
  const { stores, bonds } = understand(known, own);
  for (const one of stores) {
    if ('refusals' in one) refuse(one.finding, one.refusals);
    else understood.push(one);
  }
  // Each round takes out a store at least: what it would have made asynchronous is no reason against the others.
  for (let left = understood, libraries = findings.filter(isOfLibrary); ;) {
    const attempt = rewriteAll(known, left, libraries, bonds);
    if (attempt.refusals.length === 0) return planOf(known, left, attempt, [...refused.values()]);
    const reasons = decisive(attempt.refusals);
    const out = new Set(reasons.map(({ store }) => store));
    for (const finding of [...left.map(({ target }) => target.finding), ...libraries])
      if (out.has(finding.id))
        refuse(
          finding,
          reasons.filter(({ store }) => store === finding.id),
        );
    left = left.filter(({ target }) => !out.has(target.store));
    libraries = libraries.filter(({ id }) => !out.has(id));
  }
}

/** Changes that meet may meet no more when a store is out that cannot move anyhow. */
function decisive(refusals: readonly Refusal[]): readonly Refusal[] {
  const first = refusals.filter(({ code }) => code !== 'UNVERIFIED');
  return first.length > 0 ? first : refusals;
}

interface Misunderstood {
  readonly finding: Finding;
  readonly refusals: readonly Refusal[];
}

function understand(
  known: Known,
  findings: readonly Finding[],
): { readonly stores: readonly (Understood | Misunderstood)[]; readonly bonds: readonly Bond[] } {
  const { code, source } = known;
  const results: (Understood | Misunderstood)[] = [];
  const targets: Target[] = [];
  for (const finding of findings) {
    const target = targetOf(code, finding);
    if (target !== undefined) targets.push(target);
    else results.push({ finding, refusals: [noDeclaration(finding)] });
  }
  const branded = targets.filter(({ kind }) => kind !== 'scalar');
  const joint = jointUses(code, known.calls, expressionsOf(source, code, branded));
  for (const target of targets) {
    const found = (joint.found.get(target) ?? referencesOf(code, target)).filter(
      (one) => isUse(target)(one) && !isCopy(code, target, one) && !isGone(target, one),
    );
    const isTracked = trackedBy(found);
    const uses = found.map((expression) => useOf(target, expression, known.calls, isTracked, joint.handedOn));
    const one = understandOne(known, target, targets, distinct(uses));
    const choice = 'refusals' in one ? undefined : one.choice;
    const around = { ...known.world, target, uses, choice };
    const told = 'refusals' in one ? one : { ...one, warnings: movedClocks(around) };
    results.push(withRefusals(told, target.finding, guarded(around)));
  }
  return { stores: results, bonds: joint.bonds };
}

function withRefusals(
  one: Understood | Misunderstood,
  finding: Finding,
  refusals: readonly Refusal[],
): Understood | Misunderstood {
  if (refusals.length === 0) return one;
  // What is said of a file that does not parse may be wrong.
  if ('refusals' in one && refusals.every(({ code }) => code !== 'PARSE'))
    return { finding, refusals: [...one.refusals, ...refusals] };
  return { finding, refusals };
}

/** `this.sessions` of `this.sessions = new Map()` declares it. */
const isUse =
  ({ declaration }: Target) =>
  (expression: ts.Expression): boolean =>
    declaration !== expression && (!ts.isBinaryExpression(declaration) || declaration.left !== expression);

const noDeclaration = ({ id, file, line, column }: Finding): Refusal => ({
  ...{ store: id, file, line, column, code: 'NO_ADAPTER', why: 'no variable or field declares it' },
  advice: 'Move it by hand: the report says what it needs.',
});

const isGone = ({ without = [] }: Target, node: ts.Node): boolean => without.some((one) => isInside(node, one));

/** The names that go by the store's type as well. */
function trackedBy(found: readonly ts.Expression[]): (node: ts.Node) => boolean {
  const names = new Set(found.map((node) => node.getText()));
  return (node) => !ts.isIdentifier(node) || names.has(node.text);
}

/** One access is met as its receiver and again as a chain of it. */
function distinct(uses: readonly Use[]): Use[] {
  const seen = new Set<ts.Node>();
  return uses.filter((use) => {
    if ('alias' in use) return false;
    const node = 'node' in use ? use.node : use.receiver;
    if (seen.has(node)) return false;
    seen.add(node);
    return true;
  });
}

function understandOne(
  known: Known,
  target: Target,
  targets: readonly Target[],
  uses: readonly Use[],
): Understood | Misunderstood {
  const { finding, initializer } = target;
  const { code } = known;
  const escapes = uses.filter((use): use is Escape => 'escape' in use);
  const accesses = uses.filter((use): use is Access => 'operation' in use);
  const refusals = escapes.map(({ receiver, escape, why }) =>
    refusal(code, target, receiver, refusedInTest(code, receiver) ?? escape, why),
  );
  if (initializer && hasEntries(initializer))
    refusals.push(refusal(code, target, initializer, 'SEEDED', 'it begins with entries'));
  const answer = chooseAdapter(code, finding, shapeOf(code, target, accesses), adapterSettings(known));
  const idiom = refusals.length === 0 ? asWholeIdiom(known, target, accesses, answer) : undefined;
  if (idiom !== undefined && 'refusals' in idiom) return { finding, refusals: idiom.refusals };
  if (idiom !== undefined) return understoodAs(known, target, targets, idiom.accesses, idiom);
  if ('refusals' in answer) refusals.push(...answer.refusals);
  if (refusals.length > 0 || 'refusals' in answer) return { finding, refusals };
  return understoodAs(known, target, targets, accesses, answer);
}

/** Every use of it is one idiom, which another collection or another lifetime is made for. */
function asWholeIdiom(known: Known, target: Target, accesses: readonly Access[], answer: AdapterAnswer) {
  const { code, calls, settings, names } = known;
  const { finding } = target;
  const name = names.get(finding.id) ?? nameOf(finding);
  const given = [finding.id, name, finding.symbol, finding.symbol.split('.').at(-1) ?? '']
    .map((key) => settings.ttl.get(key))
    .find((ttl) => ttl !== undefined);
  const removals = 'refusals' in answer ? [] : answer.removals;
  const left = accesses.filter(({ node }) => !isRemoved(code, node, removals));
  const withLife = (): AdapterAnswer => {
    const ttl = new Map([[finding.id, '1d']]);
    return chooseAdapter(code, finding, shapeOf(code, target, accesses), { ...adapterSettings(known), ttl });
  };
  return wholeStoreIdiom({ code, calls, target, accesses: left, answer, name, given, withLife });
}

function isRemoved(code: Code, node: ts.Node, removals: readonly Removal[]): boolean {
  const of = code.nameOf(node.getSourceFile());
  return removals.some(({ file, start, end }) => file === of && start <= node.getStart() && node.end <= end);
}

function understoodAs(
  known: Known,
  target: Target,
  targets: readonly Target[],
  accesses: readonly Access[],
  answer: Chosen & { readonly rewrite?: StoreRewrite; readonly added?: readonly Edit[] },
): Understood | Misunderstood {
  const { finding } = target;
  const { code } = known;
  const { rewrite, added = [] } = answer;
  if (rewrite !== undefined) {
    const accessors = accessorsFor({ code, calls: known.calls, target, choice: answer.choice, targets }, []);
    const { choice, removals } = answer;
    return { target, choice, removals, accesses, rewrite, accessors };
  }
  const special = asOperations(known, target, accesses, answer);
  if (special !== undefined) {
    const accessors = accessorsFor({ code, calls: known.calls, target, choice: special.choice, targets }, []);
    return { target, ...special, accessors };
  }
  const { choice } = answer;
  // Only a list cuts by itself.
  const removals = answer.removals.filter(({ what }) => what !== 'cut');
  const moved = target.kind === 'set' ? membersOf(target, accesses) : { target, accesses };
  const whole = wholeChoice(target, choice);
  const left = moved.accesses.filter(({ node }) => !isRemoved(code, node, removals));
  const accessors = accessorsFor({ code, calls: known.calls, target, choice: whole, targets }, left);
  if (accessors.refusals.length > 0) return { finding, refusals: accessors.refusals };
  return { target: moved.target, choice: whole, removals, accessors, accesses: accessors.accesses, added };
}

/** As the collection that its operations ask for, where there is one that has them all. */
function asOperations(known: Known, target: Target, accesses: readonly Access[], answer: Chosen): Special | undefined {
  const { code } = known;
  if (target.kind === 'set') return specialised(target, accesses, answer, known);
  if (target.kind !== 'array' && target.kind !== 'scalar') return undefined;
  const shape = { ...shapeOf(code, target, accesses), operations: wordsOf(target, accesses) };
  const chosen = chooseAdapter(code, target.finding, shape, adapterSettings(known));
  return 'refusals' in chosen ? undefined : specialised(target, accesses, chosen, known);
}

const adapterSettings = ({ settings, names }: Known) => ({ ...settings, names });

const ADVICE: Readonly<Partial<Record<Refusal['code'], string>>> = {
  SEEDED: 'Set the entries when they are missing, with `setIfAbsent`, or keep them in a constant beside it.',
  IDENTITY: 'Copy what is needed out of it first.',
  LIVE_PROPERTY: 'Read it where it is needed.',
  DETACHED_METHOD: 'Call the method on the store.',
  MIXED_ARGUMENT: 'Give the function what it needs from the store, or use the store in it.',
  RETURNS_STORE: 'Give out what callers need instead of the store.',
  FLOWS_TO_ANY: 'Leave the annotation out, so that its type is known.',
};

function refusal(code: Code, target: Target, node: ts.Node, why: Refusal['code'], what: string): Refusal {
  const advice = ADVICE[why] ?? 'Change this place by hand, then run the migration again.';
  return { ...placeOf(code, node), store: target.store, code: why, why: what, advice };
}

function hasEntries(initializer: ts.Expression): boolean {
  if (!ts.isNewExpression(initializer)) return false;
  return (initializer.arguments ?? []).some(
    (argument) => !ts.isArrayLiteralExpression(argument) || argument.elements.length > 0,
  );
}

const isReference = (type: ts.Type): type is ts.TypeReference => 'target' in type;

function shapeOf(code: Code, target: Target, accesses: readonly Access[]): StoreShape {
  const { kind, declaration } = target;
  const isMade =
    target.sheltered !== undefined && target.annotation === undefined && !hasTypeArguments(target.sheltered.made);
  const typed = isMade ? target.sheltered.shelf : declaration;
  const type = code.checker.getNonNullableType(code.checker.getTypeAtLocation(typed));
  const [first, second] = isReference(type) ? code.checker.getTypeArguments(type) : [];
  const indexed = type.getStringIndexType();
  const keyType = kind === 'map' || kind === 'set' ? first : undefined;
  const valueType =
    kind === 'map' ? second : kind === 'set' || kind === 'array' ? first : kind === 'object' ? indexed : type;
  return {
    kind,
    declaration,
    ...(keyType === undefined ? {} : { keyType }),
    ...(valueType === undefined ? {} : { valueType }),
    operations: new Set(accesses.map(({ operation }) => OPERATION_NAMES[operation] ?? operation)),
    uses: accesses.map(({ receiver }) => receiver),
  };
}

const hasTypeArguments = (made: ts.Expression): boolean => ts.isNewExpression(made) && made.typeArguments !== undefined;

const OPERATION_NAMES: Readonly<Partial<Record<Access['operation'], string>>> = {
  keys: 'iterate',
  values: 'iterate',
  entries: 'iterate',
  forEach: 'iterate',
};

interface Attempt {
  readonly edits: readonly Edit[];
  readonly created: MigrationPlan['created'];
  readonly refusals: readonly Refusal[];
  readonly warnings: StorePlan['warnings'];
  readonly functions: readonly (ChangedFunction & { readonly stores: readonly string[] })[];
  readonly callSites: ReadonlyMap<string, number>;
  readonly libraries: LibraryRewrite;
}

function rewriteAll(
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
  const seeds = seedsOf(accesses.map(({ node, target }): Wait => ({ node, stores: [target.store] })));
  const colours = colour(code, seeds);
  const waiting = new Set<ts.Node>(colours.calls.map(({ node }) => node));
  const waits = (node: ts.Node): boolean => everyAccess.has(node) || waiting.has(node);
  const isOwn = (target: Target, node: ts.Node): boolean => ownAccesses.get(target)?.has(node) === true;

  const crossing = decidedElsewhere(code, stores);
  const rewrites = stores.map(
    ({ target, accesses: own, rewrite }) => rewrite ?? rewriteStore(target, own, { code, calls, waits, isOwn }),
  );
  const all = rewrites.reduce(merged, NOTHING);
  const libraries = rewriteLibraries(ofLibraries, known);
  // What each instance stores if it is missing is stored once.
  const seedPlaces = seedsAmong(accesses).map(({ node }) => placeOf(code, node));
  const isAboutSeed = ({ code: of, file, line, column }: Warning): boolean =>
    of === 'ONCE_PER_INSTANCE' &&
    seedPlaces.some((place) => place.file === file && place.line === line && place.column === column);
  const promised = all.promised.map(({ store, ...wait }): Wait => ({ ...wait, stores: [store] }));
  const settled = settle(code, colours, promised, all.claimed, { versionOf: versionsFrom(known.source.read) });
  const accessorEdits = stores.flatMap(({ accessors }) => accessors.edits);
  const added = stores.flatMap((store) => store.added ?? []);
  const own = [...added, ...all.edits, ...removalEdits(code, stores), ...libraries.edits];
  const declared = declarations(known, stores, [...all.imports, ...libraries.imports], bonds);
  const held = stores.flatMap((store) => waitsInAccessors(code, store, waits));
  const refusals = [
    ...all.refusals,
    ...held,
    ...colours.refusals,
    ...settled.refusals,
    ...libraries.refusals,
    ...brokenBonds(code, bonds, stores),
    ...crossing.refusals,
    ...nested(code, all.wrapped ?? []),
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
    callSites: settled.callSitesByStore,
    libraries,
  };
}

/** A function that works on a cell runs within a step, which waits for nothing. */
function waitsInAccessors(
  code: Code,
  { target, accessors }: Understood,
  waits: (node: ts.Node) => boolean,
): readonly Refusal[] {
  const waiting = accessors.bodies.flatMap((body) => [...ownDescendants(body)].filter(waits));
  const why = 'it waits in a function that takes part in the step of its caller';
  return waiting.flatMap((node) => refusing(target, code, node, 'CROSS_STORE', why).refusals);
}

const NOTHING: StoreRewrite = { edits: [], promised: [], claimed: [], imports: [], refusals: [], warnings: [] };

function removalEdits(code: Code, stores: readonly Understood[]): Edit[] {
  return stores.flatMap(({ target, removals }) => {
    const shelves = (target.without ?? []).map((node) => ({
      ...{ file: code.nameOf(node.getSourceFile()), ...rangeOf(node) },
      reason: 'a shared store outlives a reload by itself',
    }));
    const made = [...removals, ...outermost(shelves)];
    return made.map(({ file, start, end, reason }) => ({ file, start, end, text: '', reason, stores: [target.store] }));
  });
}

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
  const declared = stores.map(
    ({ target, choice }) => namedInstanceEdits(world, target, choice) ?? declarationEdits(code, target, choice),
  );
  return [
    ...declared.flat(),
    ...typed.map(({ edit }) => edit),
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

function planOf(
  { settings }: Known,
  stores: readonly Understood[],
  attempt: Attempt,
  refused: readonly RefusedStore[],
): MigrationPlan {
  const { edits, created, libraries } = attempt;
  const own = stores.map(({ target, choice, removals }) => storePlan(target.finding, choice, removals, attempt));
  return {
    schema: 1,
    to: settings.to,
    stores: [...own, ...libraries.given.map(({ finding, choice }) => storePlan(finding, choice, [], attempt))],
    refused,
    edits,
    created,
    dependencies: joinedDependencies([...needsOf(settings.to, own), ...libraries.dependencies]),
  };
}

function storePlan(
  { id, symbol, form, role, file, line, column }: Finding,
  adapter: AdapterChoice,
  removals: readonly Removal[],
  attempt: Attempt,
): StorePlan {
  return {
    ...{ store: id, symbol, form, role, file, line, column, adapter },
    functions: attempt.functions
      .filter(({ stores }) => stores.includes(id))
      .map((fn) => ({ name: fn.name, file: fn.file, line: fn.line, column: fn.column })),
    callSites: attempt.callSites.get(id) ?? 0,
    files: [...new Set(attempt.edits.filter(({ stores }) => stores.includes(id)).map((edit) => edit.file))],
    removed: removals.map(({ what }) => what),
    warnings: attempt.warnings.filter(({ store }) => store === id),
  };
}
