/**
 * A property of `globalThis` that no variable holds: whoever loads first fills it, and all use it by its name. It is one store. Each place that fills
 * it goes on to do so, with the collection, under one name.
 */
import { ts } from 'ts-morph';
import type { Code } from './code.js';
import { fallbackOf, fillingOf, isEmpty, isShelf, keyFrom, keyOf, shelvesIn, type Shelf } from './globals.js';
import { isAssignment, isInside, undressed } from './nodes.js';

/** `globalThis.codes = new Map()`, `globalThis.codes ??= new Map()`, `globalThis.codes = globalThis.codes || new Map()`. */
export interface Filling {
  readonly assignment: ts.BinaryExpression;
  readonly made: ts.Expression;
}

export interface SharedGlobal {
  readonly fillings: readonly [Filling, ...Filling[]];
  /** Where it is used, and not only filled. */
  readonly uses: readonly Shelf[];
  /** Types that its declarations say, of a global variable or in a cast. */
  readonly types: readonly ts.TypeNode[];
}

/** `at`: what the audit points at. Undefined where something else than an empty store is put there. */
export function sharedGlobal(code: Code, at: ts.Node): SharedGlobal | undefined {
  const key = keyFrom(code, at);
  if (key === undefined) return undefined;
  const shelves = code.files.flatMap((file) => (file.text.includes(key) ? shelvesIn(code, file, key) : []));
  const fillings: Filling[] = [];
  const uses: Shelf[] = [];
  for (const shelf of shelves) {
    const assignment = assignmentTo(shelf);
    if (assignment !== undefined) {
      const made = fallbackOf(code, assignment.right, key) ?? undressed(assignment.right);
      if (!isEmpty(made) || !ts.isExpressionStatement(assignment.parent)) return undefined;
      fillings.push({ assignment, made });
    } else if (!isPartOfFilling(code, shelf, key)) uses.push(shelf);
  }
  // The one that the audit points at comes first.
  const [first, ...others] = [...fillings].sort(
    (a, b) => Number(isInside(at, b.assignment)) - Number(isInside(at, a.assignment)),
  );
  return first && { fillings: [first, ...others], uses, types: typesOf(code, shelves) };
}

function assignmentTo(shelf: Shelf): ts.BinaryExpression | undefined {
  const { parent } = shelf;
  return isAssignment(parent) && parent.left === shelf ? parent : undefined;
}

/** `globalThis.codes` of `globalThis.codes = globalThis.codes || new Map()`, and the question whether it is there already. */
function isPartOfFilling(code: Code, shelf: Shelf, key: string): boolean {
  for (let at: ts.Node = shelf; !ts.isSourceFile(at); at = at.parent) {
    if (isAssignment(at) && isShelf(code, at.left) && keyOf(at.left) === key && isInside(shelf, at.right)) return true;
    if (ts.isIfStatement(at.parent) && at.parent.expression === at)
      return fillingOf(at.parent, key, code) !== undefined;
    if (ts.isStatement(at)) return false;
  }
  return false;
}

function typesOf({ checker }: Code, shelves: readonly Shelf[]): ts.TypeNode[] {
  const found = shelves.flatMap((shelf) => {
    const name = ts.isPropertyAccessExpression(shelf) ? shelf.name : shelf.argumentExpression;
    return (checker.getSymbolAtLocation(name)?.declarations ?? []).flatMap((declaration) =>
      ts.isVariableDeclaration(declaration) || ts.isPropertySignature(declaration)
        ? collectionsIn(declaration.type)
        : [],
    );
  });
  return [...new Set(found)];
}

/** `Map<string, Code>` of `Map<string, Code> | undefined`. */
function collectionsIn(type: ts.TypeNode | undefined): ts.TypeNode[] {
  if (type === undefined) return [];
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(collectionsIn);
  return ts.isTypeReferenceNode(type) && /^(?:Map|Set)$/.test(type.typeName.getText()) ? [type] : [];
}
