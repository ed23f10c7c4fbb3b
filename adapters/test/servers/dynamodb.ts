/** dynalite, the DynamoDB that runs from npm: in a process of its own where tests kill and freeze it, or in this one where they only talk to it. */
import { DynamoDBClient, CreateTableCommand, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tableSchema } from '../../src/backends/dynamodb/table.js';
import { freePort } from './redis.js';

export interface DynamoDBServer {
  /** What `COLDSTATE_URL` would be. */
  readonly url: string;
  readonly endpoint: string;
  readonly table: string;
  stop(): Promise<void>;
}

export interface DynamoDBProcess extends DynamoDBServer {
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** On the same port; with what it had, if `durable`, else with an empty table. */
  restart(): Promise<void>;
  /** It hangs: the kernel takes connections, nobody answers. */
  pause(): void;
  resume(): void;
}

const TABLE = 'state';
const OPTIONS = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };

// dynalite has no types.
const require = createRequire(import.meta.url);
type Dynalite = (options: typeof OPTIONS & { path?: string }) => Server;

const running = new Set<ChildProcess>();
const directories = new Set<string>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

export const urlOf = (endpoint: string, table = TABLE): string =>
  `dynamodb://${table}?region=local&endpoint=${encodeURIComponent(endpoint)}`;

/** For what tests do behind the backend's back. */
export const clientOf = (
  endpoint: string,
  requestHandler: DynamoDBClientConfig['requestHandler'] = {},
): DynamoDBClient =>
  new DynamoDBClient({
    requestHandler,
    region: 'local',
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });

/** In this process. */
export async function startDynamoDBHere(): Promise<DynamoDBServer> {
  const server = (require('dynalite') as Dynalite)(OPTIONS);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await createTable(endpoint);
  return {
    url: urlOf(endpoint),
    endpoint,
    table: TABLE,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

/** In a process of its own. `durable`: acknowledged writes survive a kill. */
export async function startDynamoDB({ durable = false }: { durable?: boolean } = {}): Promise<DynamoDBProcess> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const directory = mkdtempSync(join(tmpdir(), 'coldstate-dynamodb-'));
  directories.add(directory);
  const options = durable ? { ...OPTIONS, path: directory } : OPTIONS;
  let child = await started(port, options);
  await createTable(endpoint);

  return {
    url: urlOf(endpoint),
    endpoint,
    table: TABLE,
    kill: (signal = 'SIGKILL') => ended(child, signal),
    async restart() {
      await ended(child, 'SIGKILL');
      child = await started(port, options);
      if (!durable) await createTable(endpoint);
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async stop() {
      await ended(child, 'SIGKILL');
      rmSync(directory, { recursive: true, force: true });
      directories.delete(directory);
    },
  };
}

async function createTable(endpoint: string): Promise<void> {
  const client = clientOf(endpoint);
  await client.send(new CreateTableCommand(tableSchema(TABLE)));
  client.destroy();
}

async function started(port: number, options: object): Promise<ChildProcess> {
  const script = `require(${JSON.stringify(require.resolve('dynalite'))})(${JSON.stringify(options)}).listen(${port}, '127.0.0.1')`;
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    if (await answers(port)) return child;
    await sleep(5);
  }
  throw new Error('dynalite did not come up within 10 s');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => {
      settle(true);
    });
    socket.once('error', () => {
      settle(false);
    });
  });
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}
