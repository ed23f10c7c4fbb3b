/** What each route waits for after the migration, as a table: operations, round trips, DynamoDB's units, and what an outage does. */
import { OUTAGES, type Outage } from '../costs.js';
import { amountText, type Amount } from '../routes/amount.js';
import type { RouteCost } from '../routes/index.js';
import { columnsOf, cut, listed, unique, wrapped } from '../../report/text.js';
import { paintedCode } from '../../report/terminal.js';
import type { MigrationPlan, RefusedStore } from '../types.js';
import type { Page } from './page.js';

const SHORT: Readonly<Record<Outage, string>> = {
  rejects: '503',
  local: 'each alone',
  ignored: 'goes on',
  allowed: 'goes on',
};

interface Column {
  readonly head: string;
  readonly cell: (route: RouteCost, dash: string) => string;
}

const amount = (of: (route: RouteCost) => Amount | undefined): Column['cell'] => {
  return (route, dash) => {
    const count = of(route);
    return count === undefined ? '' : amountText(count, dash);
  };
};

const COLUMNS: readonly Column[] = [
  { head: 'operations', cell: amount(({ operations }) => operations) },
  { head: 'round trips', cell: amount(({ roundTrips }) => roundTrips) },
  { head: 'RCU', cell: amount(({ readUnits }) => readUnits) },
  { head: 'WCU', cell: amount(({ writeUnits }) => writeUnits) },
  { head: 'if down', cell: ({ outage }) => (outage === undefined ? '' : SHORT[outage]) },
];

/** Rows of text for any table: this page's, or the document's. */
export function routeTable(routes: readonly RouteCost[], dash = '–'): { head: string[]; rows: string[][] } {
  const columns = COLUMNS.filter(({ cell }) => routes.some((route) => cell(route, dash) !== ''));
  return {
    head: ['route', ...columns.map(({ head }) => head)],
    rows: routes.map((route) => [route.route, ...columns.map(({ cell }) => cell(route, dash))]),
  };
}

/** What the letters and words of the table stand for, as far as they are in it. */
export function routeLegend(routes: readonly RouteCost[]): string[] {
  const { head } = routeTable(routes);
  const outages = [...new Set(routes.flatMap(({ outage }) => outage ?? []))];
  return [
    `operations: calls of collections that are waited for from now on${routes.some(isLoop) ? '; n: turns of a loop, or pages of entries that are read' : ''}.`,
    `${head.includes('RCU') ? 'RCU, WCU: for entries of up to 1 KB. ' : ''}A conflict with another instance adds one round trip.`,
    ...(outages.length === 0
      ? []
      : [
          `if down: while the backend cannot be reached; ${outages.map((outage) => `${SHORT[outage]}: ${OUTAGES[outage]}`).join('; ')}.`,
        ]),
  ];
}

const isLoop = ({ operations, roundTrips }: RouteCost): boolean =>
  operations.most.length > 1 || roundTrips.most.length > 1;

/** Stores that stay as they are, with the codes that say why. */
export function inMemoryText({ inMemory }: RouteCost, refused: readonly RefusedStore[]): string[] {
  return refused
    .filter(({ store }) => inMemory.includes(store))
    .map(({ symbol, refusals }) => `\`${symbol}\` (${unique(refusals.map(({ code }) => code)).join(', ')})`);
}

export function routesSection(
  routes: readonly RouteCost[],
  { stores, refused }: Pick<MigrationPlan, 'stores' | 'refused'>,
  page: Page,
): string[] {
  if (routes.length === 0) return [];
  const { paint, glyphs, width, unicode } = page;
  const { head, rows } = routeTable(routes, unicode ? '–' : '-');
  const widths = head.map((title, at) => Math.max(columnsOf(title), ...rows.map((row) => columnsOf(row[at] ?? ''))));
  const others = widths.slice(1).reduce((sum, one) => sum + one + GAP, 0);
  const first = Math.max(16, Math.min(widths[0] ?? 0, width - 2 - others));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, at) => padded(at === 0 ? cut(cell, first, glyphs.more) : cell, at === 0 ? first : (widths[at] ?? 0))).join(' '.repeat(GAP))}`.trimEnd();
  const symbols = new Map(stores.map(({ adapter, symbol }) => [adapter.name, symbol] as const));
  return [
    paint.bold('Routes'),
    '',
    paint.dim(line(head)),
    ...routes.flatMap((route, at) => [
      line(rows[at] ?? []),
      ...aboutLines(route, symbols, refused).flatMap((text) => under(text, page, 4)),
    ]),
    '',
    ...routeLegend(routes).flatMap((text) => under(text, page, 2)),
  ];
}

function aboutLines(
  route: RouteCost,
  symbols: ReadonlyMap<string, string>,
  refused: readonly RefusedStore[],
): string[] {
  const left = inMemoryText(route, refused);
  const asked = aboutText(route, symbols);
  return [...(asked === '' ? [] : [asked]), ...(left.length === 0 ? [] : [`still in memory: ${listed(left, 6)}`])];
}

function aboutText({ collections, functions }: RouteCost, symbols: ReadonlyMap<string, string>): string {
  const asked = listed(
    collections.map((name) => symbols.get(name) ?? name),
    6,
  );
  return functions.length === 0 ? asked : `${asked}; async: ${listed(functions, 6)}`;
}

const under = (text: string, { paint, width }: Page, indent: number): string[] =>
  paintedCode(wrapped(text, width - indent), paint).map((one) => `${' '.repeat(indent)}${paint.dim(one)}`);

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - columnsOf(text)));

const GAP = 2;
