/** What an accessor does to its entry, and which record its caller holds afterwards: so that a call of it is judged like an access. */
import { ts } from 'ts-morph';
import { flowOf, type Flow } from '../flow.js';
import { localUsesOf } from '../local-names.js';
import { bodyOf, isInside, undressed, type FunctionNode } from '../nodes.js';
import { recordOf, touchOf } from '../regions/touches.js';
import type { Access } from '../uses/access.js';
import { declarationOf } from './keys.js';
import type { Accessor, World } from './types.js';

export interface Doing {
  readonly reads: boolean;
  readonly writes: boolean;
  /** What it gives back is the record. */
  readonly givesRecord: boolean;
  /** Which of its parameters it stores: who gave it still holds the record. */
  readonly stores: readonly number[];
  readonly flow: Flow;
}

export function doingsOf(world: World, accessors: ReadonlyMap<FunctionNode, Accessor>): (fn: FunctionNode) => Doing {
  const { code, calls } = world;
  const known = new Map<FunctionNode, Doing>();
  const none: Doing = {
    ...{ reads: false, writes: false, givesRecord: false, stores: [] },
    flow: { mutations: [], escapes: [], uses: [], returnedBy: [] },
  };

  function doingOf(fn: FunctionNode): Doing {
    const seen = known.get(fn);
    if (seen !== undefined) return seen;
    known.set(fn, none);
    const accessor = accessors.get(fn);
    if (accessor === undefined) return none;
    const inner = accessor.inner.flatMap((call) => {
      const callee = calls.targetOf(call);
      return callee ? [{ call, doing: doingOf(callee) }] : [];
    });
    const touches = accessor.own.map(touchOf);
    const flow = flowOf(code, calls, [
      ...accessor.own.flatMap((access) => [...recordOf(access), ...storedName(world, access)]),
      ...inner.flatMap(({ call, doing }) => (doing.givesRecord ? [call] : [])),
    ]);
    const doing: Doing = {
      reads: touches.some(({ reads }) => reads) || inner.some((one) => one.doing.reads),
      writes:
        touches.some(({ writes }) => writes) ||
        inner.some((one) => one.doing.writes) ||
        flow.mutations.some((node) => isInside(node, fn)),
      givesRecord: flow.returnedBy.includes(fn),
      stores: storedParameters(world, accessor, inner),
      flow,
    };
    known.set(fn, doing);
    return doing;
  }
  return doingOf;
}

/** `poll` of `const poll = { … }; polls.set(id, poll)`. */
function storedName({ code }: World, { operation, value }: Access): ts.Identifier[] {
  const name = operation === 'set' && value ? undressed(value) : undefined;
  if (name === undefined || !ts.isIdentifier(name)) return [];
  const [declaration] = code.checker.getSymbolAtLocation(name)?.declarations ?? [];
  return declaration && ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name)
    ? [declaration.name]
    : [];
}

function storedParameters(
  { code: { checker } }: World,
  { fn, own }: Accessor,
  inner: readonly { call: ts.CallExpression; doing: Doing }[],
): number[] {
  const values = [
    ...own.flatMap(({ operation, value }) => (operation === 'set' && value ? [value] : [])),
    ...inner.flatMap(({ call, doing }) => doing.stores.flatMap((index) => call.arguments[index] ?? [])),
  ];
  return values.flatMap((value) => {
    const declaration = declarationOf(checker, undressed(value));
    const index = declaration && ts.isParameter(declaration) ? fn.parameters.indexOf(declaration) : -1;
    return index < 0 ? [] : [index];
  });
}

/** What a caller holds of the record: what comes back, and what it gave away and uses again. */
export function recordsAt({ code: { checker } }: World, call: ts.CallExpression, doing: Doing): ts.Node[] {
  const given = doing.stores.flatMap((index) => {
    const argument = call.arguments[index];
    const declaration = declarationOf(checker, argument && undressed(argument));
    if (declaration === undefined || !(ts.isVariableDeclaration(declaration) || ts.isParameter(declaration))) return [];
    if (!ts.isIdentifier(declaration.name)) return [];
    return localUsesOf(checker, declaration.name).filter(
      (reference) => reference.pos >= call.end && bodyOf(reference) === bodyOf(call),
    );
  });
  return [...(doing.givesRecord ? [call] : []), ...given];
}
