import { remembering } from '../model/lazily.js';
import type { Reporter } from './reporter.js';
import type {
  Accepted,
  Cleared,
  Companion,
  DecisionStep,
  Diagnostic,
  Finding,
  GoneEntry,
  Remedy,
  Report,
  ReportedAccess,
  ReportedContainer,
  ReportedDeployment,
  ReportedEntryPoint,
  ReportedPlatform,
  ReportedUnit,
  RoleScore,
  TrailStep,
} from '../model/report.js';

/** For tools: the whole report, its keys in one order whatever order they were set in. */
export const json: Reporter = {
  name: 'json',
  render: (report) => `${JSON.stringify(orderly()(report), null, 2)}\n`,
};

type KeysOf<Shape> = Shape extends unknown ? keyof Shape : never;
type Key = Exclude<
  KeysOf<
    | Report
    | Report['tool']
    | NonNullable<Report['baseline']>
    | GoneEntry
    | Report['stats']
    | NonNullable<Report['changed']>
    | ReportedContainer
    | ReportedDeployment
    | Finding
    | Accepted
    | Accepted['accepted']
    | Cleared
    | Companion
    | DecisionStep
    | Diagnostic
    | Remedy
    | ReportedAccess
    | ReportedEntryPoint
    | ReportedPlatform
    | ReportedUnit
    | RoleScore
    | RoleScore['clues'][number]
    | TrailStep
  >,
  symbol | number
>;

/** Every key of the contract at its rank; total, so that a new field cannot end up at a random place. */
const ranks: Record<Key, number> = ranked([
  'schema',
  'tool',
  'project',
  'id',
  'rule',
  'severity',
  'verdict',
  'kind',
  'platform',
  'file',
  'line',
  'column',
  'endLine',
  'endColumn',
  'name',
  'title',
  'version',
  'symbol',
  'store',
  'form',
  'role',
  'effects',
  'reached',
  'by',
  'reason',
  'until',
  'package',
  'route',
  'unit',
  'operation',
  'phase',
  'fn',
  'note',
  'message',
  'detail',
  'code',
  'question',
  'answer',
  'evidence',
  'score',
  'weight',
  'says',
  'clues',
  'roles',
  'concurrency',
  'guidance',
  'maxInstances',
  'billing',
  'notes',
  'deployment',
  'roles',
  'platforms',
  'units',
  'entryPoints',
  'findings',
  'changed',
  'since',
  'others',
  'cleared',
  'containers',
  'accepted',
  'baseline',
  'gone',
  'diagnostics',
  'stats',
  'impact',
  'trail',
  'accesses',
  'companions',
  'remedies',
  'decision',
  'files',
  'lines',
  'stores',
  'skipped',
]);

function ranked<const Names extends readonly string[]>(names: Names): Record<Names[number], number> {
  return Object.fromEntries(names.map((name, rank) => [name, rank])) as Record<Names[number], number>;
}

/** A copy with its keys in order. Objects of a report have few shapes, and keys of each are sorted once. */
function orderly(): (value: unknown) => unknown {
  const sorted = remembering((names: string) => names.split('\0').sort(byRank));
  const ordered = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(ordered);
    const copy: Record<string, unknown> = {};
    for (const name of sorted(Object.keys(value).join('\0'))) copy[name] = ordered((value as typeof copy)[name]);
    return copy;
  };
  return ordered;
}

/** Keys that the contract does not know (the reasons in `skipped`) follow in alphabetical order. */
function byRank(a: string, b: string): number {
  const rankOf = (key: string): number => (ranks as Readonly<Record<string, number>>)[key] ?? Infinity;
  return rankOf(a) === rankOf(b) ? (a < b ? -1 : 1) : rankOf(a) - rankOf(b);
}
