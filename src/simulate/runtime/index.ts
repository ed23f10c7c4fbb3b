/** What runs inside an instance: the program's own modules behind one way to ask them. Bundled with them, for each platform the same. */
import type { Order } from '../wire.js';
import type { Pattern } from '../routing.js';
import { takeServers, type Listening } from './node.js';
import { openProbes, type Probes } from './probes.js';
import { takenSeat, type Seat } from './seat.js';
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
  const seat = takenSeat();
  const { unit, startsWithinMs } = seat.settings;
  const listening = takeServers();
  const probes = openProbes();
  try {
    const handles = new Map<number, Handle>();
    for (const [at, route] of routes.entries()) {
      if (unit === undefined || route.unit === unit) handles.set(at, await opened(route, listening, startsWithinMs));
    }
    answering(seat, handles, probes);
    seat.say({ kind: 'ready' });
  } catch (error) {
    seat.say({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
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

function answering(seat: Seat, handles: ReadonlyMap<number, Handle>, probes: Probes): void {
  let inFlight = 0;
  const heldBefore = buffersMb();
  const heed = async (order: Order): Promise<void> => {
    if (order.kind === 'freeze' && inFlight === 0) seat.freeze();
    if (order.kind !== 'ask') return;
    inFlight += 1;
    try {
      const handle = handles.get(order.route);
      if (handle === undefined) throw new Error(`Route ${order.route} belongs to another unit.`);
      const { result: answer, ...seen } = await probes.watched(() => handle(order));
      seat.say({
        kind: 'answer',
        id: order.id,
        answer,
        ...seen,
        ...tooLarge(buffersMb() - heldBefore, seat.settings.memoryMb),
      });
      seat.answered();
    } finally {
      inFlight -= 1;
    }
  };
  seat.listen((order) => {
    void heed(order).catch((error: unknown) => {
      if (order.kind !== 'ask') return;
      process.stderr.write(`${String(error)}\n`);
      seat.say({
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

/** Buffers lie outside of the heap, whose own limit does not see them. */
const buffersMb = (): number => process.memoryUsage().arrayBuffers / 1024 / 1024;

function tooLarge(heldMb: number, limitMb: number): { ends?: string } {
  return heldMb > limitMb ? { ends: `it held more than ${limitMb} MB in buffers` } : {};
}
