/** What each route waits for after the migration, read off the edited program: the plan's answer to what it will cost. */
import { ts } from 'ts-morph';
import { callsIn, type Calls } from '../calls.js';
import type { Code } from '../code.js';
import { outageOf, type Outage } from '../costs.js';
import { bodyOf, descendants, type FunctionNode } from '../nodes.js';
import type { MigrationPlan, Place, PlannedEntry } from '../types.js';
import { isNone } from './amount.js';
import { FREE, maybe, sumOf, type Cost } from './cost.js';
import { handlersOf } from './handlers.js';
import { placesIn, type Places } from './places.js';
import type { RouteCost } from './types.js';
import { walkOf, type Walk } from './walk.js';

export type { RouteCost } from './types.js';

/** `code`: the edited program; `before`: its files as they were. */
export function routeCosts(code: Code, plan: MigrationPlan, before: (file: string) => string | undefined): RouteCost[] {
  const walk = walkOf(code, plan.to);
  const places = placesIn(code, plan, before);
  const memory = usersInMemory(plan, places);
  const entries = plan.entryPoints.flatMap((entry) => {
    const functions = handlersOf(code, walk, { ...entry, line: places.lineNow(entry) });
    const cost = inTurn(functions.map(walk.ofFunction));
    return isNone(cost.operations) && storesIn(memory, cost).length === 0
      ? []
      : [{ title: titleOf(entry), kind: entry.kind, place: { ...entry, column: 1 }, cost }];
  });
  const covered = new Set<object>(entries.flatMap(({ cost }) => [...cost.functions]));
  const others = rootsBeside(code, walk, covered).map((fn) => ({
    title: nameOf(fn),
    kind: 'function',
    place: places.then(fn),
    cost: walk.ofFunction(fn),
  }));
  return distinct([...entries, ...others]).map((row) => routeOf(plan, row, places, memory));
}

interface Row {
  readonly title: string;
  readonly kind: string;
  readonly place: Place;
  readonly cost: Cost;
}

const titleOf = ({ route, name, unit }: PlannedEntry): string => route ?? (name === '' ? unit : name);

/** Handlers of one route run one after the other; each may be the one that answers. */
function inTurn(costs: readonly Cost[]): Cost {
  const [first = FREE, ...rest] = costs;
  return sumOf([first, ...rest.map(maybe)]);
}

function distinct(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [`${row.title}\0${row.place.file}\0${row.place.line}`, row] as const)).values()];
}

/** Functions that use a store that stays where it is. */
function usersInMemory({ refused, accesses }: MigrationPlan, places: Places): ReadonlyMap<string, ReadonlySet<object>> {
  const users = new Map<string, Set<object>>();
  for (const { store } of refused)
    users.set(
      store,
      new Set(accesses.flatMap((access) => (access.store === store ? userOf(places.nodeNow(access)) : []))),
    );
  return users;
}

/** What is written in a callback may be run by the function around it. */
function userOf(node: ts.Node | undefined): FunctionNode[] {
  const fn = node && enclosing(node);
  if (fn === undefined) return [];
  return isNamed(fn) ? [fn] : [fn, ...userOf(fn.parent)];
}

const storesIn = (users: ReadonlyMap<string, ReadonlySet<object>>, { functions }: Cost): string[] =>
  [...users].flatMap(([store, own]) => ([...functions].some((fn) => own.has(fn)) ? [store] : []));

function routeOf(
  plan: MigrationPlan,
  { title, kind, place, cost }: Row,
  places: Places,
  memory: ReadonlyMap<string, ReadonlySet<object>>,
): RouteCost {
  const ran = new Set(
    [...cost.functions].map((fn) => {
      const { file, line } = places.then(fn as FunctionNode);
      return `${file}:${line}`;
    }),
  );
  const changed = plan.stores.flatMap(({ functions }) => functions);
  const functions = changed.filter(({ file, line }) => ran.has(`${file}:${line}`)).map(({ name }) => name);
  const asked = plan.stores.filter(({ adapter }) => cost.stores.has(adapter.name));
  const { file, line, column } = place;
  return {
    ...{ route: title, kind, file, line, column },
    collections: [...cost.stores],
    inMemory: storesIn(memory, cost),
    functions: [...new Set(functions)],
    operations: cost.operations,
    roundTrips: cost.trips,
    ...(plan.to === 'dynamodb' ? { readUnits: cost.reads, writeUnits: cost.writes } : {}),
    ...(cost.stores.size === 0 ? {} : { outage: worst(asked.map(({ adapter }) => outageOf(adapter))) }),
  };
}

const WORST_FIRST: readonly Outage[] = ['rejects', 'local', 'ignored', 'allowed'];

const worst = (outages: readonly Outage[]): Outage => WORST_FIRST.find((one) => outages.includes(one)) ?? 'rejects';

/** Functions that ask a collection, that no entry point leads to, and that nothing in the project calls. */
function rootsBeside(code: Code, walk: Walk, covered: ReadonlySet<object>): FunctionNode[] {
  const asking = code.files
    .filter((file) => !file.isDeclarationFile && !isTest(code.nameOf(file)))
    .flatMap((file) => [...descendants(file)].filter(walk.isOperation))
    .flatMap((node) => enclosing(node) ?? [])
    .filter((fn) => !covered.has(fn));
  if (asking.length === 0) return [];
  const calls = callsIn(code);
  return [...new Set(asking.flatMap((fn) => rootsOf(code, calls, fn, new Set())))].filter((fn) => !covered.has(fn));
}

const isTest = (file: string): boolean =>
  /(?:^|\/)(?:tests?|__tests__|spec)\/|\.(?:test|spec)\.[cm]?[jt]sx?$/.test(file);

function rootsOf(code: Code, calls: Calls, fn: FunctionNode, seen: Set<FunctionNode>): FunctionNode[] {
  if (seen.has(fn)) return [];
  seen.add(fn);
  const callers = calls
    .of(fn)
    .filter((call) => !isTest(code.nameOf(call.getSourceFile())))
    .flatMap((call) => enclosing(call) ?? []);
  const around = callers.length === 0 && !isNamed(fn) ? enclosing(fn) : undefined;
  const above = around === undefined ? callers : [around];
  return above.length === 0 ? [fn] : above.flatMap((one) => rootsOf(code, calls, one, seen));
}

function enclosing(node: ts.Node): FunctionNode | undefined {
  const body = bodyOf(node);
  return ts.isSourceFile(body) ? undefined : body;
}

function nameNode(fn: FunctionNode): ts.Node | undefined {
  if (fn.name) return fn.name;
  const { parent } = fn;
  // `exports.handler = async () => …`
  if (ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left)) return parent.left.name;
  return 'name' in parent ? (parent.name as ts.Node | undefined) : undefined;
}

const isNamed = (fn: FunctionNode): boolean => nameNode(fn) !== undefined;

function nameOf(fn: FunctionNode): string {
  const name = ts.isConstructorDeclaration(fn) ? 'constructor' : nameNode(fn)?.getText();
  const owner = ts.isClassLike(fn.parent) ? fn.parent.name?.text : undefined;
  if (name === undefined) return 'a callback';
  return owner === undefined ? name : `${owner}.${name}`;
}
