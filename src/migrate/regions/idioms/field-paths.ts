/** Where fields of a record lie, as text: a path, or objects within each other. */

export interface FieldName {
  /** The name itself, or the expression that gives it. */
  readonly text: string;
  /** Known where it is written. */
  readonly isFixed: boolean;
}

export type FieldPath = readonly FieldName[];

const WORD = /^[A-Za-z_$][\w$]*$/;

/** `'bytes.in'`, or `['byRoute', route]`, of which each is taken as it is. */
export function pathText(names: FieldPath, quote: string): string {
  const isPlain = names.every(({ text, isFixed }) => isFixed && WORD.test(text));
  if (isPlain) return quote + names.map(({ text }) => text).join('.') + quote;
  return `[${names.map(({ text, isFixed }) => (isFixed ? quoted(text, quote) : text)).join(', ')}]`;
}

/** As a property of an object literal. */
export function keyOf({ text, isFixed }: FieldName, quote: string): string {
  if (!isFixed) return `[${text}]`;
  return WORD.test(text) ? text : quoted(text, quote);
}

const quoted = (text: string, quote: string): string =>
  quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;

export interface FieldText {
  readonly names: FieldPath;
  readonly text: string;
}

/** `{ requests: 1, bytes: { in: size, out: 0 } }` */
export function nested(fields: readonly FieldText[], quote: string): string {
  const groups = new Map<string, FieldText[]>();
  for (const { names, text } of fields) {
    const [first, ...rest] = names;
    if (first === undefined) return text;
    const key = keyOf(first, quote);
    groups.set(key, [...(groups.get(key) ?? []), { names: rest, text }]);
  }
  return `{ ${[...groups].map(([key, inner]) => `${key}: ${nested(inner, quote)}`).join(', ')} }`;
}

/** No field is another one, or within it, whatever the names turn out to be that only a run knows. */
export const areApart = (paths: readonly FieldPath[]): boolean =>
  paths.every((path, i) => paths.slice(i + 1).every((other) => isApart(path, other)));

const isApart = (a: FieldPath, b: FieldPath): boolean =>
  a.some((name, i) => {
    const other = b[i];
    return other !== undefined && name.isFixed && other.isFixed && name.text !== other.text;
  });
