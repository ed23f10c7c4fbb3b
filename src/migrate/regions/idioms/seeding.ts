/** What a module puts into a store when it is loaded: each instance does so, and a later one must not undo what was changed since. */
import { ts } from 'ts-morph';
import { bodyOf, isUnused } from '../../nodes.js';
import type { Access } from '../../uses/access.js';
import { call, only, whole } from './parts.js';
import type { Recogniser } from './types.js';

export const seeded: Recogniser = (context) => {
  const set = only(context.region, 'set');
  if (context.region.touches.length !== 1 || set?.value === undefined || !isSeed(set)) return undefined;
  return { ...whole(set.node, `await ${call(context, 'setIfAbsent', set.value.getText())}`), warnings: [] };
};

/** Those that the module itself sets when it is loaded, each under a key of its own. */
export function seedsAmong(accesses: readonly Access[]): Access[] {
  const loaded = accesses.filter(({ node }) => ts.isSourceFile(bodyOf(node)));
  return loaded.filter(
    (access) => isSeed(access) && !loaded.some((other) => other !== access && isSameEntry(other, access)),
  );
}

const isSeed = ({ operation, node, target: { kind } }: Access): boolean =>
  operation === 'set' && (kind === 'map' || kind === 'object') && ts.isSourceFile(bodyOf(node)) && isUnused(node);

const isSameEntry = (a: Access, b: Access): boolean => a.target === b.target && a.key?.getText() === b.key?.getText();
