/** From findings to stores that are understood: what is done to each, which collection takes its place, and whether anything speaks against it. */
import type { Finding } from '../model/report.js';
import { ts } from 'ts-morph';
import { chooseAdapter, nameOf, type AdapterAnswer, type Removal, type StoreShape } from './adapter/index.js';
import { accessorsFor, type Accessors } from './accessors/index.js';
import type { Calls } from './calls.js';
import { placeOf, type Code, type CodeSource } from './code.js';
import { guarded, movedClocks, refusedInTest, type World } from './guards/index.js';
import { isInside } from './nodes.js';
import { writesFields } from './regions/idioms/fields.js';
import { wholeStoreIdiom } from './regions/idioms/whole.js';
import { specialised, wordsOf, type Chosen, type Special } from './regions/special.js';
import { emptiedAtTheEnd } from './parting.js';
import { membersOf, wholeChoice } from './regions/whole.js';
import type { StoreRewrite } from './store.js';
import { targetOf, type Target } from './targets.js';
import type { AdapterChoice, Destination, Edit, Refusal, Warning } from './types.js';
import { useOf, type Access, type Escape, type Use } from './uses/access.js';
import { expressionsOf, referencesOf } from './uses/brand.js';
import { jointUses, type Bond } from './uses/joint.js';
import { isCopy } from './uses/copies.js';

export interface PlanSettings {
  readonly to: Destination;
  /** `--ttl STORE=7d`, by id or symbol. */
  readonly ttl: ReadonlyMap<string, string>;
  readonly acceptVolatile: boolean;
  /** Told what is going on, in words for whoever waits. */
  readonly onStep?: (what: string) => void;
}

export interface Known {
  readonly source: CodeSource;
  readonly code: Code;
  readonly calls: Calls;
  readonly settings: PlanSettings;
  readonly world: World;
  readonly names: ReadonlyMap<string, string>;
}

/** A store as it is understood before anything is rewritten. */
export interface Understood {
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

export interface Misunderstood {
  readonly finding: Finding;
  readonly refusals: readonly Refusal[];
}

export function understand(
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
  for (const [index, declared] of targets.entries()) {
    known.settings.onStep?.(`understanding ${index + 1} of ${targets.length} stores`);
    const met = (joint.found.get(declared) ?? referencesOf(code, declared)).filter(
      (one) => isUse(declared)(one) && !isCopy(code, declared, one),
    );
    const target = withoutParting(known, declared, met);
    const found = met.filter((one) => !isGone(target, one));
    const isTracked = trackedBy(found);
    const uses = found.map((expression) => useOf(target, expression, known.calls, isTracked, joint.handedOn));
    const one = understandOne(known, target, targets, distinct(uses));
    const choice = 'refusals' in one ? undefined : one.choice;
    const around = { ...known.world, target, uses, choice };
    const told = 'refusals' in one ? one : { ...one, warnings: movedClocks(around, known.settings.to) };
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

/** What an instance empties when it stops is nothing to do any more. */
function withoutParting({ code, calls }: Known, target: Target, uses: readonly ts.Expression[]): Target {
  const emptied = emptiedAtTheEnd(code, calls, uses);
  return emptied.length === 0 ? target : { ...target, without: [...(target.without ?? []), ...emptied] };
}

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
  const whole = wholeChoice(target, choice, writesFields(code, moved.accesses));
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
  NESTED_WRITE: 'Change it within its entry: `store.update(key, (entry) => { … })`.',
  UNKNOWN_USE: 'Write it with get, set, has, delete or an iteration.',
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
  const written = target.global?.types[0];
  const typed = isMade ? target.sheltered.shelf : (written ?? declaration);
  const type = code.checker.getNonNullableType(code.checker.getTypeAtLocation(typed));
  const [first, second] = isReference(type) ? code.checker.getTypeArguments(type) : [];
  const indexed = type.getStringIndexType();
  const keyType = kind === 'map' || kind === 'set' ? first : undefined;
  const valueType =
    kind === 'map' ? second : kind === 'set' || kind === 'array' ? first : kind === 'object' ? indexed : type;
  return {
    kind,
    declaration,
    ...(written === undefined ? {} : { written }),
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
