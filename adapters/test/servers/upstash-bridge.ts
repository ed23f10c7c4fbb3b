/** A loopback HTTP server that speaks Upstash's REST protocol in front of a real Redis. */
import { createClient } from '@redis/client';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface UpstashBridge {
  /** With the token in it. */
  readonly url: string;
  readonly token: string;
  /** How many requests came so far. */
  requests(): number;
  /** Answers the next requests with this status instead; undefined: no more. */
  refuse(status: number | undefined): void;
  /** Takes requests and does not answer. */
  hang(hanging: boolean): void;
  stop(): Promise<void>;
}

interface Answer {
  result?: unknown;
  error?: string;
}

export async function startUpstashBridge(redisUrl: string): Promise<UpstashBridge> {
  const token = 'token-of-the-bridge';
  const client = createClient({ url: redisUrl, RESP: 2 });
  client.on('error', () => undefined);
  await client.connect();
  let requests = 0;
  let refusing: number | undefined;
  let hanging = false;

  async function answer(command: string[]): Promise<Answer> {
    try {
      return { result: await client.sendCommand(command) };
    } catch (error) {
      return { error: (error as Error).message };
    }
  }

  /** What is sent for a body, or undefined for nothing at all. */
  async function respond(request: IncomingMessage): Promise<{ status: number; body: Answer | Answer[] } | undefined> {
    const body = await bodyOf(request);
    if (hanging) return undefined;
    if (refusing !== undefined) return { status: refusing, body: { error: `refused with ${refusing}` } };
    if (request.headers.authorization !== `Bearer ${token}`) return { status: 401, body: { error: 'Unauthorized' } };
    if (request.url === '/pipeline') {
      const commands = JSON.parse(body) as string[][];
      return { status: 200, body: await Promise.all(commands.map(answer)) };
    }
    const result = await answer(JSON.parse(body) as string[]);
    return { status: result.error === undefined ? 200 : 400, body: result };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests++;
    const answered = await respond(request);
    if (answered === undefined) return;
    response.writeHead(answered.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answered.body));
  }

  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://:${token}@127.0.0.1:${port}`,
    token,
    requests: () => requests,
    refuse: (status) => (refusing = status),
    hang: (value) => (hanging = value),
    async stop() {
      server.closeAllConnections();
      server.close();
      client.destroy();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
