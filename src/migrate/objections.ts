/** What speaks against a store once it is seen as a whole: records that stray out of the step that read them, and looks at all that decide. */
import { ts } from 'ts-morph';
import type { Calls } from './calls.js';
import { placeOf, type Code } from './code.js';
import type { Flow } from './flow.js';
import { bodyOf, isAssignment, isInside, ownDescendants, type Body } from './nodes.js';
import { isNeverOpened } from './opened.js';
import { isLeftFor } from './regions/later.js';
import { canFollow, OF_ALL, type Region } from './regions/touches.js';
import type { Target } from './targets.js';
import type { Refusal, RefusalCode } from './types.js';
import type { Access } from './uses/access.js';

const ADVICE: Partial<Record<RefusalCode, string>> = {
  MULTI_KEY: 'Keep an entry under what you look for as well (`setIfAbsent`), so that one entry decides.',
  NOT_REPEATABLE: 'Move it in front of the first read, or behind the last write.',
  CROSS_STORE: 'Decide in one store, and write the other afterwards.',
  ESCAPING_REF: 'Read the record, change it and store it in one place: `store.update(key, (record) => { … })`.',
  CHAINED_SET: 'Set in a statement of its own, and use the store’s name afterwards.',
  IDENTITY: 'Name the store itself there, or copy what is needed out of it first.',
  NESTED_WRITE: 'Change it within its entry: `store.update(key, (entry) => { … })`.',
  ORDER:
    'Say which entry goes by its time (a lifetime, `ttl`), or keep the keys in a list beside: `sharedList` with `push` and `shift`.',
  UNKNOWN_USE: 'Write it with get, set, has, delete or an iteration.',
};

export function refusalAt(target: Target, code: Code, node: ts.Node, refusal: RefusalCode, why: string): Refusal {
  const advice = ADVICE[refusal] ?? 'Change this place by hand, then run the migration again.';
  return { ...placeOf(code, node), store: target.store, code: refusal, why, advice };
}

/** Records that are changed or kept out of reach of the step that read them. */
export function strays(
  target: Target,
  accesses: readonly Access[],
  regions: readonly Region[],
  { code, calls }: { readonly code: Code; readonly calls: Calls },
): Refusal[] {
  // Where it comes from is no other place.
  const isHome = (node: ts.Node): boolean => accesses.some((access) => isInside(node, access.node));
  const touched = new Set<ts.Node>(regions.flatMap(({ touches }) => touches.map(({ node }) => node)));
  const flows = [...new Set(regions.map(({ flow }) => flow))];
  const isChanged = flows.some(({ mutations }) => mutations.length > 0);
  const late = regions.flatMap(({ body, flow, touches }) =>
    [...flow.mutations, ...touches.flatMap(({ node, access }) => (access === undefined ? [node] : []))].filter((node) =>
      isLeftFor(code.checker, node, body),
    ),
  );
  const kept = [...new Set(late)].map((node) =>
    refusalAt(target, code, node, 'ESCAPING_REF', 'a function that runs later changes a record that was read before'),
  );
  const strayed = flows.flatMap((flow) => [
    ...flow.mutations
      .filter((node) => !touched.has(node) && !isInsideCallee(node, flow, regions))
      .map((node) =>
        refusalAt(target, code, node, 'ESCAPING_REF', 'a record that another function read is changed here'),
      ),
    // A copy that is only looked at is as good as the record.
    ...(isChanged
      ? flow.escapes.filter(({ node, as }) => !isHome(node) && !(as !== undefined && isNeverOpened(code, calls, as)))
      : []
    ).map(({ node, why }) => refusalAt(target, code, node, 'ESCAPING_REF', why)),
  ]);
  return [...kept, ...strayed];
}

/** The change happens in a function that the step hands the record to, which is one of its touches. */
function isInsideCallee(node: ts.Node, flow: Flow, regions: readonly Region[]): boolean {
  const callees = regions.filter((region) => region.flow === flow).flatMap(({ callees: own }) => own);
  return callees.some((callee) => isInside(node, callee));
}

/** A look at the whole collection that decides what is written to it: two instances would both decide. */
export function decisions(target: Target, accesses: readonly Access[], code: Code): Refusal[] {
  if (target.kind === 'array' || target.kind === 'record' || target.kind === 'scalar') return [];
  return [...new Set(accesses.map(({ node }) => bodyOf(node)))].flatMap((body) => {
    const own = accesses.filter(({ node }) => bodyOf(node) === body);
    const looks = own.filter(({ operation }) => OF_ALL.has(operation) && operation !== 'clear');
    const isDecided = (look: ts.Node): boolean =>
      own.some(
        ({ operation, node }) =>
          (operation === 'set' || operation === 'add') &&
          look.end <= node.pos &&
          canFollow(look, node) &&
          !isLoopOver(look, node) &&
          !waitsBetween(body, look, node),
      );
    const free = own.find(
      ({ operation, node, key }) => operation === 'has' && isLookedFor(node, key) && isDecided(node),
    );
    const look = free ?? looks.find(({ node }) => isDecided(node));
    if (look === undefined) return [];
    const why = free
      ? 'a key is looked for that is free, and taken then'
      : 'a look at all entries decides what is written';
    return [refusalAt(target, code, look.node, 'MULTI_KEY', why)];
  });
}

/** `while (m.has(code)) code = another();` */
function isLookedFor(node: ts.Node, key: ts.Expression | undefined): boolean {
  const loop = node.parent;
  if (key === undefined || !(ts.isWhileStatement(loop) || ts.isDoStatement(loop)) || loop.expression !== node)
    return false;
  return [...ownDescendants(loop.statement)].some((one) => isAssignment(one) && one.left.getText() === key.getText());
}

function isLoopOver(look: ts.Node, write: ts.Node): boolean {
  for (let at: ts.Node = look; !ts.isStatement(at); at = at.parent)
    if (ts.isForOfStatement(at.parent)) return isInside(write, at.parent);
  return false;
}

function waitsBetween(body: Body, from: ts.Node, to: ts.Node): boolean {
  return [...ownDescendants(body)].some(
    (node) => ts.isAwaitExpression(node) && node.pos >= from.end && node.end <= to.end,
  );
}
