/** The smallest program that still fails: whatever can be left out or made plainer without losing the failure is. */
import { within, type Tree } from './grammar.js';
import type { FunctionPlan, Plan } from './plan.js';

const MOST_TRIES = 250;

export async function shrunk(plan: Plan, isBad: (plan: Plan) => Promise<boolean>, tries = MOST_TRIES): Promise<Plan> {
  let smallest = plan;
  let left = tries;
  for (let isBetter = true; isBetter && left > 0;) {
    isBetter = false;
    for (const simpler of simplerThan(smallest)) {
      if (left-- <= 0) break;
      if (!isWhole(simpler) || !(await isBad(simpler))) continue;
      smallest = simpler;
      isBetter = true;
      break;
    }
  }
  return smallest;
}

/** Big cuts first. */
function* simplerThan(plan: Plan): Generator<Plan> {
  const { functions, ops } = plan;
  for (const index of ops.keys()) if (ops.length > 1) yield { ...plan, ops: ops.toSpliced(index, 1) };
  for (const [index, one] of functions.entries()) {
    const kept = ops.filter(({ calls }) => !calls.includes(one.name));
    if (kept.length > 0) yield { ...plan, functions: functions.toSpliced(index, 1), ops: kept };
  }
  for (const [index, op] of ops.entries()) {
    if (op.calls.length > 1) yield { ...plan, ops: ops.with(index, { ...op, calls: op.calls.slice(0, 1) }) };
    if (op.style !== 0) yield { ...plan, ops: ops.with(index, { ...op, style: 0 }) };
  }
  for (const key of ['layout', 'language', 'format', 'entry', 'dump', 'variant'] as const)
    if (plan[key] !== 0) yield { ...plan, [key]: 0 };
  for (const [index, one] of functions.entries())
    for (const plainer of plainerThan(one)) yield { ...plan, functions: functions.with(index, plainer) };
}

function* plainerThan(one: FunctionPlan): Generator<FunctionPlan> {
  for (const body of cutsOf(one.body)) yield { ...one, body };
  if (one.isAsync && ![...within(one.body)].some(({ text }) => text.includes('await ')))
    yield { ...one, isAsync: false };
  if (one.form !== 0) yield { ...one, form: 0 };
  if (one.hasDefault) yield { ...one, hasDefault: false };
  if (one.keyForm !== 0 && one.keyForm !== 1) yield { ...one, keyForm: 1 };
}

/** The plainest of each sort. */
const PLAINEST: Readonly<Record<string, string>> = {
  num: '1',
  term: '1',
  small: '1',
  atom: 'true',
  bool: 'true',
  str: "'open'",
  word: "'open'",
  any: '1',
  shape: '{ ok: false, left: 0 }',
};

/** The tree with one thing less. */
function* cutsOf(tree: Tree): Generator<Tree> {
  if (tree.sort === 'block') {
    for (const [index, part] of tree.parts.entries()) {
      // What a function returns is not left out: it would compile no more.
      if (part.sort === 'final') continue;
      if (tree.parts.length > 1) yield { ...tree, parts: tree.parts.toSpliced(index, 1) };
      for (const block of part.parts.filter(({ sort }) => sort === 'block'))
        yield { ...tree, parts: tree.parts.toSpliced(index, 1, ...block.parts) };
    }
  } else {
    const plainest = PLAINEST[tree.sort];
    const plain: Tree | undefined =
      plainest === undefined ? undefined : { sort: tree.sort, text: plainest, parts: [], names: {} };
    if (plain && tree.text !== plainest) yield plain;
    const similar = [...within(tree)].filter((inner) => inner !== tree && inner.sort === tree.sort);
    if (tree.sort !== 'key') yield* similar.slice(0, 3);
  }
  for (const [index, part] of tree.parts.entries())
    for (const cut of cutsOf(part)) yield { ...tree, parts: tree.parts.with(index, cut) };
}

/** Everything that is used is still there. */
function isWhole({ functions, ops }: Plan): boolean {
  const all = new Set(functions.map(({ name }) => name));
  const isKnown = ({ name, body }: FunctionPlan): boolean => {
    const trees = [...within(body)];
    const declared = new Set(['key', 'id', 'amount', 'label', ...trees.flatMap(({ names }) => Object.values(names))]);
    return trees.every(({ uses }) => uses === undefined || (uses !== name && (declared.has(uses) || all.has(uses))));
  };
  return ops.length > 0 && ops.every(({ calls }) => calls.every((name) => all.has(name))) && functions.every(isKnown);
}
