/** The JSON schema of a configuration, for editors; `npm run docs` writes it to schema/coldstate.schema.json. */
import { CONFIG, type Shape } from './shape.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

export function configSchema(): JsonSchema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'coldstate configuration', ...schemaOf(CONFIG) };
}

function schemaOf(shape: Shape): JsonSchema {
  const description = shape.says.charAt(0).toUpperCase() + shape.says.slice(1);
  switch (shape.kind) {
    case 'text':
      return { description, type: 'string', pattern: '\\S' };
    case 'name':
      return { description, enum: shape.names };
    case 'list':
      return { description, type: 'array', items: schemaOf(shape.of) };
    case 'record':
      return { description, type: 'object', additionalProperties: schemaOf(shape.of) };
    case 'object':
      return {
        description,
        type: 'object',
        properties: Object.fromEntries(Object.entries(shape.keys).map(([key, one]) => [key, schemaOf(one)])),
        additionalProperties: false,
        ...(shape.needsOne ? { minProperties: 1 } : {}),
      };
    case 'either':
      return { description, anyOf: shape.of.map(schemaOf) };
  }
}
