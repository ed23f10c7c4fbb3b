/** Of which types the values of a store are. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { localUsesOf } from '../local-names.js';
import { isAssignment } from '../nodes.js';
import type { Touch } from './accesses.js';
import { isUntyped } from './keys.js';
import { writtenTypes } from './type-arguments.js';
import type { StoreShape } from './types.js';
import { isUnresolved } from './unresolved.js';

export interface Typed {
  readonly type: ts.Type;
  readonly written?: ts.Node | undefined;
}

/** The type that its values are said to be of; else those of what is stored. */
export function typesWithin(code: Code, shape: StoreShape, touches: readonly Touch[]): Typed[] {
  const { valueType, declaration } = shape;
  const [written] = shape.written === undefined ? writtenTypes(declaration) : [shape.written];
  const said = valueType === undefined ? [] : [{ type: valueType, written }];
  if (valueType !== undefined && !isUntyped(valueType)) return said;
  const stored = touches.flatMap(({ value }) => (value ? typesOf(code, value) : []));
  return [...said.filter(({ type }) => isUnresolved(type)), ...stored];
}

/** Of a name whose type is not known: of what it is given. */
function typesOf({ checker }: Code, value: ts.Expression): Typed[] {
  const type = checker.getTypeAtLocation(value);
  const declaration = ts.isIdentifier(value) ? checker.getSymbolAtLocation(value)?.valueDeclaration : undefined;
  if (!isUntyped(type) || declaration === undefined) return [{ type }];
  if (ts.isParameter(declaration)) return [{ type, written: declaration.type }];
  if (!ts.isVariableDeclaration(declaration)) return [{ type }];
  const given = assignedTo(checker, declaration).map((one) => ({ type: checker.getTypeAtLocation(one) }));
  return given.length === 0 ? [{ type, written: declaration.type }] : given;
}

function assignedTo(checker: ts.TypeChecker, { name }: ts.VariableDeclaration): ts.Expression[] {
  if (!ts.isIdentifier(name)) return [];
  return localUsesOf(checker, name).flatMap((use) =>
    isAssignment(use.parent) && use.parent.left === use ? [use.parent.right] : [],
  );
}
