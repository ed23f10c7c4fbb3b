/** A plan as text: what cannot be done comes first, then what will be done and why, then what to type. */
import { formNames, roleNames } from '../../report/words.js';
import { printable } from '../../report/terminal.js';
import { columnsOf, counted, groupBy, listed, unique } from '../../report/text.js';
import type { Checked, CheckReport } from '../checks/index.js';
import { CHECKS } from '../checks/failures.js';
import { outageOf, OUTAGES } from '../costs.js';
import {
  WARNINGS,
  type AdapterChoice,
  type MigrationPlan,
  type StorePlan,
  type Warning,
  type WarningCode,
} from '../types.js';
import { countedFiles, folded } from './folded.js';
import {
  commandLines,
  destinations,
  field,
  fields,
  note,
  pageOf,
  pageText,
  placeText,
  type Page,
  type PageContext,
} from './page.js';
import { refusedSections } from './refused.js';
import { routesSection } from './routes.js';

export function planText(checked: Checked, context: PageContext): string {
  const page = pageOf(context);
  const { plan, reports, routes } = printable(checked, page.unicode);
  const refused = refusedSections(plan.refused, page);
  const sections = [
    headline(plan, page),
    refused.first,
    ...plan.stores.map((store, at) => storeSection(store, plan.stores.slice(0, at), plan, page)),
    routesSection(routes, plan, page),
    refused.later,
    checksSection(reports, page),
    nextSection(plan, page),
  ];
  return pageText(sections);
}

function headline({ stores, refused, edits, created, to }: MigrationPlan, page: Page): string[] {
  const say = (text: string): string[] => note(text, page, 0).map(page.paint.bold);
  const total = stores.length + refused.length;
  if (total === 0) return say('Nothing to migrate: no store was found that an adapter would take the place of.');
  if (stores.length === 0) return say(`None of ${counted(total, 'store')} can move to ${destinations[to]}.`);
  const files = unique([...edits, ...created].map(({ file }) => file));
  const what = `${stores.length} of ${counted(total, 'store')} can move to ${destinations[to]}`;
  return say(`${what}: ${counted(edits.length, 'edit')} in ${countedFiles(files)}.`);
}

function title(sign: string, store: StorePlan, { paint, width }: Page): string[] {
  const what = `(${roleNames[store.role]}, ${formNames[store.form]})`;
  const place = placeText(store);
  const line = `${sign} ${paint.bold(store.symbol)} ${paint.dim(what)}`;
  const fits = columnsOf(`x ${store.symbol} ${what}  ${place}`) <= width;
  return fits ? [`${line}  ${paint.underline(place)}`] : [line, `    ${paint.underline(place)}`];
}

/** More functions than this are counted; the diff has them all. */
const SOME = 6;

function storeSection(
  store: StorePlan,
  before: readonly StorePlan[],
  { edits, created }: MigrationPlan,
  page: Page,
): string[] {
  const { paint, glyphs } = page;
  const { adapter, functions } = store;
  // What concerns several stores is said at the first of them.
  const teller = (warning: Warning): StorePlan | undefined =>
    before.find((other) => other.warnings.some((one) => isSame(one, warning)));
  const warnings = store.warnings.filter((warning) => teller(warning) === undefined);
  const told = unique(
    store.warnings.flatMap((warning) => {
      const other = teller(warning);
      return other === undefined ? [] : [`${warning.code}, as at \`${other.symbol}\``];
    }),
  );
  const own = edits.filter(({ stores }) => stores.includes(store.store));
  const made = created.filter(({ stores }) => stores.includes(store.store)).map(({ file }) => file);
  const named = functions.map((fn) => `\`${fn.name}\` ${placeText(fn)}`);
  const shown = named.length > SOME ? [...named.slice(0, SOME - 1), `and ${named.length - SOME + 1} more`] : named;
  return [
    ...title(paint.green(glyphs.ok), store, page),
    ...note(declaration(adapter), page, 4).map(paint.cyan),
    ...fields('because', adapter.because, page),
    ...(functions.length === 0 ? field('async', 'no function changes', page) : fields('async', shown, page)),
    ...field(
      'changes',
      `${counted(own.length, 'edit')} in ${listed(store.files, 4)}; ${counted(store.callSites, 'call is', 'calls are')} awaited`,
      page,
    ),
    ...(made.length === 0 ? [] : field('new', listed(folded(made)), page)),
    ...(store.removed.length === 0
      ? []
      : field('removed', `${listed(store.removed)}: the lifetime of entries does it`, page)),
    ...field('outage', OUTAGES[outageOf(adapter)], page),
    ...[...groupBy(warnings, (warning) => warning.code)].flatMap(([name, all]) => warningLines(name, all, page)),
    ...told.flatMap((text) => field(page.paint.yellow('note'), text, page)),
  ];
}

const isSame = (a: Warning, b: Warning): boolean =>
  a.code === b.code && a.why === b.why && placeText(a) === placeText(b);

/** What is said of several places is said once. */
function warningLines(name: WarningCode, warnings: readonly Warning[], page: Page): string[] {
  return [
    ...field(page.paint.yellow('note'), `${name}: ${WARNINGS[name]}`, page),
    ...[...groupBy(warnings, ({ why }) => why)].flatMap(([why, all]) => [
      ...field('', why, page),
      ...field('', `at ${listed(unique(all.map(placeText)), 4)}`, page),
    ]),
  ];
}

/** `sharedMap<Window>('rate-limiter.windows', { role: 'rate-limit' })` */
export function declaration({ constructor, typeArguments, name, options, written }: AdapterChoice): string {
  if (written !== undefined) return written;
  const types = typeArguments === undefined ? '' : `<${typeArguments}>`;
  const given = options.length === 0 ? '' : `, { ${options.map(([key, value]) => `${key}: ${value}`).join(', ')} }`;
  return `${constructor}${types}('${name}'${given})`;
}

function checksSection(reports: readonly CheckReport[], page: Page): string[] {
  if (reports.length === 0) return [];
  return [
    page.paint.bold('Checked on the edited text, before anything is written'),
    '',
    ...checkLines(reports, page, 'refused what failed'),
  ];
}

export function checkLines(reports: readonly CheckReport[], page: Page, onFailure: string): string[] {
  const { paint, glyphs, width } = page;
  const signs = { passed: paint.green(glyphs.ok), failed: paint.red(glyphs.critical), skipped: paint.dim(glyphs.low) };
  const words = { passed: '', failed: ` (${onFailure})`, skipped: ' (not run)' };
  return reports.flatMap(({ check, outcome, note: said }) => {
    const what = `${CHECKS[check]}${words[outcome]}`;
    if (said === '') return [`${signs[outcome]} ${what}`];
    const line = `${what}: ${said}`;
    // What does not fit beside the check stands below it.
    return columnsOf(line) + 2 <= width
      ? [`${signs[outcome]} ${what}${paint.dim(`: ${said}`)}`]
      : [`${signs[outcome]} ${what}:`, ...note(said, page, 4).map(paint.dim)];
  });
}

function nextSection({ stores, refused }: MigrationPlan, page: Page): string[] {
  const { command, paint } = page;
  const lines = commandLines(
    [
      ...(stores.length === 0
        ? []
        : ([
            [command('diff'), 'every change with its reason'],
            [command('apply'), 'write it'],
          ] as const)),
      ...(refused.length === 0 ? [] : ([[`${command('apply')} --mark`, 'leave a comment at each refusal']] as const)),
    ],
    page,
  );
  return lines.length === 0 ? [] : [paint.bold('Next'), '', ...lines];
}
