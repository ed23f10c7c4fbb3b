import {
  all,
  answers,
  decides,
  does,
  filedUnder,
  isGuard,
  isHeldMeanwhile,
  isScalar,
  isSwitched,
  isTakenBack,
  named,
  not,
  onMiss,
  type Clue,
} from './clue.js';

/** Clues to what goes on: locks, work that waits, what is due at some time. */
export const WORK: readonly Clue[] = [
  {
    role: 'lock',
    weight: 6,
    says: 'what it already holds is not done again',
    when: all(
      isGuard,
      not(decides(429)),
      ({ shape, fields }) => shape === 'set' || fields.size === 0,
      ({ keyOrigins, valueOrigins }) => keyOrigins.has('request') || valueOrigins.has('request'),
    ),
  },
  {
    role: 'lock',
    weight: 7,
    says: 'entries are filed under what tells a second try from a new request',
    when: filedUnder(/^idemp\w*$/),
  },
  {
    role: 'scheduler',
    weight: 9,
    says: 'it is named after what is due at some time',
    when: all(
      named(/^(schedulers?|scheduled|cron\w*)$/),
      named(/^(jobs?|tasks?|timers?|schedules?|scheduled|handles?|crons?)$/),
    ),
  },
  {
    role: 'lock',
    weight: 6,
    says: 'each piece of work is queued behind the one before it',
    when: ({ chains }) => chains,
  },
  {
    role: 'lock',
    weight: 3,
    says: 'it is switched on before work and off after it',
    when: all(isScalar, isSwitched),
  },
  {
    role: 'lock',
    weight: 8,
    says: 'it is switched on while work is in progress',
    when: all(isSwitched, named(/^in$/), named(/^(progress|process)$/)),
  },
  {
    role: 'lock',
    weight: 3,
    says: 'requests are turned away while it is held',
    // How much there is of something is no question of who has it.
    when: all(decides(409, 423, 503), not(onMiss(404, 410)), ({ counts }) => !counts),
  },
  {
    role: 'queue',
    weight: 7,
    says: 'entries are filed under jobs',
    when: filedUnder(/^jobs?$/),
  },
  { role: 'lock', weight: 3, says: 'a busy resource is answered with 409', isContext: true, when: answers(409) },
  {
    role: 'lock',
    weight: 8,
    says: 'what is under way in it is not begun again',
    when: all(({ shape }) => shape === 'set', isHeldMeanwhile),
  },
  {
    role: 'lock',
    weight: 2,
    says: 'keys are added and taken away again around work',
    when: all(({ shape }) => shape === 'set', does('add'), does('delete'), isTakenBack),
  },
  {
    role: 'lock',
    weight: 12,
    says: 'who comes while work is in progress is told so, and begins none',
    when: ({ underWay }) => underWay === 'told',
  },
];
