/** What operations really ask of a backend: every request that leaves for a real server is noted by its name. */
import { createClient } from '@redis/client';
import { PassThrough } from 'node:stream';
import type { State } from '../../src/state.js';
import { createState } from '../../src/index.js';
import { clientOf, startDynamoDBHere, urlOf } from '../servers/dynamodb.js';
import { startRedis } from '../servers/redis.js';

export interface Meter {
  readonly state: State;
  /** The requests of `run`, in the order in which they were sent, in the words of the guide. */
  during(run: () => Promise<unknown>): Promise<string[]>;
  stop(): Promise<void>;
}

export async function redisMeter(): Promise<Meter> {
  const server = await startRedis();
  const client = await createClient({ url: server.url, RESP: 2 }).connect();
  const noted: string[] = [];
  const redis = {
    isReady: true,
    async sendCommand([name = '', ...args]: string[]) {
      noted.push(name.startsWith('EVAL') ? 'script' : name);
      return client.sendCommand([name, ...args]).catch((error: unknown) => {
        // Once for each script: its text follows.
        if (String(error).includes('NOSCRIPT')) noted.splice(noted.lastIndexOf('script'), 1);
        throw error;
      });
    },
  };
  return {
    ...metered(createState({ redis, namespace: 'costs' }), noted),
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
}

interface HttpResponse {
  readonly statusCode: number;
  body: NodeJS.ReadableStream;
}
interface HttpRequest {
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}
interface Handler {
  handle(request: HttpRequest, options: object): Promise<{ response: HttpResponse }>;
}

/** dynalite does not say what a refused condition met; AWS does, and so does this. */
export async function dynamodbMeter(): Promise<Meter> {
  const server = await startDynamoDBHere();
  const [client, behind] = [clientOf(server.endpoint), clientOf(server.endpoint)];
  const noted: string[] = [];
  const handler = client.config.requestHandler as unknown as Handler;
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, options) => {
    const target = request.headers['x-amz-target'] ?? request.headers['X-Amz-Target'] ?? '';
    noted.push(target.split('.')[1] ?? '');
    const answer = await handle(request, options);
    if (answer.response.statusCode !== 400) return answer;
    const error = JSON.parse(await textOf(answer.response.body)) as { __type: string; Item?: unknown };
    if (error.__type.endsWith('ConditionalCheckFailedException')) error.Item = await itemOf(request.body);
    answer.response.body = new PassThrough().end(JSON.stringify(error));
    return answer;
  };

  const itemOf = async (body: string | Uint8Array): Promise<unknown> => {
    const { GetItemCommand } = await import('@aws-sdk/client-dynamodb');
    const { TableName, Key } = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)) as {
      TableName: string;
      Key: Record<string, { S: string }>;
    };
    return (await behind.send(new GetItemCommand({ TableName, Key }))).Item;
  };

  const state = createState({ url: urlOf(server.endpoint), dynamodb: client, namespace: 'costs', timeoutMs: 10_000 });
  return {
    ...metered(state, noted),
    async stop() {
      client.destroy();
      behind.destroy();
      await server.stop();
    },
  };
}

function metered(state: State, noted: string[]): Pick<Meter, 'state' | 'during'> {
  return {
    state,
    async during(run) {
      noted.length = 0;
      await run();
      return [...noted];
    },
  };
}

async function textOf(body: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const part of body) text += String(part);
  return text;
}
