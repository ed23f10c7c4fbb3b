import type { Role } from '../../model/words.js';
import type { Evidence } from '../evidence/index.js';
import { nameOf, words } from '../evidence/names.js';
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
  /^(maps?|sets?|lists?|arrays?|stores?|tables?|entries|data|index|by|dict|objects?|state|local|global|memory|in|per|info|values?)$/;

function* namedClues(evidence: Evidence): Generator<Omit<Clue, 'when'>> {
  const own = words(nameOf(evidence.root));
  if (own.every((word) => CONTAINER_WORDS.test(word))) {
    yield* borrowedClues(evidence);
    return;
  }
  const head = own.findLast((word) => !CONTAINER_WORDS.test(word)) ?? '';
  for (const { names, ...clue } of NAMES) {
    const isModifier = own.some((word) => MODIFIERS.test(word) && names.test(word));
    if (isModifier) yield { ...clue, weight: clue.weight + MODIFIER };
    else if (names.test(head)) yield { ...clue, weight: clue.weight + HEAD_NOUN };
    else if (named(names)(evidence)) yield clue;
  }
}

/** `const store = new Map()` says nothing: what its file and the functions that use it are called has to do. */
function* borrowedClues({ contextWords }: Evidence): Generator<Omit<Clue, 'when'>> {
  for (const { names, role, weight, says } of NAMES) {
    const word = [...contextWords].find((one) => names.test(one));
    if (word) yield { role, weight: Math.min(weight, BORROWED), says: `${says}, by the code around it (${word})` };
  }
}

export interface RoleDecision {
  role: Role;
  score: number;
  clues: readonly { role: Role; weight: number; says: string }[];
}

export function roleOf(evidence: Evidence): RoleDecision {
  const clues = [...namedClues(evidence), ...CLUES.filter(({ when }) => when(evidence))];
  const scores = new Map<Role, number>();
  const proven = new Set(clues.filter(({ isContext }) => !isContext).map(({ role }) => role));
  for (const { role, weight } of clues.filter((clue) => proven.has(clue.role)))
    scores.set(role, (scores.get(role) ?? 0) + weight);
  const [best] = [...scores].sort(([, a], [, b]) => b - a);
  return best ? { role: best[0], score: best[1], clues } : { role: 'other', score: 0, clues: [] };
}
