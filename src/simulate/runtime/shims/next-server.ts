/** `next/server` where Next.js itself is not installed. */
import { nextRequest } from '../request-scope.js';

export class NextRequest extends Request {
  constructor(input: string | URL | Request, init?: RequestInit) {
    super(input, init);
    nextRequest(this);
  }
}

interface SetOptions {
  readonly path?: string;
  readonly maxAge?: number;
  readonly httpOnly?: boolean;
}

export class NextResponse extends Response {
  readonly cookies = {
    set: (first: string | { name: string; value: string }, second = '', options: SetOptions = {}): void => {
      const [name, value, rest] =
        typeof first === 'string' ? [first, second, options] : [first.name, first.value, first as SetOptions];
      const { path = '/', maxAge, httpOnly = false } = rest;
      const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`;
      this.headers.append(
        'set-cookie',
        `${name}=${encodeURIComponent(value)}; Path=${path}${age}${httpOnly ? '; HttpOnly' : ''}`,
      );
    },
    delete: (name: string): void => {
      this.headers.append('set-cookie', `${name}=; Path=/; Max-Age=0`);
    },
  };

  static override json(body: unknown, init?: ResponseInit): NextResponse {
    const headers = new Headers(init?.headers);
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    return new NextResponse(JSON.stringify(body), { ...init, headers });
  }

  static override redirect(url: string | URL, init: number | ResponseInit = 307): NextResponse {
    const { status = 307, headers = {} } = typeof init === 'number' ? { status: init } : init;
    return new NextResponse(null, {
      status,
      headers: { ...Object.fromEntries(new Headers(headers)), location: String(url) },
    });
  }

  static next(init?: ResponseInit): NextResponse {
    return new NextResponse(null, { ...init, headers: { 'x-middleware-next': '1' } });
  }
}

export const after = (work: (() => unknown) | Promise<unknown>): void => {
  setImmediate(() => {
    if (typeof work === 'function') work();
  });
};

export const userAgent = ({ headers }: Request): { ua: string } => ({ ua: headers.get('user-agent') ?? '' });
