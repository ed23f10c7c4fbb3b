/** Redis over HTTP, by Upstash's REST protocol: the one that runs where there are no sockets. Only what every edge runtime has is used. */
import { BackendFailure } from '../../backend.js';
import { isNode } from '../../environment.js';
import { failed, scanNodes, type Command, type RedisPort, type Reply } from './port.js';

export interface UpstashOptions {
  /** After how many ms a request is given up. */
  readonly timeout: number;
  /** Where the URL has none. */
  readonly token?: string | undefined;
}

interface Answer {
  readonly result?: Reply;
  readonly error?: string;
}

/** Of a pipeline: how many commands, and how many bytes. A request may have a megabyte at least. */
const WIDTH = 100;
const MAX_BYTES = 1_000_000;

/** `https://:TOKEN@host`, or `https://host?token=TOKEN`. */
export function upstashPort(url: string, options: UpstashOptions): RedisPort {
  const address = new URL(url);
  const token = tokenOf(address) ?? options.token;
  const base = `${address.origin}${address.pathname}`.replace(/\/+$/, '');
  const caching = uncached(base);
  const pending = new Set<AbortController>();
  let closed = false;
  // A replica that answers a later read has to have seen our writes: the server says how far that is, and is told so again.
  let syncToken = '';

  async function post(path: string, body: string): Promise<unknown> {
    if (closed) throw new BackendFailure('closed', 'not-applied', 'the backend is closed');
    if (!token) throw new BackendFailure('misconfigured', 'not-applied', 'the URL has no token');
    const controller = new AbortController();
    const timer = setTimeout(() => {
      controller.abort(new BackendFailure('unavailable', 'unknown', `no answer within ${options.timeout} ms`));
    }, options.timeout);
    pending.add(controller);
    try {
      const response = await fetch(base + path, {
        ...caching,
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
          ...(syncToken && { 'upstash-sync-token': syncToken }),
        },
        body,
        signal: controller.signal,
      });
      syncToken = response.headers.get('upstash-sync-token') ?? syncToken;
      const text = await response.text();
      if (!response.ok) throw refused(response.status, text);
      return JSON.parse(text);
    } catch (error) {
      throw failed(innermost(error)).failure;
    } finally {
      clearTimeout(timer);
      pending.delete(controller);
    }
  }

  async function send({ args }: Command): Promise<Reply> {
    const reply = replyOf((await post('', JSON.stringify(args))) as Answer);
    if (reply instanceof BackendFailure) throw reply;
    return reply;
  }

  return {
    send,
    async sendAll(commands) {
      const replies: (Reply | BackendFailure)[] = [];
      for (const some of pipelinesOf(commands)) replies.push(...(await pipeline(some)));
      return replies;
    },
    scan: (match, cursor) => scanNodes(1, (_, args) => send({ key: '', args }), match, cursor),
    // Each request has a connection for itself, as far as this port knows.
    reset: () => undefined,
    close() {
      closed = true;
      const why = new BackendFailure('closed', 'unknown', 'the backend was closed meanwhile');
      for (const controller of pending) controller.abort(why);
      return Promise.resolve();
    },
  };

  async function pipeline(commands: readonly string[]): Promise<(Reply | BackendFailure)[]> {
    try {
      return ((await post('/pipeline', `[${commands.join(',')}]`)) as Answer[]).map(replyOf);
    } catch (error) {
      const { failure } = failed(error);
      return commands.map(() => failure);
    }
  }
}

/** As JSON, cut to what one request may have. */
function* pipelinesOf(commands: readonly Command[]): Iterable<string[]> {
  const encoder = new TextEncoder();
  let some: string[] = [];
  let bytes = 0;
  for (const { args } of commands) {
    const text = JSON.stringify(args);
    const more = encoder.encode(text).length + 1;
    if (some.length === WIDTH || (some.length > 0 && bytes + more > MAX_BYTES)) {
      yield some;
      some = [];
      bytes = 0;
    }
    some.push(text);
    bytes += more;
  }
  if (some.length > 0) yield some;
}

/**
 * Next.js keeps what `fetch` gets unless it is told not to; some runtimes that have no cache throw at being told. Node is not asked, where the answer is
 * known and takes milliseconds.
 */
function uncached(url: string): RequestInit {
  const init: RequestInit = { cache: 'no-store' };
  if (isNode()) return init;
  try {
    new Request(url, init);
    return init;
  } catch {
    return {};
  }
}

function tokenOf({ password, searchParams }: URL): string | undefined {
  return password === '' ? (searchParams.get('token') ?? undefined) : decodeURIComponent(password);
}

function replyOf({ result = null, error }: Answer): Reply | BackendFailure {
  return error === undefined ? result : failed(new Error(error)).failure;
}

/** The error of an answer that is not a reply. The status decides, but for 400: that is Redis, refusing the command. */
function refused(status: number, text: string): BackendFailure {
  const message = messageOf(text) || `status ${status}`;
  if (status === 400) return failed(new Error(message)).failure;
  if (status === 401 || status === 403 || status === 404)
    return new BackendFailure('misconfigured', 'not-applied', message);
  if (status === 413) return new BackendFailure('too-large', 'not-applied', message);
  if (status === 429) return new BackendFailure('throttled', 'not-applied', message);
  return new BackendFailure('unavailable', 'unknown', message);
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as Answer).error ?? text;
  } catch {
    return text.slice(0, 200);
  }
}

/** `fetch` says only that it failed; the cause says why, and whether anything was sent. */
function innermost(error: unknown): unknown {
  return error instanceof TypeError && error.cause !== undefined ? error.cause : error;
}
