import type { Companion, DecisionStep, Finding } from '../../model/report.js';
import type { Effect, Form, Reached, Role, RuleId, Severity, Verdict } from '../../model/words.js';
import type { Program } from '../../program/index.js';
import type { Access } from '../../program/stores.js';
import { SEPARATE_UNITS } from '../tables.js';
import type { Locate } from '../locate.js';
import type { Place } from '../place.js';
import type { Evidence } from '../evidence/index.js';
import type { Fallback } from '../evidence/fallback.js';
import { oncePerProgram } from '../evidence/once-per-program.js';
import type { Story } from '../trail.js';

/** Findings in the making, one shape for all kinds of state. */

export interface JudgeContext {
  program: Program;
  locate: Locate;
  /** Text of a file of the program. */
  source: (file: string) => string | undefined;
  packageOf: (file: string) => string;
  /** Why no server runs a file: static sites, apps and extensions, scripts, copies. */
  idleReason: (file: string) => string | undefined;
  packages: {
    /** Directory of the package that a file is part of. */
    of: (file: string) => string;
    /** Packages that are deployed as servers which run for months. */
    longLived: ReadonlySet<string>;
  };
  /** What is declared about the deployment of these units. */
  deploymentOf: (units: readonly string[]) => { isAlone: boolean; isAlwaysOn: boolean; declared: readonly string[] };
}

/** Everything that is known of a finding or a cleared store before it is put into words and places. */
export interface Draft {
  rule: RuleId;
  place: Place;
  symbol: string;
  form: Form;
  role: Role;
  verdict: Verdict;
  severity: Severity;
  effects: readonly Effect[];
  reached: Reached;
  units: readonly string[];
  writerUnits: readonly string[];
  strandedUnits: readonly string[];
  accesses: readonly Access[];
  story: Story;
  reason: string;
  /** Said in place of what its role would say, where the role does not say it. */
  message?: string | undefined;
  decision: readonly DecisionStep[];
  companions: readonly Companion[];
  fallback?: Fallback | undefined;
  remedies: Finding['remedies'];
}

export const NOTHING = {
  units: [],
  writerUnits: [],
  strandedUnits: [],
  accesses: [],
  story: {},
  decision: [],
  companions: [],
} as const satisfies Partial<Draft>;

/** Where a store is written and read, and which units read what they never write. */
export interface Spread {
  units: string[];
  writerUnits: string[];
  strandedUnits: string[];
}

export function spreadOf(
  { store, writes, reads }: Pick<Evidence, 'store' | 'writes' | 'reads'>,
  program: Program,
): Spread {
  const writerUnits = unitsOf(writes.filter(fills), program);
  const filled = new Set(writerUnits);
  const strandedUnits = unitsOf(reads, program).filter((unit) => !filled.has(unit));
  return { units: unitsOf(store.accesses, program), writerUnits, strandedUnits };
}

/** Puts something there that others may look for; taking away and changing what is there does not. */
function fills({ operation, module, fn }: Access): boolean {
  return !/^(delete|clear|shift|sort|mutate-in-place)$/.test(operation) && module.functions[fn] !== undefined;
}

export function unitsOf(accesses: readonly Access[], program: Program): string[] {
  const units = new Set<string>();
  for (const { module, fn } of accesses) for (const unit of program.reach.unitsOf({ module, fn })) units.add(unit);
  return [...units].sort();
}

export function areSeparate(units: readonly string[], program: Program): boolean {
  const separate = separateUnits(program);
  return units.some((unit) => separate.has(unit));
}

const separateUnits = oncePerProgram(
  ({ entries }) => new Set(entries.filter(({ platform }) => SEPARATE_UNITS.has(platform)).map(({ unit }) => unit)),
);
