/**
 * `npm run bench:adapters:150`: 150 operations of a shop one after the other, 50 carts made, 50 items added, 50 carts read, on each backend. One
 * table of latencies; ends with 1 where an operation failed.
 */
import { Carts, startMemory, startServers, type Backend } from './carts.js';
import { quantile } from './measure.js';
import { table } from './table.js';

const EACH = 50;

interface Sample {
  readonly operation: string;
  readonly ms: number;
  readonly succeeded: boolean;
}

const rows: string[][] = [];
for (const backend of [await startMemory(), ...(await startServers())]) {
  const samples = await samplesOn(backend);
  await backend.stop();
  for (const operation of [...new Set(samples.map((sample) => sample.operation))]) {
    rows.push(
      row(
        `${backend.name}: ${operation}`,
        samples.filter((sample) => sample.operation === operation),
      ),
    );
  }
  rows.push(row(`${backend.name}: all`, samples));
  if (samples.some(({ succeeded }) => !succeeded)) process.exitCode = 1;
}
process.stdout.write(table(['', 'avg ms', 'p50 ms', 'p95 ms', 'success'], rows));

async function samplesOn(backend: Backend): Promise<Sample[]> {
  const state = backend.open();
  const carts = new Carts(state);
  // The first operation connects.
  await carts.get('none');
  const samples: Sample[] = [];
  const sample = async (operation: string, run: () => Promise<boolean>): Promise<void> => {
    const began = performance.now();
    const succeeded = await run().catch(() => false);
    samples.push({ operation, ms: performance.now() - began, succeeded });
  };
  const ids = Array.from({ length: EACH }, (_, at) => `cart-${at}`);
  for (const [at, id] of ids.entries()) await sample('create cart', () => carts.create(id, at).then(() => true));
  for (const [at, id] of ids.entries()) await sample('add items', () => carts.add(id, at, 2).then(() => true));
  for (const [at, id] of ids.entries()) {
    await sample('get cart', async () => (await carts.get(id))?.items[0]?.product === at);
  }
  await state.close();
  return samples;
}

function row(name: string, samples: readonly Sample[]): string[] {
  const times = samples.map(({ ms }) => ms);
  const average = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  const succeeded = samples.filter((sample) => sample.succeeded).length;
  const figures = [average, quantile(times, 0.5), quantile(times, 0.95)].map((ms) => ms.toFixed(2));
  return [name, ...figures, `${succeeded}/${samples.length}`];
}
