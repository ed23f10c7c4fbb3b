/** What a module gives to others, followed to where it is declared. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import type { Place } from '../types.js';
import { isFunction, isInside } from '../nodes.js';

export interface Exported {
  readonly name: string;
  readonly declaration: ts.Node;
}

/** Re-exports are followed; `export *` too. */
export function exportsOf({ checker }: Code, file: ts.SourceFile): Exported[] {
  const module = checker.getSymbolAtLocation(file);
  if (module === undefined) return [];
  return checker.getExportsOfModule(module).flatMap((symbol) => {
    const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return (meant.declarations ?? []).map((declaration) => ({
      name: symbol.name,
      declaration: behind(checker, declaration),
    }));
  });
}

/** `module.exports = { drivers }` declares nothing of its own. */
function behind(checker: ts.TypeChecker, declaration: ts.Node): ts.Node {
  const value = ts.isShorthandPropertyAssignment(declaration)
    ? checker.getShorthandAssignmentValueSymbol(declaration)
    : ts.isPropertyAssignment(declaration) && ts.isIdentifier(declaration.initializer)
      ? checker.getSymbolAtLocation(declaration.initializer)
      : ts.isBinaryExpression(declaration) && ts.isIdentifier(declaration.right)
        ? checker.getSymbolAtLocation(declaration.right)
        : undefined;
  return value?.declarations?.[0] ?? declaration;
}

/** Whether who has the declaration can get at `node`: no function that is only called inside lies between, and no private member. */
export function isGivenBy(declaration: ts.Node, node: ts.Node): boolean {
  if (!isInside(node, declaration)) return false;
  for (let at = node; at !== declaration; at = at.parent) {
    if (isPrivate(at)) return false;
    if (at !== node && isFunction(at)) return false;
    if (isFunction(at) && ts.isCallExpression(at.parent) && at.parent.arguments.some((argument) => argument === at))
      return false;
    if (ts.isSourceFile(at)) return false;
  }
  return true;
}

/** Whether who has the declaration can call the function that begins at `place`. */
export function givesFunctionAt(code: Code, declaration: ts.Node, { file: name, line, column }: Place): boolean {
  const file = declaration.getSourceFile();
  if (code.nameOf(file) !== name) return false;
  const start = file.getPositionOfLineAndCharacter(line - 1, column - 1);
  const callable = (node: ts.Node): ts.Node | undefined => {
    if (start < node.pos || start >= node.end) return undefined;
    return isFunction(node) && node.getStart() === start ? node : node.forEachChild(callable);
  };
  const found = callable(declaration);
  return found !== undefined && isGivenBy(declaration, found);
}

function isPrivate(node: ts.Node): boolean {
  if (!ts.isPropertyDeclaration(node) && !ts.isMethodDeclaration(node)) return false;
  if (ts.isPrivateIdentifier(node.name)) return true;
  return (ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
}
