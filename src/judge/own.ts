import type { Role, Verdict } from '../model/words.js';
import type { Access } from '../program/stores.js';
import type { Evidence } from './evidence/index.js';

/** What an instance notes down about itself: each has its own, and may. */

interface Own {
  verdict: Verdict;
  role: Role;
  reason: string;
  isAuxiliary?: true;
}

/** States of a process or of its connections, which are each instance's own. */
const LIFECYCLE =
  /^(connected|disconnected|initiali[sz]ed|inited|ready|booted|loaded|started|bootstrapped|registered|configured|warm(ed)?|cold|shutdown|shutting|stopping|closing|closed|healthy|draining)$/;

export function ownAnswer(evidence: Evidence, role: Role, writes: readonly Access[]): Own | undefined {
  if (evidence.isOwnLoad)
    return {
      verdict: 'advisory',
      role: 'other',
      reason: 'It counts what this instance has in hand, or whose turn it is: each instance may do so for itself.',
    };
  if (evidence.refusals.decided.size > 0) return undefined;
  const isTime = evidence.shape === 'scalar' || evidence.shape === 'unknown';
  if (role === 'cleanup' && isTime)
    return {
      verdict: 'advisory',
      role,
      reason: 'When this instance last tidied up: each does so on its own, at worst more often than it has to.',
      isAuxiliary: true,
    };
  const isSwitched = writes.every(({ value }) => value?.kind === 'literal' && typeof value.value === 'boolean');
  const isLifecycle = [...evidence.nameWords].some((word) => LIFECYCLE.test(word));
  return isSwitched && isLifecycle
    ? {
        verdict: 'safe',
        role: 'other',
        reason: 'It says whether this instance is connected, ready or stopping.',
        isAuxiliary: true,
      }
    : undefined;
}
