/** Taking out: of several who ask for the same entry one alone gets it. */
import { ts } from 'ts-morph';
import { dressed, isUnused } from '../../nodes.js';
import { rangeOf } from '../range.js';
import { call, lineOf, only, whole } from './parts.js';
import type { Recogniser } from './types.js';

/** `const state = m.get(k); m.delete(k);`: one caller alone gets it. */
export const takenOut: Recogniser = (context) => {
  const { region } = context;
  const get = only(region, 'get');
  const remove = only(region, 'delete');
  if (region.touches.length !== 2 || get === undefined || remove === undefined) return undefined;
  const range = rangeOf(region);
  const [declaration, removal] = range?.statements ?? [];
  if (range?.statements.length !== 2 || declaration === undefined || removal === undefined) return undefined;
  if (!ts.isVariableStatement(declaration) || removal !== remove.node.parent) return undefined;
  const gone = lineOf(removal);
  const taken = whole(
    get.node,
    needsParentheses(get.node) ? `(await ${call(context, 'take')})` : `await ${call(context, 'take')}`,
  );
  return { edits: [...taken.edits, { ...gone, text: '' }], claimed: [...taken.claimed, gone], warnings: [] };
};

const needsParentheses = (node: ts.Expression): boolean => !ts.isVariableDeclaration(node.parent);

/** `if (!m.delete(k)) return refused;`: a lost reply can make `delete` say that nothing was there, so `take` answers. */
export const deletedByAnswer: Recogniser = (context) => {
  const { region, target } = context;
  const remove = only(region, 'delete');
  // `delete o[k]` says yes whatever was there.
  if (target.kind !== 'map' || region.touches.length !== 1 || remove === undefined) return undefined;
  const node = dressed(remove.node);
  if (isUnused(node) || !isAsked(node)) return undefined;
  const { parent } = node;
  const isNegated = ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken;
  const asked = isNegated ? parent : node;
  const isNegatedAgain = isNegated && ts.isPrefixUnaryExpression(dressed(parent).parent);
  if (isNegatedAgain) return undefined;
  return { ...whole(asked, `(await ${call(context, 'take')}) ${isNegated ? '===' : '!=='} undefined`), warnings: [] };
};

/** The answer is looked at where it stands; what a callback gives back often is not. */
function isAsked(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isPrefixUnaryExpression(parent)) {
    const outer = dressed(parent);
    return parent.operator === ts.SyntaxKind.ExclamationToken && !isUnused(outer);
  }
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (ts.isBinaryExpression(parent))
    return (
      parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      parent.operatorToken.kind === ts.SyntaxKind.BarBarToken
    );
  return ts.isIfStatement(parent) || ts.isReturnStatement(parent) || ts.isVariableDeclaration(parent);
}
