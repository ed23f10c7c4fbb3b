/** Real Redis (or Valkey) servers for tests: each on a free port of its own, gone when the test is, and when the process is. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** One command; for what tests do behind the backend's back. */
  command(...args: string[]): Promise<string>;
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** On the same port; with what it had, if `durable`. */
  restart(): Promise<void>;
  /** It hangs: the kernel takes connections, nobody answers. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

export interface RedisServerOptions {
  /** Acknowledged writes survive a kill. */
  readonly durable?: boolean;
  readonly port?: number;
  readonly args?: readonly string[];
}

const running = new Set<ChildProcess>();
const directories = new Set<string>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** The binary, or undefined where there is none. */
export function findRedisServer(): string | undefined {
  const candidates = [process.env['REDIS_SERVER'], 'redis-server', 'valkey-server'];
  return candidates.find((name) => name !== undefined && spawnSync(name, ['--version']).status === 0);
}

export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const binary = findRedisServer();
  if (binary === undefined) throw new Error('no redis-server on PATH; install one or set REDIS_SERVER');
  const port = options.port ?? (await freePort());
  const directory = mkdtempSync(join(tmpdir(), 'coldstate-redis-'));
  directories.add(directory);
  const durable = options.durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', directory, ...durable];
  let child = await started(binary, [...args, ...(options.args ?? [])], port);

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    command: (...words) => command(port, words),
    kill: (signal = 'SIGKILL') => ended(child, signal),
    async restart() {
      await ended(child, 'SIGKILL');
      child = await started(binary, [...args, ...(options.args ?? [])], port);
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

export interface RedisCluster {
  readonly url: string;
  readonly nodes: readonly RedisServer[];
  stop(): Promise<void>;
}

const SLOTS = 16_384;

/** Three masters that share the slots. A node's bus has the port 10 000 above its own. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const nodes: RedisServer[] = [];
  while (nodes.length < 3) {
    const port = await freePort(40_000, 55_535);
    nodes.push(await startRedis({ port, args: ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'] }));
  }
  const bounds = nodes.map((_, at) => Math.floor((SLOTS * at) / nodes.length)).concat(SLOTS);
  for (const [at, node] of nodes.entries()) {
    const slots = Array.from(
      { length: (bounds[at + 1] ?? 0) - (bounds[at] ?? 0) },
      (_, i) => `${(bounds[at] ?? 0) + i}`,
    );
    await node.command('CLUSTER', 'ADDSLOTS', ...slots);
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', `${at + 1}`);
  }
  for (const node of nodes.slice(1)) await nodes[0]?.command('CLUSTER', 'MEET', '127.0.0.1', `${node.port}`);
  for (const node of nodes) {
    await until(async () => {
      const info = await node.command('CLUSTER', 'INFO');
      return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3');
    });
  }
  return {
    url: `${nodes[0]?.url ?? ''}?cluster=1`,
    nodes,
    async stop() {
      for (const node of nodes) await node.stop();
    },
  };
}

async function started(binary: string, args: readonly string[], port: number): Promise<ChildProcess> {
  const child = spawn(binary, args, { stdio: 'ignore' });
  running.add(child);
  child.once('exit', () => running.delete(child));
  await until(async () => (await command(port, ['PING']).catch(() => '')).includes('PONG'));
  return child;
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(5)) {
    if (await reached()) return;
  }
  throw new Error('the server did not come up within 10 s');
}

/** One command over a connection of its own; the raw reply, for tests that look into the server. */
async function command(port: number, words: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    socket.write(encoded([...words]) + encoded(['QUIT']));
    const reply = await text(socket);
    return reply.replace(/\+OK\r\n$/, '').trimEnd();
  } finally {
    socket.destroy();
  }
}

function encoded(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

async function text(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** A port that nobody listens on, from the whole range or from one. */
export async function freePort(from = 0, to = 0): Promise<number> {
  for (;;) {
    const wanted = from === 0 ? 0 : from + Math.floor(Math.random() * (to - from));
    const server = createServer();
    try {
      server.listen(wanted, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as { port: number }).port;
    } catch {
      // Taken: another one then.
    } finally {
      server.close();
    }
  }
}
