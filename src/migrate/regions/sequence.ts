/** A number of which each use takes the next. */
import { isStep } from '../nodes.js';
import type { Part, Setting } from './special.js';

export function numberedIn({ accesses }: Setting): Part | undefined {
  if (!accesses.every(({ node }) => isStep(node))) return undefined;
  const promised = accesses.map(({ node, receiver }) => ({ node, text: `${receiver.getText()}.next()` }));
  return { edits: [], promised, claimed: [], imports: [], warnings: [] };
}
