import { MODULE } from '../../model/facts.js';
import type { RuleId } from '../../model/words.js';
import type { Program } from '../../program/index.js';
import type { Access } from '../../program/stores.js';
import { functionKey } from '../../program/targets.js';
import { serves, type Judgement } from '../companions.js';
import { remediesOf, remediesOfWork } from '../remedies.js';
import type { Place } from '../place.js';
import { EFFECTS_OF_ROLE, SEVERITY_OF_ROLE } from '../tables.js';
import { BROWSER, type Timer } from '../timers.js';
import { frozenFunctions } from '../work/reached.js';
import { workOfTimer } from '../work/unawaited.js';
import { LOSSES, worstOf, type Loss } from '../work/table.js';
import { ROLES } from './work.js';
import { NOTHING, unitsOf, type Draft, type JudgeContext } from './draft.js';

/** Timers that serve no store that is reported already. */

export function* timerDrafts(
  timers: readonly Timer[],
  judgements: readonly Judgement[],
  { program }: JudgeContext,
): Generator<Draft> {
  const frozen = timers.some(isOfRequest) ? frozenFunctions(program) : new Map();
  for (const timer of timers) {
    const isFolded = (judgement: Judgement): boolean =>
      judgement.decision.verdict !== 'safe' && serves(timer, judgement);
    if (timer.safe === undefined && judgements.some(isFolded)) continue;
    const isFrozen = frozen.has(functionKey({ module: timer.module, fn: timer.call.fn }));
    const loses = isOfRequest(timer) && isFrozen ? worstOf(workOfTimer(timer.module, timer.call, program)) : undefined;
    yield loses ? ofRequest(timer, loses, program) : ofInstance(timer, program);
  }
}

/** One that a request starts, that fires once, and that nobody waits for. */
function isOfRequest({ safe, repeats, name, call }: Timer): boolean {
  return safe === undefined && !repeats && name !== 'setInterval' && call.fn !== MODULE;
}

function ofInstance(timer: Timer, program: Program): Draft {
  const reach = program.reach.of({ module: timer.module, fn: timer.call.fn });
  const isBackground = timer.call.fn === MODULE || reach?.init === true || timer.repeats;
  const isSafe = timer.safe !== undefined || !timer.repeats || !isBackground;
  const isKnown = program.reach.knows(timer.module.file);
  return {
    ...NOTHING,
    rule: 'no-background-timer',
    place: placeOf(timer),
    symbol: timer.name,
    form: 'timer',
    role: timer.safe === BROWSER ? 'other' : 'scheduler',
    verdict: isSafe ? 'safe' : isKnown ? 'unsafe' : 'advisory',
    severity: isKnown ? SEVERITY_OF_ROLE.scheduler : 'low',
    effects: EFFECTS_OF_ROLE.scheduler,
    reached: isKnown ? 'yes' : 'unknown',
    units: [...program.reach.unitsOfFile(timer.module.file)].sort(),
    reason:
      timer.safe ??
      (isSafe ? 'It fires once, on behalf of the work that started it.' : 'It is meant to run in the background.'),
    remedies: remediesOf('scheduler', timer.name),
  };
}

/** Put off until the answer is out, when the instance is frozen. */
function ofRequest(timer: Timer, loses: Loss, program: Program): Draft {
  const delay = timer.name === 'setImmediate' ? undefined : timer.call.args[1];
  const isAtOnce = delay === undefined || (delay.kind === 'literal' && Number(delay.value) === 0);
  const rule: RuleId = isAtOnce ? 'no-work-after-response' : 'no-background-timer';
  const { what, verdict, severity } = LOSSES[loses];
  const access: Access = {
    root: { kind: 'global', id: timer.name, name: timer.name },
    path: [],
    operation: 'set',
    writes: true,
    module: timer.module,
    fn: timer.call.fn,
    at: timer.at,
  };
  return {
    ...NOTHING,
    rule,
    place: placeOf(timer),
    symbol: timer.name,
    form: 'timer',
    role: ROLES[loses],
    ...{ verdict, severity },
    effects: isAtOnce ? ['work-after-response'] : ['timer-never-fires'],
    reached: 'yes',
    units: unitsOf([access], program),
    accesses: [access],
    story: { write: access },
    reason: isAtOnce
      ? `It is put off until the answer is out, when the instance is frozen: ${what} can be lost.`
      : `A request starts it and does not wait: the instance is frozen before it fires, and ${what} is lost.`,
    remedies: isAtOnce ? remediesOfWork(timer.name) : remediesOf('queue', timer.name),
  };
}

function placeOf({ module, at }: Timer): Place {
  return { module, at, declaration: at };
}
