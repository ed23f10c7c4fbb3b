/** What instances of functions share: a server on `PORT`, and routes by pattern. Runs in a process of its own. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** `/links/{code}/stats`; `{proxy+}` takes the rest of a path. */
export interface Pattern {
  /** Upper case, or `ANY`. */
  readonly method: string;
  readonly path: string;
}

export type Parameters = Readonly<Record<string, string>>;

export function serve(answer: (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>): void {
  createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      outgoing.writeHead(500).end();
    });
  }).listen(Number(process.env.PORT), '127.0.0.1');
}

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

function vagueness({ path }: Pattern): number {
  return path.split('{').length - 1 + (path.includes('+}') ? 100 : 0);
}

function expressionOf(path: string): RegExp {
  const source = path.replaceAll(/\{(?<name>\w+)(?<rest>\+?)\}/g, (_, name: string, rest: string) =>
    rest === '' ? `(?<${name}>[^/]+)` : `(?<${name}>.+)`,
  );
  return new RegExp(`^${source}$`);
}

function decoded(groups: Readonly<Record<string, string>>): Parameters {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
}

/** The address that the load balancer was asked from. */
export function addressOf({ headers, socket }: IncomingMessage): string {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat()[0];
  return forwarded?.split(',')[0]?.trim() ?? socket.remoteAddress ?? '';
}

export function flat({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]));
}
