/** Which file loads which: what a bundle of an entry point holds. */
import { ts } from 'ts-morph';
import type { Code, CodeSource } from '../code.js';

/** Imports of types alone are erased, and lead nowhere. */
export function importsOf(code: Code, { resolve }: CodeSource): Map<string, readonly string[]> {
  return new Map(
    code.files.map((file) => {
      const name = code.nameOf(file);
      const specifiers = ts.preProcessFile(file.text, true, true).importedFiles.map(({ fileName }) => fileName);
      return [name, [...new Set(specifiers.flatMap((specifier) => resolve(name, specifier) ?? []))]] as const;
    }),
  );
}

export function reaches(imports: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const file of seen) {
    if (file === to) return true;
    for (const next of imports.get(file) ?? []) seen.add(next);
  }
  return false;
}
