/** What people write so often that a collection has a method for it: counting, keeping the first, taking out. One shape each, tried in order. */
import { setIfMissing, stepped } from './assigning.js';
import { firstGoesOn, keptIfThere } from './absent.js';
import { counted, countedIntoName } from './counting.js';
import { fieldsWritten } from './fields.js';
import { madeAndGivenBack, madeIfMissing } from './making.js';
import { seeded } from './seeding.js';
import { deletedByAnswer, takenOut } from './taking.js';
import type { Context, Idiom, Recogniser } from './types.js';

const IDIOMS: readonly Recogniser[] = [
  ...[stepped, setIfMissing],
  ...[seeded, counted, countedIntoName, madeAndGivenBack, madeIfMissing, keptIfThere, firstGoesOn],
  ...[takenOut, deletedByAnswer],
];

export function idiomIn(context: Context): Idiom | undefined {
  const { target, region } = context;
  if (target.kind === 'record') return fieldsWritten(context);
  if ((target.kind !== 'map' && target.kind !== 'object') || region.key === undefined) return undefined;
  for (const recognise of IDIOMS) {
    const found = recognise(context);
    if (found !== undefined) return found;
  }
  return undefined;
}
