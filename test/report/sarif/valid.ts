import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

/** What the official schema says against a log, nothing where it is valid. It is of draft 4, and uses what later drafts have as well. */
export function faultsOf(log: unknown): string[] {
  const text = readFileSync(new URL('./sarif-schema-2.1.0.json', import.meta.url), 'utf8');
  const schema: Record<string, unknown> = { ...(JSON.parse(text) as object), $schema: undefined, id: undefined };
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return validate(log)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}
