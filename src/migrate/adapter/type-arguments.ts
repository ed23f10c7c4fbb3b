/** Type arguments as the declaration writes them, so that a team finds its own words again; printed from the type only where nothing is written. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { undressed } from '../nodes.js';
import type { Touch } from './accesses.js';
import { keyTypeNeeded } from './key-types.js';
import { isUntyped } from './keys.js';
import type { StoreShape } from './types.js';

const JAVASCRIPT = /\.[cm]?jsx?$/;

export function typeArgumentsOf(
  code: Code,
  shape: StoreShape,
  constructor: string,
  touches: readonly Touch[],
): string | undefined {
  const { declaration } = shape;
  if (JAVASCRIPT.test(declaration.getSourceFile().fileName)) return undefined;
  const text = writtenIn(shape, constructor) ?? printed(code.checker, shape);
  const key = constructor === 'sharedMap' && text !== undefined ? keyTypeNeeded(code, shape, touches) : undefined;
  if (key !== undefined) return `${text ?? 'unknown'}, ${key}`;
  // What `sharedSet` takes by itself.
  return constructor === 'sharedSet' && text === 'string' ? undefined : text;
}

function printed(checker: ts.TypeChecker, { kind, keyType, valueType, declaration }: StoreShape): string | undefined {
  const type = kind === 'set' ? (valueType ?? keyType) : valueType;
  if (type === undefined || isUntyped(type)) return undefined;
  const flags = (ts.TypeFormatFlags.NoTruncation |
    ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType) as ts.TypeFormatFlags;
  const text = checker.typeToString(checker.getBaseTypeOfLiteralType(type), declaration, flags);
  // As formatters write it on one line.
  return text.replaceAll('; }', ' }');
}

function writtenIn({ declaration, kind, written }: StoreShape, constructor: string): string | undefined {
  for (const node of written === undefined ? writtenTypes(declaration) : [written]) {
    const text =
      kind === 'scalar' || kind === 'record' || constructor === 'sharedValue' ? wholeOf(node) : elementOf(node);
    if (text !== undefined) return text;
  }
  return undefined;
}

type Written = ts.TypeNode | ts.NewExpression;

/** Where a declaration says what it holds. */
export function* writtenTypes(declaration: ts.Node): Generator<Written> {
  const [type, initializer] =
    ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration)
      ? [declaration.type, declaration.initializer]
      : ts.isBinaryExpression(declaration)
        ? [undefined, declaration.right]
        : [];
  if (type !== undefined) yield type;
  if (initializer === undefined) return;
  if (ts.isAsExpression(initializer) && initializer.type.getText() !== 'const') yield initializer.type;
  if (ts.isSatisfiesExpression(initializer)) yield initializer.type;
  const made = madeBy(initializer);
  if (ts.isNewExpression(made)) yield made;
}

/** `new Map<…>()` of `globalThis.m ??= new Map<…>()` as well. */
function madeBy(initializer: ts.Expression): ts.Expression {
  const bare = undressed(initializer);
  return ts.isBinaryExpression(bare) ? madeBy(bare.right) : bare;
}

function wholeOf(node: Written): string | undefined {
  if (ts.isNewExpression(node)) return undefined;
  if (!ts.isUnionTypeNode(node)) return node.getText();
  // Absence is what the collection says by itself.
  const present = node.types.filter((part) => !/^(?:undefined|null)$/.test(part.getText()));
  return present.length === 0 ? undefined : present.map((part) => part.getText()).join(' | ');
}

/** `Session` of `Map<string, Session>`, `Record<string, Session>`, `Session[]`, `{ [id: string]: Session }`. */
function elementOf(node: Written): string | undefined {
  if (ts.isNewExpression(node) || ts.isTypeReferenceNode(node)) return node.typeArguments?.at(-1)?.getText();
  if (ts.isArrayTypeNode(node)) return node.elementType.getText();
  if (ts.isTypeOperatorNode(node)) return elementOf(node.type);
  if (!ts.isTypeLiteralNode(node)) return undefined;
  const [only] = node.members;
  return only && ts.isIndexSignatureDeclaration(only) ? only.type.getText() : undefined;
}
