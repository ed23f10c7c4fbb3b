import type { TSESTree } from '@typescript-eslint/utils';
import { ANY_KEY, type BranchFacts, type ClassFacts, type FieldFacts, type Value } from '../model/facts.js';
import { derived, spanOf, variableOf, type Context, type Node } from './context.js';
import { commonJsExport } from './exports.js';
import { evaluate, placeOf, read } from './expressions.js';
import { bindPattern } from './patterns.js';
import { addBranch } from './tests.js';

export function assignment(node: TSESTree.AssignmentExpression, cx: Context): Value {
  const { left, operator, right } = node;
  if (left.type === 'ObjectPattern' || left.type === 'ArrayPattern') {
    const value = evaluate(right, cx);
    bindPattern(left, value, cx, node);
    return value;
  }
  const target = placeOf(left, cx);
  const conditional = CONDITIONAL[operator];
  if (conditional) {
    // `cached ??= load()` looks first.
    read(left, target, cx);
    addBranch(cx, node, conditional.kind, { test: [{ value: target, holds: conditional.holds }] }, right);
  }
  const given = evaluate(right, cx, nameOf(target, cx));
  const value = conditional || operator === '=' ? given : derived(operator, [target, given]);
  addWrite(cx, node, target, operator, value);
  return conditional ? { kind: 'either', of: [target, given] } : value;
}

/** Assignments that happen when the target is, or is not, there already. */
const CONDITIONAL: Record<string, { kind: BranchFacts['kind']; holds: 'truthy' | 'falsy' }> = {
  '??=': { kind: 'nullish', holds: 'falsy' },
  '||=': { kind: 'or', holds: 'falsy' },
  '&&=': { kind: 'and', holds: 'truthy' },
};

/** What a function or class without a name is called after the place that it is put in. */
function nameOf(target: Value, cx: Context): string {
  if (target.kind === 'variable') return variableOf(cx, target.id).name;
  if (target.kind === 'member' && target.key !== ANY_KEY) return target.key;
  return target.kind === 'global' ? target.name : '';
}

export function update(node: TSESTree.UpdateExpression, cx: Context, isDiscarded = false): Value {
  const target = placeOf(node.argument, cx);
  addWrite(cx, node, target, node.operator);
  // `const id = ++last` reads what it counts up; as a statement of its own it does not.
  return derived(node.operator, [isDiscarded ? target : read(node, target, cx)]);
}

export function deletion(node: TSESTree.UnaryExpression, cx: Context): Value {
  addWrite(cx, node, placeOf(node.argument, cx), 'delete');
  return derived('delete', []);
}

export function addWrite(cx: Context, node: Node, target: Value, operator: string, value?: Value): void {
  if (value && target.kind === 'variable') variableOf(cx, target.id).values.push(value);
  if (value && operator === '=') commonJsExport(cx, node, target, value);
  if (value) assignedField(cx, node, target, value);
  cx.facts.writes.push({ at: spanOf(node), fn: cx.fn, target, operator, ...(value ? { value } : {}) });
}

/** `this.sessions = new Map()` declares a field where the class body does not. */
function assignedField(cx: Context, node: Node, target: Value, value: Value): void {
  if (target.kind !== 'member' || target.of.kind !== 'this' || target.key === ANY_KEY) return;
  const { of } = target.of;
  const facts = of.kind === 'instance' || of.kind === 'static' ? cx.facts.classes[of.class] : undefined;
  const isStatic = of.kind === 'static';
  if (!facts || fieldAt(facts, target.key, isStatic) >= 0) return;
  const at = spanOf(node);
  facts.fields.push({ name: target.key, at, declaration: at, static: isStatic, readonly: false, value });
}

/** A written declaration is a better place to name than an assignment, which was perhaps met first. */
export function declareField(facts: ClassFacts, field: FieldFacts): void {
  const known = fieldAt(facts, field.name, field.static);
  const value = field.value ?? facts.fields[known]?.value;
  const declared = value ? { ...field, value } : field;
  if (known < 0) facts.fields.push(declared);
  else facts.fields[known] = declared;
}

function fieldAt({ fields }: ClassFacts, name: string, isStatic: boolean): number {
  // Two computed names need not be the same.
  if (name === ANY_KEY) return -1;
  return fields.findIndex((field) => field.name === name && field.static === isStatic);
}
