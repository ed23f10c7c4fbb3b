/** Lines by offsets. */

/** Where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  // `lastIndexOf` takes a negative position for 0, and would find a newline there.
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

export function newlinesBefore(text: string, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
