import { MODULE } from '../../model/facts.js';
import { serves, type Judgement } from '../companions.js';
import { remediesOf } from '../remedies.js';
import type { Place } from '../place.js';
import { EFFECTS_OF_ROLE, SEVERITY_OF_ROLE } from '../tables.js';
import { BROWSER, type Timer } from '../timers.js';
import { NOTHING, type Draft, type JudgeContext } from './draft.js';

/** Timers that serve no store that is reported already. */

export function* timerDrafts(
  timers: readonly Timer[],
  judgements: readonly Judgement[],
  { program }: JudgeContext,
): Generator<Draft> {
  for (const timer of timers) {
    const isFolded = (judgement: Judgement): boolean =>
      judgement.decision.verdict !== 'safe' && serves(timer, judgement);
    if (timer.safe === undefined && judgements.some(isFolded)) continue;
    const reach = program.reach.of({ module: timer.module, fn: timer.call.fn });
    const isBackground = timer.call.fn === MODULE || reach?.init === true || timer.repeats;
    const place: Place = { module: timer.module, at: timer.at, declaration: timer.at };
    const isSafe = timer.safe !== undefined || !timer.repeats || !isBackground;
    yield {
      ...NOTHING,
      rule: 'no-background-timer',
      place,
      symbol: timer.name,
      form: 'timer',
      role: timer.safe === BROWSER ? 'other' : 'scheduler',
      verdict: isSafe ? 'safe' : program.reach.knows(timer.module.file) ? 'unsafe' : 'advisory',
      severity: program.reach.knows(timer.module.file) ? SEVERITY_OF_ROLE.scheduler : 'low',
      effects: EFFECTS_OF_ROLE.scheduler,
      reached: program.reach.knows(timer.module.file) ? 'yes' : 'unknown',
      units: [...program.reach.unitsOfFile(timer.module.file)].sort(),
      reason:
        timer.safe ??
        (isSafe ? 'It fires once, on behalf of the work that started it.' : 'It is meant to run in the background.'),
      remedies: remediesOf('scheduler', timer.name),
    };
  }
}
