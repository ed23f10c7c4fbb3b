/** Functions that are made in a step and run when it is over: what they hold of the store is a copy that nobody stores any more. */
import { ts } from 'ts-morph';
import { receptionOf } from '../async/receivers.js';
import { dressed, isFunction, isInside, type Body } from '../nodes.js';

/** Whether what stands there happens in a function that `body` gives back, keeps, or hands to a timer, an event or a route. */
export function isLeftFor(checker: ts.TypeChecker, node: ts.Node, body: Body): boolean {
  if (!isInside(node, body)) return false;
  for (let at = node; at !== body; at = at.parent) if (isFunction(at) && runsLater(checker, at)) return true;
  return false;
}

function runsLater(checker: ts.TypeChecker, fn: ts.Node): boolean {
  if (!ts.isExpression(fn)) return false;
  const made = dressed(fn);
  const { parent } = made;
  if (ts.isReturnStatement(parent) || ts.isPropertyAssignment(parent)) return true;
  if (ts.isArrowFunction(parent)) return parent.body === made;
  const isGiven = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== made;
  return isGiven && receptionOf(checker, parent, made) !== undefined;
}
