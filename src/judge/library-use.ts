import type { Role, Severity, Verdict } from '../model/words.js';
import type { Program } from '../program/index.js';
import type { Store } from '../program/stores.js';
import { decide, type Decision } from './decide.js';
import { evidenceOf, type Evidence } from './evidence/index.js';
import { nameOf, words } from './evidence/names.js';
import { originsOf } from './evidence/origins.js';
import { unnamedRoot } from './library-accesses.js';
import type { LibraryUse } from './library-stores.js';
import { roleOf, roleOfWords } from './roles/index.js';

/**
 * What the store of a package is for, judged by what the code does with it. A container says nothing itself: one-time codes in an LRU cache
 * are lost as surely as those in a Map, and a cache that is filled again may stay.
 */
export interface ByUse {
  role: Role;
  verdict: Verdict;
  severity?: Severity;
  reason: string;
  evidence: Evidence;
  /** How it was decided; absent where the table alone says. */
  steps?: Decision['steps'];
  /** Whether the use decided, rather than what the table says of the package. */
  isDecided: boolean;
}

export function judgedByUse(use: LibraryUse, program: Program): ByUse | undefined {
  const { store, placement, partOf } = use;
  if (partOf || placement === 'shared' || placement === 'unknown') return undefined;
  if (use.accesses.length === 0 && store.rule !== 'no-local-disk-state') return undefined;
  const root = use.roots[0] ?? unnamedRoot(use.package);
  const seen: Store = { roots: use.roots.length > 0 ? use.roots : [root], accesses: use.accesses };
  const evidence = evidenceOf(seen, root, program, 'map');
  const table: ByUse = {
    ...{ role: store.role, verdict: store.verdict, evidence, isDecided: false },
    reason: wordsOf(use, store.keeps),
  };
  if (store.roleFrom === 'library') return table;
  const kind = store.rule === 'no-local-disk-state' ? recordsOnDisk : (KINDS[store.role] ?? byEvidence);
  return kind(use, table, program) ?? table;
}

type Kind = (use: LibraryUse, table: ByUse, program: Program) => ByUse | undefined;

/** How the use tells, by what the package is made for. */
const KINDS: Partial<Record<Role, Kind>> = {
  queue: boundedWork,
  lock: () => undefined,
  'rate-limit': limitOfOthers,
};

/** Roles that any keyed container has a little of; they need more than that to outweigh what a cache is made for. */
const VAGUE: ReadonlySet<Role> = new Set<Role>([
  'entity',
  'user-data',
  'other',
  'client',
  'lock',
  'history',
  'counter',
]);
const CERTAIN = 5;

function byEvidence(use: LibraryUse, table: ByUse, program: Program): ByUse | undefined {
  const { evidence } = table;
  if (evidence.writes.length === 0 && evidence.initWrites.length === 0) return undefined;
  const decision = decide(evidence, program.lifetimeOf(evidence.root) ?? { kind: 'module' }, program);
  if (decision.verdict === 'safe') return decided(use, table, decision);
  const { score } = roleOf(evidence);
  const isVague = VAGUE.has(decision.role) && score < CERTAIN && !evidence.counts;
  if (!isVague) return decided(use, table, decision);
  if (!isOnlyListed(evidence, program)) return undefined;
  const reason = `${use.package} keeps what requests brought in the memory of the process, and nobody else has it.`;
  return { ...table, role: 'history', verdict: 'unsafe', reason, isDecided: true };
}

/** What requests put in is only ever shown as a whole: a list of late, which no miss fills again. */
function isOnlyListed({ reads, recomputes, valueOrigins, operations }: Evidence, program: Program): boolean {
  const isBrought = valueOrigins.has('request') || valueOrigins.has('parameter');
  if (recomputes || !isBrought || !operations.has('iterate')) return false;
  return reads.every(({ module, key }) => !key || !originsOf(module, key, program).has('request'));
}

function decided({ package: name }: LibraryUse, table: ByUse, decision: Decision): ByUse {
  const { role, verdict, steps } = decision;
  const reason =
    verdict === 'unsafe'
      ? `${name} keeps it in the memory of the process, and may drop entries besides.`
      : decision.reason;
  return { ...table, role, verdict, steps, reason, isDecided: true };
}

/** `await queue.add(job)` bounds how much runs at a time; a job that nobody waits for is lost with the instance. */
function boundedWork(use: LibraryUse, table: ByUse): ByUse | undefined {
  const pushes = use.accesses.filter(({ operation }) => operation === 'push');
  if (pushes.length === 0 || pushes.some(({ call }) => call?.result === 'discarded')) return undefined;
  const reason = `${use.package} bounds how much runs at a time on each instance; the requests wait for their own work.`;
  return { ...table, verdict: 'advisory', reason, isDecided: true };
}

/** A limit that nobody is refused by is one on calls that the program makes itself. */
function limitOfOthers(use: LibraryUse, table: ByUse): ByUse | undefined {
  if (table.evidence.statuses.has(429)) return undefined;
  const reason = `${use.package} holds the program back on each instance for itself: all of them together do more.`;
  return { ...table, severity: 'medium', reason };
}

/** A database on the local disk is what its name says. */
function recordsOnDisk(use: LibraryUse, table: ByUse): ByUse | undefined {
  const named = use.roots.flatMap((root) => words(nameOf(root)));
  const files = (use.call?.args ?? []).flatMap((argument) =>
    argument.kind === 'literal' && typeof argument.value === 'string' ? words(argument.value) : [],
  );
  return { ...table, role: roleOfWords([...named, ...files], table.role) };
}

function wordsOf({ package: name, placement }: LibraryUse, keeps: string): string {
  if (placement === 'fallback') return `${name} keeps ${keeps} in memory when its store is not configured.`;
  return keeps.includes('disk') || keeps.includes('file')
    ? `${name} keeps ${keeps}.`
    : `${name} keeps ${keeps} in the memory of the process unless it is given a store.`;
}
