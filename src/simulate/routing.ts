/** Which route a request belongs to: patterns of gateways and of file conventions, read in one way. */

/** `/links/{code}/stats`; `{proxy+}` takes the rest of a path, `*` all there are. */
export interface Pattern {
  /** Upper case, or `ANY`. */
  readonly method: string;
  readonly path: string;
}

export type Parameters = Readonly<Record<string, string>>;

/** The most telling pattern that fits, with the parameters of the path. */
export function matching<P extends Pattern>(
  patterns: readonly P[],
  method: string,
  path: string,
): { pattern: P; parameters: Parameters } | undefined {
  const fitting = patterns.flatMap((pattern) => {
    const found = pattern.method === 'ANY' || pattern.method === method ? expressionOf(pattern.path).exec(path) : null;
    return found ? [{ pattern, parameters: decoded(found.groups ?? {}) }] : [];
  });
  return fitting.sort((a, b) => vagueness(a.pattern) - vagueness(b.pattern))[0];
}

function vagueness({ method, path }: Pattern): number {
  const rest = path === '*' ? 1000 : path.includes('+}') ? 100 : 0;
  return path.split('{').length - 1 + rest + (method === 'ANY' ? 0.5 : 0);
}

function expressionOf(path: string): RegExp {
  if (path === '*') return /^/;
  const source = path
    .split(/(\{\w+[+*]?\})/)
    .map((part) => {
      const [, name = '', rest = ''] = /^\{(\w+)([+*]?)\}$/.exec(part) ?? [];
      if (name === '') return part.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&');
      return `(?<${name}>${rest === '' ? '[^/]+' : rest === '+' ? '.+' : '.*'})`;
    })
    .join('');
  return new RegExp(`^${source}/?$`);
}

function decoded(groups: Parameters): Parameters {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, safely(value)]));
}

function safely(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** `/links/:id`, `[id]`, `[...rest]` and `{id}`, written in the last of these ways. */
export function patternOf(route: string): Pattern {
  const [, method = 'ANY', path = route] = /^([A-Z]+) +(\/.*)$/.exec(route) ?? [];
  return {
    method: method === 'ALL' ? 'ANY' : method,
    path: path
      .replaceAll(/\[\[\.\.\.(\w+)\]\]/g, '{$1*}')
      .replaceAll(/\[\.\.\.(\w+)\]/g, '{$1+}')
      .replaceAll(/\[(\w+)\]/g, '{$1}')
      .replaceAll(/:(\w+)\??/g, '{$1}')
      .replaceAll(/\/\((\w[\w-]*)\)/g, ''),
  };
}
