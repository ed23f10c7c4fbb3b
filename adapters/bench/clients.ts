/**
 * `npm run bench:adapters [-- --check]`: what an operation of the adapters costs beside the bare client's, and beside libraries that have it too.
 * One table; `--check` ends with 1 where a target is missed.
 *
 * Every way keeps the same object. The bare client is given its text ready made, and on Redis a plain command, which gives less than the adapter
 * does (no version, so no compare-and-swap, and no retry that is safe): the rows `script` say what that difference alone costs.
 */
import { startDynamoDB } from '../test/servers/dynamodb.js';
import { startRedis } from '../test/servers/redis.js';
import { measure, type Load, type Measured } from './measure.js';
import { onDynamoDB } from './on-dynamodb.js';
import { throughIoredis, throughNodeRedis, type Contest } from './on-redis.js';
import { OPERATIONS, waysOf, type Contender, type Operation } from './operations.js';
import { table } from './table.js';

/** How many calls the adapter makes while the plain command makes one, at least; what it costs beyond that one's, at most, in µs of CPU. */
interface Target {
  readonly ratio: number;
  readonly cpuMicros: number;
}

interface Setting {
  readonly load: Load;
  readonly target: Target;
}

interface Arena {
  readonly name: string;
  readonly settings: readonly Setting[];
  open(): Promise<Contest & { stop(): Promise<void> }>;
}

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 11);

const redisSettings: readonly Setting[] = [
  { load: { rounds: ROUNDS, calls: 1000, atOnce: 1 }, target: { ratio: 0.75, cpuMicros: 6 } },
  { load: { rounds: ROUNDS, calls: 5000, atOnce: 100 }, target: { ratio: 0.55, cpuMicros: 6 } },
];

const arenas: readonly Arena[] = [
  redisArena('Redis through @redis/client', throughNodeRedis),
  redisArena('Redis through ioredis', throughIoredis),
  {
    name: 'DynamoDB',
    settings: [
      { load: { rounds: ROUNDS, calls: 150, atOnce: 1 }, target: { ratio: 0.95, cpuMicros: Infinity } },
      { load: { rounds: ROUNDS, calls: 400, atOnce: 100 }, target: { ratio: 0.95, cpuMicros: Infinity } },
    ],
    async open() {
      const server = await startDynamoDB();
      return { ...(await onDynamoDB(server)), stop: () => server.stop() };
    },
  },
];

function redisArena(name: string, contest: (url: string) => Promise<Contest>): Arena {
  return {
    name,
    settings: redisSettings,
    async open() {
      const server = await startRedis();
      return { ...(await contest(server.url)), stop: () => server.stop() };
    },
  };
}

const args = process.argv.slice(2);
const only = args.filter((arg) => !arg.startsWith('--'));
const rows: string[][] = [];
const missed: string[] = [];
for (const arena of arenas.filter(({ name }) => only.length === 0 || only.some((part) => name.includes(part)))) {
  const { contenders, close, stop } = await arena.open();
  rows.push([arena.name]);
  for (const operation of OPERATIONS) {
    process.stderr.write(`${arena.name}: ${operation}\n`);
    const results: (Setting & { measured: Measured[] })[] = [];
    for (const setting of arena.settings) {
      results.push({ ...setting, measured: await measure(waysOf(operation, contenders), setting.load) });
    }
    for (const contender of contenders.filter(({ calls }) => calls[operation] !== undefined)) {
      rows.push([
        `  ${operation}: ${contender.name}`,
        ...results.flatMap((result) => cells(arena, operation, contender, contenders, result)),
      ]);
    }
  }
  await close();
  await stop();
}

function cells(
  arena: Arena,
  operation: Operation,
  { name, role }: Contender,
  contenders: readonly Contender[],
  { load, target, measured }: Setting & { measured: readonly Measured[] },
): string[] {
  const own = measured.find((one) => one.name === name);
  const over = (of: Contender['role']) => own?.over.get(contenders.find((one) => one.role === of)?.name ?? '');
  const [command, adapter] = [over('command'), over('adapter')];
  if (own === undefined || command === undefined || adapter === undefined) throw new Error(`${name} was not measured.`);
  const misses = [
    role === 'adapter' && command.ratio < target.ratio && `${command.ratio.toFixed(2)} of ${target.ratio}`,
    role === 'adapter' && command.cpuMicros > target.cpuMicros && `${command.cpuMicros.toFixed(1)} µs over`,
    // Of two that ask the server the same, the one that costs the client less is the faster one; a moment's throughput is the machine's.
    role === 'library' && adapter.ratio > 1 && adapter.cpuMicros < 0 && `slower than ${name}`,
  ].filter((miss) => miss !== false);
  for (const miss of misses) missed.push(`${arena.name}, ${operation}, ${load.atOnce} at once: ${miss}`);
  const isJudged = role === 'adapter' || role === 'library';
  return [
    own.perSecond.toFixed(0),
    command.ratio.toFixed(2),
    own.cpuMicros.toFixed(1),
    signed(command.cpuMicros),
    !isJudged ? '' : misses.length === 0 ? 'ok' : 'MISSED',
  ];
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}

const columns = (atOnce: number) => [`calls/s, ${atOnce}`, 'of bare', 'CPU µs', 'over bare', 'target'];
process.stdout.write(`${table(['', ...columns(1), ...columns(100)], rows)}\n`);
process.stdout.write(
  missed.length === 0 ? 'All targets are met.\n' : `Targets missed:\n${missed.map((miss) => `  ${miss}\n`).join('')}`,
);
if (args.includes('--check') && missed.length > 0) process.exitCode = 1;
