/** `Cell<Poll>`, and what a file needs to say it. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import type { Edit } from '../types.js';
import { nameIn } from './naming.js';
import type { World } from './types.js';

export interface CellType {
  readonly text: string;
  readonly edits: readonly Omit<Edit, 'reason' | 'stores'>[];
  /** What is imported from the adapters. */
  readonly imported: string;
}

export function cellTypeIn({ code, target, choice }: World, at: ts.Node): CellType | undefined {
  const written = firstOf(choice.typeArguments);
  if (written === undefined) return undefined;
  const source = target.declaration.getSourceFile();
  const known = code.checker.getSymbolsInScope(target.declaration, ts.SymbolFlags.Type | ts.SymbolFlags.Alias);
  const edits: Omit<Edit, 'reason' | 'stores'>[] = [];
  let text = written;
  if (source !== at.getSourceFile()) {
    for (const word of new Set(written.match(/(?<![.\w$'"])[A-Za-z_$][\w$]*/g))) {
      const symbol = known.find(({ name }) => name === word);
      const declaration = symbol && ownDeclaration(code, symbol);
      if (declaration === undefined) continue;
      const named = nameIn(code, declaration, at);
      if (named === undefined) return undefined;
      edits.push(...named.edits);
      text = text.replace(new RegExp(`\\b${word}\\b`, 'g'), named.text);
    }
  }
  const isTaken = namesOf(at.getSourceFile()).has('Cell');
  const [name, imported] = isTaken ? ['SharedCell', 'type Cell as SharedCell'] : ['Cell', 'type Cell'];
  return { text: `${name}<${text}>`, edits, imported };
}

type TypeDeclaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration;

function ownDeclaration({ checker, isOwn }: Code, symbol: ts.Symbol): TypeDeclaration | undefined {
  const meant = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return meant.declarations?.find(
    (one): one is TypeDeclaration =>
      isOwn(one.getSourceFile()) &&
      (ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one) || ts.isClassDeclaration(one)),
  );
}

/** Of `Poll, string` the first; commas within brackets separate nothing. */
function firstOf(typeArguments: string | undefined): string | undefined {
  if (typeArguments === undefined) return undefined;
  let depth = 0;
  for (let i = 0; i < typeArguments.length; i++) {
    const character = typeArguments.charAt(i);
    if ('<({['.includes(character)) depth++;
    else if (')}]'.includes(character) || (character === '>' && typeArguments[i - 1] !== '=')) depth--;
    else if (character === ',' && depth === 0) return typeArguments.slice(0, i);
  }
  return typeArguments;
}

function namesOf(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    node.forEachChild(visit);
  };
  visit(file);
  return names;
}
