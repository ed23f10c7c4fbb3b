/** What runs inside an instance: the program's own modules behind one way to ask them. Bundled with them, for each platform the same. */
import type { Order } from '../wire.js';
import type { Pattern } from '../routing.js';
import { KEEP } from './begin.js';
import { channel, type Channel } from './channel.js';
import { takeServers, type Listening } from './node.js';
import { limitOutput } from './output.js';
import { openProbes, type Probes } from './probes.js';
import { flattened, type Exports, type Handle, type RouteSettings } from './shape.js';
import { handleOf, type ShapeName } from './shapes.js';

export interface Route extends Pattern, RouteSettings {
  readonly unit: string;
  /** Of the module, as people call it. */
  readonly file: string;
  readonly shape: ShapeName;
  readonly load: () => Promise<unknown>;
}

export async function serve(routes: readonly Route[]): Promise<void> {
  const line = channel();
  const { directory, unit, startsWithinMs } = line.settings;
  limitOutput([process.stdout, process.stderr]);
  // A thread cannot change it, and programs look for their files from there.
  process.cwd = () => directory;
  const listening = takeServers();
  const probes = openProbes();
  try {
    const handles = new Map<number, Handle>();
    for (const [at, route] of routes.entries()) {
      if (unit === undefined || route.unit === unit) handles.set(at, await opened(route, listening, startsWithinMs));
    }
    answering(line, handles, probes);
    line.say({ kind: 'ready' });
  } catch (error) {
    line.say({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/** A server that the module lets listen comes before what it exports; one that takes its time is waited for where it exports nothing. */
async function opened(route: Route, listening: Listening, withinMs: number): Promise<Handle> {
  const exports = flattened((await route.load()) as Exports);
  const handle = listening.isAsked() && route.shape === 'module' ? undefined : handleOf(route.shape, exports, route);
  const served = handle ?? (route.shape === 'module' ? await listening.first(withinMs) : undefined);
  if (served !== undefined) return served;
  const names = Object.keys(exports).join(', ');
  throw new Error(
    `${route.file} neither listens nor exports what could be asked (it exports ${names === '' ? 'nothing' : names}). ` +
      'Name the module that starts the server, or the one that exports the handler.',
  );
}

function answering(line: Channel, handles: ReadonlyMap<number, Handle>, probes: Probes): void {
  let inFlight = 0;
  let answers = 0;
  const heed = async (order: Order): Promise<void> => {
    if (order.kind === 'freeze' && inFlight === 0) line.freeze();
    if (order.kind !== 'ask') return;
    inFlight += 1;
    try {
      const handle = handles.get(order.route);
      if (handle === undefined) throw new Error(`Route ${order.route} belongs to another unit.`);
      const { result: answer, ...seen } = await probes.watched(() => handle(order));
      line.say({ kind: 'answer', id: order.id, answer, ...seen, ...tooLarge(line.settings.memoryMb) });
      answers += 1;
      if (line.settings.keepsCompiled && KEEPS_AFTER.has(answers)) keepCompiled();
    } finally {
      inFlight -= 1;
    }
  };
  line.listen((order) => {
    void heed(order).catch((error: unknown) => {
      if (order.kind !== 'ask') return;
      process.stderr.write(`${String(error)}\n`);
      line.say({
        kind: 'answer',
        id: order.id,
        stores: {},
        used: [],
        written: [],
        answer: { status: 502, headers: {}, body: String(error) },
      });
    });
  });
}

/** Functions are compiled as they are first called: what the first answers called is most of what others will. */
const KEEPS_AFTER: ReadonlySet<number> = new Set([1, 10, 100]);

function keepCompiled(): void {
  (globalThis as { [KEEP]?: () => void })[KEEP]?.();
}

/** Buffers lie outside of the heap, whose own limit does not see them. */
function tooLarge(limitMb: number): { ends?: string } {
  const heldMb = process.memoryUsage().arrayBuffers / 1024 / 1024;
  return heldMb > limitMb ? { ends: `it held more than ${limitMb} MB in buffers` } : {};
}
