import { once } from '../model/lazily.js';
import type { DecisionStep } from '../model/report.js';
import type { Role } from '../model/words.js';
import type { Program } from '../program/index.js';
import type { Lifetime } from '../program/lifetime.js';
import type { Evidence } from './evidence/index.js';
import type { Locate } from './locate.js';
import { roleOf, votesOn, type RoleDecision } from './roles/index.js';
import { STEPS, type Answer, type Case, type Step } from './steps.js';

/** What is decided about one store, and how. */
export interface Decision extends Answer {
  /** With the evidence; told on demand, for most stores are never reported. */
  steps: (locate: Locate) => DecisionStep[];
  isReached: boolean;
}

export function decide(evidence: Evidence, lifetime: Lifetime | undefined, program: Program): Decision {
  const { isReached, writes } = evidence;
  const role = once(() => roleOf(evidence));
  const one: Case = {
    ...{ evidence, lifetime, program, writes },
    get role() {
      return role();
    },
  };
  const asked: { step: Step; answer: string }[] = [];
  const told = (final: Role) => (locate: Locate) => [
    ...asked.map(({ step: { question, evidence: tell }, answer }) => ({
      question,
      answer,
      evidence: tell?.(one, locate) ?? [],
    })),
    roleStep(one.role, final),
  ];
  for (const step of STEPS) {
    const answer = step.decide(one);
    asked.push({ step, answer: answer?.reason ?? step.otherwise });
    if (answer) return { ...answer, steps: told(answer.role), isReached };
  }
  const voted = one.role.role;
  const reason = 'Requests depend on it surviving and being shared.';
  return { verdict: 'unsafe', role: voted, reason, steps: told(voted), isReached };
}

function roleStep({ clues, role: voted }: RoleDecision, role: Role): DecisionStep {
  return {
    question: 'What is it for?',
    answer: role === voted || clues.length === 0 ? role : `${role}, by the answer above, whatever the clues say`,
    evidence: clues.map((clue) => `${clue.role} +${clue.weight}: ${clue.says}`),
    ...(clues.length > 0 ? { roles: votesOn(clues) } : {}),
  };
}
