/** Statements of a function that are put into something as a whole: a `try`, a function that waits where this one cannot. */
import { ts } from 'ts-morph';
import { indentAt, styleOf } from '../style.js';
import type { Cause, Draft } from './draft.js';
import { within } from './sites.js';
import type { Claim } from './words.js';

export interface Wrapping {
  readonly open: string;
  /** Behind the statements. */
  readonly close: (line: string, step: string) => string;
}

/** What is rewritten as a whole keeps its own lines. */
export function wrapBody(
  draft: Draft,
  body: ts.ConciseBody,
  { open, close }: Wrapping,
  claimed: readonly Claim[],
  cause: Cause,
): void {
  const file = body.getSourceFile();
  const { indent, newline, semicolon } = styleOf(file);
  if (!ts.isBlock(body)) {
    const line = newline + indentAt(file.text, body.getStart());
    const inner = line + indent;
    draft.around(body, `{${inner}${open}${inner}${indent}`, `${semicolon}${close(inner, indent)}${line}}`, cause);
    return;
  }
  const [first] = body.statements;
  const last = body.statements.at(-1);
  if (first === undefined || last === undefined) return;
  const isOneLine = !file.text.slice(body.getStart(), first.getStart()).includes('\n');
  const line = isOneLine ? ' ' : newline + indentAt(file.text, first.getStart());
  const reach = last.end - first.getStart() + 1;
  draft.insert(body, first.getStart(), `${open}${line}${isOneLine ? '' : indent}`, cause, reach);
  draft.insert(body, last.end, close(line, isOneLine ? '' : indent), cause);
  if (isOneLine) return;
  const name = draft.code.nameOf(file);
  const templates = [...within(body)].filter(
    (node) => ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node),
  );
  const isFixed = (at: number): boolean =>
    templates.some((node) => node.getStart() < at && at < node.end) ||
    claimed.some((claim) => claim.file === name && claim.start < at && at < claim.end);
  for (const at of file.getLineStarts())
    if (at > first.getStart() && at < last.end && !isFixed(at) && file.text[at] !== '\n')
      draft.insert(body, at, indent, cause);
}
