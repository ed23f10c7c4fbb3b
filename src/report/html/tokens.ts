/**
 * Code in classes for colouring. A scanner instead of the parser: an excerpt has to be shown also where its file does not parse, in `.vue` and
 * `.svelte` files, and a tree would know no more than these few classes.
 */

export type TokenKind = 'comment' | 'string' | 'regexp' | 'number' | 'keyword' | 'call' | 'type';

/** Offsets into the text, the end exclusive. What stands between two tokens has no class. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly kind: TokenKind;
}

const KEYWORDS = new Set(
  (
    'abstract as async await break case catch class const continue debugger declare default delete do else enum export extends false finally for ' +
    'from function get if implements import in infer instanceof interface is keyof let namespace new null of override private protected public ' +
    'readonly return satisfies set static super switch this throw true try type typeof undefined using var void while with yield'
  ).split(' '),
);

/** Names everywhere, words of the language only before another name or a brace: `type`, `from`, `get` … */
const CONTEXTUAL = new Set(
  'abstract as async declare from get infer is namespace of override readonly satisfies set type using'.split(' '),
);

/** After one of these a slash divides; elsewhere it begins a regular expression. */
const ENDS_OPERAND = /[\w$)\]}"'`]/;

const patterns = {
  comment: /\/\/[^\n\r]*|\/\*[\s\S]*?(?:\*\/|$)/y,
  string: /"(?:[^"\\\n\r]|\\[\s\S])*"?|'(?:[^'\\\n\r]|\\[\s\S])*'?/y,
  regexp: /\/(?![*/])(?:[^\\/[\n\r]|\\.|\[(?:[^\]\\\n\r]|\\.)*\])+\/[a-z]*/y,
  number: /(?:0[xob][\da-f_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:e[+-]?\d+)?)n?/iy,
  name: /[$_\p{ID_Start}][$\u200c\u200d\p{ID_Continue}]*/uy,
  template: /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{|$)/y,
  space: /\s+/y,
} as const;

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  /** For each template around this place, how many braces are open inside of its `${`. */
  const templates: number[] = [];
  let last = '';
  let lastIsKeyword = false;

  const matched = (pattern: RegExp, at: number): number => {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : at;
  };
  const templateFrom = (start: number, at: number): number => {
    const end = matched(patterns.template, at);
    tokens.push({ start, end, kind: 'string' });
    if (text.endsWith('${', end) && end > at) templates.push(0);
    return end;
  };

  for (let at = 0; at < text.length;) {
    const character = text[at] ?? '';
    const depth = templates.at(-1);
    const simple = simpleKindAt(text, at, last, lastIsKeyword);
    const end = simple === undefined ? at : matched(patterns[simple], at);
    let next = Math.max(end, at + 1);
    if (simple === 'space') {
      at = next;
      continue;
    }
    lastIsKeyword = false;
    if (simple !== undefined && simple !== 'name' && end > at) tokens.push({ start: at, end, kind: simple });
    else if (simple === 'name' && end > at) {
      const kind = kindOfName(text.slice(at, end), text, at, end);
      if (kind !== undefined) tokens.push({ start: at, end, kind });
      lastIsKeyword = kind === 'keyword';
    } else if (character === '`') next = templateFrom(at, at + 1);
    else if (character === '}' && depth === 0) {
      templates.pop();
      next = templateFrom(at, at + 1);
    } else if (depth !== undefined && character === '{') templates[templates.length - 1] = depth + 1;
    else if (depth !== undefined && character === '}') templates[templates.length - 1] = depth - 1;
    if (simple !== 'comment') last = text[next - 1] ?? '';
    at = next;
  }
  return tokens;
}

type SimpleKind = Exclude<keyof typeof patterns, 'template'>;

function simpleKindAt(text: string, at: number, last: string, lastIsKeyword: boolean): SimpleKind | undefined {
  const character = text[at] ?? '';
  if (/\s/.test(character)) return 'space';
  if (character === '"' || character === "'") return 'string';
  if (character === '/') {
    const next = text[at + 1];
    if (next === '/' || next === '*') return 'comment';
    // `</p>` closes an element.
    return last !== '<' && (lastIsKeyword || !ENDS_OPERAND.test(last)) ? 'regexp' : undefined;
  }
  if (/\d/.test(character) || (character === '.' && /\d/.test(text[at + 1] ?? ''))) return 'number';
  return /[$_\p{ID_Start}]/u.test(String.fromCodePoint(text.codePointAt(at) ?? 0)) ? 'name' : undefined;
}

function kindOfName(name: string, text: string, start: number, end: number): TokenKind | undefined {
  const isMember = text[start - 1] === '.' && text[start - 2] !== '.';
  const after = /^\s*(\S?)/.exec(text.slice(end, end + 40))?.[1] ?? '';
  if (!isMember && KEYWORDS.has(name) && (!CONTEXTUAL.has(name) || /[\w$'"{[*]/.test(after))) return 'keyword';
  if (after === '(') return 'call';
  return /^[A-Z]/.test(name) && /[a-z]/.test(name) ? 'type' : undefined;
}
