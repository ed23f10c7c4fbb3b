/** What runs in one go: a function, with the callbacks that `forEach` and its like call before they return. */
import { ts } from 'ts-morph';
import { isAsync, isGenerator } from '../async/sites.js';
import { bodyOf, descendants, dressed, isFunction, undressed, type Body, type FunctionNode } from '../nodes.js';

export const stepOf = (body: Body): Generator<ts.Node> =>
  descendants(body, (node) => node === body || !isFunction(node) || isForElements(node));

/** The function whose step it is, if it is no function of its own. */
export function stepAround(body: Body): Body {
  let at = body;
  while (!ts.isSourceFile(at) && isForElements(at)) at = bodyOf(at);
  return at;
}

const ELEMENT_METHODS: ReadonlySet<string> = new Set([
  ...['every', 'filter', 'find', 'findIndex', 'flatMap', 'forEach', 'map', 'reduce', 'reduceRight', 'some', 'sort'],
]);

function isForElements(fn: FunctionNode): boolean {
  if ((!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) || isAsync(fn) || isGenerator(fn)) return false;
  const outer = dressed(fn);
  const { parent } = outer;
  if (!ts.isCallExpression(parent) || !parent.arguments.includes(outer)) return false;
  const callee = undressed(parent.expression);
  return ts.isPropertyAccessExpression(callee) && ELEMENT_METHODS.has(callee.name.text);
}
