/** In which order to move, and how to know that it worked. */
import type { Storage } from '../../advice/storage.js';
import { usageOf } from '../../advice/usage.js';
import { migrateCommand, targetOf } from '../command.js';
import { capitalised, counted, groupBy, listed, uncapitalised, unique } from '../text.js';
import { routesOf } from '../trail.js';
import { effectNames, roleNames, severityNames } from '../words.js';
import { advice, backendTitles, tests } from '../../advice/roles.js';
import { inlineCode, prose, table } from './escape.js';
import { environmentVariables } from './storage.js';
import type { Finding, Report } from '../../model/report.js';
import type { Effect, Severity } from '../../model/words.js';

const priorityTitles: Record<Exclude<Severity, 'low'>, string> = {
  critical: 'Critical (Must Fix)',
  high: 'High Priority',
  medium: 'Medium Priority',
};

export const URGENT = ['critical', 'high', 'medium'] as const;

export function prioritySection(findings: readonly Finding[]): string[] {
  return URGENT.flatMap((severity) => {
    const stores = findings.filter((finding) => finding.severity === severity);
    if (stores.length === 0) return [];
    const items = stores.map((finding, index) => {
      return `${index + 1}. **${inlineCode(finding.symbol)}** (${inlineCode(finding.file)}), ${roleNames[finding.role]}: ${harmOf(finding)}`;
    });
    return [`### ${priorityTitles[severity]}`, '', ...items, ''];
  });
}

/** What has no effect of the list says in its own words what goes wrong. */
function harmOf({ effects, impact }: Finding): string {
  return effects.length > 0
    ? effects.map((effect) => effectNames[effect]).join(', ')
    : impact.map((text) => prose(text)).join(' ');
}

/** The worst first, and of those what most of the program reaches; what moves together is one phase. */
export function migrationPhases(report: Report, findings: readonly Finding[], storage: Storage): string[] {
  if (findings.length === 0) return [];
  const places = findings.length + findings.reduce((sum, finding) => sum + finding.companions.length, 0);
  const backends = unique(findings.map(storage.backendOf)).filter((backend) => backend !== 'none');
  const variables = environmentVariables(findings, storage);
  const moves = URGENT.flatMap((severity) =>
    together(findings.filter((finding) => finding.severity === severity)).map((group) =>
      moveText(group, report, storage),
    ),
  );
  const companions = unique(findings.flatMap((finding) => finding.companions.map(({ symbol }) => inlineCode(symbol))));
  const phases = [
    `Mark the ${counted(places, 'place')} of this report with TODO comments (${inlineCode('coldstate annotate')}), so that nothing new builds on them.`,
    ...(backends.length > 0
      ? [
          `Set up what the stores move to: ${listed(backends.map((backend) => backendTitles[backend]))}${variables.length > 0 ? `; set ${listed(variables.map(({ name }) => inlineCode(name)))} in every environment` : ''}.`,
        ]
      : []),
    ...moves,
    `Remove what is left of the in-memory code${companions.length > 0 ? `, with ${listed(companions)}` : ''}, and run ${inlineCode('coldstate audit')} again: it should show none of these stores.`,
  ];
  return phases.map((text, index) => `${index + 1}. **Phase ${index + 1}**: ${text}`);
}

interface Together {
  /** The one that stands first in the report. */
  lead: Finding;
  stores: readonly Finding[];
  /** Functions that use more than one of them. */
  shared: readonly string[];
}

/** Stores of one role share code and tests; stores that one function uses would make it wait twice, and disagree in between. */
function together(findings: readonly Finding[]): Together[] {
  const groups = findings.reduce<readonly (readonly Finding[])[]>((known, finding) => {
    const joined = known.filter((group) => group.some((other) => belongTogether(other, finding)));
    return [...known.filter((group) => !joined.includes(group)), [...joined.flat(), finding]];
  }, []);
  return groups
    .flatMap((stores) => stores.slice(0, 1).map((lead) => ({ lead, stores, shared: sharedBy(stores) })))
    .sort((a, b) => reachOf(b) - reachOf(a) || findings.indexOf(a.lead) - findings.indexOf(b.lead));
}

function belongTogether(a: Finding, b: Finding): boolean {
  return a.role === b.role || sharedBy([a, b]).length > 0;
}

function sharedBy(stores: readonly Finding[]): string[] {
  const users = stores.flatMap((finding) => [...usageOf(finding).functions]);
  return unique(users.filter((name, index) => users.indexOf(name) < index)).map((key) => key.split(' ').at(-1) ?? key);
}

const reachOf = ({ stores }: Together): number => unique(stores.flatMap(({ units }) => units)).length;

function moveText(group: Together, { findings: all, units }: Report, storage: Storage): string {
  const { lead, stores, shared } = group;
  const work = unique(stores.map(({ role }) => advice[role].migration));
  const names = listed(stores.map(({ symbol }) => inlineCode(symbol)));
  const usages = stores.map(usageOf);
  const functions = unique(usages.flatMap((usage) => [...usage.functions])).length;
  const files = unique(usages.flatMap((usage) => [...usage.files])).length;
  const facts = [
    severityNames[lead.severity],
    ...(units.length > 1 && reachOf(group) > 0
      ? [`reached by ${reachOf(group)} of ${counted(units.length, 'unit')}`]
      : []),
    ...(functions > 0 ? [`used by ${counted(functions, 'function')} in ${counted(files, 'file')}`] : []),
    ...(shared.length > 0
      ? [
          `${listed(
            shared.map((name) => inlineCode(`${name}()`)),
            3,
          )} ${shared.length === 1 ? 'uses' : 'use'} more than one, so they move together`,
        ]
      : []),
  ];
  const commands = [...groupBy(stores, (finding) => targetOf(finding, storage))].flatMap(
    ([to, moved]) => migrateCommand(moved, all, { to }) ?? [],
  );
  const how =
    commands.length === 0 ? '' : ` ${capitalised(listed(commands.map((command) => inlineCode(`npx ${command}`))))}.`;
  return `${capitalised(listed(work.map(uncapitalised)))}: ${names} (${facts.join('; ')}).${how}`;
}

export function testingSection(findings: readonly Finding[], { backendOf }: Storage): string[] {
  const perKind = [...groupBy(findings, (finding) => advice[finding.role].test)].map(([kind, stores]) => {
    const routes = unique(stores.flatMap(routesOf)).map(inlineCode);
    const places = stores.map((finding) => `the code at ${inlineCode(`${finding.file}:${finding.line}`)}`);
    const names = unique(stores.map(({ symbol }) => inlineCode(symbol)));
    const { title, text } = tests[kind];
    return `**${title}**: ${text(listed(names, 6), listed(routes.length > 0 ? routes : places, 6))}`;
  });
  const external = findings.some((finding) => ['redis', 'database'].includes(backendOf(finding)));
  const all = [
    ...perKind,
    ...(external
      ? [
          '**Failover**: Stop the external store while requests run. Decide for each route whether it should fail or go on without, and assert that.',
        ]
      : []),
  ];
  return all.map((text, index) => `${index + 1}. ${text}`);
}

interface Aspect {
  aspect: string;
  today: string;
  shared: string;
}

const aspects: Record<Effect, Aspect> = {
  'cold-start-loss': { aspect: 'Cold start', today: 'memory is empty', shared: 'data is there' },
  'instance-divergence': { aspect: 'Two instances', today: 'each has its own data', shared: 'one view for all' },
  'lost-updates': { aspect: 'Counting', today: 'every instance counts for itself', shared: 'atomic increments' },
  'no-durability': { aspect: 'Deploy or crash', today: 'everything is lost', shared: 'as durable as the store' },
  'breaks-on-scale-out': { aspect: 'More traffic', today: 'more instances, more misses', shared: 'no difference' },
  'cross-request-leak': {
    aspect: 'Data of a request',
    today: 'visible to the next one',
    shared: 'ends with the request',
  },
  'timer-never-fires': {
    aspect: 'Timers',
    today: 'stop while the instance is frozen',
    shared: 'expiry and schedules of the platform',
  },
  'ephemeral-disk': { aspect: 'Files', today: 'gone with the instance', shared: 'object storage or a database' },
  'unit-duplicate': { aspect: 'Separate units', today: 'a copy in each', shared: 'one store' },
  'frozen-at-init': { aspect: 'Values read at start-up', today: 'stay as they were', shared: 'read when needed' },
  'work-after-response': {
    aspect: 'Work after the response',
    today: 'is cut off',
    shared: 'a queue, or the platform’s waitUntil',
  },
};

/** Only what this project would gain. */
export function comparison(findings: readonly Finding[]): string[] {
  const rows = (Object.keys(aspects) as Effect[]).flatMap((effect) => {
    const stores = findings
      .filter((finding) => finding.effects.includes(effect))
      .map(({ symbol }) => inlineCode(symbol));
    const { aspect, today, shared } = aspects[effect];
    return stores.length === 0 ? [] : [[aspect, today, shared, listed(unique(stores), 5)]];
  });
  return rows.length === 0 ? [] : table(['Aspect', 'In memory, today', 'Outside the instance', 'Stores'], rows);
}
