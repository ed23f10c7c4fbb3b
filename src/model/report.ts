import type { Authority } from './overrides.js';
import type { Effect, Form, Operation, Phase, Reached, Role, RuleId, Severity, Verdict } from './words.js';

/** A place in a source file; lines and columns count from 1, columns in UTF-16 units, the end is exclusive. */
export interface Location {
  /** Relative to the audited root, with `/`. */
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** One step of the evidence, from the entry point to the read that will miss what was written. */
export interface TrailStep extends Location {
  kind: 'declare' | 'entry' | 'call' | 'write' | 'read';
  /** A few words for a label: `written here on POST /links`. */
  note: string;
}

export interface ReportedAccess extends Location {
  operation: Operation;
  phase: Phase;
  /** Name of the function it is in; '' at module level. */
  fn: string;
}

/** A store that stands or falls with the finding: the sweep timer of a Map, the instance around a field. */
export interface Companion extends Location {
  symbol: string;
  form: Form;
  role: Role;
  note: string;
}

export interface Remedy {
  kind: 'adapter' | 'library-option' | 'platform' | 'stateless' | 'remove' | 'code';
  /** One line: `Move it to Redis with sharedMap, entries expire after 15 minutes`. */
  title: string;
  detail?: string;
  /** Code to paste, for this very store. */
  code?: string;
}

/** One step of the decision, so that `explain` can replay it. */
export interface DecisionStep {
  question: string;
  answer: string;
  evidence: string[];
  /** The vote on the role, the heaviest first. */
  roles?: RoleScore[];
}

export interface RoleScore {
  role: Role;
  /** Sum of the weights; 0 where nothing but the surroundings speak for the role. */
  score: number;
  clues: { weight: number; says: string }[];
}

interface Judged extends Location {
  /** Survives moved lines and renamed neighbours. */
  id: string;
  symbol: string;
  form: Form;
  role: Role;
  reached: Reached;
  /** Name of the npm package (workspace) it belongs to. */
  package: string;
  decision: DecisionStep[];
}

export interface Finding extends Judged {
  rule: RuleId;
  verdict: Exclude<Verdict, 'safe'>;
  severity: Severity;
  effects: Effect[];
  /** Names of the units that reach it. */
  units: string[];
  accesses: ReportedAccess[];
  trail: TrailStep[];
  /** One or two sentences: what it is, who writes it, what a user will see. */
  message: string;
  /** One sentence per effect, in this code's words, in the order of `effects`. */
  impact: string[];
  remedies: Remedy[];
  companions: Companion[];
}

/** A store that was looked at and is fine. */
export interface Cleared extends Judged {
  /** Why it is safe, in one sentence. */
  reason: string;
}

export interface Acceptance extends Authority {
  reason: string;
  /** The last day on which it holds, where the baseline sets one. */
  until?: string;
}

/** A finding that the team has looked at and lives with, or knows and has not dealt with yet (`by` is `baseline`): it fails no run. */
export interface Accepted extends Finding {
  accepted: Acceptance;
}

/** What the baseline accepts and nothing in the code needs any more. */
export interface GoneEntry {
  file: string;
  store: string;
  rule: RuleId;
  id: string;
}

export interface Diagnostic {
  file: string;
  line?: number;
  kind: 'unreadable' | 'parse' | 'config' | 'skipped' | 'resolution';
  message: string;
}

export interface ReportedEntryPoint {
  platform: string;
  file: string;
  line: number;
  /** `handler`, `GET`, `default`, or the name of the registered function. */
  name: string;
  kind: EntryKind;
  route?: string;
  unit: string;
}

/** `start`: run once by each instance, before anything else. */
export type EntryKind = 'http' | 'event' | 'schedule' | 'render' | 'action' | 'middleware' | 'start';

export interface ReportedPlatform {
  name: string;
  title: string;
  /** Directory of the package where it was detected, '.' for the root. */
  package: string;
  /** What gave it away: `template.yaml declares 4 AWS::Serverless::Function`. */
  evidence: string;
  concurrency: 'one' | 'many';
  guidance: string;
  /** What is declared about the deployment, where anything is. */
  deployment?: ReportedDeployment[];
}

/** A declared fact of a deployment; what is absent is the platform's default. */
export interface ReportedDeployment {
  /** Where it is declared. */
  file: string;
  /** The unit that it holds for; absent where it holds for all of the package. */
  unit?: string;
  /** Instances that may run at the same time. */
  maxInstances?: number;
  /** Requests that one instance serves at the same time. */
  concurrency?: number;
  /** `instance`: the processor is there between requests too. */
  billing?: 'request' | 'instance';
  /** Settings that do not change a verdict, and why. */
  notes?: string[];
}

/** A server that runs for months: its state is counted, not listed. */
export interface ReportedContainer {
  /** Directory of the package, '.' for the root. */
  package: string;
  /** What shows how it is deployed. */
  evidence: string;
  notes: string[];
  /** Unsafe stores that a restart or a second instance would lose. */
  stores: number;
  /** The same stores by their role. */
  roles: Partial<Record<Role, number>>;
}

export interface ReportedUnit {
  name: string;
  platform: string;
  entryPoints: number;
}

/** The JSON contract, `schema` 1. Holds neither times nor absolute paths. */
export interface Report {
  schema: 1;
  tool: { name: 'coldstate'; version: string };
  /** What was audited, as the user named it. */
  project: string;
  platforms: ReportedPlatform[];
  units: ReportedUnit[];
  entryPoints: ReportedEntryPoint[];
  /** Worst first, then by file and line. */
  findings: Finding[];
  /** With `--changed`: what the findings were narrowed to. Absent where they are all there are. */
  changed?: {
    /** What was compared with, as git calls it. */
    since: string;
    /** Findings whose evidence lies in files that did not change. */
    others: number;
  };
  cleared: Cleared[];
  /** Long-lived servers; absent where there are none. */
  containers?: ReportedContainer[];
  /** What would be findings, had the configuration, a comment or the baseline not accepted them; worst first, those of the baseline last. */
  accepted: Accepted[];
  /** Where there is a baseline. */
  baseline?: {
    file: string;
    /** Entries whose finding is no more. */
    gone: GoneEntry[];
  };
  diagnostics: Diagnostic[];
  stats: {
    files: number;
    lines: number;
    stores: number;
    /** Files left out of the audit, by reason (`test`, `ignored`, `too large`). */
    skipped: Record<string, number>;
  };
}
