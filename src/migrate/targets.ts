/** From what the audit found to what is declared: the node of each store that is to move. */
import { ts } from 'ts-morph';
import type { Finding } from '../model/report.js';
import type { Code } from './code.js';
import { unsheltered, type Shelf } from './globals.js';
import { isAssignment } from './nodes.js';
import { sharedGlobal, type SharedGlobal } from './shared-globals.js';

/** `object`: a dictionary, its keys are data; `record`: its keys are fields; `members`: a Set whose members are the keys of a map. */
export type StoreKind = 'map' | 'set' | 'members' | 'array' | 'object' | 'record' | 'scalar';

/** What has entries, each under a key. */
export const hasEntries = (kind: StoreKind): boolean => kind === 'map' || kind === 'object' || kind === 'members';

/** Where a store is declared, and what it is made of. */
export interface Target {
  readonly finding: Finding;
  /** The finding's id. */
  readonly store: string;
  readonly kind: StoreKind;
  readonly name: ts.Identifier | ts.PrivateIdentifier | ts.StringLiteral;
  /** `const a = …`, `private a = …`, `this.a = …`. */
  readonly declaration: ts.VariableDeclaration | ts.PropertyDeclaration | ts.BinaryExpression;
  readonly initializer: ts.Expression | undefined;
  readonly annotation: ts.TypeNode | undefined;
  /** What stood on `globalThis`: how it begins, and the property. */
  readonly sheltered?: { readonly made: ts.Expression; readonly shelf: ts.Expression };
  /** A property of `globalThis` that is used as such. */
  readonly global?: SharedGlobal;
  /** Statements that have no purpose when it has moved. */
  readonly without?: readonly ts.Node[];
}

export function targetOf(code: Code, finding: Finding): Target | undefined {
  const file = code.file(finding.file);
  if (file === undefined || finding.line > file.getLineStarts().length) return undefined;
  const start = file.getPositionOfLineAndCharacter(finding.line - 1, finding.column - 1);
  const name = nameAt(file, start);
  const plain = name && unsheltered(code, name);
  if (plain !== undefined) {
    const { variable: declaration, made, shelf, without } = plain;
    const own = {
      name: declaration.name,
      declaration,
      initializer: declaration.initializer,
      annotation: declaration.type,
    };
    return {
      finding,
      store: finding.id,
      kind: kindOf(code.checker, declaration, made),
      ...own,
      without,
      sheltered: { made, shelf },
    };
  }
  const shared = name && sharedGlobal(code, name);
  if (shared !== undefined) {
    const { assignment, made } = shared.fillings[0];
    const left = assignment.left as Shelf;
    return {
      finding,
      store: finding.id,
      kind: kindOf(code.checker, assignment, made),
      name: ts.isPropertyAccessExpression(left) ? left.name : (left.argumentExpression as ts.StringLiteral),
      declaration: assignment,
      initializer: made,
      annotation: undefined,
      global: shared,
    };
  }
  const declared = name && declarationOf(name);
  if (declared === undefined) return undefined;
  return {
    finding,
    store: finding.id,
    kind: kindOf(code.checker, declared.declaration, declared.initializer),
    ...declared,
  };
}

function nameAt(file: ts.SourceFile, start: number): ts.Node | undefined {
  let found: ts.Node = file;
  for (;;) {
    const inner: ts.Node | undefined = found.forEachChild((child) =>
      child.getStart(file) <= start && start < child.end ? child : undefined,
    );
    if (inner === undefined) return found;
    found = inner;
  }
}

type Declared = Pick<Target, 'name' | 'declaration' | 'initializer' | 'annotation'>;

function declarationOf(name: ts.Node): Declared | undefined {
  if (!ts.isIdentifier(name) && !ts.isPrivateIdentifier(name) && !ts.isStringLiteral(name)) {
    // `this.sessions = new Map()` is pointed at as a whole.
    return name.kind === ts.SyntaxKind.ThisKeyword && ts.isPropertyAccessExpression(name.parent)
      ? assigned(name.parent)
      : undefined;
  }
  const { parent } = name;
  if ((ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) && parent.name === name)
    return { name, declaration: parent, initializer: parent.initializer, annotation: parent.type };
  if (ts.isPropertyAccessExpression(parent)) return assigned(parent);
  return undefined;
}

function assigned(access: ts.PropertyAccessExpression): Declared | undefined {
  const { parent, name } = access;
  if (!isAssignment(parent) || parent.left !== access) return undefined;
  return { name, declaration: parent, initializer: parent.right, annotation: undefined };
}

const KINDS: Readonly<Record<string, StoreKind>> = { Map: 'map', Set: 'set', Array: 'array', ReadonlyArray: 'array' };

function kindOf(checker: ts.TypeChecker, declaration: ts.Node, initializer: ts.Expression | undefined): StoreKind {
  const type = checker.getNonNullableType(checker.getTypeAtLocation(declaration));
  // Of a number there is no symbol, whatever the declaration of `Type` says.
  const { symbol } = type as { symbol?: ts.Symbol };
  const named = KINDS[symbol?.name ?? ''] ?? KINDS[constructed(initializer) ?? ''];
  if (named !== undefined) return named;
  if (checker.isArrayType(type) || (initializer && ts.isArrayLiteralExpression(initializer))) return 'array';
  if (type.flags & ts.TypeFlags.Object || (initializer && ts.isObjectLiteralExpression(initializer)))
    return isDictionary(checker, type) ? 'object' : 'record';
  return 'scalar';
}

/** What has no field of its own is filled by key. */
function isDictionary(checker: ts.TypeChecker, type: ts.Type): boolean {
  return checker.getIndexInfosOfType(type).length > 0 || checker.getPropertiesOfType(type).length === 0;
}

function constructed(initializer: ts.Expression | undefined): string | undefined {
  return initializer && ts.isNewExpression(initializer) ? initializer.expression.getText() : undefined;
}
