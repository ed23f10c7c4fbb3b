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
  kill(signal?: 'SIGKILL'): Promise<void>;
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

const directories = new Set<string>();
process.on('exit', () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** The binary, or undefined where there is none. */
export function findRedisServer(): string | undefined {
  const candidates = [process.env.REDIS_SERVER, 'redis-server', 'valkey-server'];
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
  let running = await started(binary, [...args, ...(options.args ?? [])], port);

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    command: (...words) => command(port, words),
    kill: () => ended(running),
    async restart() {
      await ended(running);
      running = await started(binary, [...args, ...(options.args ?? [])], port);
    },
    pause: () => void process.kill(running.pid, 'SIGSTOP'),
    resume: () => void process.kill(running.pid, 'SIGCONT'),
    async stop() {
      await ended(running);
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
    const port = await freeBusPort();
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

interface Running {
  readonly shell: ChildProcess;
  readonly pid: number;
}

/**
 * A shell stands between, which waits for the end of its input: it comes when this process ends, however it ends, and takes the server along.
 * (A test runner kills its workers, and then no handler runs.)
 */
const GUARD = '"$@" >/dev/null 2>&1 & echo $!; read _; kill -9 $!; wait $!';

async function started(binary: string, args: readonly string[], port: number): Promise<Running> {
  const child = spawn('sh', ['-c', GUARD, 'sh', binary, ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  const [pid] = (await once(child.stdout, 'data')) as [Buffer];
  await until(async () => /PONG|NOAUTH/.test(await command(port, ['PING']).catch(() => '')));
  return { shell: child, pid: Number(pid) };
}

async function ended({ shell: child }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.stdin?.end();
  await exit;
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    if (await reached()) return;
    await sleep(5);
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

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  return (await listened(0)) ?? freePort();
}

/** A port for a node of a cluster: its bus lies above those that the kernel hands out. */
async function freeBusPort(): Promise<number> {
  const port = 51_000 + Math.floor(Math.random() * 4500);
  const free = (await listened(port)) !== undefined && (await listened(port + 10_000)) !== undefined;
  return free ? port : freeBusPort();
}

/** Listens for a moment; undefined if the port is taken. */
async function listened(wanted: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen(wanted, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as { port: number }).port;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}
