/** Redis over HTTP, by Upstash's REST protocol: the one that runs where there are no sockets. Only what every edge runtime has is used. */
import { BackendFailure } from '../../backend.js';
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

/** A request's body may have a megabyte at least; this many commands stay below it unless the values are large. */
const WIDTH = 100;

/** `https://:TOKEN@host`, or `https://host?token=TOKEN`. */
export function upstashPort(url: string, options: UpstashOptions): RedisPort {
  const address = new URL(url);
  const token = tokenOf(address) ?? options.token;
  const base = `${address.origin}${address.pathname}`.replace(/\/+$/, '');
  const pending = new Set<AbortController>();
  let closed = false;
  // A replica that answers a later read has to have seen our writes: the server says how far that is, and is told so again.
  let syncToken = '';

  async function post(path: string, body: unknown): Promise<unknown> {
    if (closed) throw new BackendFailure('closed', 'not-applied', 'the backend is closed');
    if (!token) throw new BackendFailure('misconfigured', 'not-applied', 'the URL has no token');
    const controller = new AbortController();
    const timer = setTimeout(() => {
      controller.abort(new BackendFailure('unavailable', 'unknown', `no answer within ${options.timeout} ms`));
    }, options.timeout);
    pending.add(controller);
    try {
      const response = await fetch(base + path, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
          ...(syncToken && { 'upstash-sync-token': syncToken }),
        },
        body: JSON.stringify(body),
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
    const reply = replyOf((await post('', args)) as Answer);
    if (reply instanceof BackendFailure) throw reply;
    return reply;
  }

  return {
    send,
    async sendAll(commands) {
      const replies: (Reply | BackendFailure)[] = [];
      for (let at = 0; at < commands.length; at += WIDTH) {
        const some = commands.slice(at, at + WIDTH);
        replies.push(...(await pipeline(some.map(({ args }) => args))));
      }
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

  async function pipeline(commands: readonly string[][]): Promise<(Reply | BackendFailure)[]> {
    try {
      return ((await post('/pipeline', commands)) as Answer[]).map(replyOf);
    } catch (error) {
      const { failure } = failed(error);
      return commands.map(() => failure);
    }
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
