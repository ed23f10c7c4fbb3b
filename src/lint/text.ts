import type { Linter, SourceCode } from 'eslint';
import { defaultParser, type Comment, type Parser, type Program } from '../syntax/parse.js';
import { isComponentFile } from '../syntax/scripts.js';

/** A text as a linter hands it over. */
export interface LintedText {
  /** Absolute, unless the text lies nowhere. */
  path: string;
  text: string;
  cwd: string;
  parser: Parser;
}

/**
 * The tree that the linter has already, where it is of the shape that facts are read from: that of the typescript-eslint parser, from which the
 * facts are the same. Of any other parser the text alone is taken, so that all give the same.
 */
export function parserFor(path: string, code: SourceCode, options: Linter.LanguageOptions): Parser {
  const { name, version = '' } = options.parser?.meta ?? {};
  const isKnown = name === 'typescript-eslint/parser' && version.startsWith('8.');
  if (!isKnown || isComponentFile(path)) return defaultParser();
  const program = code.ast as unknown as Program;
  const comments = (): readonly Comment[] => code.ast.comments as unknown as Comment[];
  return { name: 'typescript-eslint', parse: () => ({ program, comments }) };
}
