/** A Map of a class of the project has methods that no collection has. */
import { ts } from 'ts-morph';
import { undressed } from '../nodes.js';
import { refusalOf, type Guard } from './types.js';

export const ownClass: Guard = (around) => {
  const { code, target } = around;
  const made = target.initializer && undressed(target.initializer);
  if (made === undefined || !ts.isNewExpression(made)) return [];
  const symbol = code.checker.getSymbolAtLocation(made.expression);
  const meant = symbol && symbol.flags & ts.SymbolFlags.Alias ? code.checker.getAliasedSymbol(symbol) : symbol;
  const declared = meant?.valueDeclaration;
  if (declared === undefined || !ts.isClassLike(declared) || !code.isOwn(declared.getSourceFile())) return [];
  const why = `\`${made.expression.getText()}\` is a class of the project, and no collection stands for it`;
  return [
    refusalOf(around, target.name, 'IDENTITY', why, 'Keep a plain Map in the class, and let its methods use that.'),
  ];
};
