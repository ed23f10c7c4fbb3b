import {
  all,
  any,
  does,
  hasField,
  isCountedIntoIds,
  isDroppedFrom,
  isScalar,
  named,
  nearby,
  not,
  type Clue,
} from './clue.js';

/** Clues to what is counted or collected while requests come in: numbers that are handed out, measurements, what happened, what waits. */
export const COLLECTED: readonly Clue[] = [
  {
    role: 'id-sequence',
    weight: 6,
    says: 'it is named after ids and is counted up',
    when: all(
      isScalar,
      does('increment'),
      named(/^(id|ids|seq|sequence|serial|issued|nextid|lastid|next|uid|order|number|no)$/),
    ),
  },
  {
    role: 'id-sequence',
    weight: 8,
    says: 'what counts it up is named after making ids',
    when: all(isScalar, isCountedIntoIds),
  },
  {
    role: 'id-sequence',
    weight: 8,
    says: 'records are given the number as their id',
    when: all(isScalar, does('increment'), ({ isGivenAsId }) => isGivenAsId),
  },
  {
    role: 'id-sequence',
    weight: 3,
    says: 'code around it makes ids or codes',
    when: all(isScalar, does('increment'), nearby(/^(ids?|codes?|sequence|serial|generate|slug|issue|mint)$/)),
  },
  {
    role: 'id-sequence',
    weight: 2,
    says: 'it only ever counts up',
    when: all(isScalar, does('increment'), ({ writes }) => writes.every(({ operation }) => operation === 'increment')),
  },

  {
    role: 'metrics',
    weight: 2,
    says: 'code around it measures',
    isContext: true,
    when: nearby(/^(metrics?|monitor\w*|stats?|telemetry|performance|analytics|health)$/),
  },
  {
    role: 'metrics',
    weight: 1,
    says: 'records hold totals and averages',
    when: hasField('total', 'average', 'avg', 'successful', 'failed', 'totalRequests', 'errorRate', 'min', 'max'),
  },
  {
    role: 'history',
    weight: 2,
    says: 'it is a list whose oldest entries are dropped',
    when: all(({ shape }) => shape === 'array', does('push'), does('shift')),
  },
  {
    role: 'history',
    weight: 5,
    says: 'whoever adds to it drops its oldest entries, and nobody takes them out',
    when: all(({ shape }) => shape === 'array', isDroppedFrom),
  },
  {
    role: 'history',
    weight: 5,
    says: 'it is named after visits, and does not count them',
    when: all(named(/^visits?$/), not(any(isScalar, named(/^(history|logs?|events?)$/))), ({ counts }) => !counts),
  },
  {
    role: 'history',
    weight: 4,
    says: 'what went wrong is collected in it',
    when: all(({ shape }) => shape === 'array', named(/^(errors?|warnings?|failures?|exceptions?)$/)),
  },
  {
    role: 'queue',
    weight: 3,
    says: 'it is filled and drained',
    when: all(
      ({ shape }) => shape === 'array',
      does('push'),
      does('shift', 'assign', 'clear'),
      nearby(/^(flush\w*|drain\w*|process\w*|deliver\w*|dispatch|send|enqueue|dequeue|batch)$/),
    ),
  },
  {
    role: 'metrics',
    weight: 10,
    says: 'measurements wait in it to be sent',
    when: all(
      ({ shape }) => shape === 'array',
      does('push'),
      does('shift', 'assign', 'clear'),
      nearby(/^(metrics?|analytics|telemetry)$/),
      nearby(/^(flush\w*|send|push|publish|drain\w*)$/),
    ),
  },
];
