/** Functions that cannot wait, and why: the language, the framework or their own type says so. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import type { RefusalCode } from '../types.js';
import { readsOfGetter } from './getters.js';
import { isTypeScript } from './layout.js';
import type { Reason } from './notes.js';
import { isProxyHandler } from './positions.js';
import { dedented } from '../style.js';
import { functionNameOf, isGenerator, ownBody, within } from './sites.js';
import { isPromise } from './types.js';
import type { Func } from './words.js';

interface Bar {
  readonly code: RefusalCode;
  readonly holds: (func: Func, code: Code) => boolean;
  readonly because: string;
  readonly advice: string;
  readonly replacement?: (func: Func) => string | undefined;
}

const BARS: readonly Bar[] = [
  {
    code: 'CTOR',
    holds: ts.isConstructorDeclaration,
    because: 'a constructor cannot wait',
    advice: 'Take what it reads as a parameter, and make objects in a static function that waits.',
    replacement: ({ parent }) => {
      const name = ts.isClassLike(parent) ? parent.name?.text : undefined;
      return (
        name &&
        `static async create()${isTypeScript(parent.getSourceFile()) ? `: Promise<${name}>` : ''} {\n  const made = new ${name}();\n  // what waits\n  return made;\n}`
      );
    },
  },
  {
    code: 'ACCESSOR',
    holds: (func, code) =>
      ts.isSetAccessorDeclaration(func) ||
      (ts.isGetAccessorDeclaration(func) && readsOfGetter(code, func) === undefined),
    because: 'a getter or setter cannot wait',
    advice: 'Make it a method, and call it where the property is used.',
    replacement: (func) => {
      if (!ts.isAccessor(func)) return undefined;
      const name = func.name.getText();
      const method = ts.isGetAccessorDeclaration(func) ? name : `set${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
      const given = func.parameters.map((parameter) => parameter.getText()).join(', ');
      return `async ${method}(${given}) ${func.body ? dedented(func.body) : '{}'}`;
    },
  },
  {
    code: 'PROTOCOL',
    holds: isProtocol,
    because: 'the language calls it and uses what comes back at once',
    advice: 'Read the store before, in code that can wait, and keep what it says in a field.',
  },
  {
    code: 'PROTOCOL',
    holds: ({ parent }) => ts.isObjectLiteralExpression(parent) && isProxyHandler(parent),
    because: 'a trap of a Proxy has to answer at once',
    advice:
      'Read the store before, and let the trap ask the copy; or replace the Proxy by an object with asynchronous methods.',
  },
  {
    code: 'TYPE_GUARD',
    holds: ({ type }) => type !== undefined && ts.isTypePredicateNode(type),
    because: 'a promise says nothing about the type of its argument',
    advice: 'Return a boolean or the narrowed value, and narrow where it is called.',
  },
  {
    code: 'REACT_SYNC',
    holds: (func) => isClientFile(func.getSourceFile()),
    because: 'it runs in the browser, which has no part in server state',
    advice: 'Read the store in a route handler or a server component, and pass what it says.',
  },
  {
    code: 'REACT_SYNC',
    holds: (func, code) => usesHooks(func) || (isComponent(func) && !hasServerComponents(code)),
    because: 'rendering cannot wait',
    advice: 'Read the store in a route handler, a loader or a server component, and pass what it says.',
  },
];

export function barOf(code: Code, func: Func): Reason | undefined {
  const bar = BARS.find(({ holds }) => holds(func, code));
  if (bar === undefined) return undefined;
  const replacement = bar.replacement?.(func);
  return {
    code: bar.code,
    why: `${functionNameOf(func)} would have to wait, and ${bar.because}`,
    advice: bar.advice,
    ...(replacement !== undefined && { replacement }),
  };
}

const PROTOCOL_NAMES = new Set(['toString', 'toLocaleString', 'toJSON', 'valueOf']);
const WAITING_SYMBOLS = new Set(['[Symbol.asyncIterator]', '[Symbol.asyncDispose]']);

function isProtocol(func: Func): boolean {
  const named = ts.isMethodDeclaration(func) ? func : func.parent;
  const isMember = ts.isMethodDeclaration(named) || ts.isPropertyAssignment(named) || ts.isPropertyDeclaration(named);
  const name = isMember ? named.name.getText() : '';
  return PROTOCOL_NAMES.has(name) || (/^\[Symbol\.\w+\]$/.test(name) && !WAITING_SYMBOLS.has(name));
}

export function isClientFile(file: ts.SourceFile): boolean {
  for (const statement of file.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression)) return false;
    if (statement.expression.text === 'use client') return true;
  }
  return false;
}

const HOOK = /^use[A-Z]/;

/** By the one rule that React itself has: the name of what is called. */
function usesHooks(func: Func): boolean {
  if (!isReactFile(func.getSourceFile())) return false;
  if (HOOK.test(functionNameOf(func))) return true;
  for (const node of within(func, ownBody)) {
    if (!ts.isCallExpression(node)) continue;
    const callee = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
    if (ts.isIdentifier(callee) && HOOK.test(callee.text)) return true;
  }
  return false;
}

const isReactFile = (file: ts.SourceFile): boolean =>
  /\.[jt]sx$/.test(file.fileName) ||
  file.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) && /^['"](react|swr)['"/]/.test(statement.moduleSpecifier.getText()),
  );

function isComponent(func: Func): boolean {
  if (!/^[A-Z]/.test(functionNameOf(func).split('.').at(-1) ?? '')) return false;
  for (const node of within(func, ownBody))
    if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) return true;
  return false;
}

const hasServerComponents = (code: Code): boolean =>
  code.files.some((file) => /(^|\/)app\/(.*\/)?(page|layout)\.[jt]sx?$/.test(code.nameOf(file)));

/** Its result is a promise already, so its callers wait or do not care. */
export function returnsPromise({ checker }: Code, declaration: ts.SignatureDeclaration): boolean {
  if (isGenerator(declaration)) return false;
  const signature = checker.getSignatureFromDeclaration(declaration);
  return signature !== undefined && isPromise(checker, checker.getReturnTypeOfSignature(signature));
}
