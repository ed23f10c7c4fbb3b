/** Several instances of one program, each a process that shares nothing with the others, behind a router. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../adapters/test/servers/redis.js';
import type { Bundle } from './bundle.js';
import type { FleetSettings } from './fixture.js';
import { startOutside } from './outside.js';
import { replay, type Difference, type Service } from './replay.js';
import { startRouter } from './router.js';
import type { Scenario } from './scenario.js';

export interface FleetOptions {
  readonly instances: number;
  /** False: `> restart` changes nothing, for the one instance that shows what a program is meant to do. */
  readonly restarts?: boolean;
  /** `COLDSTATE_URL` above all. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Fleet extends Service {
  /** What instances wrote on stderr. */
  complaints(): string;
  stop(): Promise<void>;
}

interface Instance {
  readonly port: number;
  stop(): Promise<void>;
}

const COMES_UP_WITHIN_MS = 20_000;

/** Nothing of the environment of the tests but what a process needs; the AWS SDK complains of old versions of Node on stderr. */
const BARE = { PATH: process.env.PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

export async function startFleet(program: Bundle, settings: FleetSettings, options: FleetOptions): Promise<Fleet> {
  const outside = await startOutside(settings.outside ?? {});
  const env = { ...BARE, ...outside.env, ...settings.env, ...options.env };
  let complaints = '';
  const startAll = () =>
    Promise.all(
      Array.from({ length: options.instances }, () =>
        startInstance(program.file, env, (text) => {
          complaints += text;
        }),
      ),
    );
  let instances = await startAll();
  const router = await startRouter(() => instances.map(({ port }) => port));
  return {
    origin: router.origin,
    complaints: () => complaints,
    async restart() {
      if (options.restarts === false) return;
      const former = instances;
      instances = await startAll();
      await Promise.all(former.map((instance) => instance.stop()));
    },
    async stop() {
      await router.stop();
      await Promise.all(instances.map((instance) => instance.stop()));
      await outside.stop();
    },
  };
}

/** A fleet for one scenario. */
export async function differencesOn(
  program: Bundle,
  settings: FleetSettings,
  scenario: Scenario,
  options: FleetOptions,
): Promise<Difference[]> {
  const fleet = await startFleet(program, settings, options);
  try {
    return await replay(scenario, fleet);
  } finally {
    await fleet.stop();
  }
}

async function startInstance(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  complain: (text: string) => void,
): Promise<Instance> {
  const port = await freePort();
  const child = fork(file, { env: { ...env, PORT: `${port}` }, silent: true });
  let said = '';
  child.stdout?.resume();
  child.stderr?.on('data', (text: Buffer) => {
    said += text.toString();
    complain(text.toString());
  });
  const deadline = Date.now() + COMES_UP_WITHIN_MS;
  while (!(await listens(port))) {
    if (hasEnded(child)) throw new Error(`An instance ended as it started.\n${said}`);
    if (Date.now() > deadline) {
      await ended(child);
      throw new Error(`An instance did not listen within ${COMES_UP_WITHIN_MS} ms.\n${said}`);
    }
    await sleep(10);
  }
  return { port, stop: () => ended(child) };
}

function listens(port: number): Promise<boolean> {
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

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** At once, as a platform takes an instance away. */
async function ended(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
