import { append } from '../model/append.js';
import { MODULE, type ModuleFacts } from '../model/facts.js';
import type { Program } from '../program/index.js';
import type { Access } from '../program/stores.js';
import type { Role } from '../model/words.js';
import type { Judgement } from './companions.js';
import type { Decision } from './decide.js';
import { placeIn } from './evidence/belongs.js';
import type { Evidence } from './evidence/index.js';
import { outerOf, type Machinery } from './evidence/machinery.js';
import { staysInside } from './own-ids.js';

/** What the machinery of a process is for, and why no other instance misses it. */
const REASONS: Readonly<Record<Machinery, { role: Role; reason: string }>> = {
  waits: { role: 'other', reason: 'Calls of this process wait in it, and end when the process ends.' },
  runs: { role: 'client', reason: 'It keeps processes that this one has begun, which no other instance could use.' },
  times: { role: 'scheduler', reason: 'It keeps the handles of timers of this process, to stop them by.' },
  'in-flight': { role: 'cache', reason: 'It keeps work that is going on, which takes itself out when it is done.' },
  subscribed: {
    role: 'connection-registry',
    reason: 'A subscription brings to each instance what those who listen in it are told.',
  },
};

export function machineryAnswer(
  evidence: Evidence,
): Pick<Decision, 'verdict' | 'role' | 'reason' | 'isMachinery'> | undefined {
  const { machinery } = evidence;
  // What was begun for one caller and is handed to another is a matter of its own.
  const isOfCaller = (): boolean => evidence.valueOrigins.has('caller') && !evidence.keyOrigins.has('caller');
  if (!machinery || (machinery === 'in-flight' && isOfCaller())) return undefined;
  return { verdict: 'advisory', ...REASONS[machinery], isMachinery: true };
}

const SERVES = {
  verdict: 'advisory',
  role: 'other',
  reason: 'It only serves what its process keeps for itself.',
  isAuxiliary: true,
} as const;

/** What only serves the machinery of a process is machinery: how many are running, whose turn it is, the next number. */
export function withMachinery(judgements: readonly Judgement[], program: Program): Judgement[] {
  const machines = new Map<ModuleFacts, Judgement[]>();
  for (const one of judgements) {
    const module = isMachine(one) ? moduleOf(one) : undefined;
    if (module) append(machines, module, one);
  }
  if (machines.size === 0) return [...judgements];
  return judgements.map((one) => {
    const module = moduleOf(one);
    const beside = module ? machines.get(module) : undefined;
    const isJudged = one.decision.verdict === 'unsafe' && one.evidence.writes.length > 0;
    if (!module || !beside || !isJudged || isMachine(one) || !servesThem(one, beside, module, program)) return one;
    return { ...one, decision: { ...one.decision, ...SERVES } };
  });
}

function isMachine({ decision, evidence }: Judgement): boolean {
  return decision.isMachinery === true || (decision.verdict === 'advisory' && evidence.waiters === 'own');
}

function moduleOf({ evidence: { root } }: Judgement): ModuleFacts | undefined {
  return root.kind === 'variable' || root.kind === 'field' ? root.module : undefined;
}

function servesThem(
  { evidence }: Judgement,
  machines: readonly Judgement[],
  module: ModuleFacts,
  program: Program,
): boolean {
  const accesses = machines.flatMap((machine) => machine.evidence.store.accesses);
  const tended = new Set(accesses.filter((one) => one.module === module && one.fn !== MODULE).map(outerOf));
  const isTended = (access: Access): boolean => {
    if (access.module !== module || access.fn === MODULE || program.isEntry(access)) return false;
    const fn = outerOf(access);
    if (tended.has(fn)) return true;
    const callers = program.callersOf({ module, fn });
    return callers.length > 0 && callers.every((from) => from.module === module && tended.has(outerOf(from)));
  };
  if (!evidence.writes.every(isTended)) return false;
  if (evidence.shape === 'scalar' || evidence.shape === 'unknown')
    return isGauge(evidence.writes) || staysInside(evidence.store, program);
  // Whose turn it is: `machines.get(turns[next])`
  const place = placeIn(evidence.store.roots);
  return accesses.some(
    ({ key, module: from }) => key !== undefined && program.resolve(from, key).some((target) => place(target)),
  );
}

/** It is set, or goes down, with what it counts; what only goes up is a number to remember. */
function isGauge(writes: readonly Access[]): boolean {
  return writes.some(
    ({ operation, write }) => operation === 'assign' || write?.operator === '--' || write?.operator === '-=',
  );
}
