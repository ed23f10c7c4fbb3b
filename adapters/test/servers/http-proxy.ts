/** A loopback proxy before DynamoDB that does what networks and busy tables do, and remembers what it was asked for. */
import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What happens to one request. */
export type Fault = 'throttle' | 'lose-reply' | 'hang' | 'partial';

export interface Faults {
  /** How likely each fault is. `partial` takes half of a batch; other requests it leaves alone. */
  readonly chances: Partial<Record<Fault, number>>;
  /** Ms by which each request is late. */
  latency: number;
  /** A condition that does not hold says what is there, if it was asked to: as AWS does and dynalite does not. */
  saysWhatWasMet: boolean;
}

export interface HttpProxy {
  readonly endpoint: string;
  /** May be changed at any time. */
  readonly faults: Faults;
  /** The operations asked for so far (`GetItem`). */
  readonly asked: string[];
  /** How often each fault was done. */
  readonly done: Readonly<Record<Fault, number>>;
  /** The next request of this operation meets the fault, once. */
  once(operation: string, fault: Fault): void;
  stop(): Promise<void>;
}

export async function startHttpProxy(target: string, { seed = 1 } = {}): Promise<HttpProxy> {
  const random = generator(seed);
  const faults: Faults = { chances: {}, latency: 0, saysWhatWasMet: false };
  const asked: string[] = [];
  const done = { throttle: 0, 'lose-reply': 0, hang: 0, partial: 0 };
  const planned: { operation: string; fault: Fault }[] = [];
  // A socket of its own for each request: one that the server closes while it is taken again would lose more replies than were asked for.
  const agent = new Agent({ keepAlive: false });
  const sockets = new Set<Socket>();

  /** One throw of the dice a request, whatever the faults: the same seed meets the same requests. */
  function faultOf(operation: string): Fault | undefined {
    const at = planned.findIndex((plan) => plan.operation === operation);
    if (at >= 0) return planned.splice(at, 1)[0]?.fault;
    let dice = random();
    for (const [fault, chance] of Object.entries(faults.chances) as [Fault, number][])
      if ((dice -= chance) < 0) return fault;
    return undefined;
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    asked.push(operation);
    const fault = faultOf(operation);
    if (fault !== undefined) done[fault]++;
    if (faults.latency > 0) await sleep(faults.latency);
    if (fault === 'hang') return;
    if (fault === 'throttle') {
      reply(outgoing, 400, throttled);
      return;
    }
    const halved = fault === 'partial' ? halve(operation, body) : undefined;
    const { status, text } = await send(incoming.headers, halved?.taken ?? body);
    if (fault === 'lose-reply') return void outgoing.destroy();
    if (faults.saysWhatWasMet && status === 400 && text.includes('ConditionalCheckFailedException')) {
      reply(outgoing, status, await withItem(text, body, incoming.headers));
      return;
    }
    reply(
      outgoing,
      status,
      halved && status === 200 ? JSON.stringify(halved.complete(JSON.parse(text) as object)) : text,
    );
  }

  async function send(headers: IncomingHttpHeaders, body: string) {
    const onward = request(target, {
      agent,
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 500, text: await bodyOf(answer) };
  }

  async function withItem(refusal: string, body: string, headers: IncomingHttpHeaders): Promise<string> {
    const { TableName, Key, ReturnValuesOnConditionCheckFailure } = JSON.parse(body) as Record<string, unknown>;
    if (ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return refusal;
    const look = JSON.stringify({ TableName, Key, ConsistentRead: true });
    const { text } = await send({ ...headers, 'x-amz-target': 'DynamoDB_20120810.GetItem' }, look);
    return JSON.stringify({ ...(JSON.parse(refusal) as object), ...(JSON.parse(text) as object) });
  }

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    asked,
    done,
    once: (operation, fault) => void planned.push({ operation, fault }),
    async stop() {
      for (const socket of sockets) socket.destroy();
      agent.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const throttled = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  message: 'The level of configured provisioned throughput for the table was exceeded.',
});

function reply(outgoing: ServerResponse, status: number, body: string): void {
  outgoing.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
  });
  outgoing.end(body);
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

interface BatchGet {
  RequestItems: Record<string, { Keys: unknown[] }>;
}
interface BatchWrite {
  RequestItems: Record<string, unknown[]>;
}

/** The first half of a batch, and the reply with the other half left undone. */
function halve(operation: string, body: string) {
  if (operation === 'BatchGetItem') {
    const batch = JSON.parse(body) as BatchGet;
    const [table = '', { Keys, ...rest } = { Keys: [] }] = Object.entries(batch.RequestItems)[0] ?? [];
    const half = Math.ceil(Keys.length / 2);
    return {
      taken: JSON.stringify({ ...batch, RequestItems: { [table]: { ...rest, Keys: Keys.slice(0, half) } } }),
      complete: (reply: object) =>
        half === Keys.length ? reply : { ...reply, UnprocessedKeys: { [table]: { ...rest, Keys: Keys.slice(half) } } },
    };
  }
  if (operation === 'BatchWriteItem') {
    const batch = JSON.parse(body) as BatchWrite;
    const [table = '', writes = []] = Object.entries(batch.RequestItems)[0] ?? [];
    const half = Math.ceil(writes.length / 2);
    return {
      taken: JSON.stringify({ ...batch, RequestItems: { [table]: writes.slice(0, half) } }),
      complete: (reply: object) =>
        half === writes.length ? reply : { ...reply, UnprocessedItems: { [table]: writes.slice(half) } },
    };
  }
  return undefined;
}

/** Mulberry32: the same seed, the same faults. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
