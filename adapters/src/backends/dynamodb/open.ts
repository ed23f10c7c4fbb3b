/** From `dynamodb://TABLE?region=…&endpoint=…` to a backend. */

import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { Backend } from '../../backend.js';
import { ConfigError } from '../../errors.js';
import type { OpenContext, Opener } from '../../openers.js';
import { dynamoBackend } from './backend.js';
import { requestsOver, type Sdk } from './requests.js';

export interface DynamoDBOptions {
  readonly sdk: Sdk;
  /** Of one request. */
  readonly timeoutMs: number;
  /** The application's own: its region, endpoint, credentials and sockets are used, and outlive the backend. */
  readonly client?: DynamoDBClient | undefined;
  readonly environment?: OpenContext['environment'];
}

export interface DynamoDBTarget {
  readonly table: string;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
}

/**
 * The SDK's own 50 would let a burst wait for sockets, and takes that for a server that cannot be reached. An idle one is closed before the server
 * does it: on a connection that was closed at the other end the next increment would be lost, or done, nobody knows.
 */
const SOCKETS = { maxSockets: 256, timeout: 20_000 };
/** Of an application's client that does not say how many it has: the SDK's default. */
const DEFAULT_SOCKETS = 50;

/** `sdk` gives it, loaded before or now. */
export function dynamodbOpener(sdk: () => Sdk | Promise<Sdk>): Opener {
  return async (url, { timeoutMs, clients, environment }) => {
    const client = clients.dynamodb as DynamoDBClient | undefined;
    return openDynamoDB(url, { sdk: await sdk(), timeoutMs, client, environment });
  };
}

export function openDynamoDB(
  url: string | URL,
  { sdk, timeoutMs, client, environment = {} }: DynamoDBOptions,
): Backend {
  const target = targetOf(new URL(url));
  const own = new sdk.DynamoDBClient(client === undefined ? configOf(target, timeoutMs, environment) : sharing(client));
  const requests = requestsOver({
    sdk,
    client: own,
    table: target.table,
    timeoutMs,
    setsTimeout: client === undefined,
    atOnce: client === undefined ? SOCKETS.maxSockets : Math.min(SOCKETS.maxSockets, socketsOf(client)),
  });
  return dynamoBackend(requests, () => {
    if (client === undefined) own.destroy();
  });
}

export function targetOf(url: URL): DynamoDBTarget {
  const { hostname, searchParams } = url;
  if (!/^[\w.-]{3,255}$/.test(hostname))
    throw new ConfigError(
      `"${url.href}" names no table. Write dynamodb://TABLE?region=REGION, the table's name with 3 to 255 of a-z, A-Z, 0-9, "_", "." and "-".`,
    );
  return {
    table: hostname,
    region: searchParams.get('region') ?? undefined,
    endpoint: searchParams.get('endpoint') ?? undefined,
  };
}

/** One attempt only: the SDK does not know what may be sent twice, and repeats an increment whose reply was lost. */
const ONE_ATTEMPT = { maxAttempts: 1 };

const configOf = (
  { region, endpoint }: DynamoDBTarget,
  timeoutMs: number,
  environment: OpenContext['environment'],
): DynamoDBClientConfig => ({
  ...ONE_ATTEMPT,
  ...(region === undefined ? {} : { region }),
  ...(endpoint === undefined ? {} : { endpoint, ...localCredentials(endpoint, environment) }),
  requestHandler: {
    // Half of it, so that there is time for another try.
    connectionTimeout: timeoutMs / 2,
    requestTimeout: timeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: SOCKETS,
    httpsAgent: SOCKETS,
  },
});

/** An emulator takes any credentials but wants some, and looking for them where there are none takes seconds. */
function localCredentials(endpoint: string, environment: OpenContext['environment']): DynamoDBClientConfig {
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(new URL(endpoint).hostname);
  if (!isLocal || environment.AWS_ACCESS_KEY_ID !== undefined || environment.AWS_PROFILE !== undefined) return {};
  return { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

interface HttpHandler {
  httpHandlerConfigs?(): Partial<Record<'httpAgent' | 'httpsAgent', { readonly maxSockets?: number }>>;
}

/** Its handler can say it from the first request on. */
function socketsOf(client: DynamoDBClient): number {
  const { httpAgent, httpsAgent } = (client.config.requestHandler as HttpHandler).httpHandlerConfigs?.() ?? {};
  return (httpsAgent ?? httpAgent)?.maxSockets ?? DEFAULT_SOCKETS;
}

/** The application's settings, but for its retries, which would do increments twice. */
function sharing(client: DynamoDBClient): DynamoDBClientConfig {
  // What a client resolved is what its constructor takes; only optional properties are typed otherwise.
  const config = { ...client.config, ...ONE_ATTEMPT } as unknown as DynamoDBClientConfig;
  delete config.retryStrategy;
  return config;
}
