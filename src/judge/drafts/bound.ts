import type { RuleId } from '../../model/words.js';
import type { Root } from '../../program/targets.js';
import type { BoundHandle } from '../bound-handles.js';
import { NOTHING, type Draft, type JudgeContext } from './draft.js';

/** Handles that are kept on a platform where each request needs its own. */

export function* boundDrafts(handles: readonly BoundHandle[], { program }: JudgeContext): Generator<Draft> {
  for (const { bound, symbol, place, roots, units } of handles) {
    const reason = `\`${symbol}\` ${bound.fails}`;
    yield {
      ...NOTHING,
      rule: ruleOf(roots[0]),
      place,
      symbol,
      form: 'instance',
      role: 'client',
      verdict: 'unsafe',
      severity: 'high',
      effects: [],
      reached: program.reach.knows(place.module.file) ? 'yes' : 'unknown',
      units,
      reason,
      message: reason,
      decision: [
        {
          question: 'Is it a handle rather than data?',
          answer: 'Yes, and this platform wants one for each request.',
          evidence: [bound.platform],
        },
      ],
      remedies: [{ kind: 'code', ...bound.remedy }],
    };
  }
}

function ruleOf(root: Root | undefined): RuleId {
  if (root?.kind === 'global') return 'no-global-state';
  return root?.kind === 'field' && !root.static ? 'no-stateful-singleton' : 'no-module-state';
}
