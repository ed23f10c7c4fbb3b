/** What stays as it is, by cause: one reason that stops ten stores is read once. */
import { formNames, roleNames } from '../../report/words.js';
import { columnsOf, counted, groupBy, listed, unique } from '../../report/text.js';
import { REFUSALS, type Refusal, type RefusalCode, type RefusedStore } from '../types.js';
import { code, field, note, placeText, type Page } from './page.js';

interface Refused {
  readonly store: RefusedStore;
  readonly refusal: Refusal;
}

/** More than this is a list to look through before anybody reads reasons. */
const FEW = 4;

export interface RefusedSections {
  /** What comes first. */
  readonly first: readonly string[];
  /** The reasons of many, which come after what can be done. */
  readonly later: readonly string[];
}

export function refusedSections(refused: readonly RefusedStore[], page: Page): RefusedSections {
  if (refused.length === 0) return { first: [], later: [] };
  const { paint } = page;
  const groups = byCause(refused);
  const head = paint.bold(`Refused: ${counted(refused.length, 'store stays as it is', 'stores stay as they are')}`);
  const details = [...groups].flatMap(([cause, all], at) => [
    ...(at === 0 ? [] : ['']),
    ...causeLines(cause, all, page),
  ]);
  const count = [...groups.values()].reduce((sum, all) => sum + all.length, 0);
  if (count <= FEW) return { first: [head, '', ...details], later: [] };
  return {
    first: [head, '', ...overview(groups, page)],
    later: [paint.bold('Why they stay, and what to do'), '', ...details],
  };
}

/** For a result, where the reasons are read elsewhere. */
export function refusedOverview(refused: readonly RefusedStore[], page: Page): string[] {
  const { first, later } = refusedSections(refused, page);
  return later.length === 0 ? [...first] : [...first, '', ...note(`\`${page.command('plan')}\` says why.`, page)];
}

/** What stops most comes first. */
function byCause(refused: readonly RefusedStore[]): Map<RefusalCode, Refused[]> {
  const all = refused.flatMap((store) => store.refusals.map((refusal) => ({ store, refusal })));
  const groups = [...groupBy(all, ({ refusal }) => refusal.code)];
  return new Map(groups.sort(([, a], [, b]) => b.length - a.length));
}

function overview(groups: ReadonlyMap<RefusalCode, readonly Refused[]>, page: Page): string[] {
  const { paint } = page;
  const longest = Math.max(...[...groups.keys()].map((cause) => cause.length));
  return [...groups].flatMap(([cause, all]) => {
    const names = unique(all.map(({ store }) => store.symbol));
    const lead = `  ${cause.padEnd(longest)}  ${String(names.length).padStart(3)}  `;
    const lines = note(REFUSALS[cause], page, lead.length);
    const [meaning = '', ...more] = lines;
    return [
      `  ${paint.red(cause.padEnd(longest))}  ${String(names.length).padStart(3)}  ${meaning.trimStart()}`,
      ...more,
      ...note(listed(names, 6), page, lead.length).map(paint.dim),
    ];
  });
}

function causeLines(cause: RefusalCode, all: readonly Refused[], page: Page): string[] {
  const { paint, glyphs } = page;
  // The same advice for each of them is said once.
  const advice = unique(all.map(({ refusal }) => refusal.advice));
  const [shared] = all.length > 1 && advice.length === 1 ? advice : [];
  return [
    `${paint.red(glyphs.critical)} ${paint.red(paint.bold(cause))}  ${REFUSALS[cause]}`,
    ...all.flatMap(({ store, refusal }) => [
      ...title(store, refusal, page),
      ...field('why', refusal.why, page),
      ...(shared === undefined ? field('do', refusal.advice, page) : []),
      ...(refusal.replacement === undefined ? [] : ['', ...code(refusal.replacement, page)]),
    ]),
    ...(shared === undefined ? [] : field('do', shared, page, 2)),
  ];
}

/** The place of what is refused; a path that does not fit stands below. */
function title(store: RefusedStore, refusal: Refusal, { paint, width }: Page): string[] {
  const what = `${roleNames[store.role]}, ${formNames[store.form]}`;
  const place = placeText(refusal);
  const line = `  ${paint.bold(store.symbol)} ${paint.dim(`(${what})`)}`;
  const fits = columnsOf(`  ${store.symbol} (${what})  ${place}`) <= width;
  return fits ? [`${line}  ${paint.underline(place)}`] : [line, `    ${paint.underline(place)}`];
}
