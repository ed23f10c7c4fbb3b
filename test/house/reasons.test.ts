import ts from 'typescript';
import { expect, it } from 'vitest';
import { sourcesIn, type Source } from './sources.js';

const sources = sourcesIn('src', 'bin', 'rules', 'codemods', 'adapters', 'scripts', 'test', 'bench');

/** `file:line` of every comment that a pattern finds. */
function commentsLike(pattern: RegExp): string[] {
  return sources.flatMap(({ file, text }) =>
    text.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1}`] : [])),
  );
}

it('no comment silences the compiler for good', () => {
  expect(commentsLike(/(?:\/\/|\/\*)\s*@ts-(?:ignore|nocheck)\b/)).toEqual([]);
});

it('whoever expects an error of the compiler says why', () => {
  expect(commentsLike(/(?:\/\/|\/\*)\s*@ts-expect-error(?!.{12})/)).toEqual([]);
});

it('whoever turns a lint rule off says which one and why', () => {
  expect(commentsLike(/(?:\/\/|\/\*)\s*eslint-disable(?!.*\s[\w@/-]+.*\s-- .{8})/)).toEqual([]);
});

it('no type is any without a reason beside it', () => {
  expect(sources.flatMap((source) => [...unexplained(source)])).toEqual([]);
});

function* unexplained({ file, text }: Source): Generator<string> {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lines = text.split('\n');
  const nodes: ts.Node[] = [tree];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
      if (!isComment(lines[line - 1]) && !lines[line]?.includes('//')) yield `${file}:${line + 1}`;
    }
    nodes.push(...node.getChildren());
  }
}

function isComment(line = ''): boolean {
  return /^\s*(?:\/\/|\/?\*)/.test(line);
}
