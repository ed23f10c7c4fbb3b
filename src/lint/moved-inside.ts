import type { AST, Rule, Scope, SourceCode } from 'eslint';
import type { Node } from 'estree';
import type { Finding } from '../model/report.js';
import { declaredAlone, declaredAt, parentOf } from './declared.js';

/**
 * A variable of the module that one function alone uses, and sets before anything else: made a variable of that function, it says the same to
 * this request and nothing to the next. The edit is offered only where the assignment stands unconditionally in the function's own body.
 */
export function movedInside({ line, column }: Finding, code: SourceCode): Rule.ReportFixer | undefined {
  const variable = declaredAt(code, line, column - 1);
  const declared = variable && declaredAlone(variable);
  // Nothing has to be evaluated where it stands.
  if (!declared || (declared.init && declared.init.type !== 'Literal' && !isUndefined(declared.init))) return undefined;
  const uses = variable.references.filter(({ init }) => !init);
  const [first, ...others] = uses;
  if (!first || !isPlainAssignment(first)) return undefined;
  const owner = first.from.variableScope;
  const isOwn = (use: Scope.Reference): boolean => within(use.from, owner) && !isHoisted(use.from, owner);
  if (owner.type !== 'function' || !others.every(isOwn)) return undefined;
  const kind = others.some((use) => use.isWrite()) ? 'let' : 'const';
  return (fixer) => [
    fixer.removeRange(wholeLine(code, declared.statement)),
    fixer.replaceText(first.identifier, `${kind} ${code.getText(declared.name)}`),
  ];
}

const isUndefined = (node: Node): boolean => node.type === 'Identifier' && node.name === 'undefined';

/** `current = …;` as a statement of the function's own body. */
function isPlainAssignment({ identifier, from }: Scope.Reference): boolean {
  const assignment = parentOf(identifier as Node);
  if (assignment?.type !== 'AssignmentExpression' || assignment.operator !== '=') return false;
  const statement = parentOf(assignment);
  const { body } = from.variableScope.block as { body?: Node };
  const isStatement = statement?.type === 'ExpressionStatement' && parentOf(statement) === body;
  return isStatement && assignment.left === identifier;
}

function within(scope: Scope.Scope, owner: Scope.Scope): boolean {
  return scope === owner || (scope.upper !== null && within(scope.upper, owner));
}

/** Function declarations can be called before the assignment is reached. */
function isHoisted(scope: Scope.Scope, owner: Scope.Scope): boolean {
  if (scope === owner || scope.upper === null) return false;
  return scope.block.type === 'FunctionDeclaration' || isHoisted(scope.upper, owner);
}

function wholeLine({ text, lines }: SourceCode, { range = [0, 0], loc }: Node): AST.Range {
  const [start, end] = range;
  const begins = start - (loc?.start.column ?? 0);
  const isAlone = (lines[(loc?.start.line ?? 1) - 1] ?? '').trim() === text.slice(start, end);
  if (!isAlone) return [start, end];
  const rest = /^[^\S\n]*\r?\n?/.exec(text.slice(end))?.[0].length ?? 0;
  return [begins, end + rest];
}
