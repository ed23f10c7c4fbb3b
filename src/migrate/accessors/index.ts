/**
 * Functions that hand out the live record of a store. In memory their callers change the store by it; so where a caller does, or where two of them
 * are one step of it, they work on the cell of the caller's transaction instead of asking for the entry themselves.
 */
import { ts } from 'ts-morph';
import { isTest } from '../../workspace/file-kinds.js';
import { placeOf } from '../code.js';
import { bodyOf, isFunction, isInside, type Body, type FunctionNode } from '../nodes.js';
import { purityOf } from '../purity.js';
import { regionsIn, type Region, type Touch } from '../regions/touches.js';
import type { TextEdit } from '../regions/types.js';
import type { Edit, Refusal } from '../types.js';
import type { Access } from '../uses/access.js';
import { dependsOn } from './depends.js';
import { doingsOf, recordsAt, type Doing } from './effects.js';
import { accessorsIn } from './find.js';
import { hoisted, type Hoisted } from './hoist.js';
import { isSteady, keyAt, type KeyThere } from './keys.js';
import { nameOf, obstaclesOf, shortly } from './obstacles.js';
import { callEdits, rewritten, signatureOf, type Signature } from './rewrite.js';
import { routesOf } from './routes.js';
import { blocked, isBlocked, type Accessor, type Blocked, type World } from './types.js';

export type { World } from './types.js';

export interface Accessors {
  /** What regions are made of: accesses of all other functions, and calls of accessors. */
  readonly accesses: readonly Access[];
  readonly edits: readonly Edit[];
  readonly imports: readonly { readonly file: ts.SourceFile; readonly name: string; readonly store: string }[];
  /** They run within a step, so nothing may wait in them. */
  readonly bodies: readonly FunctionNode[];
  readonly refusals: readonly Refusal[];
}

export function accessorsFor(world: World, accesses: readonly Access[]): Accessors {
  const { code, calls, target, choice } = world;
  const none: Accessors = { accesses, edits: [], imports: [], bodies: [], refusals: [] };
  if (choice.constructor !== 'sharedMap' || (target.kind !== 'map' && target.kind !== 'object')) return none;
  const all = accessorsIn(code, calls, accesses);
  if (all.size === 0) return none;
  const doingOf = doingsOf(world, all);
  const needed = neededIn(world, accesses, all, doingOf);
  if (needed.size === 0) return none;
  const kept = new Map([...all].filter(([fn]) => needed.has(fn)));
  return rewriting(world, accesses, kept, doingOf);
}

/** Calls as accesses, as far as which entry they are of and what they do to it. */
function callsAsAccesses(
  { code, calls, target }: World,
  accessors: ReadonlyMap<FunctionNode, Accessor>,
  doingOf: (fn: FunctionNode) => Doing,
): { call: ts.CallExpression; fn: FunctionNode; access: Access | undefined; key: KeyThere | undefined }[] {
  const world = { code, calls } as World;
  return [...accessors.values()].flatMap(({ fn, key: pattern }) =>
    calls.of(fn).map((call) => {
      const key = call.arguments.some(ts.isSpreadElement) ? undefined : keyAt(code.checker, pattern, call);
      if (key === undefined) return { call, fn, key, access: undefined };
      const doing = doingOf(fn);
      const access: Access = {
        ...{ target, receiver: call.expression, node: call, operation: 'accessor', value: undefined },
        key: key.from[0],
        accessor: {
          transact: '',
          key,
          reads: doing.reads,
          writes: doing.writes,
          records: recordsAt(world, call, doing),
          editsIn: () => [],
        },
      };
      return { call, fn, key, access };
    }),
  );
}

/** Those whose caller changes what it got, or does something else to the entry in the same step; and those that they call. */
function neededIn(
  world: World,
  accesses: readonly Access[],
  all: ReadonlyMap<FunctionNode, Accessor>,
  doingOf: (fn: FunctionNode) => Doing,
): Set<FunctionNode> {
  const { code, calls } = world;
  // What a test asks for one after the other is no step of the program.
  const derived = callsAsAccesses(world, all, doingOf)
    .flatMap(({ access }) => access ?? [])
    .filter(({ node }) => !isTest(code.nameOf(node.getSourceFile())));
  const bodies = new Set<Body>(derived.map(({ node }) => bodyOf(node)));
  const concerned = [...accesses, ...derived].filter(({ node }) => bodies.has(bodyOf(node)));
  const needed = new Set<FunctionNode>();
  const need = (fn: FunctionNode | undefined): void => {
    if (fn === undefined || needed.has(fn) || !all.has(fn)) return;
    needed.add(fn);
    for (const call of all.get(fn)?.inner ?? []) need(calls.targetOf(call));
  };
  for (const region of regionsIn(code, calls, concerned, () => false)) {
    const called = region.touches.flatMap(({ access }) =>
      access?.accessor ? (calls.targetOf(access.node as ts.CallExpression) ?? []) : [],
    );
    const isWilling = called.every((fn) => canTakePart(world, all, fn));
    if (isTorn(world, region) || (isWilling && isInterrupted(region))) called.forEach(need);
  }
  return needed;
}

/** It, and what it calls, can work on the cell of a caller. */
function canTakePart(
  world: World,
  all: ReadonlyMap<FunctionNode, Accessor>,
  fn: FunctionNode,
  seen = new Set<FunctionNode>(),
): boolean {
  const accessor = all.get(fn);
  if (accessor === undefined || seen.has(fn)) return accessor !== undefined;
  seen.add(fn);
  if (obstaclesOf(world, accessor).length > 0) return false;
  return accessor.inner.every((call) => {
    const callee = world.calls.targetOf(call);
    return callee !== undefined && canTakePart(world, all, callee, seen);
  });
}

/** A call stands in the middle of a step that its caller makes by itself: whoever waited for it would break the step in two. */
function isInterrupted({ touches }: Region): boolean {
  const isOwn = ({ access }: Touch): boolean => access?.accessor === undefined;
  const own = touches.filter(isOwn);
  if (!own.some(({ writes }) => writes) || !own.some(({ reads }) => reads)) return false;
  const first = touches.findIndex(isOwn);
  const last = touches.findLastIndex(isOwn);
  return touches.some((touch, i) => i > first && i < last && !isOwn(touch));
}

/** A record is changed that was handed out, or what was read decides what another call writes. */
function isTorn({ code, calls }: World, { touches }: Region): boolean {
  const decides = (read: Touch, write: Touch): boolean => dependsOn(code.checker, calls, read.node, write.node);
  return touches.some((write, index) => {
    const before = touches.slice(0, index);
    if (!write.writes) return false;
    if (write.access !== undefined)
      return before.some(
        (read) => read.reads && (write.access?.accessor ?? read.access?.accessor) !== undefined && decides(read, write),
      );
    // A call in the middle of a step is in it.
    return before.some((touch, i) => {
      const accessor = touch.access?.accessor;
      return accessor !== undefined && (i > 0 || accessor.records.length > 0 || decides(touch, write));
    });
  });
}

function rewriting(
  world: World,
  accesses: readonly Access[],
  accessors: ReadonlyMap<FunctionNode, Accessor>,
  doingOf: (fn: FunctionNode) => Doing,
): Accessors {
  const { code, target } = world;
  const refusals: Refusal[] = [];
  const refuse = (reason: Blocked): void => {
    refusals.push({
      ...placeOf(code, reason.node),
      store: target.store,
      code: reason.code,
      why: reason.why,
      advice: ADVICE,
    });
  };
  for (const accessor of accessors.values()) {
    obstaclesOf(world, accessor).forEach(refuse);
    keptElsewhere(accessor, accesses, doingOf).forEach(refuse);
  }
  const routes = routesOf(world, accessors);
  const derived = callsAsAccesses(world, accessors, doingOf);
  const signatures = new Map<FunctionNode, Signature>();
  const signatureFor = (fn: FunctionNode): Signature => {
    const known = signatures.get(fn);
    if (known !== undefined) return known;
    const accessor = accessors.get(fn);
    signatures.set(fn, { fates: [], needless: [] });
    const signature = accessor
      ? signatureOf(world, accessor, [
          ...accessor.own.flatMap(({ key }) => key ?? []),
          ...accessor.inner.flatMap((call) => givenUp(world, call, signatureFor)),
        ])
      : { fates: [], needless: [] };
    signatures.set(fn, signature);
    return signature;
  };
  const edits: Omit<Edit, 'reason' | 'stores'>[] = [];
  const outer: Access[] = [];
  const inner: Access[] = [];
  for (const { call, fn, access, key } of derived) {
    if (access?.accessor === undefined || key === undefined) {
      refuse(blocked('ESCAPING_REF', call, `which entry \`${shortly(call)}\` is about cannot be said here`));
      continue;
    }
    const signature = signatureFor(fn);
    const here = [...accesses, ...derived.map((one) => ({ node: one.call }))].filter(
      ({ node }) => bodyOf(node) === bodyOf(call),
    );
    const given = here.length === 1 ? keyNamed(world, call, signature, fn, key) : undefined;
    const editsIn = (cell: string): readonly TextEdit[] => [
      ...callEdits(call, signature, cell),
      ...(given === undefined ? [] : [given.inPlace]),
    ];
    const caller = bodyOf(call);
    if (!ts.isSourceFile(caller) && accessors.has(caller)) {
      inner.push({ ...access, accessor: { ...access.accessor, editsIn } });
      continue;
    }
    const twice = evaluatedTwice(world, call, signature, fn, given === undefined ? key : { ...key, from: [] }, given);
    const route = routes.at(call);
    if (twice !== undefined) refuse(twice);
    if (isBlocked(route)) {
      refuse(blocked(route.code, call, route.why));
      continue;
    }
    edits.push(...route.edits);
    const transact = `${route.text}.${route.method}`;
    if (given === undefined) {
      outer.push({ ...access, accessor: { ...access.accessor, transact, editsIn } });
      continue;
    }
    edits.push(given.line);
    outer.push({ ...access, accessor: { ...access.accessor, key: { ...key, text: given.name }, transact, editsIn } });
  }
  const imports: Accessors['imports'][number][] = [];
  const own: Edit[] = [];
  const common = { reason: 'it takes part in the step of its caller', stores: [target.store] };
  for (const accessor of accessors.values()) {
    const { fn } = accessor;
    const result = rewritten(
      world,
      accessor,
      signatureFor(fn),
      inner.filter(({ node }) => bodyOf(node) === fn),
    );
    if (isBlocked(result)) {
      refuse(result);
      continue;
    }
    const file = code.nameOf(fn.getSourceFile());
    own.push(...result.edits.map((edit) => ({ ...edit, file, ...common })));
    if (result.type !== undefined) {
      edits.push(...result.type.edits);
      imports.push({ file: fn.getSourceFile(), name: result.type.imported, store: target.store });
    }
  }
  const named = { reason: 'callers name the store', stores: [target.store] };
  return {
    accesses: [...accesses.filter(({ node }) => !isOf(accessors, node)), ...outer],
    edits: [...own, ...edits.map((edit) => ({ ...edit, ...named }))],
    imports,
    bodies: [...accessors.keys()],
    refusals: refusals.filter(
      (one, i) =>
        refusals.findIndex(({ line, file, why }) => line === one.line && file === one.file && why === one.why) === i,
    ),
  };
}

const ADVICE =
  'Read the record, change it and store it in one function, or let every caller name the entry: then the step can be kept.';

const isOf = (accessors: ReadonlyMap<FunctionNode, Accessor>, node: ts.Node): boolean => {
  const body = bodyOf(node);
  return isFunction(body) && accessors.has(body);
};

/** Arguments of an inner call that give way to the cell. */
function givenUp({ calls }: World, call: ts.CallExpression, signatureFor: (fn: FunctionNode) => Signature): ts.Node[] {
  const callee = calls.targetOf(call);
  const fates = callee ? signatureFor(callee).fates : [];
  return call.arguments.filter((_, i) => fates[i] === 'cell' || fates[i] === 'drop');
}

/** Computed for the key, by an argument which stays where it is as well. */
function computedTwice(call: ts.CallExpression, { fates }: Signature, key: KeyThere): ts.Expression | undefined {
  const kept = call.arguments.filter((_, i) => (fates[i] ?? 'keep') === 'keep');
  return key.from.find((from) => kept.some((argument) => isInside(from, argument)) && !isSteady(from));
}

/** A name for what would be computed twice, where the call is all that its function does to the store. */
function keyNamed(
  { code }: World,
  call: ts.CallExpression,
  signature: Signature,
  fn: FunctionNode,
  key: KeyThere,
): Hoisted | undefined {
  const twice = computedTwice(call, signature, key);
  if (twice?.getText() !== key.text) return undefined;
  return hoisted(code, call, fn, twice);
}

/** A key that is computed by an argument which stays where it is as well, or an argument that shows outside. */
function evaluatedTwice(
  { code, calls }: World,
  call: ts.CallExpression,
  signature: Signature,
  fn: FunctionNode,
  key: KeyThere,
  given: Hoisted | undefined,
): Blocked | undefined {
  const kept = call.arguments.filter((_, i) => (signature.fates[i] ?? 'keep') === 'keep');
  const both = computedTwice(call, signature, key);
  if (both !== undefined)
    return blocked(
      'NOT_REPEATABLE',
      call,
      `\`${shortly(both)}\` would be evaluated twice: put it into a constant first`,
    );
  const purity = purityOf(code.checker, calls, { isAccess: () => false, waits: () => false });
  const isNamed = (argument: ts.Expression): boolean =>
    argument.getStart() === given?.inPlace.start && argument.end === given.inPlace.end;
  const [effect] = kept.filter((argument) => !isNamed(argument)).flatMap((argument) => purity.effectsIn(argument));
  return (
    effect &&
    blocked(
      'NOT_REPEATABLE',
      effect,
      `\`${shortly(effect)}\` stands in a call of \`${nameOf(fn)}\`, which may run again`,
    )
  );
}

/** Where the accessor itself keeps the record that others change. */
function keptElsewhere(
  { fn, own }: Accessor,
  accesses: readonly Access[],
  doingOf: (fn: FunctionNode) => Doing,
): Blocked[] {
  const { flow } = doingOf(fn);
  if (flow.mutations.length === 0) return [];
  return flow.escapes
    .filter(({ node }) => isInside(node, fn) && ![...own, ...accesses].some((access) => isInside(node, access.node)))
    .map(({ node, why }) => blocked('ESCAPING_REF', node, why));
}
