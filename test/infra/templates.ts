/** CloudFormation as a test reads it: its own tags become what they are short for. */
import { parseDocument, type ScalarTag } from 'yaml';

export interface Template {
  Transform?: string;
  Parameters?: Record<string, { Type: string; NoEcho?: boolean }>;
  Globals?: { Function: { Environment: { Variables: Record<string, unknown> } } };
  Resources: Record<string, Resource>;
  Outputs: Record<string, { Description: string; Value: unknown }>;
}

export interface Resource {
  Type: string;
  DeletionPolicy?: string;
  Properties: Record<string, unknown>;
}

const TAGS: ScalarTag[] = ['Ref', 'Sub', 'GetAtt'].map((name) => ({
  tag: `!${name}`,
  resolve: (value: string) => ({ [name]: value }),
}));

export function parsed(text: string): Template {
  const document = parseDocument(text, { customTags: TAGS, strict: true, uniqueKeys: true });
  if (document.errors.length + document.warnings.length > 0)
    throw new Error([...document.errors, ...document.warnings].join('\n'));
  return document.toJS() as Template;
}

/** Every name that something refers to; of `!Sub` all that is in `${…}`. */
export function referredIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner !== 'string') return referredIn(inner);
    if (key === 'Ref') return [inner];
    if (key === 'GetAtt') return [inner.split('.')[0] ?? ''];
    if (key !== 'Sub') return [];
    return [...inner.matchAll(/\$\{(?<name>[\w:]+)[^}]*\}/g)].map(({ groups }) => groups?.name ?? '');
  });
}
