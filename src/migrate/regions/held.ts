/** Records that were made before a step and are changed in it: a second run would find them changed already, so they are to be made in it as well. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { descendants, isAssignment, isInside, undressed, writtenBy } from '../nodes.js';
import type { Range } from './range.js';
import type { Region } from './touches.js';

/** The range, from where they are made. `held`: one that is made where the range cannot begin. */
export function withWhatIsMade(
  { checker }: Code,
  { touches, flow, body }: Region,
  range: Range,
): { readonly range: Range; readonly held: ts.Node | undefined } {
  const [first] = range.statements;
  const last = range.statements.at(-1);
  if (first === undefined || last === undefined) return { range, held: undefined };
  let from = range.list.statements.indexOf(first);
  let held: ts.Node | undefined;
  const uses = new Set<ts.Node>(flow.uses);
  const stored = new Set(touches.flatMap(({ access }) => symbolOf(checker, access?.value) ?? []));
  const isRecord = (node: ts.Expression): boolean => {
    const symbol = symbolOf(checker, node);
    return uses.has(node) || (symbol !== undefined && stored.has(symbol));
  };
  for (const { node, access } of touches) {
    if (access !== undefined || setsAnew(node)) continue;
    for (const name of changedNames(node, isRecord)) {
      const [declaration] = checker.getSymbolAtLocation(name)?.declarations ?? [];
      if (declaration === undefined || isFromTo(declaration, first, last)) continue;
      if (!isInside(declaration, body) || isGivenIn(checker, name, range)) continue;
      const index = range.list.statements.findIndex((statement) => isInside(declaration, statement));
      const isMade = ts.isVariableDeclaration(declaration) && ts.isVariableStatement(declaration.parent.parent);
      if (index < 0 || !isMade) held ??= node;
      else from = Math.min(from, index);
    }
  }
  const start = range.list.statements.indexOf(first);
  return { range: { ...range, statements: [...range.list.statements.slice(from, start), ...range.statements] }, held };
}

const symbolOf = (checker: ts.TypeChecker, node: ts.Expression | undefined): ts.Symbol | undefined =>
  node !== undefined && ts.isIdentifier(undressed(node)) ? checker.getSymbolAtLocation(undressed(node)) : undefined;

/** From where everything begins that the statements change and that is declared before them, in the same list. Undefined where nothing is. */
export function fromWhatIsChanged({ checker }: Code, range: Range): Range | undefined {
  const { list, statements } = range;
  const [first] = statements;
  if (first === undefined) return undefined;
  const start = list.statements.indexOf(first);
  let from = start;
  for (let at = list.statements.indexOf(first) + statements.length - 1; at >= from; at--) {
    const statement = list.statements[at];
    for (const name of statement === undefined ? [] : namesChangedIn(statement)) {
      const [declaration] = checker.getSymbolAtLocation(name)?.declarations ?? [];
      const index = declaration ? list.statements.findIndex((one) => isInside(declaration, one)) : -1;
      if (index >= 0 && list.statements[index]?.kind === ts.SyntaxKind.VariableStatement) from = Math.min(from, index);
    }
  }
  return from === start ? undefined : { ...range, statements: [...list.statements.slice(from, start), ...statements] };
}

/** `x` of `x += 1`, `x.left = 2` and `x.push(3)`. */
function namesChangedIn(statement: ts.Statement): ts.Identifier[] {
  return [...descendants(statement)].flatMap((node) => {
    const isCall = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression);
    const changed = writtenBy(node) ?? (isCall ? node.expression : undefined);
    let at = changed && undressed(changed);
    while (at && (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at))) at = undressed(at.expression);
    return at && ts.isIdentifier(at) ? [at] : [];
  });
}

const isFromTo = (node: ts.Node, first: ts.Node, last: ts.Node): boolean =>
  isInside(node, first.parent) && node.pos >= first.pos && node.end <= last.end;

/** `link.target = target`, which says nothing of what was there. */
function setsAnew(node: ts.Node): boolean {
  if (!isAssignment(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  const written = node.left.getText();
  return ![...descendants(node.right)].some((inner) => inner.getText() === written);
}

/** `link` of `link.tags.push(tag)`, and of `addTag(link, tag)`. */
function changedNames(node: ts.Expression, isRecord: (argument: ts.Expression) => boolean): ts.Identifier[] {
  const given = ts.isCallExpression(node) ? node.arguments.filter(isRecord) : [];
  const changed = writtenBy(node) ?? (ts.isCallExpression(node) && given.length === 0 ? node.expression : undefined);
  return [...given, ...(changed ? [changed] : [])].flatMap((one) => {
    let at = undressed(one);
    while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) at = undressed(at.expression);
    return ts.isIdentifier(at) ? [at] : [];
  });
}

/** `link = cell.get()` in the range: each run begins with it. */
function isGivenIn(checker: ts.TypeChecker, name: ts.Identifier, { statements }: Range): boolean {
  const symbol = checker.getSymbolAtLocation(name);
  return statements.some((statement) =>
    [...descendants(statement)].some(
      (node) =>
        isAssignment(node) &&
        node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
        ts.isIdentifier(node.left) &&
        checker.getSymbolAtLocation(node.left) === symbol,
    ),
  );
}
