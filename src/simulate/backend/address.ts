/** A `COLDSTATE_URL` that can be led through a proxy: where it leads, and the same one by another way. */
import { SimulateError } from '../errors.js';

export interface Address {
  readonly name: 'Redis' | 'DynamoDB';
  readonly host: string;
  readonly port: number;
  /** The URL by which the program reaches the backend through `127.0.0.1:port`. */
  readonly through: (port: number) => string;
}

export function addressOf(url: string | undefined): Address {
  if (url === undefined || url === '')
    throw new SimulateError('--backend-fault needs a backend. Set COLDSTATE_URL to one that may be thrown away.');
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'redis:' && !parsed.searchParams.has('cluster')) {
    return {
      name: 'Redis',
      host: bare(parsed.hostname) || '127.0.0.1',
      port: Number(parsed.port || 6379),
      through: (port) => to(parsed, port),
    };
  }
  const endpoint = parsed?.protocol === 'dynamodb:' ? parsed.searchParams.get('endpoint') : null;
  const server = endpoint !== null && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (parsed && server?.protocol === 'http:') {
    return {
      name: 'DynamoDB',
      host: bare(server.hostname),
      port: Number(server.port || 80),
      through(port) {
        const moved = new URL(parsed);
        moved.searchParams.set('endpoint', to(server, port));
        return moved.href;
      },
    };
  }
  throw new SimulateError(
    `--backend-fault cannot come between the program and ${withoutPassword(parsed)}: it takes redis://HOST:PORT, or dynamodb://TABLE?endpoint=http://HOST:PORT. Start one on this machine, and set COLDSTATE_URL to it.`,
  );
}

function to(url: URL, port: number): string {
  const moved = new URL(url);
  moved.hostname = '127.0.0.1';
  moved.port = String(port);
  return moved.href;
}

/** `[::1]` is written so in addresses alone. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

function withoutPassword(url: URL | undefined): string {
  return url === undefined ? 'what COLDSTATE_URL says' : `${url.protocol}//${url.host}`;
}
