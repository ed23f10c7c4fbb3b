/** A plan as text: what cannot be done comes first, then what will be done and why, then what to type. */
import { formNames, roleNames } from '../../report/words.js';
import { printable } from '../../report/terminal.js';
import { counted, groupBy, listed } from '../../report/text.js';
import type { Checked, CheckReport, RoundTrips } from '../checks/index.js';
import { CHECKS } from '../checks/failures.js';
import {
  REFUSALS,
  WARNINGS,
  type AdapterChoice,
  type MigrationPlan,
  type RefusedStore,
  type StorePlan,
} from '../types.js';
import {
  code,
  commandLine,
  destinations,
  field,
  fields,
  pageOf,
  pageText,
  placeText,
  type Page,
  type PageContext,
} from './page.js';

export function planText(checked: Checked, context: PageContext): string {
  const page = pageOf(context);
  const { plan, reports, roundTrips } = printable(checked, page.unicode);
  const sections = [
    [headline(plan, page)],
    refusedSection(plan.refused, page),
    ...plan.stores.map((store) => storeSection(store, plan, roundTrips, page)),
    checksSection(reports, page),
    nextSection(plan, page),
  ];
  return pageText(sections);
}

function headline({ stores, refused, edits, created, to }: MigrationPlan, { paint }: Page): string {
  if (stores.length + refused.length === 0)
    return paint.bold('Nothing to migrate: no store was found that an adapter would take the place of.');
  const total = stores.length + refused.length;
  const files = new Set([...edits, ...created].map(({ file }) => file)).size;
  const what = `${stores.length} of ${counted(total, 'store')} can move to ${destinations[to]}`;
  return paint.bold(
    stores.length === 0
      ? `None of ${counted(total, 'store')} can move to ${destinations[to]}.`
      : `${what}: ${counted(edits.length, 'edit')} in ${counted(files, 'file')}.`,
  );
}

function title(sign: string, store: StorePlan | RefusedStore, { paint }: Page): string {
  const what = `${roleNames[store.role]}, ${formNames[store.form]}`;
  return `${sign} ${paint.bold(store.symbol)} ${paint.dim(`(${what})`)}  ${paint.underline(placeText(store))}`;
}

export function refusedSection(refused: readonly RefusedStore[], page: Page): string[] {
  if (refused.length === 0) return [];
  const { paint, glyphs } = page;
  const stores = refused.map((store) => [
    title(paint.red(glyphs.critical), store, page),
    ...store.refusals.flatMap((refusal) => [
      `  ${paint.red(refusal.code)} ${REFUSALS[refusal.code]}  ${paint.underline(placeText(refusal))}`,
      ...field('why', refusal.why, page),
      ...field('do', refusal.advice, page),
      ...(refusal.replacement === undefined ? [] : ['', ...code(refusal.replacement, page)]),
    ]),
  ]);
  return [
    paint.bold(`Refused: ${counted(refused.length, 'store stays as it is', 'stores stay as they are')}`),
    '',
    ...stores.flatMap((lines, at) => (at === 0 ? lines : ['', ...lines])),
  ];
}

function storeSection(
  store: StorePlan,
  { edits, created }: MigrationPlan,
  trips: readonly RoundTrips[],
  page: Page,
): string[] {
  const { paint, glyphs } = page;
  const own = edits.filter(({ stores }) => stores.includes(store.store));
  const made = created.filter(({ stores }) => stores.includes(store.store)).map(({ file }) => file);
  const functions = store.functions.map((fn) => `\`${fn.name}\` ${placeText(fn)}`);
  return [
    title(paint.green(glyphs.ok), store, page),
    `    ${paint.cyan(declaration(store.adapter))}`,
    ...store.adapter.because.flatMap((reason) => field('', reason, page)),
    ...(functions.length === 0 ? field('async', 'no function changes', page) : fields('async', functions, page)),
    ...field('calls', `${counted(store.callSites, 'call is', 'calls are')} awaited from now on`, page),
    ...field('trips', tripsText(trips.filter((trip) => trip.store === store.store)), page),
    ...field('files', `${listed(store.files)}: ${counted(own.length, 'edit')}`, page),
    ...(made.length === 0 ? [] : field('new', listed(made), page)),
    ...(store.removed.length === 0
      ? []
      : field('removed', `${listed(store.removed)}: the lifetime of entries does it`, page)),
    ...[...groupBy(store.warnings, (warning) => warning.code)].flatMap(([name, warnings]) => [
      ...field(paint.yellow('note'), `${name}: ${WARNINGS[name]}`, page),
      ...warnings.flatMap((warning) => field('', `${placeText(warning)} ${warning.why}`, page)),
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

function tripsText(trips: readonly RoundTrips[]): string {
  if (trips.length === 0) return 'none counted';
  return trips.map(({ function: name, calls }) => `${calls} in \`${name}\``).join(', ');
}

function checksSection(reports: readonly CheckReport[], page: Page): string[] {
  if (reports.length === 0) return [];
  return [
    page.paint.bold('Checked on the edited text, before anything is written'),
    '',
    ...checkLines(reports, page, 'refused what failed'),
  ];
}

export function checkLines(reports: readonly CheckReport[], { paint, glyphs }: Page, onFailure: string): string[] {
  const signs = { passed: paint.green(glyphs.ok), failed: paint.red(glyphs.critical), skipped: paint.dim(glyphs.low) };
  const words = { passed: '', failed: ` (${onFailure})`, skipped: ' (not run)' };
  return reports.map(
    ({ check, outcome, note }) =>
      `${signs[outcome]} ${CHECKS[check]}${words[outcome]}${note === '' ? '' : paint.dim(`: ${note}`)}`,
  );
}

function nextSection({ stores, refused }: MigrationPlan, page: Page): string[] {
  const { command, paint } = page;
  const lines = [
    ...(stores.length === 0
      ? []
      : [
          commandLine(command('diff'), 'every change with its reason', page),
          commandLine(command('apply'), 'write it', page),
        ]),
    ...(refused.length === 0
      ? []
      : [commandLine(`${command('apply')} --mark`, 'leave a comment at each refusal', page)]),
  ];
  return lines.length === 0 ? [] : [paint.bold('Next'), '', ...lines];
}
