/**
 * Where a key or a text of a configuration stands. Values are computed, so this looks for them in the text: what is not written there as it is
 * has no line, and no harm is done.
 */
export function lineFinder(text: string, below?: string): (word: string) => number | undefined {
  const start = below === undefined ? 0 : Math.max(0, text.indexOf(`"${below}"`));
  return (word) => {
    const quoted = ['"', "'", '`'].map((quote) => text.indexOf(quote + word + quote, start)).filter((at) => at >= 0);
    const at = quoted.length > 0 ? Math.min(...quoted) : keyAt(text, word);
    return at < 0 ? undefined : text.slice(0, at).split('\n').length;
  };
}

/** `failOn:`, a key without quotes. */
function keyAt(text: string, word: string): number {
  return /^[\w$]+$/.test(word) ? text.search(new RegExp(`(?<![\\w$])${word.replaceAll('$', '\\$')}\\s*:`)) : -1;
}
