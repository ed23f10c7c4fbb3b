/** What has to be known around a store before it may move. Each guard looks at one thing and gives its reasons, or none. */
import type { ts } from 'ts-morph';
import { isTest } from '../../workspace/file-kinds.js';
import type { Code } from '../code.js';
import type { Edit, Refusal, RefusalCode } from '../types.js';
import { castAway } from './cast-away.js';
import { connections } from './connections.js';
import { consumers, consumersOfFunctions } from './consumers.js';
import { editedFilesParse, parses } from './parse.js';
import { ownClass } from './own-class.js';
import { parting } from './parting.js';
import { publicApi, publicFunctions } from './public-api.js';
import { runtimes } from './runtimes.js';
import { sharedName } from './shared-name.js';
import { testDoubles } from './test-doubles.js';
import type { ChangedFor, Guard, Surroundings, World } from './types.js';
import { unseen } from './unseen.js';

export { brokenBonds, retypings } from './bonds.js';
export { namedCallEdits } from './named-calls.js';
export { namedInstanceEdits, namedInstanceType } from './named-instances.js';
export { namesThere } from './names-there.js';
export { importsOf } from './imports.js';
export { mayFreeze } from './freezing.js';
export { movedClocks } from './test-doubles.js';
export { NOTHING_REPORTED, type Reported, type World } from './types.js';

const GUARDS: readonly Guard[] = [
  ...[publicApi, consumers, testDoubles, runtimes, sharedName, ownClass, unseen, castAway],
  ...[connections, parting],
];

/** Of a store by itself. What does not parse is not looked at any further. */
export function guarded(around: Surroundings): readonly Refusal[] {
  const broken = parses(around);
  return broken.length > 0 ? broken : GUARDS.flatMap((guard) => guard(around));
}

/** What cannot stay in a test is the test's to change: it looks at the Map itself. */
export const refusedInTest = (code: Code, node: ts.Node): RefusalCode | undefined =>
  isTest(code.nameOf(node.getSourceFile())) ? 'TEST_DOUBLE' : undefined;

/** Of what its move would change elsewhere. */
export function guardedChanges(world: World, functions: readonly ChangedFor[], edits: readonly Edit[]): Refusal[] {
  return [
    ...editedFilesParse(world.code, edits),
    ...publicFunctions(world, functions),
    ...consumersOfFunctions(world, functions),
  ];
}
