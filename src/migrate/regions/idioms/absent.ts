/** Stored by the first alone: whoever finds it there leaves it, or leaves. */
import { ts } from 'ts-morph';
import { dressed, isUnused } from '../../nodes.js';
import type { Access } from '../../uses/access.js';
import { rangeOf } from '../range.js';
import { call, ending, lineOf, only, soleStatement, whole } from './parts.js';
import type { Context, Recogniser } from './types.js';

/** `if (!m.has(k)) m.set(k, v);` */
export const keptIfThere: Recogniser = (context) => {
  const found = guardedSet(context);
  if (found === undefined) return undefined;
  const { statement, set } = found;
  if (statement.elseStatement !== undefined || set.value === undefined) return undefined;
  if (soleStatement(statement.thenStatement) !== set.node.parent) return undefined;
  if (context.isPure(set.value))
    return {
      ...whole(statement, `await ${call(context, 'setIfAbsent', set.value.getText())}${ending(set.node.parent)}`),
      warnings: [],
    };
  // What it costs to make is paid only where it is missing, and of several who make it one stores.
  const edits = [
    ...whole(found.test, `!(await ${call(context, 'has')})`).edits,
    ...whole(set.node, `await ${call(context, 'setIfAbsent', set.value.getText())}`).edits,
  ];
  const why = 'two instances that find nothing at the same time both make it, and one of them keeps it';
  const claimed = [found.test, set.node].map((node) => ({ start: node.getStart(), end: node.end }));
  return { edits, claimed, warnings: [{ code: 'ONCE_PER_INSTANCE', why }] };
};

function guardedSet({ region }: Context): { statement: ts.IfStatement; test: ts.Expression; set: Access } | undefined {
  if (region.touches.length !== 2) return undefined;
  const has = only(region, 'has') ?? only(region, 'get');
  const set = only(region, 'set');
  if (has === undefined || set === undefined || !isUnused(set.node)) return undefined;
  const negation = dressed(has.node).parent;
  if (!ts.isPrefixUnaryExpression(negation) || negation.operator !== ts.SyntaxKind.ExclamationToken) return undefined;
  const test = dressed(negation);
  const statement = test.parent;
  return ts.isIfStatement(statement) && statement.expression === test ? { statement, test, set } : undefined;
}

/** `if (m.has(k)) return taken; m.set(k, v);`: whoever stores it goes on. */
export const firstGoesOn: Recogniser = (context) => {
  const { region, isPure } = context;
  if (region.touches.length !== 2) return undefined;
  const has = only(region, 'has');
  const set = only(region, 'set');
  if (has === undefined || set?.value === undefined || !ts.isExpressionStatement(set.node.parent) || !isPure(set.value))
    return undefined;
  const test = dressed(has.node);
  const statement = test.parent;
  const range = rangeOf(region);
  if (!ts.isIfStatement(statement) || statement.expression !== test || statement.elseStatement !== undefined)
    return undefined;
  if (range?.statements.length !== 2 || range.statements[0] !== statement || range.statements[1] !== set.node.parent)
    return undefined;
  const gone = lineOf(set.node.parent);
  const tested = whole(test, `!(await ${call(context, 'setIfAbsent', set.value.getText())}).stored`);
  return { edits: [...tested.edits, { ...gone, text: '' }], claimed: [...tested.claimed, gone], warnings: [] };
};
