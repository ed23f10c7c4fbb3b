/** What does not parse cannot be read for certain, and is not edited. */
import { ts } from 'ts-morph';
import { placeOf, type Code } from '../code.js';
import type { Edit, Refusal } from '../types.js';
import { nodeOf, refusalAt, type Guard } from './types.js';

export const parses: Guard = ({ code, target, uses }) => {
  const files = new Set([target.declaration, ...uses.map(nodeOf)].map((node) => node.getSourceFile()));
  return [...files].flatMap((file) => faultIn(code, file, target.store));
};

/** The same for files of callers. */
export function editedFilesParse(code: Code, edits: readonly Edit[]): Refusal[] {
  const stores = new Map<string, Set<string>>();
  for (const edit of edits) stores.set(edit.file, new Set([...(stores.get(edit.file) ?? []), ...edit.stores]));
  return [...stores].flatMap(([name, its]) => {
    const file = code.file(name);
    return file === undefined ? [] : [...its].flatMap((store) => faultIn(code, file, store));
  });
}

function faultIn(code: Code, file: ts.SourceFile, store: string): Refusal[] {
  const [fault] = code.program.getSyntacticDiagnostics(file);
  if (fault === undefined) return [];
  const message = ts.flattenDiagnosticMessageText(fault.messageText, ' ');
  const place = placeOf(code, file, fault.start);
  return [
    refusalAt(
      store,
      place,
      'PARSE',
      `${place.file} does not parse: ${message}`,
      'Correct it, then run the migration again.',
    ),
  ];
}
