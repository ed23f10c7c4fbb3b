/** Who calls whom, by what the checker resolves each call to: imports, `require`, methods and interfaces alike. */
import { ts } from 'ts-morph';
import type { Code } from './code.js';
import { implementersIn } from './contracts.js';
import { isFunction, type FunctionNode } from './nodes.js';

export interface Calls {
  /** Calls of a function, in the order of the files. */
  readonly of: (fn: FunctionNode) => readonly ts.CallExpression[];
  /** The project's function that a call runs, where there is one with a body. */
  readonly targetOf: (call: ts.CallExpression | ts.NewExpression) => FunctionNode | undefined;
}

export function callsIn(code: Code): Calls {
  const callers = new Map<FunctionNode, ts.CallExpression[]>();
  const targets = new Map<ts.Node, FunctionNode>();
  const implementers = implementersIn(code);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const reached = implementationsOf(code, implementers, node);
      const [target] = reached;
      if (target !== undefined && reached.length === 1) targets.set(node, target);
      if (ts.isCallExpression(node)) for (const one of reached) callers.set(one, [...(callers.get(one) ?? []), node]);
    }
    node.forEachChild(visit);
  };
  for (const file of code.files) visit(file);
  return { of: (fn) => callers.get(fn) ?? [], targetOf: (call) => targets.get(call) };
}

function implementationsOf(
  { checker, isOwn }: Code,
  implementers: ReturnType<typeof implementersIn>,
  call: ts.CallExpression | ts.NewExpression,
): FunctionNode[] {
  const declaration = checker.getResolvedSignature(call)?.declaration;
  if (declaration === undefined || !isOwn(declaration.getSourceFile())) return [];
  if (isFunction(declaration) && declaration.body !== undefined) return [declaration];
  // An overload: the signature that has the body.
  const symbol = 'symbol' in declaration ? (declaration.symbol as ts.Symbol | undefined) : undefined;
  const own = symbol?.declarations?.find((one): one is FunctionNode => isFunction(one) && one.body !== undefined);
  return own ? [own] : [...(implementers.get(declaration) ?? [])];
}
