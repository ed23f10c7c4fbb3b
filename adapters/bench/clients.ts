/**
 * `npm run bench:adapters [-- --check --rounds N ioredis]`: what an operation of the adapters costs beside the bare client's, and beside libraries that have it too.
 * One table, or the parts of it that are named; `--check` ends with 1 where a target is missed.
 *
 * Every way keeps the same object; the bare client is given its text ready made. Its plain command gives less than the adapter does: no version, so
 * no compare-and-swap and no retry that is safe. Where that matters the bare client does the same once more, at equal guarantees, and figures over
 * the bare client are two. `ok`: the target is met over the plain command; `ok, equal`: over the other one.
 */
import { parseArgs } from 'node:util';
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
  readonly open: () => Promise<Contest & { readonly stop: () => Promise<void> }>;
}

const { values: options, positionals: only } = parseArgs({
  allowPositionals: true,
  options: { check: { type: 'boolean', default: false }, rounds: { type: 'string', default: '21' } },
});
const rounds = Number(options.rounds);

const redisSettings: readonly Setting[] = [
  { load: { rounds, calls: 600, atOnce: 1 }, target: { ratio: 0.75, cpuMicros: 6 } },
  { load: { rounds, calls: 3000, atOnce: 100 }, target: { ratio: 0.55, cpuMicros: 6 } },
];

const arenas: readonly Arena[] = [
  redisArena('Redis through @redis/client', throughNodeRedis),
  redisArena('Redis through ioredis', throughIoredis),
  {
    name: 'DynamoDB',
    settings: [
      { load: { rounds, calls: 100, atOnce: 1 }, target: { ratio: 0.95, cpuMicros: Infinity } },
      { load: { rounds, calls: 200, atOnce: 100 }, target: { ratio: 0.95, cpuMicros: Infinity } },
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
  { name, role, lesser }: Contender,
  contenders: readonly Contender[],
  { load, target, measured }: Setting & { measured: readonly Measured[] },
): string[] {
  const own = measured.find((one) => one.name === name);
  if (own === undefined) throw new Error(`${name} was not measured.`);
  const over = (of: Contender['role']) => own.over.get(contenders.find((one) => one.role === of)?.name ?? '');
  const [plain, equal, adapter] = [over('plain'), over('equal'), over('adapter')];
  const keeps = (to: typeof plain) => to !== undefined && to.ratio >= target.ratio && to.cpuMicros <= target.cpuMicros;
  const verdict = (): string => {
    if (role === 'adapter') return keeps(plain) ? 'ok' : keeps(equal) ? 'ok, equal' : 'MISSED';
    if (role !== 'library' || adapter === undefined || lesser?.includes(operation)) return '';
    // Both ask the server much the same, so either figure alone may be the moment's.
    return adapter.ratio > 1 && adapter.cpuMicros < 0 ? 'MISSED' : 'ok';
  };
  const judged = verdict();
  if (judged === 'MISSED') missed.push(`${arena.name}, ${operation}, ${load.atOnce} at once: ${name}`);
  const both = (text: (to: { ratio: number; cpuMicros: number }) => string) =>
    [plain, equal].flatMap((to) => (to === undefined ? [] : text(to))).join(' / ');
  return [
    own.perSecond.toFixed(0),
    both(({ ratio }) => ratio.toFixed(2)),
    own.cpuMicros.toFixed(1),
    both(({ cpuMicros }) => signed(cpuMicros)),
    judged,
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
if (options.check && missed.length > 0) process.exitCode = 1;
