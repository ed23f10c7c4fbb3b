import type { RoleScore } from '../../model/report.js';
import type { Role } from '../../model/words.js';
import type { Evidence } from '../evidence/index.js';
import { named, type Clue } from './clue.js';
import { CLUES } from './clues.js';
import { NAMES } from './names.js';

export { roleOfWords } from './names.js';

const HEAD_NOUN = 2;
/** Participles that say what a list is for, whatever is listed: `processedEvents`, `revokedTokens`. */
const MODIFIERS =
  /^(processed|handled|used|seen|sent|emailed|notified|redeemed|revoked|banned|blocked|blacklisted|locked|idempotency)$/;
const MODIFIER = 4;
/** A name that belongs to something else says less. */
const BORROWED = 3;

/** Words that say how something is kept rather than what it is. */
const CONTAINER_WORDS =
  /^(maps?|sets?|lists?|arrays?|stores?|tables?|entries|data|index|by|dict|objects?|state|local|global|memory|in|per|info|values?|keyvalue|kv)$/;

function* namedClues(evidence: Evidence): Generator<Omit<Clue, 'when'>> {
  const telling = evidence.names.flatMap((own) => own.filter((word) => !CONTAINER_WORDS.test(word)));
  if (telling.length === 0) {
    yield* borrowedClues(evidence);
    return;
  }
  const heads = evidence.names.flatMap((own) => own.findLast((word) => !CONTAINER_WORDS.test(word)) ?? []);
  for (const { names, ...clue } of NAMES) {
    const isModifier = telling.some((word) => MODIFIERS.test(word) && names.test(word));
    if (isModifier) yield { ...clue, weight: clue.weight + MODIFIER };
    else if (heads.some((head) => names.test(head))) yield { ...clue, weight: clue.weight + HEAD_NOUN };
    else if (named(names)(evidence)) yield clue;
  }
}

/** `const store = new Map()` says nothing: what its file and the functions that use it are called has to do. */
function* borrowedClues({ contextWords }: Evidence): Generator<Omit<Clue, 'when'>> {
  for (const { names, role, weight, says } of NAMES) {
    // A folder of controllers says how a project is laid out.
    const word = [...contextWords].find((one) => names.test(one) && !/^controllers?$/.test(one));
    if (word) yield { role, weight: Math.min(weight, BORROWED), says: `${says}, by the code around it (${word})` };
  }
}

export interface RoleDecision {
  role: Role;
  score: number;
  clues: readonly Omit<Clue, 'when'>[];
}

export function roleOf(evidence: Evidence): RoleDecision {
  const clues = [...namedClues(evidence), ...CLUES.filter(({ when }) => when(evidence))];
  const [best] = votesOn(clues);
  return best && best.score > 0
    ? { role: best.role, score: best.score, clues }
    : { role: 'other', score: 0, clues: [] };
}

/** The clues role by role, heaviest first; of equals, the one that was named first. */
export function votesOn(clues: RoleDecision['clues']): RoleScore[] {
  const proven = new Set(clues.filter(({ isContext }) => !isContext).map(({ role }) => role));
  const votes = new Map<Role, RoleScore>();
  for (const { role, weight, says } of clues) {
    const vote = votes.get(role) ?? { role, score: 0, clues: [] };
    votes.set(role, vote);
    vote.clues.push({ weight, says });
    if (proven.has(role)) vote.score += weight;
  }
  return [...votes.values()].sort((a, b) => b.score - a.score);
}
