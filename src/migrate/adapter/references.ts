/** Where else a name is used, over all files of the project; import and export specifiers are among its uses. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { descendants } from '../nodes.js';

export function meaningOf(checker: ts.TypeChecker, node: ts.Node): ts.Symbol | undefined {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Without the name in the declaration itself. */
export function referencesTo(code: Code, name: ts.Node): ts.Node[] {
  const symbol = meaningOf(code.checker, name);
  if (symbol === undefined) return [];
  const { text } = name as ts.Identifier;
  return code.files.flatMap((file) =>
    file.text.includes(text)
      ? [...descendants(file)].filter(
          (node) =>
            (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) &&
            node.text === text &&
            node !== name &&
            meaningOf(code.checker, node) === symbol,
        )
      : [],
  );
}
