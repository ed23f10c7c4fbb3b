/**
 * `npm run bench:adapters:consistency [-- --iterations N --output FILE]`: whether what one instance wrote is what the others read, at once. Each
 * instance has connections of its own, and who reads is never who wrote. Ends with 1 if anything was ever stale or lost.
 *
 * - read after write: a cart is made by one instance and read by another
 * - item visibility: an item is added by one instance and looked for by another
 * - rapid updates: all instances add to one cart at once, several times each; then every one of them has to see all of it
 */
import { writeFileSync } from 'node:fs';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { Carts, startServers, type Backend } from './carts.js';
import { quantile } from './measure.js';
import { table } from './table.js';

const INSTANCES = 4;
const RAPID = 5;
const { values: options } = parseArgs({
  options: {
    iterations: { type: 'string', default: '100' },
    output: { type: 'string', default: 'adapters/bench/consistency_test_results.json' },
  },
});
const iterations = Number(options.iterations);

/** Whether everybody saw what was written, and the ms until then. */
interface Trial {
  readonly consistent: boolean;
  readonly writeMs: number;
  readonly readMs: number;
}

/** One trial. `at` makes its cart another one each time, and turns the roles round. */
type Test = (instances: readonly Carts[], at: number) => Promise<Trial>;

const tests: Readonly<Record<string, Test>> = {
  async read_after_write(instances, at) {
    const [writer, reader] = pair(instances, at);
    const [, writeMs] = await timed(() => writer.create(`created-${at}`, at));
    const [seen, readMs] = await timed(() => reader.get(`created-${at}`));
    return { consistent: isDeepStrictEqual(seen, { customer: at, items: [] }), writeMs, readMs };
  },

  async item_visibility(instances, at) {
    const [writer, reader] = pair(instances, at);
    await reader.create(`filled-${at}`, at);
    const [, writeMs] = await timed(() => writer.add(`filled-${at}`, at, 2));
    const [seen, readMs] = await timed(() => reader.get(`filled-${at}`));
    return { consistent: isDeepStrictEqual(seen?.items, [{ product: at, quantity: 2 }]), writeMs, readMs };
  },

  async rapid_updates(instances, at) {
    const id = `busy-${at}`;
    await pair(instances, at)[0].create(id, at);
    const addAll = async (carts: Carts): Promise<void> => {
      for (let product = 0; product < RAPID; product++) await carts.add(id, product, 1);
    };
    const [, writeMs] = await timed(() => Promise.all(instances.map(addAll)));
    const [seen, readMs] = await timed(() => Promise.all(instances.map((carts) => carts.get(id))));
    const isWhole = seen.every(
      (cart) => cart?.items.length === RAPID && cart.items.every(({ quantity }) => quantity === instances.length),
    );
    return { consistent: isWhole, writeMs, readMs };
  },
};

const results: Record<string, Record<string, Summary>> = {};
for (const backend of await startServers()) {
  results[backend.name] = await resultsOn(backend);
  await backend.stop();
}
const report = { timestamp: new Date().toISOString(), instances: INSTANCES, iterations, backends: results };
writeFileSync(options.output, `${JSON.stringify(report, undefined, 2)}\n`);

const rows = Object.entries(results).flatMap(([backend, summaries]) =>
  Object.entries(summaries).map(([test, { iterations, consistent, consistency_percentage, write_ms, read_ms }]) => [
    `${backend}: ${test}`,
    `${consistent}/${iterations}`,
    `${consistency_percentage} %`,
    ...[write_ms.avg, write_ms.p95, read_ms.avg, read_ms.p95].map((ms) => ms.toFixed(2)),
  ]),
);
const head = ['', 'consistent', '', 'write avg ms', 'p95', 'read avg ms', 'p95'];
process.stdout.write(`${table(head, rows)}Written to ${options.output}.\n`);
const isConsistent = ({ consistent, iterations }: Summary): boolean => consistent === iterations;
if (!Object.values(results).every((summaries) => Object.values(summaries).every(isConsistent))) process.exitCode = 1;

interface Latencies {
  readonly avg: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

interface Summary {
  readonly iterations: number;
  readonly consistent: number;
  readonly consistency_percentage: number;
  readonly write_ms: Latencies;
  readonly read_ms: Latencies;
}

async function resultsOn(backend: Backend): Promise<Record<string, Summary>> {
  const states = Array.from({ length: INSTANCES }, () => backend.open());
  const instances = states.map((state) => new Carts(state));
  // The first operation of each connects.
  await Promise.all(instances.map((carts) => carts.get('none')));
  const summaries: Record<string, Summary> = {};
  for (const [name, test] of Object.entries(tests)) {
    const trials: Trial[] = [];
    for (let at = 0; at < iterations; at++) trials.push(await test(instances, at));
    summaries[name] = summaryOf(trials);
  }
  await Promise.all(states.map((state) => state.close()));
  return summaries;
}

function summaryOf(trials: readonly Trial[]): Summary {
  const consistent = trials.filter((trial) => trial.consistent).length;
  return {
    iterations: trials.length,
    consistent,
    consistency_percentage: rounded((100 * consistent) / trials.length),
    write_ms: latenciesOf(trials.map(({ writeMs }) => writeMs)),
    read_ms: latenciesOf(trials.map(({ readMs }) => readMs)),
  };
}

function latenciesOf(times: readonly number[]): Latencies {
  return {
    avg: rounded(times.reduce((sum, ms) => sum + ms, 0) / times.length),
    p50: rounded(quantile(times, 0.5)),
    p95: rounded(quantile(times, 0.95)),
    max: rounded(Math.max(...times)),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Two different instances, others each time. */
function pair(instances: readonly Carts[], at: number): [Carts, Carts] {
  const [one, other] = [instances[at % INSTANCES], instances[(at + 1) % INSTANCES]];
  if (one === undefined || other === undefined) throw new Error('There are at least two instances.');
  return [one, other];
}

async function timed<T>(run: () => Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  const result = await run();
  return [result, performance.now() - began];
}
