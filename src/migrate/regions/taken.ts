/** What follows a range of statements needs of what the range declares. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { localUsesOf } from '../local-names.js';
import { writtenBy } from '../nodes.js';
import { neededAfter, type Range } from './range.js';

export interface Taken {
  readonly declares: 'let' | 'const';
  /** `{ user, token }` */
  readonly names: string;
  readonly only: string | undefined;
}

export function takenFrom(range: Range, code: Code): Taken | undefined {
  const names = neededAfter(code, range);
  if (names.length === 0) return undefined;
  const isChanging = names.some((name) => isLet(name) && isAssignedAfter(code, name, range));
  const texts = names.map(({ text }) => text);
  return {
    declares: isChanging ? 'let' : 'const',
    names: `{ ${texts.join(', ')} }`,
    only: texts.length === 1 ? texts.join('') : undefined,
  };
}

function isAssignedAfter({ checker }: Code, name: ts.Identifier, { statements }: Range): boolean {
  const end = statements.at(-1)?.end ?? 0;
  return localUsesOf(checker, name).some((use) => use.pos >= end && writtenBy(use.parent) === use);
}

const isLet = (name: ts.Identifier): boolean => {
  for (let at: ts.Node = name; !ts.isStatement(at); at = at.parent)
    if (ts.isVariableDeclarationList(at)) return (at.flags & ts.NodeFlags.Const) === 0;
  return false;
};
