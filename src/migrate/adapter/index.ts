/** Which collection takes the place of a store and how it is declared, all of it read from the code; or why nothing can. */
import { ts } from 'ts-morph';
import { LASTING_ROLES } from '../../model/movable.js';
import type { Finding } from '../../model/report.js';
import type { Role } from '../../model/words.js';
import { placeOf, type Code } from '../code.js';
import { isFunction, isInside, undressed } from '../nodes.js';
import type { AdapterChoice, Refusal, RefusalCode } from '../types.js';
import { touchesOf, type Touch } from './accesses.js';
import { capOf } from './caps.js';
import { collectionFor, needsCollection, operationsLeft, sequenceStart, type CollectionKind } from './collections.js';
import { lifetimeOf } from '../../model/duration.js';
import { numberOf } from './constants.js';
import { declared, EXAMPLE } from './declared.js';
import { entriesOf } from './entries.js';
import { choresOf, type Household } from './housekeeping.js';
import { isUntyped, unfitKeyAmong, unfitKeyIn } from './keys.js';
import { choresOfLifetime, lifetimeFrom, type Lifetime } from './lifetimes.js';
import { isNoticed } from './noticed.js';
import { nameOf } from './names.js';
import { emptied, outermost, rangeOf } from './ranges.js';
import type { Gone } from './removals.js';
import { removing, type Removed } from './removing.js';
import { typeArgumentsOf } from './type-arguments.js';
import { typesWithin } from './typed.js';
import type { AdapterAnswer, AdapterSettings, Removal, StoreShape } from './types.js';
import { unfitExpression, unfitValueIn, unseenInstanceIn, type UnfitValue } from './values.js';

export { nameOf, namesOf } from './names.js';
export type { AdapterAnswer, AdapterSettings, Removal, ShapeKind, StoreShape } from './types.js';

/** Without an end such entries would pile up for ever, or let nobody in again. */
const MUST_END: ReadonlySet<Role> = new Set(['session', 'security', 'rate-limit', 'lock']);

/** Roles that are no state to share, and what to do about them. */
const NOT_SHARED: Readonly<Partial<Record<Role, string>>> = {
  'request-leak': 'Pass it as an argument, or keep it in AsyncLocalStorage: it belongs to one request.',
  scheduler: 'Let the platform schedule it.',
  cleanup: 'Drop it: entries end by themselves in a shared store.',
  client: 'Keep it: each process needs a client of its own.',
  constant: 'Keep it: it does not change.',
};

export function chooseAdapter(
  code: Code,
  finding: Finding,
  shape: StoreShape,
  settings: AdapterSettings,
): AdapterAnswer {
  const refuse = refuserAt(code, finding, shape.declaration);
  const touches = touchesOf(shape);
  const values = valueFaults(code, finding, shape, touches, refuse);
  const refusals = [
    // What cannot be sent anywhere says more than what it is for.
    ...roleFaults(finding, settings, refuse).filter(({ code: fault }) => values.length === 0 || fault !== 'NO_ADAPTER'),
    ...keyFaults(code, shape, touches, refuse),
    ...values,
  ];
  const name = settings.names?.get(finding.id) ?? nameOf(finding);
  const given = givenLifetime(finding, name, settings);
  if (given !== undefined && lifetimeOf(given) === undefined)
    refusals.push(
      refuse('NO_TTL', `--ttl says \`${given}\`, which is no duration`, 'Write it as 500ms, 90s, 15m, 12h or 7d.'),
    );
  const plan = planOf(code, finding, shape, touches, given);
  if (plan === undefined) {
    const why = `nothing stands for a store of the form ${shape.kind}`;
    return {
      refusals: [
        ...refusals,
        refuse(
          'NO_ADAPTER',
          why,
          'Keep what others need to know in a Map, a list, a number or an object, and the rest in this process; then run this again.',
        ),
      ],
    };
  }
  const { escape } = plan.removed;
  if (escape !== undefined)
    refusals.push(
      refuse(
        'TIMER_ESCAPES',
        escape.why,
        'Start and clear the timer in one place that nothing else depends on, or remove it; then run this again.',
        escape.at,
      ),
    );
  if (MUST_END.has(finding.role) && plan.lifetime === undefined) {
    const said = planOf(code, finding, shape, touches, EXAMPLE);
    refusals.push({
      ...refuse(
        'NO_TTL',
        `nothing in the code says how long an entry of \`${finding.symbol}\` lives`,
        `Say it: --ttl ${finding.symbol.split('.').at(-1) ?? finding.symbol}=${EXAMPLE}`,
      ),
      ...(said && { replacement: declared(shape.declaration, choiceOf(code, finding, shape, { ...said, name })) }),
    });
  }
  if (refusals.length > 0) return { refusals };
  return { choice: choiceOf(code, finding, shape, { ...plan, name }), removals: removalsOf(code, plan.removed.gone) };
}

type Refuse = (code: RefusalCode, why: string, advice: string, at?: ts.Node) => Refusal;

function refuserAt(code: Code, { id }: Finding, declaration: ts.Node): Refuse {
  return (refusal, why, advice, at = declaration) => ({ store: id, code: refusal, why, advice, ...placeOf(code, at) });
}

function roleFaults({ role, symbol }: Finding, { to, acceptVolatile }: AdapterSettings, refuse: Refuse): Refusal[] {
  const advice = NOT_SHARED[role];
  if (advice !== undefined) return [refuse('NO_ADAPTER', `the role of \`${symbol}\` is ${role}`, advice)];
  if (!isVolatile(role, { to, acceptVolatile })) return [];
  const why = `\`${symbol}\` holds ${role}, which Redis keeps in memory and may lose`;
  return [refuse('VOLATILE', why, 'Use --to dynamodb, or --accept-volatile if your Redis persists what it is told.')];
}

/** Nobody can make it again, and the destination may lose it. */
export function isVolatile(
  role: Role,
  { to, acceptVolatile }: Pick<AdapterSettings, 'to' | 'acceptVolatile'>,
): boolean {
  return to === 'redis' && !acceptVolatile && LASTING_ROLES.has(role);
}

const HAS_KEYS: ReadonlySet<StoreShape['kind']> = new Set(['map', 'set', 'object']);

function keyFaults({ checker }: Code, shape: StoreShape, touches: readonly Touch[], refuse: Refuse): Refusal[] {
  if (!HAS_KEYS.has(shape.kind)) return [];
  const type = shape.kind === 'set' ? (shape.keyType ?? shape.valueType) : shape.keyType;
  const advice = 'Use a string or an integer as the key: an id of what is the key now.';
  if (type !== undefined && !isUntyped(type)) {
    const unfit = unfitKeyIn(checker, type);
    return unfit === undefined ? [] : [refuse('KEY_TYPE', `its keys can be \`${unfit}\``, advice)];
  }
  const unfit = unfitKeyAmong(
    checker,
    touches.flatMap(({ key }) => key ?? []),
  );
  return unfit === undefined ? [] : [refuse('KEY_TYPE', `a key is \`${unfit.text}\``, advice)];
}

function valueFaults(
  code: Code,
  { symbol }: Finding,
  shape: StoreShape,
  touches: readonly Touch[],
  refuse: Refuse,
): Refusal[] {
  if (shape.kind === 'set') return [];
  const { checker } = code;
  const values = [...touches.flatMap(({ value }) => value ?? []), ...wholeValues(shape)];
  const unfit =
    firstOf(values, (value) => unfitExpression(value, symbol)) ??
    firstOf(typesWithin(code, shape, touches), ({ type, written }) => {
      const name = (type.aliasSymbol ?? (type as { symbol?: ts.Symbol }).symbol)?.name ?? symbol;
      // A type without a name of its own is called `__type`.
      return unfitValueIn(checker, type, name.startsWith('__') ? symbol : name, written);
    }) ??
    firstOf(values, (value) => unseenInstanceIn(checker, value, symbol));
  if (unfit === undefined) return [];
  return [refuse('NON_SERIALISABLE', `\`${unfit.path}\` is ${unfit.what}`, unfit.advice)];
}

function firstOf<T>(items: readonly T[], look: (item: T) => UnfitValue | undefined): UnfitValue | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a store begins as that is one value, or is written out. */
function wholeValues({ declaration }: StoreShape): ts.Expression[] {
  const initializer = initializerOf(declaration);
  return initializer === undefined || ts.isNewExpression(undressed(initializer)) ? [] : [initializer];
}

function givenLifetime({ id, symbol }: Finding, name: string, { ttl }: AdapterSettings): string | undefined {
  return [id, name, symbol, symbol.split('.').at(-1) ?? symbol].map((key) => ttl?.get(key)).find(Boolean);
}

interface Plan {
  readonly collection: CollectionKind;
  readonly lifetime: Lifetime | undefined;
  readonly cap: string | undefined;
  readonly removed: Removed;
  readonly operations: ReadonlySet<string>;
  readonly start: number | undefined;
  readonly touches: readonly Touch[];
  /** Those that are not removed. */
  readonly left: readonly Touch[];
}

function planOf(
  code: Code,
  finding: Finding,
  shape: StoreShape,
  touches: readonly Touch[],
  given: string | undefined,
): Plan | undefined {
  const household: Household = {
    ...{ code, touches, entries: entriesOf(code, shape, touches) },
    scope: { code, declaration: shape.declaration, isLazy: true },
  };
  const initializer = initializerOf(shape.declaration);
  const facts = { shape, touches, role: finding.role, initializer, isNumber: isNumber(shape) };
  const cap = shape.kind === 'array' ? capOf(touches, { ...household.scope, isLazy: false }) : undefined;
  const isCut = ({ node }: Touch) => cap?.cuts.some((statement) => isInside(node, statement)) === true;
  const uncut = operationsLeft(
    shape,
    touches,
    touches.filter((touch) => !isCut(touch)),
  );
  const collection = collectionFor({ ...facts, operations: uncut });
  if (collection === undefined) return undefined;

  // One life for all is worked out where the store is made, not where an entry is stored.
  const tended: Household =
    collection.life === 'all' ? { ...household, scope: { ...household.scope, isLazy: false } } : household;
  const all = choresOf(tended);
  const noticed = all.filter((chore) => isNoticed(chore, all, tended, finding.role));
  const chores = all.filter((chore) => !noticed.includes(chore));
  const source = { household: tended, chores, noticed, role: finding.role, given, isFixed: collection.life === 'all' };
  const lifetime = collection.life === 'none' ? undefined : lifetimeFrom(source);
  const names = new Set(
    [...(lifetime?.text ?? '').matchAll(/[A-Za-z_$][\w$]*/g)].map(([word]) => word).concat(cap?.text ?? []),
  );
  const removed: Removed =
    lifetime === undefined ? { gone: [], kept: [] } : removing(choresOfLifetime(lifetime, source), tended, names);
  const cuts = collection.constructor === 'sharedList' && cap ? cap.cuts : [];
  const gone: Gone[] = [
    ...removed.gone,
    ...cuts.map((node) => ({ node, what: 'cut', reason: 'the list drops what is too much by itself' })),
  ];
  const left = touches.filter(({ node }) => !gone.some((each) => isInside(node, each.node)));
  return {
    ...{ collection, lifetime, touches, left, removed: { ...removed, gone } },
    cap: collection.constructor === 'sharedList' ? cap?.text : undefined,
    operations: operationsLeft(shape, touches, left),
    start: collection.constructor === 'sequence' ? sequenceStart(facts) : undefined,
  };
}

function initializerOf(declaration: ts.Node): ts.Expression | undefined {
  if (ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration)) return declaration.initializer;
  return ts.isBinaryExpression(declaration) ? declaration.right : undefined;
}

function isNumber({ valueType, declaration }: StoreShape): boolean {
  const initializer = initializerOf(declaration);
  if (valueType !== undefined && !isUntyped(valueType)) return (valueType.flags & ts.TypeFlags.NumberLike) !== 0;
  return initializer !== undefined && numberOf(initializer.getText()) !== undefined;
}

function choiceOf(
  code: Code,
  { role }: Finding,
  shape: StoreShape,
  plan: Plan & { readonly name: string },
): AdapterChoice {
  const { collection, lifetime, cap, name, operations, start } = plan;
  const layout = layoutOf(shape, operations);
  const options: (readonly [string, string])[] = [];
  if (role !== 'other' && role !== collection.role) options.push(['role', `'${role}'`]);
  if (layout !== undefined) options.push(['layout', `'${layout.name}'`]);
  if (lifetime !== undefined) options.push([lifetime.option, lifetime.text]);
  if (cap !== undefined) options.push(['cap', cap]);
  if (start !== undefined && start !== 1) options.push(['start', String(start)]);
  const typeArguments = collection.isTyped
    ? typeArgumentsOf(code, shape, collection.constructor, plan.left)
    : undefined;
  return {
    ...{ constructor: collection.constructor, name, options },
    ...(typeArguments === undefined ? {} : { typeArguments }),
    because: [
      `${collection.constructor}: ${collection.because}`,
      ...(layout ? [`layout: ${layout.because}`] : []),
      ...(lifetime ? [`${lifetime.option}: ${lifetime.because}`] : []),
      ...(cap === undefined ? [] : [`cap: what is more than \`${cap}\` was cut by hand`]),
      ...untypedKeys(code, shape, plan.touches),
    ],
  };
}

function layoutOf(
  { kind }: StoreShape,
  operations: ReadonlySet<string>,
): { name: string; because: string } | undefined {
  const needs = needsCollection(operations);
  if (kind === 'set')
    return needs ? undefined : { name: 'entries', because: 'it is never counted, walked over or cleared' };
  if (kind !== 'map' && kind !== 'object') return undefined;
  return needs ? { name: 'collection', because: `\`${needs}\` needs all entries` } : undefined;
}

function untypedKeys({ checker }: Code, { kind, keyType }: StoreShape, touches: readonly Touch[]): string[] {
  if (!HAS_KEYS.has(kind) || (keyType !== undefined && !isUntyped(keyType))) return [];
  const isOpen = touches.some(({ key }) => {
    const type = key && checker.getTypeAtLocation(key);
    return type !== undefined && (isUntyped(type) || checker.getNonNullableType(type) !== type);
  });
  return isOpen
    ? ['keys: nothing says what they are; one that is neither text nor integer is refused when it is used']
    : [];
}

function removalsOf(code: Code, gone: readonly Gone[]): Removal[] {
  const files = new Map<string, (Removal & { start: number; end: number })[]>();
  for (const { node, what, reason } of gone) {
    const file = code.nameOf(node.getSourceFile());
    files.set(file, [...(files.get(file) ?? []), { file, ...rangeOf(node), what, reason }]);
  }
  const blocks = new Set(
    gone.flatMap(({ node: { parent } }) => (ts.isBlock(parent) && isFunction(parent.parent) ? parent : [])),
  );
  return [...files].flatMap(([file, removals]) => {
    const apart = outermost(removals, code.file(file)?.text ?? '');
    return [...blocks].reduce(
      (known, block) => (code.nameOf(block.getSourceFile()) === file ? emptied(block, known) : known),
      apart,
    );
  });
}
