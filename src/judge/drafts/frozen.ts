import type { Access } from '../../program/stores.js';
import type { Root } from '../../program/targets.js';
import { stickyExpressions } from '../frozen/expressions.js';
import { frozenValues, type Frozen } from '../frozen/index.js';
import { remediesOfFrozen, remediesOfSticky } from '../remedies.js';
import { NOTHING, unitsOf, type Draft, type JudgeContext } from './draft.js';

/** What is computed while a module loads and taken for fresh by requests, and expressions that remember where they stopped. */

/** The drafts, and the roots that they speak of: nobody else need say that those are never written. */
export function frozenDrafts(context: JudgeContext): { drafts: Draft[]; roots: ReadonlySet<string> } {
  const values = frozenValues(context.program);
  const sticky = stickyExpressions(context.program);
  const roots = [...values.flatMap(({ root }) => root ?? []), ...sticky.map(({ root }) => root)];
  return {
    drafts: [
      ...values.map((value) => ofValue(value, context)),
      ...sticky.map(({ root, searches }) => {
        const reads = searches.map(({ module, call }) => readOf(root, module, call.fn, call.at));
        return ofExpression(root, reads, context);
      }),
    ],
    roots: new Set(roots.map(({ id }) => id)),
  };
}

function ofValue(frozen: Frozen, { program }: JudgeContext): Draft {
  const { module, at, declaration, name, root, uses, verdict, role, severity, reason, freshness } = frozen;
  const accesses = uses.map((use) => readOf(root ?? { kind: 'global', id: name, name }, use.module, use.fn, use.at));
  const [read] = accesses;
  return {
    ...NOTHING,
    rule: 'no-frozen-at-init',
    place: { module, at, declaration },
    symbol: name,
    form: 'scalar',
    ...{ role, verdict, severity, reason },
    effects: freshness.source === 'random' ? ['frozen-at-init', 'instance-divergence'] : ['frozen-at-init'],
    reached: 'yes',
    units: accesses.length > 0 ? unitsOf(accesses, program) : [...program.reach.unitsOfFile(module.file)].sort(),
    accesses,
    story: read ? { read } : {},
    decision: [{ question: 'When is it computed?', answer: 'Once, while the module loads.', evidence: [] }],
    remedies: remediesOfFrozen(role, name),
  };
}

function ofExpression(
  root: Extract<Root, { kind: 'variable' }>,
  accesses: readonly Access[],
  { program }: JudgeContext,
): Draft {
  const { module, variable } = root;
  const [read] = accesses;
  const isKnown = program.reach.knows(module.file);
  return {
    ...NOTHING,
    rule: 'no-frozen-at-init',
    place: { module, at: variable.at, declaration: variable.declaration },
    symbol: variable.name,
    form: 'scalar',
    role: 'other',
    verdict: isKnown ? 'unsafe' : 'advisory',
    severity: isKnown ? 'medium' : 'low',
    effects: ['instance-divergence'],
    reached: isKnown ? 'yes' : 'unknown',
    units: unitsOf(accesses, program),
    accesses,
    story: read ? { read } : {},
    reason: `${variable.name} has the flag g or y and remembers where its last match ended: the next request begins to search there, and what matches is refused every second time.`,
    remedies: remediesOfSticky(variable.name),
  };
}

function readOf(root: Root, module: Access['module'], fn: number, at: Access['at']): Access {
  return { root, path: [], operation: 'read', writes: false, module, fn, at };
}
