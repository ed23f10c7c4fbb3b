/**
 * What cannot be seen: types of packages that are not installed here, and instances of their classes. They pass for `any` wherever they go, and may
 * be something that no other process can be sent.
 */
import { ts } from 'ts-morph';
import { descendants, undressed } from '../nodes.js';
import { isUntyped } from './keys.js';

/** Of a name that leads nowhere: `any` to all but those who look. */
export const isUnresolved = (type: ts.Type): boolean =>
  (type.flags & ts.TypeFlags.Any) !== 0 && (type as { intrinsicName?: string }).intrinsicName === 'error';

/** The names in a written type that lead nowhere. */
export function unresolvedNames(checker: ts.TypeChecker, written: ts.Node): string[] {
  return [...descendants(written)].flatMap((node) => {
    if (!ts.isTypeReferenceNode(node) && !ts.isImportTypeNode(node)) return [];
    if (!isUnresolved(checker.getTypeFromTypeNode(node))) return [];
    const name = ts.isTypeReferenceNode(node) ? node.typeName : node.qualifier;
    return name === undefined ? [] : [ts.isQualifiedName(name) ? name.right.text : name.text];
  });
}

/** `new Decimal(0)` of a class of which nothing is known, where it becomes the value or stands in it. */
export function* unseenInstances(checker: ts.TypeChecker, value: ts.Expression): Generator<ts.NewExpression> {
  const bare = undressed(value);
  if (ts.isNewExpression(bare)) {
    if (isUntyped(checker.getTypeAtLocation(bare))) yield bare;
    return;
  }
  for (const part of partsOf(checker, bare)) yield* unseenInstances(checker, part);
}

const CHOOSING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

/** Expressions that are the value, or are in it. */
function partsOf(checker: ts.TypeChecker, value: ts.Expression): readonly ts.Expression[] {
  if (ts.isObjectLiteralExpression(value)) return value.properties.flatMap((one) => madeIn(checker, one));
  if (ts.isArrayLiteralExpression(value)) return value.elements;
  if (ts.isConditionalExpression(value)) return [value.whenTrue, value.whenFalse];
  if (ts.isSpreadElement(value)) return [value.expression];
  if (ts.isBinaryExpression(value) && CHOOSING.has(value.operatorToken.kind)) return [value.left, value.right];
  return ts.isIdentifier(value) ? madeAs(checker.getSymbolAtLocation(value)) : [];
}

function madeIn(checker: ts.TypeChecker, property: ts.ObjectLiteralElementLike): readonly ts.Expression[] {
  if (ts.isPropertyAssignment(property)) return [property.initializer];
  if (ts.isSpreadAssignment(property)) return [property.expression];
  return ts.isShorthandPropertyAssignment(property) ? madeAs(checker.getShorthandAssignmentValueSymbol(property)) : [];
}

/** What a name was made as, where it is the name of one thing. */
function madeAs(symbol: ts.Symbol | undefined): readonly ts.Expression[] {
  const declaration = symbol?.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return [];
  const isConst = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConst && declaration.initializer !== undefined ? [declaration.initializer] : [];
}
