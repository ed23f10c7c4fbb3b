/** `MIGRATION.md`: what a reviewer, and whoever deploys it, has to know. */
import { declaration } from '../show/plan.js';
import { destinations } from '../show/page.js';
import { inMemoryText, routeLegend, routeTable } from '../show/routes.js';
import { roleNames } from '../../report/words.js';
import { counted, unique } from '../../report/text.js';
import { adapterFolders, countedFiles } from '../show/folded.js';
import type { CheckReport, RouteCost } from '../checks/index.js';
import { CHECKS } from '../checks/failures.js';
import { REFUSALS, WARNINGS, type MigrationPlan } from '../types.js';
import type { Variable } from './environment.js';

/** By which a later run knows its own text, and replaces nobody else's. */
export const OURS = '<!-- written by coldstate migrate -->';

export interface DocumentInput {
  readonly plan: MigrationPlan;
  readonly reports: readonly CheckReport[];
  readonly routes: readonly RouteCost[];
  readonly variables: readonly Variable[];
  readonly install: readonly string[];
  readonly packages: readonly string[];
  /** Files that give each test a namespace of its own. */
  readonly tests: readonly string[];
}

/** What failed a check was refused, and what is left was checked anew. */
const OUTCOMES: Readonly<Record<CheckReport['outcome'], string>> = {
  passed: 'passed',
  failed: 'passed, without the stores that failed it',
  skipped: 'skipped',
};

export function documentText({ plan, reports, routes, variables, install, packages, tests }: DocumentInput): string {
  const to = destinations[plan.to];
  return `${[
    OURS,
    `# Shared state moves to ${to}`,
    `${counted(plan.stores.length, 'store')} that lived in the memory of one process ${plan.stores.length === 1 ? 'is' : 'are'} kept in ${to} from now on, so that every instance sees the same and a restart loses nothing.`,
    '## What moved',
    table(
      ['store', 'what it is for', 'is now', 'declared in'],
      plan.stores.map((store) => [
        code(store.symbol),
        roleNames[store.role],
        code(declaration(store.adapter)),
        code(`${store.file}:${store.line}`),
      ]),
    ),
    ...chosen(plan),
    ...owned(plan),
    ...changed(plan),
    ...waits(routes, plan),
    ...differs(plan),
    ...stays(plan),
    '## Checked',
    list(
      reports.map(
        ({ check, outcome, note }) => `${CHECKS[check]}: ${OUTCOMES[outcome]}${note === '' ? '' : ` (${note})`}`,
      ),
    ),
    '## Tests',
    tests.length > 0
      ? `${tests.map(code).join(' and ')} gives each test a namespace of its own, so that it begins with nothing, as it did when state was in the module. Without \`COLDSTATE_URL\` tests run on memory; with it, on the backend that it names, and fake timers are then a fake date alone: the client of a server waits on real ones.`
      : 'Shared state outlives a module and a test. Before each test, call `configure({ namespace: crypto.randomUUID() })` of `@coldstate/adapters`, so that it begins with nothing.',
    '## Environment',
    fence(
      'sh',
      variables.flatMap(({ name, example, why }) => [`# ${why}`, `${name}=${example}`]),
    ),
    'Without `COLDSTATE_URL` the collections are memory: right for development and tests, and refused in production with an error that says what to set.',
    '## Infrastructure',
    `\`coldstate infra\` writes what ${to} needs here${plan.to === 'dynamodb' ? ': the table with its expiry, and the permissions of the functions' : ': the network, the security group and the secret'}.`,
    '## In which order',
    steps([
      `Create the ${plan.to === 'dynamodb' ? 'table' : 'Redis server'} and let the application reach it.`,
      `Set the environment above for every stage; previews get a \`COLDSTATE_NAMESPACE\` of their own.`,
      ...(packages.length === 0
        ? []
        : [`Install the packages (${packages.map(code).join(', ')}): ${install.map(code).join(', ')}.`]),
      'Deploy all instances at once, or with requests stopped for that minute: an old instance counts and remembers in its own memory, and sees nothing of what the new ones write.',
      'What is in memory at that moment is lost, as with every deployment before. From then on it outlives deployments.',
    ]),
    '## Moving to another backend later',
    'While the program runs: write to both, copy, then swap.',
    fence('sh', [
      'COLDSTATE_MIRROR_URL=…   # every write goes there, too; deploy with it',
      'npx coldstate copy --from "$COLDSTATE_URL" --to "$COLDSTATE_MIRROR_URL"',
      '# then swap COLDSTATE_URL and COLDSTATE_MIRROR_URL, for all instances at once',
    ]),
    '## How to go back',
    'Revert this change and deploy; nothing else depends on it. State is in the memory of each process again, and what is in the backend stays there until it expires. On the machine where it was made, and before anything else is edited, `npx coldstate migrate undo` restores every file byte for byte.',
  ].join('\n\n')}\n`;
}

function chosen({ stores }: MigrationPlan): string[] {
  const reasons = stores.filter(({ adapter }) => adapter.because.length > 0);
  return reasons.flatMap(({ symbol, adapter }) => [`Why ${code(symbol)} is declared so:`, list(adapter.because)]);
}

/** With `--adapters inline`. */
function owned({ created }: MigrationPlan): string[] {
  return adapterFolders(created.map(({ file }) => file)).map(
    (folder) =>
      `The collections are files of this project, in ${code(`${folder}/`)}, in place of the package \`@coldstate/adapters\`: they belong to this project from now on. Their licence is ${code(`${folder}/LICENSE`)}, and the audit leaves the folder out.`,
  );
}

function changed({ stores, edits, created }: MigrationPlan): string[] {
  const functions = asynchronous(stores);
  const files = unique([...edits, ...created].map(({ file }) => file));
  const removed = stores.flatMap((store) =>
    [...new Set(store.removed)].map(
      (what) => `${what} of ${code(store.symbol)}: the lifetime of entries does its work`,
    ),
  );
  return [
    '## What changes in the code',
    `${counted(edits.length, 'edit')} in ${countedFiles(files)}; places are those before the change.`,
    ...(functions.length === 0
      ? []
      : ['Functions that are asynchronous now:', table(['function', 'in', 'because of'], functions)]),
    ...(removed.length === 0 ? [] : ['Gone:', list(removed)]),
  ];
}

/** What each route costs from now on. */
function waits(routes: readonly RouteCost[], { stores, refused }: MigrationPlan): string[] {
  if (routes.length === 0) return [];
  const symbols = new Map(stores.map(({ adapter, symbol }) => [adapter.name, symbol] as const));
  const { head, rows } = routeTable(routes);
  const left = routes.map((route) => inMemoryText(route, refused));
  const isMixed = left.some((stores) => stores.length > 0);
  return [
    '## What each route waits for',
    table(
      [...head, 'stores', 'asynchronous now', ...(isMixed ? ['still in memory'] : [])],
      rows.map((cells, at) => [
        ...cells.map((cell, column) => (column === 0 ? code(cell) : cell)),
        (routes[at]?.collections ?? []).map((name) => code(symbols.get(name) ?? name)).join(', '),
        (routes[at]?.functions ?? []).map(code).join(', '),
        ...(isMixed ? [left[at]?.join(', ') ?? ''] : []),
      ]),
    ),
    list(routeLegend(routes)),
  ];
}

/** Each once, with all stores that it waits for. */
function asynchronous(stores: MigrationPlan['stores']): string[][] {
  const because = new Map<string, { name: string; symbols: string[] }>();
  for (const { symbol, functions } of stores)
    for (const { name, file, line } of functions) {
      const place = `${file}:${line}`;
      const known = because.get(place) ?? { name, symbols: [] };
      because.set(place, { name, symbols: [...new Set([...known.symbols, symbol])] });
    }
  return [...because].map(([place, { name, symbols }]) => [code(name), code(place), symbols.map(code).join(', ')]);
}

function differs({ stores }: MigrationPlan): string[] {
  const all = stores.flatMap((store) => store.warnings);
  const keyOf = ({ code: name, why, file, line }: (typeof all)[number]): string => [name, file, line, why].join('\0');
  const warnings = [...new Map(all.map((warning) => [keyOf(warning), warning] as const)).values()];
  if (warnings.length === 0) return [];
  return [
    '## What behaves differently',
    list(
      warnings.map(
        ({ code: name, why, file, line }) => `**${name}** (${WARNINGS[name]}), ${code(`${file}:${line}`)}: ${why}`,
      ),
    ),
  ];
}

function stays({ refused }: MigrationPlan): string[] {
  if (refused.length === 0) return [];
  return [
    '## What stays in memory',
    list(
      refused.flatMap(({ symbol, refusals }) =>
        refusals.map(
          ({ code: name, file, line, why, advice }) =>
            `${code(symbol)}, ${code(`${file}:${line}`)}: **${name}**, ${REFUSALS[name]}: ${why}. ${advice}`,
        ),
      ),
    ),
  ];
}

const code = (text: string): string => `\`${text}\``;
const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n');
const steps = (items: readonly string[]): string => items.map((item, at) => `${at + 1}. ${item}`).join('\n');
const fence = (language: string, lines: readonly string[]): string => ['```' + language, ...lines, '```'].join('\n');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
