/** What is edited must parse, as far as it did before, and wait only where waiting is possible: the parser alone lets an `await` pass anywhere. */
import { ts } from 'ts-morph';
import type { Failure } from './failures.js';
import { ancestorsOf, parsed, syntaxErrors } from './tree.js';

interface Problem {
  readonly at: number;
  readonly why: string;
}

export function syntaxFailures(file: string, before: string, after: string): Failure[] {
  if (!/\.[cm]?[jt]sx?$/.test(file)) return [];
  const known = new Set(problemsIn(file, before).map(({ why }) => why));
  const tree = parsed(file, after);
  return problemsIn(file, after)
    .filter(({ why }) => !known.has(why))
    .map(({ at, why }) => {
      const { line, character } = tree.getLineAndCharacterOfPosition(at);
      return { check: 'syntax', file, line: line + 1, column: character + 1, why };
    });
}

function problemsIn(file: string, text: string): Problem[] {
  const errors = syntaxErrors(file, text).map(({ start, messageText }) => ({
    at: start,
    why: ts.flattenDiagnosticMessageText(messageText, ' '),
  }));
  return [...errors, ...misplacedAwaits(parsed(file, text))];
}

function misplacedAwaits(file: ts.SourceFile): Problem[] {
  const found: Problem[] = [];
  const visit = (node: ts.Node): void => {
    const waits = ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
    const why = waits ? cannotWait(node, file) : undefined;
    if (why !== undefined) found.push({ at: node.getStart(file), why });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function cannotWait(node: ts.Node, file: ts.SourceFile): string | undefined {
  for (const { at, parent } of ancestorsOf(node)) {
    if (ts.isClassStaticBlockDeclaration(parent)) return '`await` in a static block';
    if (ts.isPropertyDeclaration(parent) && parent.initializer === at) return '`await` in the initialiser of a field';
    if (!ts.isFunctionLike(parent)) continue;
    if (ts.isParameter(at)) return '`await` in a parameter';
    const { modifiers = [] } = parent as { modifiers?: readonly ts.ModifierLike[] };
    return modifiers.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)
      ? undefined
      : '`await` in a function that is not async';
  }
  return isCommonJs(file) ? '`await` at the top level of a CommonJS module' : undefined;
}

/** Of a TypeScript file the compiler knows it better. */
function isCommonJs(file: ts.SourceFile): boolean {
  if (file.fileName.endsWith('.cjs')) return true;
  return (
    /\.jsx?$/.test(file.fileName) && !ts.isExternalModule(file) && /\brequire\(|\bmodule\.exports\b/.test(file.text)
  );
}
