/** Places in an answer: `$.items[0].id`, `$.requests['GET /orders']`, `$.items.length`. */

const STEP = /\.?([\w$-]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/gy;

/** Undefined for what is no path. */
export function pathIn(text: string): readonly string[] | undefined {
  const steps: string[] = [];
  const from = text.startsWith('$') ? 1 : 0;
  STEP.lastIndex = from;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text);
    if (found === null) return undefined;
    steps.push(found[1] ?? found[2] ?? found[3] ?? found[4] ?? '');
  }
  return steps;
}

export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((within, name) => propertyOf(within, name), value);
}

function propertyOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

/** Text where it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
