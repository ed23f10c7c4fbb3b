/**
 * What the Redis backend needs of a client, and nothing else: commands out, replies in. Each client library has a port of its own, and what they
 * report as errors becomes a `BackendFailure` here, by one table.
 */
import { BackendFailure, type FailureKind, type Outcome } from '../../backend.js';

export interface Command {
  /** A cluster sends the command to the master of this key's slot. */
  readonly key: string;
  readonly args: string[];
}

/** As RESP2 knows replies; under RESP3 a hash arrives as an object. */
export type Reply = null | number | string | Reply[] | { readonly [field: string]: Reply };

export interface ScanPage {
  readonly keys: string[];
  readonly cursor: string | undefined;
}

export interface RedisPort {
  send(command: Command): Promise<Reply>;
  /** In the order of `commands`; a command that failed has its failure in place of a reply. */
  sendAll(commands: readonly Command[]): Promise<(Reply | BackendFailure)[]>;
  /** One page of the keys that match, master after master; its cursor is this port's own. */
  scan(match: string, cursor: string | undefined): Promise<ScanPage>;
  /** The connection does not answer: what is in flight rejects, and the next command opens another one. */
  reset(): void;
  close(): Promise<void>;
}

/** What a port knows of an error. `stale`: this connection leads to a server that will not do; another one may. */
interface Verdict {
  readonly kind: FailureKind;
  readonly outcome: Outcome;
  readonly stale?: boolean;
  /** What to do about it. */
  readonly hint?: string;
}

const unavailable: Verdict = { kind: 'unavailable', outcome: 'not-applied' };
const elsewhere: Verdict = { ...unavailable, stale: true };
const misconfigured: Verdict = { kind: 'misconfigured', outcome: 'not-applied' };
const tooLarge: Verdict = { kind: 'too-large', outcome: 'not-applied' };
const throttled: Verdict = { kind: 'throttled', outcome: 'not-applied' };
const lost: Verdict = { kind: 'unavailable', outcome: 'unknown', stale: true };

/** The word that an error reply begins with. A script that meets one of these has written nothing: they are about its first write, or its start. */
const replies: Readonly<Record<string, Verdict>> = {
  READONLY: elsewhere,
  LOADING: elsewhere,
  MASTERDOWN: elsewhere,
  CLUSTERDOWN: unavailable,
  TRYAGAIN: unavailable,
  NOREPLICAS: unavailable,
  MISCONF: unavailable,
  BUSY: unavailable,
  OOM: unavailable,
  MAXCLIENTS: unavailable,
  WRONGTYPE: { kind: 'wrong-type', outcome: 'not-applied' },
  WRONGPASS: misconfigured,
  NOAUTH: misconfigured,
  NOPERM: misconfigured,
  DENIED: misconfigured,
  MOVED: { ...misconfigured, hint: 'this server is part of a cluster: add ?cluster=1 to the URL' },
  CROSSSLOT: misconfigured,
  NOSCRIPT: { kind: 'unexpected', outcome: 'not-applied' },
};

/** What has no word of its own but `ERR`. */
const plainReplies: readonly (readonly [RegExp, Verdict])[] = [
  [/max number of clients/, unavailable],
  [/max (daily|monthly) (request|bandwidth)|max requests limit|rate limit/i, throttled],
  [/max request size|exceeds maximum allowed size|invalid bulk length/, tooLarge],
  [/AUTH|invalid password|DB index|unknown command|Unauthorized/i, misconfigured],
];

/** Errors of clients that did not write the command. */
const unsent =
  /^(The client is (offline|closed)|The queue is full|All the root nodes|Connection timeout|Stream isn't writeable|Cluster isn't ready|None of startup nodes|Failed to refresh slots)/;
const unsentCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
const hopelessCodes = /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_INVALID_URL)/;

/** Of `READONLY You can't …`, and of what Redis 6 makes of it inside a script: `ERR Error running script (…): @user_script: 3: -READONLY …`. */
function wordOf(message: string): string | undefined {
  const inScript = /^ERR Error running script.*: -?([A-Z]{2,}) /.exec(message);
  return (inScript ?? /^([A-Z]{2,})(?: |$)/.exec(message))?.[1];
}

function verdictOf(error: Error & { code?: unknown; syscall?: unknown }): Verdict {
  const { message } = error;
  const word = wordOf(message);
  if (word !== undefined) {
    const unexpected: Verdict = { kind: 'unexpected', outcome: 'unknown' };
    return replies[word] ?? plainReplies.find(([pattern]) => pattern.test(message))?.[1] ?? unexpected;
  }
  const code = typeof error.code === 'string' ? error.code : '';
  if (hopelessCodes.test(code)) return misconfigured;
  if (unsent.test(message) || unsentCodes.has(code) || error.syscall === 'connect') return elsewhere;
  return lost;
}

export interface Failed {
  readonly failure: BackendFailure;
  readonly stale: boolean;
}

/** What any error of a client means for the operation, and for the connection. */
export function failed(error: unknown): Failed {
  if (error instanceof BackendFailure) return { failure: error, stale: false };
  const cause = error instanceof Error ? error : new Error(String(error));
  const { kind, outcome, stale = false, hint } = verdictOf(cause);
  const message = hint === undefined ? messageOf(cause) : `${messageOf(cause)}; ${hint}`;
  return { failure: new BackendFailure(kind, outcome, message, { cause }), stale };
}

/** An error of connecting says the same, but that no command was sent. */
export function failedToConnect(error: unknown): BackendFailure {
  const { failure } = failed(error);
  return failure.outcome === 'not-applied'
    ? failure
    : new BackendFailure(failure.kind, 'not-applied', failure.message, { cause: failure.cause });
}

export function isNoScript(failure: unknown): boolean {
  return failure instanceof BackendFailure && failure.message.startsWith('NOSCRIPT');
}

/** Node joins the errors of several addresses to one without a message. */
function messageOf(error: Error): string {
  return error.message || (error instanceof AggregateError ? error.errors.map(String).join('; ') : error.name);
}

/** How many commands of one `sendAll` are under way together: enough to fill a connection, too few to fill a queue. */
const WIDTH = 256;

/** `sendAll` for a client that pipelines what is sent in one turn. */
export async function sendEach(
  send: (command: Command) => Promise<Reply>,
  commands: readonly Command[],
): Promise<(Reply | BackendFailure)[]> {
  const replies: (Reply | BackendFailure)[] = [];
  for (let at = 0; at < commands.length; at += WIDTH) {
    const settled = commands
      .slice(at, at + WIDTH)
      .map((command) => send(command).catch((e: unknown) => failed(e).failure));
    replies.push(...(await Promise.all(settled)));
  }
  return replies;
}

/** SCAN over several nodes, one after the other: the cursor is the node's position and the node's own cursor. */
export async function scanNodes(
  nodes: number,
  scanNode: (node: number, args: string[]) => Promise<Reply>,
  match: string,
  cursor: string | undefined,
): Promise<ScanPage> {
  const [node = 0, position = 0] = cursor?.split(':') ?? [];
  const at = Number(node);
  const [next, keys] = (await scanNode(at, ['SCAN', String(position), 'MATCH', match, 'COUNT', '1000'])) as [
    string,
    string[],
  ];
  if (next !== '0') return { keys, cursor: `${at}:${next}` };
  return { keys, cursor: at + 1 < nodes ? `${at + 1}:0` : undefined };
}
