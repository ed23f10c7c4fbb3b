/**
 * Everything that takes more than one step is a script, since Redis runs a script as one operation. Scripts use only what Redis 6.2 has, touch
 * only keys that they declare, and check before their first write: one that fails has changed nothing.
 */
import { BackendFailure } from '../../backend.js';
import { isNoScript, type Command, type RedisPort, type Reply } from './port.js';

export interface Script {
  readonly source: string;
  /** Undefined as long as it is not worked out, which asking twice brings about. */
  sha(): string | undefined;
  hashed(): Promise<string>;
}

/** The parts, which may share a prelude, make one script; they are stated once. */
export function script(...parts: string[]): Script {
  const source = parts.map((part) => part.trim()).join('\n\n');
  let sha: string | undefined;
  let hashing: Promise<string> | undefined;
  let asked = false;
  const hashed = () => (hashing ??= sha1(source).then((hash) => (sha = hash)));
  return {
    source,
    hashed,
    sha() {
      // Not for the first call of a function, which would wait for cryptography to load: its script goes as text.
      if (sha === undefined && asked) hashed().catch(() => undefined);
      asked = true;
      return sha;
    },
  };
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface Call {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

function command({ keys, args }: Call, name: 'EVALSHA' | 'EVAL', body: string): Command {
  return { key: keys[0] ?? '', args: [name, body, String(keys.length), ...keys, ...args] };
}

/**
 * By its hash; with its text where the server does not know it yet, or no more: a restart, a failover and SCRIPT FLUSH all forget. `met`: what to make
 * of an error, in the same step as of a reply, since each promise more costs as much as a part of the command.
 */
export function run<T>(
  port: RedisPort,
  call: Call,
  read: (reply: Reply) => T | Promise<T>,
  met: (error: unknown) => Promise<T> = rethrow,
): Promise<T> {
  const sha = call.script.sha();
  const byText = () => port.send(command(call, 'EVAL', call.script.source)).then(read, met);
  if (sha === undefined) return byText();
  return port
    .send(command(call, 'EVALSHA', sha))
    .then(read, (error: unknown) => (isNoScript(error) ? byText() : met(error)));
}

function rethrow(error: unknown): never {
  throw error;
}

/** Of a reply that says no more than that it is done. */
export const nothing = (): void => undefined;

/** Many calls in few round trips. Rejects with the first failure, when all are done. */
export async function runAll(port: RedisPort, calls: readonly Call[]): Promise<Reply[]> {
  const commands = await Promise.all(calls.map(async (call) => command(call, 'EVALSHA', await call.script.hashed())));
  const replies = await port.sendAll(commands);
  const unknown = [...replies.keys()].filter((at) => isNoScript(replies[at]));
  const again = await port.sendAll(
    unknown.flatMap((at) => calls[at] ?? []).map((call) => command(call, 'EVAL', call.script.source)),
  );
  unknown.forEach((at, position) => (replies[at] = again[position] ?? null));
  return succeeded(replies);
}

export function succeeded(replies: readonly (Reply | BackendFailure)[]): Reply[] {
  return replies.map((reply) => {
    if (reply instanceof BackendFailure) throw reply;
    return reply;
  });
}
