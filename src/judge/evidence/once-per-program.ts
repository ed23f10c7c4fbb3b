import { keptIn } from '../../model/lazily.js';
import type { Program } from '../../program/index.js';

/** What holds for a program, whichever store it is asked for: it is worked out once, and goes when the program goes. */
export function oncePerProgram<Answer extends object>(
  work: (program: Program) => Answer,
): (program: Program) => Answer {
  const known = new WeakMap<Program, Answer>();
  return (program) => keptIn(known, program, work);
}
