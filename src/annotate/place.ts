/**
 * Where a comment can stand: on a line of its own above a statement or a class member, where it neither changes what the program does nor comes
 * between a directive and the line that it is about.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Span } from '../model/facts.js';
import type { Comment, Program } from '../syntax/parse.js';
import { lineStart } from './lines.js';

export interface Place {
  at: number;
  /** Of the line above which it stands; absent where no statement begins a line, as in `<script>let n = 0</script>`. */
  indent?: string;
}

export interface Layout {
  text: string;
  /** Statements and class members, decorators included, by their beginning. */
  statements: readonly Span[];
  /** Beginnings of comments. */
  comments: ReadonlySet<number>;
}

export function layoutOf(text: string, program: Program, comments: readonly Comment[]): Layout {
  return {
    text,
    statements: statementsIn(program).sort((a, b) => a[0] - b[0] || b[1] - a[1]),
    comments: new Set(comments.map(({ range }) => range[0])),
  };
}

/**
 * `named`: the offsets of everything that the audit names by its text. A comment in the first characters of such a declaration would give it
 * another id, so it stands above all of it.
 */
export function placeFor(offset: number, layout: Layout, named: readonly number[]): Place | undefined {
  const around = aroundOf(offset, layout);
  const own = around.find((span) => indentOf(layout.text, span[0]) !== undefined);
  if (own === undefined) {
    const outermost = around.at(-1);
    return outermost && sameLine(outermost[0], layout);
  }
  const place = aboveLine(own[0], layout);
  const divided = named.filter((other) => other !== offset).map((other) => dividedBy(place.at, other, layout));
  const outer = Math.min(...divided);
  return Number.isFinite(outer) ? placeFor(outer, layout, named) : place;
}

/** From the innermost outwards; what belongs to no statement is taken for part of the one before it, or else the first. */
function aroundOf(offset: number, { statements }: Layout): Span[] {
  const around = statements.filter(([start, end]) => start <= offset && offset < end).reverse();
  if (around.length > 0) return around;
  const nearby = statements.findLast(([start]) => start <= offset) ?? statements[0];
  return nearby ? [nearby] : [];
}

/** As much of a declaration as goes into its id. */
const NAMED = 200;

/** The beginning of the statement that a comment at `at` would stand in, so near its beginning that the id of `other` would change. */
function dividedBy(at: number, other: number, layout: Layout): number {
  const [innermost] = aroundOf(other, layout);
  if (!innermost) return Infinity;
  const [start, end] = innermost;
  return start < at && at < Math.min(end, other + NAMED) ? start : Infinity;
}

/** A statement that shares its line with others before it: above the line, if one of them begins it. */
function sameLine(start: number, layout: Layout): Place {
  const leader = layout.statements.find(
    ([other]) =>
      lineStart(layout.text, other) === lineStart(layout.text, start) && indentOf(layout.text, other) !== undefined,
  );
  return leader ? aboveLine(leader[0], layout) : { at: start };
}

/** Comments that speak of the next line, or of the next declaration. One of ours in between would take their place. */
const DIRECTIVE =
  /(?:eslint|oxlint|tslint|stylelint)-?\S*[-:]?disable-next-line|stryker disable next-line|@ts-(?:expect-error|ignore)|\b(?:prettier|biome|rome|dprint|deno-lint|svelte)-ignore|\b(?:istanbul|c8|v8|node:coverage) ignore|\bcoldstate:/;

function aboveLine(start: number, { text, comments }: Layout): Place {
  const indent = indentOf(text, start) ?? '';
  let at = lineStart(text, start);
  for (let line = at; line > 0;) {
    line = lineStart(text, line - 1);
    const content = text.slice(line, text.indexOf('\n', line)).trim();
    const isComment = comments.has(line + text.slice(line).search(/\S/)) && /^(?:\/\/|\/\*.*\*\/$)/.test(content);
    if (!isComment) break;
    if (DIRECTIVE.test(content)) at = line;
  }
  return { at, indent };
}

/** `undefined` where something stands before it on its line. */
function indentOf(text: string, start: number): string | undefined {
  const before = text.slice(lineStart(text, start), start);
  return before.trim() === '' ? before : undefined;
}

type Node = TSESTree.Node;

/** Where statements and members are listed: between two of them a comment is nothing but a comment. */
const LISTS: Readonly<Record<string, string>> = {
  Program: 'body',
  BlockStatement: 'body',
  StaticBlock: 'body',
  TSModuleBlock: 'body',
  ClassBody: 'body',
  SwitchCase: 'consequent',
};

function statementsIn(program: Program): Span[] {
  const found: Span[] = [];
  const nodes: Node[] = [program];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const list = LISTS[node.type];
    for (const [key, value] of Object.entries(node)) {
      if (key === 'parent') continue;
      const children = (Array.isArray(value) ? value : [value]).filter(isNode);
      nodes.push(...children);
      if (key === list) found.push(...children.map(withDecorators));
    }
  }
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** `@Injectable() export class …`: parsers differ in whether the first decorator is part of what it decorates. */
function withDecorators(node: Node): Span {
  const [start, end] = spanOf(node);
  const decorated = 'declaration' in node && isNode(node.declaration) ? node.declaration : node;
  const decorators = 'decorators' in decorated && Array.isArray(decorated.decorators) ? decorated.decorators : [];
  return [Math.min(start, ...decorators.filter(isNode).map((decorator) => spanOf(decorator)[0])), end];
}

function spanOf(node: Node): Span {
  const range = node.range as Span | undefined;
  if (range) return range;
  const { start, end } = node as unknown as { start: number; end: number };
  return [start, end];
}
