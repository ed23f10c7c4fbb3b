/**
 * A check of a number, a list or a value in one function, and the change that follows from it in another: they were one step, and each would wait by
 * itself. What has entries takes part in its caller's step instead (`accessors/`).
 */
import { ts } from 'ts-morph';
import { isTest } from '../../workspace/file-kinds.js';
import type { Role } from '../../model/words.js';
import type { Calls } from '../calls.js';
import { placeOf, type Code } from '../code.js';
import { decidedHow, isFrom } from '../deciding.js';
import { bodyOf, undressed, type Body } from '../nodes.js';
import { barriersOf } from '../regions/touches.js';
import { shortly } from '../regions/wrap.js';
import type { StoreKind } from '../targets.js';
import type { Refusal } from '../types.js';
import { happeningsOver, type Happening } from './happenings.js';
import { isHeldUp, isBefore, removedBy, type Moving } from './index.js';
import { isMember, isSameSlot, type Memory, type Slot } from './memory.js';
import { stepAround } from './steps.js';

const WHOLE: ReadonlySet<StoreKind> = new Set(['array', 'record', 'scalar']);
/** What two instances compute both is there twice, and the same. */
const REPEATED: ReadonlySet<Role> = new Set(['cache', 'metrics']);

const ADVICE = 'Check and change it in one function, which says whether it was done.';

export function tornSteps(code: Code, calls: Calls, stores: readonly Moving[]): Refusal[] {
  return stores
    .filter(({ target }) => WHOLE.has(target.kind) && !REPEATED.has(target.finding.role))
    .flatMap((store) => tornOf(code, calls, store));
}

function tornOf(code: Code, calls: Calls, store: Moving): Refusal[] {
  const { target, accesses } = store;
  const isRemoved = removedBy(code, [store]);
  const happeningsIn = happeningsOver({
    code,
    calls,
    memory: memoryOfStore(code, store),
    waitsIn: () => [],
    isRemoved,
  });
  /** By a function that is called here. */
  const isElsewhere = ({ node }: Happening): boolean => ts.isCallExpression(node) && calls.targetOf(node) !== undefined;
  return callersOf(
    calls,
    accesses.map(({ node }) => bodyOf(node)),
  ).flatMap((body) => {
    if (ts.isSourceFile(body) || isTest(code.nameOf(body.getSourceFile()))) return [];
    const { reads, writes } = happeningsIn(body);
    const barriers = barriersOf(body, () => false);
    const torn = writes.flatMap((write) => {
      if (write.isChecked === true) return [];
      const read = reads.find(
        (one) =>
          (isElsewhere(one) || isElsewhere(write)) &&
          isSameSlot(one.slot, write.slot) &&
          isBefore(one, write) &&
          !barriers.some((barrier) => isHeldUp(barrier, one, write)) &&
          decidedHow(body, write, isFrom(code, body, one.node)) !== undefined,
      );
      return read === undefined ? [] : [{ read, write }];
    });
    return torn.slice(0, 1).map(({ read, write }): Refusal => {
      const why = `\`${shortly(write.node)}\` relies on what \`${shortly(read.node)}\` said, and waits by itself`;
      return { ...placeOf(code, write.node), store: target.store, code: 'TORN_STEP', why, advice: ADVICE };
    });
  });
}

/** Those that use the store, and whoever calls them. */
function callersOf(calls: Calls, bodies: readonly Body[]): readonly Body[] {
  const found = new Set<Body>();
  const visit = (body: Body): void => {
    if (found.has(body)) return;
    found.add(body);
    if (ts.isSourceFile(body)) return;
    for (const call of calls.of(body)) visit(stepAround(bodyOf(call)));
  };
  for (const body of bodies) visit(stepAround(body));
  return [...found];
}

/** The store alone, whatever else is in memory. */
function memoryOfStore({ checker }: Code, { target, accesses }: Moving): Memory {
  const symbol = checker.getSymbolAtLocation(target.name);
  const nodes = new Set<ts.Node>(accesses.flatMap(({ node, receiver }) => [node, undressed(receiver)]));
  const slotOf = (expression: ts.Expression): Slot | undefined => {
    const node = undressed(expression);
    if (symbol === undefined) return undefined;
    if (nodes.has(node)) return { symbol };
    return isMember(node) ? slotOf(node.expression) : undefined;
  };
  return { slotOf, contentsOf: slotOf };
}
