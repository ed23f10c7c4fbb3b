/** A member that is reached behind a cast, `(engine as any).sessions` for one, does not say that it is the store; what stands before the cast does. */
import { ts } from 'ts-morph';
import { localUsesOf } from '../local-names.js';
import { descendants, isAssignment, isFunction, undressed } from '../nodes.js';
import { refusalOf, type Guard, type Surroundings } from './types.js';

const ADVICE =
  "Reach it by its own type: without the cast, or as `owner['name']` where it is private. A test can also ask for what its owner answers.";

export const castAway: Guard = (around) => {
  const { code, target } = around;
  const name = target.name.text;
  const files = code.files.filter(({ text }) => text.includes(name));
  return files.flatMap((file) =>
    [...descendants(file)].flatMap((node) => {
      const owner = ownerOf(node, name);
      if (owner === undefined || holdsStore(around, owner) || !isOwner(around, owner, new Set())) return [];
      const text = node.getText().replace(/\s+/g, ' ');
      return [refusalOf(around, node, 'FLOWS_TO_ANY', `\`${text}\` is it, and a cast hides its type`, ADVICE)];
    }),
  );
};

/** Of `owner.name`, `owner['name']` and `const { name } = owner`. */
function ownerOf(node: ts.Node, name: string): ts.Expression | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === name ? node.expression : undefined;
  if (ts.isElementAccessExpression(node)) {
    const { expression, argumentExpression: member } = node;
    return ts.isStringLiteralLike(member) && member.text === name ? expression : undefined;
  }
  if (!ts.isBindingElement(node) || !ts.isVariableDeclaration(node.parent.parent)) return undefined;
  const member = node.propertyName ?? node.name;
  return ts.isIdentifier(member) && member.text === name ? node.parent.parent.initializer : undefined;
}

/** Its type says that its member of this name is the store. */
function holdsStore({ code: { checker }, target }: Surroundings, owner: ts.Expression): boolean {
  const type = checker.getNonNullableType(checker.getTypeAtLocation(owner));
  const { declaration } = target;
  const found = checker.getPropertyOfType(type, target.name.text);
  const member = found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  const known: readonly ts.Node[] = ts.isBinaryExpression(declaration)
    ? [declaration, declaration.left]
    : [declaration];
  return (member?.declarations ?? []).some((one) => known.includes(one));
}

/** The same of what stands before the casts, in the names that it went by. */
function isOwner(around: Surroundings, owner: ts.Expression, seen: Set<ts.Node>): boolean {
  const bare = undressed(owner);
  if (seen.has(bare)) return false;
  seen.add(bare);
  return holdsStore(around, bare) || givenTo(around, bare).some((given) => isOwner(around, given, seen));
}

/** What a name without a type was made as, or is called with. */
function givenTo({ code: { checker }, calls }: Surroundings, node: ts.Expression): readonly ts.Expression[] {
  if (!ts.isIdentifier(node) || !(checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any)) return [];
  const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
  if (declaration === undefined) return [];
  if (ts.isParameter(declaration) && isFunction(declaration.parent)) {
    const at = declaration.parent.parameters.indexOf(declaration);
    return calls.of(declaration.parent).flatMap((call) => call.arguments[at] ?? []);
  }
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return [];
  const assigned = localUsesOf(checker, declaration.name).flatMap(({ parent }) =>
    isAssignment(parent) && ts.isIdentifier(parent.left) && parent.left.text === node.text ? parent.right : [],
  );
  return [...(declaration.initializer === undefined ? [] : [declaration.initializer]), ...assigned];
}
