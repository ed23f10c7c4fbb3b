import { createRequire } from 'node:module';
import type { TSESTree } from '@typescript-eslint/utils';
import type * as TypescriptEslint from '@typescript-eslint/parser';
import type * as Oxc from 'oxc-parser';
import { isComponentFile } from './scripts.js';

/**
 * Source text → one TS-ESTree shape, whoever parses. oxc is an order of magnitude faster; where its native binding is missing the
 * typescript-eslint parser steps in. Both give the same facts.
 */

export type Program = TSESTree.Program;

export interface SyntaxProblem {
  message: string;
  /** UTF-16 offset into the text. */
  offset: number;
}

export interface Comment {
  /** Between its marks. */
  value: string;
  range: readonly [number, number];
}

export interface Parsed {
  /** Absent when the text cannot be parsed at all. */
  program?: Program;
  /** On demand, because hardly any file's are asked for. */
  comments?: () => readonly Comment[];
  problem?: SyntaxProblem;
}

export interface Parser {
  name: 'oxc' | 'typescript-eslint';
  parse(file: string, text: string): Parsed;
}

const require = createRequire(import.meta.url);

type Language = 'ts' | 'tsx' | 'jsx';

/** JavaScript may hold JSX whatever its extension; in `.ts` a `<` can begin a type assertion, so JSX is off there. */
function languageOf(file: string): Language {
  if (isComponentFile(file)) return 'ts';
  if (/\.[mc]?ts$/.test(file)) return 'ts';
  return file.endsWith('.tsx') ? 'tsx' : 'jsx';
}

export function oxcParser(): Parser {
  const { parseSync } = require('oxc-parser') as typeof Oxc;
  const parseAs = (file: string, text: string, lang: Language): Parsed => {
    const result = parseSync(file, text, { lang, astType: 'ts', preserveParens: false });
    const { errors, program } = result;
    // A program with recoverable errors is whole; a fatal one comes back empty.
    const [error] = errors;
    if (error && program.body.length === 0) {
      return { problem: { message: error.message, offset: error.labels[0]?.start ?? 0 } };
    }
    // oxc's own types describe the same tree with other names.
    return { program: program as unknown as Program, comments: () => result.comments.map(withRange) };
  };
  return {
    name: 'oxc',
    parse(file, text) {
      const language = languageOf(file);
      const parsed = parseAs(file, text, language);
      if (parsed.program || language !== 'jsx') return parsed;
      // JavaScript with types in it: Flow, or TypeScript that nobody renamed.
      const typed = parseAs(file, text, 'tsx');
      return typed.program ? typed : parsed;
    },
  };
}

function withRange({ value, start, end }: Oxc.Comment): Comment {
  return { value, range: [start, end] };
}

export function typescriptEslintParser(): Parser {
  const { parse } = require('@typescript-eslint/parser') as typeof TypescriptEslint;
  return {
    name: 'typescript-eslint',
    parse(file, text) {
      try {
        const jsx = languageOf(file) !== 'ts';
        const options = { filePath: file, range: true, loc: false, ecmaFeatures: { jsx } };
        const comments = (): Comment[] => parse(text, { ...options, comment: true }).comments;
        return { program: parse(text, options), comments };
      } catch (error) {
        const { message, index } = error as { message: string; index?: number };
        return { problem: { message, offset: index ?? 0 } };
      }
    },
  };
}

/** The fastest parser that runs on this machine. */
export function defaultParser(): Parser {
  try {
    return oxcParser();
  } catch {
    return typescriptEslintParser();
  }
}
