/**
 * JSON and JSON with comments (tsconfig.json, wrangler.jsonc, deno.jsonc). `JSON.parse` is tried first; this reader exists for what it
 * does not do: comments, trailing commas, and an error that names the line on every version of Node.
 */
export class JsonError extends Error {
  override readonly name = 'JsonError';

  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

export type JsonDialect = 'json' | 'jsonc';

export function parseJson(text: string, dialect: JsonDialect): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new JsonReader(text, dialect === 'jsonc').document();
  }
}

class JsonReader {
  /** Sticky patterns remember where they stand, so each reader has its own. */
  readonly #string = /"(?:[^"\\\n]|\\.)*"/y;
  readonly #atom = /-?\d[\d.eE+-]*|true\b|false\b|null\b/y;
  readonly #blank: RegExp;
  #at = 0;

  constructor(
    readonly text: string,
    readonly lenient: boolean,
  ) {
    this.#blank = lenient ? /(?:[ \t\r\n\uFEFF]|\/\/[^\n]*|\/\*[^]*?\*\/)*/y : /[ \t\r\n\uFEFF]*/y;
  }

  document(): unknown {
    const value = this.#value();
    this.#blanks();
    if (this.#at < this.text.length) this.#fail('the end of the file');
    return value;
  }

  #value(): unknown {
    this.#blanks();
    if (this.#take('{')) return Object.fromEntries(this.#list('}', () => this.#property()));
    if (this.#take('[')) return this.#list(']', () => this.#value());
    return this.#parse(this.#match(this.#string) ?? this.#match(this.#atom), 'a value');
  }

  #property(): [string, unknown] {
    this.#blanks();
    const key = this.#parse(this.#match(this.#string), 'a property name in double quotes') as string;
    this.#blanks();
    if (!this.#take(':')) this.#fail("':'");
    return [key, this.#value()];
  }

  #list<T>(end: ']' | '}', item: () => T): T[] {
    const items: T[] = [];
    for (;;) {
      this.#blanks();
      const mayEnd = items.length === 0 || this.lenient;
      if (mayEnd && this.#take(end)) return items;
      items.push(item());
      this.#blanks();
      if (this.#take(end)) return items;
      if (!this.#take(',')) this.#fail(`',' or '${end}'`);
    }
  }

  #blanks(): void {
    this.#match(this.#blank);
  }

  #take(character: string): boolean {
    const found = this.text[this.#at] === character;
    if (found) this.#at++;
    return found;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.#at += match.length;
    return match;
  }

  #parse(literal: string | undefined, expected: string): unknown {
    if (literal === undefined) this.#fail(expected);
    try {
      return JSON.parse(literal) as unknown;
    } catch {
      this.#at -= literal.length;
      return this.#fail(expected);
    }
  }

  #fail(expected: string): never {
    const line = this.text.slice(0, this.#at).split('\n').length;
    const found = this.text.slice(this.#at, this.#at + 20).split(/\s/, 1)[0];
    throw new JsonError(
      `line ${line}: expected ${expected} but found ${found ? `\`${found}\`` : 'the end of it'}`,
      line,
    );
  }
}
