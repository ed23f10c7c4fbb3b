/** A JSON schema out of an interface: the types are the contract, and whoever reads a report gets it in a form that tools can check. */
import ts from 'typescript';

/** The exported interface `name` of a file, and under `$defs` every named type that it leads to. */
export function schemaOfType(file, name) {
  const program = ts.createProgram([file], { strict: true, exactOptionalPropertyTypes: true, noEmit: true, types: [] });
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  const root = exported.find((symbol) => symbol.name === name);
  const $defs = {};
  const schema = object(checker.getDeclaredTypeOfSymbol(root));
  return { ...schema, $defs: Object.fromEntries(Object.entries($defs).sort(([a], [b]) => (a < b ? -1 : 1))) };

  function of(type) {
    if (type.flags & ts.TypeFlags.BooleanLike && type.flags & ts.TypeFlags.Union) return { type: 'boolean' };
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (type.isUnion()) return union(type);
    if (type.flags & ts.TypeFlags.String) return { type: 'string' };
    if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
    if (type.flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
    if (checker.isArrayType(type)) return { type: 'array', items: of(checker.getTypeArguments(type)[0]) };
    const named = type.symbol?.name;
    return named && /^[A-Z]/.test(named) ? reference(named, type) : object(type);
  }

  /** Words of one list stand under its name where it has one. */
  function union(type) {
    const types = type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined));
    if (types.length === 1) return of(types[0]);
    if (!types.every((one) => one.isStringLiteral())) return { anyOf: types.map(of) };
    const words = { enum: types.map(({ value }) => value) };
    if (!type.aliasSymbol) return words;
    $defs[type.aliasSymbol.name] ??= { ...said(type.aliasSymbol), ...words };
    return { $ref: `#/$defs/${type.aliasSymbol.name}` };
  }

  function reference(named, type) {
    if (!(named in $defs)) {
      $defs[named] = {};
      $defs[named] = object(type);
    }
    return { $ref: `#/$defs/${named}` };
  }

  function object(type) {
    const properties = checker.getPropertiesOfType(type);
    const values = type.getStringIndexType();
    const isOptional = ({ flags }) => (flags & ts.SymbolFlags.Optional) !== 0;
    return {
      ...(type.symbol ? said(type.symbol) : {}),
      type: 'object',
      properties: Object.fromEntries(
        properties.map((property) => [property.name, { ...said(property), ...of(checker.getTypeOfSymbol(property)) }]),
      ),
      required: properties.filter((property) => !isOptional(property)).map((property) => property.name),
      additionalProperties: values ? of(values) : false,
    };
  }

  function said(symbol) {
    const description = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    return description === '' ? {} : { description };
  }
}
