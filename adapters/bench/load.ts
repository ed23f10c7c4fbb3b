/**
 * `npm run bench:adapters:load`: 200 requests a second on one key for 30 s, from 4 processes, each a `rateLimiter.consume` and a `map.patch`. No call
 * may fail and the counts have to be exact, on Redis and on DynamoDB. `-- SECONDS` for another time.
 */
import { createState } from '../src/index.js';
import { bundleWorker, together } from '../test/processes/spawn.js';
import { startDynamoDB } from '../test/servers/dynamodb.js';
import { startRedis } from '../test/servers/redis.js';

const PROCESSES = 4;
const PER_SECOND = 200;
const seconds = Number(process.argv[2] ?? 30);
const total = PER_SECOND * seconds;
// A third is turned away, so that both answers are given.
const limit = Math.round((total * 2) / 3);

const program = await bundleWorker();
for (const [name, start] of Object.entries({ Redis: startRedis, DynamoDB: startDynamoDB })) {
  const server = await start();
  const settings = { url: server.url, timeoutMs: 5000 };
  const job = { name: 'traffic', perSecond: PER_SECOND / PROCESSES, seconds, limit } as const;
  const began = performance.now();
  const reports = await together(program, PROCESSES, settings, job);
  const took = (performance.now() - began) / 1000;

  const state = createState(settings);
  const counted = await state.rateLimiter('gateway').peek('hot', { limit, windowMs: 3_600_000 });
  const clicks = (await state.sharedMap<{ clicks: number }>('links', { fields: true }).get('hot'))?.clicks ?? 0;
  await state.close();
  await server.stop();

  const answered = sum(reports.map(({ acknowledged }) => acknowledged));
  const allowed = sum(reports.map((report) => report.allowed));
  const errors = reports.flatMap(({ rejected }) => Object.entries(rejected).map(([code, times]) => `${times} ${code}`));
  const isExact = answered === total && clicks === total && allowed === limit && counted.count === limit;
  process.stdout.write(
    `${isExact ? 'ok' : 'FAILED'}  ${name}: ${answered}/${total} requests answered in ${took.toFixed(1)} s by ${PROCESSES} processes, ` +
      `${clicks} clicks counted, ${allowed} allowed of a limit of ${limit} (${counted.count} counted), ` +
      `errors: ${errors.length === 0 ? 'none' : errors.join(', ')}\n`,
  );
  if (!isExact) process.exitCode = 1;
}
await program.remove();

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
