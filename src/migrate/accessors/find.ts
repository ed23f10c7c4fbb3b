/** Which functions could be accessors: all that they do to the store is under one key, made of what their caller gives. */
import { ts } from 'ts-morph';
import type { Calls } from '../calls.js';
import type { Code } from '../code.js';
import { bodyOf, isInside, type Body, type FunctionNode } from '../nodes.js';
import type { Access } from '../uses/access.js';
import { identities, isLocal, keyAt, parameterOf, partsOf, type KeyParts } from './keys.js';
import type { Accessor } from './types.js';

/** Calls of accessors make their callers candidates in turn, so it is asked until nothing new comes. */
const MOST_ROUNDS = 8;

export function accessorsIn(code: Code, calls: Calls, accesses: readonly Access[]): Map<FunctionNode, Accessor> {
  let known = new Map<FunctionNode, Accessor>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = oneRound(code, calls, accesses, known);
    const isSame = next.size === known.size && [...next.keys()].every((fn) => known.has(fn));
    known = next;
    if (isSame) break;
  }
  return known;
}

function oneRound(
  code: Code,
  calls: Calls,
  accesses: readonly Access[],
  known: ReadonlyMap<FunctionNode, Accessor>,
): Map<FunctionNode, Accessor> {
  const inner = [...known.keys()].flatMap((fn) => calls.of(fn));
  const bodies = new Set<Body>([...accesses.map(({ node }) => bodyOf(node)), ...inner.map(bodyOf)]);
  const found = new Map<FunctionNode, Accessor>();
  for (const body of bodies) {
    if (ts.isSourceFile(body) || !isNamed(body) || isAsyncOrGenerator(body)) continue;
    const own = accesses.filter(({ node }) => isInside(node, body));
    const called = inner.filter((call) => isInside(call, body));
    if ([...own.map(({ node }) => node), ...called].some((node) => bodyOf(node) !== body)) continue;
    const key = commonKey(code, body, own, called, calls, known);
    if (key !== undefined) found.set(body, { fn: body, own, inner: called, key });
  }
  return found;
}

function isNamed(fn: FunctionNode): boolean {
  if (ts.isFunctionDeclaration(fn)) return fn.name !== undefined;
  if (ts.isMethodDeclaration(fn)) return ts.isIdentifier(fn.name) || ts.isPrivateIdentifier(fn.name);
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return false;
  const { parent } = fn;
  return (
    (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertyDeclaration(parent) ||
    (ts.isBinaryExpression(parent) && parent.right === fn && ts.isPropertyAccessExpression(parent.left))
  );
}

const isAsyncOrGenerator = (fn: FunctionNode): boolean =>
  fn.asteriskToken !== undefined ||
  (ts.canHaveModifiers(fn) && (ts.getModifiers(fn) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword));

function commonKey(
  { checker }: Code,
  fn: FunctionNode,
  own: readonly Access[],
  called: readonly ts.CallExpression[],
  calls: Calls,
  known: ReadonlyMap<FunctionNode, Accessor>,
): KeyParts | undefined {
  const identity = identities(checker);
  const keys: KeyParts[] = [];
  for (const { key } of own) {
    if (key === undefined) return undefined;
    keys.push(partsOf(checker, key));
  }
  for (const call of called) {
    const callee = calls.targetOf(call);
    const pattern = callee && known.get(callee)?.key;
    const there = pattern && keyAt(checker, pattern, call);
    if (there === undefined) return undefined;
    keys.push(there.parts);
  }
  const [first] = keys;
  if (first === undefined || keys.some((key) => identity(key) !== identity(first))) return undefined;
  return isGiven(checker, fn, first) ? first : undefined;
}

/** Made of parameters, and of nothing that the caller could not say. */
function isGiven(checker: ts.TypeChecker, fn: FunctionNode, key: KeyParts): boolean {
  if (key.some((part) => typeof part === 'string' && /\bthis\b/.test(part))) return false;
  let hasParameter = false;
  for (const part of key) {
    if (typeof part === 'string') continue;
    const source = parameterOf(checker, part);
    if (source?.parameter.parent === fn) hasParameter = true;
    else {
      const [declaration] = checker.getSymbolAtLocation(part)?.declarations ?? [];
      if (declaration === undefined || (!declaration.getSourceFile().isDeclarationFile && isLocal(declaration)))
        return false;
    }
  }
  return hasParameter;
}
